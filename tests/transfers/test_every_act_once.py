"""Every act, collected and not listed: under a used key it is done once, however often and by how many at once, and the
key serves nobody else, no other content and no other act."""

from __future__ import annotations

import importlib
import inspect
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from tongban.errors import Problem, Refused
from tongban.inspections import records as inspection
from tongban.journal.models import Entry
from tongban.offices.records import Duty
from tongban.registers.models import PlateNumber
from tongban.registers.records import NumberState
from tongban.transfers import actions
from tongban.transfers.models import Transfer
from tongban.transfers.rules import refusals
from tongban.transfers.stages import Stage, Way

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 8

PACKAGES = ("credentials", "dossiers", "licences", "transfers", "registers", "roadside", "partners", "policies")
ONCE_BY_ITSELF = {
    # the page chooses the id, and the id is bound to person and content
    "licences.apply": "application_id, bound to person and picture",
    "licences.apply_for_new_photo": "application_id, bound to person and picture",
    "transfers.enter_deal": "transfer_id, bound to person and deal",
    "transfers.begin_move": "transfer_id, bound to person and place",
    "policies.draft": "policy_id, bound to author and text",
    "roadside.check_licence": "check_id of the officer's phone",
    "roadside.check_number": "check_id, bound to officer and driver",
    "roadside.check_plate": "check_id, bound to officer and vehicle",
    "roadside.take_queue": "each record has its check_id",
    "roadside.take_record": "check_id of the officer's phone",
    "licences.review_photo": "one decision an attempt: the stage refuses a second",
    "licences.propose_decision": "proposal_id, bound to officer, photo and decision",
    "licences.undo_decision": "undone is undone",
    "licences.take_photo_at_window": "the stage refuses a second",
    "licences.resubmit_photo": "the same picture again changes nothing, another is refused by the stage",
    "partners.receive_answer": "the message is answered once; what comes again is counted",
    "partners.receive_dealers": "the list's own moment: the same again changes nothing",
    "transfers.scan_page": "the page's digest",
    "transfers.scan_pages": "each page's digest",
    "transfers.urge": "one a case and day; the same words of the same officer are the same",
    "transfers.receive_files": "keys made of case and moment of sending",
    "registers.transfer_vehicle": "called inside a case's keyed act; expected_version for others",
    "registers.move_vehicle": "called inside a case's keyed act; expected_version for others",
    "registers.offer_numbers": "called inside a case's lock, and not while an offer stands",
    "registers.hold_number": "called inside a case's keyed act",
    "registers.hold_offered_number": "called inside a case's keyed act",
    "registers.hold_kept_number": "called inside a case's keyed act",
    "registers.take_number": "called inside a case's keyed act",
    "registers.release_numbers": "free is free",
    "registers.give_up_number": "free is free",
    "registers.free_numbers": "free is free",
    "registers.keep_number": "kept is kept",
    "registers.load_register": "rows by their id, counted in Import by the file's digest",
    # a state: once it is so, nothing more happens
    "licences.lock": "locked is locked",
    "licences.lock_at_window": "locked is locked",
    "licences.unlock": "open is open",
    "licences.withdraw": "withdrawn is withdrawn",
    "licences.withdraw_vehicle_phone": "withdrawn is withdrawn",
    "licences.open_review": "whose it is stays whose it is",
    "licences.put_back": "free is free",
    "licences.receive_vehicle_licence": "one live licence a vehicle",
    "transfers.offer_numbers": "the same ten while they are kept",
    "transfers.withdraw_consent": "withdrawn is withdrawn",
    "transfers.consent_by_code": "a right code changes nothing, wrong ones are counted each",
    "policies.approve": "approved is approved, and by whom",
    "policies.end": "the same last day changes nothing",
    "registers.change_classes": "the same classes change nothing",
    "registers.change_office": "the same office changes nothing",
    "registers.change_portrait": "the picture's digest",
    "registers.clear_vehicle_letter": "gone is gone",
    "registers.set_vehicle_letter": "there is there",
    "registers.pay_fine": "paid is paid",
    "registers.record_death": "once",
    "registers.record_insurance": "the same day changes nothing",
    "registers.release_mortgage": "free is free",
    "registers.set_mortgage": "theirs is theirs",
    "registers.seize_vehicle": "theirs is theirs",
    "registers.release_seizure": "free is free",
    "registers.renew": "renewed, it is not due: refused",
    "registers.end_licence": "the same ground changes nothing",
    "registers.restore_licence": "restored is not ended: refused",
    "registers.record_health_proof": "the same or an older proof changes nothing",
    "registers.serve_full_mark_notice": "served is served",
    "registers.store_portrait": "the picture's digest",
    "registers.store_portraits": "the pictures' digests",
    "partners.try_again": "only what was given up waits again",
    # each time is an act of its own, and is meant so
    "licences.search_driver": "each look is recorded",
    "transfers.look_at_page": "each look is recorded",
    "transfers.look_at_overview": "each look is recorded",
    "transfers.look_at_paper": "each look is recorded",
    "transfers.look_at_photo": "each look is recorded",
    "transfers.look_at_alerts": "each look is recorded",
    "transfers.look_at_case": "each look is recorded",
    "licences.look_at_record": "each look is recorded",
    "licences.look_at_application": "each look is recorded",
    "transfers.precheck": "each question is recorded, for the owner to see",
    "transfers.precheck_own": "each question is recorded",
    # inside a service's act, whose key it is
    "credentials.issue": "one live holding a subject",
    "credentials.issue_many": "one live holding a subject",
    "credentials.lock": "locked is locked",
    "credentials.unlock": "open is open",
    "credentials.withdraw": "nothing happens without a phone",
    "credentials.set_entitlement": "it stands as it stands",
    "credentials.renew": "the phone is asked once more",
    "credentials.collect": "the phone's key and a nonce that serves once; one phone at a time",
    "credentials.refresh": "what the phone holds is replaced, the former revoked",
    "dossiers.open_dossier": "one custody a subject",
    "dossiers.add_page": "the page's digest",
    "dossiers.put_page": "the page's digest",
    "dossiers.scan_pages": "each page's digest",
    "dossiers.send": "one dossier on its way a subject",
    "dossiers.receive": "the custody row says how often it has moved",
    "dossiers.give_back": "given back is given back",
    "dossiers.return_pages": "one open return a page",
    "dossiers.look_at_page": "each look is recorded",
    "dossiers.look_at_overview": "each look is recorded",
    "dossiers.look_at_document": "each look is recorded",
    # by the clock, from what is stored
    "credentials.publish_lists": "made of the rows each time",
    "credentials.look_at_due": "its day moves on",
    "credentials.compare_list": "made of the rows each time",
    "credentials.compare_next": "made of the rows each time",
    "credentials.keep_days": "a day that is kept is not kept again",
    "licences.follow_register": "a cursor in the same transaction",
    "licences.carry_out_decisions": "the proposal's outcome, under the application's lock",
    "licences.recompute_due": "made of the register each time",
    "transfers.follow_partners": "a cursor in the same transaction",
    "transfers.follow_register": "a cursor in the same transaction",
    "transfers.move_files": "keys made of case and moment",
    "transfers.run_clocks": "the stage",
    "transfers.forget_permits": "forgotten is forgotten",
    "transfers.count_times": "made of the rows each time",
    "registers.close_cycles": "the cycle's end moves on",
    "registers.end_overdue": "ended is ended",
    "registers.follow_calendar": "ended is ended, the cycle's end moves on",
    "partners.deliver": "leases; the partner's Idempotency-Key",
    "partners.give_up": "ended is ended",
    "partners.forget": "empty is empty",
}
READ_ONLY = {
    "credentials.take",
    "credentials.take_by_id",
    "dossiers.guard",
    "dossiers.require_repaired",
    "dossiers.those_verified",
    "dossiers.verified",
    "licences.check_for_business",
    "licences.code_in_picture",
    "licences.eligibility",
    "licences.message_of",
    "licences.photo_change_eligibility",
    "transfers.dealer_of",
    "transfers.guard_case",
}
INNER = {"judged", "look_up", "look_up_vehicle", "store", "write", "entry_of", "about", "holders", "shown_facts", "void_ground"} | {
    "jsonable", "status_time", "own_check", "guard", "look_up_number", "look_up_plate", "owners",
}  # fmt: skip


def collected():
    """Every public function of the packages' actions, by its name."""
    found = {}
    for package in PACKAGES:
        module = importlib.import_module(f"tongban.{package}.actions")
        own = [name for name, one in vars(module).items() if getattr(one, "__module__", "") == module.__name__]
        for name in getattr(module, "__all__", None) or own:
            act = getattr(module, name)
            if inspect.isfunction(act) and not name.startswith("_") and not (package == "roadside" and name in INNER):
                found[f"{package}.{name}"] = act
    return found


KEYED = {name for name, act in collected().items() if "key" in inspect.signature(act).parameters}


def test_every_act_has_a_key_or_a_reason_why_it_needs_none():
    known = KEYED | set(ONCE_BY_ITSELF) | READ_ONLY
    assert set(collected()) - known == set(), "give it a key, or say here why it happens once by itself"
    assert known - set(collected()) == set()
    assert not KEYED & set(ONCE_BY_ITSELF)


# --- Scenes: how a case comes to where an act is due ---
def two(town, duty, region="3205"):
    return town.officer(duty, region=region)


def accept(cars, at, town):
    case = cars.submitted(at=at)
    return case, {"officer": case.officers["acceptor"]}, {"officer": two(town, Duty.WINDOW)}


def accept_file(cars, at, town):
    case = cars.submitted(at=at).accept(at)
    for _ in range(2):
        actions.move_files(at=at())
    return case, {"officer": case.officers["checker"]}, {"officer": two(town, Duty.ARCHIVE)}


def draft(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller)
    cars.fill_file(record)
    return cars.Case(cars.deal(record, seller, buyer, cars.clerk(), at=at), record, seller, buyer, cars.officers())


def apply(cars, at, town):
    case = draft(cars, at)
    return case, {"citizen": case.buyer}, {"citizen": case.seller}, {"address": "苏州市示例路 9 号"}


def confirm(cars, at, town):
    case = draft(cars, at)
    proof = {"papers": {"seller_proof": (cars.page("deed"), "image/png")}}
    return case, {"citizen": case.seller}, {"citizen": case.buyer}, proof


def old_way(cars, at):
    case = cars.submitted(at=at)
    Transfer.objects.filter(pk=case.id).update(way=Way.ORIGIN_FIRST)
    actions.accept(transfer_id=case.id, key=cars.key(), officer=case.officers["origin_window"], at=at())
    return case


def fail_at_origin(cars, at, town):
    case = old_way(cars, at)
    other = {"officer": two(town, Duty.INSPECTION, "5101")}
    return case, {"officer": case.officers["origin_inspector"], "text": "灯不亮"}, other, {"text": "没有车"}


def move_out(cars, at, town):
    case = old_way(cars, at)
    other = {"officer": two(town, Duty.INSPECTION, "5101")}
    known = {"officer": case.officers["origin_inspector"], "plates_recovered": True}
    return case, known, other, {"plates_recovered": False}


def apply_in(cars, at, town):
    case, known, *_ = move_out(cars, at, town)
    actions.move_out(transfer_id=case.id, key=cars.key(), at=at(), **known)
    return case, {"citizen": case.buyer}, {"citizen": case.seller}


def approve(cars, at, town):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    return case, {"officer": case.officers["reviewer"]}, {"officer": two(town, Duty.REGISTRATION_REVIEW)}


def ask_correction(cars, at, town):
    case, known, other = accept(cars, at, town)
    return case, known | {"text": "请补一份材料"}, other, {"text": "请补两份材料"}


def corrected(cars, at, town):
    case, known, _other, _change = ask_correction(cars, at, town)
    actions.ask_correction(transfer_id=case.id, key=cars.key(), at=at(), **known)
    return case


def attach_invoice(cars, at, town):
    case = corrected(cars, at, town)
    known = {"citizen": case.buyer, "code": "", "number": "26320000000000000001"}
    return case, known, {"citizen": case.seller}, {"number": "26320000000000000002"}


def correct(cars, at, town):
    case = corrected(cars, at, town)
    change = {"papers": {"quota": (cars.page("q"), "image/png")}}
    return case, {"citizen": case.buyer}, {"citizen": case.seller}, change


def confirm_home(cars, at, town):
    case, known, other, *_ = accept(cars, at, town)
    return case, known, other


def approved(cars, at):
    return cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at)


def choose_number(cars, at, town):
    case = approved(cars, at)
    ten = actions.offer_numbers(transfer_id=case.id, citizen=case.buyer, at=at())
    return case, {"citizen": case.buyer, "plate": ten[0]}, {"citizen": case.seller}, {"plate": ten[1]}


def compose_number(cars, at, town):
    case = approved(cars, at)
    return case, {"citizen": case.buyer, "plate": "苏E7K7K7"}, {"citizen": case.seller}, {"plate": "苏E8K8K8"}


def keep_number(cars, at, town):
    case = approved(cars, at)
    PlateNumber.objects.create(
        plate_kind="02",
        plate="苏E00K01",
        office=str(cars.DESTINATION),
        state=NumberState.KEPT,
        kept_for=case.buyer.id,
        since=at.at,
        until=at.at + timedelta(days=700),
    )
    return case, {"citizen": case.buyer, "plate": "苏E00K01"}, {"citizen": case.seller}, {"plate": "苏E00K02"}


def issue(cars, at, town):
    case = approved(cars, at).choose(at)
    known = {"plates_recovered": True, "card_recovered": True, "plates_ready": True}
    other = {"officer": two(town, Duty.WINDOW)}
    return case, known | {"officer": case.officers["issuer"]}, other, {"plates_ready": False}


def send_file(cars, at, town):
    case = cars.submitted(at=at).accept(at)
    return case, {"officer": case.officers["keeper"]}, {"officer": two(town, Duty.ARCHIVE, "5101")}


def receive_file(cars, at, town):
    case, known, _other = send_file(cars, at, town)
    actions.send_file(transfer_id=case.id, key=cars.key(), at=at(), **known)
    return case, {"by": "system:one"}, {"by": "system:two"}


def return_pages(cars, at, town):
    case, known, other = accept_file(cars, at, town)
    pages = [actions.PageProblem("certificate", 1, "A2")]
    return case, known | {"pages": pages}, other, {"pages": [actions.PageProblem("certificate", 1, "A3")]}


def repair_pages(cars, at, town):
    case, known, _other, _change = return_pages(cars, at, town)
    actions.return_pages(transfer_id=case.id, key=cars.key(), at=at(), **known)
    actions.scan_page(
        transfer_id=case.id,
        item="certificate",
        number=1,
        content=cars.page("again"),
        media_type="image/png",
        officer=case.officers["keeper"],
        at=at(),
    )
    return case, {"officer": case.officers["keeper"]}, {"officer": two(town, Duty.ARCHIVE, "5101")}


def record_inspection(cars, at, town):
    case = cars.submitted(at=at).accept(at).move_file(at)
    row = case.row
    form = inspection.Form(
        type="K33",
        use="A",
        items=cars.FORM,
        vin=row.vin,
        is_recorded=True,
        is_certified=True,
        mileage_km=61_000,
    )
    photos = {code: (cars.page(code), "image/png") for code in inspection.required_photos(type="K33")}
    known = {"officer": case.officers["inspector"], "form": form, "photos": photos}
    changed = {code: (cars.page(code + "2"), "image/png") for code in photos}
    return case, known, {"officer": two(town, Duty.INSPECTION)}, {"photos": changed}


def refuse(cars, at, town):
    case, known, other = approve(cars, at, town)
    fitting = [code for code in refusals.GROUNDS if refusals.may_refuse((code,), is_sale=True).is_allowed]
    return case, known | {"grounds": (fitting[0],)}, other, {"grounds": (fitting[1],)}


def send_back(cars, at, town):
    case, known, other = approve(cars, at, town)
    return case, known | {"text": "请再看车架号"}, other, {"text": "请再看灯"}


def turn_onsite(cars, at, town):
    case, known, other = approve(cars, at, town)
    return case, known | {"codes": ("stolen",)}, other, {"codes": ("smuggled",)}


def clear_onsite(cars, at, town):
    case, known, _other, _change = turn_onsite(cars, at, town)
    actions.turn_onsite(transfer_id=case.id, key=cars.key(), at=at(), **known)
    return case, {"officer": case.officers["issuer"]}, {"officer": two(town, Duty.WINDOW)}


def hand_in(cars, at, town):
    case = draft(cars, at)
    actions.apply(transfer_id=case.id, key=cars.key(), citizen=case.buyer, at=at())
    return case, {"citizen": case.buyer}, {"citizen": case.seller}


def withdraw(cars, at, town):
    case = cars.submitted(at=at)
    return case, {"citizen": case.buyer}, {"citizen": case.seller}


WITHOUT_A_CASE = {"give_consent", "hand_in_permit"}
ACTS = sorted(name.partition(".")[2] for name in KEYED if name.startswith("transfers."))
CASE_ACTS = [name for name in ACTS if name not in WITHOUT_A_CASE]


def at_once(act):
    """So many at the same moment; where the database has one writer and the tests one connection, one after another."""
    if connection.vendor != "postgresql":
        for _ in range(RIVALS):
            act()
        return
    line = threading.Barrier(RIVALS)

    def run(_n):
        try:
            line.wait(20)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(RIVALS) as pool:
        list(pool.map(run, range(RIVALS)))


@pytest.mark.parametrize("name", CASE_ACTS)
def test_an_act_is_done_once_and_its_key_serves_nothing_else(cars, at, town, name):
    scene = globals().get(name)
    assert scene is not None, f"{name} has a key: say here how a case comes to it"
    case, known, other, *rest = scene(cars, at, town)
    act, moment = getattr(actions, name), at()
    before = Entry.objects.filter(about__key=f"transfer:{case.id}").count()
    given = {"transfer_id": case.id, "key": "the-key", "at": moment} | known
    act(**given)
    row = Transfer.objects.filter(pk=case.id).values().get()
    done = Entry.objects.filter(about__key=f"transfer:{case.id}").count()
    assert done > before or name in ("attach_invoice",)
    at_once(lambda: act(**given))
    with pytest.raises(Problem):
        act(**given | other)
    for change in rest:
        with pytest.raises(Problem) as told:
            act(**given | change)
        assert told.value.code in ("transfer.key", "transfer.plates")
    another = {"transfer_id": case.id, "key": "the-key", "at": moment}
    elsewhere = actions.apply if name == "withdraw" else actions.withdraw
    with pytest.raises(Refused) as refused:
        elsewhere(citizen=case.buyer, **another)
    assert refused.value.code == "transfer.key"
    assert Transfer.objects.filter(pk=case.id).values().get() == row
    assert Entry.objects.filter(about__key=f"transfer:{case.id}").count() == done


@pytest.mark.parametrize("name", CASE_ACTS)
def test_eight_at_once_are_one(cars, at, town, name):
    case, known, *_ = globals()[name](cars, at, town)
    act, given = getattr(actions, name), {"transfer_id": case.id, "key": "the-key", "at": at()} | known
    at_once(lambda: act(**given))
    assert case.row.acts.filter(key="the-key").count() == 1
    tags = Entry.objects.filter(about__key=f"transfer:{case.id}", at=given["at"]).values_list("tag", flat=True)
    assert len(tags) == len(set(tags)) or name in ("return_pages",)
    assert case.stage in set(Stage)
