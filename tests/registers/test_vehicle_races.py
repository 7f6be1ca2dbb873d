"""Many want one number, or one vehicle, in the same moment: one gets it, the others are told why not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection
from register_rows import AT, BY, VEHICLE

from tongban.errors import Refused
from tongban.identifiers import Plate
from tongban.registers import actions, queries
from tongban.registers.records import LineKind, Owner
from tongban.simulation.fleet import with_check

RIVALS = 6
BUYER = Owner(name="样本·吴桐", number="990205199003070016")
pytestmark = pytest.mark.django_db(transaction=True)


def vehicles():
    """As many vehicles as there are rivals, each with a number of its own."""
    found = [
        replace(
            VEHICLE,
            id=UUID(int=0xC100 + serial),
            plate=Plate(f"川A0000{serial}"),
            vin=with_check(f"LYBAAAAA00AA0000{serial}"),
            certificate_number=f"99012000000{serial}",
        )
        for serial in range(RIVALS)
    ]
    actions.load_register(drivers=(), vehicles=found, by=BY, at=AT)
    return found


def all_at_once(acts):
    """What each act answered: its record, or the code of the refusal."""
    line = threading.Barrier(len(acts))

    def run(act):
        try:
            line.wait(20)
            return act()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def transfer(vehicle, *, plate, **more):
    return actions.transfer_vehicle(
        vehicle_id=vehicle.id,
        owner=more.pop("owner", BUYER),
        office="320500000000",
        plate_kind="02",
        plate=plate,
        reason="二手车交易",
        by=BY,
        at=AT,
        **more,
    )


@pytest.fixture(autouse=True)
def _several_writers():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, and its tests one connection")


def test_of_many_who_choose_one_number_exactly_one_gets_it():
    given = vehicles()
    answers = all_at_once([lambda one=one: transfer(one, plate="苏E7K3P9") for one in given])
    assert sum(answer == "vehicle.plate-taken" for answer in answers) == RIVALS - 1
    kept = [queries.vehicle_by_id(one.id) for one in given]
    assert sum(one.plate == "苏E7K3P9" for one in kept) == 1
    assert sum(one.owner_number == BUYER.number for one in kept) == 1
    assert len(queries.events_after(0)) == 1


def test_of_many_buyers_of_one_vehicle_exactly_one_gets_it():
    [vehicle, *_] = vehicles()
    buyers = [replace(BUYER, name=f"样本·买家{n}", address=f"虚构街{n}号") for n in range(RIVALS)]
    answers = all_at_once(
        [lambda n=n: transfer(vehicle, plate=f"苏E0000{n}", owner=buyers[n], expected_version=1) for n in range(RIVALS)]
    )
    assert sum(answer == "vehicle.changed" for answer in answers) == RIVALS - 1
    assert queries.vehicle_by_id(vehicle.id).version == 2
    told = [line.kind for line in queries.vehicle_lines(vehicle.id)]
    assert told == [LineKind.REGISTERED, LineKind.TRANSFERRED]


def test_a_transfer_that_many_repeat_happens_once():
    [vehicle, *_] = vehicles()
    answers = all_at_once([lambda: transfer(vehicle, plate="苏E7K3P9", expected_version=1)] * RIVALS)
    assert answers == [queries.vehicle_by_id(vehicle.id)] * RIVALS
    assert len(queries.events_after(0)) == 1
