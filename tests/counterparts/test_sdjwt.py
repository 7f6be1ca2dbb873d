"""Our SD-JWT VCs before verifiers that we did not write, and theirs before ours.

npm @sd-jwt/sd-jwt-vc 0.19, PyPI openvc-core and sd-jwt. Each direction, and the forged ones refused by us.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from counterparts.programs import node
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwcrypto.jwk import JWK
from openvc.keys import P256SigningKey
from openvc.proof.errors import ProofError
from openvc.proof.sd_jwt import SdJwtVcProofSuite
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.utils.yaml_specification import load_yaml_specification
from sd_jwt.verifier import SDJWTVerifier
from standards.issuers import Country
from standards.published import vectors
from standards.sdjwt_cases import CASES, case

from tongban.standards import jose, pki, sdjwt, statuslist
from tongban.standards.signing import SoftwareSigner, generate
from tongban.verdicts import Outcome, Report

pytestmark = pytest.mark.counterpart

NOW = datetime.now(UTC).replace(microsecond=0)  # openvc-core judges by the clock of the machine
UT = Country(at=NOW)
ISSUER, HOLDER = UT.signer(), generate()
PINNED = pki.TrustAnchors.of(ISSUER.chain)
AUDIENCE, NONCE = "https://officer.example.org", "n-0S6_WzA2Mj"
IAT, EXP = int(NOW.timestamp()) - 60, int(NOW.timestamp()) + 86400
CLAIMS = {"name": "样本", "document_number": "T-1", "classes": ["C1", "D"], "points": 3, "ratio": 0.5, "none": None}
HIDDEN = ["name", "document_number", "classes"]
SHOWN = ["name", "classes"]
VCT = "https://example.org/licence"


def private_jwk(signer: SoftwareSigner) -> dict[str, str]:
    """The whole key pair as the other programs want it."""
    number = signer._private_key.private_numbers().private_value  # type: ignore[union-attr]
    return {**jose.jwk(signer.public_key), "d": jose.to_base64url(number.to_bytes(32, "big"))}


def pem(signer: SoftwareSigner) -> bytes:
    return signer._private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def ours(**changes: Any) -> str:
    """A credential of ours."""
    return sdjwt.issue(
        **{
            "claims": CLAIMS,
            "disclosable": HIDDEN,
            "vct": VCT,
            "issuer": "https://example.org",
            "holder_key": HOLDER.public_key,
            "signer": ISSUER,
            "issued_at": NOW - timedelta(seconds=60),
            "expires_at": NOW + timedelta(days=1),
            "decoys": 2,
            **changes,
        }
    )


def shown(token: str) -> str:
    """Our selection and proof."""
    return sdjwt.present(token, disclose=SHOWN, holder=HOLDER, audience=AUDIENCE, nonce=NONCE, at=datetime.now(UTC))


def judged(token: str, **changes: Any) -> Report:
    """Our judgement."""
    options = {"anchors": UT.anchors, "at": datetime.now(UTC), "audience": AUDIENCE, "nonce": NONCE, **changes}
    return sdjwt.verify(token, **options)


def expected(elements: Any) -> None:
    """Exactly what the selection shows."""
    assert {name: elements[name] for name in CLAIMS if name in elements} == {
        name: value for name, value in CLAIMS.items() if name != "document_number"
    }


# npm @sd-jwt


def npm_verify(token: str, **changes: Any) -> dict[str, Any]:
    options = {
        "key": jose.jwk(ISSUER.public_key),
        "nonce": NONCE,
        "currentDate": int(datetime.now(UTC).timestamp()),
        **changes,
    }
    return node("sdjwt.mjs", do="verify", token=token, **options)


def npm_issue() -> str:
    header = {"x5c": jose.parse(jose.sign(payload=b"{}", signer=ISSUER, with_chain=True)).header["x5c"]}
    claims = {**CLAIMS, "vct": VCT, "iss": "https://example.org", "iat": IAT, "exp": EXP}
    claims["cnf"] = {"jwk": jose.jwk(HOLDER.public_key)}
    frame = {"_sd": HIDDEN, "_sd_decoy": 2}
    return str(
        node("sdjwt.mjs", do="issue", key=private_jwk(ISSUER), claims=claims, frame=frame, header=header)["token"]
    )


def npm_present(token: str) -> str:
    frame = dict.fromkeys(SHOWN, True)
    request = {"audience": AUDIENCE, "nonce": NONCE, "iat": int(datetime.now(UTC).timestamp())}
    return str(node("sdjwt.mjs", do="present", token=token, frame=frame, key=private_jwk(HOLDER), **request)["token"])


def test_sd_jwt_js_verifies_ours() -> None:
    found = npm_verify(shown(ours()))
    expected(found["claims"])
    assert found["proof"]["aud"] == AUDIENCE


def test_sd_jwt_js_verifies_our_status_list_beside_it_and_refuses_the_revoked() -> None:
    uri = "https://example.org/status/1"
    statuses = statuslist.StatusList(bits=2, size=1024)
    statuses[7] = 1
    times = {"issued_at": NOW, "expires_at": NOW + timedelta(hours=1), "ttl_seconds": 60}
    token = statuslist.to_jwt(statuses, uri=uri, signer=ISSUER, **times)
    for idx, is_valid in ((6, True), (7, False)):
        found = npm_verify(shown(ours(status={"status_list": {"idx": idx, "uri": uri}})), statusList=token)
        assert ("claims" in found) is is_valid, found
    assert "Status" in found["refused"]


def test_sd_jwt_js_refuses_ours_with_another_nonce_or_another_key() -> None:
    for change in ({"nonce": "other"}, {"key": jose.jwk(generate().public_key)}, {"currentDate": EXP + 9}):
        assert "refused" in npm_verify(shown(ours()), **change)


def test_what_sd_jwt_js_issues_and_presents_we_verify() -> None:
    report = judged(npm_present(npm_issue()))
    assert report.outcome is Outcome.HOLDS, report.checks
    expected(report.elements)


def test_what_sd_jwt_js_issues_our_holder_presents_and_the_other_way_round() -> None:
    assert judged(shown(npm_issue())).outcome is Outcome.HOLDS
    assert judged(npm_present(ours())).outcome is Outcome.HOLDS


# openvc-core


def openvc_verify(token: str, **changes: Any) -> Any:
    options = {"audience": AUDIENCE, "nonce": NONCE, "require_key_binding": True, "expected_vct": VCT, **changes}
    return SdJwtVcProofSuite().verify(token, public_key_jwk=jose.jwk(ISSUER.public_key), **options)


def openvc_issue(**changes: Any) -> str:
    options = {"vct": VCT, "expires_in_s": 3600, "decoys": 2, "disclosable": HIDDEN, **changes}
    return SdJwtVcProofSuite().issue(
        {**CLAIMS, "iss": "https://example.org"},
        signing_key=P256SigningKey.from_pem(pem(ISSUER), "k"),
        holder_jwk=jose.jwk(HOLDER.public_key),
        x5c=jose.parse(jose.sign(payload=b"{}", signer=ISSUER, with_chain=True)).header["x5c"],
        **options,
    )


def test_openvc_verifies_ours() -> None:
    found = openvc_verify(shown(ours()))
    assert found.key_bound
    expected(found.claims)


@pytest.mark.parametrize("change", [{"nonce": "other"}, {"audience": "https://x.example"}, {"expected_vct": "other"}])
def test_openvc_refuses_ours_for_another_request(change: dict[str, Any]) -> None:
    with pytest.raises(ProofError):
        openvc_verify(shown(ours()), **change)


def test_what_openvc_issues_and_presents_we_verify() -> None:
    suite = SdJwtVcProofSuite()
    holder = P256SigningKey.from_pem(pem(HOLDER), "h")
    selection = sdjwt.select(openvc_issue(), disclose=SHOWN)
    token = suite.create_presentation(selection, holder_key=holder, audience=AUDIENCE, nonce=NONCE)
    report = judged(token, at=datetime.now(UTC) + timedelta(seconds=30))
    assert report.outcome is Outcome.HOLDS, report.checks
    expected(report.elements)


# PyPI sd-jwt, the reference implementation: no x5c, no typ, and no refusal of expired or unreferenced parts


def reference_issue(claims: dict[Any, Any], holder: SoftwareSigner = HOLDER) -> str:
    issuer_key, holder_key = (JWK(**private_jwk(signer)) for signer in (ISSUER, holder))
    header = {"typ": "dc+sd-jwt"}
    return str(SDJWTIssuer(claims, issuer_key, holder_key, extra_header_parameters=header).sd_jwt_issuance)


def hidden_claims(**changes: Any) -> dict[Any, Any]:
    open_claims = {"vct": VCT, "iss": "https://example.org", "iat": IAT, "exp": EXP, **changes}
    return {(SDObj(name) if name in HIDDEN else name): value for name, value in (CLAIMS | open_claims).items()}


def reference_present(token: str) -> str:
    holder = SDJWTHolder(token)
    holder.create_presentation(dict.fromkeys(SHOWN, True), NONCE, AUDIENCE, JWK(**private_jwk(HOLDER)))
    return str(holder.sd_jwt_presentation)


def reference_verify(token: str) -> Any:
    return SDJWTVerifier(
        token, lambda _issuer, _header: JWK(**jose.jwk(ISSUER.public_key)), AUDIENCE, NONCE
    ).get_verified_payload()


def test_the_reference_implementation_verifies_ours() -> None:
    expected(reference_verify(shown(ours())))


def test_what_the_reference_implementation_issues_and_presents_we_verify_under_a_pinned_signer() -> None:
    report = judged(reference_present(reference_issue(hidden_claims())), anchors=PINNED)
    assert report.outcome is Outcome.HOLDS, report.checks
    expected(report.elements)


OWN = {"vct", "iss", "iat", "exp", "cnf"}


@pytest.mark.parametrize("name", CASES)
def test_published_cases_made_by_the_reference_implementation_we_verify(name: str) -> None:
    found = load_yaml_specification(vectors("sd-jwt") / name / "specification.yml")
    open_claims = {"vct": VCT, "iss": "https://example.org", "iat": IAT, "exp": EXP}
    holder = SDJWTHolder(reference_issue(found["user_claims"] | open_claims))
    holder.create_presentation(found["holder_disclosed_claims"], NONCE, AUDIENCE, JWK(**private_jwk(HOLDER)))
    report = judged(holder.sd_jwt_presentation, anchors=PINNED)
    assert report.outcome is Outcome.HOLDS, report.checks
    assert {key: value for key, value in report.elements.items() if key not in OWN} == case(name).expected


@pytest.mark.parametrize("name", CASES)
def test_published_cases_made_by_us_the_reference_implementation_verifies(name: str) -> None:
    found = case(name)
    token = ours(claims=found.claims, disclosable=found.disclosable)
    request = {"audience": AUDIENCE, "nonce": NONCE, "at": datetime.now(UTC)}
    payload = reference_verify(sdjwt.present(token, disclose=found.disclosed, holder=HOLDER, **request))
    assert {key: value for key, value in payload.items() if key not in OWN} == found.expected


# Forged and expired: refused by us, whoever made them


def outcomes(report: Report) -> set[str]:
    return {check.check for check in report.checks if check.outcome is Outcome.DOES_NOT_HOLD}


def test_an_expired_credential_that_the_reference_implementation_accepts_is_refused() -> None:
    token = reference_present(reference_issue(hidden_claims(exp=IAT)))
    assert reference_verify(token)["exp"] == IAT
    assert outcomes(judged(token, anchors=PINNED)) == {"validity"}


def test_an_unreferenced_disclosure_that_the_reference_implementation_accepts_is_refused() -> None:
    token = reference_issue(hidden_claims())
    extra = jose.to_base64url(jose.to_json(["salt", "points", 0]))
    forged = token + extra + "~"
    assert SDJWTVerifier(forged, lambda *_: JWK(**jose.jwk(ISSUER.public_key))).get_verified_payload()
    report = judged(forged, anchors=PINNED, audience=None, nonce=None)
    assert outcomes(report) == {"disclosures"}
    assert report.elements["points"] == CLAIMS["points"]


def swapped_disclosure(token: str) -> str:
    first, disclosure, rest = token.split("~", 2)
    salt, name, _ = jose.from_json(jose.from_base64url(disclosure))
    return "~".join([first, jose.to_base64url(jose.to_json([salt, name, "another"])), rest])


def swapped_holder(token: str) -> str:
    selection = sdjwt.select(token.rsplit("~", 1)[0] + "~", disclose=None)
    return sdjwt.present(
        selection, disclose=None, holder=generate(), audience=AUDIENCE, nonce=NONCE, at=datetime.now(UTC)
    )


def swapped_payload(token: str) -> str:
    header, payload, rest = token.split(".", 2)
    claims = jose.from_json_object(jose.from_base64url(payload))
    return ".".join([header, jose.to_base64url(jose.to_json(claims | {"points": 0})), rest])


@pytest.mark.parametrize(
    "made", [lambda: npm_present(npm_issue()), lambda: shown(openvc_issue()), lambda: shown(ours())]
)
@pytest.mark.parametrize(
    ("forge", "failing"),
    [
        (swapped_disclosure, {"disclosures", "key-binding"}),
        (swapped_holder, {"key-binding"}),
        (swapped_payload, {"issuer-signature", "key-binding"}),
    ],
)
def test_forged_ones_are_refused_whoever_made_them(
    made: Callable[[], str], forge: Callable[[str], str], failing: set[str]
) -> None:
    assert outcomes(judged(forge(made()))) == failing
