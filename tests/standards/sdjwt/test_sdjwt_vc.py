"""An SD-JWT VC from issue to judgement, and everything that a forger or a careless issuer may do to it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards.issuers import AT, Country
from standards.sdjwt_cases import CASES, case

from tongban.errors import Malformed, NotFound, Untrusted
from tongban.standards import jose, pki, sdjwt
from tongban.standards.sdjwt.token import digest
from tongban.standards.signing import SoftwareSigner, generate
from tongban.verdicts import Check, Outcome, Report

UT = Country()
ISSUER = UT.signer()
HOLDER = generate()
VCT = "https://example.org/licence"
CLAIMS: dict[str, Any] = {
    "family_name": "样本",
    "classes": ["C1", "D"],
    "address": {"city": "样本市", "street": "1"},
    "points": 3,
}
HIDDEN: tuple[str | sdjwt.Path, ...] = (
    "family_name",
    ("classes", None),
    "address",
    ("address", "street"),
)
REQUEST: dict[str, Any] = {"audience": "https://officer.example.org", "nonce": "n-1"}


def issued(**changes: Any) -> str:
    """A credential of the test country."""
    return sdjwt.issue(
        **{
            "claims": CLAIMS,
            "disclosable": HIDDEN,
            "vct": VCT,
            "holder_key": HOLDER.public_key,
            "signer": ISSUER,
            "issued_at": AT - timedelta(days=1),
            "expires_at": AT + timedelta(days=90),
            **changes,
        }
    )


def presented(token: str | None = None, **changes: Any) -> str:
    """The credential with everything shown to the officer of REQUEST."""
    options = {"disclose": None, "holder": HOLDER, "at": AT, **REQUEST, **changes}
    return sdjwt.present(token or issued(), **options)


def judged(token: str, **changes: Any) -> Report:
    """What the officer of REQUEST finds."""
    return sdjwt.verify(token, **{"anchors": UT.anchors, "at": AT, **REQUEST, **changes})


def outcomes(report: Report) -> dict[str, Outcome]:
    """Every check that does not hold."""
    return {check.check: check.outcome for check in report.checks if check.outcome is not Outcome.HOLDS}


def signed(payload: dict[str, Any], *disclosures: list[Any], header: dict[str, Any] | None = None) -> str:
    """What a careless issuer may sign: any payload, any disclosures, no key binding."""
    members = {"typ": sdjwt.TYPE, **(header or {})}
    jws = jose.sign(payload=jose.to_json(payload), signer=ISSUER, header=members, with_chain=True)
    return "~".join([jws, *map(text_of, disclosures), ""])


def text_of(disclosure: object) -> str:
    return jose.to_base64url(jose.to_json(disclosure))


def hash_of(disclosure: object) -> str:
    return digest(text_of(disclosure))


# The whole way


def test_given_an_honest_presentation_every_check_holds_and_names_its_clause() -> None:
    report = judged(presented())
    assert report.outcome is Outcome.HOLDS
    assert [check.check for check in report.checks] == [
        "issuer-certificate",
        "issuer-signature",
        "disclosures",
        "type",
        "validity",
        "key-binding",
        "status",
    ]
    assert all(check.clause for check in report.checks)
    assert {name: report.elements[name] for name in CLAIMS} == CLAIMS
    assert "_sd" not in report.elements
    assert "_sd_alg" not in report.elements


def test_given_a_selection_only_that_is_shown() -> None:
    report = judged(presented(disclose=["family_name", ("classes", 1)]))
    assert report.outcome is Outcome.HOLDS
    assert report.elements["family_name"] == "样本"
    assert report.elements["classes"] == ["D"]
    assert "address" not in report.elements


def test_given_a_part_of_a_hidden_claim_what_it_lies_in_is_shown_and_no_other_part() -> None:
    assert judged(presented(disclose=["address"])).elements["address"] == {"city": "样本市"}
    assert judged(presented(disclose=[("address", "street")])).elements["address"] == CLAIMS["address"]


def test_given_every_element_of_an_array_by_none_all_are_shown() -> None:
    assert judged(presented(disclose=[("classes", None)])).elements["classes"] == ["C1", "D"]


def test_given_a_claim_in_the_open_it_may_be_named_and_an_unknown_one_is_not_found() -> None:
    assert judged(presented(disclose=["points"])).elements["points"] == 3
    with pytest.raises(NotFound):
        presented(disclose=["shoe_size"])


def test_given_a_credential_its_disclosable_paths_are_listed() -> None:
    assert set(sdjwt.disclosable_paths(issued())) == {
        ("family_name",),
        ("classes", 0),
        ("classes", 1),
        ("address",),
        ("address", "street"),
    }


def test_given_two_credentials_of_the_same_claims_no_digest_is_shared() -> None:
    first, second = (sdjwt.parse(issued()).jws.claims["_sd"] for _ in range(2))
    assert not set(first) & set(second)
    assert first == sorted(first)


def test_given_decoys_they_look_like_claims_and_disturb_nobody() -> None:
    token = issued(decoys=5)
    assert len(sdjwt.parse(token).jws.claims["_sd"]) == len(sdjwt.parse(issued()).jws.claims["_sd"]) + 5
    assert judged(presented(token)).outcome is Outcome.HOLDS


@pytest.mark.parametrize("name", sorted(sdjwt.NEVER_DISCLOSABLE))
def test_given_a_claim_that_may_not_be_withheld_it_is_not_issued(name: str) -> None:
    with pytest.raises(ValueError, match="open"):
        issued(claims={name: "x"}, disclosable=[name])


@pytest.mark.parametrize("claims", [{"_sd": []}, {"a": {"...": 1}}, {"a": [{"_sd": 1}]}, {"_sd_alg": "x"}, {"exp": 1}])
def test_given_a_reserved_name_it_is_not_issued(claims: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        issued(claims=claims, disclosable=[])


@pytest.mark.parametrize("name", CASES)
def test_given_a_published_case_what_is_disclosed_is_what_it_expects(name: str) -> None:
    found = case(name)
    token = issued(claims=found.claims, disclosable=found.disclosable)
    assert set(sdjwt.disclosable_paths(token)) == set(found.disclosable)
    report = judged(presented(token, disclose=found.disclosed))
    assert report.outcome is Outcome.HOLDS
    own = {"vct", "iat", "exp", "cnf"}
    assert {name: value for name, value in report.elements.items() if name not in own} == found.expected


# Issuer


def test_given_a_foreign_root_the_certificate_does_not_hold() -> None:
    assert outcomes(judged(presented(), anchors=Country().anchors)) == {"issuer-certificate": Outcome.DOES_NOT_HOLD}


def test_given_no_anchors_the_certificate_cannot_be_told() -> None:
    report = judged(presented(), anchors=pki.TrustAnchors())
    assert outcomes(report) == {"issuer-certificate": Outcome.CANNOT_BE_TOLD}


@pytest.mark.parametrize("profile", [pki.READER, pki.LIST_SIGNER, pki.CODE_SIGNER])
def test_given_another_kind_of_signer_of_the_same_root_the_certificate_does_not_hold(profile: pki.Profile) -> None:
    token = issued(signer=UT.signer(profile))
    assert outcomes(judged(presented(token))) == {"issuer-certificate": Outcome.DOES_NOT_HOLD}


def test_given_an_expired_signer_the_certificate_does_not_hold() -> None:
    late = AT + timedelta(days=400)
    token = issued(expires_at=late + timedelta(days=1))
    assert outcomes(judged(presented(token, at=late), at=late)) == {"issuer-certificate": Outcome.DOES_NOT_HOLD}


def test_given_a_pinned_signer_its_certificate_is_believed_with_x5c_and_without() -> None:
    anchors = pki.TrustAnchors.of(ISSUER.chain)
    bare = SoftwareSigner(ISSUER._private_key)
    assert judged(presented(), anchors=anchors).outcome is Outcome.HOLDS
    assert judged(presented(issued(signer=bare)), anchors=anchors).outcome is Outcome.HOLDS


def test_given_no_x5c_and_no_pinned_signer_it_cannot_be_told() -> None:
    report = judged(presented(issued(signer=generate())))
    assert outcomes(report) == dict.fromkeys(("issuer-certificate", "issuer-signature"), Outcome.CANNOT_BE_TOLD)


def test_given_a_key_that_is_not_the_certificates_the_signature_does_not_hold() -> None:
    forger = SoftwareSigner(generate()._private_key, ISSUER.chain)
    assert outcomes(judged(presented(issued(signer=forger)))) == {"issuer-signature": Outcome.DOES_NOT_HOLD}


# Disclosures: RFC 9901 7.1, steps 2.d to 5


NAME = ["salt", "name", "x"]
REJECTED: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "an unknown hash": ({"_sd_alg": "md5", "_sd": [hash_of(NAME)]}, [NAME]),
    "a hash that is no text": ({"_sd_alg": ["sha-256"]}, []),
    "a disclosure that no digest asks for": ({}, [NAME]),
    "a repeated disclosure": ({"_sd": [hash_of(NAME)]}, [NAME, NAME]),
    "a repeated digest": ({"_sd": [hash_of(NAME)] * 2}, [NAME]),
    "a repeated digest of nothing": ({"_sd": ["x"], "a": {"_sd": ["x"]}}, []),
    "a digest repeated in an array": ({"_sd": ["x"], "a": [{"...": "x"}]}, []),
    "a digest repeated inside a disclosure": (
        {"_sd": [hash_of(["s", "a", {"_sd": ["x"]}]), "x"]},
        [["s", "a", {"_sd": ["x"]}]],
    ),
    "an element's disclosure in an object": ({"_sd": [hash_of(["s", 1])]}, [["s", 1]]),
    "a claim's disclosure in an array": ({"a": [{"...": hash_of(NAME)}]}, [NAME]),
    "a disclosure that is no array": ({"_sd": [hash_of({})]}, [{}]),
    "a disclosed name that is no text": ({"_sd": [hash_of(["s", 1, 1])]}, [["s", 1, 1]]),
    "a disclosed _sd": ({"_sd": [hash_of(["s", "_sd", []])]}, [["s", "_sd", []]]),
    "a disclosed ...": ({"_sd": [hash_of(["s", "...", 1])]}, [["s", "...", 1]]),
    "a disclosed claim that is in the open": ({"name": 1, "_sd": [hash_of(NAME)]}, [NAME]),
    "two disclosures of one claim": (
        {"_sd": [hash_of(NAME), hash_of(["other", "name", "y"])]},
        [NAME, ["other", "name", "y"]],
    ),
    "a disclosed expiry": ({"_sd": [hash_of(["s", "exp", 9])]}, [["s", "exp", 9]]),
    "a disclosed holder": ({"_sd": [hash_of(["s", "cnf", {}])]}, [["s", "cnf", {}]]),
    "an _sd that is no array": ({"_sd": "x"}, []),
    "a digest that is no text": ({"_sd": [1]}, []),
    "a hidden element with other members": ({"a": [{"...": "x", "b": 1}]}, []),
    "a hidden element whose digest is no text": ({"a": [{"...": None}]}, []),
    "the name ... outside an array": ({"...": "x"}, []),
}


@pytest.mark.parametrize("case", REJECTED)
def test_given_a_departure_from_section_7_1_the_disclosures_do_not_hold(case: str) -> None:
    payload, disclosures = REJECTED[case]
    report = judged(signed({"vct": VCT, **payload}, *disclosures), audience=None, nonce=None)
    assert outcomes(report) == {"disclosures": Outcome.DOES_NOT_HOLD, "key-binding": Outcome.CANNOT_BE_TOLD}
    assert report.check("disclosures").reason.startswith("7.1 (")


@pytest.mark.parametrize("case", REJECTED)
def test_given_a_departure_from_section_7_1_the_holder_does_not_use_it(case: str) -> None:
    payload, disclosures = REJECTED[case]
    with pytest.raises(Untrusted):
        sdjwt.disclosable_paths(signed({"vct": VCT, **payload}, *disclosures))


def test_given_digests_in_a_withheld_disclosure_its_parts_must_be_withheld_too() -> None:
    inner = ["s2", "street", "1"]
    outer = ["s1", "address", {"_sd": [hash_of(inner)]}]
    payload = {"vct": VCT, "_sd": [hash_of(outer)]}
    assert sdjwt.open_claims(sdjwt.parse(signed(payload, outer, inner))).claims["address"] == {"street": "1"}
    assert sdjwt.open_claims(sdjwt.parse(signed(payload, outer))).claims["address"] == {}
    assert sdjwt.open_claims(sdjwt.parse(signed(payload))).claims == {"vct": VCT}
    assert sdjwt.open_claims(sdjwt.parse(signed(payload, inner))).problems


@pytest.mark.parametrize("name", ["sha-256", "sha-384", "sha-512"])
def test_given_each_supported_hash_the_disclosure_finds_its_place(name: str) -> None:
    text = text_of(NAME)
    token = signed(
        {"_sd_alg": name, "_sd": [digest(text, algorithm=name)], "cnf": {"jwk": jose.jwk(HOLDER.public_key)}}
    )
    shown = sdjwt.present(token + text + "~", disclose=None, holder=HOLDER, at=AT, **REQUEST)
    report = judged(shown)
    assert report.elements["name"] == "x"
    assert report.check("disclosures").outcome is report.check("key-binding").outcome is Outcome.HOLDS


# Type and validity


@pytest.mark.parametrize("typ", ["JWT", "vc+sd-jwt", "kb+jwt"])
def test_given_another_type_of_token_the_type_does_not_hold(typ: object) -> None:
    report = judged(signed({"vct": VCT}, header={"typ": typ}), audience=None, nonce=None)
    assert report.check("type").outcome is Outcome.DOES_NOT_HOLD


@pytest.mark.parametrize(
    "header",
    [
        {"typ": None},
        {"typ": 1},
        {"kid": 7},
        {"cty": []},
        {"jwk": "x"},
        {"x5t#S256": 1},
        {"crit": []},
        {"crit": "exp"},
        {"crit": [1]},
        {"crit": ["exp"]},  # it is not there
        {"crit": ["exp", "exp"], "exp": 1},
        {"crit": ["typ"]},  # the specification's own are never named
    ],
)
def test_given_a_header_against_rfc_7515_it_is_malformed(header: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match=r"jose\.header"):
        judged(signed({"vct": VCT}, header={"typ": "dc+sd-jwt", **header}), audience=None, nonce=None)


@pytest.mark.parametrize("payload", [{}, {"vct": ""}, {"vct": 1}])
def test_given_no_credential_type_the_type_does_not_hold(payload: dict[str, Any]) -> None:
    assert judged(signed(payload)).check("type").outcome is Outcome.DOES_NOT_HOLD


def test_given_another_credential_type_than_asked_for_the_type_does_not_hold() -> None:
    assert judged(presented(), vct=VCT).outcome is Outcome.HOLDS
    assert outcomes(judged(presented(), vct=VCT + "/2")) == {"type": Outcome.DOES_NOT_HOLD}


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("payload", "outcome"),
    [
        ({}, Outcome.HOLDS),
        ({"exp": AT + SECOND}, Outcome.HOLDS),
        ({"exp": AT}, Outcome.DOES_NOT_HOLD),
        ({"nbf": AT + 60 * SECOND}, Outcome.HOLDS),
        ({"nbf": AT + 61 * SECOND}, Outcome.DOES_NOT_HOLD),
        ({"iat": AT + 60 * SECOND}, Outcome.HOLDS),
        ({"iat": AT + 61 * SECOND}, Outcome.DOES_NOT_HOLD),
        ({"exp": "2030-01-01"}, Outcome.DOES_NOT_HOLD),
        ({"exp": True}, Outcome.DOES_NOT_HOLD),
        ({"nbf": None}, Outcome.DOES_NOT_HOLD),
    ],
)
def test_given_the_moments_in_a_credential_validity_is_to_the_second(payload: dict[str, Any], outcome: Outcome) -> None:
    moments = {name: value.timestamp() if hasattr(value, "timestamp") else value for name, value in payload.items()}
    assert judged(signed({"vct": VCT, **moments})).check("validity").outcome is outcome


# Key binding: RFC 9901 7.3


def with_proof(
    change: Callable[[dict[str, Any]], None], *, typ: str = "kb+jwt", holder: SoftwareSigner = HOLDER
) -> str:
    """An honest selection with a proof that was tampered with before it was signed."""
    selection = sdjwt.select(issued(), disclose=["family_name"])
    claims = {
        "iat": int(AT.timestamp()),
        "aud": REQUEST["audience"],
        "nonce": REQUEST["nonce"],
        "sd_hash": digest(selection),
    }
    change(claims)
    return selection + jose.sign(payload=jose.to_json(claims), signer=holder, header={"typ": typ})


NOW = int(AT.timestamp())


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "https://other.example.org"},
        {"aud": [REQUEST["audience"]]},
        {"aud": None},
        {"nonce": "n-2"},
        {"nonce": 1},
        {"sd_hash": digest("other~")},
        {"sd_hash": None},
        {"iat": NOW - 301},
        {"iat": NOW + 61},
        {"iat": "now"},
        {"iat": None},
        {"exp": NOW},
        {"nbf": NOW + 61},
    ],
)
def test_given_a_proof_for_something_else_key_binding_does_not_hold(change: dict[str, Any]) -> None:
    token = with_proof(lambda claims: claims.update(change))
    assert outcomes(judged(token)) == {"key-binding": Outcome.DOES_NOT_HOLD}


def test_given_a_proof_at_the_edges_of_the_window_key_binding_holds() -> None:
    for moment in (NOW - 300, NOW + 60):
        assert judged(with_proof(lambda claims, iat=moment: claims.update(iat=iat))).outcome is Outcome.HOLDS


def test_given_another_type_or_key_of_proof_key_binding_does_not_hold() -> None:
    for token in (with_proof(dict, typ="JWT"), with_proof(dict, holder=generate())):
        assert outcomes(judged(token)) == {"key-binding": Outcome.DOES_NOT_HOLD}


def test_given_a_proof_moved_to_another_selection_key_binding_does_not_hold() -> None:
    token = issued()
    proof = presented(token, disclose=["family_name"]).rsplit("~", 1)[1]
    assert outcomes(judged(sdjwt.select(token, disclose=None) + proof)) == {"key-binding": Outcome.DOES_NOT_HOLD}


@pytest.mark.parametrize("cnf", [None, {}, {"jwk": "x"}, {"jwk": {"kty": "EC"}}, {"kid": "1"}])
def test_given_a_credential_without_a_usable_key_key_binding_does_not_hold(cnf: object) -> None:
    token = signed({"vct": VCT, "cnf": cnf})
    shown = sdjwt.present(token, disclose=None, holder=HOLDER, at=AT, **REQUEST)
    assert outcomes(judged(shown)) == {"key-binding": Outcome.DOES_NOT_HOLD}


@pytest.mark.parametrize("jwk", [{"kty": "oct"}, {"kty": "EC", "crv": "secp256k1"}, {"kty": "AKP", "alg": "ML-DSA-44"}])
def test_given_a_key_of_a_kind_that_is_not_read_here_key_binding_cannot_be_told(jwk: dict[str, str]) -> None:
    shown = sdjwt.present(signed({"vct": VCT, "cnf": {"jwk": jwk}}), disclose=None, holder=HOLDER, at=AT, **REQUEST)
    assert outcomes(judged(shown)) == {"key-binding": Outcome.CANNOT_BE_TOLD}


def test_given_no_proof_where_one_was_asked_for_key_binding_does_not_hold() -> None:
    assert outcomes(judged(issued())) == {"key-binding": Outcome.DOES_NOT_HOLD}


def test_given_no_request_to_compare_with_key_binding_cannot_be_told_unless_it_is_wrong() -> None:
    nothing = {"audience": None, "nonce": None}
    assert outcomes(judged(issued(), **nothing)) == {"key-binding": Outcome.CANNOT_BE_TOLD}
    assert outcomes(judged(presented(), **nothing)) == {"key-binding": Outcome.CANNOT_BE_TOLD}
    assert outcomes(judged(presented(), nonce=None)) == {"key-binding": Outcome.CANNOT_BE_TOLD}
    assert outcomes(judged(with_proof(dict, holder=generate()), **nothing)) == {"key-binding": Outcome.DOES_NOT_HOLD}


# Status


STATUS = {"status_list": {"idx": 7, "uri": "https://example.org/status/1"}}


@pytest.mark.parametrize("outcome", Outcome)
def test_given_a_status_claim_the_callers_answer_is_reported(outcome: Outcome) -> None:
    asked = []

    def answer(claim: Any) -> Check:
        asked.append(claim)
        return Check("status-list", "clause", outcome, "reason")

    report = judged(presented(issued(status=STATUS)), status=answer)
    assert asked == [STATUS]
    assert report.check("status") == Check("status", "clause", outcome, "reason")


def test_given_a_status_claim_and_nobody_to_ask_it_cannot_be_told() -> None:
    assert outcomes(judged(presented(issued(status=STATUS)))) == {"status": Outcome.CANNOT_BE_TOLD}
    assert judged(signed({"vct": VCT, "status": "x"})).check("status").outcome is Outcome.CANNOT_BE_TOLD


# Anything at all


@pytest.mark.parametrize("text", ["", "~", "~~", "a", "e30.e30.~", "x~", "é~", "~" * 2000, "A" * 1_100_000])
def test_given_no_sd_jwt_it_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        judged(text)


def test_given_a_payload_or_proof_that_is_no_object_it_is_malformed() -> None:
    for token in (
        jose.sign(payload=b"[]", signer=ISSUER) + "~",
        issued() + jose.sign(payload=b"1", signer=HOLDER),
        issued() + "~",
        issued()[:-1] + "*~",
        jose.sign(payload=b"{}", signer=ISSUER, header={"x5c": ["AAAA"]}) + "~",
    ):
        with pytest.raises(Malformed):
            judged(token)


@given(st.text() | st.from_regex(r"[A-Za-z0-9_.~-]{0,60}", fullmatch=True))
def test_given_any_text_verify_raises_malformed_only(text: str) -> None:
    with contextlib.suppress(Malformed):
        judged(text)


NAMES = st.sampled_from(["_sd", "...", "_sd_alg", "vct", "cnf", "status", "jwk", "exp", "iat", "a"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just(hash_of(NAME)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["_sd", "...", "_sd_alg", "vct", "cnf", "jwk", "exp", "a"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["_sd", "_sd_alg", "vct", "cnf", "status", "exp", "iat", "a"]), JSON), JSON, JSON
)
def test_given_any_signed_payload_and_disclosure_verify_reports_and_never_raises(
    payload: dict[str, Any], disclosure: Any, proof: Any
) -> None:
    token = signed(payload, NAME, disclosure) + jose.sign(
        payload=jose.to_json({"iat": proof, "aud": proof}), signer=HOLDER
    )
    report = judged(token)
    assert len(report.checks) == 7
    json.dumps(report.elements)


def test_given_any_single_changed_character_nothing_holds() -> None:
    token = presented(issued(claims={"name": "样本", "classes": ["C1"]}, disclosable=["name", ("classes", 0)]))
    assert judged(token).outcome is Outcome.HOLDS
    for place, character in enumerate(token):
        for other in (chr(ord(character) ^ 1), chr(ord(character) ^ 32), "~", "A"):
            if other == character:
                continue
            with contextlib.suppress(Malformed):
                report = judged(token[:place] + other + token[place + 1 :])
                # A letter of "alg" names an algorithm that nobody knows: that cannot be told.
                assert report.outcome is not Outcome.HOLDS, (place, character, other)


def test_given_any_single_missing_character_nothing_holds() -> None:
    token = presented(disclose=["family_name"])
    for place in range(len(token)):
        with contextlib.suppress(Malformed):
            assert judged(token[:place] + token[place + 1 :]).outcome is Outcome.DOES_NOT_HOLD, place
