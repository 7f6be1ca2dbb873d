"""Holdings come into being: one, or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tongban.credentials.actions.bitmaps import mark
from tongban.credentials.actions.places import take_places
from tongban.credentials.models import Holding as Row
from tongban.credentials.queries import record
from tongban.credentials.records import Grant, Holding


def issue(kind: str, grant: Grant, *, at: datetime) -> Holding:
    """Issue one; what it certifies the service stores under the same id, in the same transaction, and notes why.

    Raises IntegrityError when a live one about this subject is there already.
    """
    return issue_many(kind, [grant], at=at)[0]


def issue_many(kind: str, grants: Sequence[Grant], *, at: datetime) -> list[Holding]:
    """Issue all of them, in their order, with places that were drawn at once; call it inside a transaction."""
    places = take_places("entitlement", len(grants))
    made = [
        Row(
            kind=kind,
            subject_id=grant.subject_id,
            citizen_id=grant.citizen_id,
            region=grant.region,
            stage=grant.stage,
            entitlement=grant.entitlement,
            entitlement_list=number,
            entitlement_index=index,
            issued_at=at,
            changed_at=at,
            due_on=grant.due_on,
        )
        for grant, (number, index) in zip(grants, places, strict=True)
    ]
    for row in Row.objects.bulk_create(made, batch_size=500):
        row.has_phone = False  # type: ignore[attr-defined]
    mark(
        "entitlement",
        {(row.entitlement_list, row.entitlement_index): row.entitlement for row in made if row.entitlement},
    )
    return [record(row) for row in made]
