"""A vehicle file's manifest: every document with its pages, and each page's digest."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime

from tongban.standards.vehiclefile.items import REQUIRED_TYPES


@dataclass(frozen=True)
class Page:
    """One page. number: from 1, within its item; digest: SHA-256 of the file, hexadecimal; size: in bytes."""

    number: int
    digest: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Item:
    """All pages of one kind of document. type: of ITEM_TYPES; title: its name in the official language; origin:
    "scan" of paper or "born-digital"; signer: internal key of who put it in; at: when the last page came."""

    type: str
    title: str
    origin: str
    signer: str
    at: datetime
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Manifest:
    """What one vehicle's file holds as it goes from one office to another.

    plate_kind: 号牌种类, two digits. case: number of the case. from_office, to_office: 12 digits. sequence: how
    many times this vehicle's file has been sealed for a journey, this one included. items: in the order of ITEM_TYPES.
    """

    vin: str
    plate_kind: str
    plate: str
    case: str
    from_office: str
    to_office: str
    sequence: int
    items: tuple[Item, ...]
    made_at: datetime

    def pages(self) -> Iterator[tuple[str, Page]]:
        """Every page with its item's type, in order."""
        return ((item.type, page) for item in self.items for page in item.pages)


def missing(manifest: Manifest, present: Container[str]) -> tuple[tuple[str, int], ...]:
    """The pages, as item type and page number, whose digests are not among those `present`; () if all are there."""
    return tuple((kind, page.number) for kind, page in manifest.pages() if page.digest not in present)


def absent_types(manifest: Manifest) -> tuple[str, ...]:
    """The REQUIRED_TYPES of which the manifest has no item."""
    found = {item.type for item in manifest.items}
    return tuple(kind for kind in REQUIRED_TYPES if kind not in found)


def changed(before: Manifest, after: Manifest) -> tuple[tuple[str, Page], ...]:
    """The pages of `after` that did not stand so in `before`: all that a destination needs that has the former."""
    known = set(before.pages())
    return tuple(place for place in after.pages() if place not in known)
