"""Status lists become signed files.

What a list says stands in its parts (bitmaps), never only inside a published file (credentials facts 4): a lost
update cannot happen, and a list can always be made again. Files are replaced whole, so a reader sees the old
one or the new one. A list is signed anew when a value changed, and by the clock when none did: a verifier without a
network must see that a quiet list is a list that is looked after, not a dead one.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from tongban.credentials.actions.bitmaps import statuses
from tongban.credentials.models import StatusList
from tongban.credentials.profile import profile
from tongban.credentials.queries import list_file, list_uri
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.standards import statuslist


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
    """Sign one list as CWT and JWT from one snapshot of its parts and replace its files."""
    with transaction.atomic():
        row = StatusList.objects.select_for_update().get(kind=kind, number=number)
        bits = statuses(row)
    packed = statuslist.compress(bits.octets)
    for form, sign in (("cwt", statuslist.to_cwt), ("jwt", statuslist.to_jwt)):
        token = sign(
            bits,
            uri=list_uri(kind, number),
            signer=keys.signer(Role.LIST),
            ttl_seconds=profile().list_ttl_seconds,
            issued_at=at,
            expires_at=at + timedelta(hours=profile().list_hours),
            packed=packed,
        )
        replace_file(list_file(kind, number, form), token if isinstance(token, bytes) else token.encode())
    StatusList.objects.filter(pk=row.pk).update(published_version=row.version, published_at=at)


def replace_file(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a full disk or a kill leaves the old file whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f"{path.suffix}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
