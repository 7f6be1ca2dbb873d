"""The one spelling of a manifest: canonical JSON (RFC 8785) in UTF-8.

`decode` takes nothing but what `encode` writes, so that equal manifests have equal digests and no byte can be changed
without changing what is said.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from tongban.errors import Malformed
from tongban.identifiers import OfficeCode, Vin
from tongban.standards import jose
from tongban.standards.vehiclefile.items import ITEM_TYPES, MEDIA_TYPES, ORIGINS
from tongban.standards.vehiclefile.manifest import Item, Manifest, Page

VERSION: Final = 1
LONGEST = 1 << 20  # bytes; a file of a thousand pages has some 150 kB
PAGES_MAX = 999
COUNT_MAX = 2**31 - 1
TITLE_MAX = 100

DIGEST = re.compile(r"[0-9a-f]{64}")
KEY = re.compile(r"[a-z][a-z0-9-]*:[A-Za-z0-9._-]{1,64}")
CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
PLATE_KIND = re.compile(r"[0-9]{2}")
PLATE = re.compile(r"[0-9A-Z\u4e00-\u9fff]{5,10}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


def encode(manifest: Manifest) -> bytes:
    """The manifest's bytes; Malformed("vehicle-file.*") for one that breaks a rule of the format."""
    _checked(manifest)
    octets = _spelt(manifest)
    if len(octets) > LONGEST:
        raise Malformed("vehicle-file.too-long", f"expected at most {LONGEST} bytes, came {len(octets)}")
    return octets


def decode(octets: bytes) -> Manifest:
    """The manifest that is written in `octets`; Malformed("vehicle-file.*") for anything that `encode` never writes."""
    if len(octets) > LONGEST:
        raise Malformed("vehicle-file.too-long", f"expected at most {LONGEST} bytes, came {len(octets)}")
    manifest = _read(jose.from_json(octets))
    if encode(manifest) != octets:
        raise Malformed("vehicle-file.spelling", "expected the canonical spelling (RFC 8785)")
    return manifest


def digest(manifest: Manifest) -> str:
    """SHA-256 of the manifest's bytes, hexadecimal; what journal entries and receipts name."""
    return hashlib.sha256(encode(manifest)).hexdigest()


def moment(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds; Malformed("vehicle-file.time") without a time zone."""
    if at.tzinfo is None:
        raise Malformed("vehicle-file.time", "expected a moment with its time zone")
    found = at.astimezone(UTC)
    return f"{found.year:04d}-{found:%m-%dT%H:%M:%S.%f}Z"


def read_moment(text: Any) -> datetime:
    """The moment of such a text; Malformed("vehicle-file.time") for any other."""
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        raise Malformed("vehicle-file.time", "expected a moment in UTC with microseconds")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed("vehicle-file.time", "expected a moment of the calendar") from error


def _spelt(manifest: Manifest) -> bytes:
    members = {
        "v": VERSION,
        "vin": manifest.vin,
        "plate_kind": manifest.plate_kind,
        "plate": manifest.plate,
        "case": manifest.case,
        "from_office": manifest.from_office,
        "to_office": manifest.to_office,
        "sequence": manifest.sequence,
        "made_at": moment(manifest.made_at),
        "items": [
            {
                "type": item.type,
                "title": item.title,
                "origin": item.origin,
                "signer": item.signer,
                "at": moment(item.at),
                "pages": [
                    {"number": page.number, "digest": page.digest, "size": page.size, "media_type": page.media_type}
                    for page in item.pages
                ],
            }
            for item in manifest.items
        ],
    }
    return json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# --- reading ---------------------------------------------------------------------------------------------------
def _members(value: Any, names: str) -> Mapping[str, Any]:
    if not isinstance(value, dict) or value.keys() != set(names.split()):
        raise Malformed("vehicle-file.members", f"expected an object with exactly {names}")
    return value


def _list(value: Any, read: Callable[[Any], Any]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Malformed("vehicle-file.members", "expected items and pages as arrays")
    return tuple(read(one) for one in value)


def _read(value: Any) -> Manifest:
    found = dict(_members(value, "v vin plate_kind plate case from_office to_office sequence made_at items"))
    if found.pop("v") is not VERSION:
        raise Malformed("vehicle-file.version", f"expected version {VERSION}")
    found["made_at"] = read_moment(found["made_at"])
    found["items"] = _list(found["items"], _read_item)
    return Manifest(**found)


def _read_item(value: Any) -> Item:
    found = dict(_members(value, "type title origin signer at pages"))
    found["at"] = read_moment(found["at"])
    found["pages"] = _list(found["pages"], _read_page)
    return Item(**found)


def _read_page(value: Any) -> Page:
    return Page(**_members(value, "number digest size media_type"))


# --- the rules ---------------------------------------------------------------------------------------------------
def _checked(manifest: Manifest) -> None:
    expect_text(Vin.is_right, manifest.vin, "vehicle-file.vin", Vin.expected)
    expect_text(PLATE_KIND.fullmatch, manifest.plate_kind, "vehicle-file.plate-kind", "two digits")
    expect_text(
        PLATE.fullmatch,
        manifest.plate,
        "vehicle-file.plate",
        "a number of letters, digits and characters, without spaces",
    )
    expect_text(CASE.fullmatch, manifest.case, "vehicle-file.case", "1 to 64 letters, digits, dots, dashes")
    for office in (manifest.from_office, manifest.to_office):
        expect_text(OfficeCode.is_right, office, "vehicle-file.office", OfficeCode.expected)
    expect_count(manifest.sequence, COUNT_MAX, "vehicle-file.sequence")
    order = list(ITEM_TYPES)
    types = [item.type for item in manifest.items]
    if not types or any(kind not in order for kind in types):
        raise Malformed("vehicle-file.item", "expected at least one item, each of a type of the table")
    if types != sorted(set(types), key=order.index):
        raise Malformed("vehicle-file.item", "expected one item a type, in the order of the table")
    for item in manifest.items:
        _checked_item(item)


def _checked_item(item: Item) -> None:
    if not isinstance(item.title, str) or not 1 <= len(item.title) <= TITLE_MAX or not item.title.isprintable():
        raise Malformed("vehicle-file.title", f"expected a title of 1 to {TITLE_MAX} printable characters")
    if item.origin not in ORIGINS:
        raise Malformed("vehicle-file.origin", f"expected one of {', '.join(ORIGINS)}")
    expect_text(KEY.fullmatch, item.signer, "vehicle-file.signer", "an internal key such as officer:<uuid>")
    if not 1 <= len(item.pages) <= PAGES_MAX:
        raise Malformed("vehicle-file.page", f"expected 1 to {PAGES_MAX} pages in an item")
    for page in item.pages:
        expect_count(page.number, PAGES_MAX, "vehicle-file.page")
        expect_count(page.size, COUNT_MAX, "vehicle-file.size")
        expect_text(DIGEST.fullmatch, page.digest, "vehicle-file.digest", "64 lower-case hexadecimal digits")
        if page.media_type not in MEDIA_TYPES:
            raise Malformed("vehicle-file.media-type", f"expected one of {', '.join(MEDIA_TYPES)}")
    numbers = [page.number for page in item.pages]
    if numbers != sorted(set(numbers)):
        raise Malformed("vehicle-file.page", "expected page numbers that rise")


def expect_text(is_right: Callable[[str], Any], value: Any, code: str, expected: str) -> None:
    if not isinstance(value, str) or not is_right(value):
        raise Malformed(code, f"expected {expected}")


def expect_count(value: Any, most: int, code: str) -> None:
    if type(value) is not int or not 1 <= value <= most:
        raise Malformed(code, f"expected a whole number from 1 to {most}")
