"""Putting the invented country into an installation: offices, registers, officers, citizens.

Every step does nothing when it was done before, so a killed seeding is simply started again. Production refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from tongban import clock
from tongban.clock import day_of
from tongban.errors import Forbidden, NotFound
from tongban.faces.queries import faces
from tongban.identifiers import CreditCode
from tongban.offices import actions as offices
from tongban.offices import queries as office_queries
from tongban.offices.records import Duty
from tongban.partners import queries as partner_queries
from tongban.people import actions as people
from tongban.people import queries as people_queries
from tongban.registers import actions as registers
from tongban.registers import queries as register_queries
from tongban.registers.records import DriverRecord
from tongban.simulation import partner_dealers, personas, portraits, stories
from tongban.simulation.country import CITIES, ODD_CITIES, OFFICES
from tongban.simulation.personas import Persona
from tongban.simulation.population import SEED, Population, populate
from tongban.simulation.population_server import Register, within_process

BY = "system:simulation"
ADMINISTRATOR = "machao"
SERVICE = "licences"
OPEN_SINCE = {"5101": date(2021, 6, 1)}
NATIONWIDE = date(2021, 12, 10)
AT_ONCE = 2000
FIRM_SINCE = date(2024, 1, 2)
FIRMS = {  # who is its administrator: name and credit code
    "zhaoying": ("示例安行租车有限公司", CreditCode("91510100MAC0RENT0A")),
    "qianjin": (partner_dealers.SUZHOU_MARKET.name, partner_dealers.SUZHOU_MARKET.credit_code),
}
Item = TypeVar("Item")


@dataclass(frozen=True)
class Seeded:
    """What seeding found or made; new_rows: register rows that were not there before."""

    drivers: int
    vehicles: int
    personas: int
    new_rows: int


def seed(
    *,
    seed: int = SEED,
    drivers: int = 3000,
    at: datetime | None = None,
    show: Callable[[str], None] = lambda _: None,
) -> Seeded:
    """Fill this installation with the invented country; safe to repeat and to kill.

    drivers: besides the personas. at: now when None. show: told what is being done. Forbidden("demo.only") in production.
    """
    if settings.MODE == "production":
        raise Forbidden("demo.only", "an invented population is never put into a production installation")
    at = at or clock.now()
    population = populate(seed=seed, drivers=drivers, on=day_of(at))
    show("offices")
    with transaction.atomic():
        _open_offices(at=at)
    show("dealers")
    if partner_queries.dealer(partner_dealers.SUZHOU_MARKET.credit_code) is None:
        partner_dealers.list_dealers(at=at)
    show("registers")
    new_rows = _load(population, at=at)
    population = replace(population, drivers=_as_registered(population.drivers))
    for persona in personas.PERSONAS:
        show(persona.username)
        with transaction.atomic():
            _admit(persona, at=at)
    show("stories")
    stories.tell(population, reviewer=stories.reviewer(at=at), at=at)
    for service, told in _told_by_services():
        show(service)
        told.tell(list(population.drivers), at=at)
    return Seeded(len(population.drivers), len(population.vehicles), len(personas.PERSONAS), new_rows)


def _open_offices(*, at: datetime) -> None:
    """Offices by name; the services by region. One city stays closed: it shows what that page says."""
    for office in OFFICES:
        offices.open_office(
            code=office.code, name_zh=office.name_zh, name_en=office.name_en, kind=office.kind, by=BY, at=at
        )
    for city in CITIES:
        if city.is_open and office_queries.rollout(SERVICE, region=city.prefix) is None:
            offices.open_service(
                service=SERVICE,
                region_prefix=city.prefix,
                from_day=OPEN_SINCE.get(city.prefix, NATIONWIDE),
                by=BY,
                at=at,
            )
    for prefix in ODD_CITIES:
        if office_queries.rollout(SERVICE, region=prefix) is None:
            offices.open_service(service=SERVICE, region_prefix=prefix, from_day=NATIONWIDE, by=BY, at=at)
    for service, told in _told_by_services():
        for prefix in told.REGIONS:
            if office_queries.rollout(service, region=prefix) is None:
                offices.open_service(service=service, region_prefix=prefix, from_day=NATIONWIDE, by=BY, at=at)


def _told_by_services() -> Iterator[tuple[str, Any]]:
    """What the simulation tells of each service of this installation beside the licence: a folder of the service's name,
    with `tell` and REGIONS."""
    for face in faces():
        if find_spec(f"tongban.simulation.{face.name}"):
            yield face.name, import_module(f"tongban.simulation.{face.name}")


def _load(population: Population, *, at: datetime) -> int:
    """Portraits first, then the rows that show them, a part at a time. The last row is there only if all are."""
    if _is_loaded(population):
        return 0
    faces = sorted(set(population.faces.values()))
    images = [portraits.draw(seed, is_male=is_male, is_grey=is_grey) for seed, is_male, is_grey in faces]
    digest_of = dict(zip(faces, registers.store_portraits(images=images), strict=True))
    drivers = [replace(driver, portrait_digest=digest_of[population.faces[driver.id]]) for driver in population.drivers]
    new = 0
    for part in _parts(drivers):
        ids = {driver.id for driver in part}
        lines = [line for line in population.points if line.driver_id in ids]
        new += registers.load_register(drivers=part, points=lines, by=BY, at=at)
    for vehicles in _parts(population.vehicles):
        new += registers.load_register(drivers=(), vehicles=vehicles, lines=population.lines, by=BY, at=at)
    return new


def _as_registered(drivers: Iterable[DriverRecord]) -> tuple[DriverRecord, ...]:
    """The same drivers as the register holds them. An earlier version invented some of them otherwise, and accounts and
    cases of its demonstration are those people's."""
    return tuple(
        held[one.id]
        for part in _parts(drivers)
        for held in [register_queries.drivers_by_id([d.id for d in part])]
        for one in part
    )


def _is_loaded(population: Population) -> bool:
    """True once the last vehicle of the population is in the register: parts follow one another, drivers first."""
    try:
        register_queries.vehicle_by_id(population.vehicles[-1].id)
    except NotFound:
        return False
    return True


def _admit(persona: Persona, *, at: datetime) -> None:
    """The persona's account, and the citizen or officer behind it, unless they are there."""
    account = get_user_model().objects.filter(username=persona.username).first()
    if account is not None:
        if (officer := office_queries.officer(account)) is not None and not officer.is_identified:
            offices.identify_officer(officer_id=officer.id, identity_number=persona.identity, by=BY, at=at)
        return
    if persona.is_officer:
        _admit_officer(persona, at=at)
    else:
        _admit_citizen(persona, at=at)


def _admit_citizen(persona: Persona, *, at: datetime) -> None:
    assert persona.number is not None
    account = people.open_account(username=persona.username, password=None)
    citizen = people.confirm_at_window(
        account=account, name=persona.name, number=persona.number, phone=persona.phone, by=BY, at=at
    )
    people.learn_home(citizen.id, at=at, ask=within_process(Register()))
    name, code = FIRMS.get(persona.username, ("", None))
    if code is not None and people_queries.organisation_by_credit_code(code) is None:
        people.confirm_organisation(name=name, credit_code=code, administrator_id=citizen.id, on=FIRM_SINCE, at=at)


def _admit_officer(persona: Persona, *, at: datetime) -> None:
    assert persona.office is not None
    by = _appointer(persona, at=at)
    account = people.open_officer_account(username=persona.username, password=None)
    officer = offices.create_officer(
        account_id=account.pk,
        name=persona.name,
        number=persona.officer_number,
        office=persona.office,
        identity_number=persona.identity,
        by=by,
        at=at,
    )
    for duty in persona.duties:
        offices.grant_duty(
            officer_id=officer.id,
            duty=duty,
            region_prefix=persona.region_prefix,
            from_day=NATIONWIDE,
            by=by,
            at=at,
        )


def _appointer(persona: Persona, *, at: datetime) -> str:
    """Chengdu's administrator, once there is one, for the officers of Chengdu; nobody for the others."""
    account = get_user_model().objects.filter(username=ADMINISTRATOR).first()
    officer = None if account is None else office_queries.officer(account, on=day_of(at))
    return officer.key if officer is not None and officer.may(Duty.ADMINISTER, region=persona.region_prefix) else BY


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while part := list(islice(rest, AT_ONCE)):
        yield part
