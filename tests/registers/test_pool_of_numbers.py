"""The pool of plate numbers: one number has one keeper, and comes back when nobody may have it any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tongban.identifiers import Plate
from tongban.registers import actions, queries
from tongban.registers.models import PlateNumber
from tongban.registers.records import NumberState

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 2, tzinfo=UTC)
HALF_AN_HOUR, TWO_YEARS = AT + timedelta(minutes=30), AT + timedelta(days=730)
OFFICE = "320500000000"
ONE, OTHER, KEEPER = UUID(int=1), UUID(int=2), UUID(int=3)


def offered(matter_id, *plates, count=10):
    return actions.offer_numbers(
        matter_id=matter_id, plate_kind="02", office=OFFICE, drawn=plates, count=count, at=AT, until=HALF_AN_HOUR
    )


def holds(matter_id, plate, at=AT):
    return actions.hold_number(matter_id=matter_id, plate_kind="02", plate=Plate(plate), office=OFFICE, at=at)


def takes_kept(matter_id, plate, keeper_id=KEEPER, at=AT):
    return actions.hold_kept_number(
        matter_id=matter_id, plate_kind="02", plate=Plate(plate), keeper_id=keeper_id, at=at
    )


def keep(plate, until=TWO_YEARS):
    actions.keep_number(plate_kind="02", plate=plate, office=OFFICE, keeper_id=KEEPER, at=AT, until=until)


def state(plate):
    return PlateNumber.objects.filter(plate=plate).values_list("state", flat=True).first()


def test_no_more_are_offered_than_asked_for_and_none_that_somebody_has():
    assert holds(OTHER, "苏E00A01")
    assert offered(ONE, "苏E00A01", "苏E00A02", "苏E00A03", "苏E00A04", count=2) == ["苏E00A02", "苏E00A03"]
    assert offered(OTHER, "苏E00A02", "苏E00A03") == []
    assert queries.offered_numbers(ONE, at=AT) == (["苏E00A02", "苏E00A03"], HALF_AN_HOUR)
    assert queries.offered_numbers(ONE, at=HALF_AN_HOUR) == ([], None)


def test_one_of_those_that_are_offered_is_held_and_the_others_are_free_again():
    offered(ONE, "苏E00A02", "苏E00A03")
    assert not actions.hold_offered_number(matter_id=OTHER, plate=Plate("苏E00A02"), at=AT)
    assert actions.hold_offered_number(matter_id=ONE, plate=Plate("苏E00A02"), at=AT)
    assert (state("苏E00A02"), state("苏E00A03")) == (NumberState.HELD, None)
    assert offered(OTHER, "苏E00A03") == ["苏E00A03"]


def test_an_offer_that_is_over_cannot_be_held_and_goes_back():
    offered(ONE, "苏E00A02")
    assert not actions.hold_offered_number(matter_id=ONE, plate=Plate("苏E00A02"), at=HALF_AN_HOUR)
    assert actions.free_numbers(at=HALF_AN_HOUR) == 1
    assert holds(OTHER, "苏E00A02", at=HALF_AN_HOUR)


def test_a_kept_number_is_its_keepers_alone_until_the_right_has_ended():
    keep("苏E00K01")
    assert not holds(OTHER, "苏E00K01")
    assert not takes_kept(OTHER, "苏E00K01", keeper_id=UUID(int=4))
    assert actions.free_numbers(at=TWO_YEARS - timedelta(seconds=1)) == 0
    assert not takes_kept(ONE, "苏E00K01", at=TWO_YEARS)
    assert actions.free_numbers(at=TWO_YEARS) == 1
    assert holds(OTHER, "苏E00K01", at=TWO_YEARS)


def test_a_number_that_is_on_a_vehicle_goes_back_when_the_vehicle_gives_it_up():
    holds(ONE, "苏E00A05")
    actions.take_number(matter_id=ONE, at=AT)
    actions.release_numbers(matter_id=ONE)
    assert state("苏E00A05") == NumberState.TAKEN
    actions.give_up_number(plate_kind="02", plate="苏E00A05")
    assert state("苏E00A05") is None


def test_what_a_matter_held_is_free_when_it_comes_to_nothing():
    offered(ONE, "苏E00A06")
    holds(ONE, "苏E00A07")
    actions.release_numbers(matter_id=ONE)
    assert (state("苏E00A06"), state("苏E00A07")) == (None, None)


def test_a_kept_number_is_kept_again_when_the_matter_that_held_it_comes_to_nothing():
    keep("苏E00K02")
    assert takes_kept(ONE, "苏E00K02")
    actions.release_numbers(matter_id=ONE)
    assert queries.kept_numbers(KEEPER, plate_kind="02", prefix="苏E", at=AT) == ["苏E00K02"]
    assert actions.free_numbers(at=TWO_YEARS) == 1, "no longer than the right"


def test_a_kept_number_that_is_on_a_vehicle_again_is_kept_for_nobody():
    keep("苏E00K03")
    takes_kept(ONE, "苏E00K03")
    actions.take_number(matter_id=ONE, at=AT)
    assert PlateNumber.objects.filter(plate="苏E00K03").values("kept_for", "until").get() == {
        "kept_for": None,
        "until": None,
    }
    actions.give_up_number(plate_kind="02", plate="苏E00K03")
    assert holds(OTHER, "苏E00K03")
