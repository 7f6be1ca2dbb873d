"""Ways in which a fact comes to be other than it mostly is: each by acts of the product, or by what a register or a
partner says. A new fact of the rules needs its way here (test_every_fact_is_gathered.py)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import town

from tongban.clock import day_of
from tongban.offices.records import Duty
from tongban.partners import actions as partners
from tongban.people import actions as people
from tongban.people.records import Business
from tongban.policies import actions as policies
from tongban.registers import actions as registers
from tongban.registers import queries as register_queries
from tongban.registers.records import Owner
from tongban.transfers import actions
from tongban.transfers.models import Transfer
from tongban.transfers.queries import facts
from tongban.transfers.queries.policies import CITY_RULES
from tongban.transfers.rules.policies import CityPolicy, Kind
from tongban.transfers.stages import Ground
from tongban.verdicts import Text


class Road:
    """What the ways have in common. situations: all that the rules could be asked about on the way."""

    def __init__(self, cars, at):
        self.cars, self.at, self.situations = cars, at, []
        self.clerk = cars.clerk()

    def sale(self, *, owner=None, buyer=None, stock=False, **car):
        """A deal of a car whose register record says `car`; everybody as yet silent."""
        owner = owner or self.cars.citizen(area="510104")
        buyer = None if stock else buyer or self.cars.citizen()
        record = self.cars.vehicle(owner, **car)
        self.cars.fill_file(record)
        case = self.cars.deal(record, owner, buyer, self.clerk, at=self.at)
        return self.cars.Case(case, record, owner, buyer, self.cars.officers())

    def submitted(self, **car):
        """Signed by both and with its invoice."""
        case = self.sale(**car)
        self.confirm(case)
        if case.buyer is not None:
            self.apply(case)
        self.cars.answer_all(self.at)
        return case

    def confirm(self, case, by=None, **more):
        said = {"transfer_id": case.id, "key": self.cars.key(), "at": self.at()}
        actions.confirm(citizen=by or case.seller, **said, **more)

    def apply(self, case, by=None, papers=()):
        given = {name: (self.cars.page(name), "image/png") for name in papers}
        said = {"transfer_id": case.id, "key": self.cars.key(), "at": self.at()}
        actions.apply(citizen=by or case.buyer, papers=given, **said)

    def look(self, case):
        """What the rules would be asked about this case now."""
        self.situations.append(facts.situation(Transfer.objects.get(pk=case.id), on=day_of(self.at.at)))

    def look_before(self, record, **asked):
        """What they would be asked before there is a case."""
        known = {"destination": str(self.cars.DESTINATION), "buyer": None, "trade": None, "for_owner": True}
        self.situations.append(facts.situation_before(record, on=day_of(self.at.at), **known | asked))


def a_plain_sale(road):
    case = road.submitted()
    road.look(case)
    road.look_before(road.cars.vehicle(case.buyer))
    road.look(case.accept(road.at))
    case.move_file(road.at).inspect(road.at).approve(road.at).choose(road.at).issue(road.at)
    record = register_queries.vehicle_by_id(case.vehicle.id)
    road.look_before(record, buyer=case.seller)  # it has another owner now, another number, another certificate


def what_the_register_says(road):
    record = road.cars.vehicle(
        road.cars.citizen(area="510104"),
        plate_kind="52",
        plate="川AD12345",
        type="M11",
        use="B",
        emission="99",
        origin="B",
        registered_on=date(2015, 1, 1),
        inspected_until=date(2026, 1, 1),
        insured_until=date(2026, 1, 1),
        is_pledged=True,
    )
    registers.seize_vehicle(vehicle_id=record.id, authority="示例法院", reason="样本", by="officer:test", at=road.at())
    road.look_before(register_queries.vehicle_by_id(record.id))


def an_owner_who_has_died(road):
    owner = road.cars.citizen(area="510104")
    driver = town.driver(number=str(owner.identity_number), name=owner.name)
    registers.record_death(driver_id=driver.id, on=day_of(road.at.at), by="officer:test", at=road.at())
    case = road.sale(owner=owner)
    road.look(case)
    road.confirm(case, papers={"seller_proof": (road.cars.page("deed"), "image/png")})
    road.look(case)


def joint_owners(road):
    other = road.cars.citizen(area="510104")
    case = road.sale(co_owners=[{"name": other.name, "number": str(other.identity_number), "address": ""}])
    road.look(case)
    road.confirm(case)
    road.confirm(case, by=other)
    road.look(case)


def papers_of_the_buyer(road):
    case = road.sale(buyer=road.cars.citizen(area="320102"))
    road.look(case)
    road.apply(case, papers=["residence_permit", "quota", "customs_release", "buyer_proof"])
    road.look(case)


def an_agent_with_a_mandate(road):
    buyer, agent = road.cars.citizen(), road.cars.citizen()
    on = day_of(road.at.at)
    people.give_mandate(
        principal_id=buyer.id,
        agent_name=agent.name,
        agent_number=agent.identity_number,
        businesses=[Business.VEHICLE_TRANSFER],
        from_day=on,
        until_day=on + timedelta(days=30),
        at=road.at(),
    )
    case = road.sale(buyer=buyer)
    road.apply(case, by=agent)
    road.look(case)


def a_minor(road):
    from tongban.identifiers import IdentityNumber, identity_check

    first = "32050820150101001"
    young = people.confirm_at_window(
        account=None,
        name="样本·少年",
        number=IdentityNumber(first + identity_check(first)),
        phone=None,
        by="officer:test",
        at=road.at(),
    )
    road.look_before(road.cars.vehicle(young), buyer=young)


def a_dealers_stock(road):
    road.look(road.submitted(stock=True))


def an_owner_who_moves_home(road):
    owner = road.cars.citizen(area="320508")
    record = road.cars.vehicle(owner)
    case = actions.begin_move(
        transfer_id=uuid.uuid4(),
        citizen=owner,
        vehicle_id=record.id,
        destination=str(road.cars.DESTINATION),
        at=road.at(),
    )
    road.look(case)
    road.look_before(record, buyer=owner, ground=Ground.MOVE)


def a_trade_within_one_city(road):
    record = road.cars.vehicle(road.cars.citizen(area="510104"))
    road.look_before(record, destination=str(road.cars.ORIGIN), trade="510100", for_owner=False)


def a_bank_that_takes_part(road):
    car = {"is_mortgaged": True, "mortgagee": "样本银行", "mortgagee_number": "91510100MAC0BANK0R"}
    road.look(road.submitted(**car))


def a_dealer_who_is_filed_no_more(road):
    case = road.sale()
    line = {
        "credit_code": str(road.cars.MARKET),
        "name": "苏州示例二手车市场",
        "kind": "market",
        "address": "苏州市示例路 1 号",
        "prefecture": "320500",
        "filed_from": "2022-10-01",
        "filed_until": "2026-11-01",
    }
    partners.receive_dealers(rows=[line], is_full=False, as_of=road.at(), by="system:commerce", at=road.at())
    road.look(case)
    partners.receive_dealers(
        rows=[line | {"filed_until": None}], is_full=False, as_of=road.at(), by="system:commerce", at=road.at()
    )


def a_buyer_refused_for_false_papers(road):
    case = road.submitted().accept(road.at).move_file(road.at).inspect(road.at)
    reviewer = case.officers["reviewer"]
    actions.refuse(transfer_id=case.id, key=road.cars.key(), grounds=("REF-80",), officer=reviewer, at=road.at())
    road.look(road.sale(buyer=case.buyer))


def an_invoice_that_served_another_case(road):
    case = road.submitted()
    invoice = case.row.invoice["number"]
    actions.withdraw(transfer_id=case.id, key=road.cars.key(), citizen=case.buyer, at=road.at())
    other = road.sale()
    actions.attach_invoice(
        transfer_id=other.id, key=road.cars.key(), code="", number=invoice, citizen=other.buyer, at=road.at()
    )
    road.look(case)


def a_seller_of_many_cars(road):
    """Six registered sales tell a market price; the first car was held for less than a year; many are open at once."""
    owner, since = road.cars.citizen(area="510104"), date(2026, 6, 1)
    for n in range(6):
        case = road.submitted(owner=owner, **({"owner_since": since} if n == 0 else {}))
        case.accept(road.at).move_file(road.at).inspect(road.at).approve(road.at).choose(road.at).issue(road.at)
    road.sale(owner=owner)
    road.look(road.sale(owner=owner))


def a_car_that_changed_hands(road):
    owner, other = road.cars.citizen(area="510104"), road.cars.citizen(area="510104")
    record = road.cars.vehicle(owner)
    registers.transfer_vehicle(
        vehicle_id=record.id,
        owner=Owner(other.name, str(other.identity_number), "成都市示例路 3 号"),
        office=str(record.office),
        plate_kind=record.plate_kind,
        plate=str(record.plate),
        reason="样本",
        by="officer:test",
        at=road.at(),
    )
    road.look_before(register_queries.vehicle_by_id(record.id))


def a_rule_of_the_city(road):
    on, drafted = day_of(road.at.at), uuid.uuid4()
    rule = CityPolicy("320500", Kind.QUOTA, on, None, Text("限量。", "Limited."), "苏府规字〔2026〕1号")
    author, approver = town.officer(Duty.RULE_EDIT, region="3205"), town.officer(Duty.RULE_APPROVAL, region="3205")
    policies.draft(CITY_RULES, drafted, rule, officer=author, at=road.at())
    policies.approve(CITY_RULES, drafted, officer=approver, at=road.at())
    road.look_before(road.cars.vehicle(road.cars.citizen(area="510104")))
    policies.end(CITY_RULES, drafted, until_day=on, officer=approver, at=road.at())


def a_car_with_an_open_case_and_no_file(road):
    owner = road.cars.citizen(area="510104")
    record = road.cars.vehicle(owner)
    road.look_before(record)
    road.cars.fill_file(record, without=["certificate"])
    road.look_before(record)
    road.cars.deal(record, owner, road.cars.citizen(), road.clerk, at=road.at)
    road.look_before(record)


WAYS = [one for name, one in list(globals().items()) if callable(one) and getattr(one, "__module__", "") == __name__]
WAYS.remove(Road)
