"""What goes wrong with a deal, an invoice, a file: each has a clear answer, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tongban.documents.models import Document
from tongban.dossiers import actions as dossiers
from tongban.dossiers.models import Custody, FileMove
from tongban.errors import Malformed, NotFound, Refused, Untrusted
from tongban.identifiers import Plate, Vin
from tongban.inspections import queries as inspections
from tongban.journal import queries as journal
from tongban.notices import queries as notices
from tongban.partners import answers
from tongban.partners import queries as partners
from tongban.partners.models import Message
from tongban.partners.records import Outcome, Partner
from tongban.people.signatures import Seen
from tongban.registers import actions as registers
from tongban.registers import queries as register_queries
from tongban.registers.models import Vehicle
from tongban.transfers import actions, queries
from tongban.transfers.models import Transfer
from tongban.transfers.stages import Stage


@pytest.fixture
def drafted(cars, at):
    """A deal that everybody has signed and tax has not answered."""
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller)
    cars.fill_file(record)
    transfer_id = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    actions.apply(transfer_id=transfer_id, key=cars.key(), citizen=buyer, at=at())
    return cars.Case(transfer_id, record, seller, buyer, cars.officers())


# --- The invoice ---
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "02"}, "INV-01"),
        ({"status": "03"}, "INV-01"),
        ({"buyer_number": "11010519491231002X"}, "INV-03"),
        ({"seller_number": "11010519491231002X"}, "INV-04"),
        ({"plate": "川A8K2M7"}, "INV-07"),
        ({"destination_office": "320200000000"}, "INV-09"),
    ],
)
def test_an_invoice_that_does_not_fit_stops_the_case_before_any_office_sees_it(cars, at, drafted, changes, code):
    cars.answer_all(at, **changes)
    found = queries.case(drafted.id, at=at())
    assert found.stage == Stage.DRAFT
    assert len(found.invoice_broken) == 1, (code, found.invoice_broken)


def test_a_vin_that_differs_in_one_letter_is_told_without_saying_which_it_should_be(cars, at, drafted):
    other = drafted.row.vin[:-1] + ("1" if drafted.row.vin[-1] != "1" else "2")
    cars.answer_all(at, vin=other)
    [finding] = [one for one in queries.check_case(drafted.row, on=at().date()).findings if one.code == "UC-13"]
    assert finding.result == "blocked"
    text = "".join(reason.what.zh + reason.what.en for reason in finding.reasons)
    assert "1" in text
    assert drafted.row.vin not in text


def test_an_invoice_is_used_once(cars, at, drafted):
    cars.answer_all(at)
    used = drafted.row.invoice["number"]
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    second = cars.deal(cars.vehicle(seller), seller, buyer, cars.clerk(), at=at)
    cars.answer_all(at, number=used)
    found = queries.case(second, at=at())
    assert found.stage == Stage.DRAFT
    assert found.invoice_broken
    with pytest.raises(Refused) as refused:
        actions.attach_invoice(transfer_id=second, key=cars.key(), code="", number=used, citizen=buyer, at=at())
    assert refused.value.code == "invoice.used"


def test_an_invoice_voided_afterwards_holds_the_case(cars, at, drafted):
    cars.answer_all(at)
    drafted.accept(at)
    number = drafted.row.invoice["number"]
    answers.keep_news(
        partner=Partner.TAX,
        kind="invoice-status",
        key="n1",
        about=f"invoice::{number}",
        body={"code": "", "number": number, "status": "02", "on": "2026-11-21"},
        at=at(),
    )
    actions.follow_partners(at=at())
    assert drafted.row.held == ["UC-13"]


def test_tax_that_never_answers_leaves_the_case_with_a_clock_and_the_page_with_a_word(cars, at, drafted):
    assert drafted.stage == Stage.DRAFT
    assert [one.kind for one in partners.outstanding(f"transfer:{drafted.id}")] == ["enter-deal"]
    at.at += timedelta(days=9)
    actions.run_clocks(at=at())
    assert drafted.stage == Stage.SUBMITTED  # the buyer has applied: the office answers, whoever else is silent


def test_an_answer_that_comes_too_late_changes_nothing(cars, at, drafted):
    actions.withdraw(transfer_id=drafted.id, key=cars.key(), citizen=drafted.seller, at=at())
    cars.answer_all(at)
    assert drafted.stage == Stage.WITHDRAWN
    assert drafted.row.deal_number == ""


def test_a_partner_that_gives_up_is_noted_and_the_case_goes_on_waiting(cars, at, drafted):
    message = Message.objects.get(kind="enter-deal")
    message.outcome = Outcome.FAILED
    message.save()
    answers.keep(message, outcome=Outcome.FAILED, body={"tries": 9, "last_error": "timeout"}, at=at())
    actions.follow_partners(at=at())
    assert drafted.row.deal.partner_trouble == ("commerce/enter-deal",)
    assert drafted.stage == Stage.DRAFT


# --- The people ---
def test_a_wrong_code_a_wrong_vin_and_a_wrong_plate_look_the_same(cars, at):
    seller = cars.citizen(area="510104")
    record = cars.vehicle(seller)
    code = actions.give_consent(key=cars.key(), vehicle_id=record.id, citizen=seller, at=at())
    asked = {"plate_kind": "02", "citizen": cars.citizen(), "at": at()}
    said = set()
    for plate, vin, given in (
        (record.plate, record.vin, "00000000"),
        (record.plate, Vin(cars.vin(4_000_000)), code),
        (Plate("川A99999"), record.vin, code),
    ):
        with pytest.raises(NotFound) as refused:
            actions.consent_by_code(plate=plate, vin=vin, code=given, **asked)
        said.add((refused.value.code, refused.value.say.zh))
    assert len(said) == 1
    consent = actions.consent_by_code(plate=record.plate, vin=record.vin, code=code, **asked)
    assert actions.precheck(
        consent_id=consent.id, destination=str(cars.DESTINATION), citizen=asked["citizen"], at=at()
    ).is_allowed


def test_who_types_wrong_codes_is_listened_to_no_more_and_the_owner_is_told_but_the_code_stays_good(cars, at):
    seller, stranger, buyer = cars.citizen(area="510104"), cars.citizen(), cars.citizen()
    record = cars.vehicle(seller)
    code = actions.give_consent(key=cars.key(), vehicle_id=record.id, citizen=seller, at=at())
    wrong = "00000000" if code != "00000000" else "11111111"
    asked = {"plate_kind": "02", "plate": record.plate, "vin": record.vin, "at": at()}
    for _ in range(5):
        assert notices.notices(seller.id) == []
        with pytest.raises(NotFound, match=r"vehicle\.no-consent"):
            actions.consent_by_code(code=wrong, citizen=stranger, **asked)
    for given in (code, wrong):
        with pytest.raises(NotFound, match=r"vehicle\.no-consent"):
            actions.consent_by_code(code=given, citizen=stranger, **asked)

    (told,) = notices.notices(seller.id)
    assert "输错授权码" in told.text.zh
    assert [entry.tag for entry in journal.history(record.key)].count("consent-guessed") == 1
    assert actions.consent_by_code(code=code, citizen=buyer, **asked).vehicle_id == record.id
    assert actions.enter_deal(**cars.entered(record, cars.clerk(), buyer, code=code, at=at)).vehicle_id == record.id


def test_a_code_of_a_former_owner_opens_nothing(cars, at):
    seller = cars.citizen(area="510104")
    record = cars.vehicle(seller)
    code = actions.give_consent(key=cars.key(), vehicle_id=record.id, citizen=seller, at=at())
    asked = {"plate_kind": "02", "plate": record.plate, "vin": record.vin, "code": code, "citizen": cars.citizen()}
    consent = actions.consent_by_code(**asked, at=at())
    Vehicle.objects.filter(pk=record.id).update(owner_number=str(cars.citizen().identity_number))

    with pytest.raises(NotFound, match=r"vehicle\.no-consent"):
        actions.precheck(consent_id=consent.id, destination=str(cars.DESTINATION), citizen=asked["citizen"], at=at())


def test_after_seven_days_the_seller_cannot_confirm(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    transfer_id = cars.deal(cars.vehicle(seller), seller, buyer, cars.clerk(), at=at)
    at.at += timedelta(days=8)
    with pytest.raises(Refused) as refused:
        actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    assert refused.value.code == "transfer.lapsed"


def test_a_stranger_learns_nothing_of_a_case(cars, at, drafted):
    with pytest.raises(NotFound):
        actions.withdraw(transfer_id=drafted.id, key=cars.key(), citizen=cars.citizen(), at=at())


def test_a_price_that_is_not_what_the_seller_saw_is_not_confirmed(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    transfer_id = cars.deal(cars.vehicle(seller), seller, buyer, cars.clerk(), at=at)
    with pytest.raises(Refused) as refused:
        actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at(), seen=Seen("0" * 64, "zh"))
    assert refused.value.code == "transfer.changed"


def test_joint_owners_confirm_each(cars, at):
    seller, other, buyer = cars.citizen(area="510104"), cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller, co_owners=[{"name": other.name, "number": str(other.identity_number), "address": ""}])
    transfer_id = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.apply(transfer_id=transfer_id, key=cars.key(), citizen=buyer, at=at())
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    cars.answer_all(at)
    assert Transfer.objects.get(pk=transfer_id).stage == Stage.DRAFT
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=other, at=at())
    assert Transfer.objects.get(pk=transfer_id).stage == Stage.SUBMITTED


def test_a_mortgaged_car_is_a_three_party_application(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller, is_mortgaged=True, mortgagee="样本银行", mortgagee_number="91510100MAC0BANK0R")
    transfer_id = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.apply(transfer_id=transfer_id, key=cars.key(), citizen=buyer, at=at())
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    cars.answer_all(at)
    row = Transfer.objects.get(pk=transfer_id)
    assert row.stage == Stage.SUBMITTED
    assert row.mortgagee_agreed_at is not None


def test_a_mortgage_that_comes_in_the_middle_stops_the_decision(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    registers.set_mortgage(
        vehicle_id=case.vehicle.id,
        mortgagee="样本银行",
        mortgagee_number="91510100MAC0BANK0R",
        by="system:test",
        at=at(),
    )
    with pytest.raises(Refused) as refused:
        actions.approve(transfer_id=case.id, key=cars.key(), officer=case.officers["reviewer"], at=at())
    assert refused.value.verdict.reasons


# --- The file ---
def test_a_changed_byte_in_a_stored_page_stops_the_move_and_custody_stays(cars, at, drafted):
    cars.answer_all(at)
    drafted.accept(at)
    actions.send_file(transfer_id=drafted.id, key=cars.key(), officer=drafted.officers["keeper"], at=at())
    page = queries.items(drafted.vehicle.id)[0].pages[0]
    row = Document.objects.get(digest=page.digest)
    Document.objects.filter(pk=row.pk).update(content=bytes(row.content)[:-1] + b"\x00")
    with pytest.raises(Untrusted) as refused:
        actions.receive_file(transfer_id=drafted.id, key=cars.key(), by="system:test", at=at())
    assert refused.value.code == "document.altered"
    assert Custody.objects.get(subject_id=drafted.vehicle.id).office == cars.ORIGIN
    assert drafted.stage == Stage.FILE_SENT


def test_a_wrong_seal_stops_the_move(cars, at, drafted):
    cars.answer_all(at)
    drafted.accept(at)
    actions.send_file(transfer_id=drafted.id, key=cars.key(), officer=drafted.officers["keeper"], at=at())
    move = FileMove.objects.get(subject_id=drafted.vehicle.id)
    head, payload, signature = move.seal.split(".")
    wrong = signature[:-4] + ("AAAA" if signature[-4:] != "AAAA" else "BBBB")
    FileMove.objects.filter(pk=move.pk).update(seal=f"{head}.{payload}.{wrong}")
    with pytest.raises(Untrusted) as refused:
        actions.receive_file(transfer_id=drafted.id, key=cars.key(), by="system:test", at=at())
    assert refused.value.code == "vehicle-file.seal"
    assert actions.move_files(at=at()) == 0, "the system tries again later and nothing moves"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff broken", b"%PDF-1.7 without an end"])
def test_bytes_that_are_no_page_are_refused(cars, at, content):
    record = cars.vehicle(cars.citizen(area="510104"))
    with pytest.raises(Malformed):
        dossiers.add_page(
            queries.VEHICLE_FILE,
            record.id,
            item="certificate",
            number=1,
            content=content,
            media_type="image/jpeg",
            by="system:test",
            at=at(),
        )


# --- The offices ---
def test_a_late_origin_is_escalated_step_by_step(cars, at, drafted):
    cars.answer_all(at, **{})
    drafted.accept(at)
    steps = []
    for days in (3, 1, 1, 3):
        at.at += timedelta(days=days)
        actions.run_clocks(at=at())
        steps.append(drafted.row.escalated)
    assert steps == sorted(steps)
    assert steps[-1] == 3


def test_a_car_that_is_never_shown_is_decided_in_writing_and_its_file_goes_home(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at)
    at.at += timedelta(days=32)
    actions.run_clocks(at=at())
    assert (case.stage, case.row.silence) == (Stage.INSPECTION, "at-destination")
    given = {"transfer_id": case.id, "grounds": ("REF-26-shown",), "officer": case.officers["reviewer"]}
    actions.refuse(key=cars.key(), at=at(), **given)
    assert (case.stage, case.row.silence) == (Stage.REFUSED, "")
    assert Custody.objects.get(subject_id=case.vehicle.id).office == cars.ORIGIN
    assert register_queries.vehicle_by_id(case.vehicle.id).letters == {"A"}


def test_a_vin_that_differs_on_the_car_turns_the_case_on_site(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at, vin=cars.vin(5_000_000))
    assert case.stage == Stage.REINSPECTION
    assert case.row.onsite_codes == ["vin-differs"]
    case.inspect(at)
    with pytest.raises(Refused) as refused:
        case.approve(at)
    assert refused.value.code == "transfer.onsite"
    actions.clear_onsite(transfer_id=case.id, key=cars.key(), officer=case.officers["acceptor"], at=at())
    case.approve(at)


def test_a_form_with_an_item_left_out_is_not_kept(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at)
    with pytest.raises(Refused) as refused:
        case.inspect(at, items={1: cars.inspection.Tick.PASS})
    assert len(refused.value.verdict.reasons) == 8
    assert inspections.inspections(case.row.id) == []


def test_a_refusal_in_writing_has_its_ground_and_gives_the_file_back(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    actions.refuse(
        transfer_id=case.id, key=cars.key(), grounds=("REF-29-1",), officer=case.officers["reviewer"], at=at()
    )
    assert case.stage == Stage.REFUSED
    assert case.row.decision["codes"] == ["REF-29-1"]
    assert Custody.objects.get(subject_id=case.vehicle.id).office == cars.ORIGIN


def test_a_page_of_no_known_document_is_not_asked_for_again(cars, at):
    """The origin could never send it, and the case would wait for ever."""
    case = cars.submitted(at=at).accept(at)
    actions.move_files(at=at())
    for pages in ([], [actions.PageProblem("certificate", 1, "A2"), actions.PageProblem("diary", 1, "A2")]):
        with pytest.raises(Malformed):
            actions.return_pages(
                transfer_id=case.id, key=cars.key(), pages=pages, officer=case.officers["checker"], at=at()
            )
    assert case.stage == Stage.FILE_CHECK


def test_false_papers_bar_their_buyer_for_a_year_and_nobody_else_is_told(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    actions.refuse(transfer_id=case.id, key=cars.key(), grounds=("REF-80",), officer=case.officers["reviewer"], at=at())
    seller = cars.citizen(area="510104")
    record = cars.vehicle(seller)
    cars.fill_file(record)
    again = cars.deal(record, seller, case.buyer, cars.clerk(), at=at)  # the dealer reads nothing of it
    with pytest.raises(Refused) as refused:
        actions.apply(transfer_id=again, key=cars.key(), citizen=case.buyer, at=at())
    assert [reason.article for reason in refused.value.verdict.reasons] == ["《机动车登记规定》第八十条第一款"]
    row = Transfer.objects.get(pk=again)
    day = at().date()
    assert not queries.check_case(row, on=day).is_allowed
    later = queries.check_case(row, on=day.replace(year=day.year + 1))
    assert "REF-80-year" not in [reason.code for one in later.findings for reason in one.reasons]


def test_the_old_way_for_what_is_out_of_scope(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller, plate_kind="01", type="H32", use="F", total_mass_kg=4495)
    cars.fill_file(record)
    transfer_id = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    actions.apply(transfer_id=transfer_id, key=cars.key(), citizen=buyer, at=at())
    cars.answer_all(at)
    case = cars.Case(transfer_id, record, seller, buyer, cars.officers())
    assert case.row.way == "origin-first"
    actions.accept(transfer_id=case.id, key=cars.key(), officer=case.officers["origin_window"], at=at())
    assert case.stage == Stage.ORIGIN_INSPECTION
    actions.move_out(
        transfer_id=case.id,
        key=cars.key(),
        plates_recovered=True,
        officer=case.officers["origin_inspector"],
        at=at(),
    )
    assert case.row.temporary_plates.get().until_day.isoformat() == "2026-12-20"
    actions.apply_in(transfer_id=case.id, key=cars.key(), citizen=buyer, at=at())
    actions.move_files(at=at())
    actions.accept_file(transfer_id=case.id, key=cars.key(), officer=case.officers["checker"], at=at())
    photos = cars.inspection.required_photos(type="H32")
    assert len(photos) > 5
    items = dict.fromkeys(cars.inspection.required_items(type="H32", use="F"), cars.inspection.Tick.PASS)
    case.inspect(at, items=items).approve(at).choose(at).issue(at)
    assert register_queries.vehicle_by_id(record.id).office == cars.DESTINATION


def test_an_owner_who_moves_home_keeps_the_car(cars, at):
    owner = cars.citizen()
    record = cars.vehicle(owner)
    cars.fill_file(record)
    import uuid

    row = actions.begin_move(
        transfer_id=uuid.uuid4(), citizen=owner, vehicle_id=record.id, destination=str(cars.DESTINATION), at=at()
    )
    actions.apply(transfer_id=row.id, key=cars.key(), citizen=owner, at=at())
    case = cars.Case(row.id, record, owner, owner, cars.officers())
    assert case.stage == Stage.SUBMITTED
    case.accept(at).move_file(at).inspect(at).approve(at).choose(at).issue(at)
    vehicle = register_queries.vehicle_by_id(record.id)
    assert [vehicle.owner_number, str(vehicle.office)] == [str(owner.identity_number), str(cars.DESTINATION)]


def test_a_filed_dealer_buys_for_stock_by_endorsement(cars, at):
    seller = cars.citizen(area="510104")
    record = cars.vehicle(seller)
    cars.fill_file(record)
    transfer_id = cars.deal(record, seller, None, cars.clerk(), at=at)
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    cars.answer_all(at)
    assert Transfer.objects.get(pk=transfer_id).ground == "stock"
