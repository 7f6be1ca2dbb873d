"""Reading, for anyone: what a person holds of a kind, where the lists lie, what they say at this moment, the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left, TruncDate

from tongban.clock import CHINA, day_of
from tongban.credentials import models
from tongban.credentials.kinds import kind_of
from tongban.credentials.profile import profile
from tongban.credentials.records import LIVE, Entitlement, Holding, Place, Stage
from tongban.errors import Unavailable
from tongban.keys import queries as keys
from tongban.keys.roles import Role

TRUST_LIST_SECONDS = 300
HAS_PHONE = Exists(models.Device.objects.filter(holding_id=OuterRef("pk"), withdrawn_at=None))


# --- What a person holds ----------------------------------------------------------------------------------------
def holding(kind: str, subject_id: UUID) -> Holding | None:
    """The live one about this subject (there is at most one), else the last that was issued; None if there never was."""
    return _newest(of_kind(kind).filter(subject_id=subject_id))


def holding_of(kind: str, citizen_id: UUID) -> Holding | None:
    """The same for a kind of which a person holds one: theirs."""
    return _newest(of_kind(kind).filter(citizen_id=citizen_id))


def holding_by_id(kind: str, holding_id: UUID) -> Holding:
    """The holding with that id; what the kind says of unknown ones if there is none."""
    row = of_kind(kind).filter(pk=holding_id).first()
    if row is None:
        raise kind_of(kind).unknown()
    return record(row)


def holdings(kind: str, *, citizen_id: UUID, subjects: Iterable[UUID] | None = None) -> list[Holding]:
    """All that this person holds or held of a kind, the newest first; about these subjects, or any."""
    rows = of_kind(kind).filter(citizen_id=citizen_id)
    rows = rows if subjects is None else rows.filter(subject_id__in=list(subjects))
    return [record(row) for row in rows.order_by("-changed_at", "pk")]


def holding_at(place: Place) -> Holding | None:
    """Who has this place in the entitlement lists now; None for a retired place and one that nobody has."""
    row = rows().filter(entitlement_list=place[0], entitlement_index=place[1]).first()
    return None if row is None else record(row)


def rows() -> QuerySet[models.Holding]:
    """All holdings, each with whether a phone has it."""
    return models.Holding.objects.annotate(has_phone=HAS_PHONE)


def of_kind(kind: str) -> QuerySet[models.Holding]:
    """The holdings of one kind."""
    return rows().filter(kind=kind)


def _newest(found: QuerySet[models.Holding]) -> Holding | None:
    row = found.filter(stage__in=LIVE).first() or found.order_by("-issued_at").first()
    return None if row is None else record(row)


def record(row: models.Holding) -> Holding:
    """The row as others read it; one without `has_phone` is asked for it."""
    known: bool | None = getattr(row, "has_phone", None)
    return Holding(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        citizen_id=row.citizen_id,
        region=row.region,
        stage=Stage(row.stage),
        entitlement=Entitlement(row.entitlement),
        place=(row.entitlement_list, row.entitlement_index),
        issued_at=row.issued_at,
        changed_at=row.changed_at,
        due_on=row.due_on,
        is_locked=row.locked_at is not None,
        has_phone=row.devices.filter(withdrawn_at=None).exists() if known is None else known,
    )


# --- The lists --------------------------------------------------------------------------------------------------
def list_uri(kind: str, number: int) -> str:
    """Where the status list lies, as credentials name it."""
    return f"{settings.BASE_URL}/status/{kind}/{number}"


def list_file(kind: str, number: int, form: str) -> Path:
    """Where a published list lies on this machine; form: "cwt" or "jwt"."""
    return Path(settings.DATA) / "public" / "status" / kind / f"{number}.{form}"


def list_numbers() -> list[tuple[str, int]]:
    """(kind, number) of every status list."""
    return list(models.StatusList.objects.order_by("kind", "number").values_list("kind", "number"))


def list_reference(kind: str, place: Place) -> dict[str, Any]:
    """A place as a credential names it: `idx` and `uri` (Token Status List)."""
    return {"idx": place[1], "uri": list_uri(kind, place[0])}


def list_ttl_seconds() -> int:
    """How long a verifier may use a status list before it asks again."""
    return profile().list_ttl_seconds


def fresh_list_seconds() -> int:
    """Until which age of its entitlement list an off-line verifier may say green."""
    return profile().fresh_list_minutes * 60


def live_entitlement(*, at: datetime) -> Callable[[int, int], tuple[int, timedelta] | None]:
    """(list number, place) -> the two bits, with age zero, as the registers say at this moment.

    The authority's own verifier needs no list, and what a row stores is only as new as the last run of the worker:
    who was suspended a moment ago is suspended. None for a place that nobody holds, or while the register does not
    answer: then it cannot be told.
    """

    def value(list_number: int, index: int) -> tuple[int, timedelta] | None:
        if models.RetiredPlace.objects.filter(list_number=list_number, list_index=index).exists():
            return int(Entitlement.REVOKED), timedelta(0)
        try:
            found = _entitlement_at((list_number, index), at)
        except Unavailable:
            return None
        return None if found is None else (int(found), timedelta(0))

    return value


def _entitlement_at(place: Place, at: datetime) -> Entitlement | None:
    found = holding_at(place)
    if found is None:
        return None
    if not found.is_live:
        return Entitlement.REVOKED
    return kind_of(found.kind).entitlement(found.subject_id, day_of(at))


def trust_list(*, at: datetime) -> str:
    """The signed trust list (docs/standards/licence-code.md section 7): signers of codes and lists, list addresses.

    Made at most once in five minutes of the same keys and lists, so that its ETag is worth something.
    """
    found = models.StatusList.objects.filter(kind="entitlement").order_by("number").values_list("number", flat=True)
    return _trust_list(int(at.timestamp()) // TRUST_LIST_SECONDS, tuple(found), keys.certificates(Role.LIST))


@lru_cache(maxsize=4)
def _trust_list(slot: int, numbers: tuple[int, ...], _signers: tuple[bytes, ...]) -> str:
    lists = {number: list_uri("entitlement", number) for number in numbers}
    return keys.signed_trust_list(at=datetime.fromtimestamp(slot * TRUST_LIST_SECONDS, UTC), lists=lists)


# --- Figures ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Issued:
    """How many were issued on a day of the Chinese calendar in a province (two digits); subjects: for the first time."""

    day: date
    province: str
    issued: int
    subjects: int


def issued(kind: str) -> list[Issued]:
    """All that were ever issued, by day and province: days that are over as `keep_days` counted them, and the rest now."""
    stored = models.IssuedOn.objects.filter(kind=kind).values_list("day", "province", "issued", "subjects")
    kept = [Issued(*row) for row in stored]
    return kept + count_issued(kind, after=max((one.day for one in kept), default=None))


def count_issued(kind: str, *, after: date | None, until: date | None = None) -> list[Issued]:
    """What was issued after a day (None: ever) and not after another, from the holdings themselves."""
    rows = models.Holding.objects.filter(kind=kind)
    if after is not None:
        rows = rows.filter(issued_at__gte=midnight(after + timedelta(days=1)))
    if until is not None:
        rows = rows.filter(issued_at__lt=midnight(until + timedelta(days=1)))
    earlier = models.Holding.objects.filter(
        kind=kind, subject_id=OuterRef("subject_id"), issued_at__lt=OuterRef("issued_at")
    )
    days = rows.annotate(day=TruncDate("issued_at", tzinfo=CHINA), province=Left("region", 2), is_again=Exists(earlier))
    counted = days.values("day", "province").annotate(
        issued=Count("pk"), subjects=Count("pk", filter=Q(is_again=False))
    )
    return [Issued(**row) for row in counted.order_by("day", "province")]


def midnight(day: date) -> datetime:
    """When a day begins in China."""
    return datetime.combine(day, time.min, CHINA)
