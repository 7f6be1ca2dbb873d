"""Keys for keyed digests, and an office with two officers who do not exist."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

import pytest

from tongban.identifiers import IdentityNumber, OfficeCode, identity_check
from tongban.keys import actions as keys
from tongban.offices import actions
from tongban.offices.records import Duty, OfficeKind
from tongban.people import actions as people

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
BY = "system:test"
OFFICE = OfficeCode("990100000400")


_counter = itertools.count(500)


def number(sequence: int) -> IdentityNumber:
    """An identity number of the fictitious area 99."""
    first = f"99010219900101{sequence:03d}"
    return IdentityNumber(first + identity_check(first))


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    keys.hold_ceremony(at=AT, folder=folder)
    return folder


@pytest.fixture(autouse=True)
def _installed_keys(settings, keys_folder):
    settings.KEYS = keys_folder
    settings.STATIC_ROOT = str(keys_folder)  # whitenoise warns when the folder is missing
    settings.ROOT_URLCONF = "tongban.people.urls"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing here tests it


@pytest.fixture
def office(db):
    return actions.open_office(
        code=OFFICE, name_zh="示例市车管所", name_en="Example City", kind=OfficeKind.CITY, by=BY, at=AT
    )


@pytest.fixture
def make(office):
    """make("lin", Duty.WINDOW, …): an officer with these duties in 9901 since today."""

    def make(username, *duties, region_prefix="9901", **more):
        account = people.open_officer_account(username=username, password=None)
        more.setdefault("identity_number", number(next(_counter)))
        officer = actions.create_officer(
            account_id=account.pk, name=f"样本·{username}", number=username.upper(), office=OFFICE, by=BY, at=AT, **more
        )
        for duty in duties:
            grant(officer, duty, region_prefix=region_prefix)
        return officer

    return make


def grant(officer, duty: Duty, *, region_prefix="9901", from_day=DAY, until_day=None) -> None:
    actions.grant_duty(
        officer_id=officer.id,
        duty=duty,
        region_prefix=region_prefix,
        from_day=from_day,
        until_day=until_day,
        by=BY,
        at=AT,
    )
