"""Mobile documents: ISO/IEC 18013-5 mdoc, issued, presented and verified.

`issue` makes the IssuerSigned that a wallet keeps, `present` the DeviceResponse that it shows, `verify` the
Report of either, for any doctype and any country. Section numbers are those of the second-edition draft;
docs/standards/mdoc.md says what we do and where we depart.
"""

from __future__ import annotations

from tongban.standards.mdoc import transcripts
from tongban.standards.mdoc.issuing import issue
from tongban.standards.mdoc.names import ISO_NAMESPACE, MDL
from tongban.standards.mdoc.presenting import MacKey, agree, present, reader_key
from tongban.standards.mdoc.reading import Document, Item, SecurityObject, read
from tongban.standards.mdoc.verifying import CLAUSES, verify

__all__ = [
    "CLAUSES",
    "ISO_NAMESPACE",
    "MDL",
    "Document",
    "Item",
    "MacKey",
    "SecurityObject",
    "agree",
    "issue",
    "present",
    "read",
    "reader_key",
    "transcripts",
    "verify",
]
