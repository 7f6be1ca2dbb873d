"""Places in the status lists: handed out once, unpredictable, never reused."""

from __future__ import annotations

from tongban.credentials.models import StatusList
from tongban.credentials.profile import profile
from tongban.credentials.records import Place
from tongban.keys import queries as keys
from tongban.standards.statuslist import permuted_index


def take_places(kind: str, count: int) -> list[Place]:
    """So many places in lists of `kind` that nobody else has. Call it inside a transaction.

    The row lock of the list makes the sequence free of races; the keyed permutation makes the place tell
    nothing about when it was taken (HAIP: unpredictable). The unique constraint on (list, index) is the belt.
    """
    size = profile().list_size
    found: list[Place] = []
    while len(found) < count:
        newest = StatusList.objects.select_for_update().filter(kind=kind).order_by("-number").first()
        if newest is None or newest.next_sequence >= size:
            newest = StatusList.objects.create(kind=kind, number=1 if newest is None else newest.number + 1)
        first, number = newest.next_sequence, newest.number
        end = min(size, first + count - len(found))
        StatusList.objects.filter(pk=newest.pk).update(next_sequence=end)
        key = keys.index_key(f"{kind}/{number}")
        found += [(number, permuted_index(sequence, size=size, key=key)) for sequence in range(first, end)]
    return found
