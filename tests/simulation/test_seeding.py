"""Seeding: complete, safe to repeat, safe to kill, and impossible in production."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from tongban.errors import Forbidden
from tongban.keys import actions as keys
from tongban.offices import queries as offices
from tongban.offices.records import Duty
from tongban.partners import queries as partners
from tongban.people import queries as people
from tongban.registers import queries as registers
from tongban.simulation import actions
from tongban.simulation.personas import PERSONAS, by_username

pytestmark = pytest.mark.django_db
NOT_IN_THE_STORY = {Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN}
AT_THE_DESTINATION = {Duty.RULE_EDIT, Duty.RULE_APPROVAL}
OF_A_TRANSFER = (Duty.WINDOW, Duty.INSPECTION, Duty.REGISTRATION_REVIEW)
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    keys.hold_ceremony(at=AT - timedelta(days=45), folder=folder)  # the demo's past was signed too
    return folder


@pytest.fixture(autouse=True)
def _installed_keys(settings, keys_folder, tmp_path):
    settings.KEYS, settings.DATA = keys_folder, tmp_path


def account(username):
    return get_user_model().objects.get(username=username)


def test_everybody_can_sign_in_and_is_who_they_say():
    actions.seed(drivers=30, at=AT)
    for persona in PERSONAS:
        user = account(persona.username)
        assert not user.has_usable_password()
        if persona.number:
            assert people.citizen(user).identity_number == persona.number
            driver = registers.driver(persona.number)
            assert registers.portrait(driver.id) == persona.portrait()
        else:
            officer = offices.officer(user, on=AT.date())
            assert officer.duties == set(persona.duties)


def test_the_duties_that_the_stories_need_are_held_where_they_play():
    actions.seed(drivers=1, at=AT)
    for duty in set(Duty) - NOT_IN_THE_STORY - AT_THE_DESTINATION:
        assert offices.officers_with(duty, region="510100", on=AT.date()), duty
    for duty in AT_THE_DESTINATION | {*OF_A_TRANSFER, Duty.ARCHIVE}:
        assert offices.officers_with(duty, region="320500", on=AT.date()), duty


@pytest.mark.parametrize("region", ["510100", "320500"])
def test_whoever_accepts_inspects_and_reviews_are_three_people(region):
    actions.seed(drivers=1, at=AT)
    found = [
        officer.id for duty in OF_A_TRANSFER for officer in offices.officers_with(duty, region=region, on=AT.date())
    ]
    assert len(set(found)) == len(found) >= 3


def test_the_clerk_acts_for_a_market_that_commerce_has_filed():
    actions.seed(drivers=1, at=AT)
    clerk = people.citizen(account("qianjin"))
    [market] = people.organisations_of(clerk.id, on=AT.date())
    filed = partners.dealer(market.credit_code)
    assert filed is not None
    assert (filed.name, filed.prefecture) == (market.name, "320500")


def test_the_car_of_the_story_waits_for_its_buyer_with_its_history():
    actions.seed(drivers=5, at=AT)
    [car] = registers.vehicles_of(by_username("zhaoying").number)
    assert (car.plate_kind, car.plate, car.office) == ("02", "川A8K2M6", "510100000000")
    told = registers.vehicle_lines(car.id)
    assert [line.kind.value for line in told] == ["registered", "transferred", "inspected"]
    assert car.mileage_km == told[-1].mileage_km == 61_480


def test_one_city_has_not_opened_the_service():
    actions.seed(drivers=1, at=AT)
    assert offices.is_open("licences", region="510104", on=AT.date())
    assert not offices.is_open("licences", region="650102", on=AT.date())


def test_seeding_again_adds_nothing_on_any_day():
    first = actions.seed(drivers=40, at=AT)
    events = registers.events_after(0)
    again = actions.seed(drivers=40, at=AT.replace(year=2027))
    assert first.new_rows > 60
    assert again.new_rows == 0
    assert registers.events_after(0) == events


class Killed(BaseException):
    """The process is gone."""


def test_a_killed_seeding_is_simply_started_again():
    def kill(step):
        if step == "gaofeng":
            raise Killed

    with pytest.raises(Killed):
        actions.seed(drivers=20, at=AT, show=kill)
    assert not get_user_model().objects.filter(username="gaofeng").exists()
    assert actions.seed(drivers=20, at=AT).new_rows == 0
    assert account("gaofeng")


def test_what_somebody_did_in_the_demo_survives_the_next_seeding():
    from tongban.registers import actions as register_actions

    actions.seed(drivers=5, at=AT)
    driver = registers.driver(by_username("zhangwei").number)
    register_actions.add_points(
        key="test", driver_id=driver.id, points=9, reason="违反交通信号灯", by="system:test", at=AT
    )
    actions.seed(drivers=5, at=AT)
    assert registers.driver(driver.number).letters == {"B"}


def test_production_is_never_seeded(settings):
    settings.MODE = "production"
    with pytest.raises(Forbidden, match=r"demo\.only"):
        actions.seed(drivers=1, at=AT)
    with pytest.raises(CommandError, match=r"demo\.only"):
        call_command("seed_demo", drivers=1)
    assert not get_user_model().objects.exists()


def test_keys_that_are_younger_than_the_stories_are_told_instead_of_seals_that_do_not_hold(settings, tmp_path):
    settings.KEYS, settings.MODE = tmp_path / "keys", "development"
    call_command("key_ceremony")
    with pytest.raises(CommandError, match="--days-ago 45"):
        call_command("seed_demo", drivers=1)
    assert not get_user_model().objects.exists()


def test_an_authoritys_keys_never_begin_before_the_day_they_are_made(settings, tmp_path):
    settings.KEYS, settings.MODE = tmp_path / "keys", "production"
    with pytest.raises(CommandError, match="days-ago"):
        call_command("key_ceremony", days_ago=45)
    assert not (tmp_path / "keys").exists()
