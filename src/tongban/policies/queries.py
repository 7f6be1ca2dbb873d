"""Reading policies: what binds in a place, past and coming ones too, and what stands on an officer's list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet

from tongban.errors import NotFound
from tongban.offices import queries as offices
from tongban.policies import models
from tongban.policies.kinds import Kind
from tongban.policies.records import P, Policy, state
from tongban.statements import Statement, blank
from tongban.verdicts import Text

BINDING = Statement(
    lambda: (
        models.Policy.objects.filter(
            kind=blank("kind", CharField()),
            place__in=[blank(f"area_{n}", CharField()) for n in range(offices.RULING_MAX)],
            approved_at__isnull=False,
        )
        .order_by("from_day")
        .values_list("says", "from_day", "until_day")
    )
)


def binding(kind: Kind[P], place: str) -> list[P]:
    """The approved ones that bind in the city of a place (division or office), past ones too: the rules pick those of the
    day. What was ruled for an area around the city binds as the city's own."""
    city, areas = offices.city_of(place), dict(enumerate(offices.ruling(place)))
    rows = BINDING.rows(kind=kind.name, **{f"area_{n}": areas.get(n) for n in range(offices.RULING_MAX)})
    return [kind.policy(says, place=city, from_day=first, until_day=last) for says, first, last in rows]


def known(kind: Kind[P], *areas: str, on: date) -> list[Policy[P]]:
    """Those of the places in some areas, drafts too, by place and first day."""
    rows = of_kind(kind).filter(offices.within(areas, "place")).order_by("place", "from_day", "pk")
    found = list(rows)
    names = place_names(row.place for row in found)
    return [record(kind, row, names[row.place], on=on) for row in found]


def one(kind: Kind[P], policy_id: UUID, *, on: date) -> Policy[P]:
    """One policy; NotFound("<kind>.unknown")."""
    row = of_kind(kind).filter(pk=policy_id).first()
    if row is None:
        raise NotFound(f"{kind.name}.unknown")
    return record(kind, row, place_names([row.place])[row.place], on=on)


def is_policy(kind: Kind[Any], policy_id: UUID) -> bool:
    """True if there is one of this id, drafted or in force."""
    return of_kind(kind).filter(pk=policy_id).exists()


def place_names(places: Iterable[str]) -> dict[str, Text]:
    """Places as people say them: 320500 -> 江苏省苏州市; of one that ended (巢湖市) it is said that it did."""
    return {
        code: Text(f"{name.zh}（已撤销）", f"{name.en} (abolished)") if offices.is_former(code) else name
        for code, name in offices.place_names(places).items()
    }


def of_kind(kind: Kind[Any]) -> QuerySet[models.Policy]:
    """The rows of one kind."""
    return models.Policy.objects.filter(kind=kind.name)


def record(kind: Kind[P], row: models.Policy, place_name: Text, *, on: date) -> Policy[P]:
    """A row as others read it."""
    says = kind.of(row)
    return Policy(
        id=row.id,
        place=row.place,
        place_name=place_name,
        policy=says,
        state=state(says, is_approved=row.approved_at is not None, on=on),
        author=row.author,
        drafted_at=row.drafted_at,
        approver=row.approver,
        approved_at=row.approved_at,
    )
