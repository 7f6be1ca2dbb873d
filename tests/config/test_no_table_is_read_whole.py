"""With a hundred thousand rows in every table that grows, nothing that is asked reads a table whole: no page, no address
of a program, no act, no step of `work`; and each reads about as many blocks as with ten thousand.

Counted are rows and blocks that PostgreSQL says to have read (tests/blocks_read.py), never time. The rows come from
tests/large_tables.py, the pages from every address of the house, opened as whoever may. It has a database of its own,
because rows that are taken back in the common one stay in the way of all other tests.
"""

from __future__ import annotations

import json
import shutil
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import town as small_town
from blocks_read import reading
from config.test_doors import DOORS, NOT_OF_THE_HOUSE
from config.test_doors_open import ELSEWHERE, Filled, role_of
from config.test_query_budgets import SHOWN
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from every_address import addresses
from large_tables import DJANGOS, LARGE, SMALL, fill, make_ready
from recognised import give_match
from transfers import cars

from tongban.config.management.commands.work import steps
from tongban.credentials import actions as credentials
from tongban.credentials.models import StatusList
from tongban.errors import NotFound
from tongban.identifiers import LicenceNumber, Plate
from tongban.licences import actions as licences
from tongban.offices.records import Duty, Purpose
from tongban.registers import imports
from tongban.roadside import actions as roadside
from tongban.simulation import portraits
from tongban.statistics.actions import count_figures
from tongban.transfers import actions as transfers
from tongban.transfers.actions.counting import count_times

FEW, MANY = 10_000, 100_000
ROWS = 20_000
"""A fifth of a large table: more in one scan is no search but a reading. A list that stops early may pass thousands."""
TIMES, MORE = 1.5, 300
"""How many blocks may be read with MANY rows, of those with FEW: an index is a level deeper, a page of a list fuller."""

BY_RATE = {
    "work figures": "what was registered and reviewed in 90 days, by their index",
    "work times": "what was done in 90 days, by its index",
    "work sessions": "deletes what has ended",
    "licences:clocks": "what was reviewed in seven days, by its index",
}
"""What reads all that was done in a span of days: it grows with what is done in a day, and not with history."""
WHOLE = {
    "portal:audit-verify": "verifies the whole journal; up to 200,000 entries while a browser waits",
    "work lists-compared": "compares one list of a million places with the rows that it follows, now and then",
    "portal:audit": "counts the looks of seven days by actor; entries are not found by their moment",
    "work drivers": "looks once an hour which drivers' cycle or licence has ended; no index has that yet",
}
"""What reads a table whole, and why."""


def test_every_table_is_large_or_said_to_be_small():
    ours = {one._meta.label for one in apps.get_models() if one._meta.app_label not in DJANGOS}
    large = {one.model for one in LARGE}
    assert ours - large - set(SMALL) == set(), "tables of which nobody says how they grow: tests/large_tables.py"
    assert (large | set(SMALL)) - ours == set(), "tables that are no more"
    assert not large & set(SMALL)


# --- What is asked -------------------------------------------------------------------------------------------------
class House(Filled):
    """The town with a thing of every kind, whose pages are asked again and again."""

    def __init__(self):
        super().__init__()
        for thing in ("shown", "submitted", "refused", "issued", "for_the_window", "on_a_phone"):
            getattr(self, thing)
        doors = [one for one in addresses() if not one.name.startswith(NOT_OF_THE_HOUSE)]
        self.visits = {one.name: self.visit(one) for one in doors}
        for tab in ("all", "soon", "overdue", "waiting", "done"):
            path, *who = self.visits["transfers:desk-queue"]
            self.visits[f"transfers:desk-queue {tab}"] = (f"{path}?tab={tab}", *who)

    def visit(self, one):
        """(path, form, browser, person) by which whoever may pass finds the page of this address."""
        here = (SHOWN | ELSEWHERE).get(one.name, lambda place: ({}, role_of(DOORS[one.name], place)))
        values, role, *form = SHOWN.get(one.name, here)(self)
        return one.path(self.values() | values), form, self.clients[role], self.roles[role][0]


def opened(path, form, browser, person):
    """What the page reads for a browser that has opened it before."""
    browser.get(path)
    with reading() as read:
        answer = browser.get(path, *form)
        if answer.status_code == 405:
            answer = browser.post(path, *form)
    if answer.status_code == 302 and answer.url.startswith("/account/face-check/"):
        give_match(browser, person, act=path.partition("?")[0], at=datetime.now(UTC))
        with reading() as read:
            browser.get(path)
    return read


def purpose(duty):
    return Purpose(duty=duty, reason="核对驾驶资格")


def apply(house, at):
    picture = portraits.draw(4)
    licences.apply(application_id=uuid.uuid4(), citizen=house.roles["stranger"][0], picture=picture, at=at)


def stop_a_driver(house, at):
    """Whose licence was never made electronic."""
    number = LicenceNumber(house.roles["stranger"][0].identity_number)
    reason = purpose(Duty.ROADSIDE_CHECK)
    roadside.check_number(number, check_id=uuid.uuid4(), purpose=reason, by=house.right, at=at)


def stop_a_car(house, at):
    plate = {"plate_kind": "02", "plate": Plate("川Z99999"), "said": "spot-check"}
    roadside.check_plate(**plate, check_id=uuid.uuid4(), purpose=purpose(Duty.ROADSIDE_CHECK), by=house.right, at=at)


def search(house, at):
    asked = {"officer": house.right, "purpose": purpose(Duty.LICENCE_SEARCH), "at": at}
    with pytest.raises(NotFound):
        licences.search_driver(LicenceNumber(small_town.number(998)), **asked)


def search_known(house, at):
    number = LicenceNumber(house.roles["stranger"][0].identity_number)
    licences.search_driver(number, officer=house.right, purpose=purpose(Duty.LICENCE_SEARCH), at=at)


def precheck(house, at):
    destination = str(cars.DESTINATION)
    transfers.precheck_own(vehicle_id=house.vehicle.id, citizen=house.holder, destination=destination, at=at)


def begin(house, at):
    car = cars.vehicle(house.holder)
    cars.deal(car, house.holder, house.roles["stranger"][0], house.roles["firm"][0], at=cars.Clock(at))


DRIVER = {
    "number": "990102199003070011",
    "name": "样本·张伟",
    "sex": "男",
    "first_issued": "2015-06-17",
    "classes": "C1",
    "valid_from": "2021-06-17",
    "valid_until": "2031-06-17",
    "file_number": "990100382746",
    "card_core_number": "9907002481936",
    "office": "990100000000",
    "issuing_authority": "示例市交通管理支队",
    "letters": "A",
    "points": "3",
}
VEHICLE = {
    "plate_kind": "02",
    "plate": "川Z12345",
    "vin": "LSVFF66R8C2116280",
    "owner_name": "样本·张伟",
    "owner_number": DRIVER["number"],
    "use": "A",
    "type": "K33",
    "colour": "A",
    "fuel": "A",
    "emission": "6",
    "seats": "5",
    "total_mass_kg": "1850",
    "length_mm": "4650",
    "registered_on": "2020-05-01",
    "inspected_until": "2028-05-01",
    "insured_until": "2027-05-01",
    "certificate_number": "990120000001",
    "office": "990100000000",
}


def read_in(kind, cells):
    """A file of one line that is new."""

    def act(_house, at):
        path = settings.DATA / f"{kind}.jsonl"
        path.write_text(json.dumps(cells) + "\n", "utf-8")
        result, _digest = imports.import_file(path, kind=kind, by="system:test", at=at)
        assert result.created == 1

    return act


ACTS = {
    "apply for a licence": apply,
    "check a driver without a licence": stop_a_driver,
    "check a plate that nobody bears": stop_a_car,
    "search a driver who is not there": search,
    "search a driver": search_known,
    "check a car before the sale": precheck,
    "begin a case": begin,
    "read in a driver": read_in("drivers", DRIVER),
    "read in a vehicle": read_in("vehicles", VEHICLE),
}
"""What the empty forms of the addresses do not reach."""


# --- Asking --------------------------------------------------------------------------------------------------------
@contextmanager
def undone():
    """A transaction that is taken back; durable ones inside are parts of it, as in Django's own tests."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with whole:
        yield
        if not connection.needs_rollback:
            transaction.set_rollback(True)


def asked(house):
    """(what was asked, what it read), each taken back."""
    at = datetime.now(UTC)
    for count in (count_figures, count_times):  # as `work` has done before
        count(at=at)
    for name, visit in house.visits.items():
        with undone():
            yield name, opened(*visit)
    for name, act in ACTS.items():
        with undone(), reading() as read:
            act(house, at)
        yield name, read
    for step in steps():
        with undone(), reading() as read:
            step.act()
        yield f"work {step.name}", read


@contextmanager
def own_database():
    """A database of its own, beside that of the other tests and made like it."""
    common, own = connection.settings_dict["NAME"], f"large_{uuid.uuid4().hex}"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {own} TEMPLATE {common}")
    connection.settings_dict["NAME"] = own
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = common
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {own} WITH (FORCE)")


@pytest.fixture(scope="module")
def read(django_db_setup, django_db_blocker, ceremony_folder, tmp_path_factory):
    """By how many rows there are: what everything that can be asked read."""
    if connection.vendor != "postgresql":
        pytest.skip("asks PostgreSQL how many rows it read; SQLite does not tell")
    folder = tmp_path_factory.mktemp("large")
    set_up = {"KEYS": ceremony_folder, "DEMO": False, "POPULATION_URL": ""}
    with django_db_blocker.unblock(), own_database(), override_settings(**set_up, DATA=folder, STATIC_ROOT=folder):
        small_town.open_town()
        house, found = House(), {}
        for step in steps():  # lines are followed from where they are
            step.act()
        make_ready()
        for first, last in ((1, FEW), (FEW + 1, MANY)):
            fill(first, last)
            for row in StatusList.objects.all():
                credentials.compare_list(row.kind, row.number, at=datetime.now(UTC), mend=True)
            copied = shutil.copytree(folder, tmp_path_factory.mktemp("asked") / "data")
            with override_settings(DATA=copied):  # what is signed here is taken back in the database
                found[last] = dict(asked(house))
        yield found


@pytest.mark.slow
@pytest.mark.django_db
def test_nothing_reads_a_table_whole(read):
    wide = {what: one.widest for what, one in read[MANY].items() if one.widest is not None and one.widest.rows > ROWS}
    wrong = [
        f"{what}: {scan.rows} rows of {scan.what} by {scan.how}\n        {scan.statement[:500]}"
        for what, scan in wide.items()
        if what not in WHOLE | BY_RATE
    ]
    assert not wrong, "\n".join([f"{len(wrong)} read more than {ROWS} rows in one scan", *wrong])
    assert set(WHOLE) | set(BY_RATE) <= set(read[MANY]), "reasons for what is asked no more"


@pytest.mark.slow
@pytest.mark.django_db
def test_everything_reads_as_many_blocks_with_ten_times_the_rows(read):
    wrong = []
    for what, many in read[MANY].items():
        few = read[FEW][what]
        if many.blocks > TIMES * few.blocks + MORE and what not in WHOLE | BY_RATE:
            most, statement = max(many.statements)
            wrong.append(f"{what}: {few.blocks} blocks became {many.blocks}, {most} for\n        {statement[:500]}")
    assert not wrong, "\n".join([f"{len(wrong)} grow with their tables", *wrong])
