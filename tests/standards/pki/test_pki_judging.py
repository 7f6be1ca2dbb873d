"""Anyone's certificate beside its table, and files of trust."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import crafting
import pytest
from crafting import NOW, START
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from tongban.errors import Malformed
from tongban.standards import pki
from tongban.standards.signing import generate
from tongban.verdicts import Outcome


def wrong(raw, profile=pki.DOCUMENT_SIGNER, at=NOW):
    report = pki.judge(raw, profile=profile, at=at)
    return {check.check: check.reason for check in report.checks if check.outcome is not Outcome.HOLDS}


def uri(text="https://a.example/crl"):
    return x509.UniformResourceIdentifier(text)


def points(*, full_name=None, reasons=None, crl_issuer=None):
    return x509.CRLDistributionPoints([x509.DistributionPoint(full_name, None, reasons, crl_issuer)])


def test_every_requirement_is_reported_with_its_table(authority):
    report = pki.judge(authority.certificate, profile=pki.IACA, at=NOW)
    assert report.outcome is Outcome.HOLDS
    assert all("18013-5" in check.clause for check in report.checks)
    assert report.elements["common_name"] == "样证 SPECIMEN IACA"
    assert report.elements["curve"] == "secp256r1"


def test_annex_d_departs_only_in_how_it_names_its_revocation_list(annex_d):
    at = datetime(2021, 1, 1, tzinfo=UTC)
    profiles = {"iaca_certificate": pki.IACA, "ds_cert": pki.DOCUMENT_SIGNER, "reader_cert": pki.READER}
    for name, profile in profiles.items():
        assert set(wrong(annex_d[name], profile, at)) == {"crl-distribution-points"}


@pytest.mark.parametrize(
    ("craft", "check"),
    [
        ({"days": 458}, "life"),
        ({"days": 457}, None),
        ({"country": None}, "country"),
        ({"country": "ut"}, "country"),
        ({"country": "U1"}, "country"),
        ({"country_type": x509.name._ASN1Type.UTF8String}, "country"),
        ({"name": None}, "common-name"),
        ({"serial": 7}, "serial-number"),
        ({"serial": 1 << 62}, None),
    ],
)
def test_each_departure_is_named(craft, check):
    plain = set(wrong(crafting.certificate(start=START, issuer=x509.Name([]))))
    found = set(wrong(crafting.certificate(start=START, issuer=x509.Name([]), **craft)))
    assert found == plain | ({check} if check else set())


@pytest.mark.parametrize(
    ("extension", "check", "reason"),
    [
        ((crafting.key_usage(), False), "key-usage", "must be critical"),
        ((crafting.key_usage(certify=True), True), "key-usage", "digitalSignature expected"),
        ((x509.ExtendedKeyUsage([crafting.DOCUMENT]), False), "purpose", "must be critical"),
        ((x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.2.3")]), True), "purpose", "1.0.18013.5.1.2 expected"),
        ((x509.BasicConstraints(True, 0), True), "basic-constraints", "cA must not be set"),
        ((x509.SubjectKeyIdentifier(b"x" * 20), False), "subject-key-identifier", "not the SHA-1"),
        ((x509.AuthorityKeyIdentifier(b"x" * 20, None, None), True), "authority-key-identifier", "not be critical"),
        ((x509.IssuerAlternativeName([x509.DNSName("a.example")]), False), "issuer-alternative-name", "neither"),
        ((x509.IssuerAlternativeName([uri()]), True), "issuer-alternative-name", "not be critical"),
        ((points(full_name=[x509.DNSName("a")]), False), "crl-distribution-points", "without a URI"),
        ((points(full_name=[uri()], crl_issuer=[uri()]), False), "crl-distribution-points", "must be absent"),
        (
            (points(full_name=[uri()], reasons=frozenset({x509.ReasonFlags.key_compromise})), False),
            "crl-distribution-points",
            "must be absent",
        ),
        ((x509.InhibitAnyPolicy(0), False), "forbidden-extensions", "InhibitAnyPolicy"),
        ((x509.FreshestCRL([points(full_name=[uri()])[0]]), False), "forbidden-extensions", "FreshestCRL"),
        (
            (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),
            "critical-extensions",
            "1.2.3.4",
        ),
    ],
)
def test_each_extension_is_held_beside_its_row(extension, check, reason):
    raw = crafting.certificate(start=START, issuer=x509.Name([]), extensions=[extension])
    assert reason in wrong(raw)[check]


@pytest.mark.parametrize(
    "check",
    [
        "key-usage",
        "purpose",
        "subject-key-identifier",
        "authority-key-identifier",
        "issuer-alternative-name",
        "crl-distribution-points",
    ],
)
def test_what_must_be_there_is_missed(check):
    raw = crafting.certificate(start=START, issuer=x509.Name([]), extensions=[])
    assert "missing" in wrong(raw)[check]


def test_a_root_is_held_to_its_own_table(authority):
    assert set(wrong(authority.signer(pki.DOCUMENT_SIGNER), pki.IACA)) == {
        "self-signature",
        "key-usage",
        "purpose",
        "basic-constraints",
        "authority-key-identifier",
    }
    assert wrong(crafting.root(start=START, path_length=1), pki.IACA)["basic-constraints"].startswith("pathLen")


def test_a_key_of_another_kind_is_named():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    raw = crafting.certificate(start=START, issuer=x509.Name([]), subject_key=key)
    assert wrong(raw)["key"].startswith("a key of unknown kind")


def test_a_certificate_out_of_its_time_is_named(authority):
    at = START + timedelta(days=401)
    assert set(wrong(authority.signer(pki.DOCUMENT_SIGNER), at=at)) == {"in-force"}


@pytest.mark.parametrize(
    "departure",
    [{"days": 458}, {"country": "ut"}, {"crl": False}],
)
def test_nothing_is_built_that_would_not_be_accepted(authority, departure):
    with pytest.raises(Malformed, match=r"pki\.build"):
        authority.signer(pki.DOCUMENT_SIGNER, **departure)


def test_a_link_certificate_leads_from_the_old_root_to_the_new(authority):
    new = crafting.Authority.founded(name="样证 SPECIMEN IACA 2")
    link = pki.build_link(certificate=new.certificate, issuer=authority.key, issuer_certificate=authority.certificate)
    assert wrong(link, pki.LINK) == {}
    assert pki.parse(link).is_signed_with(authority.key.public_key)
    assert pki.parse(link).key_bytes == pki.parse(new.certificate).key_bytes
    assert [one.raw for one in pki.TrustAnchors.of([link]).roots] == [link]


def test_serial_numbers_have_159_random_bits(authority):
    raw = pki.build_root(
        signer=generate(),
        subject=pki.Subject("UT", "样证 SPECIMEN"),
        contact="keys@authority.example",
        valid_from=START,
        valid_until=START + timedelta(days=10),
        random=lambda size: b"\xff" * size,
    )
    assert pki.parse(raw).serial == b"\x7f" + b"\xff" * 19


def test_a_bundle_is_sorted_into_roots_and_pinned(authority, tmp_path):
    signer = authority.signer(pki.DOCUMENT_SIGNER)
    text = b"Our trust list\n" + pki.pem([authority.certificate, signer, signer]) + b"end\n"
    anchors = pki.TrustAnchors.from_pem(text)
    assert [one.raw for one in anchors.roots] == [authority.certificate]
    assert [one.raw for one in anchors.pinned] == [signer]
    (tmp_path / "root.pem").write_bytes(pki.pem([authority.certificate]))
    (tmp_path / "signer.der").write_bytes(signer)
    (tmp_path / "notes.txt").write_text("nothing")
    found = pki.TrustAnchors.from_folder(tmp_path)
    assert (len(found.roots), len(found.pinned)) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----",
    ],
)
def test_a_file_without_certificates_is_malformed(text):
    with pytest.raises(Malformed):
        pki.TrustAnchors.from_pem(text)


def test_an_empty_folder_of_trust_is_malformed(tmp_path):
    with pytest.raises(Malformed):
        pki.TrustAnchors.from_folder(tmp_path)


def test_a_ca_whose_own_signature_is_broken_is_no_root(authority):
    broken = bytearray(authority.certificate)
    broken[-1] ^= 1
    assert pki.TrustAnchors.of([bytes(broken)]).roots == ()
