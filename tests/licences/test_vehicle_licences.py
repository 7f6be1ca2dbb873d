"""An electronic vehicle licence from its owner's tap to the register's next change."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from licences import vehicle_town as cars

from tongban.credentials import actions as credentials
from tongban.credentials import queries as held
from tongban.credentials.models import Holding, StatusList
from tongban.errors import NotFound, Refused
from tongban.journal import queries as journal
from tongban.keys import queries as keys
from tongban.licences import actions, queries
from tongban.notices.models import Notice
from tongban.registers import actions as registers
from tongban.standards import cbor, mdoc, qrcode, statuslist
from tongban.standards.mdoc import transcripts
from tongban.standards.signing import generate
from tongban.verdicts import Outcome

TRANSCRIPT = transcripts.for_openid4vp(
    client_id="x509_hash:test", nonce="n" * 22, response_uri="https://verifier.example/response", jwk_thumbprint=None
)


def judged(text, *, at):
    return qrcode.verify(text, signers=keys.code_signers(), at=at, entitlement=held.live_entitlement(at=at))


def lists(*, at):
    """The published lists, verified, by their address."""
    credentials.publish_lists(at=at)
    found = {}
    for row in StatusList.objects.all():
        token = held.list_file(row.kind, row.number, "cwt" if row.kind == "revocation" else "jwt").read_bytes()
        found[held.list_uri(row.kind, row.number)] = statuslist.verify(token, anchors=keys.anchors(), at=at)
    return found


def published_value(licence, *, at):
    """What anyone reads in the entitlement list of this licence."""
    credentials.publish_lists(at=at)
    row = Holding.objects.get(pk=licence.id)
    token = statuslist.read(held.list_file("entitlement", row.entitlement_list, "jwt").read_bytes())
    return token.statuses[row.entitlement_index]


# --- receiving -------------------------------------------------------------------------------------------------------
def test_an_owner_receives_the_licence_with_one_tap_and_twice_is_once(town):
    holder, car, licence = cars.received()
    assert licence.is_live
    assert licence.vehicle.id == car.id
    assert actions.receive_vehicle_licence(vehicle_id=car.id, citizen=holder, at=town.AT) == licence.id
    assert "vehicle-licence-issued" in {one.tag for one in journal.history(holder.key)}


def test_another_persons_vehicle_is_not_even_known(town):
    _holder, car, _licence = cars.received()
    with pytest.raises(NotFound) as caught:
        actions.receive_vehicle_licence(vehicle_id=car.id, citizen=cars.owner(), at=town.AT)
    assert caught.value.code == "vehicle.unknown"


def test_a_deregistered_vehicle_gets_none_and_the_reason_is_told(town):
    holder = cars.owner()
    car = cars.vehicle(holder, letters="E")
    with pytest.raises(Refused) as caught:
        actions.receive_vehicle_licence(vehicle_id=car.id, citizen=holder, at=town.AT)
    assert [one.code for one in caught.value.verdict.reasons] == ["VL-01"]


def test_a_person_sees_the_own_vehicles_and_which_have_a_licence(town):
    holder, car, licence = cars.received()
    other = cars.vehicle(holder, letters="P")
    cars.vehicle(cars.owner())
    found = {one.vehicle.id: one for one in queries.own_vehicles(holder, at=town.AT)}
    assert set(found) == {car.id, other.id}
    assert found[car.id].licence.id == licence.id
    assert found[other.id].licence is None
    assert not found[other.id].may_receive.is_allowed


# --- collecting ------------------------------------------------------------------------------------------------------
def test_a_collected_code_holds_and_says_the_facts_of_the_vehicle(town):
    holder, car, licence = cars.received()
    report = judged(cars.shown(*cars.collected(holder, licence)), at=town.AT)
    assert report.outcome is Outcome.HOLDS
    told = report.elements
    assert (told["purpose"], told["plate"], told["plate_kind"]) == ("vehicle", car.plate, "02")
    assert (told["vin_last6"], told["licence"]) == (car.vin[-6:], licence.id)
    assert holder.name not in str(told["owner"])


def test_a_collected_mdoc_holds_in_every_check_under_its_own_document_type(town):
    holder, car, licence = cars.received()
    phone, bundle = cars.collected(holder, licence)
    response = mdoc.present(
        bundle.credentials.mdoc,
        disclose={"org.iso.7367.1.CN": ["plate", "vin", "issuing_country"]},
        transcript=TRANSCRIPT,
        device=phone,
    )
    status = partial(statuslist.lookup, lists=lists(at=town.AT), at=town.AT)
    report = mdoc.verify(response, anchors=keys.anchors(), at=town.AT, transcript=TRANSCRIPT, status=status)
    assert [(one.check, one.outcome) for one in report.checks if one.outcome is not Outcome.HOLDS] == []
    assert report.elements["org.iso.7367.1.CN"]["vin"] == car.vin
    assert cbor.decode(bundle.credentials.mdoc)["nameSpaces"].keys() == {"org.iso.7367.1.CN"}
    assert b"org.iso.7367.1.mVRC" in bundle.credentials.mdoc


def test_an_endless_model_and_an_organisations_long_name_still_fit_a_code(town):
    holder = cars.owner()
    _holder, _car, licence = cars.received(holder, model="样" * 60)
    phone, bundle = cars.collected(holder, licence)
    assert judged(cars.shown(phone, bundle), at=town.AT).elements["model"] == "样" * 20


def test_another_phone_voids_the_first_one(town):
    holder, _car, licence = cars.received()
    old, bundle = cars.collected(holder, licence)
    new, newer = cars.collected(holder, licence)
    assert judged(cars.shown(old, bundle), at=town.AT).check("status").outcome is Outcome.DOES_NOT_HOLD
    assert judged(cars.shown(new, newer), at=town.AT).outcome is Outcome.HOLDS


def test_a_refresh_answers_only_the_phone_that_holds_this_vehicle(town):
    holder, car, licence = cars.received()
    phone, _bundle = cars.collected(holder, licence)
    key = town.point(phone)
    ask = partial(cars.refreshed, car=car, key=key)
    assert ask(holder, at=town.later(minutes=1)) is None
    assert ask(holder, at=town.later(days=2)) is not None
    for who, point in ((cars.owner(), key), (holder, town.point(generate()))):
        with pytest.raises(NotFound):
            cars.refreshed(who, car, point)


def test_a_phone_given_up_is_void_and_the_licence_is_collected_again(town):
    holder, car, licence = cars.received()
    phone, bundle = cars.collected(holder, licence)
    for _ in range(2):
        actions.withdraw_vehicle_phone(vehicle_id=car.id, citizen=holder, at=town.AT)
    assert judged(cars.shown(phone, bundle), at=town.AT).check("status").outcome is Outcome.DOES_NOT_HOLD
    assert judged(cars.shown(*cars.collected(holder, licence)), at=town.AT).outcome is Outcome.HOLDS
    assert sum(one.tag == "vehicle-phone-withdrawn" for one in journal.history(holder.key)) == 1


def test_locking_the_driving_licence_voids_the_vehicles_on_the_same_phone_and_no_other(town):
    _record, holder, driving = town.issued()
    phone, _bundle = town.collected(holder, driving)
    _holder, _car, here = cars.received(holder)
    _holder, _car, elsewhere = cars.received(holder)
    _phone, lost = cars.collected(holder, here, phone=phone)
    other, kept = cars.collected(holder, elsewhere)
    actions.lock(licence_id=driving.id, citizen=holder, at=town.AT)
    assert judged(cars.shown(phone, lost), at=town.AT).check("status").outcome is Outcome.DOES_NOT_HOLD
    assert judged(cars.shown(other, kept), at=town.AT).outcome is Outcome.HOLDS


# --- following the register ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("letter", "stage", "value"), [("L", "suspended-view", 2), ("J", "blocked", 3), ("E", "revoked", 1)]
)
def test_a_letter_of_the_register_reaches_the_licence_the_list_and_the_owner(town, letter, stage, value):
    holder, car, licence = cars.received()
    registers.set_vehicle_letter(vehicle_id=car.id, letter=letter, reason="样例", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    assert Holding.objects.get(pk=licence.id).stage == stage
    assert published_value(licence, at=town.later(seconds=1)) == value
    assert Notice.objects.filter(citizen_id=holder.id, text_zh__contains=car.plate).count() == 1


def test_a_cleared_letter_restores_it_and_the_phone_is_asked_to_refresh(town):
    holder, car, licence = cars.received()
    phone, _bundle = cars.collected(holder, licence)
    for change in (registers.set_vehicle_letter, registers.clear_vehicle_letter):
        change(vehicle_id=car.id, letter="L", reason="样例", by="officer:test", at=town.AT)
        actions.follow_register(at=town.AT)
    assert Holding.objects.get(pk=licence.id).stage == "issued"
    assert published_value(licence, at=town.later(seconds=1)) == 0
    renewed = cars.refreshed(holder, car, town.point(phone), at=town.later(minutes=1))
    assert judged(cars.shown(phone, renewed), at=town.AT).outcome is Outcome.HOLDS


def test_an_inspection_that_runs_out_suspends_it_without_any_event(town):
    _holder, _car, licence = cars.received(inspected_until=date(2026, 11, 21))
    assert actions.recompute_due(at=town.AT) == 0
    assert actions.recompute_due(at=town.later(days=2)) == 1
    assert published_value(licence, at=town.later(days=2)) == 2
    assert actions.recompute_due(at=town.later(days=2)) == 0
