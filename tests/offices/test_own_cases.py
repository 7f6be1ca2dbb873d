"""Nobody handles their own case: an officer's identity number is known from the start, and every duty asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid

import pytest
from django.core.management import call_command
from offices.conftest import AT, BY, DAY, OFFICE, grant, number
from transfers import cars

from tongban.errors import Forbidden, Malformed, Refused
from tongban.identifiers import IdentityNumber
from tongban.journal import queries as journal
from tongban.licences import actions as licences
from tongban.licences.actions import reviewing
from tongban.offices import actions, checks, gates, models, queries
from tongban.offices.management.commands import identify_officer
from tongban.offices.records import Duty
from tongban.people import actions as people
from tongban.simulation import portraits
from tongban.transfers.actions import acting
from tongban.transfers.models import Transfer
from tongban.transfers.stages import Stage


# --- Every duty ------------------------------------------------------------------------------------------------
def waiting(town, driver, holder):
    """An application of this person that waits for a review."""
    application = uuid.uuid4()
    licences.apply(application_id=application, citizen=holder, picture=portraits.draw(7), at=AT)
    return application


def review(town, officer, driver, holder):
    reviewing.review_row(waiting(town, driver, holder), officer, Duty.PHOTO_REVIEW)


def window(town, officer, driver, holder):
    reviewing.review_row(waiting(town, driver, holder), officer, Duty.WINDOW)


def standing(town, officer, driver, holder):
    licences.change_standing(key="test", driver_id=driver.id, change="set:D", reason="核对", officer=officer, at=AT)


def case(duty):
    def handle(town, officer, driver, holder):
        row = Transfer(
            vehicle_id=cars.vehicle(town.citizen(town.driver())).id,
            buyer_id=holder.id,
            origin=str(cars.ORIGIN),
            destination=str(town.OFFICE),
            stage=Stage.SUBMITTED,
        )
        acting.TRANSFERS.require(row, officer, duty, place=str(town.OFFICE))

    return handle


ACTS = {
    Duty.PHOTO_REVIEW: review,
    Duty.WINDOW: window,
    Duty.STANDING_CHANGE: standing,
    Duty.ARCHIVE: case(Duty.ARCHIVE),
    Duty.INSPECTION: case(Duty.INSPECTION),
    Duty.REGISTRATION_REVIEW: case(Duty.REGISTRATION_REVIEW),
}


@pytest.mark.parametrize("duty", ACTS)
def test_given_an_officer_when_the_case_is_their_own_then_it_is_refused_with_of_03_and_another_officer_may(town, duty):
    driver = town.driver()
    holder = town.citizen(driver)
    own = town.officer(duty, identity_number=IdentityNumber(driver.number))

    with pytest.raises(Refused, match=r"recusal") as error:
        ACTS[duty](town, own, driver, holder)

    assert [reason.code for reason in error.value.verdict.reasons] == ["OF-03"]


# --- Without a number ------------------------------------------------------------------------------------------
@pytest.fixture
def unknown(make):
    """An officer of an installation from before the number was asked for, with a duty."""
    officer = make("lin", Duty.WINDOW)
    models.Officer.objects.update(identity_digest="")
    return officer


def test_given_an_officer_without_a_number_when_they_come_then_they_have_no_duty_and_are_told_why(
    unknown, rf, settings
):
    settings.DEMO = True
    found = queries.officer_by_id(unknown.id, on=DAY)
    request = rf.get("/desk/")
    request.user = models.Officer.objects.get().account
    request.session = {}

    assert found.duties == frozenset()
    assert not found.may(Duty.WINDOW, region="9901")
    with pytest.raises(Forbidden, match=r"officer\.unidentified"):
        gates.duty_required(Duty.WINDOW)(lambda _: None)(request)


def test_given_an_officer_without_a_number_when_a_duty_is_given_then_it_is_refused_with_of_06(unknown):
    with pytest.raises(Refused, match=r"duty\.not-compatible") as error:
        grant(unknown, Duty.ARCHIVE)

    assert [reason.code for reason in error.value.verdict.reasons] == ["OF-06"]


def test_given_officers_without_a_number_when_the_check_runs_then_it_names_them_until_the_command_has_noted_it(
    unknown, monkeypatch, capsys
):
    (message,) = checks.officers_are_identified()
    assert message.id == "offices.W001"
    assert "LIN" in message.msg
    monkeypatch.setattr(identify_officer, "getpass", lambda _: str(number(1)))

    call_command("identify_officer", "LIN")

    assert checks.officers_are_identified() == []
    assert queries.officer_by_id(unknown.id, on=DAY).duties == {Duty.WINDOW}
    assert "officer-identified" in [entry.tag for entry in journal.history(unknown.key, limit=9)]
    assert not queries.may_handle(unknown.id, parties=[number(1)]).is_allowed


def test_given_a_number_when_it_is_noted_again_or_is_another_officers_then_nothing_changes_or_it_is_malformed(make):
    lin, mei = make("lin", identity_number=number(1)), make("mei", identity_number=number(2))
    actions.identify_officer(officer_id=lin.id, identity_number=number(1), by=BY, at=AT)

    with pytest.raises(Malformed, match=r"officer\.identified"):
        actions.identify_officer(officer_id=lin.id, identity_number=number(3), by=BY, at=AT)
    models.Officer.objects.filter(pk=mei.id).update(identity_digest="")
    with pytest.raises(Malformed, match=r"officer\.taken"):
        actions.identify_officer(officer_id=mei.id, identity_number=number(1), by=BY, at=AT)


def test_given_an_officer_when_the_same_person_is_to_be_a_second_one_then_it_is_malformed(make):
    """Else one person would be two hands for what needs two persons."""
    make("lin", identity_number=number(1))
    account = people.open_officer_account(username="again", password=None)

    with pytest.raises(Malformed, match=r"officer\.taken"):
        actions.create_officer(
            account_id=account.pk,
            name="样本·林",
            number="L2",
            office=OFFICE,
            identity_number=number(1),
            by=BY,
            at=AT,
        )


# --- The first office and officer of a production ---------------------------------------------------------------
FIRST_DAY = """
import io, sys
from django.core.management import call_command as run
import django
django.setup()
run("migrate", verbosity=0)
run("key_ceremony", by="officer 001", stdout=io.StringIO())
run("open_office", "510100000000", name="成都市车管所", english="Chengdu Vehicle Office", kind="city")
run("create_officer", "ma", name="样本·马", number="0001", office="510100000000", duty=["administer"])
run("open_service", "licences", region="51")
from tongban.offices import queries
from tongban.clock import day_of, now
print([str(one) for one in queries.officer_by_number("0001", on=day_of(now())).duties], queries.unidentified_officers())
"""


def test_given_an_empty_production_when_the_commands_of_the_manual_run_then_there_is_an_office_with_an_administrator(
    tmp_path,
):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TONGBAN_")} | {
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "TONGBAN_MODE": "production",
        "TONGBAN_DATA": str(tmp_path / "data"),
        "TONGBAN_SECRET_KEY": "x" * 48,
        "TONGBAN_KEYS_PASSPHRASE": "a long enough phrase",
        "TONGBAN_HOSTS": "licence.example",
        "TONGBAN_BASE_URL": "https://licence.example",
    }
    (tmp_path / "data").mkdir()

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FIRST_DAY],
        env=environment,
        input=f"a long enough phrase\n{number(1)}\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        start_new_session=True,  # no terminal: what is asked for comes from the input
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "['administer'] []"
