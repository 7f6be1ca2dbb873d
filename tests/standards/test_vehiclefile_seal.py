"""A seal holds for one manifest, by one kind of certificate, and nothing in it can be changed unnoticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey
from standards import vehicle_files as files
from standards.issuers import AT, Country

from tongban.errors import Malformed
from tongban.standards import jose, pki, vehiclefile
from tongban.standards.vehiclefile import sealing
from tongban.verdicts import Outcome

SEAL = files.sealed()
BYTES = vehiclefile.encode(files.MANIFEST)
CHECKS = ["type", "seal-certificate", "seal-signature", "manifest", "time", "expected-manifest"]


def verified(seal: str = SEAL, **changes):
    return vehiclefile.verify(seal, **{"anchors": files.COUNTRY.anchors, "at": AT, "expected": BYTES} | changes)


def test_a_seal_holds_for_its_manifest_and_says_what_it_seals():
    report = verified()
    assert [check.check for check in report.checks] == CHECKS
    assert report.outcome is Outcome.HOLDS
    assert report.elements["manifest"] == vehiclefile.digest(files.MANIFEST)
    assert report.elements["plate"] == "川A8K2M6"
    assert "expected-manifest" not in [check.check for check in verified(expected=None).checks]


def test_another_library_reads_the_same_seal():
    key = ECKey.import_key(jose.jwk(files.SEALER.public_key))
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    registry.max_header_length = registry.max_payload_length = len(SEAL)  # it expects small tokens
    found = jws.deserialize_compact(SEAL, key, registry=registry)
    assert found.payload == BYTES
    assert found.headers()["typ"] == "vehicle-file+jws"


@given(position=st.integers(0, len(SEAL) - 1), letter=st.sampled_from("ABCXYZabcxyz0189-_.=é"))
def test_a_changed_letter_anywhere_in_a_seal_is_told(position, letter):
    changed = SEAL[:position] + letter + SEAL[position + 1 :]
    try:
        report = verified(changed)
    except Malformed:
        assert changed != SEAL
        return
    assert (report.outcome is Outcome.HOLDS) == (changed == SEAL)
    assert all(check.reason for check in report.checks if check.outcome is not Outcome.HOLDS)


def test_a_manifest_under_another_s_seal_does_not_hold():
    head, _, signature = SEAL.split(".")
    other = replace(files.MANIFEST, to_office=files.HANGZHOU)
    swapped = f"{head}.{jose.to_base64url(vehiclefile.encode(other))}.{signature}"
    assert files.faults(verified(swapped)) == {
        "seal-signature": "these bytes are not what was sealed",
        "expected-manifest": "another manifest than the one that is expected",
    }


@pytest.mark.parametrize(
    "profile", [pki.CODE_SIGNER, pki.DOCUMENT_SIGNER, pki.PARTNER_SIGNER], ids=lambda one: one.name
)
def test_a_seal_by_a_certificate_for_something_else_does_not_hold(profile):
    signer = files.COUNTRY.signer(profile)
    seal = vehiclefile.seal(files.MANIFEST, signer=signer, certificate=signer.chain[0])
    [(check, reason)] = files.faults(verified(seal)).items()
    assert check == "seal-certificate"
    assert reason.startswith("purpose: ")


def test_a_seal_with_another_s_certificate_does_not_hold():
    stranger = files.COUNTRY.signer(pki.SEAL_SIGNER)
    seal = vehiclefile.seal(files.MANIFEST, signer=stranger, certificate=files.SEALER.chain[0])
    assert list(files.faults(verified(seal))) == ["seal-signature"]


def test_a_seal_of_another_country_does_not_hold_and_without_any_root_nothing_can_be_told():
    report = verified(anchors=Country("CN").anchors)
    assert list(files.faults(report)) == ["seal-certificate"]
    assert report.outcome is Outcome.DOES_NOT_HOLD
    assert verified(anchors=pki.TrustAnchors()).outcome is Outcome.CANNOT_BE_TOLD


def test_a_seal_is_judged_for_the_moment_of_sealing_and_not_before_it():
    years_later = AT + timedelta(days=3000)
    assert verified(at=years_later).outcome is Outcome.HOLDS
    assert list(files.faults(verified(at=files.MADE_AT - timedelta(seconds=1)))) == ["time"]


def test_a_seal_made_after_its_certificate_ended_does_not_hold():
    late = replace(files.MANIFEST, made_at=AT + timedelta(days=381))
    report = verified(files.sealed(late), at=AT + timedelta(days=400), expected=None)
    assert list(files.faults(report)) == ["seal-certificate"]


@pytest.mark.parametrize("payload", [b"", b"{}", BYTES + b" ", b"\xff"])
def test_a_seal_over_something_that_is_no_manifest_does_not_hold(payload):
    header = {"typ": sealing.TYPE}
    seal = jose.sign(payload=payload, signer=files.SEALER, header=header, with_chain=True)
    report = verified(seal, expected=None)
    assert set(files.faults(report)) == {"manifest", "time"}
    assert report.elements == {}


def test_another_kind_of_token_by_the_same_key_is_no_seal():
    token = jose.sign(payload=BYTES, signer=files.SEALER, header={"typ": "JWT"}, with_chain=True)
    assert list(files.faults(verified(token))) == ["type"]


@pytest.mark.parametrize("text", ["", "a.b.c", SEAL + ".", jose.sign(payload=BYTES, signer=files.SEALER)])
def test_what_is_no_seal_at_all_is_malformed(text):
    with pytest.raises(Malformed):
        verified(text)


def test_every_page_is_found_by_its_digest_and_an_altered_one_is_named():
    present = set(files.CONTENTS)
    assert vehiclefile.page_check(files.MANIFEST, present).outcome is Outcome.HOLDS
    lost = next(page for kind, page in files.MANIFEST.pages() if kind == "vin-rubbing")
    check = vehiclefile.page_check(files.MANIFEST, present - {lost.digest})
    assert (check.outcome, check.reason) == (Outcome.DOES_NOT_HOLD, "missing or altered: vin-rubbing 1")
