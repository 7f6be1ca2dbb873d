"""Three people whose number says nothing about their home, each from a car bought to a licence: of a county of a
municipality, of a county that has another number today, and from abroad with a residence card of 2023."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import town as small_town

from tongban.identifiers import CREDIT_ALPHABET, CREDIT_WEIGHTS, CreditCode, IdentityNumber, OfficeCode, identity_check
from tongban.journal import actions as journal_actions
from tongban.journal import queries as journal
from tongban.licences import actions as licences
from tongban.licences import queries as licence_queries
from tongban.licences.actions.reviewing import Decision
from tongban.licences.stages import ApplicationStage
from tongban.offices import actions as offices
from tongban.offices.records import Duty, OfficeKind
from tongban.partners import actions as partners
from tongban.people import actions as people
from tongban.people import queries as people_queries
from tongban.registers import queries as registers
from tongban.simulation import portraits
from tongban.simulation.population_server import Home, Register, within_process
from tongban.transfers import actions
from tongban.transfers.queries import facts
from tongban.transfers.rules.precheck import judge

CHONGQING, SUZHOU, CHENGDU = "500000000000", "320500000000", "510100000000"


def numbered(first_17):
    """With its check character."""
    return IdentityNumber(first_17 + identity_check(first_17))


@dataclass(frozen=True)
class Somebody:
    """Who buys: number and name, the office at home and the division they live in, letters of that office's numbers."""

    number: IdentityNumber
    name: str
    office: str
    lives: str
    letters: str

    @property
    def is_in_register(self):
        """The population register has no foreigners."""
        return bool(self.number.area)


PEOPLE = {
    "of a county of Chongqing": Somebody(numbered("50022919850612303"), "样本·渝", CHONGQING, "500229", "渝A"),
    "of Nayong, 522426 then": Somebody(numbered("52242619790203401"), "样本·纳", SUZHOU, "320508", "苏E"),
    "of Baoying, 321023": Somebody(numbered("32102319820909102"), "样本·宝", CHONGQING, "500103", "渝A"),
    "from abroad": Somebody(
        IdentityNumber("911124198108030024"), "SPECIMEN MARIE", SUZHOU, "320505", "苏E"
    ),  # the specimen number of the residence card for foreigners of 2023
}


class Road:
    """The two towns of cars.py and Chongqing, somebody's bound account, and whoever acts at the offices."""

    def __init__(self, cars, at, who):
        self.cars, self.at, self.who = cars, at, who
        code = OfficeCode(CHONGQING)
        offices.open_office(
            code=code,
            name_zh="重庆市车管所",
            name_en="Chongqing",
            kind=OfficeKind.CITY,
            by="officer:test",
            at=small_town.AT,
        )
        since = date(2021, 12, 10)
        for service, prefix in (("transfers", "50"), ("licences", "50"), ("licences", "32")):
            offices.open_service(
                service=service, region_prefix=prefix, from_day=since, by="officer:test", at=small_town.AT
            )
        account = people.open_account(username=f"moved-{who.number[-4:]}", password=None)
        self.person = people.confirm_at_window(
            account=account, name=who.name, number=who.number, phone=None, by="officer:test", at=small_town.AT
        )
        self.lives_in(who.lives)

    def lives_in(self, region):
        """The population register is asked anew, and says so; who is not in it stays unknown."""
        self.at.at += timedelta(days=31)
        register = Register(homes={str(self.who.number): Home(region)})
        self.person = people.learn_home(self.person.id, at=self.at(), ask=within_process(register))

    def clerk_at(self, office):
        """A clerk of a market in the city of that office."""
        first = f"91{office[:6]}MAC0DEM0A"
        total = sum(CREDIT_ALPHABET.index(a) * weight for a, weight in zip(first, CREDIT_WEIGHTS, strict=True))
        code = CreditCode(first + CREDIT_ALPHABET[(31 - total % 31) % 31])
        row = {"credit_code": code, "name": "示例二手车市场", "kind": "market", "address": "示例路 1 号"}
        row |= {"prefecture": office[:6], "filed_from": "2022-10-01", "filed_until": None}
        at = self.at()
        partners.receive_dealers(rows=[row], is_full=False, as_of=at, by="system:commerce", at=at)
        person = self.cars.citizen()
        people.confirm_organisation(
            name="示例二手车市场", credit_code=code, administrator_id=person.id, on=date(2024, 1, 1), at=at
        )
        return person

    def staff(self, origin, destination):
        """Different officers for each part of a case between two offices."""
        return {
            "keeper": small_town.officer(Duty.ARCHIVE, region=origin[:4]),
            "acceptor": small_town.officer(Duty.WINDOW, region=destination[:4]),
            "checker": small_town.officer(Duty.ARCHIVE, region=destination[:4]),
            "inspector": small_town.officer(Duty.INSPECTION, region=destination[:4]),
            "reviewer": small_town.officer(Duty.REGISTRATION_REVIEW, region=destination[:4]),
            "issuer": small_town.officer(Duty.WINDOW, region=destination[:4]),
        }

    def through(self, case):
        """From submitted to the new number, as everybody's case; a home that nobody knows yet is looked at first."""
        cars, at = self.cars, self.at
        cars.answer_all(at)
        case.accept(at)
        if not self.who.is_in_register and not case.row.deal.residence_permit:
            assert not facts.check_case(case.row, on=at.at.date()).is_complete, "nobody has seen where they live"
            actions.confirm_home(transfer_id=case.id, key=cars.key(), officer=case.officers["acceptor"], at=at())
        case.move_file(at).inspect(at).approve(at).choose(at).issue(at)
        actions.move_files(at=at())
        cars.answer_all(at)
        return registers.vehicle_by_id(case.vehicle.id)

    def buy(self):
        """A car of Chengdu, by a market at home."""
        cars, at = self.cars, self.at
        seller = cars.citizen(area="510104")
        record = cars.vehicle(seller)
        cars.fill_file(record)
        clerk = self.clerk_at(self.who.office)
        transfer_id = cars.deal(record, seller, self.person, clerk, at=at, destination=self.who.office)
        actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
        actions.apply(
            transfer_id=transfer_id, key=cars.key(), citizen=self.person, address="示例路 12 号 3 幢", at=at()
        )
        return self.through(cars.Case(transfer_id, record, seller, self.person, self.staff(CHENGDU, self.who.office)))

    def take_along(self, record, destination):
        """The car goes with its owner to another office; who is in no register hands in a residence permit."""
        cars, at = self.cars, self.at
        papers = {} if self.who.is_in_register else {"residence_permit": (cars.page(destination), "image/png")}
        row = actions.begin_move(
            transfer_id=uuid.uuid4(),
            citizen=self.person,
            vehicle_id=record.id,
            destination=destination,
            papers=papers,
            at=at(),
        )
        address = {"address": "样本路 7 号 2 单元"}
        actions.apply(transfer_id=row.id, key=cars.key(), citizen=self.person, at=at(), **address)
        staff = self.staff(str(record.office), destination)
        return self.through(cars.Case(row.id, record, self.person, self.person, staff))


@pytest.fixture
def road(cars, at, request):
    """See Road; the person comes from the parameter."""
    return Road(cars, at, PEOPLE[request.param])


@pytest.mark.parametrize("road", PEOPLE, indirect=True)
def test_given_a_number_that_says_nothing_about_a_home_when_a_car_is_bought_and_moved_out_and_in_then_it_is_registered(
    road,
):
    bought = road.buy()
    assert bought.owner_number == road.who.number
    assert str(bought.office) == road.who.office
    assert str(bought.plate).startswith(road.who.letters)

    road.lives_in("510104")
    moved = road.take_along(bought, CHENGDU)
    assert (str(moved.office), str(moved.plate)[:2]) == (CHENGDU, "川A")
    assert moved.owner_number == road.who.number

    road.lives_in(road.who.lives)
    back = road.take_along(moved, road.who.office)
    assert str(back.office) == road.who.office
    assert back.owner_number == road.who.number
    assert "样本路 7 号" in back.owner_address

    journal_actions.sequence(at=road.at())
    assert journal.verify_all().outcome == "holds"


@pytest.mark.parametrize("road", PEOPLE, indirect=True)
def test_given_a_number_that_says_nothing_about_a_home_when_a_licence_is_applied_for_then_it_is_issued_and_collected(
    road,
):
    who, at = road.who, road.at
    small_town.driver(
        number=str(who.number), name=who.name, office=who.office, valid_until=date(2031, 6, 17), born=who.number.born
    )
    application = uuid.uuid4()
    stage = licences.apply(application_id=application, citizen=road.person, picture=portraits.draw(7), at=at())
    assert stage == ApplicationStage.REVIEW
    licences.review_photo(
        application_id=application,
        attempt=1,
        decision=Decision.APPROVE,
        officer=small_town.officer(Duty.PHOTO_REVIEW, region=who.office[:4]),
        at=at(),
    )
    licence = licence_queries.licence_of(road.person.id, at=at())
    phone, bundle = small_town.collected(road.person, licence, at=at())
    assert bundle.credentials.tokens["roadside"]
    assert small_town.shown(phone, bundle, at=at())


@pytest.mark.parametrize("road", ["of Nayong, 522426 then"], indirect=True)
def test_given_a_household_where_the_number_was_given_when_a_car_comes_to_another_city_then_a_permit_is_asked_for(
    road, cars, at
):
    road.lives_in("520525")
    record = cars.vehicle(cars.citizen(area="510104"))
    found = judge(
        facts.situation_before(
            record, destination=SUZHOU, buyer=road.person, trade=None, on=at.at.date(), for_owner=False
        )
    )
    assert (found.finding("UC-15").result, found.verdict.is_allowed) == ("needed", True)
    assert {home.region for home in people_queries.homes_of(road.person.id)} == {"520525"}


@pytest.mark.parametrize("road", PEOPLE, indirect=True)
def test_given_a_home_elsewhere_or_nowhere_known_when_a_permit_was_handed_in_before_then_the_pre_check_counts_it(road):
    cars, at, office = road.cars, road.at, road.who.office
    road.lives_in("510104")
    seller = cars.citizen(area="510104")
    car = cars.vehicle(seller)
    cars.fill_file(car)
    asked = {"plate_kind": car.plate_kind, "plate": car.plate, "vin": car.vin}
    code = actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=seller, at=at())
    consent = actions.consent_by_code(**asked, code=code, citizen=road.person, at=at())

    def answer():
        found = actions.precheck(consent_id=consent.id, destination=office, citizen=road.person, at=at())
        return found.finding("UC-15").result, [one.code for one in found.finding("UC-15").reasons]

    assert answer() == (("needed", ["UC-15-permit"]) if road.who.is_in_register else ("not-yet", ["UC-15-home"]))
    permit = {"content": cars.page("permit"), "media_type": "image/png"}
    actions.hand_in_permit(key=cars.key(), citizen=road.person, destination=office, **permit, at=at())
    assert answer() == ("note", ["UC-15-handed"])
