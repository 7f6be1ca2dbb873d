"""Seeding: complete, safe to repeat, safe to kill, and impossible in production."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from tongban.errors import Forbidden
from tongban.keys import actions as keys
from tongban.offices import queries as offices
from tongban.offices.records import Duty
from tongban.people import queries as people
from tongban.registers import queries as registers
from tongban.simulation import actions
from tongban.simulation.personas import PERSONAS, by_username

pytestmark = pytest.mark.django_db
NOT_IN_THE_STORY = {Duty.RULE_EDIT, Duty.RULE_APPROVAL, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN}
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    keys.hold_ceremony(at=AT, folder=folder)
    return folder


@pytest.fixture(autouse=True)
def _installed_keys(settings, keys_folder):
    settings.KEYS = keys_folder


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


def test_the_duties_that_the_story_needs_are_held_in_the_city():
    actions.seed(drivers=1, at=AT)
    for duty in set(Duty) - NOT_IN_THE_STORY:
        assert offices.officers_with(duty, region="510100", on=AT.date()), duty


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
    register_actions.add_points(driver_id=driver.id, points=9, reason="违反交通信号灯", by="system:test", at=AT)
    actions.seed(drivers=5, at=AT)
    assert registers.driver(driver.number).letters == {"B"}


def test_production_is_never_seeded(settings):
    settings.MODE = "production"
    with pytest.raises(Forbidden, match=r"demo\.only"):
        actions.seed(drivers=1, at=AT)
    with pytest.raises(CommandError, match=r"demo\.only"):
        call_command("seed_demo", drivers=1)
    assert not get_user_model().objects.exists()
