"""Makes src/tongban/licences/firms/sandbox.json anew: sample codes for developers, and the specimen trust list that vouches for them.

    python tests/licences/make_sandbox.py

All keys are made here and forgotten when the program ends: nobody can sign another code that the sandbox believes. The
codes were made in the minute of MOMENT, and the sandbox judges them as of then for ever. Beside one code for each way in
which a firm is answered stands what is to be answered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tongban.standards import cbor, cose, pki, qrcode, statuslist
from tongban.standards.signing import SoftwareSigner, generate

FILE = Path(__file__).resolve().parents[2] / "src" / "tongban" / "config" / "sandbox.json"
MOMENT = datetime(2026, 3, 2, 2, 0, 0, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BEGAN, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
ADDRESS = "https://sandbox.tongban.example"  # RFC 2606: nobody's
GOOD, SUSPENDED, REVOKED = 1, 2, 3  # places in the specimen entitlement list
NAME = "样证 SPECIMEN"
CLAIMS: dict[str, dict[str, Any]] = {
    "rental": {
        "name": NAME,
        "may_drive": "C1C2C3C4",
        "valid_from": date(2020, 6, 1),
        "valid_until": date(2030, 6, 1),
        "first_issued": date(2014, 6, 1),
        "number_last4": "001X",
        "portrait_hash": bytes(16),
    },
    "freight": {
        "name": NAME,
        "classes": "A2D",
        "valid_from": date(2020, 6, 1),
        "valid_until": None,
        "review": "due",
        "points_band": "1-5",
    },
    "age": {"age_over_18": True},
    "roadside": {
        "name": NAME,
        "classes": "C1",
        "valid_from": date(2020, 6, 1),
        "valid_until": date(2030, 6, 1),
        "points": 3,
        "letters": frozenset("A"),
        "number_last4": "001X",
        "portrait_hash": bytes(16),
        "licence": UUID(int=0),
    },
    "vehicle": {
        "plate": "苏E00000",
        "plate_kind": "02",
        "vin_last6": "000000",
        "model": NAME,
        "owner": "样*",
        "use": "A",
        "registered_on": date(2020, 6, 1),
        "inspected_until": date(2026, 6, 30),
        "insured_until": date(2026, 5, 31),
        "letters": frozenset("A"),
        "licence": UUID(int=0),
    },
}


class Authority:
    """A specimen authority: a root, and a code signer and a list signer under it."""

    def __init__(self, name: str) -> None:
        self._key = generate()
        self.root = pki.build_root(
            signer=self._key,
            subject=pki.Subject(country="UT", common_name=f"样证 SPECIMEN {name} root"),
            contact=ADDRESS,
            valid_from=BEGAN,
            valid_until=ENDS,
        )
        self.codes = self._signer(pki.CODE_SIGNER, f"样证 SPECIMEN {name} code signer")
        self.lists = self._signer(pki.LIST_SIGNER, f"样证 SPECIMEN {name} list signer")

    def _signer(self, profile: pki.Profile, name: str) -> SoftwareSigner:
        made = generate()
        made.chain = (
            pki.build_signer(
                profile=profile,
                public_key=made.public_key,
                subject=pki.Subject(country="UT", common_name=name),
                issuer=self._key,
                issuer_certificate=self.root,
                valid_from=BEGAN,
                valid_until=ENDS,
                crl_uri=f"{ADDRESS}/iaca.crl",
            ),
        )
        return made


SANDBOX, STRANGER, PHONE, OTHER_PHONE = Authority("sandbox"), Authority("stranger"), generate(), generate()


def token(purpose: str, **changes: Any) -> bytes:
    """A token of that purpose, good but for the changes."""
    return qrcode.issue_token(
        **{
            "purpose": purpose,
            "claims": CLAIMS[purpose],
            "device_key": PHONE.public_key,
            "signer": SANDBOX.codes,
            "list_number": 1,
            "index": GOOD,
            "issued_at": MOMENT - DAY,
            "expires_at": MOMENT + 5 * DAY,
            **changes,
        }
    )


def code(purpose: str, *, device: SoftwareSigner = PHONE, at: datetime = MOMENT, **changes: Any) -> str:
    """The text of a code of that purpose."""
    return qrcode.present(token(purpose, **changes), device=device, at=at)


def altered() -> str:
    """A code in which another class was written over the one that was signed."""
    message, changed = (
        cose.parse_sign1(cbor.decode(token("rental"))),
        token("rental", claims={**CLAIMS["rental"], "may_drive": "A1A2A3B1B2C1C2C3C4"}),
    )
    protected, _, payload, _ = cbor.decode(changed)
    return qrcode.present(cbor.encode([protected, {}, payload, message.signature]), device=PHONE, at=MOMENT)


def damaged() -> str:
    """A code without its end, cut between two groups of Base45, so that it is always the same that is missed."""
    text = code("rental")
    return text[: len(qrcode.PREFIX) + (len(text) - len(qrcode.PREFIX)) // 3 * 3 - 30]


def samples() -> Iterator[dict[str, Any]]:
    """Each with its name, what it is for, its text, and what POST /api/sandbox/verify-code answers."""
    for purpose in ("rental", "freight", "age"):
        yield judged(f"{purpose}-holds", "everything holds", code(purpose))
    yield judged(
        "screenshot", "a picture of a code of ten minutes ago", code("rental", at=MOMENT - 10 * MINUTE), "freshness"
    )
    yield judged(
        "expired",
        "the phone was not on line for longer than a week",
        code("rental", issued_at=MOMENT - 8 * DAY, expires_at=MOMENT - DAY),
        "validity",
    )
    yield judged("suspended", "12 points, or suspended for another reason", code("rental", index=SUSPENDED), "status")
    yield judged("revoked", "a lost phone, or a licence that was revoked", code("rental", index=REVOKED), "status")
    yield judged(
        "status-unknown",
        "no entitlement list can be asked",
        code("rental", list_number=2),
        "status",
        outcome="cannot-be-told",
    )
    yield judged("altered", "other classes were written in", altered(), "issuer-signature")
    yield judged("copied", "the token of another person's phone", code("rental", device=OTHER_PHONE), "holder-proof")
    yield judged(
        "stranger",
        "signed by nobody whom the trust list names",
        code("rental", signer=STRANGER.codes),
        "signer",
        "issuer-signature",
    )
    for purpose in ("roadside", "vehicle"):
        yield refused(f"{purpose}-code", "made for officers only", code(purpose), 403, "verify.roadside-code")
    yield refused("damaged", "the end of the text is missing", damaged(), 400, "cbor.not-well-formed")
    yield refused("another-code", "a web address", "https://example.org/", 400, "qrcode.prefix")


def judged(name: str, what: str, text: str, *failed: str, outcome: str = "does-not-hold") -> dict[str, Any]:
    answer = {"status": 200, "outcome": outcome if failed else "holds", "failed": list(failed)}
    return {"name": name, "what": what, "code": text, "answer": answer}


def refused(name: str, what: str, text: str, status: int, problem: str) -> dict[str, Any]:
    return {"name": name, "what": what, "code": text, "answer": {"status": status, "code": problem}}


def entitlement_list() -> str:
    """The specimen list: three places are spoken for."""
    statuses = statuslist.StatusList(bits=2, size=1000)
    statuses[SUSPENDED], statuses[REVOKED] = 2, 1
    return statuslist.to_jwt(
        statuses,
        uri=f"{ADDRESS}/status/entitlement/1",
        signer=SANDBOX.lists,
        issued_at=MOMENT - 10 * MINUTE,
        expires_at=MOMENT + DAY,
        ttl_seconds=300,
    )


def document() -> dict[str, Any]:
    """The whole file."""
    return {
        "specimen": "样证 SPECIMEN: nobody's licences, for trying programs out; no real verifier believes them",
        "moment": "2026-03-02T02:00:00Z",
        "pinned": hashlib.sha256(SANDBOX.root).hexdigest(),
        "trust_list": qrcode.trust_list(
            issuer=ADDRESS,
            code_signers=SANDBOX.codes.chain,
            list_signers=SANDBOX.lists.chain,
            lists={1: f"{ADDRESS}/status/entitlement/1"},
            signer=SANDBOX.lists,
            root=SANDBOX.root,
            issued_at=MOMENT - DAY,
            expires_at=MOMENT + 6 * DAY,
        ),
        "trust_pem": pki.pem([SANDBOX.root, *SANDBOX.codes.chain, *SANDBOX.lists.chain]).decode(),
        "entitlement_list": entitlement_list(),
        "codes": list(samples()),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(FILE)
