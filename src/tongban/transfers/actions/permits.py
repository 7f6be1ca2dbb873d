"""A residence permit comes before the case: it is held for its person and city, and goes with the case that begins there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongban.documents import queries as documents
from tongban.journal import actions as journal
from tongban.limits import actions as limits
from tongban.offices import queries as offices
from tongban.people.records import CitizenRecord
from tongban.transfers.actions.acting import TRANSFERS
from tongban.transfers.entries import PermitHandedIn
from tongban.transfers.models import HeldPermit
from tongban.transfers.profile import profile


def hand_in_permit(
    *, key: str, citizen: CitizenRecord, destination: str, content: bytes, media_type: str, at: datetime
) -> None:
    """Hold the permit for the city of that office, `permit_days` at most; a newer one takes its place.

    The same key again changes nothing, also when the permit has served since; Refused("transfer.key") if the key stood
    for another permit or city. NotFound("office.unknown"); Malformed as `documents.store`; TooMany("limits.reached").
    """
    TRANSFERS.require_key(key)
    city = offices.city_of(offices.office(destination).code)
    said = TRANSFERS.digest_of({"move": "hand-in-permit", "city": city, "permit": (content, media_type)})
    row = HeldPermit.objects.filter(citizen_id=citizen.id, key=key).defer("content").first()
    if row is None:
        limits.take("residence-permit", by={"citizen": str(citizen.id)}, at=at)
        row = HeldPermit(citizen_id=citizen.id, key=key, said=said, city=city, media_type=media_type, handed_at=at)
        row.content = documents.bare(content, media_type=media_type)
        row.until = at + timedelta(days=profile().permit_days)
        row = hold(row, citizen=citizen, at=at)
    if row.said != said:
        raise TRANSFERS.key_used()


@transaction.atomic
def hold(row: HeldPermit, *, citizen: CitizenRecord, at: datetime) -> HeldPermit:
    """Store it in place of the former one; of two under one key the second finds the first."""
    values = {one.attname: getattr(row, one.attname) for one in HeldPermit._meta.concrete_fields}
    named = {name: values.pop(name) for name in ("citizen_id", "key")}
    found, is_new = HeldPermit.objects.get_or_create(**named, defaults=values)
    if is_new:
        let_go(citizen.id, city=row.city, but=[row.id])
        entry = PermitHandedIn(city=row.city, until=row.until.isoformat())
        journal.record(entry, by=citizen.key, about=[citizen.key], at=at)
    return found


def let_go(citizen_id: UUID, *, city: str, but: Sequence[UUID] = ()) -> None:
    """The permit of that city has served: its page is erased here."""
    HeldPermit.objects.filter(citizen_id=citizen_id, city=city).exclude(pk__in=but).update(content=b"")


def forget_permits(*, at: datetime) -> int:
    """Delete what is past its end; returns how many."""
    return HeldPermit.objects.filter(until__lte=at).delete()[0]
