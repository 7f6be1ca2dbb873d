"""The sandbox: sample codes that a firm's developer can try a program with, on any day, without anybody's licence.

sandbox.json holds the codes, the specimen trust list that vouches for them, and its entitlement list; all of it is as of
one moment, and POST /api/sandbox/verify-code judges by that trust list at that moment alone. It never sees the keys of
this installation, nor does anything else here see its certificates: outside the sandbox a sample is by an unknown
signer, and in it a real code is. The keys that signed it are nobody's any more (tests/licences/make_sandbox.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.credentials.views import with_etag
from tongban.identifiers import spelling
from tongban.standards import qrcode, statuslist

FILE = Path(__file__).with_name("sandbox.json")
ADDRESS = "/api/sandbox/verify-code"
SECONDS = 3600


@dataclass(frozen=True)
class Specimens:
    """What the sandbox believes, read from its own trust list as any verifier would read it."""

    moment: datetime
    trust: qrcode.TrustList
    lists: Mapping[int, statuslist.ListToken]

    def signers(self, *, at: datetime) -> Mapping[bytes, bytes]:  # noqa: ARG002 - as of its own moment, always
        """The specimen code signers by key id."""
        return self.trust.signers

    def status(self, number: int, index: int, *, at: datetime) -> tuple[int, timedelta] | None:
        """The place in the specimen entitlement list."""
        found = self.lists.get(number)
        if found is None or index >= len(found.statuses):
            return None
        return found.statuses[index], at - found.issued_at


@lru_cache(maxsize=1)
def specimens() -> Specimens:
    """The file, judged whole."""
    held = msgspec.json.decode(FILE.read_bytes())
    moment = spelling.moment(held["moment"])
    trust = qrcode.read_trust_list(held["trust_list"], pinned=bytes.fromhex(held["pinned"]), at=moment)
    lists = {
        number: qrcode.read_entitlement_list(held["entitlement_list"], trust=trust, number=number, at=moment)
        for number in trust.lists
    }
    return Specimens(moment=moment, trust=trust, lists=lists)


@require_safe
def served(request: HttpRequest) -> HttpResponse:
    """The file; any page may read it."""
    return with_etag(request, FILE.read_bytes(), "application/json", SECONDS)
