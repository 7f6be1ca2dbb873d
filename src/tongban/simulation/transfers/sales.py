"""Used cars that were sold, or are being sold, before the visitor comes: queues have work in them, offices have times.

Every case goes through the service's own actions and the simulated partners; each step does nothing when it was done.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, islice
from typing import Any

import httpx

from tongban.clock import day_of
from tongban.identifiers import IdentityNumber, Vin
from tongban.inspections import records as inspections
from tongban.offices import queries as offices
from tongban.offices.records import OfficerRecord
from tongban.partners import actions as partners
from tongban.partners.courier import Courier
from tongban.partners.profile import profile as partner_profile
from tongban.people.records import CitizenRecord
from tongban.policies import actions as policies
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord, VehicleRecord
from tongban.simulation import scans, story_cars
from tongban.simulation.garage import VEHICLES
from tongban.simulation.partner_dealers import SUZHOU_MARKET
from tongban.simulation.partner_desks import Desks
from tongban.simulation.partner_servers import Simulators, knowledge_file, signing_keys, write_key
from tongban.simulation.stories import NAMESPACE, admitted, citizen, reviewer
from tongban.simulation.transfers import vehicle_files
from tongban.transfers import actions, queries
from tongban.verdicts import Text

CHENGDU, SUZHOU = "510100000000", "320500000000"
STORY = "川A8K2M6"
MISSING_IN_STORY = ("vin-rubbing",)
FINISHED = 6
LEAST_FINISHED = 2  # of a country with few cars
MANY = 500  # cases of the market
RUNNING = ("submitted", "waits-for-page", "file-check", "file-returned", "inspection", "review", "approved", "late")
LATE_DAYS = 16  # since the file of the late case was asked for: past its clock and reported to who supervises
PRICES_YUAN = (46_000, 58_800, 63_500, 79_000, 85_000, 98_600, 112_000)


@dataclass
class Scene:
    """Who acts, and a clock that each act moves on by some minutes."""

    at: datetime
    clerk: CitizenRecord
    officers: dict[str, OfficerRecord]
    courier: Courier = field(repr=False)

    def __call__(self, minutes: int = 7) -> datetime:
        self.at += timedelta(minutes=minutes)
        return self.at

    def partners_answer(self) -> None:
        """The partners answer what waits, and the service takes it in."""
        for _ in range(3):
            partners.deliver(at=self(1), courier=self.courier, jitter=lambda: 0.0)
            actions.follow_partners(at=self(1))


def tell(drivers: Sequence[DriverRecord], *, at: datetime) -> None:
    """Make the past. drivers: the population, sellers from Chengdu and buyers from Suzhou are taken from it."""
    rule_cities(at=at)
    for owned in VEHICLES:
        without = MISSING_IN_STORY if owned.plate == STORY else ()
        vehicle_files.fill(registers.vehicle_by_vin(Vin(owned.vin)), without=without, at=at - timedelta(days=60))
    own = {owned.vin for owned in VEHICLES} | set(story_cars.VINS)
    done = sum(one.vin not in own for one in queries.cases_of_dealer(str(SUZHOU_MARKET.credit_code), at=at, limit=MANY))
    buyers = [
        one for one in drivers if offices.serves(SUZHOU, region=one.office) and one.is_normal and one.died_on is None
    ]
    sellers = (
        (one, car)
        for one in drivers
        if offices.serves(CHENGDU, region=one.office)
        for car in fit_cars(one, on=day_of(at))
        if car.vin not in own and queries.open_case_of(car.id, at=at) is None  # told by an earlier start
    )
    waiting = list(islice(sellers, max(0, FINISHED + len(RUNNING) - done)))
    finished = min(FINISHED, max(LEAST_FINISHED, done + len(waiting) - len(RUNNING)))  # work in the queues comes first
    scene = open_scene(at=at)
    for n, (seller, car), buyer in zip(count(done), waiting, buyers[done:], strict=False):
        until = "closed" if n < finished else RUNNING[n - finished]
        days = 3 + 4 * n if until == "closed" else LATE_DAYS if until == "late" else 1
        scene.at = at - timedelta(days=days, hours=3)
        transfer_id = uuid.uuid5(NAMESPACE, f"sale {car.vin}")
        play(Told(scene, transfer_id, car, admitted(seller, at=at), admitted(buyer, at=at)), until=until, n=n)


def fit_cars(driver: DriverRecord, *, on: date) -> list[VehicleRecord]:
    """The driver's cars that nothing speaks against."""
    return [
        car
        for car in registers.vehicles_of(str(driver.number))
        if car.type.startswith("K3")
        and car.use == "A"
        and car.emission in ("5", "6")
        and car.letters == {"A"}
        and not (car.is_mortgaged or car.is_pledged or car.co_owners)
        and car.inspected_until > on
        and car.insured_until > on
        and (on - car.owner_since).days > 400
    ]


def open_scene(*, at: datetime) -> Scene:
    """Everybody, and the simulated partners within this process."""
    scene = Scene(at, citizen("qianjin"), {}, None)  # type: ignore[arg-type]
    simulators = Simulators(
        our_keys=signing_keys,
        push=lambda *_: 200,
        knows=Desks(file=knowledge_file()),
        now=lambda: scene.at,
        pause=lambda _: None,
        later=lambda _: None,
    )
    for partner, desk in simulators.desks.items():
        write_key(partner, desk.signer)

    def carried(request: httpx.Request) -> httpx.Response:
        reply = simulators.respond(request.method, request.url.raw_path.decode(), request.headers, request.content)
        assert reply is not None
        status, headers, content = reply
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))

    scene.courier = Courier(partner_profile(), transport=httpx.MockTransport(carried))
    names = {
        "supervisor": "sunlei",
        "window-origin": "tangjing",
        "inspector-origin": "heping",
        "reviewer-origin": "yexin",
        "keeper": "luowen",
        "window": "lumin",
        "checker": "jiangyue",
        "inspector": "dingning",
        "reviewer": "guqing",
    }
    scene.officers = {part: reviewer(name, at=at) for part, name in names.items()}
    return scene


@dataclass
class Told:
    """One case of the story: its scene, its id, the car and both sides."""

    scene: Scene
    id: uuid.UUID
    car: VehicleRecord
    seller: CitizenRecord
    buyer: CitizenRecord

    def act(self, name: str, **given: Any) -> None:
        """The action under a key of its own, so that seeding again does nothing."""
        getattr(actions, name)(transfer_id=self.id, key=str(uuid.uuid5(self.id, name)), **given)

    def enter(self, *, without: tuple[str, ...] = (), price_yuan: int) -> None:
        """A file but for the documents of `without`, the owner's consent, and the deal."""
        vehicle_files.fill(self.car, without=without, at=self.scene.at - timedelta(days=90))
        code = actions.give_consent(
            vehicle_id=self.car.id, key=f"sale-{self.car.id}", citizen=self.seller, at=self.scene()
        )
        actions.enter_deal(
            transfer_id=self.id,
            citizen=self.scene.clerk,
            plate_kind=self.car.plate_kind,
            plate=self.car.plate,
            vin=Vin(self.car.vin),
            code=code,
            buyer_number=IdentityNumber(self.buyer.identity_number),
            destination=CHENGDU if self.car.office == SUZHOU else SUZHOU,
            price_fen=price_yuan * 100,
            delivered_on=day_of(self.scene.at),
            at=self.scene(),
        )

    def submit(self) -> None:
        """Both sides sign, and tax issues the invoice."""
        self.act("confirm", citizen=self.seller, at=self.scene(20))
        self.act("apply", citizen=self.buyer, at=self.scene(15))
        self.scene.partners_answer()


def play(told: Told, *, until: str, n: int) -> None:
    """One case from the consent to where it stands now: every step up to the one called `until`."""
    until, is_waiting = ("waits-for-page", True) if until == "late" else (until, until == "waits-for-page")
    told.enter(
        without=("vin-rubbing", "licence-card") if is_waiting else (), price_yuan=PRICES_YUAN[n % len(PRICES_YUAN)]
    )
    scene, act, by = told.scene, told.act, told.scene.officers
    pages = [actions.PageProblem("certificate", 4, "A2")]
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("submitted", told.submit),
        ("waits-for-page", lambda: act("accept", officer=by["window"], at=scene(40 + 9 * n))),
        ("", lambda: act("send_file", officer=by["keeper"], at=scene(25 + 11 * n))),
        ("file-check", lambda: act("receive_file", by="system:transfers", at=scene(1))),
        *(
            [("file-returned", lambda: act("return_pages", pages=pages, officer=by["checker"], at=scene(30)))]
            if until == "file-returned"
            else []
        ),
        ("inspection", lambda: act("accept_file", officer=by["checker"], at=scene(35 + 7 * n))),
        ("review", lambda: inspect(told, officer=by["inspector"])),
        ("approved", lambda: act("approve", officer=by["reviewer"], at=scene(25 + 5 * n))),
        ("", lambda: act("choose_number", plate=first_offered(told), citizen=told.buyer, at=scene(2))),
        ("", lambda: act("issue", officer=by["window"], at=scene(20), **ALL_RECOVERED)),
        ("", lambda: actions.move_files(at=scene(1))),
        ("closed", scene.partners_answer),
    )
    for name, step in steps:
        step()
        if name == until:
            return


ALL_RECOVERED = {"plates_recovered": True, "card_recovered": True, "plates_ready": True}


def first_offered(told: Told) -> str:
    """The first of ten numbers."""
    return actions.offer_numbers(transfer_id=told.id, citizen=told.buyer, at=told.scene(10))[0]


def inspect(told: Told, *, officer: OfficerRecord, failing: tuple[int, ...] = ()) -> None:
    """A form with drawn photos, faultless but for the items of `failing`."""
    car = told.car
    items = inspections.required_items(type=car.type, use=car.use)
    ticks = {item: inspections.Tick.FAIL if item in failing else inspections.Tick.PASS for item in items}
    actions.record_inspection(
        transfer_id=told.id,
        key=str(uuid.uuid5(told.id, "inspect")),
        form=inspections.Form(
            type=car.type,
            use=car.use,
            items=ticks,
            vin=str(car.vin),
            is_recorded=True,
            is_certified=True,
            mileage_km=car.mileage_km + 1200,
        ),
        photos={
            code: (scans.photo(code, vin=str(car.vin)), "image/jpeg")
            for code in inspections.required_photos(type=car.type)
        },
        officer=officer,
        at=told.scene(60),
    )


def rule_cities(*, at: datetime) -> None:
    """Suzhou's rules for vehicles that come in: one in force, one that waits for its approval."""
    author, approver = reviewer("xuke", at=at), reviewer("yanhui", at=at)
    emission = queries.CityPolicy(
        prefecture=offices.city_of(SUZHOU),
        kind=queries.PolicyKind.EMISSION,
        from_day=date(2022, 8, 1),
        until_day=None,
        text=Text(
            "转入苏州的机动车要达到国五排放标准（样例）。",
            "Vehicles that come to Suzhou must meet China 5 (example).",
        ),
        source="样本发〔2022〕8号 关于转入机动车排放标准的通告（样例）",
        minimum_emission="5",
    )
    residence = queries.CityPolicy(
        prefecture=offices.city_of(SUZHOU),
        kind=queries.PolicyKind.RESIDENCE,
        from_day=day_of(at) + timedelta(days=30),
        until_day=None,
        text=Text("转入苏州的机动车，买方要有本市住所（样例）。", "The buyer must reside in Suzhou (example)."),
        source="样本发〔2026〕31号（样例，待批）",
    )
    for name, policy, is_approved in (("emission", emission, True), ("residence", residence, False)):
        policy_id = uuid.uuid5(NAMESPACE, f"policy {name}")
        if queries.is_policy(policy_id):
            continue
        policies.draft(queries.CITY_RULES, policy_id, policy, officer=author, at=at)
        if is_approved:
            policies.approve(queries.CITY_RULES, policy_id, officer=approver, at=at)
