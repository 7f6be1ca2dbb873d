"""Cases that do not go smoothly, so that every page of the desks has something on it: late and urged, refused, withdrawn,
on site, to be corrected, inspected again, by the old way; and alerts about vehicles that somebody asked about.

Each has a car of its own (story_cars.py), is told once, and stands where it stands until a visitor goes on with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from tongban.clock import day_of
from tongban.errors import NotFound
from tongban.identifiers import LicenceNumber, Vin
from tongban.offices import queries as offices
from tongban.registers import actions as register_actions
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord, VehicleRecord
from tongban.simulation.scans import TITLES
from tongban.simulation.stories import BY, NAMESPACE, admitted, reviewer
from tongban.simulation.story_cars import STORIES
from tongban.simulation.transfers.sales import CHENGDU, SUZHOU, Scene, Told, inspect, open_scene
from tongban.transfers import actions, queries

PRICE_YUAN = 68_000
NOTHING = tuple(TITLES)  # a file without a page, for a case that never comes to its file
INCOMPLETE = ("vin-rubbing", "licence-card")
URGING = "买方在等这份档案，请今天补齐行驶证和拓印膜后发送（样例）。"
CORRECTION = "请补交买方的居住证，正反两面都要拍到（样例）。"
MENDING = "左后轮胎磨损到标记，请更换后再来查验（样例）。"


# --- What each case comes to ------------------------------------------------------------------------------------
def late(told: Told) -> None:
    """Accepted, and the origin has not sent the file."""
    told.enter(without=INCOMPLETE, price_yuan=PRICE_YUAN)
    told.submit()
    told.act("accept", officer=told.scene.officers["window"], at=told.scene(60))


def urged(told: Told) -> None:
    """Late, and its superior has found words for it."""
    late(told)
    told.scene.at += timedelta(days=URGED_AFTER_DAYS)
    ring(at=told.scene())
    actions.urge(transfer_id=told.id, text=URGING, officer=told.scene.officers["supervisor"], at=told.scene())


def refused(told: Told) -> None:
    """The reviewer says no: the car is not what its file says."""
    to_review(told)
    told.act("refuse", grounds=("REF-29-1",), officer=told.scene.officers["reviewer"], at=told.scene(40))


def refused_at_window(told: Told) -> None:
    """The window says no: the proof of origin was altered."""
    submitted(told)
    told.act("refuse", grounds=("REF-15-2",), officer=told.scene.officers["window"], at=told.scene(90))


def correction(told: Told) -> None:
    """The buyer is told what lacks."""
    submitted(told)
    told.act("ask_correction", text=CORRECTION, officer=told.scene.officers["window"], at=told.scene(70))


def to_review(told: Told) -> None:
    """Everything is done but the decision. A car that was sold often is examined on site first."""
    to_inspection(told)
    inspect(told, officer=told.scene.officers["inspector"])


def inspected_again(told: Told) -> None:
    """A tyre was worn down."""
    to_inspection(told)
    inspect(told, officer=told.scene.officers["inspector"], failing=(8,))


def withdrawn(told: Told) -> None:
    """The buyer has changed their mind."""
    submitted(told)
    told.act("withdraw", citizen=told.buyer, at=told.scene(30))


def submitted(told: Told) -> None:
    """With the destination's window, which has not looked at it."""
    told.enter(without=NOTHING, price_yuan=PRICE_YUAN)
    told.submit()


def entered(told: Told) -> None:
    """The seller has not confirmed."""
    told.enter(without=NOTHING, price_yuan=PRICE_YUAN)
    told.scene.partners_answer()


def to_inspection(told: Told) -> None:
    """Accepted, the file sent, received and found right."""
    by = told.scene.officers
    told.enter(price_yuan=PRICE_YUAN)
    told.submit()
    told.act("accept", officer=by["window"], at=told.scene(50))
    told.act("send_file", officer=by["keeper"], at=told.scene(40))
    told.act("receive_file", by="system:transfers", at=told.scene(1))
    told.act("accept_file", officer=by["checker"], at=told.scene(45))


def old_way_inspection(told: Told) -> None:
    """The old way, at its origin: the car did not pass, and may come again."""
    told.enter(price_yuan=PRICE_YUAN)
    told.submit()
    told.act("accept", officer=told.scene.officers["window"], at=told.scene(50))
    told.act("fail_at_origin", text=MENDING, officer=told.scene.officers["inspector"], at=told.scene(50))


def old_way_out(told: Told) -> None:
    """The old way: on the road to its new office, with a temporary plate."""
    told.enter(price_yuan=PRICE_YUAN)
    told.submit()
    told.act("accept", officer=told.scene.officers["window"], at=told.scene(50))
    told.act("move_out", plates_recovered=True, officer=told.scene.officers["inspector"], at=told.scene(50))


def old_way_review(told: Told) -> None:
    """The old way, second half: with the reviewer of the destination."""
    by = told.scene.officers
    old_way_out(told)
    told.act("apply_in", citizen=told.buyer, at=told.scene(60 * 24))
    told.act("receive_file", by="system:transfers", at=told.scene(1))
    told.act("accept_file", officer=by["keeper"], at=told.scene(45))
    inspect(told, officer=by["inspector-origin"])


URGED_AFTER_DAYS = 13
CASES: dict[str, tuple[int, Callable[[Told], None]]] = {
    "late": (9, late),
    "urged": (14, urged),
    "refused": (8, refused),
    "refused-at-window": (6, refused_at_window),
    "correction": (2, correction),
    "on-site": (4, to_review),
    "inspected-again": (5, inspected_again),
    "withdrawn": (7, withdrawn),
    "not-accepted-in-time": (12, submitted),
    "not-confirmed": (1, entered),
    "old-way-inspection": (3, old_way_inspection),
    "old-way-out": (5, old_way_out),
    "old-way-review": (6, old_way_review),
}
"""By the name of the story: how many days ago it began, and what came of it."""
ASKED_ABOUT = {"stolen": ("C", 3), "suspected": ("J", 10)}
"""The letter that the car has got, and how many days ago its owner asked whether it can go elsewhere."""


# --- Telling them ------------------------------------------------------------------------------------------------
def tell(drivers: Sequence[DriverRecord], *, at: datetime) -> None:
    """Make the past of every story whose car the population has. drivers: buyers are taken from its end."""
    cars = {name: car for name in STORIES if (car := story_car(name)) is not None}
    buyers = {
        destination: [
            one for one in reversed(drivers) if offices.serves(destination, region=one.office) and is_fit(one)
        ]
        for destination in (CHENGDU, SUZHOU)
    }
    owners = {str(driver.number): driver for driver in drivers}
    scene: Scene | None = None
    for n, (name, (days, play)) in enumerate(CASES.items()):
        transfer_id = uuid.uuid5(NAMESPACE, f"trouble {name}")
        car = cars.get(name)
        if car is None or car.owner_number not in owners or is_told(transfer_id, at=at):
            continue
        scene = scene or open_scene(at=at)
        scene.at = at - timedelta(days=days, hours=4)
        offered = buyers[CHENGDU if car.office == SUZHOU else SUZHOU]
        seller, buyer = owners[car.owner_number], offered[n % len(offered)]
        play(Told(scene, transfer_id, car, admitted(seller, at=at), admitted(buyer, at=at)))
    asked = [ask_about(cars[name], letter=letter, at=at - timedelta(days=days))
             for name, (letter, days) in ASKED_ABOUT.items() if name in cars]  # fmt: skip
    if any(asked):
        read_alerts(at=at - timedelta(days=1))
    if scene is not None:
        ring(at=at)


def is_fit(driver: DriverRecord) -> bool:
    """May buy a car: lives, and has a resident's number."""
    return driver.is_normal and driver.died_on is None and len(driver.number) == 18


def story_car(name: str) -> VehicleRecord | None:
    """The car of that story; None in a country that is too small for it."""
    try:
        return registers.vehicle_by_vin(Vin(STORIES[name].vin))
    except NotFound:
        return None


def is_told(transfer_id: uuid.UUID, *, at: datetime) -> bool:
    """Was this case made by an earlier start?"""
    try:
        queries.case(transfer_id, at=at)
    except NotFound:
        return False
    return True


@transaction.atomic
def ask_about(car: VehicleRecord, *, letter: str, at: datetime) -> bool:
    """The police have put a letter on the car; then its owner asks whether it can go to Suzhou. False if told before."""
    if letter in car.letters:
        return False
    owner = admitted(registers.driver(LicenceNumber(car.owner_number)), at=at)
    register_actions.set_vehicle_letter(vehicle_id=car.id, letter=letter, reason="样例", by=BY, at=at)
    actions.precheck_own(vehicle_id=car.id, citizen=owner, destination=SUZHOU, at=at + timedelta(hours=2))
    return True


def read_alerts(*, at: datetime) -> None:
    """The auditor has read them."""
    actions.look_at_alerts(
        officer=reviewer("shenlan", at=at),
        first=day_of(at - timedelta(days=30)),
        until=day_of(at),
        number=1,
        size=30,
        at=at,
    )


def ring(*, at: datetime) -> None:
    """Let the clocks ring for all that is over; a late file goes up one step each time."""
    for _ in range(LATE_STEPS):
        actions.run_clocks(at=at)


LATE_STEPS = 3
