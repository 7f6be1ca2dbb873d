"""A car goes from Chengdu to Suzhou: the whole case, what everybody may do in it, and what is left over when it ends."""

from __future__ import annotations

import pytest

from tongban.dossiers.models import Custody
from tongban.errors import Refused
from tongban.journal import actions as journal_actions
from tongban.journal import queries as journal
from tongban.notices.models import Notice
from tongban.partners.models import Message
from tongban.registers import queries as registers
from tongban.registers.models import PlateNumber
from tongban.transfers import actions, queries
from tongban.transfers.models import TemporaryPlate
from tongban.transfers.queries.decisions import replay
from tongban.transfers.stages import Stage


def test_from_the_deal_to_the_new_number(cars, at):
    case = cars.submitted(at=at)
    assert case.stage == Stage.SUBMITTED
    case.accept(at)
    assert "O" in registers.vehicle_by_id(case.vehicle.id).letters
    assert Custody.objects.get(subject_id=case.vehicle.id).office == cars.ORIGIN
    case.move_file(at)
    assert Custody.objects.get(subject_id=case.vehicle.id).office == cars.DESTINATION
    case.inspect(at).approve(at).choose(at).issue(at)
    vehicle = registers.vehicle_by_id(case.vehicle.id)
    assert vehicle.owner_number == case.buyer.identity_number
    assert vehicle.office == cars.DESTINATION
    assert str(vehicle.plate).startswith("苏E")
    assert vehicle.letters == {"A"}
    actions.move_files(at=at())
    assert case.stage == Stage.CLOSED
    cars.answer_all(at)
    assert set(Message.objects.values_list("kind", flat=True)) == {
        "enter-deal",
        "issue-invoice",
        "policy-of",
        "change-insured",
        "note-use",
    }
    assert Notice.objects.filter(citizen_id=case.seller.id).count() >= 3
    journal_actions.sequence(at=at())
    assert journal.verify_all().outcome == "holds"


def test_a_page_is_returned_and_only_that_page_is_sent_again(cars, at):
    case = cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    assert actions.move_files(at=at()) == 0, "an incomplete file is a task of the archive keeper"
    keeper, checker = case.officers["keeper"], case.officers["checker"]
    with pytest.raises(Refused) as refused:
        actions.send_file(transfer_id=case.id, key=cars.key(), officer=keeper, at=at())
    assert [reason.code for reason in refused.value.verdict.reasons] == ["missing-vin-rubbing"]
    scan = {"transfer_id": case.id, "media_type": "image/png", "officer": keeper}
    actions.scan_page(item="vin-rubbing", number=1, content=cars.page("blurred"), at=at(), **scan)
    assert actions.move_files(at=at()) == 0, "who has scanned by hand looks at it and seals; nothing is sent meanwhile"
    assert case.stage == Stage.FILE_REQUESTED
    actions.send_file(transfer_id=case.id, key=cars.key(), officer=keeper, at=at())
    actions.move_files(at=at())
    pages = [actions.PageProblem("vin-rubbing", 1, "A2")]
    actions.return_pages(transfer_id=case.id, key=cars.key(), pages=pages, officer=checker, at=at())
    assert case.stage == Stage.FILE_RETURNED
    assert Custody.objects.get(subject_id=case.vehicle.id).office == cars.DESTINATION, (
        "custody stays while one page is repaired"
    )
    with pytest.raises(Refused):
        actions.scan_page(item="certificate", number=1, content=cars.page("other"), at=at(), **scan)
    with pytest.raises(Refused):
        actions.repair_pages(transfer_id=case.id, key=cars.key(), officer=keeper, at=at())
    with pytest.raises(Refused) as refused:
        actions.scan_page(item="vin-rubbing", number=1, content=cars.page("blurred"), at=at(), **scan)
    assert refused.value.code == "vehicle-file.same-page", "the returned page itself repairs nothing, and is told so"
    actions.scan_page(item="vin-rubbing", number=1, content=cars.page("sharp"), at=at(), **scan)
    actions.repair_pages(transfer_id=case.id, key=cars.key(), officer=keeper, at=at())
    actions.accept_file(transfer_id=case.id, key=cars.key(), officer=checker, at=at())
    assert case.stage == Stage.INSPECTION
    assert len(queries.moves(case.vehicle.id)) == 1


def test_withdrawn_after_the_file_came_leaves_nothing_behind(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at)
    actions.withdraw(transfer_id=case.id, key=cars.key(), citizen=case.buyer, at=at())
    assert Custody.objects.get(subject_id=case.vehicle.id).office == cars.ORIGIN
    assert registers.vehicle_by_id(case.vehicle.id).letters == {"A"}
    assert [move.is_back for move in queries.moves(case.vehicle.id)] == [False, True]


def test_an_act_sent_twice_is_done_once(cars, at):
    case = cars.submitted(at=at)
    key = cars.key()
    for _ in range(2):
        actions.accept(transfer_id=case.id, key=key, officer=case.officers["acceptor"], at=at())
    assert [one.tag for one in journal.history(f"transfer:{case.id}")].count("case-moved") == 2  # submit, accept
    with pytest.raises(Refused):
        actions.accept(transfer_id=case.id, key=cars.key(), officer=case.officers["acceptor"], at=at())


def test_who_accepted_does_not_review(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    from tongban.offices.records import Duty

    town_officer = case.officers["acceptor"]
    from tongban.offices import actions as offices

    offices.grant_duty(
        officer_id=town_officer.id,
        duty=Duty.REGISTRATION_REVIEW,
        region_prefix="3205",
        from_day=cars.AT.date(),
        by="officer:test",
        at=cars.AT,
    )
    from tongban.offices import queries as office_queries

    both = office_queries.officer_by_id(town_officer.id, on=cars.AT.date())
    with pytest.raises(Refused) as refused:
        actions.approve(transfer_id=case.id, key=cars.key(), officer=both, at=at())
    assert refused.value.code == "transfer.same-person"


def test_a_decision_can_be_replayed_under_its_own_rules(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at)
    found = replay(case.row)
    assert found.is_complete
    assert found.on.isoformat() == case.row.decision["rules_on"]


def test_two_people_never_get_one_number(cars, at):
    one = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at)
    two = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at)
    wanted = "苏E88888"
    actions.compose_number(transfer_id=one.id, key=cars.key(), plate=wanted, citizen=one.buyer, at=at())
    with pytest.raises(Refused) as refused:
        actions.compose_number(transfer_id=two.id, key=cars.key(), plate=wanted, citizen=two.buyer, at=at())
    assert refused.value.code == "number.taken"
    assert PlateNumber.objects.filter(plate=wanted).count() == 1
    two.choose(at).issue(at, plates_ready=False)
    assert TemporaryPlate.objects.get(transfer_id=two.id).purpose == "plates-in-making"


@pytest.mark.parametrize("letter", ["K", "C"])
def test_what_arrives_in_the_middle_stops_the_decision(cars, at, letter):
    from tongban.registers import actions as register_actions

    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    register_actions.set_vehicle_letter(
        vehicle_id=case.vehicle.id, letter=letter, reason="test", by="system:test", at=at()
    )
    actions.follow_register(at=at())
    assert case.row.held == ["UC-05" if letter == "K" else "UC-04"]
    with pytest.raises(Refused) as refused:
        actions.approve(transfer_id=case.id, key=cars.key(), officer=case.officers["reviewer"], at=at())
    assert refused.value.verdict.reasons


def test_a_second_case_for_one_vehicle_is_refused(cars, at):
    case = cars.submitted(at=at)
    with pytest.raises(Refused):
        cars.deal(case.vehicle, case.seller, cars.citizen(), cars.clerk(), at=at)


def test_an_invoice_of_another_car_keeps_the_case_a_draft(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller)
    transfer_id = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    cars.answer_all(at, vin=cars.vin(999_999))
    found = queries.case(transfer_id, at=at())
    assert found.stage == Stage.DRAFT
    assert found.invoice_broken == ("INV-06",) or found.invoice_broken
