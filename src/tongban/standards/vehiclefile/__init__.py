"""The electronic vehicle file: what is in it, sealed, and the proof of who held it (docs/standards/vehicle-file.md).

`Manifest` names every page of a file by its SHA-256; `encode` and `decode` are its one spelling. `seal` signs it,
`verify` judges a seal, `repair` replaces single pages that came back with a `Return`. `custody` judges the proof that
a file went from office to office, one holder at every moment. Whatever is malformed is `Malformed("vehicle-file.*")`.
"""

from tongban.standards.vehiclefile.items import ITEM_TYPES, MEDIA_TYPES, REQUIRED_TYPES, RETURN_CODES
from tongban.standards.vehiclefile.manifest import Item, Manifest, Page, absent_types, changed, missing
from tongban.standards.vehiclefile.repairing import Return, repair
from tongban.standards.vehiclefile.sealing import page_check, seal, verify
from tongban.standards.vehiclefile.spelling import decode, digest, encode

__all__ = [
    "ITEM_TYPES",
    "MEDIA_TYPES",
    "REQUIRED_TYPES",
    "RETURN_CODES",
    "Item",
    "Manifest",
    "Page",
    "Return",
    "absent_types",
    "changed",
    "decode",
    "digest",
    "encode",
    "missing",
    "page_check",
    "repair",
    "seal",
    "verify",
]
