"""A partner's no is told at once to all in the case, with what to do; and what the origin, the stock and the register
of a case are owed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tongban.errors import Forbidden, Malformed, Refused
from tongban.notices.models import Notice
from tongban.offices.records import Duty
from tongban.partners import answers
from tongban.partners.models import Dealer, Message
from tongban.partners.records import Outcome, Partner
from tongban.registers import actions as register_actions
from tongban.registers import queries as registers
from tongban.registers.models import Driver, PlateNumber
from tongban.registers.records import NumberState
from tongban.transfers import actions, queries
from tongban.transfers.models import Transfer
from tongban.transfers.queries.troubles import TO_NOBODY, TO_OWNER, TROUBLES
from tongban.transfers.stages import Stage, Way


def said_no(row, kind, outcome, at):
    message = Message.objects.get(kind=kind, about=f"transfer:{row}", outcome="")
    answers.keep(message, outcome=outcome, body={}, at=at())
    message.outcome = outcome
    message.save()
    actions.follow_partners(at=at())


def told(person, name):
    return Notice.objects.filter(citizen_id=person.id, text_zh=TROUBLES[name].zh).count()


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.FAILED])
def test_commerces_no_reaches_buyer_seller_and_clerk_once(cars, at, outcome):
    seller, buyer, clerk = cars.citizen(area="510104"), cars.citizen(), cars.clerk()
    case = cars.deal(cars.vehicle(seller), seller, buyer, clerk, at=at)
    said_no(case, "enter-deal", outcome, at)
    for person in (seller, buyer, clerk):
        assert told(person, "commerce/enter-deal") == 1
    assert queries.case(case, at=at()).troubles == (TROUBLES["commerce/enter-deal"],)


def test_taxes_no_reaches_them_and_goes_when_tax_answers_after_all(cars, at):
    seller, buyer, clerk = cars.citizen(area="510104"), cars.citizen(), cars.clerk()
    case = cars.deal(cars.vehicle(seller), seller, buyer, clerk, at=at)
    answers.keep_news(
        partner=Partner.COMMERCE,
        kind="enter-deal",
        key="yes",
        about=f"transfer:{case}",
        body={"deal_number": "D1"},
        at=at(),
    )
    actions.follow_partners(at=at())
    message = Message.objects.get(kind="issue-invoice")
    answers.keep(message, outcome=Outcome.FAILED, body={}, at=at())
    actions.follow_partners(at=at())
    assert [told(one, "tax/issue-invoice") for one in (seller, buyer, clerk)] == [1, 1, 1]
    cars.answer_all(at)
    assert queries.case(case, at=at()).troubles == ()


def test_a_banks_no_reaches_them(cars, at):
    seller, buyer, clerk = cars.citizen(area="510104"), cars.citizen(), cars.clerk()
    record = cars.vehicle(seller, is_mortgaged=True, mortgagee="示例银行", mortgagee_number="91320500MAC0DEM0A7")
    case = cars.deal(record, seller, buyer, clerk, at=at)
    answers.keep_news(
        partner=Partner.BANK,
        kind="confirm-mortgage-transfer",
        key="no",
        about=f"transfer:{case}",
        body={"is_agreed": False},
        at=at(),
    )
    actions.follow_partners(at=at())
    assert [told(one, "bank/confirm-mortgage-transfer") for one in (seller, buyer, clerk)] == [1, 1, 1]


def test_every_question_to_a_partner_has_words_for_its_no():
    from tongban.partners import shapes

    asked = {f"{kind.partner}/{kind.name}" for kind in shapes.KINDS} if hasattr(shapes, "KINDS") else set(TROUBLES)
    assert asked <= set(TROUBLES)
    assert {*TO_OWNER, *TO_NOBODY} <= set(TROUBLES)


# --- The invoice after a correction ---
def test_a_correction_before_tax_has_answered_leads_to_a_case_that_can_be_approved(cars, at):
    case = cars.submitted(at=at)
    window = case.officers["acceptor"]
    actions.ask_correction(transfer_id=case.id, key=cars.key(), text="发票请重新填一次", officer=window, at=at())
    number = case.row.invoice["number"]
    actions.attach_invoice(transfer_id=case.id, key=cars.key(), code="", number=number, citizen=case.buyer, at=at())
    known = case.row.invoice
    assert known is None
    actions.correct(transfer_id=case.id, key=cars.key(), citizen=case.buyer, at=at())
    with pytest.raises(Refused, match=r"transfer\.(invoice|precheck)"):
        case.accept(at)
    message = Message.objects.get(kind="verify-invoice")
    issued = Message.objects.get(kind="issue-invoice").answers.get().body
    answers.keep(message, outcome=Outcome.ANSWERED, body=issued | {"number": number}, at=at())
    message.outcome = Outcome.ANSWERED
    message.save()
    actions.follow_partners(at=at())
    assert case.row.invoice_broken == []
    case.accept(at).move_file(at).inspect(at).approve(at)
    assert case.stage == Stage.APPROVED


# --- The old way ---
@pytest.fixture
def old(cars, at):
    """A case of the old way that the origin has accepted."""
    case = cars.submitted(at=at)
    Transfer.objects.filter(pk=case.id).update(way=Way.ORIGIN_FIRST)
    actions.accept(transfer_id=case.id, key=cars.key(), officer=case.officers["origin_window"], at=at())
    return case


def test_the_origin_refuses_what_is_the_origins(cars, at, old, town):
    assert old.stage == Stage.ORIGIN_INSPECTION
    grounds = {"transfer_id": old.id, "grounds": ("papers-invalid",)}
    with pytest.raises(Forbidden):
        actions.refuse(key=cars.key(), officer=old.officers["reviewer"], at=at(), **grounds)
    with pytest.raises(Forbidden):
        actions.turn_onsite(
            transfer_id=old.id, key=cars.key(), codes=("stolen",), officer=old.officers["inspector"], at=at()
        )
    actions.turn_onsite(
        transfer_id=old.id, key=cars.key(), codes=("stolen",), officer=old.officers["origin_inspector"], at=at()
    )
    actions.clear_onsite(transfer_id=old.id, key=cars.key(), officer=old.officers["origin_window"], at=at())
    reviewer = town.officer(Duty.REGISTRATION_REVIEW, region="5101")
    from tongban.transfers.rules import refusals

    code = next(code for code in refusals.GROUNDS if refusals.may_refuse((code,), is_sale=True).is_allowed)
    actions.refuse(transfer_id=old.id, key=cars.key(), grounds=(code,), officer=reviewer, at=at())
    assert old.stage == Stage.REFUSED


def test_who_was_let_go_and_is_late_to_move_in_is_told_of_the_fine_and_can_still_apply(cars, at, old):
    actions.move_out(
        transfer_id=old.id, key=cars.key(), plates_recovered=True, officer=old.officers["origin_inspector"], at=at()
    )
    assert old.stage == Stage.MOVED_OUT
    at.at += timedelta(days=31)
    actions.run_clocks(at=at())
    actions.run_clocks(at=at())
    assert old.stage == Stage.MOVED_OUT
    assert Notice.objects.filter(citizen_id=old.buyer.id, text_zh__contains="二百元以下罚款").count() == 1
    actions.apply_in(transfer_id=old.id, key=cars.key(), citizen=old.buyer, at=at())
    assert old.stage == Stage.FILE_SENT


# --- What the register and the pool get ---
def done(cars, at, case):
    return case.accept(at).move_file(at).inspect(at).approve(at).choose(at).issue(at)


def test_the_register_gets_the_address_that_the_buyer_gave_and_never_a_regions_name(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller)
    cars.fill_file(record)
    transfer_id = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    given = {"transfer_id": transfer_id, "citizen": buyer}
    with pytest.raises(Malformed):
        actions.apply(key=cars.key(), address="苏州", at=at(), **given)
    actions.apply(key=cars.key(), address=" 苏州市  示例路 9 号 3 幢 ", at=at(), **given)
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    cars.answer_all(at)
    done(cars, at, cars.Case(transfer_id, record, seller, buyer, cars.officers()))
    assert registers.vehicle_by_id(record.id).owner_address == "苏州市 示例路 9 号 3 幢"


def test_without_one_the_register_gets_what_it_knows_or_nothing(cars, at):
    case = done(cars, at, cars.submitted(at=at))
    assert registers.vehicle_by_id(case.vehicle.id).owner_address == ""
    assert not Driver.objects.exists()


def test_a_stock_car_is_told_to_the_insurer_with_its_plate(cars, at):
    seller = cars.citizen(area="510104")
    record = cars.vehicle(seller)
    cars.fill_file(record)
    transfer_id = cars.deal(record, seller, None, cars.clerk(), at=at)
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    Dealer.objects.update(kind="dealer")  # reverse invoices are a dealer's
    dealer = {
        "dealer_number": str(cars.MARKET),
        "dealer_name": "苏州示例二手车市场",
        "market_number": "",
        "market_name": "",
    }
    cars.answer_all(at, **dealer)
    case = cars.Case(transfer_id, record, seller, None, cars.officers())
    case.accept(at).move_file(at).inspect(at).approve(at).issue(at)
    assert case.row.new_plate == str(record.plate)
    cars.answer_all(at)
    body = Message.objects.get(kind="change-insured").body
    assert f'"plate":"{record.plate}"' in body


def test_a_number_that_nobody_may_keep_goes_back_to_the_pool(cars, at):
    first = done(cars, at, cars.submitted(at=at))
    cars.answer_all(at)
    actions.move_files(at=at())
    number = first.row.new_plate
    assert PlateNumber.objects.get(plate=number).state == NumberState.TAKEN
    register_actions.give_up_number(plate_kind="02", plate=number)
    assert not PlateNumber.objects.filter(plate=number).exists()


def test_a_number_that_left_its_vehicle_without_a_case_can_be_had_again(cars, at):
    first = done(cars, at, cars.submitted(at=at))
    actions.move_files(at=at())
    assert first.stage == Stage.CLOSED
    number = first.row.new_plate
    second = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at)
    given = {"transfer_id": second.id, "plate": number, "citizen": second.buyer}
    with pytest.raises(Refused):
        actions.compose_number(key=cars.key(), at=at(), **given)
    from tongban.registers.models import Vehicle

    Vehicle.objects.filter(pk=first.vehicle.id).update(plate="苏E0ZZZ9")
    actions.compose_number(key=cars.key(), at=at(), **given)
    assert second.row.new_plate == number
