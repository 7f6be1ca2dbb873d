"""What is sealed is of one field of one row: copied over another, it opens nothing and nobody is taken for another."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.apps import apps
from django.db import connection
from people.conftest import number

from tongban.errors import Untrusted
from tongban.keys import queries as keys
from tongban.keys import sealing as field_sealing
from tongban.people import actions, homes, models, queries
from tongban.people.records import Phone

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXP"
migration = importlib.import_module("tongban.people.migrations.0005_sealed_for_one_row")


@pytest.fixture
def two(db):
    """Two persons with phone and home."""
    for n in (1, 2):
        account = models.Account.objects.create_user(username=f"person{n}")
        person = actions.confirm_at_window(
            account=account, name=f"样本·{n}", number=number(n), phone=Phone(f"1390000000{n}"), by="system:test", at=AT
        )
        homes.record_home(person.id, region="320500", address=f"样本路 {n} 号", by="officer:test", at=AT)
    return list(models.Citizen.objects.order_by("name"))


@pytest.mark.parametrize("field", ["identity_sealed", "phone_sealed"])
def test_a_number_or_a_phone_copied_over_another_row_is_not_believed(two, field):
    first, second = two
    models.Citizen.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})

    assert queries.citizen_by_id(first.pk).identity_number == number(1)
    with pytest.raises(Untrusted, match=r"field\.unreadable"):
        queries.citizen_by_id(second.pk)


def test_a_phone_copied_over_the_number_of_the_same_row_is_not_believed(two):
    first, _ = two
    models.Citizen.objects.filter(pk=first.pk).update(identity_sealed=first.phone_sealed)

    with pytest.raises(Untrusted, match=r"field\.unreadable"):
        queries.citizen_by_id(first.pk)


def test_an_address_copied_over_anothers_is_not_believed(two):
    first, second = two
    home = models.Home.objects.get(citizen=first)
    models.Home.objects.filter(citizen=second).update(address_sealed=home.address_sealed)

    assert queries.homes_of(first.pk)[0].address == "样本路 1 号"
    with pytest.raises(Untrusted, match=r"field\.unreadable"):
        queries.homes_of(second.pk)


def test_a_second_factor_copied_into_anothers_account_opens_nothing(two):
    first, second = (person.account for person in two)
    made = TOTP.activate(first, SECRET).instance
    assert decrypt(made.data["secret"]) == SECRET  # as soon as it is made
    TOTP.activate(second, "KRSXG5BAONSWG4TF")
    mine = Authenticator.objects.get(user=first)
    assert not mine.data["secret"].startswith("new:")
    Authenticator.objects.filter(user=second).update(data=mine.data)

    assert decrypt(mine.data["secret"]) == SECRET
    with pytest.raises(Untrusted, match=r"field\.unreadable"):
        Authenticator.objects.get(user=second).wrap().validate_code("123456")
    with pytest.raises(Untrusted, match=r"field\.unreadable"):
        decrypt(str(mine.data["secret"]) + "")  # of no row


# --- What is there from before ---------------------------------------------------------------------------------
def old(text):
    """As 0.2.0 sealed it."""
    secret = keys.index_key("people.citizen")
    return b"\x01" + field_sealing.seal(text, secret=secret, place="people.citizen")[1:]


@pytest.fixture
def from_before(two):
    """The rows of both as 0.2.0 left them."""
    for n, person in enumerate(two, start=1):
        models.Citizen.objects.filter(pk=person.pk).update(
            identity_sealed=old(str(number(n))), phone_sealed=old(f"1390000000{n}")
        )
        models.Home.objects.filter(citizen=person).update(address_sealed=old(f"样本路 {n} 号"))
    factor = TOTP.activate(two[0].account, SECRET).instance
    Authenticator.objects.filter(pk=factor.pk).update(data={"secret": old(SECRET).hex()})
    return two


def reseal():
    for step in (migration.reseal_citizens, migration.reseal_homes, migration.reseal_factors):
        step(apps, SimpleNamespace(connection=connection))


def test_what_was_sealed_before_is_believed_only_after_the_migration_which_can_be_begun_again(from_before, monkeypatch):
    monkeypatch.setattr(migration, "CHUNK", 1)
    first, _ = from_before
    with pytest.raises(Untrusted, match=r"field\.unreadable"):
        queries.citizen_by_id(first.pk)

    reseal()
    before = bytes(models.Citizen.objects.get(pk=first.pk).identity_sealed)
    reseal()  # a run that was cut off is begun again: what is done stays as it is

    assert bytes(models.Citizen.objects.get(pk=first.pk).identity_sealed) == before
    for n, person in enumerate(from_before, start=1):
        record = queries.citizen_by_id(person.pk)
        assert (record.identity_number, record.phone) == (number(n), f"1390000000{n}")
        assert queries.homes_of(person.pk)[0].address == f"样本路 {n} 号"
    assert decrypt(Authenticator.objects.get(user=first.account).data["secret"]) == SECRET
