"""The status lists as bits, in parts: written in the transaction of the rows that they follow, so that what a list costs
to publish depends on its size and not on how many of its places are revoked.

The truth stays the rows: a list can always be made again from them, and is compared with them again and again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from tongban.credentials.models import Credential, Holding, ListPart, RetiredPlace, StatusList
from tongban.credentials.profile import profile
from tongban.credentials.records import Entitlement, Place
from tongban.errors import Untrusted
from tongban.standards import statuslist

BITS = {"revocation": 1, "entitlement": 2}
PART_BYTES = 1024  # PostgreSQL keeps it in its row, and a change writes little


def mark(kind: str, values: Mapping[Place, int]) -> None:
    """Write these values into the lists of `kind`; call it in the transaction that changes the rows they follow.

    The row of a list is locked before its parts, the lists in their order: changes of one list wait for each other.
    """
    by_list: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for (number, index), value in values.items():
        by_list[number][index] = value
    for number in sorted(by_list):
        StatusList.objects.filter(kind=kind, number=number).update(version=F("version") + 1)
        write(StatusList.objects.get(kind=kind, number=number), by_list[number])


def write(row: StatusList, values: Mapping[int, int]) -> None:
    """Set the places of one list, whose row is locked."""
    bits = BITS[row.kind]
    width = PART_BYTES * 8 // bits
    places: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for index, value in values.items():
        places[index // width][index % width] = value
    kept = dict(row.parts.filter(number__in=places).values_list("number", "octets"))
    changed = []
    for number, wanted in places.items():
        part = statuslist.StatusList.from_octets(bytes(kept.get(number, bytes(PART_BYTES))), bits=bits)
        for place, value in wanted.items():
            part[place] = value
        changed.append(ListPart(list=row, number=number, octets=bytes(part.octets)))
    ListPart.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["list", "number"], update_fields=["octets"]
    )


def statuses(row: StatusList) -> statuslist.StatusList:
    """The list as its parts say."""
    made = statuslist.StatusList(bits=BITS[row.kind], size=profile().list_size)
    whole = len(made.octets)
    for number, octets in row.parts.values_list("number", "octets"):
        made.octets[number * PART_BYTES : (number + 1) * PART_BYTES] = octets
    del made.octets[whole:]  # a list that is smaller than one part
    return made


# --- Compared with the truth ------------------------------------------------------------------------------------
def compare_next(*, at: datetime) -> int:
    """Compare the list that was not compared for longest; 1, or 0 when there is none.

    Raises Untrusted("credentials.list-astray") as long as any list says something else than the rows do.
    """
    row = StatusList.objects.order_by(F("compared_at").asc(nulls_first=True), "pk").first()
    if row is None:
        return 0
    compare_list(row.kind, row.number, at=at)
    if astray := list(StatusList.objects.filter(strays__gt=0).order_by("kind", "number")):
        named = ", ".join(f"{one.kind}/{one.number}: {one.strays}" for one in astray)
        raise Untrusted("credentials.list-astray", f"status lists say something else than the holdings: {named}")
    return 1


def compare_list(kind: str, number: int, *, at: datetime, mend: bool = False) -> dict[int, tuple[int, int]]:
    """The places of a list that do not say what the rows do, each with (what it says, what it should say).

    mend: write there what the rows say; the list is published anew.
    """
    with transaction.atomic():
        row = StatusList.objects.select_for_update().get(kind=kind, number=number)
        said, rows = statuses(row), values_of(kind, number)
        truth = statuslist.StatusList(bits=said.bits, size=said.size)
        for index, value in rows.items():
            truth[index] = value
        strays = {index: (said[index], truth[index]) for index in differing(said, truth)}
        row.compared_at, row.strays = at, len(strays)
        if strays and mend:
            write(row, {index: value for index, (_, value) in strays.items()})
            row.version, row.strays = row.version + 1, 0
        row.save(update_fields=["compared_at", "strays", "version"])
    return strays


def differing(said: statuslist.StatusList, truth: statuslist.StatusList) -> list[int]:
    """The places in which two lists of one size differ."""
    each = 8 // said.bits
    pairs = enumerate(zip(said.octets, truth.octets, strict=True))
    return [
        index
        for octet, (one, other) in pairs
        if one != other
        for index in range(octet * each, octet * each + each)
        if said[index] != truth[index]
    ]


def values_of(kind: str, number: int) -> dict[int, int]:
    """What the rows say of the places of a list that are not simply valid."""
    return revoked_places(number) if kind == "revocation" else entitlement_values(number)


def revoked_places(number: int) -> dict[int, int]:
    """1 for each place whose credential is revoked (18013-5 ed. 2, 12.3.6.5: one bit)."""
    rows = Credential.objects.filter(list_number=number, revoked_at__isnull=False)
    return dict.fromkeys(rows.values_list("list_index", flat=True).iterator(), 1)  # type: ignore[arg-type]


def entitlement_values(number: int) -> dict[int, int]:
    """The two bits of each holding that is not simply valid, and of retired places."""
    rows = Holding.objects.filter(entitlement_list=number, entitlement__gt=0)
    values = dict(rows.values_list("entitlement_index", "entitlement"))
    retired = RetiredPlace.objects.filter(list_number=number).values_list("list_index", flat=True)
    return values | dict.fromkeys(retired, int(Entitlement.REVOKED))
