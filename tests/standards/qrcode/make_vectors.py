"""Makes docs/standards/licence-code-vectors.json: every answer of the specification, good, bad and malformed.

    python tests/standards/qrcode/make_vectors.py

The file holds what an outsider needs to test a verifier: the certificates, the moment, the text of the code, and
the outcome of each step. test_vectors.py makes it again and compares; tests/frontend holds the browser to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOM = Path(__file__).resolve().parents[3]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOM / "tests"))

from standards.qrcode import world  # noqa: E402
from standards.qrcode.world import AT, DAY, HOUR, code, raw_claims, raw_code, raw_token, text_of, token  # noqa: E402

from tongban.errors import Malformed  # noqa: E402
from tongban.standards import cbor, qrcode  # noqa: E402
from tongban.standards.qrcode import base45  # noqa: E402

FILE = ROOM / "docs" / "standards" / "licence-code-vectors.json"
SECOND = timedelta(seconds=1)
CODE = -65537


@dataclass(frozen=True)
class Case:
    """A code and the circumstances in which it is judged. status: (value, age of the list in seconds) or None."""

    name: str
    text: str
    at: datetime = AT
    challenge: str | None = None
    status: tuple[int, int] | None = (0, 600)
    is_trust_list_current: bool = True


def cases() -> Iterator[Case]:
    """All of them: those that hold, those that do not or cannot be told, those that are no codes."""
    yield from good()
    yield from bad()
    yield from malformed()


def good() -> Iterator[Case]:
    for purpose in world.CLAIMS:
        yield Case(f"{purpose}", code(purpose))
    yield Case("challenge answered", code(challenge="0472"), challenge="0472")
    yield Case("challenge that nobody asked for", code(challenge="0472"))
    yield Case("60 seconds old", code(at=AT - 60 * SECOND))
    yield Case("60 seconds early", code(at=AT + 60 * SECOND))
    yield Case("token with CBOR tag 18", raw_code(raw_token(raw_claims(), tagged=True)))
    yield Case(
        "vehicle whose letters are G and Q",
        code("vehicle", claims=world.CLAIMS["vehicle"] | {"letters": frozenset("GQ")}),
    )
    yield Case("letters B and D", code(claims=world.CLAIMS["roadside"] | {"letters": frozenset("BD"), "points": 12}))


def bad() -> Iterator[Case]:
    yield Case("61 seconds old, as a screenshot is", code(at=AT - 61 * SECOND))
    yield Case("61 seconds early", code(at=AT + 61 * SECOND))
    yield Case("challenge missing", code(), challenge="0472")
    yield Case("challenge wrong", code(challenge="0473"), challenge="0472")
    for value, word in ((1, "revoked"), (2, "suspended"), (3, "other")):
        yield Case(f"status {word}", code(), status=(value, 600))
    yield Case("status suspended in an old list", code(), status=(2, 90_000))
    yield Case("status list 3600 seconds old", code(), status=(0, 3600))
    yield Case("status list 3601 seconds old", code(), status=(0, 3601))
    yield Case("no status list", code(), status=None)
    yield Case("unknown signer", code(signer=world.STRANGER))
    yield Case("unknown signer, old trust list", code(signer=world.STRANGER), is_trust_list_current=False)
    yield Case("signer expired before the issue", code(signer=world.RETIRED))
    early = {"issued_at": AT - 4 * DAY, "expires_at": AT + DAY}
    yield Case("signer expired since the issue", code(signer=world.RETIRED, **early))
    yield Case("expired token", code(issued_at=AT - 7 * DAY, expires_at=AT))
    yield Case("token from the future", code(issued_at=AT + 2 * HOUR))
    yield Case("token for 8 days", raw_code(raw_token(raw_claims() | {6: raw_claims()[4] - 8 * 86400})))
    forged = bytearray(token())
    forged[-1] ^= 1
    yield Case("issuer signature changed", raw_code(bytes(forged)))
    named = raw_token(raw_claims(), signer=world.STRANGER, protected={4: qrcode.kid_of(world.SIGNER.chain[0])})
    yield Case("signed by a stranger under the signer's id", raw_code(named))
    yield Case("proof of another phone", raw_code(token(), device=world.OTHER_PHONE))
    other = base45.decode(code("age")[4:])
    yield Case("proof over another token", text_of([token(), cbor.decode(other)[1]]))
    moment = int(AT.timestamp())
    yield Case("proof signature of zeros", text_of([token(), [moment, bytes(64)]]))
    yield Case("proof signature of ones", text_of([token(), [moment, b"\xff" * 64]]))


def malformed() -> Iterator[Case]:
    right = code()
    encoded = base45.decode(right[4:])
    yield Case("empty", "")
    yield Case("prefix alone", "DL1:")
    yield Case("prefix in small letters", "dl1:" + right[4:])
    yield Case("another version", "DL2:" + right[4:])
    yield Case("small letter", right[:-1] + "a")
    yield Case("foreign letter", right[:-1] + "驾")
    yield Case("one letter too many", right + "00" if len(right[4:]) % 3 == 2 else right + "0")
    yield Case("group above 65535", "DL1:GGX")
    yield Case("pair above 255", "DL1:::")
    yield Case("too long", text_of(bytes(901)))
    yield Case("trailing byte", text_of(encoded + b"\0"))
    yield Case("truncated", text_of(encoded[:-1]))
    yield Case("indefinite length", text_of(b"\x9f" + encoded[1:] + b"\xff"))
    yield Case("a map", text_of({0: token()}))
    yield Case("no proof", text_of([token()]))
    yield Case("three parts", text_of([*cbor.decode(encoded), None]))
    moment, signature = cbor.decode(encoded)[1]
    yield Case("token not in a byte string", text_of([cbor.decode(token()), [moment, signature]]))
    for name, proof in (
        ("signature of 63 bytes", [moment, signature[:-1]]),
        ("signature as text", [moment, "0" * 64]),
        ("negative seconds", [-moment, signature]),
        ("seconds as a float", [float(moment), signature]),
        ("seconds as true", [True, signature]),
        ("seconds beyond the year 9999", [253_402_300_800, signature]),
        ("challenge of 3 digits", [moment, "123", signature]),
        ("challenge of letters", [moment, "12a4", signature]),
        ("challenge in Arabic-Indic digits", [moment, "٠١٢٣", signature]),
        ("challenge as a number", [moment, 1234, signature]),
    ):
        yield Case(name, text_of([token(), proof]))
    for name, spoilt in spoilt_tokens():
        yield Case(name, raw_code(spoilt))


def spoilt_tokens() -> Iterator[tuple[str, bytes]]:
    right = raw_claims()
    payload = cbor.encode(right)
    kid = qrcode.kid_of(world.SIGNER.chain[0])
    yield "token tagged 17", b"\xd1" + token()
    yield "token tagged twice", b"\xd2\xd2" + token()
    yield "unprotected header", raw_token(right, unprotected={4: kid})
    yield "no key id", raw_token(right, protected={})
    yield "key id of 7 bytes", raw_token(right, protected={4: kid[:7]})
    yield "another algorithm", raw_token(right, protected={4: kid, 1: -35})
    yield "header with a third member", raw_token(right, protected={4: kid, 16: "cwt"})
    yield "payload with a duplicate key", raw_token(b"\xa5\x04\x00" + payload[1:])
    yield "payload that is text", raw_token("no")
    for name, change in (
        ("claim missing", {6: ...}),
        ("claim too many", {1: "issuer"}),
        ("end as a float", {4: float(right[4])}),
        ("end as text", {4: "2026"}),
        ("issued before 1970", {6: -1}),
        ("two confirmation methods", {8: right[8] | {3: b"kid"}}),
        ("y as 32 bytes", {8: {1: right[8][1] | {-3: bytes(32)}}}),
        ("x of 31 bytes", {8: {1: right[8][1] | {-2: bytes(31)}}}),
        ("x not on the curve", {8: {1: right[8][1] | {-2: bytes(31) + b"\x01"}}}),
        ("x beyond the field", {8: {1: right[8][1] | {-2: b"\xff" * 32}}}),
        ("key on P-384", {8: {1: right[8][1] | {-1: 2}}}),
        ("key of kind 1", {8: {1: right[8][1] | {1: 1}}}),
        ("key with a fifth member", {8: {1: right[8][1] | {2: b"kid"}}}),
        ("purpose 6", {CODE: [6, *right[CODE][1:]]}),
        ("purpose 0", {CODE: [0, *right[CODE][1:]]}),
        ("purpose true", {CODE: [True, *right[CODE][1:]]}),
        ("purpose of another set", {CODE: [2, *right[CODE][1:]]}),
        ("status of three numbers", {CODE: [1, [1, 2, 3], right[CODE][2]]}),
        ("list number of 17 bits", {CODE: [1, [65536, 2], right[CODE][2]]}),
        ("index of 33 bits", {CODE: [1, [1, 2**32], right[CODE][2]]}),
        ("index of 64 bits", {CODE: [1, [1, 2**64 - 1], right[CODE][2]]}),
        ("fourth part", {CODE: [*right[CODE], None]}),
    ):
        yield name, raw_token({key: value for key, value in (right | change).items() if value is not ...})
    for name, fact in (
        ("name empty", {1: ""}),
        ("name of 61 bytes", {1: "x" * 61}),
        ("classes that are none", {2: "A4"}),
        ("classes empty", {2: ""}),
        ("day below 0", {3: -1}),
        ("day after 9999", {3: 2_932_897}),
        ("day null where it must not be", {3: None}),
        ("last four with a letter", {6: "00A1"}),
        ("last four of three", {6: "001"}),
        ("portrait hash of 15 bytes", {7: bytes(15)}),
        ("points below 0", {8: -1}),
        ("points above 255", {8: 256}),
        ("letters out of order", {9: "DB"}),
        ("letters twice", {9: "BB"}),
        ("letters empty", {9: ""}),
        ("licence of 17 bytes", {10: bytes(17)}),
        ("fact too many", {13: True}),
        ("fact unknown", {99: 1}),
    ):
        yield f"fact: {name}", raw_token(right | {CODE: [*right[CODE][:2], right[CODE][2] | fact]})
    less = {key: value for key, value in right[CODE][2].items() if key != 9}
    yield "fact missing", raw_token(right | {CODE: [*right[CODE][:2], less]})
    car = raw_claims("vehicle")
    for name, fact in (
        ("plate empty", {15: ""}),
        ("plate of 21 bytes", {15: "x" * 21}),
        ("plate kind of one digit", {16: "2"}),
        ("plate kind as a number", {16: 2}),
        ("last six of five", {17: "16280"}),
        ("last six with the letter O", {17: "O16280"}),
        ("model of 61 bytes", {18: "x" * 61}),
        ("owner empty", {19: ""}),
        ("use in small letters", {20: "a"}),
        ("use of two letters", {20: "AB"}),
        ("registered before 1970", {21: -1}),
        ("inspected without end", {22: None}),
        ("insured after 9999", {23: 2_932_897}),
        ("vehicle letters out of order", {9: "QG"}),
        ("name in a vehicle code", {1: "样本·张伟"}),
    ):
        yield f"fact: {name}", raw_token(car | {CODE: [*car[CODE][:2], car[CODE][2] | fact]})
    wrong_text = cbor.encode(right).replace("张".encode(), b"\xff\xfe\xfd")
    yield "name that is not UTF-8", raw_token(wrong_text)


def judged(case: Case) -> dict[str, Any]:
    """The case as it stands in the file: circumstances and, by our own verifier, the answer."""
    found: dict[str, Any] = {
        "name": case.name,
        "text": case.text,
        "at": int(case.at.timestamp()),
        "challenge": case.challenge,
        "status": None if case.status is None else list(case.status),
        "is_trust_list_current": case.is_trust_list_current,
    }
    try:
        report = qrcode.verify(
            case.text,
            signers=world.SIGNERS,
            at=case.at,
            entitlement=lambda number, index: entitlement(case),
            challenge=case.challenge,
            is_trust_list_current=case.is_trust_list_current,
        )
    except Malformed as error:
        return found | {"outcome": "malformed", "code": error.code}
    checks = [[check.check, check.outcome.value, check.reason] for check in report.checks]
    return found | {"outcome": report.outcome.value, "checks": checks, "elements": plain(report.elements)}


def entitlement(case: Case) -> tuple[int, timedelta] | None:
    return None if case.status is None else (case.status[0], timedelta(seconds=case.status[1]))


def plain(value: Any) -> Any:
    """`value` in JSON: moments in seconds since 1970, days as text, bytes in hexadecimal, letters as one text."""
    match value:
        case dict():
            return {key: plain(inner) for key, inner in value.items()}
        case datetime():
            return int(value.timestamp())
        case date() | UUID():
            return str(value)
        case bytes():
            return value.hex()
        case frozenset():
            return "".join(sorted(value))
    return value


def document() -> dict[str, Any]:
    """The whole file."""
    nonce = "bm9uY2Utb2YtdGhlLXZlY3RvcnM"
    return {
        "specification": "Tongban licence code DL1 (docs/standards/licence-code.md)",
        "note": "SPECIMEN. Invented people and keys; the private keys are public, never trust the root.",
        "root": base64.b64encode(world.ROOT_DER).decode(),
        "pinned": hashlib.sha256(world.ROOT_DER).hexdigest(),
        "signers": {kid.hex(): base64.b64encode(der).decode() for kid, der in world.SIGNERS.items()},
        "trust_list": world.trust_list(),
        "trust_list_by_a_code_signer": world.trust_list(signer=world.SIGNER),
        "entitlement_list": world.entitlement_list({7: 1, 123_456: 2, 123_457: 3}),
        "entitlements": [[0, 0], [7, 1], [123_456, 2], [123_457, 3], [199_999, 0], [200_000, None]],
        "device_private_key": f"{world.PHONE.secret % P256_ORDER:064x}",
        "device_public_key": qrcode.prove_possession(nonce=nonce, device=world.PHONE)["public_key"],
        "possession": qrcode.prove_possession(nonce=nonce, device=world.PHONE),
        "base45": [
            ["AB", "BB8"],
            ["Hello!!", "%69 VD92EX0"],
            ["base-45", "UJCLQE7W581"],
            ["ietf!", "QED8WEX0"],
            ["", ""],
        ],
        "token": token().hex(),
        "signed": qrcode.parse(code(challenge="0472")).signed.hex(),
        "codes": [judged(case) for case in cases()],
    }


P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def written() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
