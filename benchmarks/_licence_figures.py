"""Issue and verify in each format beside the raw signature and the peers, all with the same keys and contents."""

from __future__ import annotations

import itertools
import json
import random
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import cbor2
import isomdoc
from _measure import Figure, Rival, cpu, promise
from _specimens import (
    ANCHORS,
    AT,
    CLAIMS,
    DEVICE_KEY,
    DOCTYPE,
    ISSUER_KEY,
    NAMESPACE,
    ROOT,
    STATUS,
    VCT,
    code_tokens,
    elements,
    signer,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from isal import isal_zlib
from isomdoc.verify.verify_mdoc import IssuerSigned
from jwcrypto.jwk import JWK
from openvc import cbor as openvc_cbor
from openvc.keys import P256SigningKey
from openvc.mdoc import verify_issuer_signed
from openvc.proof.sd_jwt import SdJwtVcProofSuite
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier
from token_status_list import IssuerStatusList

from tongban.standards import jose, mdoc, pki, qrcode, sdjwt, statuslist
from tongban.standards.qrcode.token import REMEMBERED
from tongban.verdicts import Check, Outcome

ES256, MESSAGE = ec.ECDSA(hashes.SHA256()), bytes(1500)
SIGNED = DEVICE_KEY.sign(MESSAGE, ES256)
PUBLIC = DEVICE_KEY.public_key()
SIGN, VERIFY = "ES256 sign of cryptography", "ES256 verify of cryptography"
MANY_PHONES = 2 * REMEMBERED + 1000  # so that each code is of a phone that the verifier does not know
LIST_SIZE = 1 << 20


def raw_sign(target: float) -> Rival:
    """S: what no software that signs with `cryptography` can exceed."""
    return Rival(SIGN, cpu(lambda: DEVICE_KEY.sign(MESSAGE, ES256)), target)


def raw_verify(target: float) -> Rival:
    """V, likewise."""
    return Rival(VERIFY, cpu(lambda: PUBLIC.verify(SIGNED, MESSAGE, ES256)), target)


def all_figures() -> Iterator[Figure]:
    """Made one after another, so that the contents of one do not burden the next."""
    yield mdoc_issue()
    yield mdoc_verify()
    yield sdjwt_issue()
    yield sdjwt_verify()
    yield from code_verify()
    yield status_publish()


# --- mdoc --------------------------------------------------------------------------------------------------
def issued_mdoc(contents: dict[str, Any]) -> bytes:
    """Ours."""
    return mdoc.issue(
        doctype=DOCTYPE,
        namespaces={NAMESPACE: contents},
        device_key=PUBLIC,
        signer=signer(),
        signed=AT,
        valid_from=AT,
        valid_until=AT + timedelta(days=90),
        status=STATUS,
    )


def isomdoc_issue(contents: dict[str, Any]) -> bytes:
    """isomdoc 0.0.5: salts of 16 bytes, no status claim."""
    certificate = x509.load_der_x509_certificate(signer().chain[0])
    made = isomdoc.create_mdoc(DOCTYPE, [certificate], ISSUER_KEY)
    for name, value in contents.items():
        made.add_data_item(NAMESPACE, name, value)
    encoded: bytes = made.generate_credential(PUBLIC, AT, AT, AT + timedelta(days=90))
    return encoded


def mdoc_issue() -> Figure:
    """30 elements, a portrait of 10,240 bytes, salts of 32 bytes, a status claim, one certificate."""
    contents = elements()
    return Figure(
        "mdoc issue",
        "documents/CPU-s",
        cpu(lambda: issued_mdoc(contents)),
        (raw_sign(0.28), Rival("isomdoc 0.0.5", cpu(lambda: isomdoc_issue(contents)), 3)),
    )


def mdoc_verify() -> Figure:
    """Parse, 30 digests, chain, profile, validity and one signature. isomdoc checks no chain; it gets its own document."""
    document, theirs = issued_mdoc(elements()), isomdoc_issue(elements())
    report = mdoc.verify(document, anchors=ANCHORS, at=AT, status=not_revoked)
    untold = {check.check for check in report.checks if check.outcome is not Outcome.HOLDS}
    assert untold == {"device-authentication"}, report.checks
    roots = [x509.load_der_x509_certificate(ROOT)]

    def by_openvc() -> object:
        parsed = {"docType": DOCTYPE, "issuerSigned": openvc_cbor.decode(document)}
        return verify_issuer_signed(parsed, trust_anchors=roots, now=AT)

    return Figure(
        "mdoc verify",
        "documents/CPU-s",
        cpu(lambda: mdoc.verify(document, anchors=ANCHORS, at=AT, status=not_revoked)),
        (
            raw_verify(0.38),
            Rival("isomdoc 0.0.5 (no chain)", cpu(lambda: IssuerSigned(cbor2.loads(theirs), DOCTYPE)), 1.6),
            Rival("openvc-core 1.37", cpu(by_openvc), None),
        ),
    )


def not_revoked(_claim: object) -> Check:
    """A status that is always good: looking one up is measured elsewhere."""
    return GOOD


GOOD = Check("status", "", Outcome.HOLDS)


# --- SD-JWT VC ---------------------------------------------------------------------------------------------
def issued_sdjwt() -> str:
    """Ours."""
    return sdjwt.issue(
        claims=CLAIMS,
        disclosable=CLAIMS,
        vct=VCT,
        issuer="https://tongban.example",
        holder_key=PUBLIC,
        signer=signer(),
        issued_at=AT,
        expires_at=AT + timedelta(days=90),
        status=STATUS,
    )


def pem() -> bytes:
    """The issuer's key as the peers take it."""
    return ISSUER_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def open_claims() -> dict[str, Any]:
    """What our issuer writes by itself."""
    expires = int((AT + timedelta(days=90)).timestamp())
    return {"iss": "https://tongban.example", "iat": int(AT.timestamp()), "exp": expires, "status": STATUS}


def sdjwt_issue() -> Figure:
    """12 disclosures, x5c, cnf and status. The reference sd-jwt writes no x5c."""
    key, holder = P256SigningKey.from_pem(pem(), "k"), jose.jwk(PUBLIC)
    chain = jose.parse(jose.sign(payload=b"{}", signer=signer(), with_chain=True)).header["x5c"]
    suite, claims = SdJwtVcProofSuite(), {**CLAIMS, **open_claims()}

    def by_openvc() -> str:
        return suite.issue(claims, signing_key=key, disclosable=CLAIMS, holder_jwk=holder, vct=VCT, x5c=chain)

    return Figure(
        "SD-JWT issue",
        "tokens/CPU-s",
        cpu(issued_sdjwt),
        (
            raw_sign(0.40),
            Rival("openvc-core 1.37", cpu(by_openvc), 2.7),
            Rival("sd-jwt 0.10.4", cpu(reference_issuer()), 2.7),
        ),
    )


def reference_issuer() -> Any:
    """The reference implementation's issue."""
    key, holder = JWK.from_pem(pem()), JWK.from_json(json.dumps(jose.jwk(PUBLIC)))

    def issue() -> str:
        claims = {SDObj(name): value for name, value in CLAIMS.items()} | open_claims() | {"vct": VCT}
        token: str = SDJWTIssuer(claims, key, holder_key=holder).sd_jwt_issuance
        return token

    return issue


def sdjwt_verify() -> Figure:
    """All disclosures shown, no key binding: the issuer's part, one signature."""
    token = issued_sdjwt()
    report = sdjwt.verify(token, anchors=ANCHORS, at=AT, status=not_revoked)
    untold = {check.check for check in report.checks if check.outcome is not Outcome.HOLDS}
    assert untold == {"key-binding"}, report.checks
    suite, public = SdJwtVcProofSuite(), jose.jwk(signer().public_key)
    reference, key = reference_issuer()(), JWK.from_json(json.dumps(public))
    return Figure(
        "SD-JWT verify",
        "tokens/CPU-s",
        cpu(lambda: sdjwt.verify(token, anchors=ANCHORS, at=AT, status=not_revoked)),
        (
            raw_verify(0.5),
            Rival("openvc-core 1.37 (no chain)", cpu(lambda: suite.verify(token, public_key_jwk=public, now=AT)), 2.2),
            Rival(
                "sd-jwt 0.10.4 (no chain)",
                cpu(lambda: SDJWTVerifier(reference, lambda _issuer, _header: key).get_verified_payload()),
                2.2,
            ),
        ),
    )


# --- Licence code ------------------------------------------------------------------------------------------
def code_verify() -> Iterator[Figure]:
    """Parse, two signatures, status. Every code of another phone, then of one that was seen before. No peer knows DL1."""
    code_signer = signer(pki.CODE_SIGNER)
    signers = {qrcode.kid_of(code_signer.chain[0]): code_signer.chain[0]}
    listed = statuslist.StatusList(bits=2, size=LIST_SIZE)
    codes = [
        qrcode.present(token, device=phone, at=AT) for token, phone in code_tokens(MANY_PHONES, code_signer=code_signer)
    ]

    def entitlement(_number: int, index: int) -> tuple[int, timedelta]:
        return listed[index], timedelta(0)

    def verify(code: str) -> object:
        return qrcode.verify(code, signers=signers, at=AT, entitlement=entitlement)

    report = qrcode.verify(codes[0], signers=signers, at=AT, entitlement=entitlement)
    assert report.outcome is Outcome.HOLDS, report.checks
    queue = itertools.cycle(codes)
    limit = Rival("2 ES256 verifies of cryptography", cpu(two_verifies), 0.7)
    yield Figure("code verify, phone never seen", "codes/CPU-s", cpu(lambda: verify(next(queue))), (limit,))
    yield Figure("code verify, phone seen before", "codes/CPU-s", cpu(lambda: verify(codes[0])), (limit,))


def two_verifies() -> None:
    """The authority's signature and the phone's: fewer cannot be."""
    PUBLIC.verify(SIGNED, MESSAGE, ES256)
    PUBLIC.verify(SIGNED, MESSAGE, ES256)


# --- Status list -------------------------------------------------------------------------------------------
def status_publish() -> Figure:
    """One bit flipped in a list of 2^20, of which 1 % is set, and the whole list signed as JWT."""
    listed = statuslist.StatusList(bits=1, size=LIST_SIZE)
    theirs = IssuerStatusList.new(1, LIST_SIZE, strategy="linear")
    places = itertools.cycle(range(0, LIST_SIZE, 97))
    for place in random.Random(20).sample(range(LIST_SIZE), LIST_SIZE // 100):  # noqa: S311 - the same list each time
        listed[place] = 1
        theirs.status_list.set(place, 1)
    list_signer, uri = signer(pki.LIST_SIGNER), STATUS["status_list"]["uri"]

    def publish() -> object:
        place = next(places)
        listed[place] = 1 - listed[place]
        return statuslist.to_jwt(
            listed,
            uri=str(uri),
            signer=list_signer,
            issued_at=AT,
            expires_at=AT + timedelta(hours=24),
            ttl_seconds=60,
        )

    def highest_level() -> object:
        return list_signer.sign(jose.to_base64url(zlib.compress(listed.octets, 9)).encode())

    def by_peer() -> object:
        place = next(places)
        theirs.status_list.set(place, 1 - theirs.status_list.get(place))
        return theirs.sign_jwt(list_signer.sign, alg="ES256", kid="1", iss="https://tongban.example", sub=str(uri))

    return Figure(
        "status publish, one flip of 2^20",
        "lists/CPU-s",
        cpu(publish, times=4),
        (
            Rival("one list a millisecond", promise(1000), 1),
            Rival("isal level 1 of the same bytes", cpu(lambda: isal_zlib.compress(listed.octets, 1), times=4), None),
            Rival("zlib level 9 of the same bytes, signed", cpu(highest_level, times=1), 150),
            Rival("token-status-list 0.1.0a2", cpu(by_peer, times=1), 150),
        ),
    )
