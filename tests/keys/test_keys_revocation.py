"""A signer that is no longer good is withdrawn everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from cryptography import x509
from django.core.management import call_command
from django.core.management.base import CommandError

from tongban.errors import NotFound, Unavailable
from tongban.keys import actions, queries
from tongban.keys.roles import Role
from tongban.standards import pki

CEREMONY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = CEREMONY + timedelta(days=10)


def listed(number=1):
    return x509.load_der_x509_crl(queries.revocation_list(number))


def test_from_the_ceremony_on_there_is_an_empty_list_signed_by_the_root(held):
    (root,) = queries.certificates(Role.IACA)
    found = listed()
    assert list(found) == []
    assert found.is_signature_valid(pki.parse(root).key)
    assert found.next_update_utc - found.last_update_utc == timedelta(days=90)
    assert {type(extension.value) for extension in found.extensions} == {x509.AuthorityKeyIdentifier, x509.CRLNumber}


def test_the_certificates_name_the_list_that_is_there(held, settings):
    certificate = x509.load_der_x509_certificate(queries.certificates(Role.DOCUMENT)[0])
    (point,) = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name[0].value == f"{settings.BASE_URL}/trust/iaca-1.crl"
    with pytest.raises(NotFound):
        queries.revocation_list(2)


def test_a_revoked_signer_leaves_the_trust_list_and_enters_the_revocation_list(held):
    (old,) = queries.certificates(Role.CODE)
    actions.rotate(Role.CODE, at=CEREMONY)
    actions.revoke(pki.parse(old).fingerprint.hex(), at=LATER)
    assert old not in queries.certificates(Role.CODE)
    assert pki.pem([old]) not in queries.trust_list()
    assert len(queries.code_signers()) == 1
    (entry,) = listed()
    assert entry.serial_number == x509.load_der_x509_certificate(old).serial_number
    assert entry.revocation_date_utc == LATER
    with pytest.raises(NotFound):
        actions.revoke(pki.parse(old).fingerprint.hex(), at=LATER)


def test_a_revoked_signer_signs_no_more(held):
    (only,) = queries.certificates(Role.DOCUMENT)
    queries.signer(Role.DOCUMENT)
    actions.revoke(pki.parse(only).fingerprint.hex(), at=LATER)
    with pytest.raises(Unavailable, match=r"keys\.revoked"):
        queries.signer(Role.DOCUMENT)
    actions.rotate(Role.DOCUMENT, at=LATER)
    assert queries.signer(Role.DOCUMENT).chain == queries.certificates(Role.DOCUMENT)


def test_each_root_lists_its_own_signers_only(held):
    (old,) = queries.certificates(Role.LIST)
    actions.rotate(Role.IACA, at=CEREMONY)
    actions.rotate(Role.LIST, at=CEREMONY)
    actions.revoke(pki.parse(old).fingerprint.hex(), at=LATER)
    assert (len(list(listed(1))), len(list(listed(2)))) == (1, 0)


def test_a_list_signed_anew_has_a_higher_number_and_a_later_end(held):
    before = listed()
    actions.sign_revocation_lists(at=LATER)
    after = listed()
    numbers = [one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for one in (before, after)]
    assert numbers == [1, 2]
    assert after.next_update_utc > before.next_update_utc


def test_the_command_revokes_renews_and_says_what_it_does_not_know(held):
    out = StringIO()
    call_command("key_revoke", stdout=out)
    (only,) = queries.certificates(Role.CODE)
    call_command("key_revoke", pki.parse(only).fingerprint.hex(), stdout=out)
    assert "Revoked: code 1" in out.getvalue()
    with pytest.raises(CommandError, match=r"keys\.certificate"):
        call_command("key_revoke", "00")
