"""A key stands for one act of one person with one content: the same once more does nothing, anything else is told."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tongban.errors import Forbidden, NotFound, Refused
from tongban.identifiers import Plate, Vin
from tongban.transfers import actions
from tongban.transfers.models import Act, Transfer


@pytest.fixture
def accepted(cars, at):
    """A case that was accepted under a known key."""
    case = cars.submitted(at=at)
    actions.accept(transfer_id=case.id, key="k1", officer=case.officers["acceptor"], at=at())
    return case


def refused_with(code, act):
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.code == code


def test_the_same_act_under_the_same_key_does_nothing_more(cars, at, accepted):
    before = accepted.row.stage_since
    actions.accept(transfer_id=accepted.id, key="k1", officer=accepted.officers["acceptor"], at=at())
    assert accepted.row.stage_since == before


def test_a_key_of_somebody_else_of_another_move_or_another_case_is_told(cars, at, accepted):
    by = accepted.officers
    refused_with(
        "transfer.key", lambda: actions.accept(transfer_id=accepted.id, key="k1", officer=by["issuer"], at=at())
    )
    refused_with(
        "transfer.key", lambda: actions.approve(transfer_id=accepted.id, key="k1", officer=by["reviewer"], at=at())
    )
    other = cars.submitted(at=at)
    refused_with(
        "transfer.key", lambda: actions.accept(transfer_id=other.id, key="k1", officer=by["acceptor"], at=at())
    )
    assert other.stage == "submitted"


def test_a_key_with_other_words_is_told(cars, at):
    case = cars.submitted(at=at)
    given = {"transfer_id": case.id, "key": "k2", "officer": case.officers["acceptor"]}
    actions.ask_correction(text="请补一份身份证明", at=at(), **given)
    refused_with("transfer.key", lambda: actions.ask_correction(text="请补两份身份证明", at=at(), **given))
    assert case.row.correction == "请补一份身份证明"


def test_strangers_learn_nothing_of_a_key(cars, at, accepted):
    with pytest.raises(NotFound):
        actions.withdraw(transfer_id=accepted.id, key="k1", citizen=cars.citizen(), at=at())
    with pytest.raises(Forbidden):
        actions.send_file(transfer_id=accepted.id, key="k1", officer=accepted.officers["acceptor"], at=at())


def test_a_deal_is_shown_to_nobody_who_is_not_in_it(cars, at):
    seller, buyer, clerk, other = cars.citizen(area="510104"), cars.citizen(), cars.clerk(), cars.clerk()
    record = cars.vehicle(seller)
    case = cars.deal(record, seller, buyer, clerk, at=at)
    given = {
        "transfer_id": case,
        "plate_kind": "02",
        "plate": Plate(record.plate),
        "vin": Vin(record.vin),
        "code": "00000000",
        "buyer_number": buyer.identity_number,
        "destination": str(cars.DESTINATION),
        "price_fen": 8_500_000,
        "delivered_on": date(2026, 11, 19),
    }
    assert actions.enter_deal(citizen=clerk, at=at(), **given).id == case
    refused_with("transfer.key", lambda: actions.enter_deal(citizen=other, at=at(), **given))
    refused_with("transfer.key", lambda: actions.enter_deal(citizen=clerk, at=at(), **given | {"price_fen": 1}))
    car = cars.vehicle(other)
    moved = {"transfer_id": case, "vehicle_id": car.id, "destination": str(cars.DESTINATION)}
    refused_with("transfer.key", lambda: actions.begin_move(citizen=other, at=at(), **moved))
    assert Transfer.objects.count() == 1


def test_what_a_second_signature_brings_is_not_lost_in_silence(cars, at):
    case = cars.submitted(at=at)
    with pytest.raises(Refused):
        actions.confirm(transfer_id=case.id, key=str(uuid.uuid4()), citizen=case.seller, at=at())
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    draft = cars.deal(cars.vehicle(seller), seller, buyer, cars.clerk(), at=at)
    actions.apply(transfer_id=draft, key="a1", citizen=buyer, at=at())
    paper = {"buyer_proof": (cars.page(), "image/png")}
    refused_with(
        "transfer.signed", lambda: actions.apply(transfer_id=draft, key="a2", citizen=buyer, at=at(), papers=paper)
    )
    actions.confirm(transfer_id=draft, key="c1", citizen=seller, at=at())
    refused_with("transfer.signed", lambda: actions.confirm(transfer_id=draft, key="c2", citizen=seller, at=at()))


def test_acts_of_an_older_release_have_no_words_and_are_not_taken_for_the_same(cars, at, accepted):
    Act.objects.filter(key="k1").update(by="", content="")
    refused_with(
        "transfer.key",
        lambda: actions.accept(transfer_id=accepted.id, key="k1", officer=accepted.officers["acceptor"], at=at()),
    )
