"""From what is stored to what the rules look at: one place, used before the deal, at each act and at a replay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from statistics import median_low
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongban.clock import day_of
from tongban.identifiers import CreditCode, is_person, spelling
from tongban.offices import queries as offices
from tongban.partners import queries as partners
from tongban.people import queries as people
from tongban.people.records import Business, CitizenRecord
from tongban.registers import queries as registers
from tongban.registers.records import LineKind, VehicleRecord
from tongban.transfers.models import FilePage, Policy, SalePrice, Transfer
from tongban.transfers.profile import profile
from tongban.transfers.rules import archive, invoice, policies, precheck
from tongban.transfers.rules.facts import DealFacts, FileFacts, Parties, PartyFacts, Settings, VehicleFacts
from tongban.transfers.rules.policies import CityPolicy
from tongban.transfers.rules.precheck import Precheck
from tongban.transfers.stages import LOCKED, OPEN, REGISTERED, WITHOUT, Ground, Stage
from tongban.verdicts import Text

ADULT_YEARS = 18
FALSEHOOD = "REF-80"  # rules.refusals.GROUNDS
SHORT_HELD_DAYS = 365
MARKET_DAYS = 365
MARKET_DEALS_MAX = 200


def check_case(row: Transfer, *, on: date, for_owner: bool = False) -> Precheck:
    """All questions about a case, with the register and the policies as they are now."""
    vehicle = registers.vehicle_by_id(row.vehicle_id)
    known = vehicle_facts(vehicle, case=row)
    return precheck.check(
        vehicle=known,
        parties=parties_of(row, vehicle, on=on),
        deal=deal_facts(row, on=on, vehicle=vehicle),
        file=file_facts(known, vehicle_id=vehicle.id),
        policies=policies_of(row.destination),
        on=on,
        settings=settings(),
        for_owner=for_owner,
    )


def check_before(
    vehicle: VehicleRecord,
    *,
    destination: str,
    buyer: CitizenRecord | None,
    trade: str | None,
    on: date,
    for_owner: bool,
    ground: Ground = Ground.SALE,
    papers: dict[str, Any] | None = None,
) -> Precheck:
    """The same questions before there is a case. trade: place of the dealer or market that asks, if one does.
    papers: names of what the buyer hands in with it."""
    known = vehicle_facts(vehicle, case=None)
    return precheck.check(
        vehicle=known,
        parties=Parties(
            seller=seller_facts(vehicle, people_owner(vehicle), on=on),
            buyer=None if buyer is None else person_facts(buyer, destination=destination, deal=papers or {}, on=on),
        ),
        deal=DealFacts(
            destination_office=destination,
            destination_prefecture=offices.city_of(destination),
            origin_prefecture=offices.city_of(vehicle.office),
            trade_prefecture=None if trade is None else offices.city_of(trade),
            dealer_is_filed=None if trade is None else True,
            short_held_sold=short_held_sold(vehicle, on=on),
            is_begun=False,
            is_sale=ground is not Ground.MOVE,
            is_stock=ground is Ground.STOCK,
        ),
        file=file_facts(known, vehicle_id=vehicle.id),
        policies=policies_of(destination),
        on=on,
        settings=settings(),
        for_owner=for_owner,
    )


def settings() -> Settings:
    """What the operator has set of the rules' thresholds."""
    return replace(Settings(), low_price_percent=100 - profile().price_outlier_percent)


def vehicle_facts(vehicle: VehicleRecord, *, case: Transfer | None) -> VehicleFacts:
    """A register record as the rules want it; `case` is the one that asks, whose own lock does not count."""
    lines = registers.vehicle_lines(vehicle.id)
    changes = tuple(line.on for line in lines if line.kind is LineKind.TRANSFERRED)
    others = Transfer.objects.filter(vehicle_id=vehicle.id, stage__in=OPEN)
    if case is not None:
        others = others.exclude(pk=case.pk)
    deal: dict[str, Any] = {} if case is None else case.deal
    return replace(
        register_facts(vehicle),
        owner_count=1 + len(changes),
        transfers_on=changes,
        is_locked_by_this_case=case is not None and case.stage in LOCKED,
        has_open_case=others.exists(),
        has_customs_release=bool(deal.get("customs_release")),
    )


def register_facts(vehicle: VehicleRecord) -> VehicleFacts:
    """What the register record alone says: no history, no cases."""
    return VehicleFacts(
        plate_kind=vehicle.plate_kind,
        plate=str(vehicle.plate),
        vin=str(vehicle.vin),
        type=vehicle.type,
        use=vehicle.use,
        letters=vehicle.letters,
        emission=vehicle.emission,
        fuel=vehicle.fuel,
        registered_on=vehicle.registered_on,
        inspected_until=vehicle.inspected_until,
        insured_until=vehicle.insured_until,
        is_mortgaged=vehicle.is_mortgaged,
        is_pledged=vehicle.is_pledged,
        owner_since=vehicle.owner_since,
        seized_by=vehicle.seized_by,
        office=str(vehicle.office),
        certificate_number=vehicle.certificate_number,
        origin=vehicle.origin,
    )


def parties_of(row: Transfer, vehicle: VehicleRecord, *, on: date) -> Parties:
    """Both sides of a case."""
    owner = None if row.seller_id is None else people.citizen_by_id(row.seller_id)
    seller = replace(
        seller_facts(vehicle, owner, on=day_of(row.created_at)),
        have_co_owners_agreed=bool(row.deal.get("co_owners_agreed")),
        has_proof=bool(row.deal.get("seller_proof")),
    )
    return Parties(seller=seller, buyer=buyer_facts(row, on=on))


def buyer_facts(row: Transfer, *, on: date) -> PartyFacts | None:
    """The buyer of a case as of a day; None while nobody is named."""
    if row.buyer_credit_code:
        return PartyFacts(
            is_person=False, residence_prefecture=offices.city_of(row.destination), is_identity_valid=True
        )
    if row.buyer_id is None:
        return None
    buyer = people.citizen_by_id(row.buyer_id)
    # From acceptance on it is the officer's look that counts, which is kept with the person, not what was handed in.
    given = row.deal if row.accepted_by is None else {**row.deal, "residence_permit": ""}
    facts = person_facts(buyer, destination=row.destination, deal=given, on=on)
    facts = replace(facts, refused_for_falsehood_on=refused_for_falsehood_on(buyer))
    if row.agent_id is None:
        return facts
    return replace(facts, is_by_agent=True, has_mandate=has_mandate(row, on=day_of(row.created_at)))


def has_mandate(row: Transfer, *, on: date) -> bool:
    """True if the agent of the case may act for the buyer on that day."""
    assert row.agent_id is not None
    assert row.buyer_id is not None
    return people.may_act_for(row.agent_id, principal_id=row.buyer_id, business=Business.VEHICLE_TRANSFER, on=on)


def person_facts(person: CitizenRecord, *, destination: str, deal: dict[str, Any], on: date) -> PartyFacts:
    """A natural person. An officer has looked at papers that were handed in by the time of acceptance."""
    return PartyFacts(
        residence_prefecture=residence_of(person, destination=destination, deal=deal, on=on),
        has_permit_quota=bool(deal.get("quota")) or None,
        is_identity_valid=person.is_bound,
        is_minor=is_minor(person, on=spelling.day(deal["on"]) if deal.get("on") else on),
        has_proof=bool(deal.get("buyer_proof")),
        is_home_on_paper=bool(deal.get("residence_permit")),
    )


def residence_of(person: CitizenRecord, *, destination: str, deal: dict[str, Any], on: date) -> str | None:
    """The city of the 住所 (Article 89), None while nobody knows: the destination's if the household, a residence permit
    or a home that an officer has seen is there, or a proof of it was handed in. Who has homes in two cities may
    register in either. The identity number is not asked: it names where it was given, for life."""
    there = offices.city_of(destination)
    if deal.get("residence_permit"):
        return there
    cities = [offices.city_of(home.region) for home in people.homes_of(person.id) if home.counts(on=on)]
    return there if there in cities else next(iter(cities), None)


def refused_for_falsehood_on(person: CitizenRecord) -> date | None:
    """The last day on which an application of this person was refused for false papers (Article 80).

    Asked once there is a case, by the buyer and the office: a seller or dealer who asks before has no need to know.
    """
    refused = Transfer.objects.filter(buyer_id=person.id, stage=Stage.REFUSED)
    decisions = [one for one in refused.values_list("decision", flat=True) if one is not None]
    days = [spelling.day(one["rules_on"]) for one in decisions if FALSEHOOD in one["codes"]]
    return max(days, default=None)


def is_minor(person: CitizenRecord, *, on: date) -> bool | None:
    """True before the eighteenth birthday; None where neither the number nor the drivers' register tells it."""
    born = born_on(person)
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < ADULT_YEARS


def born_on(person: CitizenRecord) -> date | None:
    """The day of birth: the number's, or for a passport or travel permit, which hold none, the drivers' register's."""
    number = person.identity_number
    return number.born or registers.driver_born_on(str(number))


def seller_facts(vehicle: VehicleRecord, owner: CitizenRecord | None, *, on: date) -> PartyFacts:
    """The registered owner as a party; without an account the register's word counts."""
    return PartyFacts(
        is_owner=owner is None or owner.identity_number == vehicle.owner_number,
        co_owner_count=len(vehicle.co_owners),
        is_person=is_person(vehicle.owner_number),
        is_identity_valid=None if owner is None else owner.is_bound,
        is_minor=False if owner is None else is_minor(owner, on=on),
        is_dead=has_died(vehicle, owner, on=on),
    )


def has_died(vehicle: VehicleRecord, owner: CitizenRecord | None, *, on: date) -> bool:
    """True if the population register or the drivers' register has the owner's death, up to that day."""
    days = [None if owner is None else owner.died_on, registers.driver_died_on(vehicle.owner_number)]
    return any(day is not None and day <= on for day in days)


def people_owner(vehicle: VehicleRecord) -> CitizenRecord | None:
    """The citizen with the owner's identity number; None for an organisation, or someone who never came here."""
    return people.citizen_by_number(vehicle.owner_number)


def deal_facts(row: Transfer, *, on: date, vehicle: VehicleRecord | None = None) -> DealFacts:
    """The deal of a case; vehicle: its record, if the caller has read it."""
    vehicle = vehicle or registers.vehicle_by_id(row.vehicle_id)
    dealer = partners.dealer(CreditCode(row.dealer)) if row.dealer else None
    deal = row.deal
    return DealFacts(
        destination_office=row.destination,
        destination_prefecture=offices.city_of(row.destination),
        origin_prefecture=offices.city_of(row.origin),
        trade_prefecture=offices.city_of(trade) if (trade := deal.get("trade_prefecture")) else None,
        delivered_on=spelling.day(deal["delivered_on"]) if deal.get("delivered_on") else None,
        price_fen=deal.get("price_fen"),
        market_price_fen=market_price_fen(vehicle, on=on, but=row.id),
        deals_same_phone=deals_same_phone(row),
        short_held_sold=short_held_sold(vehicle, on=on),
        dealer_is_filed=None if not row.dealer else dealer is not None and dealer.is_filed(on=on),
        invoice=None if row.invoice is None else invoice.from_json(row.invoice),
        is_invoice_used=is_invoice_used(row),
        mortgagee_agrees=row.mortgagee_agreed_at is not None,
        is_sale=row.ground != Ground.MOVE,
        is_stock=row.ground == Ground.STOCK,
        buyer_number=number_of(row.buyer_id) or row.buyer_credit_code,
        seller_number=vehicle.owner_number,
    )


def market_price_fen(vehicle: VehicleRecord, *, on: date, but: UUID) -> int | None:
    """The median of what cars of this model, first registered in the same year, were sold for in the year up to a day;
    None where too few were (Settings.market_deals_min). but: the case that asks, which does not count."""
    of_its_like = SalePrice.objects.filter(model=vehicle.model, registered_year=vehicle.registered_on.year)
    recent = of_its_like.filter(on__gt=on - timedelta(days=MARKET_DAYS), on__lte=on).exclude(pk=but)
    prices = list(recent.order_by("-on").values_list("price_fen", flat=True)[:MARKET_DEALS_MAX])
    return median_low(prices) if len(prices) >= settings().market_deals_min else None


def deals_same_phone(row: Transfer) -> int:
    """How many other open sales have one telephone of this case: the most that the seller, the buyer or the agent of it
    takes part in as one of these. A telephone is one person's here (people.models), so people are compared."""
    involved = {one for one in (row.seller_id, row.buyer_id, row.agent_id) if one is not None}
    others = Transfer.objects.filter(stage__in=OPEN).exclude(ground=Ground.MOVE)
    counts = (
        others.exclude(pk=row.pk).filter(Q(seller_id=one) | Q(buyer_id=one) | Q(agent_id=one)).count()
        for one in involved
        if people.citizen_by_id(one).phone is not None
    )
    return max(counts, default=0)


def is_invoice_used(row: Transfer) -> bool:
    """True if another case that went through, or still may, names the same invoice."""
    if row.invoice_key is None:
        return False
    return Transfer.objects.filter(invoice_key=row.invoice_key).exclude(stage__in=WITHOUT).exclude(pk=row.pk).exists()


def number_of(citizen_id: UUID | None) -> str:
    """The identity number behind an id, "" for none; only for comparisons."""
    return "" if citizen_id is None else str(people.citizen_by_id(citizen_id).identity_number)


def short_held_sold(vehicle: VehicleRecord, *, on: date) -> int:
    """How many cars held less than a year this owner has sold in this calendar year, this one not counted."""
    owner = people_owner(vehicle)
    if owner is None:
        return 0
    sold = Transfer.objects.filter(
        seller_id=owner.id,
        ground=Ground.SALE,
        stage__in=REGISTERED,
        decided_at__year=on.year,
        deal__is_short_held=True,
    )
    return sold.exclude(vehicle_id=vehicle.id).count()


def is_short_held(vehicle: VehicleRecord, *, on: date) -> bool:
    """True if the present owner has had the car for less than a year."""
    return (on - vehicle.owner_since).days < SHORT_HELD_DAYS


def file_facts(vehicle: VehicleFacts, *, vehicle_id: UUID) -> FileFacts:
    """What the electronic file holds and lacks."""
    present = set(FilePage.objects.filter(vehicle_id=vehicle_id, replaced_at=None).values_list("item", flat=True))
    return FileFacts(exists=bool(present), missing=archive.missing_items(vehicle, present))


def policies_of(place: str) -> list[CityPolicy]:
    """The approved rules that bind in the city of a place (division or office), past ones too: the rules pick those of
    the day. What was ruled for an area around the city binds as the city's own."""
    rows = Policy.objects.filter(offices.rules_for(place, "prefecture"), approved_at__isnull=False)
    city = offices.city_of(place)
    return [replace(policy_record(row), prefecture=city) for row in rows.order_by("from_day")]


def is_policy(policy_id: UUID) -> bool:
    """True if there is a city's rule of this id, drafted or in force."""
    return Policy.objects.filter(pk=policy_id).exists()


def policy_record(row: Policy) -> CityPolicy:
    """A stored policy as the rules know it."""
    return CityPolicy(
        prefecture=row.prefecture,
        kind=policies.Kind(row.kind),
        from_day=row.from_day,
        until_day=row.until_day,
        minimum_emission=row.minimum_emission,
        text=Text(row.text_zh, row.text_en),
        source=row.source,
        is_advice=row.is_advice,
        exempts_new_energy=row.exempts_new_energy,
        includes_small_non_operating=row.includes_small_non_operating,
    )


def blocked_codes(found: Precheck) -> tuple[str, ...]:
    """The codes that forbid, for the journal."""
    return tuple(finding.code for finding in found.findings if finding.result == "blocked")
