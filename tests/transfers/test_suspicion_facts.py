"""The facts behind suspicion and behind an owner's death, each made by actions, and the rule that asks for it fires."""

from __future__ import annotations

import importlib
from datetime import date, timedelta
from types import SimpleNamespace

import town
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tongban.registers import actions as registers
from tongban.transfers import actions
from tongban.transfers.models import SalePrice, Transfer
from tongban.transfers.queries import facts
from tongban.transfers.queries.decisions import replay
from tongban.transfers.rules.precheck import judge

ON = date(2026, 11, 20)


def sell(cars, at, *, price_fen, **changes):
    """A case that waits at the window, at that price."""
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller, **changes)
    cars.fill_file(record)
    transfer_id = cars.deal(record, seller, buyer, cars.clerk(), at=at, price_fen=price_fen)
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    actions.apply(transfer_id=transfer_id, key=cars.key(), citizen=buyer, at=at())
    cars.answer_all(at)
    return cars.Case(transfer_id, record, seller, buyer, cars.officers())


def sold(cars, at, **changes):
    """Registered for the new owner."""
    case = sell(cars, at, **changes).accept(at).move_file(at).inspect(at).approve(at).choose(at).issue(at)
    assert case.row.onsite_codes == []
    return case


def test_given_five_sales_of_its_like_when_a_car_is_far_cheaper_then_its_case_is_turned_on_site(cars, at):
    for price_fen in (8_000_000, 8_200_000, 8_400_000, 8_600_000):
        sold(cars, at, price_fen=price_fen)
    assert sell(cars, at, price_fen=4_000_000).accept(at).row.onsite_codes == [], "four sales tell no market price"
    sold(cars, at, price_fen=9_000_000)
    assert sell(cars, at, price_fen=5_100_000).accept(at).row.onsite_codes == [], "60.7 % of 84 000 yuan"
    assert sell(cars, at, price_fen=5_000_000).accept(at).row.onsite_codes == ["UC-20"], "59.5 %"
    older = sell(cars, at, price_fen=4_000_000, registered_on=date(2012, 5, 6))
    assert older.accept(at).row.onsite_codes == [], "a car of another year is not its like"
    at.at += timedelta(days=366)
    record = older.vehicle
    assert facts.market_price_fen(record, on=at.at.date(), but=older.id) is None


def test_given_sales_from_before_prices_were_kept_when_migrated_then_they_count(cars, at):
    case = sold(cars, at, price_fen=8_000_000)
    before = SalePrice.objects.get(pk=case.id)
    SalePrice.objects.all().delete()
    migration = importlib.import_module("tongban.transfers.migrations.0008_sale_prices")
    then = MigrationLoader(connection).project_state(("transfers", "0008_sale_prices")).apps
    migration.note_former_sales(then, SimpleNamespace(connection=connection))
    after = SalePrice.objects.get(pk=case.id)
    assert (after.model, after.registered_year, after.price_fen) == (before.model, 2019, 8_000_000)


def test_given_one_telephone_in_four_other_open_sales_when_a_case_is_accepted_then_it_is_turned_on_site(cars, at):
    case = sell(cars, at, price_fen=8_500_000)
    for count in range(4):
        assert facts.situation(case.row, on=ON).deal.deals_same_phone == count
        record = cars.vehicle(case.seller)
        cars.fill_file(record)
        cars.deal(record, case.seller, cars.citizen(), cars.clerk(), at=at)
    finding = facts.check_case(case.row, on=ON).finding("UC-20")
    assert [alert.code for alert in finding.alerts] == ["UC-20-phone"]
    assert case.accept(at).row.onsite_codes == ["UC-20"]


def test_given_a_driver_whose_death_the_register_records_when_the_car_is_sold_then_the_succession_is_asked_for(
    cars, at
):
    owner, buyer = cars.citizen(area="510104"), cars.citizen()
    driver = town.driver(number=str(owner.identity_number), name=owner.name)
    record = cars.vehicle(owner)
    asked = {"destination": str(cars.DESTINATION), "buyer": buyer, "trade": None, "on": ON, "for_owner": False}
    assert judge(facts.situation_before(record, **asked)).finding("UC-16").result == "ok"
    registers.record_death(driver_id=driver.id, on=date(2026, 11, 19), by="officer:test", at=at())
    reasons = judge(facts.situation_before(record, **asked)).finding("UC-16").reasons
    assert [one.code for one in reasons] == ["UC-16-dead"]


def test_given_a_decision_of_0_2_0_when_it_is_replayed_then_a_fact_that_is_asked_no_more_does_no_harm(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at)
    row = Transfer.objects.get(pk=case.id)
    row.decision["facts"]["parties"]["buyer"]["annulled_for_fraud_on"] = None
    row.decision["facts"]["settings"].pop("market_deals_min")
    assert replay(row).is_complete
