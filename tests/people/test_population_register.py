"""Where people live: the population register over HTTP against its simulator, with every fault, and what is kept."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
import town
import yaml
from people.conftest import number as number_of

from tongban.journal import queries as journal
from tongban.people import actions, models, queries
from tongban.people.population import Result
from tongban.people.records import HomeKind
from tongban.simulation.population_server import Home, Register, within_process


def number(sequence):
    """An identity number of 成都."""
    return number_of(sequence, area="510104")


DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "partners" / "population.yaml"


def ask(register, *, of=None):
    """One question through the adapter."""
    return within_process(register).homes_of(request_id=uuid.uuid4(), name="样本·晴", number=of or number(7))


def test_given_nobody_who_moved_when_asked_then_the_household_is_where_the_number_was_given():
    told = ask(Register())
    assert (told.result, [(home.kind, home.region) for home in told.homes]) == (
        Result.FOUND,
        [(HomeKind.HOUSEHOLD, number(7).area)],
    )


def test_given_a_residence_permit_when_asked_then_both_homes_are_told_with_the_permits_last_day():
    until = date(2027, 5, 31)
    told = ask(Register(homes={str(number(7)): Home("510104", "320508", until)}))
    assert [(home.kind, home.region, home.until) for home in told.homes] == [
        (HomeKind.HOUSEHOLD, "510104", None),
        (HomeKind.RESIDENCE, "320508", until),
    ]


@pytest.mark.parametrize("fault", ["down", "wrong", "stale", "cut"])
def test_given_a_register_that_stays_broken_when_asked_then_it_cannot_be_told_after_two_tries(fault):
    register = Register(fault=fault)
    assert ask(register).result is Result.CANNOT_BE_TOLD
    assert register.asked == 2


@pytest.mark.parametrize("fault", ["down", "wrong", "stale", "cut"])
def test_given_a_register_that_fails_once_when_asked_then_the_second_try_is_the_answer(fault):
    assert ask(Register(faults=[fault])).result is Result.FOUND


def test_given_a_wrong_token_when_asked_then_it_is_not_asked_again():
    register = Register(token="secret")
    assert ask(register).result is Result.CANNOT_BE_TOLD
    assert register.asked == 1


def test_given_the_document_when_its_answers_are_compared_then_they_are_those_of_the_program():
    schemas = yaml.safe_load(DOCUMENT.read_text("utf-8"))["components"]["schemas"]
    assert schemas["Answer"]["properties"]["result"]["enum"] == [one.value for one in Result]
    assert set(schemas["Home"]["properties"]) == {"region", "address", "valid_until"}


# --- what is kept ----------------------------------------------------------------------------------------------------
@pytest.fixture
def person(town):
    account = actions.open_account(username="qing", password=None)
    return actions.confirm_at_window(
        account=account, name="样本·晴", number=number(7), phone=None, by="officer:test", at=town.AT
    )


def learn(person, register, *, at=town.AT):
    actions.learn_home(person.id, at=at, ask=within_process(register))
    return {(home.kind, home.region) for home in queries.homes_of(person.id)}


def test_given_an_answer_when_asked_again_within_days_then_the_register_is_left_alone(person):
    register = Register()
    learn(person, register)
    learn(person, register, at=town.AT + timedelta(days=29))
    assert register.asked == 1
    learn(person, register, at=town.AT + timedelta(days=31))
    assert register.asked == 2


def test_given_a_silent_register_when_asked_then_nothing_changes_and_it_is_left_alone_for_minutes(person):
    actions.record_home(person.id, region="320508", by="officer:test", at=town.AT)
    register = Register(fault="down")
    assert learn(person, register) == {(HomeKind.SEEN, "320508")}
    learn(person, register, at=town.AT + timedelta(minutes=4))
    assert register.asked == 2
    learn(person, register, at=town.AT + timedelta(minutes=6))
    assert register.asked == 4


def test_given_somebody_who_moved_when_the_register_says_so_then_the_old_home_is_gone(person):
    learn(person, Register(homes={str(number(7)): Home("510104", "320508")}))
    later = town.AT + timedelta(days=40)
    assert learn(person, Register(homes={str(number(7)): Home("320505")}), at=later) == {(HomeKind.HOUSEHOLD, "320505")}


def test_given_somebody_who_is_not_in_the_register_when_asked_then_nothing_is_known(person):
    assert learn(person, Register(unknown={str(number(7))})) == set()


def test_given_a_death_in_the_register_when_asked_then_it_is_known(person):
    learn(person, Register(homes={str(number(7)): Home("510104", died_on=date(2026, 9, 1))}))
    assert queries.citizen_by_id(person.id).died_on == date(2026, 9, 1)


def test_given_a_home_when_kept_then_its_address_is_sealed_and_not_in_the_journal(person):
    learn(person, Register())
    row = models.Home.objects.get(citizen_id=person.id)
    assert "样本路" not in bytes(row.address_sealed).decode("latin-1")
    [home] = queries.homes_of(person.id)
    assert home.address == "样本路 1 号"
    assert "样本路" not in repr(home)
    [entry] = [one for one in journal.history(person.key) if one.tag == "home-learned"]
    assert "样本路" not in str(entry)
