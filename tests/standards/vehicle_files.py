"""A vehicle's file between two offices of a country that exists in tests only, and the log that notes its journeys."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

from standards.issuers import AT, Country

from tongban.standards import pki, vehiclefile
from tongban.standards.vehiclefile import ITEM_TYPES, REQUIRED_TYPES, Item, Manifest, Page

CHENGDU, SUZHOU, HANGZHOU = "510100000000", "320500000000", "330100000000"
MADE_AT = AT - timedelta(hours=2)


def content(words: str) -> bytes:
    """What the page of those words holds."""
    return f"%PDF-1.7\nSPECIMEN {words}\n".encode()


def page(number: int, words: str) -> Page:
    octets = content(words)
    return Page(number, hashlib.sha256(octets).hexdigest(), len(octets), "application/pdf")


def item(kind: str, pages: int = 2) -> Item:
    return Item(
        type=kind,
        title=f"样证 {ITEM_TYPES[kind].zh}",
        origin="scan",
        signer="officer:luowen",
        at=MADE_AT - timedelta(days=1),
        pages=tuple(page(number, f"{kind} {number}") for number in range(1, pages + 1)),
    )


MANIFEST = Manifest(
    vin="LSVAA2180E2100001",
    plate_kind="02",
    plate="川A8K2M6",
    case="ZY2026-000017",
    from_office=CHENGDU,
    to_office=SUZHOU,
    sequence=1,
    items=tuple(item(kind) for kind in ITEM_TYPES if kind in REQUIRED_TYPES),
    made_at=MADE_AT,
)
CONTENTS = {placed.digest: content(f"{kind} {placed.number}") for kind, placed in MANIFEST.pages()}

COUNTRY = Country("CN")
SEALER = COUNTRY.signer(pki.SEAL_SIGNER)


def sealed(manifest: Manifest = MANIFEST) -> str:
    return vehiclefile.seal(manifest, signer=SEALER, certificate=SEALER.chain[0])


def onward(number: int, start: str, end: str) -> Manifest:
    """The manifest of the vehicle's journey of that number."""
    return replace(
        MANIFEST,
        sequence=number,
        from_office=start,
        to_office=end,
        made_at=MADE_AT + timedelta(minutes=10 * number),
    )
