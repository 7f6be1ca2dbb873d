"""Makes docs/standards/trust-vectors.json: trust lists and entitlement lists that are to be believed, and that are not.

    python tests/standards/qrcode/make_trust_vectors.py

Each has one word for its outcome. test_trust_vectors.py makes the file again and holds Python's readers to it, and
tests/frontend the browser's: what one of them refuses, the other does. Keys come from words, as in world.py.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOM = Path(__file__).resolve().parents[3]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOM / "tests"))

from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.x509.oid import NameOID  # noqa: E402
from standards.qrcode import world  # noqa: E402
from standards.qrcode.world import AT, BEGAN, DAY, ENDS, HOUR, LIST_SIGNER, ROOT, ROOT_DER, SIGNER, FixedSigner  # noqa: E402

from tongban.errors import Malformed, Untrusted  # noqa: E402
from tongban.standards import jose, pki, qrcode  # noqa: E402

FILE = ROOM / "docs" / "standards" / "trust-vectors.json"
FAULT = ROOM / "tests" / "standards" / "faults" / "15-list-of-another-address.json"
SECOND = timedelta(seconds=1)
URI = "/lists/entitlement/1"
STATUS_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.30")
CODE_SIGNING = x509.ObjectIdentifier("2.25.73469000418068147889672252725292987971")


@dataclass(frozen=True)
class TrustCase:
    """A trust list and the circumstances in which it is read. held: the age of the list that is held already."""

    name: str
    text: str
    pinned: bytes = hashlib.sha256(ROOT_DER).digest()
    at: datetime = AT
    held_since: datetime | None = None


@dataclass(frozen=True)
class ListCase:
    """An entitlement list, fetched from `uri`. signers: the list signers of the trust list, in DER."""

    name: str
    text: str
    uri: str = URI
    at: datetime = AT
    held_since: datetime | None = None
    signers: tuple[bytes, ...] = field(default_factory=lambda: LIST_SIGNER.chain)
    places: tuple[int, ...] = (0, 7, 1023)


# --- certificates ------------------------------------------------------------------------------------------------
def usage(*, sign: bool = True, certify: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(sign, False, False, False, False, certify, certify, False, False)


def crafted(
    word: str,
    *extensions: tuple[x509.ExtensionType, bool],
    purpose: x509.ObjectIdentifier | None = STATUS_SIGNING,
    key_usage: x509.KeyUsage | None = None,
    country: str = "UT",
    issuer: FixedSigner = ROOT,
    issuer_name: x509.Name | None = None,
    ends: datetime = ENDS,
) -> FixedSigner:
    """A list signer of the root, but for what is said."""
    bare = FixedSigner(word)
    name = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.COMMON_NAME, f"SPECIMEN {word}")]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer_name or x509.load_der_x509_certificate(ROOT_DER).subject)
        .public_key(bare.public_key)  # type: ignore[arg-type]
        .serial_number(int.from_bytes(hashlib.sha256(word.encode()).digest()[:16], "big"))
        .not_valid_before(BEGAN)
        .not_valid_after(ends)
        .add_extension(key_usage or usage(), critical=True)
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    for value, is_critical in extensions:
        builder = builder.add_extension(value, critical=is_critical)
    made = builder.sign(issuer._private_key, hashes.SHA256(), ecdsa_deterministic=True)  # type: ignore[arg-type]
    return FixedSigner(word, (made.public_bytes(serialization.Encoding.DER),))


def authority(word: str, *, path_length: int | None = 0, **changes: Any) -> FixedSigner:
    """An authority below the root."""
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    return crafted(
        word, (constraints, True), **{"purpose": None, "key_usage": usage(sign=False, certify=True), **changes}
    )


def below(word: str, issuer: FixedSigner) -> FixedSigner:
    """A list signer of that authority."""
    name = x509.load_der_x509_certificate(issuer.chain[0]).subject
    made = crafted(word, issuer=issuer, issuer_name=name)
    return FixedSigner(word, (*made.chain, *issuer.chain))


# The next root of the country, as vouched for by this one, and what it signs.
NEXT = FixedSigner("next root")
NEXT_DER = pki.build_root(
    signer=NEXT,
    subject=pki.Subject(country="UT", common_name="SPECIMEN Utopia licence authority 2"),
    contact="https://tongban.example",
    valid_from=BEGAN,
    valid_until=datetime(2035, 1, 1, tzinfo=ENDS.tzinfo),
    random=world._random("next root"),
)
LINK_DER = pki.build_link(
    certificate=NEXT_DER, issuer=ROOT, issuer_certificate=ROOT_DER, random=world._random("link certificate")
)
# And the one after that.
LAST = FixedSigner("last root")
LAST_DER = pki.build_root(
    signer=LAST,
    subject=pki.Subject(country="UT", common_name="SPECIMEN Utopia licence authority 3"),
    contact="https://tongban.example",
    valid_from=BEGAN,
    valid_until=datetime(2035, 1, 1, tzinfo=ENDS.tzinfo),
    random=world._random("last root"),
)
LAST_LINK_DER = pki.build_link(
    certificate=LAST_DER, issuer=NEXT, issuer_certificate=NEXT_DER, random=world._random("last link certificate")
)
FORMER = (LAST_LINK_DER, NEXT_DER, LINK_DER, ROOT_DER)


def signer_after(word: str, issuer: FixedSigner, root: bytes) -> FixedSigner:
    """A list signer of a later root."""
    made = pki.build_signer(
        profile=pki.LIST_SIGNER,
        public_key=FixedSigner(word).public_key,
        subject=pki.Subject(country="UT", common_name="SPECIMEN list signer"),
        issuer=issuer,
        issuer_certificate=root,
        valid_from=BEGAN,
        valid_until=ENDS,
        crl_uri="https://tongban.example/crl",
        random=world._random(word),
    )
    return FixedSigner(word, (made,))


AFTER = signer_after("list signer of the next root", NEXT, NEXT_DER)
AT_LAST = signer_after("list signer of the last root", LAST, LAST_DER)


def bad_signers() -> Iterator[tuple[str, FixedSigner]]:
    """Signers of the root that may not say whom to trust."""
    yield "a code signer", SIGNER
    yield "a signer without a purpose", crafted("open signer", purpose=None)
    yield "a signer that may not sign", crafted("silent signer", key_usage=usage(sign=False))
    yield "a signer that may certify", crafted("certifying signer", key_usage=usage(certify=True))
    yield "a signer that is an authority", crafted("authority", (x509.BasicConstraints(ca=True, path_length=0), True))
    yield (
        "a signer with an unknown critical extension",
        crafted("critical signer", (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)),
    )
    yield (
        "a signer with name constraints",
        crafted("constrained signer", (x509.NameConstraints([x509.DNSName("example.org")], None), False)),
    )
    yield "a signer of another country", crafted("foreign signer", country="XX")
    yield "a signer that has expired", crafted("late signer", ends=AT - SECOND)
    yield (
        "a signer of another root of the same name",
        crafted("signer of another root", issuer=FixedSigner("another root")),
    )
    yield (
        "a signer that names another key of its issuer",
        crafted("misnamed signer", (x509.AuthorityKeyIdentifier(bytes(20), None, None), False)),
    )
    yield "a signer below an authority that the root does not allow", below("deep signer", authority("middle"))
    yield (
        "a signer below somebody who is no authority",
        below("lower signer", crafted("mere signer", key_usage=usage(certify=True))),
    )
    yield (
        "a signer below an authority for codes alone",
        below("coded signer", authority("authority for codes", purpose=CODE_SIGNING)),
    )


# --- trust lists -------------------------------------------------------------------------------------------------
def claims(**changes: Any) -> dict[str, Any]:
    """What the country's trust list says; a member that is ... is left out."""
    right = jose.parse(world.trust_list()).claims
    return {name: value for name, value in {**right, **changes}.items() if value is not ...}


def raw_jws(
    payload: bytes | dict[str, Any],
    *,
    signer: FixedSigner = LIST_SIGNER,
    header: bytes | Mapping[str, Any] = {},
    chain: tuple[bytes, ...] | None = None,
    typ: object = "licence-trust-list+jwt",
) -> str:
    """A JWS over any payload and under any header, rightly signed."""
    x5c = [base64.b64encode(der).decode() for der in ((*signer.chain, ROOT_DER) if chain is None else chain)]
    members = {"alg": "ES256", "typ": typ, "x5c": x5c}
    if not isinstance(header, bytes):
        header = json.dumps({name: value for name, value in {**members, **header}.items() if value is not ...}).encode()
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return signed(f"{jose.to_base64url(header)}.{jose.to_base64url(body)}", signer)


def signed(text: str, signer: FixedSigner) -> str:
    return f"{text}.{jose.to_base64url(signer.sign(text.encode()))}"


def respelt(text: str, old: bytes, new: bytes) -> bytes:
    """The payload of that JWS with some bytes of its JSON changed."""
    payload = jose.parse(text).payload
    assert old in payload
    return payload.replace(old, new, 1)


def trust_cases() -> Iterator[TrustCase]:
    """All of them."""
    right = world.trust_list()
    parts = right.split(".")
    issued = AT - HOUR
    print_of_signer = hashlib.sha256(LIST_SIGNER.chain[0]).digest()
    yield TrustCase("right", right)
    yield TrustCase("the signer itself is known", right, pinned=print_of_signer)
    yield TrustCase("after a change of roots, for who knows the old one", after_a_change())
    yield TrustCase(
        "after a change of roots, for who knows the new one", after_a_change(), pinned=hashlib.sha256(NEXT_DER).digest()
    )
    yield TrustCase("after a change of roots, without the link", after_a_change(former=(ROOT_DER,)))
    twice = after_a_change(FORMER, signer=AT_LAST, root=LAST_DER)
    for which, root in (("oldest", ROOT_DER), ("second", NEXT_DER), ("newest", LAST_DER)):
        yield TrustCase(
            f"after two changes of roots, for who knows the {which}", twice, pinned=hashlib.sha256(root).digest()
        )
    missing = after_a_change((LAST_LINK_DER, NEXT_DER, ROOT_DER), signer=AT_LAST, root=LAST_DER)
    yield TrustCase("after two changes of roots, without the first link", missing)
    yield TrustCase("nobody in it is known", right, pinned=bytes(32))
    yield TrustCase("at its last second", right, at=AT + 7 * DAY - SECOND)
    yield TrustCase("after its end", right, at=AT + 7 * DAY)
    yield TrustCase("60 seconds before it was issued", right, at=issued - 60 * SECOND)
    yield TrustCase("61 seconds before it was issued", right, at=issued - 61 * SECOND)
    yield TrustCase("as old as the one that is held", right, held_since=issued)
    yield TrustCase("older than the one that is held", right, held_since=issued + SECOND)
    yield TrustCase("the root has expired", right, at=AT + 4000 * DAY)
    for name, signer in bad_signers():
        yield TrustCase(f"by {name}", world.trust_list(signer=signer))
    yield TrustCase("another signature", f"{parts[0]}.{parts[1]}.{flipped(parts[2])}")
    other = respelt(right, b"https://tongban", b"https://tongbam")
    yield TrustCase("another payload", f"{parts[0]}.{jose.to_base64url(other)}.{parts[2]}")
    for name, header in (
        ("alg none", {"alg": "none"}),
        ("alg ES384", {"alg": "ES384"}),
        ("alg ESP256, a name of COSE", {"alg": "ESP256"}),
        ("alg of an object's own", {"alg": "constructor"}),
        ("crit that nobody understands", {"crit": ["b64x"], "b64x": True}),
        ("crit empty", {"crit": []}),
        ("crit is text", {"crit": "b64"}),
        ("crit names what is not there", {"crit": ["b64x"]}),
        ("crit names a parameter of the standard", {"crit": ["typ"]}),
        ("crit names one twice", {"crit": ["b64x", "b64x"], "b64x": True}),
        ("no alg", {"alg": ...}),
        ("alg is a number", {"alg": 1}),
        ("another typ", {"typ": "statuslist+jwt"}),
        ("no typ", {"typ": ...}),
        ("typ is a number", {"typ": 1}),
        ("kid is a number", {"kid": 1}),
        ("jwk is text", {"jwk": "x"}),
        ("no x5c", {"x5c": ...}),
        ("x5c is empty", {"x5c": []}),
        ("x5c is text", {"x5c": "x"}),
        ("x5c of nine", {"x5c": [base64.b64encode(ROOT_DER).decode()] * 9}),
        ("x5c in base64url", {"x5c": [jose.to_base64url(ROOT_DER)]}),
        ("x5c with a line end", {"x5c": [base64.b64encode(ROOT_DER).decode() + "\n"]}),
        ("x5c that holds no certificate", {"x5c": [base64.b64encode(b"none").decode()]}),
    ):
        yield TrustCase(f"header: {name}", raw_jws(claims(), header=header))
    yield TrustCase("header: a member twice", raw_jws(claims(), header=b'{"alg":"ES256","alg":"ES256"}'))
    yield TrustCase("header: an array", raw_jws(claims(), header=b"[]"))
    for name, change in (
        ("iat with a fraction of nothing", {"iat": float(claims()["iat"])}),
        ("iat with a fraction", {"iat": claims()["iat"] + 0.5}),
        ("iat is text", {"iat": str(claims()["iat"])}),
        ("iat is true", {"iat": True}),
        ("no iat", {"iat": ...}),
        ("no exp", {"exp": ...}),
        ("exp is null", {"exp": None}),
        ("exp after the year 9999", {"exp": 253402300800}),
        ("no issuer", {"iss": ...}),
        ("no signers", {"signers": ...}),
        ("signers is an object", {"signers": {}}),
        ("lists is text", {"lists": "x"}),
        ("a member that nobody knows", {"x": 1}),
    ):
        yield TrustCase(f"payload: {name}", raw_jws(claims(**change)))
    yield TrustCase("payload: an array", raw_jws(b"[]"))
    yield TrustCase("payload: a member twice", raw_jws(respelt(right, b'"iat":', b'"exp":1,"iat":')))
    yield TrustCase("payload: a member twice, escaped", raw_jws(respelt(right, b'"iat":', rb'"\u0065xp":1,"iat":')))
    yield TrustCase("payload: a member twice, deeper", raw_jws(respelt(right, b'"use":', b'"use":"list","use":')))
    yield TrustCase("payload: a number without end", raw_jws(respelt(right, b'"iat":', b'"x":1e999,"iat":')))
    yield TrustCase("payload: NaN", raw_jws(respelt(right, b'"iat":', b'"x":NaN,"iat":')))
    yield TrustCase("payload: half of a character", raw_jws(respelt(right, b'"iat":', rb'"x":"\ud800","iat":')))
    yield TrustCase(
        "payload: a quotation mark in text", raw_jws(respelt(right, b'"iat":', rb'"x":"\",\"iat\":","iat":'))
    )
    yield TrustCase("payload: bytes that are not UTF-8", raw_jws(respelt(right, b'"iat":', b'"x":"\xff","iat":')))
    yield TrustCase("payload: a byte order mark", raw_jws(b"\xef\xbb\xbf" + jose.parse(right).payload))
    deep = b'"x":' + b"[" * 40 + b"]" * 40 + b',"iat":'
    yield TrustCase("payload: 40 levels", raw_jws(respelt(right, b'"iat":', deep)))
    for name, entries in bad_entries():
        yield TrustCase(f"signers: {name}", raw_jws(claims(signers=[*entries, *claims()["signers"]])))
    for name, entry in (
        ("a number", 5),
        ("the number is text", {"number": "2", "uri": "/lists/2"}),
        ("the number is 1.5", {"number": 1.5, "uri": "/lists/2"}),
        ("the number is 2.0", {"number": 2.0, "uri": "/lists/2"}),
        ("the number is negative", {"number": -1, "uri": "/lists/2"}),
        ("no address", {"number": 2}),
        ("an empty address", {"number": 2, "uri": ""}),
    ):
        yield TrustCase(f"lists: {name}", raw_jws(claims(lists=[entry, *claims()["lists"]])))
    yield TrustCase("two parts", f"{parts[0]}.{parts[1]}")
    yield TrustCase("four parts", f"{right}.")
    yield TrustCase("padding", f"{right}==")
    yield TrustCase("a line end after it", f"{right}\n")
    yield TrustCase("bits to spare", f"{parts[0]}.{parts[1]}.{spare(parts[2])}")
    yield TrustCase("nothing", "")


def after_a_change(
    former: tuple[bytes, ...] = (LINK_DER, ROOT_DER), *, signer: FixedSigner = AFTER, root: bytes = NEXT_DER
) -> str:
    """The trust list when the country has a new root."""
    return qrcode.trust_list(
        issuer="https://tongban.example",
        code_signers=[SIGNER.chain[0]],
        list_signers=[*signer.chain, *LIST_SIGNER.chain],
        lists={1: URI},
        signer=signer,
        root=root,
        former=former,
        issued_at=AT - HOUR,
        expires_at=AT + 7 * DAY,
    )


def bad_entries() -> Iterator[tuple[str, list[Any]]]:
    """Entries that cannot be read, which must not take the others with them."""
    good = claims()["signers"][0]
    yield "a number", [5]
    yield "null", [None]
    yield "a use that nobody knows", [good | {"use": "future"}]
    yield "the use is a number", [good | {"use": 1}]
    yield "no key id", [{"use": "code", "x5c": good["x5c"]}]
    yield "another key id", [good | {"kid": jose.to_base64url(bytes(8))}]
    yield "a key id with padding", [good | {"kid": good["kid"] + "="}]
    yield "no base64", [good | {"x5c": "%"}]
    yield "no certificate", [good | {"kid": jose.to_base64url(hashlib.sha256(b"none").digest()[:8]), "x5c": "bm9uZQ=="}]
    yield "a key on a curve that nobody reads", [entry_of(on_prime239v1(SIGNER.chain[0]))]
    yield (
        "that certificate under the right one's name",
        [entry_of(on_prime239v1(SIGNER.chain[0])) | {"kid": good["kid"]}],
    )
    yield "several", [5, good | {"x5c": "%"}]


def entry_of(der: bytes) -> dict[str, str]:
    kid = hashlib.sha256(der).digest()[:8]
    return {"kid": jose.to_base64url(kid), "use": "code", "x5c": base64.b64encode(der).decode()}


def on_prime239v1(der: bytes) -> bytes:
    """The certificate with its key's curve renamed to one of ANSI X9.62 that no profile has."""
    named = bytes.fromhex("2a8648ce3d030107")
    assert der.count(named) == 1
    return der.replace(named, named[:-1] + b"\x04")


def flipped(text: str) -> str:
    return ("B" if text[0] == "A" else "A") + text[1:]


def spare(text: str) -> str:
    """The same bytes, spelt with bits that stand for nothing (RFC 4648 3.5)."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(text) % 4 in {2, 3}
    return text[:-1] + alphabet[alphabet.index(text[-1]) + 1]


# --- entitlement lists -------------------------------------------------------------------------------------------
def packed(values: Mapping[int, int], *, size: int = 1024) -> bytes:
    bits = bytearray(size // 4)
    for index, value in values.items():
        bits[index // 4] |= value << 2 * (index % 4)
    return zlib.compress(bytes(bits), 9)


def list_claims(**changes: Any) -> dict[str, Any]:
    """What a right list says; a member that is ... is left out."""
    right = {
        "sub": URI,
        "iat": int((AT - HOUR / 2).timestamp()),
        "exp": int((AT + DAY).timestamp()),
        "ttl": 60,
        "status_list": {"bits": 2, "lst": jose.to_base64url(packed({7: 2, 1023: 3}))},
    }
    return {name: value for name, value in {**right, **changes}.items() if value is not ...}


def raw_list(payload: dict[str, Any] | None = None, **changes: Any) -> str:
    arguments = {"typ": "statuslist+jwt", "chain": LIST_SIGNER.chain, **changes}
    return raw_jws(list_claims() if payload is None else payload, **arguments)


def list_cases() -> Iterator[ListCase]:
    """All of them."""
    right = raw_list()
    parts = right.split(".")
    issued = AT - HOUR / 2
    yield ListCase("right", right)
    yield ListCase("without certificates", raw_list(header={"x5c": ...}))
    yield ListCase("with the root", raw_list(chain=(*LIST_SIGNER.chain, ROOT_DER)))
    yield ListCase("of another address", right, uri="/lists/entitlement/2")
    yield ListCase("of the same address in capitals", right, uri=URI.upper())
    yield ListCase("at its last second", right, at=AT + DAY - SECOND)
    yield ListCase("after its end", right, at=AT + DAY)
    yield ListCase("60 seconds before it was issued", right, at=issued - 60 * SECOND)
    yield ListCase("61 seconds before it was issued", right, at=issued - 61 * SECOND)
    yield ListCase("as old as the one that is held", right, held_since=issued)
    yield ListCase("older than the one that is held", right, held_since=issued + SECOND)
    yield ListCase("by a code signer", raw_list(signer=SIGNER, chain=SIGNER.chain))
    yield ListCase("by a code signer without certificates", raw_list(signer=SIGNER, header={"x5c": ...}))
    yield ListCase("by a code signer under the list signer's certificate", raw_list(signer=SIGNER))
    yield ListCase("no list signer is known", right, signers=())
    yield ListCase("the list signer has expired", right, at=ENDS + SECOND)
    for name, signer in bad_signers():
        if len(signer.chain) == 1:
            yield ListCase(
                f"by {name}, which the trust list names",
                raw_list(signer=signer, chain=signer.chain),
                signers=signer.chain,
            )
    for name, header in (
        ("alg none", {"alg": "none"}),
        ("another typ", {"typ": "JWT"}),
        ("no typ", {"typ": ...}),
        ("crit that nobody understands", {"crit": ["b64x"], "b64x": True}),
        ("crit empty", {"crit": []}),
        ("x5c of five", {"x5c": [base64.b64encode(LIST_SIGNER.chain[0]).decode()] * 5}),
    ):
        yield ListCase(f"header: {name}", raw_list(header=header))
    lst = list_claims()["status_list"]["lst"]
    empty, twice = zlib.compress(b""), packed({}) + b"\x00"
    for name, change in (
        ("no address", {"sub": ...}),
        ("the address is a number", {"sub": 1}),
        ("no iat", {"iat": ...}),
        ("iat is text", {"iat": "1"}),
        ("iat is true", {"iat": True}),
        ("iat with a fraction", {"iat": list_claims()["iat"] + 0.5}),
        ("no exp", {"exp": ...}),
        ("exp is text", {"exp": "1"}),
        ("exp with a fraction", {"exp": list_claims()["exp"] + 0.5}),
        ("exp beyond every calendar", {"exp": 10**18}),
        ("no ttl", {"ttl": ...}),
        ("ttl is 0", {"ttl": 0}),
        ("ttl is negative", {"ttl": -60}),
        ("ttl is text", {"ttl": "60"}),
        ("ttl is 60.5", {"ttl": 60.5}),
        ("no list", {"status_list": ...}),
        ("the list is an array", {"status_list": []}),
        ("of 1 bit", {"status_list": {"bits": 1, "lst": lst}}),
        ("of 4 bits", {"status_list": {"bits": 4, "lst": lst}}),
        ("of 3 bits", {"status_list": {"bits": 3, "lst": lst}}),
        ("bits is text", {"status_list": {"bits": "2", "lst": lst}}),
        ("bits is 2.0", {"status_list": {"bits": 2.0, "lst": lst}}),
        ("no lst", {"status_list": {"bits": 2}}),
        ("lst is no ZLIB", {"status_list": {"bits": 2, "lst": "AAAA"}}),
        ("lst is empty", {"status_list": {"bits": 2, "lst": ""}}),
        ("lst holds nothing", {"status_list": {"bits": 2, "lst": jose.to_base64url(empty)}}),
        ("lst goes on after its end", {"status_list": {"bits": 2, "lst": jose.to_base64url(twice)}}),
        ("lst is cut off", {"status_list": {"bits": 2, "lst": jose.to_base64url(packed({})[:-5])}}),
        ("lst with padding", {"status_list": {"bits": 2, "lst": lst + "="}}),
        ("aggregation_uri is a number", {"status_list": {"bits": 2, "lst": lst, "aggregation_uri": 1}}),
    ):
        yield ListCase(f"payload: {name}", raw_list(list_claims(**change)))
    yield ListCase("another signature", f"{parts[0]}.{parts[1]}.{flipped(parts[2])}")
    yield ListCase("a line end after it", f"{right}\n")
    yield ListCase("a trust list", world.trust_list())
    yield ListCase("nothing", "")
    yield from fault_15()


def fault_15() -> Iterator[ListCase]:
    """The two lists that were published with the faults of 0.2.0."""
    found: dict[str, Any] = json.loads(FAULT.read_text(encoding="utf-8"))
    for name in ("list_of_that_uri", "list_of_another_uri"):
        yield ListCase(
            f"fault 15: {name}",
            found[name],
            uri=found["asked"]["uri"],
            at=datetime.fromtimestamp(found["at"], AT.tzinfo),
            signers=(base64.b64decode(found["signer_der_base64"]),),
            places=(0,),
        )


# --- the file ----------------------------------------------------------------------------------------------------
def word_of(error: Malformed | Untrusted) -> str:
    """One word, and for a bad path the first step of it that fails, which the browser says too."""
    if isinstance(error, Malformed):
        return "malformed"
    if error.code in {"trust-list.chain", "status-list.signer"}:
        step, colon, _ = error.detail.partition(":")
        return f"{error.code} {step if colon else 'path'}"
    return error.code


def judged_trust(case: TrustCase) -> dict[str, Any]:
    """The outcome by our own reader, and what a believed list says."""
    try:
        found = qrcode.read_trust_list(case.text, pinned=case.pinned, at=case.at, held_since=case.held_since)
    except (Malformed, Untrusted) as error:
        return {"outcome": word_of(error)}
    return {
        "outcome": "believed",
        "signers": sorted(kid.hex() for kid in found.signers),
        "list_signers": sorted(kid.hex() for kid in found.list_signers),
        "lists": [{"number": number, "uri": uri} for number, uri in found.lists.items()],
        "passed_over": list(found.passed_over),
    }


def judged_list(case: ListCase) -> dict[str, Any]:
    trust = qrcode.TrustList(
        issuer="",
        issued_at=case.at,
        expires_at=case.at,
        signers={},
        list_signers={qrcode.kid_of(der): der for der in case.signers},
        lists={1: case.uri},
    )
    try:
        found = qrcode.read_entitlement_list(case.text, trust=trust, number=1, at=case.at, held_since=case.held_since)
    except (Malformed, Untrusted) as error:
        return {"outcome": word_of(error)}
    return {"outcome": "believed", "values": [[place, found.statuses[place]] for place in case.places]}


def seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def document() -> dict[str, Any]:
    """The whole file."""
    trust = [
        {
            "name": case.name,
            "text": case.text,
            "pinned": case.pinned.hex(),
            "at": seconds(case.at),
            "held_since": seconds(case.held_since),
            **judged_trust(case),
        }
        for case in trust_cases()
    ]
    lists = [
        {
            "name": case.name,
            "text": case.text,
            "uri": case.uri,
            "at": seconds(case.at),
            "held_since": seconds(case.held_since),
            "trusted": {qrcode.kid_of(der).hex(): base64.b64encode(der).decode() for der in case.signers},
            **judged_list(case),
        }
        for case in list_cases()
    ]
    return {
        "specification": "Tongban licence code DL1 (docs/standards/licence-code.md) section 7",
        "note": "SPECIMEN. Invented keys, which are public: never trust the roots.",
        "trust_lists": trust,
        "entitlement_lists": lists,
    }


def written() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
