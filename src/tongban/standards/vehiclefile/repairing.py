"""A page comes back, and a better one takes its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tongban.errors import Malformed
from tongban.standards.vehiclefile.items import CODES_WITH_TEXT, ITEM_TYPES, RETURN_CODES
from tongban.standards.vehiclefile.manifest import Item, Manifest, Page
from tongban.standards.vehiclefile.spelling import PAGES_MAX, encode

TEXT_MAX = 200


@dataclass(frozen=True)
class Return:
    """One page that the destination does not accept, also one that is missing. code: of RETURN_CODES; text: at most
    200 printable characters, and required for A9. Malformed("vehicle-file.return") for anything else."""

    item: str
    page: int
    code: str
    text: str = ""

    def __post_init__(self) -> None:
        if self.item not in ITEM_TYPES or type(self.page) is not int or not 1 <= self.page <= PAGES_MAX:
            raise Malformed("vehicle-file.return", f"expected an item of the table and a page from 1 to {PAGES_MAX}")
        if self.code not in RETURN_CODES:
            raise Malformed("vehicle-file.return", f"expected one of {', '.join(RETURN_CODES)}")
        if len(self.text) > TEXT_MAX or not self.text.isprintable():
            raise Malformed("vehicle-file.return", f"expected at most {TEXT_MAX} printable characters")
        if self.code in CODES_WITH_TEXT and not self.text.strip():
            raise Malformed("vehicle-file.return", f"{self.code} needs a text")


def repair(manifest: Manifest, *, pages: Mapping[str, Iterable[Page]], signer: str, at: datetime) -> Manifest:
    """The next manifest, sequence one higher, with `pages` (by item type) in place of those of the same number, or
    added; every other page stays as it is. signer, at: who put the pages in, and when.

    Malformed("vehicle-file.repair") if nothing is repaired, or a page is replaced by itself; as `encode` otherwise.
    """
    better = {kind: {page.number: page for page in found} for kind, found in pages.items()}
    if not any(better.values()):
        raise Malformed("vehicle-file.repair", "expected at least one page")
    known = {item.type: item for item in manifest.items}
    for kind, found in better.items():
        if kind in known and not set(found.values()).isdisjoint(known[kind].pages):
            raise Malformed("vehicle-file.repair", "a page cannot be repaired by itself")
        if kind not in ITEM_TYPES:
            raise Malformed("vehicle-file.item", "expected an item type of the table")
    items = (
        _repaired(known.get(kind), kind, better.get(kind, {}), signer=signer, at=at)
        for kind in ITEM_TYPES
        if kind in known or better.get(kind)
    )
    repaired = replace(manifest, sequence=manifest.sequence + 1, items=tuple(items), made_at=at)
    encode(repaired)
    return repaired


def _repaired(item: Item | None, kind: str, better: Mapping[int, Page], *, signer: str, at: datetime) -> Item:
    if item is not None and not better:
        return item
    former = {} if item is None else {page.number: page for page in item.pages}
    pages = tuple(page for _, page in sorted({**former, **better}.items()))
    if item is None:
        return Item(type=kind, title=ITEM_TYPES[kind].zh, origin="scan", signer=signer, at=at, pages=pages)
    return replace(item, signer=signer, at=at, pages=pages)
