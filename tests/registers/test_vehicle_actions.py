"""What every act on a vehicle does: done, recorded and announced together, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from register_rows import VEHICLE
from vehicle_acts import (
    BANK,
    BUYER,
    DONE,
    SPOUSE,
    inspect,
    insure,
    mortgage,
    note,
    release_mortgage,
    release_seizure,
    seize,
    transfer,
)

from tongban.errors import Forbidden, NotFound
from tongban.journal import actions as journal
from tongban.journal import queries as journal_queries
from tongban.journal.models import Entry
from tongban.registers import queries, sources
from tongban.registers.records import LineKind


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
    leaves = [journal_queries.leaf(one) for one in Entry.objects.values_list("id", flat=True)]
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
