"""What has happened before the visitor comes: licences issued, photos waiting, one returned, one suspended.

All of it through the services' own actions, so the journal, the lists and the notices are as they would be.
Every step does nothing when it was done before.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model

from tongban.clock import day_of
from tongban.errors import Refused
from tongban.identifiers import IdentityNumber, LicenceNumber, Phone
from tongban.licences import actions as licences
from tongban.licences import queries as licence_queries
from tongban.licences.actions import Decision
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord, Purpose
from tongban.people import actions as people
from tongban.people import queries as people_queries
from tongban.people.records import CitizenRecord
from tongban.registers import queries as register_queries
from tongban.registers.records import DriverRecord
from tongban.roadside import actions as roadside
from tongban.simulation import portraits
from tongban.simulation.personas import by_username
from tongban.simulation.population import Population
from tongban.simulation.population_server import Register, within_process
from tongban.simulation.portraits import Flaw

BY = "system:simulation"
WAITING = 11  # photos in the reviewer's queue
ISSUED = 40  # holders besides the personas
NAMESPACE = uuid.UUID("6f4e1c1e-6f0e-4b39-9f0a-6f3b0f0b1a51")
LAST_POINTS = 3
STORIES_BEGIN = timedelta(days=45)  # nothing that is told here happened earlier


def tell(population: Population, *, reviewer: OfficerRecord, at: datetime) -> None:
    """Make the past of the demonstration, with the first of the population."""
    drivers = population.drivers
    issue_to(citizen("zhangwei"), at=at - timedelta(days=40))
    suspend_chentao(at=at)
    return_linxiao(reviewer=reviewer, at=at - timedelta(days=2))
    patrol(at=at - timedelta(days=3))
    fit = [
        one
        for one in drivers
        if one.is_normal and offices.serves("510100000000", region=one.office) and one.died_on is None
    ]
    issued = min(ISSUED, max(0, len(fit) - WAITING))  # a small country has fewer holders, and photos that wait
    for n, driver in enumerate(fit[:issued]):
        issue_to(admitted(driver, at=at), at=at - timedelta(days=n % 35, hours=n % 9))
    for n, driver in enumerate(fit[issued : issued + WAITING]):
        flaw = Flaw.DARK_GLASSES if n % 4 == 2 else None
        seed, is_male, is_grey = population.faces[driver.id]
        picture = portraits.draw(seed, is_male=is_male, is_grey=is_grey, flaw=flaw, shot=1)
        hand_in(admitted(driver, at=at), picture, at=at - timedelta(minutes=20 * n + 5))


def citizen(username: str) -> CitizenRecord:
    """The persona as a citizen."""
    number = by_username(username).number
    assert number is not None
    found = people_queries.citizen_by_identity(IdentityNumber(number))
    assert found is not None
    return found


def admitted(driver: DriverRecord, *, at: datetime) -> CitizenRecord:
    """A member of the population with an account of its own."""
    found = people_queries.citizen_by_identity(IdentityNumber(driver.number))
    if found is not None:
        return found
    account = people.open_account(username=f"driver-{driver.file_number}", password=None)
    phone = Phone(f"139{int(driver.file_number[-8:]):08d}")
    made = people.confirm_at_window(
        account=account, name=driver.name, number=IdentityNumber(driver.number), phone=phone, by=BY, at=at
    )
    return people.learn_home(made.id, at=at, ask=within_process(Register()))


def issue_to(holder: CitizenRecord, *, at: datetime) -> None:
    """Issue with the identity-card photo, unless there is a licence or the rules say no."""
    if licence_queries.licence_of(holder.id, at=at) is not None:
        return
    try:
        licences.apply(application_id=name_of("issue", holder), citizen=holder, picture=None, at=at)
    except Refused:
        return


def hand_in(holder: CitizenRecord, picture: bytes, *, at: datetime) -> None:
    """Send a photo for review, unless that was done or the picture does not pass the machine."""
    if licence_queries.application_of(holder.id) is not None:
        return
    try:
        licences.apply(application_id=name_of("photo", holder), citizen=holder, picture=picture, at=at)
    except Refused:
        return


def return_linxiao(*, reviewer: OfficerRecord, at: datetime) -> None:
    """Her first photo shows dark glasses and came back."""
    holder = citizen("linxiao")
    if licence_queries.application_of(holder.id) is not None:
        return
    persona = by_username("linxiao")
    picture = portraits.draw(persona.portrait_seed, is_male=False, flaw=Flaw.DARK_GLASSES, shot=1)
    hand_in(holder, picture, at=at)
    licences.review_photo(
        application_id=name_of("photo", holder),
        attempt=1,
        decision=Decision.RETURN,
        broken=("P3",),
        officer=reviewer,
        at=at + timedelta(hours=1),
    )


def suspend_chentao(*, at: datetime) -> None:
    """He had his licence with 9 points; the last violation brought 3 more."""
    holder = citizen("chentao")
    driver = register_queries.driver(LicenceNumber(holder.identity_number))
    if licence_queries.licence_of(holder.id, at=at) is not None or "B" in driver.letters:
        return
    issue_to(holder, at=at - timedelta(days=20))
    licences.change_standing(
        driver_id=driver.id,
        key=str(name_of("violation", holder)),
        change=f"points:{LAST_POINTS}",
        reason="不按规定车道行驶（样例）",
        officer=reviewer("tangjing", at=at),
        at=at - timedelta(days=1),
    )


def patrol(*, at: datetime) -> None:
    """An evening of the East Brigade: one driver whose phone was flat, one car."""
    officer, driver = reviewer("gaofeng", at=at), citizen("zhangwei")
    [car] = register_queries.vehicles_of(str(citizen("zhaoying").identity_number))
    roadside.check_number(
        LicenceNumber(driver.identity_number),
        check_id=name_of("patrol", driver),
        purpose=Purpose(Duty.ROADSIDE_CHECK, "手机没电，当场口述证号（样例）"),
        by=officer,
        at=at,
    )
    roadside.check_plate(
        plate_kind=car.plate_kind,
        plate=car.plate,
        check_id=name_of("patrol", citizen("zhaoying")),
        purpose=Purpose(Duty.ROADSIDE_CHECK, "尾灯不亮，提醒车主（样例）"),
        said="patrol",
        by=officer,
        at=at + timedelta(minutes=20),
    )


def name_of(what: str, holder: CitizenRecord) -> uuid.UUID:
    """The same id each time, so that a repeated seeding is one application."""
    return uuid.uuid5(NAMESPACE, f"{what}/{holder.id}")


def reviewer(username: str = "zhoujie", *, at: datetime) -> OfficerRecord:
    """The persona who reviews photos."""
    account = get_user_model().objects.get(username=username)
    found = offices.officer(account, on=day_of(at))
    assert found is not None
    return found
