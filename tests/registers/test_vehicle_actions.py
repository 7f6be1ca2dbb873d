"""A vehicle changes hands, is mortgaged, seized, inspected: done, recorded and announced together, or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from register_rows import AT, BY, VEHICLE

from tongban.errors import Forbidden, Malformed, NotFound, Refused
from tongban.identifiers import Plate, Vin
from tongban.journal import actions as journal
from tongban.journal import queries as journal_queries
from tongban.journal.models import Entry
from tongban.registers import actions, queries, sources
from tongban.registers.models import Vehicle
from tongban.registers.models import VehicleLine as LineRow
from tongban.registers.records import EventKind, LineKind, Owner, VehicleLine
from tongban.registers.rules import vehicles as rules

BUYER = Owner(name="样本·吴桐", number="990205199003070016", address="虚构街7号")
SPOUSE = Owner(name="样本·林岚", number="990205199105170026")
BANK = Owner(name="样本银行", number="91350100M000100Y43")
SUZHOU = "320500000000"
COURT = "示例区人民法院"


def transfer(vehicle, **more):
    return actions.transfer_vehicle(
        **{
            "vehicle_id": vehicle.id,
            "owner": BUYER,
            "office": SUZHOU,
            "plate_kind": "02",
            "plate": "苏E7K3P9",
            "reason": "二手车交易",
            "by": BY,
            "at": AT,
        }
        | more
    )


def move(vehicle, **more):
    return actions.move_vehicle(
        **{
            "vehicle_id": vehicle.id,
            "address": "湖滨路9号",
            "office": SUZHOU,
            "plate_kind": "02",
            "plate": "苏E7K3P9",
            "reason": "住所迁出",
            "by": BY,
            "at": AT,
        }
        | more
    )


def set_letter(vehicle, letter):
    return actions.set_vehicle_letter(vehicle_id=vehicle.id, letter=letter, reason="测试", by=BY, at=AT)


def mortgage(vehicle):
    return actions.set_mortgage(vehicle_id=vehicle.id, mortgagee=BANK.name, mortgagee_number=BANK.number, by=BY, at=AT)


def seize(vehicle, authority=COURT):
    return actions.seize_vehicle(vehicle_id=vehicle.id, authority=authority, reason="民事保全", by=BY, at=AT)


def release_seizure(vehicle, authority=COURT):
    return actions.release_seizure(vehicle_id=vehicle.id, authority=authority, reason="案件审结", by=BY, at=AT)


def inspect(vehicle, until=date(2028, 11, 20), mileage_km=61_200):
    return actions.record_vehicle_inspection(vehicle_id=vehicle.id, until=until, mileage_km=mileage_km, by=BY, at=AT)


def insure(vehicle, until=date(2028, 1, 1)):
    return actions.record_insurance(vehicle_id=vehicle.id, until=until, by=BY, at=AT)


def note(vehicle, **more):
    return actions.note_vehicle(
        **{"vehicle_id": vehicle.id, "kind": "flood", "detail": "水位到座椅", "by": BY, "at": AT} | more
    )


def release_mortgage(vehicle):
    return actions.release_mortgage(vehicle_id=vehicle.id, by=BY, at=AT)


DONE = {
    transfer: ("vehicle-transferred", EventKind.VEHICLE_TRANSFERRED, LineKind.TRANSFERRED),
    move: ("vehicle-moved", EventKind.VEHICLE_MOVED, LineKind.MOVED),
    mortgage: ("mortgage-set", EventKind.MORTGAGE_SET, LineKind.MORTGAGED),
    seize: ("vehicle-seized", EventKind.SEIZED, LineKind.SEIZED),
    inspect: ("vehicle-inspected", EventKind.VEHICLE_INSPECTED, LineKind.INSPECTED),
    insure: ("insurance-changed", EventKind.INSURANCE_CHANGED, LineKind.INSURED),
    note: ("vehicle-noted", EventKind.VEHICLE_NOTED, LineKind.FLOOD),
}


def codes_of(refused):
    return [reason.code for reason in refused.value.verdict.reasons]


# --- What all of them do ---


@pytest.mark.parametrize("act", DONE, ids=lambda act: act.__name__)
def test_each_act_raises_the_version_and_leaves_an_entry_a_line_and_an_event(act, vehicle, tags):
    tag, kind, line = DONE[act]
    after = act(vehicle)
    assert after.version == 2
    assert queries.vehicle_by_id(vehicle.id) == after
    assert tags(vehicle) == [tag]
    assert [(event.kind, event.vehicle_id, event.version) for event in queries.events_after(0)] == [
        (kind, vehicle.id, 2)
    ]
    assert [one.kind for one in queries.vehicle_lines(vehicle.id)] == [LineKind.REGISTERED, line]


@pytest.mark.parametrize("act", [*DONE, release_mortgage, release_seizure], ids=lambda act: act.__name__)
def test_when_the_journal_fails_nothing_has_happened(act, vehicle, monkeypatch):
    if act is release_mortgage:
        mortgage(vehicle)
    if act is release_seizure:
        seize(vehicle)
    before, lines = queries.vehicle_by_id(vehicle.id), queries.vehicle_lines(vehicle.id)
    events = queries.events_after(0)

    def fails(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(journal, "record", fails)
    with pytest.raises(RuntimeError):
        act(vehicle)
    assert queries.vehicle_by_id(vehicle.id) == before
    assert queries.vehicle_lines(vehicle.id) == lines
    assert queries.events_after(0) == events


@pytest.mark.parametrize("act", [*DONE, release_mortgage, release_seizure], ids=lambda act: act.__name__)
def test_a_vehicle_that_the_register_does_not_know_is_not_found(act, db):
    with pytest.raises(NotFound, match=r"vehicle\.unknown"):
        act(replace(VEHICLE, id=uuid4()))


@pytest.mark.parametrize("act", DONE, ids=lambda act: act.__name__)
def test_where_another_system_keeps_the_register_nothing_is_written(act, vehicle, monkeypatch):
    monkeypatch.setattr(sources.Tables, "is_written_here", False)
    with pytest.raises(Forbidden, match=r"registers\.kept-elsewhere"):
        act(vehicle)


def test_no_person_stands_in_the_lines_the_journal_or_its_leaves(vehicle):
    transfer(vehicle, co_owners=[SPOUSE])
    for act in (mortgage, release_mortgage, seize, release_seizure, inspect, insure, note):
        act(vehicle)
    persons = [BUYER.name, BUYER.number, BUYER.address, SPOUSE.name, SPOUSE.number, BANK.name, BANK.number]
    persons += [VEHICLE.owner_name, VEHICLE.owner_number, VEHICLE.owner_address]
    leaves = [bytes(leaf) for leaf in Entry.objects.values_list("leaf", flat=True)]
    told = [str(dict(entry.details)) for entry in journal_queries.history(vehicle.key)]
    lines = [str(line) for line in queries.vehicle_lines(vehicle.id)]
    assert len(leaves) >= 8
    assert len(told) == len(lines) - 1 == 8
    for person in persons:
        assert not any(person.encode() in leaf for leaf in leaves)
        assert not any(person in text for text in told + lines)
    for leaf in leaves:
        assert "川A".encode() not in leaf
        assert "苏E".encode() not in leaf


def test_a_record_that_is_printed_shows_no_person(vehicle):
    mortgage(vehicle)
    shown = repr(transfer(vehicle, co_owners=[SPOUSE])) + repr(BUYER)
    for hidden in (BUYER.name, BUYER.number, BUYER.address, SPOUSE.name, BANK.name, BANK.number):
        assert hidden not in shown


# --- Changing hands ---


def test_a_transfer_puts_owner_office_and_number_in_one_row_and_ends_the_lock(vehicle):
    set_letter(vehicle, "O")
    after = transfer(vehicle, co_owners=[SPOUSE], certificate_number="320520000009")
    assert after.owner == BUYER
    assert after.co_owners == (SPOUSE,)
    assert (after.office, after.plate_kind, after.plate) == (SUZHOU, "02", "苏E7K3P9")
    assert (after.letters, after.owner_since) == ({"A"}, date(2026, 11, 20))
    assert (after.certificate_number, after.vin, after.registered_on) == (
        "320520000009",
        vehicle.vin,
        vehicle.registered_on,
    )
    assert queries.vehicles_of(BUYER.number) == [after]
    assert queries.vehicles_of(vehicle.owner_number) == []
    assert queries.vehicle_by_vin(vehicle.vin) == queries.vehicle(plate_kind="02", plate=Plate("苏E7K3P9")) == after


def test_the_line_tells_where_the_vehicle_is_afterwards_and_why(vehicle):
    transfer(vehicle)
    assert queries.vehicle_lines(vehicle.id)[-1] == VehicleLine(
        kind=LineKind.TRANSFERRED, on=date(2026, 11, 20), office=SUZHOU, plate="苏E7K3P9", detail="二手车交易"
    )


def test_a_mortgage_stays_when_the_vehicle_changes_hands(vehicle):
    mortgage(vehicle)
    after = transfer(vehicle)
    assert (after.is_mortgaged, after.mortgagee, after.mortgagee_number) == (True, BANK.name, BANK.number)


@pytest.mark.parametrize(
    ("letter", "code"), [("E", "VR-01"), ("C", "VR-02"), ("K", "VR-03"), ("M", "VR-04"), ("P", "VR-04"), ("H", "VR-05")]
)
def test_a_vehicle_that_the_law_holds_back_does_not_change_hands(letter, code, vehicle):
    before = set_letter(vehicle, letter)
    with pytest.raises(Refused, match=r"vehicle\.not-transferable") as refused:
        transfer(vehicle)
    assert codes_of(refused) == [code]
    assert queries.vehicle_by_id(vehicle.id) == before


def test_every_reason_is_told_at_once(vehicle):
    seize(vehicle)
    set_letter(vehicle, "H")
    with pytest.raises(Refused) as refused:
        transfer(vehicle)
    assert codes_of(refused) == ["VR-03", "VR-05"]


@pytest.mark.parametrize("letter", ["B", "D", "G", "I", "J", "L", "N", "O", "Q"])
def test_other_letters_are_for_the_service_to_judge(letter, vehicle):
    set_letter(vehicle, letter)
    assert transfer(vehicle).owner == BUYER


def test_the_same_call_again_changes_nothing_when_it_names_the_version_it_saw(vehicle, tags):
    first = transfer(vehicle, expected_version=1)
    assert transfer(vehicle, expected_version=1) == first
    assert tags(vehicle) == ["vehicle-transferred"]


def test_a_change_in_between_refuses_the_transfer(vehicle):
    set_letter(vehicle, "O")
    with pytest.raises(Refused, match=r"vehicle\.changed") as refused:
        transfer(vehicle, expected_version=1)
    assert codes_of(refused) == ["VR-15"]
    assert queries.vehicle_by_id(vehicle.id).owner == vehicle.owner


def test_of_two_buyers_who_saw_the_same_version_one_gets_the_vehicle(vehicle):
    transfer(vehicle, expected_version=1)
    with pytest.raises(Refused, match=r"vehicle\.changed"):
        transfer(vehicle, owner=SPOUSE, plate="苏E00001", expected_version=1)
    assert queries.vehicle_by_id(vehicle.id).owner == BUYER


@pytest.mark.parametrize("act", [transfer, move], ids=lambda act: act.__name__)
def test_a_number_that_another_vehicle_has_is_refused(act, vehicle):
    other = replace(VEHICLE, id=uuid4(), plate=Plate("苏E7K3P9"), vin=Vin("1M8GDM9AXKP042788"))
    actions.load_register(drivers=(), vehicles=[other], by=BY, at=AT)
    with pytest.raises(Refused, match=r"vehicle\.plate-taken") as refused:
        act(vehicle)
    assert codes_of(refused) == ["VR-14"]
    assert queries.vehicle_by_id(vehicle.id) == vehicle
    assert act(vehicle, plate_kind="52").plate_kind == "52"


def test_the_constraint_decides_between_two_who_ask_in_the_same_moment(vehicle, monkeypatch):
    other = replace(VEHICLE, id=uuid4(), plate=Plate("苏E7K3P9"), vin=Vin("1M8GDM9AXKP042788"))
    actions.load_register(drivers=(), vehicles=[other], by=BY, at=AT)
    answers = iter([False, True])
    monkeypatch.setattr("tongban.registers.actions.ownership._is_taken", lambda row: next(answers))
    with pytest.raises(Refused, match=r"vehicle\.plate-taken"):
        transfer(vehicle)
    assert queries.vehicle_by_id(vehicle.id) == vehicle


def test_a_number_that_was_given_up_is_free_for_another_vehicle(vehicle):
    transfer(vehicle)
    other = replace(VEHICLE, id=uuid4(), vin=Vin("1M8GDM9AXKP042788"))
    actions.load_register(drivers=(), vehicles=[other], by=BY, at=AT)
    assert queries.vehicle(plate_kind="02", plate=VEHICLE.plate).id == other.id


def test_keeping_ones_number_is_no_clash_with_oneself(vehicle):
    assert transfer(vehicle, office=vehicle.office, plate=vehicle.plate).owner == BUYER


@pytest.mark.parametrize(
    "more",
    [
        {"plate": "苏E"},
        {"plate_kind": "77"},
        {"office": "3205"},
        {"co_owners": [BUYER]},
        {"co_owners": [SPOUSE, SPOUSE]},
        {"reason": "长" * 201},
    ],
)
def test_a_value_that_is_none_changes_nothing(more, vehicle):
    with pytest.raises(Malformed):
        transfer(vehicle, **more)
    assert queries.vehicle_by_id(vehicle.id) == vehicle
    assert queries.events_after(0) == []


@pytest.mark.parametrize(("name", "number"), [("样本·甲", "12345"), ("", BUYER.number), ("长" * 201, BUYER.number)])
def test_an_owner_is_a_name_with_a_number_that_passes_its_check(name, number):
    with pytest.raises(Malformed, match=r"owner\."):
        Owner(name=name, number=number)


def test_moving_keeps_the_owner_and_the_day_since_when(vehicle):
    set_letter(vehicle, "O")
    after = move(vehicle)
    assert (after.owner_name, after.owner_number, after.owner_since) == (
        vehicle.owner_name,
        vehicle.owner_number,
        vehicle.owner_since,
    )
    assert (after.owner_address, after.office, after.plate, after.letters) == (
        "湖滨路9号",
        SUZHOU,
        "苏E7K3P9",
        {"A"},
    )


def test_moving_again_with_the_version_seen_changes_nothing(vehicle):
    first = move(vehicle, expected_version=1)
    assert move(vehicle, expected_version=1) == first
    with pytest.raises(Refused, match=r"vehicle\.changed"):
        move(vehicle, address="别处1号", expected_version=1)


@pytest.mark.parametrize(
    ("letter", "code"), [("E", "VR-01"), ("C", "VR-02"), ("K", "VR-06"), ("M", "VR-07"), ("P", "VR-07")]
)
def test_a_vehicle_that_the_law_holds_back_does_not_move(letter, code, vehicle):
    set_letter(vehicle, letter)
    with pytest.raises(Refused, match=r"vehicle\.not-movable") as refused:
        move(vehicle)
    assert codes_of(refused) == [code]


def test_an_address_that_no_row_can_hold_is_malformed(vehicle):
    with pytest.raises(Malformed, match=r"owner\.malformed"):
        move(vehicle, address="长" * 301)


# --- Mortgage and seizure ---


def test_a_mortgage_is_set_once_and_released_once(vehicle, tags):
    after = mortgage(vehicle)
    assert (after.is_mortgaged, after.mortgagee, after.mortgagee_number) == (True, BANK.name, BANK.number)
    assert mortgage(vehicle) == after
    released = release_mortgage(vehicle)
    assert (released.is_mortgaged, released.mortgagee, released.mortgagee_number) == (False, "", "")
    assert release_mortgage(vehicle) == released
    assert tags(vehicle) == ["mortgage-released", "mortgage-set"]
    assert queries.vehicle_lines(vehicle.id)[-1].kind is LineKind.MORTGAGE_RELEASED
    assert queries.events_after(0)[-1].kind is EventKind.MORTGAGE_RELEASED


def test_a_second_mortgagee_waits_for_the_release_of_the_first(vehicle):
    mortgage(vehicle)
    with pytest.raises(Refused, match=r"mortgage\.not-registrable") as refused:
        actions.set_mortgage(vehicle_id=vehicle.id, mortgagee=SPOUSE.name, mortgagee_number=SPOUSE.number, by=BY, at=AT)
    assert codes_of(refused) == ["VR-09"]


@pytest.mark.parametrize(
    ("letter", "code"), [("E", "VR-01"), ("C", "VR-02"), ("K", "VR-08"), ("M", "VR-08"), ("P", "VR-08"), ("H", "VR-08")]
)
def test_a_vehicle_that_the_law_holds_back_is_not_mortgaged(letter, code, vehicle):
    set_letter(vehicle, letter)
    with pytest.raises(Refused) as refused:
        mortgage(vehicle)
    assert codes_of(refused) == [code]


def test_a_mortgagee_has_a_name_and_a_right_number(vehicle):
    for name, number in ((BANK.name, "12345"), ("", BANK.number)):
        with pytest.raises(Malformed, match=r"owner\."):
            actions.set_mortgage(vehicle_id=vehicle.id, mortgagee=name, mortgagee_number=number, by=BY, at=AT)


def test_a_mortgage_is_not_released_while_the_vehicle_is_seized(vehicle):
    mortgage(vehicle)
    seize(vehicle)
    with pytest.raises(Refused, match=r"mortgage\.not-releasable") as refused:
        release_mortgage(vehicle)
    assert codes_of(refused) == ["VR-10"]
    release_seizure(vehicle)
    assert not release_mortgage(vehicle).is_mortgaged


def test_a_seizure_shows_k_names_the_authority_in_the_row_and_ends_with_it(vehicle, tags):
    after = seize(vehicle)
    assert (after.letters, after.seized_by) == ({"K"}, COURT)
    assert seize(vehicle) == after
    assert queries.vehicle_lines(vehicle.id)[-1].detail == ""
    released = release_seizure(vehicle)
    assert (released.letters, released.seized_by) == ({"A"}, "")
    assert release_seizure(vehicle) == released
    assert tags(vehicle) == ["seizure-released", "vehicle-seized"]
    assert queries.events_after(0)[-1].kind is EventKind.SEIZURE_RELEASED


def test_another_authority_neither_seizes_nor_releases(vehicle):
    seize(vehicle)
    for act, code in ((seize, "VR-11"), (release_seizure, "VR-12")):
        with pytest.raises(Refused, match=r"seizure\.of-another") as refused:
            act(vehicle, authority="另一法院")
        assert codes_of(refused) == [code]
    assert queries.vehicle_by_id(vehicle.id).seized_by == COURT


def test_a_seizure_whose_origin_nobody_told_may_be_taken_over_and_released(vehicle):
    set_letter(vehicle, "K")
    assert seize(vehicle).seized_by == COURT
    assert release_seizure(vehicle).letters == {"A"}
    set_letter(vehicle, "K")
    assert release_seizure(vehicle, authority="另一法院").letters == {"A"}


def test_an_authority_has_a_name(vehicle):
    for name in ("", "长" * 101):
        with pytest.raises(Malformed, match=r"seizure\.authority"):
            seize(vehicle, authority=name)


def test_clearing_k_by_hand_forgets_the_authority(vehicle):
    seize(vehicle)
    cleared = actions.clear_vehicle_letter(vehicle_id=vehicle.id, letter="K", reason="更正", by=BY, at=AT)
    assert (cleared.letters, cleared.seized_by) == ({"A"}, "")


@pytest.mark.parametrize("wrong", [{"mortgagee": "样本银行"}, {"seized_by": COURT}])
def test_the_database_keeps_a_mortgagee_with_its_mortgage_and_an_authority_with_its_letter(wrong, vehicle):
    with pytest.raises(IntegrityError), transaction.atomic():
        Vehicle.objects.filter(id=vehicle.id).update(**wrong)


# --- Inspection, insurance, notes ---


def test_an_inspection_moves_the_day_takes_the_reading_and_ends_q(vehicle):
    set_letter(vehicle, "Q")
    after = inspect(vehicle)
    assert (after.inspected_until, after.mileage_km, after.letters) == (date(2028, 11, 20), 61_200, {"A"})
    assert queries.vehicle_lines(vehicle.id)[-1].mileage_km == 61_200


def test_a_reading_below_the_last_one_stands_in_the_history_as_it_was_read(vehicle):
    inspect(vehicle)
    assert inspect(vehicle, mileage_km=20_000).mileage_km == 20_000
    assert [line.mileage_km for line in queries.vehicle_lines(vehicle.id)] == [0, 61_200, 20_000]


def test_no_reading_leaves_the_last_one(vehicle):
    inspect(vehicle)
    assert inspect(vehicle, mileage_km=0).mileage_km == 61_200


@pytest.mark.parametrize(("letter", "code"), [("E", "VR-01"), ("C", "VR-02"), ("P", "VR-13")])
def test_an_inspection_of_a_vehicle_without_valid_papers_is_refused(letter, code, vehicle):
    set_letter(vehicle, letter)
    with pytest.raises(Refused, match=r"inspection\.not-registrable") as refused:
        inspect(vehicle)
    assert codes_of(refused) == [code]


@pytest.mark.parametrize(
    ("until", "mileage_km", "code"),
    [
        (date(2026, 11, 20), 10, "vehicle.until"),
        (date(2028, 1, 1), -1, "vehicle.mileage"),
        (date(2028, 1, 1), 10_000_000, "vehicle.mileage"),
    ],
)
def test_an_inspection_that_cannot_be_is_malformed(until, mileage_km, code, vehicle):
    with pytest.raises(Malformed, match=code):
        inspect(vehicle, until=until, mileage_km=mileage_km)


def test_the_day_of_an_act_is_the_day_in_china(vehicle):
    late = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    transfer(vehicle, at=late)
    assert queries.vehicle_by_id(vehicle.id).owner_since == date(2026, 11, 21)


def test_the_same_insurance_twice_is_one_change(vehicle, tags):
    after = insure(vehicle)
    assert insure(vehicle) == after
    assert after.insured_until == date(2028, 1, 1)
    assert tags(vehicle) == ["insurance-changed"]


def test_a_cancelled_policy_ends_earlier_but_never_before_the_vehicle_began(vehicle):
    assert insure(vehicle, until=date(2026, 11, 19)).insured_until == date(2026, 11, 19)
    with pytest.raises(Malformed, match=r"vehicle\.until"):
        insure(vehicle, until=vehicle.registered_on - timedelta(days=1))


def test_a_brand_stays_in_the_history_through_a_transfer(vehicle):
    note(vehicle)
    transfer(vehicle)
    found = [line for line in queries.vehicle_lines(vehicle.id) if line.is_brand]
    assert [(line.kind, line.detail) for line in found] == [(LineKind.FLOOD, "水位到座椅")]


def test_an_examination_takes_its_reading_along(vehicle):
    after = note(vehicle, kind="examined", detail="合格", mileage_km=43_210)
    assert after.mileage_km == 43_210


@pytest.mark.parametrize(
    "more", [{"kind": "transferred"}, {"kind": "rust"}, {"detail": "长" * 201}, {"mileage_km": -5}]
)
def test_a_note_of_another_kind_or_form_is_malformed(more, vehicle):
    with pytest.raises(Malformed, match=r"vehicle\.(note|mileage)"):
        note(vehicle, **more)
    assert queries.vehicle_by_id(vehicle.id) == vehicle


# --- Loading and reading ---


def test_a_register_is_loaded_with_the_history_and_everything_in_the_row(db):
    full = replace(
        VEHICLE,
        co_owners=(SPOUSE,),
        is_mortgaged=True,
        mortgagee=BANK.name,
        mortgagee_number=BANK.number,
        letters=frozenset("K"),
        seized_by=COURT,
        owner_since=date(2024, 3, 1),
        mileage_km=52_000,
    )
    lines = [
        VehicleLine(LineKind.REGISTERED, date(2020, 5, 1), "510100000000", "川A00001"),
        VehicleLine(LineKind.INSPECTED, date(2022, 5, 1), "510100000000", "川A00001", 30_000),
    ]
    assert actions.load_register(drivers=(), vehicles=[full], lines={full.id: lines}, by=BY, at=AT) == 1
    assert queries.vehicle_by_id(full.id) == full
    assert queries.vehicle_lines(full.id) == lines
    assert actions.load_register(drivers=(), vehicles=[full], lines={full.id: lines}, by=BY, at=AT) == 0
    assert queries.vehicle_lines(full.id) == lines


def test_a_vehicle_without_more_told_belongs_to_its_owner_since_the_first_registration(vehicle):
    found = queries.vehicle_by_id(vehicle.id)
    assert (found.owner_since, found.mileage_km, found.co_owners, found.seized_by) == (VEHICLE.registered_on, 0, (), "")
    assert queries.vehicle_lines(vehicle.id) == [VehicleLine(LineKind.REGISTERED, VEHICLE.registered_on, "", "")]


def test_a_vin_that_no_vehicle_has_is_not_found(db):
    with pytest.raises(NotFound, match=r"vehicle\.unknown"):
        queries.vehicle_by_vin(VEHICLE.vin)
    with pytest.raises(NotFound, match=r"vehicle\.unknown"):
        queries.vehicle_lines(VEHICLE.id)


def test_lines_are_in_the_order_of_their_days(vehicle):
    inspect(vehicle)
    LineRow.objects.create(vehicle_id=vehicle.id, kind="flood", on=date(2021, 7, 20), office="", plate="")
    assert [line.kind for line in queries.vehicle_lines(vehicle.id)] == [
        LineKind.REGISTERED,
        LineKind.FLOOD,
        LineKind.INSPECTED,
    ]


def test_every_reason_of_the_register_cites_its_article_or_says_that_no_law_demands_it():
    found = {name: value for name, value in vars(rules).items() if hasattr(value, "remedy")}
    without = {name for name, reason in found.items() if not reason.article}
    assert without == {"SEIZED_ALREADY", "SEIZED_BY_OTHERS", "PLATE_TAKEN", "CHANGED_MEANWHILE"}
    assert len({reason.code for reason in found.values()}) == len(found)
    for reason in found.values():
        assert all((reason.what.zh, reason.what.en, reason.remedy.zh, reason.remedy.en))
