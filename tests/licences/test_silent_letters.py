"""A stolen or suspected car is told to nobody but officers: whoever holds the owner's phone may be the thief."""

from __future__ import annotations

import pytest
from django.urls import reverse
from every_address import addresses
from licences import vehicle_town as cars

from tongban.clock import day_of
from tongban.credentials import queries as held
from tongban.journal import queries as journal
from tongban.licences import queries
from tongban.licences.actions.vehicles import recompute_vehicle
from tongban.licences.rules.vehicle.conditions import ABNORMAL, CONDITIONS, SILENT
from tongban.licences.templatetags import licences as words
from tongban.notices.models import Notice
from tongban.registers.models import Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("citizen_clock")]
LETTERS = ("B", "C", "J", "N")
TELLING = (
    "盗抢",
    "嫌疑",
    "逃逸",
    "登记已转出",
    "tolen",
    "uspicion",
    "uspected",
    "Hit and run",
    "Moved out",
    "has moved out",
)
SKIPPED = (
    "admin:",
    "journal:",
    "demo",
    "account_",
    "mfa_",
    "people:",
    "portal:front",
    "licences:rules",
    "portal:roles",
)


def with_letter(letter):
    """(owner, car) whose licence was on a phone before the letter came."""
    holder, car, licence = cars.received()
    cars.collected(holder, licence)
    Vehicle.objects.filter(pk=car.id).update(letters=letter, version=car.version + 1)
    recompute_vehicle(held.holding("vehicle-licence", car.id), at=cars.small_town.later(minutes=1))
    return holder, car


def read(client, car):
    """(name, text) of every page that the owner gets to see, found by the resolver."""
    values = {"vehicle_id": car.id}
    for one in addresses():
        if set(one.arguments) <= set(values) and not one.name.startswith(SKIPPED):
            answer = client.get(one.path(values))
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                yield one.name, answer.content.decode()


@pytest.mark.parametrize(
    ("letter", "language"), [("B", "zh-hans"), ("C", "zh-hans"), ("C", "en"), ("J", "en"), ("N", "zh-hans")]
)
def test_no_page_notice_or_history_of_the_owner_tells_the_letter(town, signed_in, letter, language):
    holder, car = with_letter(letter)
    pages = dict(read(signed_in(holder, language=language), car))
    assert {"licences:vehicle", "licences:vehicles", "licences:history", "portal:record", "portal:home"} <= set(pages)
    told = [f"{one.text_zh} {one.text_en}" for one in Notice.objects.filter(citizen_id=holder.id)]
    assert any("机动车状态异常" in one for one in told)
    for name, text in (*pages.items(), *(("notice", one) for one in told)):
        assert [word for word in (*TELLING, f"状态 {letter}") if word in text] == [], name


@pytest.mark.parametrize("letter", LETTERS)
def test_the_pages_are_the_same_for_every_such_letter(town, signed_in, letter):
    holder, car = with_letter(letter)
    own = queries.own_vehicle(car.id, holder, at=town.AT)
    assert own.standing.conditions == (ABNORMAL.code,)
    assert [one.what for one in own.standing.may_be_driven.reasons] == [ABNORMAL.what]
    assert [one.what for one in own.may_receive.reasons] == [ABNORMAL.what]
    entry = next(one for one in journal.history(holder.key) if one.tag == "vehicle-standing-changed")
    assert words.entry_detail(entry) == "状态异常"


def test_officers_read_what_it_is(town):
    _holder, car = with_letter("C")
    vehicle = queries.vehicle_licence(car.id, at=town.AT).vehicle
    assert "C" in queries.vehicle_standing(vehicle, on=day_of(town.AT)).conditions


def test_the_phone_gets_no_new_copy_of_a_car_that_is_not_shown(town, signed_in):
    holder, car = with_letter("C")
    answer = signed_in(holder).get(reverse("licences:vehicle-collect", args=[car.id]))
    assert answer.status_code == 302


def test_what_is_silent_is_what_shows_no_face():
    assert set(LETTERS) == SILENT
    assert ABNORMAL.code not in CONDITIONS
