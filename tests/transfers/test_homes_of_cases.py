"""Where the buyer of a case lives: asked again when nobody knows, and only what an officer looked at stays."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from citizen_browser import sent, url
from desk_browser import act, page_of
from django.core.files.uploadedfile import SimpleUploadedFile

from tongban.errors import Refused
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.people.models import Home as StoredHome
from tongban.people.records import HomeKind
from tongban.simulation.listening import Server
from tongban.simulation.population_server import LONGEST_BODY, Home, Register
from tongban.transfers import actions
from tongban.transfers.models import Transfer
from tongban.transfers.queries import facts


@pytest.fixture
def register(settings):
    """A population register that answers over HTTP, of whom a test sets the homes."""
    stand_in = Register()
    server = Server(stand_in.respond, port=0, longest=LONGEST_BODY)
    server.start("population")
    settings.POPULATION_URL = server.url
    yield stand_in
    server.shutdown()
    server.server_close()


def unknown_home(cars, at):
    """A case up to its review, whose buyer's home nobody knows: as it was begun under 0.2.0."""
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    StoredHome.objects.filter(citizen_id=case.buyer.id).delete()
    return case


def confirm_home(case, cars, at):
    actions.confirm_home(transfer_id=case.id, key=cars.key(), officer=case.officers["acceptor"], at=at())


def test_given_a_case_from_before_homes_were_asked_for_when_it_is_approved_then_the_register_is_asked(
    cars, at, register
):
    case = unknown_home(cars, at)
    register.homes[str(case.buyer.identity_number)] = Home("320508")
    before = register.asked
    case.approve(at)
    assert register.asked == before + 1
    assert {home.kind for home in people.homes_of(case.buyer.id)} == {HomeKind.HOUSEHOLD}
    case.choose(at).issue(at)
    assert register.asked == before + 1, "who is known is not asked for again"


def test_given_a_register_that_is_silent_when_a_case_is_approved_then_the_window_can_still_look(cars, at):
    case = unknown_home(cars, at)
    with pytest.raises(Refused) as refused:
        case.approve(at)
    assert [reason.code for reason in refused.value.verdict.reasons] == ["UC-15-home"]
    confirm_home(case, cars, at)
    case.approve(at)


def test_given_a_permit_that_was_handed_in_when_it_is_accepted_then_the_officers_look_counts_and_not_the_picture(
    cars, at
):
    seller, buyer = cars.citizen(area="510104"), cars.citizen(area="320102")
    record = cars.vehicle(seller)
    cars.fill_file(record)
    transfer_id = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    papers = {"residence_permit": (cars.page("permit"), "image/png")}
    actions.apply(transfer_id=transfer_id, key=cars.key(), citizen=buyer, papers=papers, at=at())
    cars.answer_all(at)
    case = cars.Case(transfer_id, record, seller, buyer, cars.officers())
    assert {home.region for home in people.homes_of(buyer.id)} == {"320102"}
    case.accept(at)
    assert {home.region for home in people.homes_of(buyer.id)} == {"320102", "320500"}
    case.move_file(at).inspect(at)
    StoredHome.objects.filter(citizen_id=buyer.id, region="320500").delete()
    with pytest.raises(Refused) as refused:
        case.approve(at)
    assert [reason.code for reason in refused.value.verdict.reasons] == ["UC-15-place"]


@pytest.mark.usefixtures("desk_clock")
def test_given_a_home_that_nobody_knows_when_the_window_says_it_was_seen_then_the_button_is_gone_and_it_is_kept(
    cars, at
):
    case = cars.submitted(at=at)
    StoredHome.objects.filter(citizen_id=case.buyer.id).delete()
    address = f"/{case.id}/confirm-home/"
    assert address in page_of(case, "acceptor")
    assert address not in page_of(case, "checker"), "the archive looks at no homes"
    assert act(case, "checker", "confirm-home").status_code == 403
    assert people.homes_of(case.buyer.id) == ()
    assert act(case, "acceptor", "confirm-home").status_code == 302
    assert [home.region for home in people.homes_of(case.buyer.id)] == ["320500"]
    assert address not in page_of(case, "acceptor")


@pytest.mark.usefixtures("citizen_clock")
def test_given_a_household_elsewhere_when_a_move_begins_with_a_permit_then_its_picture_comes_with_the_case(
    cars, at, signed_in
):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    cars.fill_file(car)
    permit = SimpleUploadedFile("permit.png", cars.page("permit"), "image/png")
    transfer_id = uuid.uuid4()
    answer = sent(
        signed_in(owner),
        "move",
        transfer_id=transfer_id,
        vehicle=car.id,
        destination=str(cars.DESTINATION),
        residence_permit=permit,
    )
    assert answer["Location"] == url("case-apply", transfer_id)
    assert len(Transfer.objects.get(pk=transfer_id).deal.residence_permit) == 64


def test_given_two_cases_of_a_buyer_in_two_cities_when_an_officer_looks_in_each_then_both_looks_stand_for_a_year(
    cars, at
):
    buyer, looked = cars.citizen(area="320102"), at()
    StoredHome.objects.filter(citizen_id=buyer.id).delete()
    for region in ("320500", "510100", "320500"):
        people_actions.record_home(buyer.id, region=region, by="officer:test", at=looked)
    homes, on = people.homes_of(buyer.id), looked.date()
    assert [facts.residence_of(homes, city, on=on) for city in ("320500", "510100")] == ["320500", "510100"]
    assert facts.residence_of(homes, "440100", on=on) in ("320500", "510100")
    assert facts.residence_of(homes, "320500", on=on + timedelta(days=365)) == "320500"
    assert facts.residence_of(homes, "320500", on=on + timedelta(days=366)) is None
