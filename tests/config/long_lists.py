"""The lists of the house with as many rows as a test wants: each line of LISTS says who reads it and what it shows.

Rows differ in everything that a page could ask for one by one: vehicle, owner, buyer, office, custody, acts.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import count, islice

import town as small_town
from licences import vehicle_town
from transfers import cars

from tongban.clock import day_of
from tongban.dossiers.models import Custody
from tongban.identifiers import OfficeCode
from tongban.licences import actions as licences
from tongban.notices import actions as notices
from tongban.offices import actions as offices
from tongban.offices import queries as regions
from tongban.offices.records import Duty, OfficeKind
from tongban.people import actions as people
from tongban.people.records import Business
from tongban.policies import actions as policies
from tongban.roadside.models import Check
from tongban.simulation import portraits
from tongban.transfers import actions
from tongban.transfers.models import Alert, TemporaryPlate, Urging
from tongban.transfers.queries import CITY_RULES
from tongban.transfers.rules.policies import CityPolicy, Kind
from tongban.transfers.stages import Stage
from tongban.verdicts import Text

HANDLING = (
    Duty.WINDOW,
    Duty.PHOTO_REVIEW,
    Duty.LICENCE_SEARCH,
    Duty.ROADSIDE_CHECK,
    Duty.ARCHIVE,
    Duty.INSPECTION,
    Duty.REGISTRATION_REVIEW,
    Duty.SUPERVISION,
)


class Lists:
    """A case to make others of, and everybody who reads a list; every method adds n rows to one."""

    def __init__(self):
        cars.open_towns()
        self.at = cars.Clock(datetime.now(UTC) - timedelta(hours=20))
        self.case = cars.submitted(at=self.at)
        self.buyer = self.case.buyer
        self.codes = count(1)
        self.cities = (one.code for one in regions.cities_in("44"))

    @cached_property
    def clerk(self):
        return cars.clerk()

    @cached_property
    def officer(self):
        """Of every duty at a desk or on the road, everywhere."""
        return small_town.officer(*HANDLING, region="")

    @cached_property
    def auditor(self):
        return small_town.officer(Duty.AUDIT, region="")

    @cached_property
    def administrator(self):
        return small_town.officer(Duty.ADMINISTER, region="")

    @cached_property
    def drafter(self):
        return small_town.officer(Duty.RULE_EDIT, region="")

    def office(self, area="320508"):
        """Another office: a list must not ask for each by itself."""
        n = next(self.codes)
        offices.open_office(
            code=OfficeCode(f"{area}{n:06d}"),
            name_zh=f"样本{n}车管所",
            name_en=f"Example {n}",
            kind=OfficeKind.STATION,
            by="officer:test",
            at=self.at(),
        )
        return f"{area}{n:06d}"

    def cases(self, n, *, owner=None, **changes):
        """Cases like the one, each of its own vehicle, parties, offices, with custody, an act and a temporary plate."""
        found = []
        for _ in range(n):
            seller = owner or cars.citizen(area="510104")
            record = cars.vehicle(seller)
            parties = {"seller_id": seller.id, "buyer_id": cars.citizen().id}
            ends = {"origin": self.office("510104"), "destination": self.office()}
            row = cars.twin(self.case.row, record, **parties | ends | changes)
            Custody.objects.create(subject_id=record.id, office=self.office(), since=self.at())
            row.acts.create(key=uuid.uuid4().hex, move="accept", by=self.officer.key, at=self.at())
            days = {"from_day": day_of(self.at()), "until_day": day_of(self.at())}
            TemporaryPlate.objects.create(transfer=row, number=row.number[-11:], purpose="move-out", **days)
            found.append(row)
        return found

    def bought(self, n):
        """Cases of one buyer, in which it is their turn."""
        self.cases(n, buyer_id=self.buyer.id, stage=Stage.INSPECTION)

    def to_decide(self, n):
        """Cases that wait for this buyer's signature."""
        self.cases(n, buyer_id=self.buyer.id, stage=Stage.DRAFT, buyer_applied_at=None)

    def sold(self, n):
        """One owner's vehicles, each with an open case."""
        self.cases(n, owner=self.buyer)

    def owned(self, n):
        """One owner's vehicles, each with an electronic licence; some lie on a phone."""
        for _ in range(n):
            _holder, _car, licence = vehicle_town.received(self.buyer, at=self.at())
            vehicle_town.collected(self.buyer, licence, at=self.at())

    def come_lately(self, n):
        """Vehicles that one owner has lately, whose electronic licence nobody has received yet."""
        for _ in range(n):
            vehicle_town.vehicle(self.buyer, owner_since=day_of(self.at()))

    def dealt(self, n):
        """Deals that a market entered, of all that such a list can show."""
        self.cases(n, dealer=str(cars.MARKET), stage=Stage.DRAFT)

    def waiting(self, n):
        """Cases of whose file the origin lacks papers."""
        self.cases(n, stage=Stage.FILE_REQUESTED)

    def checked(self, n):
        """Cases that wait for the car."""
        self.cases(n, stage=Stage.INSPECTION)

    def late(self, n):
        """Cases whose origin is late, each urged by another supervisor."""
        for row in self.cases(n, stage=Stage.FILE_REQUESTED, escalated=2, due_at=self.at(), stage_since=self.at()):
            by = small_town.officer(Duty.SUPERVISION)
            Urging.objects.create(transfer=row, officer=by.id, text="样本", day=day_of(self.at()), at=self.at())

    def alerted(self, n):
        """Silent alerts, each with a case."""
        for row in self.cases(n):
            Alert.objects.create(
                vehicle_id=row.vehicle_id,
                plate_kind=row.plate_kind,
                plate=row.plate,
                office=row.origin,
                destination=row.destination,
                codes=["UC-03"],
                entry=uuid.uuid4(),
                at=self.at(),
            )

    def ruled(self, n):
        """Rules in force, each of another city."""
        for city in islice(self.cities, n):
            policy = CityPolicy(city, Kind.QUOTA, date(2020, 1, 1), None, Text("样本", "Example"), "样本")
            policy_id, other = uuid.uuid4(), small_town.officer(Duty.RULE_APPROVAL, region="")
            policies.draft(CITY_RULES, policy_id, policy, officer=self.drafter, at=self.at())
            policies.approve(CITY_RULES, policy_id, officer=other, at=self.at())

    def told(self, n):
        """Messages to one person."""
        for k in range(n):
            notices.tell(self.buyer.id, Text(f"样本{k}", f"Example {k}"), link="/me/", at=self.at())

    def mandated(self, n):
        """Mandates that one person gave, each to somebody else."""
        for _ in range(n):
            agent = cars.citizen()
            people.give_mandate(
                principal_id=self.buyer.id,
                agent_name=agent.name,
                agent_number=agent.identity_number,
                businesses=[Business.RENEWAL],
                from_day=day_of(self.at()),
                until_day=day_of(self.at()) + timedelta(days=9),
                at=self.at(),
            )

    def photos(self, n):
        """Photos that wait for review, and as many that only a window can take."""
        for k in range(n):
            person = small_town.citizen(small_town.driver())
            given = {"application_id": uuid.uuid4(), "citizen": person}
            licences.apply(**given, picture=portraits.draw(k % 9), at=self.at())

    def looked(self, n):
        """What one officer did, at different offices."""
        for _ in range(n):
            row = self.cases(1)[0]
            actions.look_at_case(transfer_id=row.id, officer=self.officer, at=self.at())

    def recorded(self, n):
        """What is recorded about one person, by different officers."""
        for _ in range(n):
            row = self.cases(1, buyer_id=self.buyer.id)[0]
            by = small_town.officer(Duty.WINDOW, region="")
            actions.look_at_case(transfer_id=row.id, officer=by, at=self.at())

    def alarmed(self, n):
        """Alarms about officers who looked too often."""
        for _ in range(n):
            offices.raise_look_alarm(officer=small_town.officer(Duty.WINDOW), limit="looks-week", at=self.at())

    def stopped(self, n):
        """An officer's checks at the roadside."""
        for _ in range(n):
            Check.objects.create(
                id=uuid.uuid4(),
                officer_id=self.officer.id,
                office=self.officer.office,
                how="code",
                driver_id=small_town.driver().id,
                word="pass",
                report=[],
                shown={"register_letters": ["A"], "purpose": "roadside"},
                scanned_at=self.at(),
                checked_at=self.at(),
            )

    def opened(self, n):
        """Cities in which a service is open."""
        for city in islice(self.cities, n):
            opened = {"service": "licences", "region_prefix": city[:4], "from_day": date(2022, 1, 1)}
            offices.open_service(**opened, by="officer:test", at=self.at())

    def appointed(self, n):
        """Officers with duties."""
        for _ in range(n):
            small_town.officer(Duty.WINDOW, Duty.ARCHIVE)

    def of_one_case(self, n):
        """The journal of one case, in which many officers acted."""
        for _ in range(n):
            by = small_town.officer(Duty.WINDOW, region="")
            actions.look_at_case(transfer_id=self.case.id, officer=by, at=self.at())


LISTS = {
    "transfers:cases": [("buyer", Lists.bought), ("buyer", Lists.to_decide)],
    "portal:cases": [("buyer", Lists.bought)],
    "portal:home": [
        ("buyer", Lists.bought),
        ("buyer", Lists.to_decide),
        ("buyer", Lists.come_lately),
        ("buyer", Lists.told),
        ("officer", Lists.waiting),
        ("officer", Lists.photos),
        ("officer", Lists.looked),
    ],
    "transfers:vehicles": [("buyer", Lists.sold)],
    "transfers:move": [("buyer", Lists.sold)],
    "licences:vehicles": [("buyer", Lists.owned)],
    "portal:messages": [("buyer", Lists.told)],
    "portal:record": [("buyer", Lists.recorded)],
    "people:mandates": [("buyer", Lists.mandated)],
    "transfers:dealer": [("clerk", Lists.dealt)],
    "transfers:desk-queue": [("officer", Lists.waiting), ("officer", Lists.checked), ("officer", Lists.late)],
    "transfers:inspect-list": [("officer", Lists.checked)],
    "transfers:desk-late": [("officer", Lists.late)],
    "transfers:desk-alerts": [("officer", Lists.alerted)],
    "transfers:policies-desk": [("drafter", Lists.ruled)],
    "transfers:policies": [("nobody", Lists.ruled)],
    "transfers:desk-case": [("officer", Lists.of_one_case)],
    "licences:desk-photos": [("officer", Lists.photos)],
    "portal:journal": [("officer", Lists.looked)],
    "portal:audit": [("auditor", Lists.alarmed)],
    "roadside:checks": [("officer", Lists.stopped)],
    "offices:rollouts": [("administrator", Lists.opened)],
    "offices:officers": [("administrator", Lists.appointed)],
}
"""By the name of the address: who reads the list, and what lengthens it."""
