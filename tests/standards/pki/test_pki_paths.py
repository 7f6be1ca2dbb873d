"""Paths of two and three certificates: RFC 5280 6.1 rule by rule, Annex B's table for each certificate of the path,
anchors that are not signed by themselves, and an authority that changes its root."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import crafting
import pytest
from crafting import NOW, START, Authority
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from standards.mdoc import mdoc_licences as licences

from tongban.errors import Malformed
from tongban.standards import mdoc, pki
from tongban.standards.signing import SoftwareSigner
from tongban.verdicts import Outcome

CERTIFY = (crafting.key_usage(sign=False, certify=True), True)


def judged(chain, anchors, profile=pki.DOCUMENT_SIGNER, at=NOW):
    return pki.check_chain(chain, anchors=pki.TrustAnchors.of(anchors), profile=profile, at=at)


def failed(result):
    return {check.check: check.reason for check in result.checks if check.outcome is not Outcome.HOLDS}


def authority(*, key, issuer=None, issuer_key=None, name="in between", extensions=None, **changes):
    """A CA certificate, below another one or by itself."""
    usual = [CERTIFY, (x509.BasicConstraints(True, None), True)]
    return crafting.certificate(
        **{
            "start": START,
            "subject_key": key,
            "issuer": None if issuer is None else crafting.name_of(issuer),
            "issuer_key": issuer_key or key,
            "name": name,
            "extensions": usual if extensions is None else extensions,
            **changes,
        }
    )


@pytest.fixture
def keys():
    return [ec.derive_private_key(number, ec.SECP256R1()) for number in (21, 22, 23)]


@pytest.fixture
def three(keys):
    """Root, intermediate and signer."""
    root = authority(key=keys[0], name="root")
    middle = authority(key=keys[1], issuer=root, issuer_key=keys[0])
    leaf = crafting.certificate(start=START, issuer=crafting.name_of(middle), issuer_key=keys[1])
    return root, middle, leaf


def test_an_anchor_need_not_be_signed_by_itself(three):
    """RFC 5280 6.1.1(d): an anchor is a name and a key."""
    _root, middle, leaf = three
    assert failed(judged((leaf,), [middle])) == {}
    assert failed(judged((leaf, middle), [middle])) == {}


def test_the_first_anchor_ends_the_path_whatever_was_sent_beyond_it(three, keys):
    root, middle, leaf = three
    stranger = authority(key=keys[2], name="stranger")
    assert failed(judged((leaf, middle, root), [root])) == {}
    assert failed(judged((leaf, middle, stranger), [middle])) == {}
    assert failed(judged((leaf, middle, stranger), [root])) == {}
    assert "path" in failed(judged((leaf, stranger, middle), [root]))


def test_a_reason_says_what_is_wrong_with_the_path(three, keys):
    root, _middle, leaf = three
    assert failed(judged((leaf,), [root]))["path"] == "no trust anchor bears the name of the issuer"
    forged = authority(key=keys[2], issuer=root, issuer_key=keys[0])
    assert failed(judged((leaf, forged), [root]))["path"] == (
        "a certificate in the chain is not issued by the one after it: "
        "no trust anchor of the issuer's name signed the certificate"
    )


# 6.1.3 and 6.1.4, each rule broken in the certificate in between.
BROKEN = {
    "(a)(2) it has expired": ({"days": 10}, "validity"),
    "(b, c) it restricts names": (
        {
            "extensions": [
                CERTIFY,
                (x509.BasicConstraints(True, None), True),
                (x509.NameConstraints([x509.DNSName("example.org")], None), True),
            ]
        },
        "extensions",
    ),
    "(d) it restricts policies": (
        {
            "extensions": [
                CERTIFY,
                (x509.BasicConstraints(True, None), True),
                (x509.PolicyConstraints(0, None), True),
            ]
        },
        "extensions",
    ),
    "(k) it is no authority": (
        {"extensions": [CERTIFY, (x509.BasicConstraints(False, None), True)]},
        "basic-constraints",
    ),
    "(k) it does not say that it is one": ({"extensions": [CERTIFY]}, "basic-constraints"),
    "(n) it may not certify": (
        {"extensions": [(crafting.key_usage(), True), (x509.BasicConstraints(True, None), True)]},
        "key-usage",
    ),
    "(n) it does not say what for": ({"extensions": [(x509.BasicConstraints(True, None), True)]}, "key-usage"),
    "(o) it demands what is not known here": (
        {
            "extensions": [
                CERTIFY,
                (x509.BasicConstraints(True, None), True),
                (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),
            ]
        },
        "extensions",
    ),
    "it is for other purposes only": (
        {
            "extensions": [
                CERTIFY,
                (x509.BasicConstraints(True, None), True),
                (x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.1")]), False),
            ]
        },
        "purpose",
    ),
    "it is of another country": ({"country": "XX"}, "place"),
}


@pytest.mark.parametrize(("changes", "check"), BROKEN.values(), ids=BROKEN)
def test_each_rule_is_asked_of_the_certificate_in_between(changes, check, keys):
    root = authority(key=keys[0], name="root")
    middle = authority(key=keys[1], issuer=root, issuer_key=keys[0], **changes)
    leaf = crafting.certificate(start=START, issuer=crafting.name_of(middle), issuer_key=keys[1])
    assert set(failed(judged((leaf, middle), [root]))) == {check}


def test_a_path_length_counts_what_is_below_and_not_what_an_authority_issues_to_itself(keys):
    """RFC 5280 6.1.4(l): the next certificate of the same name makes the path no longer."""
    root = authority(key=keys[0], name="root", extensions=[CERTIFY, (x509.BasicConstraints(True, 0), True)])
    again = authority(key=keys[1], issuer=root, issuer_key=keys[0], name="root")
    leaf = crafting.certificate(start=START, issuer=crafting.name_of(again), issuer_key=keys[1])
    assert failed(judged((leaf, again), [root])) == {}
    other = authority(key=keys[1], issuer=root, issuer_key=keys[0])
    below = crafting.certificate(start=START, issuer=crafting.name_of(other), issuer_key=keys[1])
    assert set(failed(judged((below, other), [root]))) == {"basic-constraints"}


@pytest.mark.parametrize("curve", [ec.SECP224R1(), ec.SECP256K1()])
def test_an_issuer_s_key_is_one_of_its_table_too(curve, keys):
    key = ec.generate_private_key(curve)
    root = authority(key=key, name="root")
    leaf = crafting.certificate(start=START, issuer=crafting.name_of(root), issuer_key=key)
    assert failed(judged((leaf,), [root])) == {"key": f"{curve.name} is not allowed"}


def test_an_issuer_without_a_name_vouches_for_nobody(keys):
    nobody = authority(key=keys[0], name=None, country=None)
    leaf = crafting.certificate(start=START, issuer=x509.Name([]), issuer_key=keys[0])
    assert "path" in failed(judged((leaf,), [nobody]))


def test_what_an_issuer_departs_in_is_noted(three):
    root, middle, leaf = three
    notes = {note.check for note in judged((leaf, middle), [root]).notes}
    assert {"issuer-issuer-alternative-name", "issuer-subject-key-identifier", "crl-distribution-points"} <= notes


FOREIGN = {
    "brainpoolP256r1": ec.generate_private_key(ec.BrainpoolP256R1()),
    "brainpoolP384r1": ec.generate_private_key(ec.BrainpoolP384R1()),
    "brainpoolP512r1": ec.generate_private_key(ec.BrainpoolP512R1()),
    "P-384": ec.generate_private_key(ec.SECP384R1()),
    "P-521": ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    "Ed448": ed448.Ed448PrivateKey.generate(),
}


@pytest.mark.parametrize("curve", FOREIGN)
def test_a_signer_of_another_country_is_read_on_each_curve_of_its_table(curve, keys):
    root = authority(key=keys[0], name="root")
    leaf = crafting.certificate(
        start=START, issuer=crafting.name_of(root), issuer_key=keys[0], subject_key=FOREIGN[curve]
    )
    result = judged((leaf,), [root])
    assert failed(result) == {}
    assert result.public_key == FOREIGN[curve].public_key()


@pytest.mark.parametrize("curve", [name for name in FOREIGN if name.startswith("brainpool")])
def test_a_root_of_another_country_is_read_on_brainpool(curve, keys):
    root = authority(key=FOREIGN[curve], name="root")
    leaf = crafting.certificate(
        start=START, issuer=crafting.name_of(root), issuer_key=FOREIGN[curve], subject_key=keys[1]
    )
    assert failed(judged((leaf,), [root])) == {}


def on_brainpool_320(raw: bytes) -> bytes:
    """The certificate with its key's curve renamed to one that the library cannot load; no signature holds then."""
    named = bytes.fromhex("06092b2403030208010107")  # brainpoolP256r1
    assert raw.count(named) == 1
    return raw.replace(named, bytes.fromhex("06092b2403030208010109"))


def test_a_curve_of_the_table_that_the_library_has_not_cannot_be_told(keys):
    root = authority(key=keys[0], name="root")
    leaf = crafting.certificate(
        start=START, issuer=crafting.name_of(root), issuer_key=keys[0], subject_key=FOREIGN["brainpoolP256r1"]
    )
    pinned = on_brainpool_320(leaf)
    result = judged((pinned,), [pinned])
    assert result.outcome is Outcome.CANNOT_BE_TOLD
    assert failed(result) == {"key": "brainpoolP320r1 is allowed, but signatures of it are not read here"}


# Made with OpenSSL: a document signer's certificate whose key spells out every parameter of P-256 instead of naming it.
SPELT_OUT = b"""-----BEGIN CERTIFICATE-----
MIICijCCAjCgAwIBAgIKEjRWeJCrze8SNDAKBggqhkjOPQQDAjAqMQswCQYDVQQG
EwJVVDEbMBkGA1UEAwwSU1BFQ0lNRU4gc3BlbHQgb3V0MCAXDTI2MTEzMDExMjQz
OFoYDzIxMjYxMTA2MTEyNDM4WjAqMQswCQYDVQQGEwJVVDEbMBkGA1UEAwwSU1BF
Q0lNRU4gc3BlbHQgb3V0MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0B
AQIhAP////8AAAABAAAAAAAAAAAAAAAA////////////////MFsEIP////8AAAAB
AAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxT
sPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vObl
Y6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBo
N79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABGwW
rzbwPjsfiorB4yfp6AVApe0MRYPp99nKgPWUqf4drk48b4uAFSDF4KjSi7yxQJrZ
yh+MiRsl0a9c9nZANWCjSDBGMA4GA1UdDwEB/wQEAwIHgDAVBgNVHSUBAf8ECzAJ
BgcogYxdBQECMB0GA1UdDgQWBBSbhmFgF0Xb+Za6B/Zlx17Q1UvCOzAKBggqhkjO
PQQDAgNIADBFAiA+m2bCfOw1WWP+rjzP45a4uzEmmv4vddRiNtqSlQPjPAIhAOZe
2ivh6McAtSiEg1wAirjwsCuXwEgTvsxF+nULH3vB
-----END CERTIFICATE-----"""


def test_a_curve_that_is_spelt_out_is_no_curve_of_a_table():
    """RFC 5480 2.1.1. It may be P-256 but for its base point, which gives a private key for anybody's public one
    (CVE-2020-0601); x509-limbo, webpki::explicit-curve."""
    (raw,) = pki.certificates_in(SPELT_OUT)
    assert pki.parse(raw).key is None
    assert failed(judged((raw,), [raw], at=pki.parse(raw).valid_from)) == {
        "key": "a key of unknown kind is not allowed"
    }


def test_validity_counts_in_seconds_and_both_ends_are_in_it(keys):
    """RFC 5280 4.1.2.5; x509-limbo, rfc5280::validity::*-fractional."""
    root = authority(key=keys[0], name="root")
    leaf = crafting.certificate(start=START, issuer=crafting.name_of(root), issuer_key=keys[0], days=10)
    ends, moment = START + timedelta(days=10), timedelta(milliseconds=5)
    assert failed(judged((leaf,), [root], at=START)) == {}
    assert failed(judged((leaf,), [root], at=ends + moment)) == {}
    assert set(failed(judged((leaf,), [root], at=START - moment))) == {"validity"}
    assert set(failed(judged((leaf,), [root], at=ends + timedelta(seconds=1)))) == {"validity"}
    report = pki.judge(leaf, profile=pki.DOCUMENT_SIGNER, at=ends + moment)
    assert report.check("in-force").outcome is Outcome.HOLDS


def changed_root():
    """An authority before and after a change of its root, with the link between."""
    old = Authority.founded()
    new = Authority.founded(name="样证 SPECIMEN IACA 2")
    link = pki.build_link(certificate=new.certificate, issuer=old.key, issuer_certificate=old.certificate)
    return old, new, link


def test_who_holds_the_old_root_goes_on_after_a_change_of_roots():
    old, new, link = changed_root()
    signer = new.signer(pki.DOCUMENT_SIGNER)
    assert set(failed(judged((signer,), [old.certificate]))) == {"path"}
    assert failed(judged((signer, link), [old.certificate])) == {}
    assert failed(judged((signer, new.certificate, link), [old.certificate])) == {}
    assert failed(judged((signer, link, old.certificate), [old.certificate])) == {}
    assert failed(judged((signer,), [old.certificate, link])) == {}
    # And who holds the new root is not put off by what was sent for the others.
    assert failed(judged((signer, link, old.certificate), [new.certificate])) == {}


def test_links_that_are_held_lead_on_where_what_was_sent_ends():
    old, new, link = changed_root()
    newest = Authority.founded(name="样证 SPECIMEN IACA 3")
    next_link = pki.build_link(certificate=newest.certificate, issuer=new.key, issuer_certificate=new.certificate)
    links = tuple(map(pki.parse, (next_link, link)))

    def led(chain, anchors, links=links):
        anchors = replace(pki.TrustAnchors.of(anchors), links=links)
        return pki.check_chain(chain, anchors=anchors, profile=pki.DOCUMENT_SIGNER, at=NOW)

    signer = newest.signer(pki.DOCUMENT_SIGNER)
    assert failed(led((signer,), [old.certificate])) == {}
    assert failed(led((signer, newest.certificate), [old.certificate])) == {}
    assert failed(led((signer,), [new.certificate], links[:1])) == {}
    assert failed(led((signer,), [newest.certificate], ())) == {}
    assert set(failed(led((signer,), [old.certificate], links[:1]))) == {"path"}
    assert set(failed(led((signer,), [Authority.founded(name="stranger").certificate]))) == {"path"}


def test_links_are_believed_as_far_as_a_root_vouches_for_them():
    """A certificate that anyone made, under the names of a link and with a key of its own, leads nowhere."""
    old, new, link = changed_root()
    forger, stranger = Authority.founded(name="样证 SPECIMEN IACA 2"), Authority.founded(name="stranger")
    forged = pki.build_link(certificate=forger.certificate, issuer=stranger.key, issuer_certificate=old.certificate)
    signer = forger.signer(pki.DOCUMENT_SIGNER)
    for links in ((forged,), (forged, link), (forger.certificate, forged)):
        anchors = replace(pki.TrustAnchors.of([old.certificate]), links=tuple(map(pki.parse, links)))
        found = pki.check_chain((signer,), anchors=anchors, profile=pki.DOCUMENT_SIGNER, at=NOW)
        assert set(failed(found)) == {"path"}
        right = (new.signer(pki.DOCUMENT_SIGNER),)
        found = pki.check_chain(right, anchors=anchors, profile=pki.DOCUMENT_SIGNER, at=NOW)
        assert set(failed(found)) == (set() if link in links else {"path"})


def test_a_link_leads_to_the_same_authority_only():
    old, _new, _link = changed_root()
    abroad = Authority.founded(country="XX", state=None, name="SPECIMEN abroad")
    link = pki.build_link(certificate=abroad.certificate, issuer=old.key, issuer_certificate=old.certificate)
    signer = abroad.signer(pki.DOCUMENT_SIGNER, country="XX", state=None)
    assert {"basic-constraints", "place"} <= set(failed(judged((signer, link), [old.certificate])))


def test_one_bad_certificate_takes_no_other_with_it(tmp_path):
    old, new, _link = changed_root()
    bad = b"\x30\x03\x02\x01\x00"
    anchors = pki.TrustAnchors.of([bad, old.certificate, old.certificate[:-1], new.certificate])
    assert [one.raw for one in anchors.roots] == [old.certificate, new.certificate]
    assert len(anchors.passed_over) == 2
    text = pki.pem([old.certificate]) + b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"
    anchors = pki.TrustAnchors.from_pem(text + pki.pem([bad, new.certificate]))
    assert [one.raw for one in anchors.roots] == [old.certificate, new.certificate]
    assert [line.rpartition(": ")[2] for line in anchors.passed_over] == ["pki.certificate", "pki.pem"]
    (tmp_path / "a.pem").write_bytes(b"-----BEGIN nothing")
    (tmp_path / "b.der").write_bytes(bad)
    (tmp_path / "c.crt").write_bytes(pki.pem([old.certificate]))
    found = pki.TrustAnchors.from_folder(tmp_path)
    assert [one.raw for one in found.roots] == [old.certificate]
    assert found.passed_over == ("file a.pem: pki.no-certificate", "file b.der: pki.certificate")
    (tmp_path / "c.crt").unlink()
    with pytest.raises(Malformed):
        pki.TrustAnchors.from_folder(tmp_path)


def test_certificates_by_a_key_that_signs_otherwise_say_so(keys):
    root = authority(key=keys[0], name="root")
    leaf = crafting.certificate(start=START, issuer=crafting.name_of(root), issuer_key=generate_rsa())
    assert failed(judged((leaf,), [root]))["path"].startswith("signed by algorithm 1.2.840.113549.1.1.11")


def generate_rsa():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def test_a_licence_signed_abroad_on_every_curve_holds_whole():
    country = licences.UT
    for curve, key in FOREIGN.items():
        raw = crafting.certificate(
            start=country.at - timedelta(days=1),
            issuer=crafting.name_of(country.certificate),
            issuer_key=country.root._private_key,
            subject_key=key,
            country="UT",
        )
        document = licences.shown(licences.issued(signer=SoftwareSigner(key, (raw,))))
        report = mdoc.verify(document, anchors=country.anchors, at=country.at, transcript=licences.TRANSCRIPT)
        assert report.outcome is Outcome.HOLDS, (curve, report.checks)
