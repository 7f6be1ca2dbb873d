"""Places in the status lists: handed out once, unpredictable, never reused."""

from __future__ import annotations

from django.db.models import F

from tongban.keys import queries as keys
from tongban.licences.models import StatusList
from tongban.licences.profile import profile
from tongban.standards.statuslist import permuted_index


def take_place(kind: str) -> tuple[int, int]:
    """The number of a list of `kind` and a place in it that nobody else has. Call it inside a transaction.

    The row lock of the list makes the sequence free of races; the keyed permutation makes the place tell
    nothing about when it was taken (HAIP: unpredictable). The unique constraint on (list, index) is the belt.
    """
    size = profile().list_size
    newest = StatusList.objects.select_for_update().filter(kind=kind).order_by("-number").first()
    if newest is None or newest.next_sequence >= size:
        number = 1 if newest is None else newest.number + 1
        newest = StatusList.objects.create(kind=kind, number=number)
    sequence = newest.next_sequence
    StatusList.objects.filter(pk=newest.pk).update(next_sequence=sequence + 1)
    key = keys.index_key(f"{kind}/{newest.number}")
    return newest.number, permuted_index(sequence, size=size, key=key)


def touch(kind: str, number: int) -> None:
    """Note that a value in this list has changed, so that the publisher signs it anew."""
    StatusList.objects.filter(kind=kind, number=number).update(version=F("version") + 1)
