"""The lists that are published are kept as bits, which follow the rows and are held against them."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tongban.credentials import actions, queries
from tongban.credentials.actions import bitmaps
from tongban.credentials.models import Credential, Holding, ListPart, StatusList
from tongban.credentials.records import Entitlement
from tongban.errors import Untrusted
from tongban.licences import actions as licences
from tongban.registers import actions as registers
from tongban.standards import statuslist

WIDTH = bitmaps.PART_BYTES * 4  # places of two bits in a part


def strays(town):
    return [actions.compare_list(*one, at=town.AT) for one in queries.list_numbers()]


def published(kind, number, *, at):
    actions.publish_lists(at=at)
    return statuslist.read(queries.list_file(kind, number, "cwt").read_bytes()).statuses


@pytest.fixture
def eventful(town):
    """A licence whose phone was lost once and which is suspended now, and one that stands well."""
    town.issued()
    record, holder, licence = town.issued()
    town.collected(holder, licence)
    licences.lock(licence_id=licence.id, citizen=holder, at=town.AT)
    licences.unlock(licence_id=licence.id, citizen=holder, at=town.AT)
    town.collected(holder, licence)
    registers.add_points(key=town.key(), driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT)
    licences.follow_register(at=town.AT)
    return Holding.objects.get(pk=licence.id)


def test_what_happens_to_licences_stands_in_the_bits_as_in_the_rows(town, eventful):
    assert eventful.entitlement == Entitlement.SUSPENDED
    entitled = published("entitlement", eventful.entitlement_list, at=town.AT)
    assert sorted(value for value in map(entitled.__getitem__, range(entitled.size)) if value) == [1, 2]
    assert entitled[eventful.entitlement_index] == Entitlement.SUSPENDED
    revoked = published("revocation", 1, at=town.AT)
    places = set(Credential.objects.filter(kind="mdoc").values_list("list_index", flat=True))
    assert {index for index in range(revoked.size) if revoked[index]} == places
    assert strays(town) == [{}, {}]


def test_a_bit_that_says_something_else_than_its_row_is_told_until_it_is_mended(town, eventful):
    number, place = eventful.entitlement_list, eventful.entitlement_index
    bitmaps.mark("entitlement", {(number, place): 0})  # as a fault of ours might: the licence would show as valid
    StatusList.objects.filter(kind="revocation").update(compared_at=town.AT)
    for hour in (1, 2, 3):  # whichever list's turn it is
        with pytest.raises(Untrusted, match=r"credentials\.list-astray.*entitlement/1: 1"):
            actions.compare_next(at=town.later(hours=hour))
    with pytest.raises(CommandError, match="1 places are astray"):
        call_command("compare_lists", stdout=io.StringIO())
    out = io.StringIO()
    call_command("compare_lists", "--mend", stdout=out)
    assert f"entitlement/{number} place {place} says 0 and should say 2" in out.getvalue()
    assert actions.compare_next(at=town.AT) == 1
    assert published("entitlement", number, at=town.AT)[place] == Entitlement.SUSPENDED


def test_a_list_is_compared_in_its_turn_and_none_is_left_out(town, eventful):
    for hour in (1, 2, 3, 4):
        assert actions.compare_next(at=town.later(hours=hour)) == 1
    assert set(StatusList.objects.values_list("compared_at", flat=True)) == {town.later(hours=3), town.later(hours=4)}


def test_publishing_costs_as_many_statements_with_one_place_set_as_with_thousands(town):
    town.issued()
    counts = []
    for places in ([0], range(0, 5 * WIDTH, 3)):
        bitmaps.mark("entitlement", {(1, place): 1 for place in places})
        with CaptureQueriesContext(connection) as sent:
            actions.publish_lists(at=town.AT)
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert published("entitlement", 1, at=town.AT)[3 * WIDTH] == 1
    assert ListPart.objects.count() == 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_eight_who_change_one_part_of_a_list_at_once_lose_no_bit():
    StatusList.objects.create(kind="entitlement", number=1)

    def change(who):
        try:
            for place in range(who, 64, 8):
                with transaction.atomic():
                    bitmaps.mark("entitlement", {(1, place): 1 + who % 3})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(8)))
    row = StatusList.objects.get()
    said = bitmaps.statuses(row)
    assert [said[place] for place in range(64)] == [1 + place % 8 % 3 for place in range(64)]
    assert row.version == 64
