"""Many offices, random acts, random deaths: after every step exactly one custodian, no number twice, nobody stuck.

The machine plays a road of vehicles and cases against the real actions and a real database. Each act may be cut off
after a random number of SQL statements (as a killed process would be: the transaction is rolled back and whatever came
after does not happen), and may be sent again under the same key. What must be true after every step is asked of the
database, not of the model.
"""

from __future__ import annotations

import os
import random
import uuid
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from typing import ClassVar

import cars
import pytest
from django.db import connection, transaction
from django.db.models import Count
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tongban.dossiers.models import Custody, FileMove, PageReturn
from tongban.errors import Problem
from tongban.registers import actions as registers
from tongban.registers import queries as register_queries
from tongban.registers.models import PlateNumber, Vehicle
from tongban.transfers import actions
from tongban.transfers.models import Act, Transfer
from tongban.transfers.stages import ENDED, LOCKED, OPEN, Actor, Stage, row_of

STEPS = int(os.environ.get("TONGBAN_MACHINE_STEPS", "400"))
VEHICLES = 3


class Killed(BaseException):
    """The process is gone: no handler of the program may catch it."""


@contextmanager
def killed_after(statements):
    """Die before the statement with that number; None lives."""
    seen = 0

    def watch(execute, sql, params, many, context):
        nonlocal seen
        if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):  # what the database does by itself when a process dies
            return execute(sql, params, many, context)
        seen += 1
        if statements is not None and seen > statements:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


ACTS_A_DAY = 10
DEATH_RATE = 0.4


class Road(RuleBasedStateMachine):
    """Cases on a few vehicles, between two offices, with everybody doing anything at any time."""

    counted = 0
    killed = 0
    reached: ClassVar[Counter[str]] = Counter()
    done: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self):
        self.sid = transaction.savepoint()
        self.at = cars.Clock()
        self.officers = Road.cast["officers"]
        self.clerk = Road.cast["clerk"]
        self.vehicles = []
        for n in range(VEHICLES):
            self.vehicles.append(self.fresh(n))
            self.deal_and_sign(n)

    def fresh(self, n):
        """A vehicle of the origin with its owner and somebody who wants it."""
        seller, buyer = cars.citizen(area="510104"), cars.citizen()
        record = cars.vehicle(seller)
        cars.fill_file(record, without=("vin-rubbing",) if n == 0 else ())
        return record.id, {seller.id: seller, buyer.id: buyer}

    def deal_and_sign(self, index):
        """The whole way to a submitted case."""
        record, seller, buyer = self.parties(index)
        transfer_id = cars.deal(record, seller, buyer, self.clerk, at=self.at)
        actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=self.at())
        actions.apply(transfer_id=transfer_id, key=cars.key(), citizen=buyer, at=self.at())
        cars.answer_all(self.at)

    def teardown(self):
        if hasattr(self, "sid"):
            Road.reached.update(Transfer.objects.values_list("stage", flat=True))
            Road.done.update(Act.objects.values_list("move", flat=True))
            transaction.savepoint_rollback(self.sid)

    # --- how an act is tried ---
    def attempt(self, act, *, death, again=False):
        """Do it, perhaps die in it, perhaps do it again; a "no" is an answer, anything else is a fault."""
        Road.counted += 1
        for _ in range(2 if again or death is not None else 1):
            try:
                with transaction.atomic(), killed_after(death):
                    connection.atomic_blocks[-1]._from_testcase = True  # ours, so that limits may count on their own
                    act()
            except Killed:
                Road.killed += 1
                death = None  # the process comes back and the same request is sent again
            except Problem:
                return

    def case(self, index):
        vehicle_id, _ = self.vehicles[index]
        return Transfer.objects.filter(vehicle_id=vehicle_id).order_by("-created_at").first()

    def parties(self, index):
        vehicle_id, people = self.vehicles[index]
        record = register_queries.vehicle_by_id(vehicle_id)
        seller = next(one for one in people.values() if one.identity_number == record.owner_number)
        buyer = next(one for one in people.values() if one is not seller)
        return record, seller, buyer

    # --- what people do ---
    @rule(seed=st.integers(min_value=0, max_value=2**62))
    def a_day(self, seed):
        """Ten acts of anybody, each perhaps cut off by a death, perhaps sent twice."""
        chance = random.Random(seed)  # noqa: S311 - hypothesis gives the seed
        for _ in range(ACTS_A_DAY):
            index = chance.randrange(VEHICLES)
            death = chance.randrange(40) if chance.random() < DEATH_RATE else None
            again = chance.random() < 0.2
            [act] = chance.choices(
                (self.office_acts, self.party_acts, self.system_works, self.register_changes, self.time_passes),
                weights=(10, 2, 3, 1, 1),
            )
            act(index, death, again, chance)

    def party_acts(self, index, death, again, chance):
        row = self.case(index)
        if row is None or row.stage in ENDED:
            if row is not None and row.stage == Stage.CLOSED:
                self.vehicles[index] = self.fresh(index)
            self.attempt(lambda: self.deal_and_sign(index), death=death)
            return
        _, people = self.vehicles[index]
        [who] = chance.choices(("confirm", "apply", "withdraw", "refuse"), weights=(4, 4, 1, 1))
        key = cars.key()
        if who == "refuse":
            officer = self.officers["reviewer" if row.accepted_by else "acceptor"]
            known = {"transfer_id": row.id, "key": key, "grounds": ("REF-29-1",), "officer": officer}
            self.attempt(lambda: actions.refuse(at=self.at(), **known), death=death, again=again)
            return
        person = people.get(row.seller_id if who == "confirm" else row.buyer_id)
        act = getattr(actions, who)
        self.attempt(lambda: act(transfer_id=row.id, key=key, citizen=person, at=self.at()), death=death, again=again)

    def system_works(self, index, death, again, chance):
        for act in (actions.move_files, actions.follow_register, actions.follow_partners):
            self.attempt(lambda act=act: act(at=self.at()), death=death, again=again)
        self.attempt(lambda: cars.answer_all(self.at), death=death)

    def register_changes(self, index, death, again, chance):
        act = registers.set_vehicle_letter if chance.random() < 0.3 else registers.clear_vehicle_letter
        known = {"vehicle_id": self.vehicles[index][0], "letter": chance.choice("CK"), "reason": "test"}
        self.attempt(lambda: act(by="system:test", at=self.at(), **known), death=death)

    def time_passes(self, index, death, again, chance):
        self.at.at += timedelta(days=40 if chance.random() < 0.05 else 0.1)
        self.attempt(lambda: actions.run_clocks(at=self.at()), death=death, again=again)

    def office_acts(self, index, death, again, chance):
        row = self.case(index)
        if row is None:
            return
        by, key = self.officers, cars.key()
        known = {"transfer_id": row.id, "key": key}
        page = [actions.PageProblem("certificate", 1, "A2")]
        acts = {
            Stage.SUBMITTED: lambda: actions.accept(officer=by["acceptor"], at=self.at(), **known),
            Stage.FILE_REQUESTED: lambda: self.scan_and_send(row, key),
            Stage.FILE_SENT: lambda: actions.receive_file(by="system:test", at=self.at(), **known),
            Stage.FILE_CHECK: lambda: (
                actions.return_pages(pages=page, officer=by["checker"], at=self.at(), **known)
                if not PageReturn.objects.filter(matter_id=row.pk).exists()
                else actions.accept_file(officer=by["checker"], at=self.at(), **known)
            ),
            Stage.FILE_RETURNED: lambda: self.repair(row, key),
            Stage.INSPECTION: lambda: cars.inspect(row.id, by["inspector"], at=self.at),
            Stage.REINSPECTION: lambda: cars.inspect(row.id, by["inspector"], at=self.at),
            Stage.REVIEW: lambda: actions.approve(officer=by["reviewer"], at=self.at(), **known),
            Stage.APPROVED: lambda: self.choose(row, key, index),
            Stage.NUMBERED: lambda: actions.issue(
                plates_recovered=True,
                card_recovered=True,
                plates_ready=True,
                officer=by["issuer"],
                at=self.at(),
                **known,
            ),
        }
        if Stage(row.stage) in acts:
            self.attempt(acts[Stage(row.stage)], death=death, again=again)

    def scan_and_send(self, row, key):
        actions.scan_page(
            transfer_id=row.id,
            item="vin-rubbing",
            number=1,
            content=cars.page(str(row.id)),
            media_type="image/png",
            officer=self.officers["keeper"],
            at=self.at(),
        )
        actions.send_file(transfer_id=row.id, key=key, officer=self.officers["keeper"], at=self.at())

    def repair(self, row, key):
        actions.scan_page(
            transfer_id=row.id,
            item="certificate",
            number=1,
            content=cars.page(str(uuid.uuid4())),
            media_type="image/png",
            officer=self.officers["keeper"],
            at=self.at(),
        )
        actions.repair_pages(transfer_id=row.id, key=key, officer=self.officers["keeper"], at=self.at())

    def choose(self, row, key, index):
        buyer = self.vehicles[index][1][row.buyer_id]
        offered = actions.offer_numbers(
            transfer_id=row.id,
            citizen=buyer,
            at=self.at(),
            chance=random.Random(row.number),  # noqa: S311
        )
        actions.choose_number(transfer_id=row.id, key=key, plate=offered[0], citizen=buyer, at=self.at())

    # --- what must be true after every step ---
    @invariant()
    def exactly_one_office_holds_each_file(self):
        for vehicle_id, _ in getattr(self, "vehicles", []):
            held = list(Custody.objects.filter(subject_id=vehicle_id).values_list("office", "moves"))
            assert len(held) == 1
            done = FileMove.objects.filter(subject_id=vehicle_id, voided_at=None, received_at__isnull=False)
            journeys = list(done.order_by("sequence").values_list("from_office", "to_office"))
            where = cars.ORIGIN
            for start, end in journeys:
                assert start == where, "a file left an office that did not hold it"
                where = end
            assert held[0] == (where, len(journeys)), "custody is where the journeys lead"

    @invariant()
    def no_number_is_lost_or_doubled(self):
        plates = [str(record.plate) for record in self.records()]
        assert len(plates) == len(set(plates))
        twice = PlateNumber.objects.values("plate_kind", "plate").annotate(n=Count("pk")).filter(n__gt=1)
        assert not twice.exists()
        for row in Transfer.objects.filter(stage__in=[Stage.ISSUED, Stage.CLOSED]):
            on_vehicle = Vehicle.objects.filter(plate_kind=row.new_plate_kind, plate=row.new_plate).count()
            later = Transfer.objects.filter(vehicle_id=row.vehicle_id, created_at__gt=row.created_at).exists()
            assert on_vehicle == 1 or later

    @invariant()
    def no_case_is_stuck(self):
        for row in Transfer.objects.filter(stage__in=OPEN):
            turn = row_of(row)
            assert turn.turn != Actor.NOBODY
            assert not turn.clock or row.due_at is not None, (
                "an open case has somebody whose turn it is, and until when"
            )

    @invariant()
    def ended_cases_leave_nothing_behind(self):
        for record in self.records():
            row = Transfer.objects.filter(vehicle_id=record.id, stage__in=OPEN).first()
            is_locked = row is not None and row.stage in LOCKED
            assert ("O" in record.letters) == is_locked
            if row is None and Custody.objects.filter(subject_id=record.id).exists():
                assert Custody.objects.get(subject_id=record.id).office == record.office, "the file is where the car is"
        for row in Transfer.objects.filter(stage__in=ENDED).exclude(stage=Stage.CLOSED):
            assert not row.numbers.filter(state__in=["offered", "held"]).exists()
            assert not FileMove.objects.filter(matter_id=row.pk, received_at=None, voided_at=None).exists()

    def records(self):
        return [register_queries.vehicle_by_id(vehicle_id) for vehicle_id, _ in getattr(self, "vehicles", [])]


@pytest.mark.slow
def test_whatever_happens_exactly_one_office_holds_each_file(cars, at):
    """At least as many steps as STEPS (10,000 in the long run, TONGBAN_MACHINE_STEPS=10000)."""
    Road.cast = {"officers": cars.officers(), "clerk": cars.clerk()}
    Road.counted = Road.killed = 0
    while Road.counted < STEPS:
        run_state_machine_as_test(
            Road,
            settings=settings(
                max_examples=max(2, STEPS // 200),
                stateful_step_count=20,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    print(f"{Road.counted} acts, {Road.killed} of them killed; ended in {dict(Road.reached)}; done {dict(Road.done)}")
    assert Road.counted >= STEPS
    assert Road.killed > STEPS // 20
    assert Road.done["issue"], "no file moved to the end: the machine plays too little"
