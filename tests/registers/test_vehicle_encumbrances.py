"""A vehicle is mortgaged and seized, and let go again by whoever may."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from register_rows import AT, BY
from vehicle_acts import BANK, COURT, SPOUSE, codes_of, mortgage, release_mortgage, release_seizure, seize, set_letter

from tongban.errors import Malformed, Refused
from tongban.registers import actions, queries
from tongban.registers.models import Vehicle
from tongban.registers.records import EventKind, LineKind


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
