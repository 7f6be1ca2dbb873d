"""Status lists become signed files.

Values are read from the rows each time, never changed inside a published list (credentials facts 4): a lost
update cannot happen, and a list can always be made again. Files are replaced whole, so a reader sees the old
one or the new one. A list is signed anew when a value changed, and by the clock when none did: a verifier without a
network must see that a quiet list is a list that is looked after, not a dead one.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from tongban.credentials.models import Credential, Holding, RetiredPlace, StatusList
from tongban.credentials.profile import profile
from tongban.credentials.queries import list_file, list_uri
from tongban.credentials.records import Entitlement
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.standards import statuslist

BITS = {"revocation": 1, "entitlement": 2}


def publish_lists(*, at: datetime) -> int:
    """Sign and write every list that has news or ages; returns how many were written. Raises what stopped one of them,
    after the others were written."""
    longest = min(timedelta(minutes=profile().list_sign_minutes), timedelta(hours=profile().list_hours) / 2)
    written = 0
    failed: Exception | None = None
    for row in StatusList.objects.order_by("kind", "number"):
        is_young = row.published_at is not None and at - row.published_at < longest
        if row.version == row.published_version and is_young and list_file(row.kind, row.number, "jwt").exists():
            continue
        try:
            publish_list(row.kind, row.number, at=at)
        except Exception as error:  # the other lists have their readers too; told when they are done
            failed = failed or error
        else:
            written += 1
    if failed is not None:
        raise failed
    return written


def publish_list(kind: str, number: int, *, at: datetime) -> None:
    """Sign one list as CWT and JWT from one snapshot of its rows and replace its files."""
    with transaction.atomic():
        row = StatusList.objects.select_for_update().get(kind=kind, number=number)
        version = row.version
        values = revoked_places(number) if kind == "revocation" else entitlement_values(number)
    bits = statuslist.StatusList(bits=BITS[kind], size=profile().list_size)
    for index, value in values.items():
        bits[index] = value
    for form, sign in (("cwt", statuslist.to_cwt), ("jwt", statuslist.to_jwt)):
        token = sign(
            bits,
            uri=list_uri(kind, number),
            signer=keys.signer(Role.LIST),
            ttl_seconds=profile().list_ttl_seconds,
            issued_at=at,
            expires_at=at + timedelta(hours=profile().list_hours),
        )
        replace_file(list_file(kind, number, form), token if isinstance(token, bytes) else token.encode())
    StatusList.objects.filter(kind=kind, number=number).update(published_version=version, published_at=at)


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


def replace_file(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a full disk or a kill leaves the old file whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f"{path.suffix}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
