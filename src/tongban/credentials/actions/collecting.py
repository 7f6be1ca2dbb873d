"""A phone collects what it shows, and comes back for more."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.credentials.actions.places import take_places
from tongban.credentials.actions.signing import signed
from tongban.credentials.actions.standing import revoke_credentials, taken
from tongban.credentials.actions.stopping import void_phone
from tongban.credentials.kinds import kind_of
from tongban.credentials.models import Credential, Device
from tongban.credentials.models import Holding as Row
from tongban.credentials.queries import record
from tongban.credentials.records import LIVE, Collected, Stage
from tongban.journal import actions as journal


def collect(
    kind: str, holding_id: UUID, *, citizen_id: UUID, public_key: bytes, label: str = "", at: datetime
) -> Collected:
    """Bind a holding to a phone's key (uncompressed point, already proven) and issue what it shows.

    One phone at a time: another phone's credentials become void in the same transaction, by the revocation
    list and by a new place in the entitlement list. The kind's "no" while it is locked, blocked or no longer live.
    """
    with transaction.atomic():
        row = taken(kind, holding_id, citizen_id=citizen_id)
        known = kind_of(kind)
        if row.locked_at is not None and known.locked is not None:
            raise known.locked()
        if row.stage not in LIVE or row.stage == Stage.BLOCKED:
            raise known.not_live()
        device = row.devices.filter(withdrawn_at=None).first()
        if device is not None and bytes(device.public_key) != public_key:
            void_phone(row, at=at)
            device = None
        if device is None:
            device = row.devices.create(public_key=public_key, label=label[:60], added_at=at, refreshed_at=at)
        return issue_credentials(row, device, is_asked=True, at=at)


def refresh(
    kind: str, *, citizen_id: UUID, public_key: bytes, subject_id: UUID | None = None, at: datetime
) -> Collected | None:
    """New credentials for a phone that holds some; None when what it holds is still right and young enough.

    subject_id: of this one, where a phone may hold several of a kind. What the kind says of those that are gone when this
    key is not (or no longer) this person's: the phone forgets what it has.
    """
    known = kind_of(kind)
    held = Device.objects.filter(
        public_key=public_key,
        withdrawn_at=None,
        holding__kind=kind,
        holding__citizen_id=citizen_id,
        holding__stage__in=LIVE,
        holding__locked_at=None,
    )
    held = held if subject_id is None else held.filter(holding__subject_id=subject_id)
    device = held.first()
    if device is None:
        raise known.gone()
    if not device.wants_refresh and at < device.refreshed_at + known.lives().refresh:
        return None  # before the lock: a phone that is seen asks every two seconds
    with transaction.atomic():
        row = taken(kind, device.holding_id, citizen_id=citizen_id)
        if not held.filter(pk=device.pk).exists():  # reported lost while this was on its way
            raise known.gone()
        return issue_credentials(row, device, is_asked=False, at=at)


def renew(kind: str, holding_id: UUID, *, at: datetime) -> None:
    """What it says has changed and its standing has not: its phone fetches new credentials, which revoke the old ones."""
    row = taken(kind, holding_id)
    row.changed_at = at
    row.save(update_fields=["changed_at"])
    row.devices.filter(withdrawn_at=None).update(wants_refresh=True)


def issue_credentials(row: Row, device: Device, *, is_asked: bool, at: datetime) -> Collected:
    """Sign all formats for one phone; the mdoc it held before is revoked, so one copy counts at a time.

    is_asked: the person did it, and reads of it; what a phone fetches by itself is noted of the holding alone.
    """
    kind = kind_of(row.kind)
    lives = kind.lives()
    revoke_credentials(row, at=at)
    [revocation] = take_places("revocation", 1)
    holding = record(row)
    said = kind.contents(holding, at)
    ends = lives.ends(at, until=said.until)
    key = bytes(device.public_key)
    made = signed(kind, said, ends=ends, device_key=key, revocation=revocation, entitlement=holding.place, at=at)
    digests = {form: hashlib.sha256(body).hexdigest() for form, body in made.bodies().items()}
    Credential.objects.bulk_create(
        Credential(
            holding=row,
            device=device,
            kind=form,
            digest=digest,
            list_number=revocation[0] if form == "mdoc" else None,
            list_index=revocation[1] if form == "mdoc" else None,
            issued_at=at,
            expires_at=ends.get(form, ends["code"]),
        )
        for form, digest in digests.items()
    )
    device.refreshed_at = at
    device.wants_refresh = False
    device.save(update_fields=["refreshed_at", "wants_refresh"])
    entry = kind.collected(str(row.id), str(device.id), tuple(digests.values()))
    about = kind.about(holding) if is_asked else kind.about(holding)[:1]
    journal.record(entry, by=f"citizen:{row.citizen_id}", about=about, at=at)
    return Collected(holding, made, expires_at=ends["code"], refresh_after=at + lives.refresh)
