"""May a signer be believed?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import crafting
import pytest
from crafting import NOW, START, Authority
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.standards import pki
from tongban.standards.signing import generate
from tongban.verdicts import Outcome

SIGNER_PROFILES = [
    pki.DOCUMENT_SIGNER,
    pki.LIST_SIGNER,
    pki.CODE_SIGNER,
    pki.SEAL_SIGNER,
    pki.PARTNER_SIGNER,
    pki.READER,
    pki.VICAL_SIGNER,
]


def judged(chain, anchors, profile=pki.DOCUMENT_SIGNER, at=NOW):
    chain = (chain,) if isinstance(chain, bytes) else chain
    return pki.check_chain(chain, anchors=anchors, profile=profile, at=at)


def failed(result):
    return {check.check for check in result.checks if check.outcome is Outcome.DOES_NOT_HOLD}


@pytest.mark.parametrize("profile", SIGNER_PROFILES, ids=lambda profile: profile.name)
def test_what_we_build_holds_and_departs_in_nothing(authority, profile):
    key = generate()
    result = judged(authority.signer(profile, key=key), authority.anchors, profile)
    assert result.outcome is Outcome.HOLDS
    assert result.notes == ()
    assert result.public_key.public_numbers() == key.public_key.public_numbers()
    assert (result.subject_country, result.subject_state) == ("UT", "UT-EX")
    assert not result.is_pinned


def test_annex_d_holds_at_its_time_and_not_later(annex_d):
    anchors = pki.TrustAnchors.of([annex_d["iaca_certificate"]])
    then = judged(annex_d["ds_cert"], anchors, at=datetime(2021, 1, 1, tzinfo=UTC))
    assert then.outcome is Outcome.HOLDS
    assert then.subject_country == "US"
    points = "crl-distribution-points"
    assert {note.check for note in then.notes} == {points, f"issuer-{points}"}
    assert failed(judged(annex_d["ds_cert"], anchors, at=datetime(2021, 10, 2, tzinfo=UTC))) == {"validity"}


def test_annex_d_reader_holds_when_pinned_and_never_as_document_signer(annex_d):
    anchors = pki.TrustAnchors.of([annex_d["reader_cert"]])
    at = datetime(2021, 1, 1, tzinfo=UTC)
    assert judged(annex_d["reader_cert"], anchors, pki.READER, at).outcome is Outcome.HOLDS
    assert "purpose" in failed(judged(annex_d["reader_cert"], anchors, pki.DOCUMENT_SIGNER, at))


def test_without_any_trust_it_cannot_be_told(authority):
    result = judged(authority.signer(pki.DOCUMENT_SIGNER), pki.TrustAnchors())
    assert result.outcome is Outcome.CANNOT_BE_TOLD
    assert "no trust anchors" in result.as_check("issuer-certificate", "12.8.1").reason


def test_a_root_of_the_same_name_with_another_key_does_not_vouch(authority, stranger):
    assert failed(judged(stranger.signer(pki.DOCUMENT_SIGNER), authority.anchors)) == {"path"}


def test_a_root_that_comes_along_is_not_believed(authority, stranger):
    chain = (stranger.signer(pki.DOCUMENT_SIGNER), stranger.certificate)
    assert failed(judged(chain, authority.anchors)) == {"path"}


def test_our_own_root_in_the_chain_does_no_harm(authority):
    chain = (authority.signer(pki.DOCUMENT_SIGNER), authority.certificate)
    assert judged(chain, authority.anchors).outcome is Outcome.HOLDS


def test_two_roots_of_one_name_are_both_tried(authority, stranger):
    anchors = pki.TrustAnchors.of([stranger.certificate, authority.certificate])
    assert judged(authority.signer(pki.DOCUMENT_SIGNER), anchors).outcome is Outcome.HOLDS


@pytest.mark.parametrize("own", SIGNER_PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize("asked", SIGNER_PROFILES, ids=lambda profile: profile.name)
def test_a_signer_is_believed_for_its_own_purpose_only(authority, own, asked):
    result = judged(authority.signer(own), authority.anchors, asked)
    assert (result.outcome is Outcome.HOLDS) == (own is asked)


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (START - timedelta(seconds=1), False),
        (START, True),
        (START + timedelta(days=400), True),
        (START + timedelta(days=400, seconds=1), False),
    ],
)
def test_it_holds_from_the_first_second_to_the_last(authority, at, holds):
    result = judged(authority.signer(pki.DOCUMENT_SIGNER), authority.anchors, at=at)
    assert failed(result) == (set() if holds else {"validity"})


def test_an_expired_root_vouches_for_nobody():
    key = crafting.START_KEY
    root = crafting.root(start=START - timedelta(days=4000), key=key)
    signer = crafting.certificate(start=START, issuer=crafting.name_of(root), issuer_key=key)
    assert failed(judged(signer, pki.TrustAnchors.of([root]))) == {"validity"}


def test_a_pinned_signer_holds_without_a_root_and_vouches_for_nobody(authority):
    signer = authority.signer(pki.DOCUMENT_SIGNER)
    anchors = pki.TrustAnchors.of([signer])
    result = judged(signer, anchors)
    assert result.outcome is Outcome.HOLDS
    assert result.is_pinned
    assert failed(judged(authority.signer(pki.DOCUMENT_SIGNER), anchors)) == {"path"}


def test_a_pinned_signer_still_expires_and_still_has_its_purpose(authority):
    signer = authority.signer(pki.READER)
    anchors = pki.TrustAnchors.of([signer])
    assert failed(judged(signer, anchors, at=START + timedelta(days=401))) == {"purpose", "validity"}


def test_a_pinned_signer_may_leave_its_purpose_open_a_chained_one_may_not():
    root = crafting.root(start=START)
    bare = crafting.certificate(start=START, issuer=crafting.name_of(root), extensions=[(crafting.key_usage(), True)])
    assert judged(bare, pki.TrustAnchors.of([bare])).outcome is Outcome.HOLDS
    assert failed(judged(bare, pki.TrustAnchors.of([root]))) == {"purpose"}


def test_an_authority_does_not_sign_documents_itself(authority):
    assert {"basic-constraints", "purpose"} <= failed(judged(authority.certificate, authority.anchors))


def test_a_signer_cannot_make_another_signer(authority):
    key = generate()
    middle = authority.signer(pki.DOCUMENT_SIGNER, key=key)
    leaf = crafting.certificate(start=START, issuer=crafting.name_of(middle), issuer_key=key._private_key)
    assert {"basic-constraints", "key-usage"} <= failed(judged((leaf, middle), authority.anchors))


@pytest.mark.parametrize(("path_length", "holds"), [(0, False), (1, True), (None, True)])
def test_the_root_says_how_long_a_path_may_be(path_length, holds):
    root_key, middle_key = (ec.derive_private_key(number, ec.SECP256R1()) for number in (11, 12))
    root = crafting.root(start=START, key=root_key, path_length=path_length)
    middle = crafting.certificate(
        start=START,
        issuer=crafting.name_of(root),
        subject_key=middle_key,
        issuer_key=root_key,
        name="in between",
        extensions=[
            (crafting.key_usage(sign=False, certify=True), True),
            (x509.BasicConstraints(True, None), True),
        ],
    )
    leaf = crafting.certificate(start=START, issuer=crafting.name_of(middle), issuer_key=middle_key)
    result = judged((leaf, middle), pki.TrustAnchors.of([root]))
    assert failed(result) == (set() if holds else {"basic-constraints"})


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ([(x509.NameConstraints([x509.DNSName("a.example")], None), True)], "extensions"),
        ([(x509.NameConstraints([x509.DNSName("a.example")], None), False)], "extensions"),
        ([(x509.InhibitAnyPolicy(0), False)], "extensions"),
        ([(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)], "extensions"),
        ([(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), False)], None),
    ],
)
@pytest.mark.parametrize("where", ["signer", "root"])
def test_what_restricts_or_is_not_understood_is_not_passed_over(values, broken, where):
    root = crafting.root(start=START, extra=values if where == "root" else ())
    usual = [(crafting.key_usage(), True), (x509.ExtendedKeyUsage([crafting.DOCUMENT]), True)]
    signer = crafting.certificate(
        start=START, issuer=crafting.name_of(root), extensions=[*usual, *(values if where == "signer" else [])]
    )
    assert failed(judged(signer, pki.TrustAnchors.of([root]))) == ({broken} if broken else set())


def test_key_usage_must_allow_signing_and_nothing_of_an_authority():
    root = crafting.root(start=START)
    purpose = (x509.ExtendedKeyUsage([crafting.DOCUMENT]), True)
    for extensions in (
        [purpose],
        [(crafting.key_usage(sign=False), True), purpose],
        [(crafting.key_usage(certify=True), True), purpose],
    ):
        if extensions[0][0] == crafting.key_usage(sign=False):
            extensions[0] = (x509.KeyUsage(False, True, False, False, False, False, False, False, False), True)
        signer = crafting.certificate(start=START, issuer=crafting.name_of(root), extensions=extensions)
        assert failed(judged(signer, pki.TrustAnchors.of([root]))) == {"key-usage"}


def test_an_authority_vouches_for_its_own_country_and_state():
    home = Authority.founded(state=None)
    assert failed(judged(home.signer(pki.DOCUMENT_SIGNER, country="XX"), home.anchors)) == {"place"}
    assert judged(home.signer(pki.DOCUMENT_SIGNER, state="UT-EX"), home.anchors).outcome is Outcome.HOLDS
    province = Authority.founded(state="UT-EX")
    assert failed(judged(province.signer(pki.DOCUMENT_SIGNER, state="UT-YY"), province.anchors)) == {"place"}
    assert failed(judged(province.signer(pki.DOCUMENT_SIGNER, state=None), province.anchors)) == {"place"}


def test_a_foreign_signer_with_lower_case_country_and_no_contact_holds_with_notes():
    root = crafting.root(start=START, country="ut")
    signer = crafting.certificate(start=START, issuer=crafting.name_of(root), country="UT")
    result = judged(signer, pki.TrustAnchors.of([root]))
    assert result.outcome is Outcome.HOLDS
    assert {"issuer-alternative-name", "crl-distribution-points"} <= {note.check for note in result.notes}


def test_an_unreadable_issuer_alternative_name_is_a_note_and_no_end():
    broken = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.18"), b"\x30\x03\x81\x0bx")
    root = crafting.root(start=START, extra=[(broken, False)])
    signer = crafting.certificate(start=START, issuer=crafting.name_of(root))
    assert judged(signer, pki.TrustAnchors.of([root])).outcome is Outcome.HOLDS
    report = pki.judge(root, profile=pki.IACA, at=NOW)
    assert report.check("issuer-alternative-name").reason == "not a sequence of names that can be read"


def test_a_key_identifier_of_another_issuer_breaks_the_path():
    root = crafting.root(start=START, extra=[(x509.SubjectKeyIdentifier(b"a" * 20), False)])
    usual = [(crafting.key_usage(), True), (x509.ExtendedKeyUsage([crafting.DOCUMENT]), True)]
    signer = crafting.certificate(
        start=START,
        issuer=crafting.name_of(root),
        extensions=[*usual, (x509.AuthorityKeyIdentifier(b"b" * 20, None, None), False)],
    )
    assert failed(judged(signer, pki.TrustAnchors.of([root]))) == {"path"}


def test_an_rsa_key_is_refused_and_a_brainpool_key_is_read():
    root = crafting.root(start=START)
    anchors = pki.TrustAnchors.of([root])
    heavy = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    result = judged(crafting.certificate(start=START, issuer=crafting.name_of(root), subject_key=heavy), anchors)
    assert failed(result) == {"key"}
    assert result.public_key is None
    rare = ec.generate_private_key(ec.BrainpoolP256R1())
    result = judged(crafting.certificate(start=START, issuer=crafting.name_of(root), subject_key=rare), anchors)
    assert result.outcome is Outcome.HOLDS
    assert result.public_key == rare.public_key()


def test_a_digest_that_no_table_allows_breaks_the_path():
    root = crafting.root(start=START)
    signer = crafting.certificate(start=START, issuer=crafting.name_of(root), digest=hashes.SHA224())
    assert failed(judged(signer, pki.TrustAnchors.of([root]))) == {"path"}


def test_what_was_remembered_is_not_told_of_other_anchors_or_moments(authority, stranger):
    signer = authority.signer(pki.DOCUMENT_SIGNER)
    assert judged(signer, authority.anchors).outcome is Outcome.HOLDS
    assert failed(judged(signer, stranger.anchors)) == {"path"}
    assert failed(judged(signer, authority.anchors, at=START + timedelta(days=500))) == {"validity"}


@pytest.mark.parametrize("chain", [(), (b"",), (b"\x30\x00",), (b"x" * 20_000,)])
def test_no_certificates_are_malformed(authority, chain):
    with pytest.raises(Malformed):
        judged(chain, authority.anchors)


def test_a_chain_of_eight_is_malformed(authority):
    with pytest.raises(Malformed, match=r"pki\.chain-length"):
        judged((authority.certificate,) * 8, authority.anchors)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_malformed_only(raw):
    with pytest.raises(Malformed):
        pki.parse(raw)


GOOD = crafting.certificate(start=START, issuer=crafting.name_of(crafting.root(start=START)))
GOOD_ANCHORS = pki.TrustAnchors.of([crafting.root(start=START)])


def test_no_single_changed_bit_of_a_certificate_holds():
    for place in range(len(GOOD)):
        for bit in range(8):
            changed = bytes((*GOOD[:place], GOOD[place] ^ 1 << bit, *GOOD[place + 1 :]))
            try:
                result = judged(changed, GOOD_ANCHORS)
            except Malformed:
                continue
            assert result.outcome is Outcome.DOES_NOT_HOLD, (place, bit)


def test_bits_of_a_signature_that_are_declared_unused_are_malformed():
    root = crafting.root(start=START)
    while (raw := crafting.certificate(start=START, issuer=crafting.name_of(root)))[-1] & 1:
        pass  # only a signature that ends in a zero bit can declare that bit unused
    place = len(raw) - len(pki.parse(raw).signature) - 1
    with pytest.raises(Malformed, match="whole octets"):
        pki.parse(bytes((*raw[:place], 1, *raw[place + 1 :])))


@settings(deadline=None)
@given(st.data())
def test_any_changed_certificate_is_judged_or_malformed(data):
    raw = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    for profile in pki.PROFILES.values():
        try:
            report = pki.judge(bytes(raw), profile=profile, at=NOW)
        except Malformed:
            return
        assert len(report.checks) > 10


def test_the_unchanged_one_holds():
    assert judged(GOOD, GOOD_ANCHORS).outcome is Outcome.HOLDS


def test_the_certificate_that_is_signed_is_the_one_that_is_read():
    pem = serialization.Encoding.DER
    assert pki.parse(GOOD).raw == x509.load_der_x509_certificate(GOOD).public_bytes(pem)
