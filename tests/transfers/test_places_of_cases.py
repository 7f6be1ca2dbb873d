"""Whose rules bind and who lives there: in municipalities and in counties directly under a province."""

from __future__ import annotations

import importlib
import uuid
from datetime import date

import pytest
import town

from tongban.errors import Malformed, NotFound, Refused
from tongban.identifiers import CREDIT_ALPHABET, CREDIT_WEIGHTS, OfficeCode
from tongban.offices import actions as offices
from tongban.offices.records import Duty, OfficeKind
from tongban.people import queries as people
from tongban.people.models import Citizen
from tongban.policies import actions as policies
from tongban.policies.models import Policy
from tongban.transfers import actions, queries
from tongban.transfers.models import Transfer
from tongban.transfers.queries import facts
from tongban.transfers.queries.gathered import gather
from tongban.transfers.queries.numbers import issuing_letters
from tongban.transfers.rules.policies import CityPolicy, Kind
from tongban.transfers.rules.precheck import judge
from tongban.verdicts import Text

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
CITIES = {"110000": "京A", "120000": "津A", "310000": "沪A", "500000": "渝A", "429005": "鄂N"}
HOMES = {
    "110000": ("110101", "110228"),
    "120000": ("120101", "120225"),
    "310000": ("310115", "310230"),
    "500000": ("500103", "500229"),
    "429005": ("429005",),
}


def credit_code(first_17):
    """The code with its check character (GB 32100)."""
    total = sum(CREDIT_ALPHABET.index(a) * weight for a, weight in zip(first_17, CREDIT_WEIGHTS, strict=True))
    return first_17 + CREDIT_ALPHABET[(31 - total % 31) % 31]


@pytest.fixture
def places(cars):
    """An office in each municipality and in a county directly under a province, with a quota."""
    for code in CITIES:
        offices.open_office(
            code=OfficeCode(f"{code}000000"),
            name_zh="样本",
            name_en="Example",
            kind=OfficeKind.CITY,
            by="officer:test",
            at=town.AT,
        )
    return cars


def rule(city, *, kind=Kind.QUOTA):
    """A rule of a city, drafted by one officer and approved by another."""
    policy = CityPolicy(
        prefecture=city,
        kind=kind,
        from_day=date(2020, 1, 1),
        until_day=None,
        text=Text("样本", "Example"),
        source="样本",
    )
    policy_id = uuid.uuid4()
    policies.draft(queries.CITY_RULES, policy_id, policy, officer=town.officer(Duty.RULE_EDIT, region=city), at=town.AT)
    policies.approve(queries.CITY_RULES, policy_id, officer=town.officer(Duty.RULE_APPROVAL, region=city), at=town.AT)
    return policy_id


def ask(cars, record, buyer, *, destination, trade=None):
    """The questions before a deal."""
    return judge(
        facts.situation_before(record, destination=destination, buyer=buyer, trade=trade, on=ON, for_owner=False)
    )


@pytest.mark.parametrize("city", CITIES)
def test_given_a_quota_when_a_car_comes_to_a_municipality_or_a_county_of_its_own_then_it_is_asked_for(places, city):
    rule(city)
    owner = places.citizen(area="510104")
    record = places.vehicle(owner)
    for home in HOMES[city]:
        found = ask(places, record, places.citizen(area=home), destination=f"{city}000000")
        assert found.finding("UC-12").result == "not-yet"


@pytest.mark.parametrize("office", ["500100000000", "500200000000", "500103000001", "500000000000"])
def test_given_a_quota_of_the_municipality_when_any_office_inside_is_asked_then_it_binds(places, office):
    rule("500000")
    record = places.vehicle(places.citizen(area="510104"))
    found = ask(places, record, places.citizen(area="500229"), destination=office)
    assert found.finding("UC-12").result == "not-yet"


def test_given_a_rule_of_xiantao_when_a_car_comes_to_qianjiang_then_it_does_not_bind(places):
    rule("429004")
    record = places.vehicle(places.citizen(area="510104"))
    found = ask(places, record, places.citizen(area="429005"), destination="429005000000")
    assert found.finding("UC-12").result == "ok"


@pytest.mark.parametrize("city", CITIES)
def test_given_people_of_every_part_when_they_buy_at_home_then_they_live_there(places, city):
    record = places.vehicle(places.citizen(area="510104"))
    for home in HOMES[city]:
        found = ask(places, record, places.citizen(area=home), destination=f"{city}000000")
        assert found.finding("UC-15").result == "ok"


@pytest.mark.parametrize(
    ("destination", "trade", "is_third"),
    [
        ("500000000000", "5001", False),
        ("500000000000", "5002", False),
        ("500000000000", "500000", False),
        ("110000000000", "1101", False),
        ("429005000000", "429005", False),
        ("429005000000", "429004", True),
        ("500000000000", "3205", True),
    ],
)
def test_given_a_market_when_a_car_is_sold_there_then_only_another_city_is_a_third_place(
    places, destination, trade, is_third
):
    record = places.vehicle(places.citizen(area="510104"))
    found = ask(places, record, None, destination=destination, trade=trade)
    codes = [reason.code for reason in found.finding("UC-13").reasons]
    assert ("INV-12" in codes) is is_third


def test_given_a_sale_inside_a_municipality_when_asked_then_the_car_does_not_leave_its_city(places):
    record = places.vehicle(places.citizen(area="500103"), office="500200000000", type="H31")
    found = ask(places, record, places.citizen(area="500229"), destination="500103000001")
    assert found.finding("UC-01").result == "ok"


@pytest.mark.parametrize("city", CITIES)
def test_given_an_office_when_its_issuing_letters_are_asked_then_they_are_those_of_its_city(places, city):
    assert issuing_letters(f"{city}000000") == CITIES[city]


def test_given_a_setting_with_four_digits_when_the_letters_are_asked_then_it_still_counts(places, monkeypatch):
    from dataclasses import replace

    from tongban.transfers.profile import profile
    from tongban.transfers.queries import numbers

    monkeypatch.setattr(
        numbers, "profile", lambda: replace(profile(), issuing_letters={"5001": "渝B", "429005": "鄂R"})
    )
    assert issuing_letters("500000000000") == "渝B"
    assert issuing_letters("429005000000") == "鄂R"


@pytest.mark.parametrize(
    ("charge", "office", "is_there"),
    [("5001", "500000000000", True), ("50", "500000000000", True), ("429004", "429005000000", False)],
)
def test_given_duties_of_a_municipality_when_the_queue_is_read_then_its_cases_are_there(
    places, charge, office, is_there
):
    case = places.submitted(at=places.Clock())
    row = case.row
    row.destination = office
    row.save()
    officer = town.officer(Duty.WINDOW, region=charge)
    found = queries.queue_page(officer, tab=queries.Tab.ALL, at=town.AT, size=100).rows
    assert bool(found) is is_there


# --- what was stored before --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("3205", "320500"),
        ("5000", "500000"),
        ("5001", "500000"),
        ("5002", "500000"),
        ("1101", "110000"),
        ("4290", "429000"),
    ],
)
def test_given_rules_with_four_digits_when_migrated_then_they_name_their_city_and_still_bind(places, before, after):
    """That the rows are carried over is told by tests/config/test_upgrade.py."""
    policy_id = rule(after if after != "429000" else "429005")
    assert importlib.import_module("tongban.transfers.migrations.0004_policies_of_cities").city(before) == after
    Policy.objects.filter(pk=policy_id).update(place=after)
    inside = {"4290": "429005000000", "3205": "320500000000"}.get(before, f"{after}000000")
    assert [one.kind for one in queries.policies_of(inside)] == [Kind.QUOTA]


# --- who is a person ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "is_person"),
    [
        ("911124198108030024", True),
        ("12100000400000456", False),
        ("51100000500000005", False),
        ("91320500MAC0DEM0A", False),
    ],
)
def test_given_a_foreigner_or_an_agency_as_owner_when_the_facts_are_gathered_then_each_is_what_it_is(
    places, number, is_person
):
    owner = places.citizen(area="510104")
    record = places.vehicle(owner, owner_number=number if is_person else credit_code(number))
    assert facts.seller_facts(gather(record.id, None, on=ON), None, on=ON).is_person is is_person


# --- where the buyer lives ---------------------------------------------------------------------------------------------
def stranger(cars, *, area="510104", home=None):
    """A seller with a car and everybody for a deal with a buyer whose number names `area`."""
    seller, buyer = cars.citizen(area="510104"), cars.citizen(area=area, home=home)
    record = cars.vehicle(seller)
    cars.fill_file(record)
    return seller, buyer, record


@pytest.mark.parametrize("area", ["522426", "320819", "510202", "110228", "310230", "440524"])
def test_given_a_renumbered_number_when_its_holder_lives_at_the_destination_then_the_case_is_submitted(cars, at, area):
    seller, buyer, record = stranger(cars, area=area, home="320505")
    case = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.confirm(transfer_id=case, key=cars.key(), citizen=seller, at=at())
    actions.apply(transfer_id=case, key=cars.key(), citizen=buyer, at=at())
    cars.answer_all(at)
    assert queries.case(case, at=at()).stage == "submitted"


def test_given_a_local_number_when_its_holder_has_moved_away_then_the_application_is_refused_without_a_permit(cars, at):
    seller, buyer, record = stranger(cars, area="320508", home="440303")
    case = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    with pytest.raises(Refused) as refused:
        actions.apply(transfer_id=case, key=cars.key(), citizen=buyer, at=at())
    assert [reason.code for reason in refused.value.verdict.reasons] == ["UC-15-place"]
    permit = {"residence_permit": (cars.page("permit"), "image/png")}
    actions.apply(transfer_id=case, key=cars.key(), citizen=buyer, papers=permit, at=at())
    assert queries.case(case, at=at()).buyer_applied_at is not None


def test_given_a_home_elsewhere_when_asked_before_a_deal_then_a_permit_is_asked_for_and_nothing_refused(cars):
    _seller, buyer, record = stranger(cars, area="320508", home="440303")
    found = ask(cars, record, buyer, destination="320500000000")
    assert (found.finding("UC-15").result, found.is_allowed) == ("needed", True)


def test_given_a_permit_when_a_move_begins_then_it_is_kept_for_the_application(cars, at):
    owner = cars.citizen(area="510104")
    record = cars.vehicle(owner)
    case_id = uuid.uuid4()
    actions.begin_move(
        transfer_id=case_id,
        citizen=owner,
        vehicle_id=record.id,
        destination="320500000000",
        papers={"residence_permit": (cars.page("permit"), "image/png")},
        at=at(),
    )
    actions.apply(transfer_id=case_id, key=cars.key(), citizen=owner, at=at())
    assert queries.case(case_id, at=at()).stage == "submitted"


def test_given_a_home_that_nobody_knows_when_the_window_has_seen_the_proof_then_the_case_can_be_decided(cars, at):
    seller, buyer, record = stranger(cars, area="320508", home="")
    case = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.confirm(transfer_id=case, key=cars.key(), citizen=seller, at=at())
    actions.apply(transfer_id=case, key=cars.key(), citizen=buyer, at=at())
    cars.answer_all(at)
    row = Transfer.objects.get(pk=case)
    assert facts.check_case(row, on=ON).finding("UC-15").result == "not-yet"
    officer = town.officer(Duty.WINDOW, region="3205")
    actions.confirm_home(transfer_id=case, key=cars.key(), officer=officer, at=at())
    assert facts.check_case(row, on=ON).finding("UC-15").result == "ok"


def test_given_an_officer_of_another_region_when_a_home_is_confirmed_then_there_is_no_such_case(cars, at):
    case = cars.submitted(at=at)
    with pytest.raises(NotFound, match=r"transfer\.unknown"):
        actions.confirm_home(
            transfer_id=case.id, key=cars.key(), officer=town.officer(Duty.WINDOW, region="4403"), at=at()
        )


def test_given_a_residence_permit_when_its_case_is_accepted_then_it_counts_for_later_cases(cars, at):
    seller, buyer, record = stranger(cars, area="440303")
    case = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.confirm(transfer_id=case, key=cars.key(), citizen=seller, at=at())
    permit = {"residence_permit": (cars.page("permit"), "image/png")}
    actions.apply(transfer_id=case, key=cars.key(), citizen=buyer, papers=permit, at=at())
    cars.answer_all(at)
    actions.accept(transfer_id=case, key=cars.key(), officer=town.officer(Duty.WINDOW, region="3205"), at=at())
    assert {home.region for home in people.homes_of(buyer.id)} == {"440303", "320500"}


# --- facts that nobody gathered ----------------------------------------------------------------------------------------
def test_given_an_owner_who_died_when_asked_then_the_succession_is_wanted_and_the_papers_can_be_handed_in(cars, at):
    seller, buyer, record = stranger(cars, home="320505")
    case = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    Citizen.objects.filter(pk=seller.id).update(died_on=date(2026, 11, 1))
    row = Transfer.objects.get(pk=case)
    assert [one.code for one in facts.check_case(row, on=ON).finding("UC-16").reasons] == ["UC-16-dead"]
    proof = {"seller_proof": (cars.page("succession"), "image/png")}
    actions.confirm(transfer_id=case, key=cars.key(), citizen=seller, papers=proof, at=at())
    row.refresh_from_db()
    assert facts.check_case(row, on=ON).finding("UC-16").result == "ok"


def test_given_a_paper_that_is_not_the_sellers_when_confirmed_then_it_is_malformed(cars, at):
    seller, buyer, record = stranger(cars, home="320505")
    case = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    with pytest.raises(Malformed, match=r"transfer\.paper"):
        actions.confirm(
            transfer_id=case, key=cars.key(), citizen=seller, papers={"quota": (cars.page("1"), "image/png")}, at=at()
        )
