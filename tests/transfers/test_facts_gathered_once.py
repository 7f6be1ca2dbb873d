"""The facts of a case are gathered by few statements, and are what one reading for each of them would find."""

from __future__ import annotations

import random
import uuid
from dataclasses import asdict
from datetime import date, timedelta

import facts_one_by_one
import pytest
import town
from counted import statements
from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.people import actions as people
from tongban.people.models import Citizen
from tongban.people.records import Business
from tongban.policies.models import Policy
from tongban.registers import actions as registers
from tongban.registers.models import Vehicle, VehicleLine
from tongban.registers.records import LineKind
from tongban.transfers.models import SalePrice, Transfer
from tongban.transfers.queries import facts
from tongban.transfers.queries.policies import CITY_RULES
from tongban.transfers.stages import Ground, Stage

PAPERS = ("residence_permit", "quota", "customs_release", "seller_proof", "buyer_proof")


class World:
    """People, cars and cases of which one is drawn after the other; everything by the seed."""

    def __init__(self, cars, at, seed):
        self.cars, self.at, self.draw = cars, at, random.Random(seed)  # noqa: S311 - a draw of cases, not a secret
        self.on = day_of(at.at)
        self.people = [cars.citizen(area="510104"), cars.citizen(), cars.citizen(home=""), cars.citizen(area="310230")]
        Citizen.objects.filter(pk=self.people[2].id).update(phone_sealed=None, phone_digest=None)
        Citizen.objects.filter(pk=self.people[1].id).update(died_on=self.on - timedelta(days=self.draw.randint(-2, 2)))
        dead = town.driver(number=str(self.people[0].identity_number), name=self.people[0].name)
        if self.draw.random() < 0.5:
            registers.record_death(driver_id=dead.id, on=self.on, by="officer:test", at=at())
        people.give_mandate(
            principal_id=self.people[1].id,
            agent_name=self.people[3].name,
            agent_number=self.people[3].identity_number,
            businesses=[Business.VEHICLE_TRANSFER],
            from_day=self.on,
            until_day=self.on + timedelta(days=30),
            at=at(),
        )
        self.vehicles = [self.vehicle() for _ in range(25)]

    def vehicle(self):
        owner, letters = self.draw.choice(self.people), self.draw.choice(["A", "O", "GI"])
        record = self.cars.vehicle(owner, letters=letters, registered_on=date(2019, 5, 6))
        if self.draw.random() < 0.3:
            Vehicle.objects.filter(pk=record.id).update(owner_number="91320500MAC0DEM0A7")
        for year in range(self.draw.randint(0, 3)):
            VehicleLine.objects.create(
                vehicle_id=record.id,
                kind=self.draw.choice([LineKind.TRANSFERRED, LineKind.INSPECTED]),
                on=date(2020 + year, 1, 1),
            )
        if self.draw.random() < 0.3:
            self.cars.fill_file(record, without=self.draw.sample(["certificate", "history"], self.draw.randint(0, 2)))
        return record

    def case(self, **changes):
        """Another case, or None where the database forbids it."""
        anybody = [None, *(one.id for one in self.people)]
        stage = self.draw.choice([*Stage])
        values = {
            "number": uuid.uuid4().hex[:14],
            "way": "one-place",
            "ground": self.draw.choice([*Ground]),
            "stage": stage,
            "stage_since": self.at.at,
            "vehicle_id": self.draw.choice(self.vehicles).id,
            "origin": str(self.cars.ORIGIN),
            "destination": str(self.cars.DESTINATION),
            "seller_id": self.draw.choice(anybody),
            "buyer_id": self.draw.choice(anybody),
            "agent_id": self.draw.choice(anybody),
            "invoice_key": self.draw.choice([None, *"123456789"]),
            "accepted_by": self.draw.choice([None, uuid.uuid4()]),
            "dealer": self.draw.choice(["", str(self.cars.MARKET), "91510100MAC0DEM0B5"]),
            "deal": {"on": self.on.isoformat(), "is_short_held": self.draw.random() < 0.7}
            | {name: "0" * 64 for name in PAPERS if self.draw.random() < 0.3},
            "decided_at": self.at.at - timedelta(days=self.draw.choice([0, 200, 400])),
            "created_at": self.at.at,
            "seller_by": self.at.at,
        }
        if stage is Stage.REFUSED:
            codes = self.draw.sample(["REF-80", "REF-15-1", "REF-15-2"], 2)
            values["decision"] = {"rules_on": f"2026-0{self.draw.randint(1, 9)}-05", "codes": codes}
        try:
            with transaction.atomic():
                return Transfer.objects.create(**values | changes)
        except IntegrityError:
            return None

    def stock(self):
        """City's rules and prices, some that do not bind."""
        for prefecture, approved in (("320500", True), ("320000", True), ("320600", True), ("320500", False)):
            Policy.objects.create(
                kind=CITY_RULES.name,
                place=prefecture,
                from_day=self.on - timedelta(days=self.draw.randint(0, 900)),
                says={
                    "kind": self.draw.choice(["emission", "quota"]),
                    "minimum_emission": "5",
                    "text": {"zh": "规定", "en": "Rule"},
                    "source": "示例〔2024〕1号",
                },
                author=uuid.uuid4(),
                drafted_at=self.at.at,
                approver=uuid.uuid4() if approved else None,
                approved_at=self.at.at if approved else None,
            )
        SalePrice.objects.bulk_create(
            SalePrice(
                transfer_id=uuid.uuid4(),
                model="示例牌 SL7000",
                registered_year=self.draw.choice([2018, 2019]),
                price_fen=self.draw.randint(1, 9_000_000),
                on=self.on - timedelta(days=self.draw.choice([0, 30, 364, 365, 366])),
            )
            for _ in range(12)
        )


@pytest.mark.parametrize("seed", range(6))
def test_given_cases_of_all_kinds_when_the_facts_are_gathered_at_once_then_each_is_what_its_own_reading_finds(
    cars, at, seed
):
    world = World(cars, at, seed)
    world.stock()
    cases = [case for _ in range(80) if (case := world.case()) is not None]
    assert len(cases) > 20
    told = set()
    for case in cases:
        found = facts.situation(case, on=world.on)
        assert asdict(found) == asdict(facts_one_by_one.situation(case, on=world.on))
        told |= {
            (name, value)
            for name, value in (
                ("used", found.deal.is_invoice_used),
                ("phone", found.deal.deals_same_phone > 1),
                ("short", found.deal.short_held_sold > 0),
                ("open", found.vehicle.has_open_case),
                ("false", found.parties.buyer is not None and bool(found.parties.buyer.refused_for_falsehood_on)),
            )
            if value
        }
    assert {name for name, _ in told} >= {"used", "phone", "open"}, "the draw says nothing"


def test_given_a_case_when_the_rules_are_asked_then_seven_statements_gather_all_that_they_look_at(cars, at):
    case = cars.submitted(at=at)
    facts.check_case(case.row, on=day_of(at.at))  # the statements are made at the first use
    row = case.row
    with statements() as sent:
        facts.check_case(row, on=day_of(at.at))
    assert len(sent) == 7, sent
