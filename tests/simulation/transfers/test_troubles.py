"""No page of a desk is empty in a small demonstration, in either language, and every story is told once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tongban.offices import places
from tongban.offices import queries as offices
from tongban.offices.records import Duty
from tongban.simulation import actions, story_cars
from tongban.simulation.country import CITIES, OFFICES
from tongban.simulation.personas import PERSONAS
from tongban.simulation.population import populate
from tongban.simulation.transfers import troubles
from tongban.transfers.models import Alert, Transfer, Urging

AT = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
ROWS = [  # whose page, and what stands on it at least; a plate as the page spaces it
    ("sunlei", "/desk/late/", ["1D7L0", "2D7U1", troubles.URGING]),
    ("sunlei", "/desk/alerts/?first=2026-11-20&until=2026-12-20", ["1E8T0", "2E8J1"]),
    ("shenlan", "/desk/alerts/?first=2026-11-20&until=2026-12-20", ["1E8T0", "2E8J1"]),
    ("luowen", "/desk/transfers/", ["1D7L0", "2D7U1", troubles.URGING]),
    ("lumin", "/desk/transfers/?tab=overdue", ["1D7L0"]),
    ("lumin", "/desk/transfers/?tab=waiting", ["5D7C4", "4E8M3", "9D7Z8"]),
    ("lumin", "/desk/transfers/?tab=done", ["3D7R2", "4D7W3", "8D7Y7"]),
    ("guqing", "/desk/transfers/", ["6D7S5"]),
    ("dingning", "/desk/transfers/", ["3E8P2"]),
    ("dingning", "/inspect/", ["7D7K6"]),
    ("yexin", "/desk/transfers/", ["5E8V4"]),
    ("qianjin", "/dealer/", ["0D7N9", "3D7R2"]),
    ("zhoujie", "/desk/photos/", ["<tbody>"]),
    ("gaofeng", "/roadside/checks/", ['class="row-link"']),
]
BUSY = ("gaofeng", "zhoujie", "tangjing", "shenlan", "machao", "sunlei", "luowen", "heping", "lumin", "jiangyue",
        "dingning", "guqing", "xuke", "yanhui")  # fmt: skip


def browser(username):
    found = Client()
    found.force_login(
        get_user_model().objects.get(username=username), backend="tongban.people.signed_in.AccountBackend"
    )
    return found


@pytest.mark.django_db
def test_every_desk_has_something_on_it_and_a_second_start_changes_nothing(
    settings, ceremony_folder, tmp_path, monkeypatch
):
    settings.KEYS, settings.DATA, settings.MODE, settings.DEMO = ceremony_folder, tmp_path, "demo", True
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("TONGBAN_CLOCK_OFFSET", str((AT - datetime.now(UTC)).total_seconds()))
    actions.seed(drivers=60, at=AT)
    before = counted()
    assert before["cases of stories"] == len(troubles.CASES)
    assert before["alerts"] >= len(troubles.ASKED_ABOUT)
    for username, path, wanted in ROWS:
        page = browser(username).get(path).content.decode()
        assert [one for one in wanted if one not in page] == [], (username, path)
    for username in BUSY:
        assert "<tbody>" in browser(username).get("/desk/journal/").content.decode(), username
    actions.seed(drivers=60, at=AT)
    assert counted() == before


def counted():
    return Counter(
        {
            "cases": Transfer.objects.count(),
            "cases of stories": Transfer.objects.filter(vin__in=story_cars.VINS).count(),
            "alerts": Alert.objects.count(),
            "urgings": Urging.objects.count(),
        }
    )


@pytest.mark.django_db
def test_a_country_without_owners_for_the_cars_has_no_such_stories(settings, ceremony_folder, tmp_path):
    settings.KEYS, settings.DATA, settings.MODE, settings.DEMO = ceremony_folder, tmp_path, "demo", True
    actions.seed(drivers=2, at=AT)
    assert Transfer.objects.filter(vin__in=story_cars.VINS).count() < len(troubles.CASES)


def test_each_story_has_a_car_and_each_car_a_story():
    assert set(story_cars.STORIES) == {*troubles.CASES, *troubles.ASKED_ABOUT}
    told = populate(drivers=60, on=AT.date()).vehicles
    assert set(story_cars.VINS) <= {str(vehicle.vin) for vehicle in told}


VEHICLE_OFFICES = [office for office in OFFICES if office.name_en.endswith("Vehicle Office")]
OF_A_CASE = (Duty.WINDOW, Duty.INSPECTION, Duty.REGISTRATION_REVIEW)


@pytest.mark.parametrize("office", VEHICLE_OFFICES, ids=lambda one: one.name_en)
def test_every_vehicle_office_has_somebody_for_each_duty_and_three_people_for_one_case(office):
    held = {
        duty: {
            one.username
            for one in PERSONAS
            if duty in one.duties and places.contains(one.region_prefix, offices.area_of(office.code))
        }
        for duty in (*OF_A_CASE, Duty.ARCHIVE, Duty.SUPERVISION)
    }
    assert all(held.values()), held
    assert len(set.union(*(held[duty] for duty in OF_A_CASE))) == sum(len(held[duty]) for duty in OF_A_CASE)


@pytest.mark.parametrize("city", [city for city in CITIES if city.is_open], ids=lambda one: one.prefix)
def test_every_city_with_the_licence_has_a_window_and_a_reviewer_of_photos(city):
    for duty in (Duty.WINDOW, Duty.PHOTO_REVIEW):
        assert [one for one in PERSONAS if duty in one.duties and one.region_prefix == city.prefix], duty


def test_no_two_officers_are_one_person():
    officers = [one for one in PERSONAS if one.is_officer]
    assert len({one.identity for one in officers}) == len({one.officer_number for one in officers}) == len(officers)
