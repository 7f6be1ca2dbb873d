"""What is an officer's own or a relative's: refused where it is typed or opened, and in no list, whatever the duty.

A city's rule is nobody's business by name, so that drafting and approving one is not asked about here.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from transfers import cars as small_road

from tongban.errors import NotFound, Refused
from tongban.followers.models import DeadLetter
from tongban.identifiers import IdentityNumber, Plate
from tongban.journal import queries as journal
from tongban.licences import actions as licences
from tongban.offices import actions, queries
from tongban.offices.records import LOOKS, Duty, Purpose
from tongban.people.queries import identity_digest
from tongban.registers import actions as registers
from tongban.registers.models import Vehicle
from tongban.registers.records import Owner
from tongban.roadside import actions as roadside
from tongban.roadside import queries as checks
from tongban.roadside.models import Check
from tongban.transfers import actions as transfers
from tongban.transfers import queries as cases
from tongban.transfers.actions import clocks, following
from tongban.transfers.models import JointOwner, Transfer
from tongban.transfers.queries import Tab, queue_page
from tongban.transfers.stages import Stage

pytestmark = pytest.mark.django_db
REASON = "核对驾驶资格"
CODES = {"own": "OF-03", "kin": "OF-04"}


@pytest.fixture(params=CODES)
def officer(town, request):
    """Makes the officer whose own business that person's is, or a relative's."""

    def make(number, *duties, region="51"):
        number = IdentityNumber(number)
        if request.param == "own":
            return town.officer(*duties, region=region, identity_number=number)
        made = town.officer(*duties, region=region)
        declare(made, number)
        return made

    make.code = CODES[request.param]
    return make


def declare(officer, number):
    actions.declare_kin(
        officer_id=officer.id, identity_number=number, relation="子女", by="officer:test", at=small_road.AT
    )


def is_recused(officer, act):
    """Refused for whose business it is, before anything was noted of it."""
    with pytest.raises(Refused, match=r"matter\.recusal") as refused:
        act()
    return [reason.code for reason in refused.value.verdict.reasons] == [officer.code]


@pytest.fixture
def road(town):
    """A car of two owners, of which the first has a driving licence."""
    first = town.driver()
    owner, other = town.citizen(first), town.citizen(town.driver())
    share = {"name": other.name, "number": str(other.identity_number), "address": ""}
    return first, owner, other, small_road.vehicle(owner, co_owners=[share])


# --- at the roadside ------------------------------------------------------------------------------------------------
def typed_number(driver, by, at, check_id=None):
    return roadside.check_number(
        driver.number, check_id=check_id or uuid.uuid4(), purpose=Purpose(Duty.ROADSIDE_CHECK, REASON), by=by, at=at
    )


def typed_plate(plate, by, at):
    return roadside.check_plate(
        plate_kind="02",
        plate=Plate(plate),
        check_id=uuid.uuid4(),
        purpose=Purpose(Duty.ROADSIDE_CHECK, REASON),
        said="patrol",
        by=by,
        at=at,
    )


def test_given_an_own_or_a_relatives_licence_when_its_number_is_typed_then_nothing_is_checked(town, officer, road):
    driver, *_ = road
    patrol = officer(driver.number, Duty.ROADSIDE_CHECK)
    assert is_recused(officer, lambda: typed_number(driver, patrol, town.AT))
    assert not Check.objects.exists()
    assert typed_number(driver, town.officer(Duty.ROADSIDE_CHECK, region="51"), town.AT)


@pytest.mark.parametrize("share", [1, 2])
def test_given_a_car_that_is_owned_alone_or_jointly_when_its_plate_is_typed_then_nothing_is_checked(
    town, officer, road, share
):
    patrol = officer(road[share].identity_number, Duty.ROADSIDE_CHECK)
    assert is_recused(officer, lambda: typed_plate(road[3].plate, patrol, town.AT))
    assert not Check.objects.exists()
    assert typed_plate(road[3].plate, town.officer(Duty.ROADSIDE_CHECK), town.AT)


def test_given_a_former_plate_when_it_is_typed_then_it_leads_to_no_own_car(town, officer, road):
    _driver, owner, _other, car = road
    registers.transfer_vehicle(
        vehicle_id=car.id,
        owner=Owner(name=owner.name, number=str(owner.identity_number), address="示例市样本路 2 号"),
        office="510100000400",
        plate_kind="02",
        plate="川B12345",
        reason="样例",
        by="officer:test",
        at=town.AT,
    )
    patrol = officer(owner.identity_number, Duty.ROADSIDE_CHECK)
    assert is_recused(officer, lambda: typed_plate(car.plate, patrol, town.AT))


def test_given_a_check_when_the_person_is_declared_a_relative_then_it_is_opened_no_more(town, road):
    driver, owner, _other, car = road
    patrol = town.officer(Duty.ROADSIDE_CHECK)
    made = [typed_number(driver, patrol, town.AT), typed_plate(car.plate, patrol, town.AT)]
    assert len(checks.checks_of(patrol)) == len(made)
    declare(patrol, owner.identity_number)
    for check_id in made:
        with pytest.raises(Refused, match=r"matter\.recusal"):
            checks.check(check_id, officer=patrol)
        with pytest.raises(Refused, match=r"matter\.recusal"):
            checks.shown_portrait(check_id, officer=patrol, at=town.AT)
    assert checks.checks_of(patrol) == []


def test_given_newer_checks_of_a_relative_when_a_page_is_read_then_it_is_as_long_as_was_asked(town, road):
    _driver, owner, _other, car = road
    patrol, stranger = town.officer(Duty.ROADSIDE_CHECK), town.driver()
    before = [typed_number(stranger, patrol, town.AT) for _ in range(3)]
    for minute in (0, 1, 2):  # the first at the same moment as those of the other person
        typed_plate(car.plate, patrol, town.AT + timedelta(minutes=minute))
    declare(patrol, owner.identity_number)
    shown = [one.id for one in checks.checks_of(patrol, limit=2)]
    assert len(shown) == 2
    assert set(shown) < set(before)
    assert {one.id for one in checks.checks_of(patrol)} == set(before)


# --- at the desk ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("duty", [Duty.LICENCE_SEARCH, Duty.AUDIT, Duty.WINDOW])
def test_given_an_own_or_a_relatives_licence_when_it_is_searched_then_it_is_refused_and_no_look_is_noted(
    town, officer, road, duty
):
    driver, owner, *_ = road
    clerk = officer(driver.number, duty)
    asked = {"officer": clerk, "purpose": Purpose(duty, REASON), "at": town.AT}
    assert is_recused(officer, lambda: licences.search_driver(driver.number, **asked))
    assert not {entry.tag for entry in journal.history(owner.key)} & set(LOOKS)


@pytest.fixture
def late(town):
    """A case of a car with a joint owner, whose file Chengdu owes for so long that its superior has it; its clock."""
    small_road.open_towns()
    at = small_road.Clock()
    case = small_road.submitted(at=at, without=("vin-rubbing",)).accept(at)
    joint = small_road.citizen()
    share = {"name": joint.name, "number": str(joint.identity_number), "address": ""}
    Vehicle.objects.filter(pk=case.vehicle.id).update(co_owners=[share])
    following.hold_case(case.id, at=at())
    at.at = clocks.escalations(case.row.stage_since)[1] + timedelta(minutes=5)
    transfers.run_clocks(at=at())
    return case, at, {"seller": case.seller, "buyer": case.buyer, "joint": joint}


def listed(officer, at):
    """In how many lists of one who supervises or works at the origin something stands."""
    queue = queue_page(officer, tab=Tab.ALL, at=at, size=5).rows
    plain = cases.queue_page(officer, tab=Tab.ALL, at=at, size=100).rows
    return sum(map(len, (queue, plain, cases.late_cases(officer, size=5).rows)))


@pytest.mark.parametrize("part", ["seller", "buyer", "joint"])
def test_given_an_own_or_a_relatives_case_then_it_is_in_no_list_of_a_supervisor_and_is_neither_opened_nor_urged(
    town, officer, late, part
):
    case, at, people = late
    supervisor = officer(people[part].identity_number, Duty.SUPERVISION)
    assert listed(supervisor, at()) == 0
    assert listed(town.officer(Duty.SUPERVISION, region="51"), at()) == 3
    assert is_recused(officer, lambda: transfers.look_at_case(transfer_id=case.id, officer=supervisor, at=at()))
    assert is_recused(
        officer,
        lambda: transfers.urge(transfer_id=case.id, text="请今天下班前封发", officer=supervisor, at=at()),
    )


def counted(officer, at):
    """Every number that stands beside those lists: tabs, the rail's, the pages' totals and the day's."""
    pages = queue_page(officer, tab=Tab.ALL, at=at, size=5), cases.late_cases(officer, size=5)
    tabs = cases.counts(officer, at=at)
    return [tabs[Tab.ALL], tabs[Tab.OVERDUE], cases.late_count(officer), *(page.total for page in pages)]


@pytest.mark.parametrize("part", ["seller", "buyer", "joint"])
def test_given_an_own_or_a_relatives_case_then_no_number_beside_a_list_counts_it(town, officer, late, part):
    _case, at, people = late
    assert counted(officer(people[part].identity_number, Duty.SUPERVISION), at()) == [0] * 5
    assert counted(town.officer(Duty.SUPERVISION, region="51"), at()) == [1] * 5


def test_given_a_joint_owner_when_a_deal_begins_then_no_count_of_theirs_has_it_and_the_register_is_followed(
    town, officer, road
):
    small_road.open_towns()
    _driver, owner, other, car = road
    small_road.fill_file(car)
    at = small_road.Clock()
    case = small_road.deal(car, owner, small_road.citizen(), small_road.clerk(), at=at)
    known = JointOwner.objects.filter(transfer=case)
    assert [one.identity_digest for one in known] == [identity_digest(other.identity_number)]
    Transfer.objects.filter(pk=case).update(stage=Stage.SUBMITTED)
    joint = officer(other.identity_number, Duty.SUPERVISION)
    assert cases.counts(joint, at=at())[Tab.ALL] == 0
    Vehicle.objects.filter(pk=car.id).update(co_owners=[])
    following.hold_case(case, at=at())
    assert not known.all().exists()
    assert cases.counts(joint, at=at())[Tab.ALL] == 1


def test_given_cases_from_before_joint_owners_were_noted_when_work_follows_the_register_then_they_are(town, late):
    case, at, people = late
    known = JointOwner.objects.filter(transfer=case.id)
    known.delete()
    import_module("tongban.transfers.migrations.0012_joint_owners").look_again(apps, None)
    following.follow_register(at=at() + timedelta(days=3650))
    assert [one.identity_digest for one in known.all()] == [identity_digest(people["joint"].identity_number)]
    assert not DeadLetter.objects.exists()


@pytest.mark.parametrize("part", ["seller", "joint"])
def test_given_an_urging_when_the_case_is_an_own_or_a_relatives_then_the_office_reads_it_and_they_do_not(
    town, officer, late, part
):
    case, at, people = late
    supervisor = town.officer(Duty.SUPERVISION, region="51")
    transfers.urge(transfer_id=case.id, text="请今天下班前封发", officer=supervisor, at=at())
    assert cases.urged_cases(officer(people[part].identity_number, Duty.ARCHIVE)) == []
    assert [plate for plate, _words in cases.urged_cases(town.officer(Duty.ARCHIVE, region="51"))] == [case.row.plate]


@pytest.mark.parametrize("duty", [Duty.SUPERVISION, Duty.AUDIT])
@pytest.mark.parametrize("part", ["seller", "joint"])
def test_given_a_silent_alert_about_an_own_or_a_relatives_car_then_they_never_read_it(town, officer, late, duty, part):
    case, at, people = late
    Vehicle.objects.filter(pk=case.vehicle.id).update(letters="C")
    destination = str(small_road.DESTINATION)
    transfers.precheck_own(vehicle_id=case.vehicle.id, citizen=case.seller, destination=destination, at=at())
    day = at().date()
    days = {"first": day - timedelta(days=1), "until": day + timedelta(days=1), "number": 1, "size": 5}

    def read(by):
        return transfers.look_at_alerts(officer=by, at=at(), **days).rows

    assert read(officer(people[part].identity_number, duty)) == ()
    assert [one.case.id for one in read(town.officer(duty, region="51"))] == [case.id]


# --- the auditor ----------------------------------------------------------------------------------------------------
def test_given_an_alarm_about_a_relative_when_an_auditor_looks_then_it_is_another_auditors(town):
    number = town.number(700, born="19850101")
    busy = town.officer(Duty.LICENCE_SEARCH, region="51", identity_number=number)
    actions.raise_look_alarm(officer=busy, limit="looks-week", at=town.AT)
    kin, other = town.officer(Duty.AUDIT, region="51"), town.officer(Duty.AUDIT, region="51")
    declare(kin, number)
    [alarm] = queries.look_alarms(other)
    seen = {"alarm_id": alarm.id, "note": "已当面核实", "at": town.AT}
    assert queries.look_alarms(kin) == []
    with pytest.raises(NotFound, match=r"look-alarm\.unknown"):
        actions.see_look_alarm(officer=kin, **seen)
    actions.see_look_alarm(officer=other, **seen)
    assert [one.seen_at for one in queries.look_alarms(other)] == [town.AT]
