"""From what is stored to what the rules look at: one place, used before the deal, at each act and at a replay.

Each thing is gathered once: the vehicle, the people and our other cases (gathered.py), the pages of the file, the city's
rules, and where a case has them its market price, its dealer and its agent's mandate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from statistics import median_low
from uuid import UUID

from django.db.models import CharField, DateField, IntegerField, UUIDField

from tongban.clock import day_of
from tongban.dossiers import queries as dossiers
from tongban.identifiers import CreditCode, is_person
from tongban.offices import queries as offices
from tongban.partners import queries as partners
from tongban.people import queries as people
from tongban.people.records import Business, CitizenRecord, HomeRecord, Resident
from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.statements import Statement, blank
from tongban.transfers.models import SalePrice, Transfer
from tongban.transfers.profile import profile
from tongban.transfers.queries.gathered import Known, gather, parties_of
from tongban.transfers.queries.policies import policies_of
from tongban.transfers.rules import archive, invoice, precheck
from tongban.transfers.rules.facts import DealFacts, FileFacts, Parties, PartyFacts, Settings, VehicleFacts
from tongban.transfers.rules.findings import Situation
from tongban.transfers.rules.precheck import Precheck
from tongban.transfers.rules.terms import Deal
from tongban.transfers.stages import LOCKED, OPEN, REGISTERED, WITHOUT, Ground, Stage

ADULT_YEARS = 18
FALSEHOOD = "REF-80"  # rules.refusals.GROUNDS
SHORT_HELD_DAYS = 365
MARKET_DAYS = 365
MARKET_DEALS_MAX = 200


def check_case(row: Transfer, *, on: date) -> Precheck:
    """All questions about a case, with the register and the policies as they are now."""
    return precheck.judge(situation(row, on=on))


def situation(row: Transfer, *, on: date) -> Situation:
    """Everything that the rules may look at of a case, as it is now."""
    known = gather(row.vehicle_id, row, on=on)
    vehicle = vehicle_facts(known, case=row)
    return Situation(
        vehicle=vehicle,
        parties=Parties(seller=seller_of(row, known), buyer=buyer_facts(row, known, on=on)),
        deal=deal_facts(row, known, on=on),
        file=file_facts(vehicle, vehicle_id=row.vehicle_id),
        policies=policies_of(row.destination),
        on=on,
        settings=settings(),
        for_owner=False,
    )


def situation_before(
    vehicle: VehicleRecord,
    *,
    destination: str,
    buyer: CitizenRecord | None,
    trade: str | None,
    on: date,
    for_owner: bool,
    ground: Ground = Ground.SALE,
    papers: Iterable[str] = (),
) -> Situation:
    """The same before there is a case. trade: place of the dealer or market that asks, if one does.
    papers: names of what the buyer hands in with it."""
    known = gather(vehicle.id, None, buyer=buyer, on=on)
    handed = Deal(on=on).changed(**dict.fromkeys(papers, "handed in"))
    facts = vehicle_facts(known, case=None)
    there = offices.city_of(destination)
    return Situation(
        vehicle=facts,
        parties=Parties(
            seller=seller_facts(known, known.owner, on=on),
            buyer=None if buyer is None else person_facts(known.of(buyer.id), there, handed, on=on),
        ),
        deal=DealFacts(
            destination_office=destination,
            destination_prefecture=there,
            origin_prefecture=offices.city_of(vehicle.office),
            trade_prefecture=None if trade is None else offices.city_of(trade),
            dealer_is_filed=None if trade is None else True,
            short_held_sold=short_held_sold(known, on=on),
            is_begun=False,
            is_sale=ground is not Ground.MOVE,
            is_stock=ground is Ground.STOCK,
        ),
        file=file_facts(facts, vehicle_id=vehicle.id),
        policies=policies_of(destination),
        on=on,
        settings=settings(),
        for_owner=for_owner,
    )


def settings() -> Settings:
    """What the operator has set of the rules' thresholds."""
    return replace(Settings(), low_price_percent=100 - profile().price_outlier_percent)


def vehicle_facts(known: Known, *, case: Transfer | None) -> VehicleFacts:
    """The vehicle as the rules want it; `case` is the one that asks, whose own lock does not count."""
    return replace(
        register_facts(known.vehicle),
        transfers_on=known.ownership.transferred_on,
        is_locked_by_this_case=case is not None and case.stage in LOCKED,
        has_open_case=any(one.vehicle_id == known.vehicle.id and one.stage in OPEN for one in known.others),
        has_customs_release=case is not None and bool(case.deal.customs_release),
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
        registered_on=vehicle.registered_on,
        inspected_until=vehicle.inspected_until,
        insured_until=vehicle.insured_until,
        is_mortgaged=vehicle.is_mortgaged,
        is_pledged=vehicle.is_pledged,
        owner_since=vehicle.owner_since,
        seized_by=vehicle.seized_by,
        certificate_number=vehicle.certificate_number,
        origin=vehicle.origin,
    )


def seller_of(row: Transfer, known: Known) -> PartyFacts:
    """The seller of a case, as of the day on which it was begun."""
    owner = None if row.seller_id is None else known.of(row.seller_id).citizen
    return replace(
        seller_facts(known, owner, on=day_of(row.created_at)),
        have_co_owners_agreed=row.deal.co_owners_agreed,
        has_proof=bool(row.deal.seller_proof),
    )


def seller_facts(known: Known, owner: CitizenRecord | None, *, on: date) -> PartyFacts:
    """The registered owner as a party; without an account the register's word counts."""
    vehicle, died_on = known.vehicle, known.ownership.owner_died_on
    deaths = [died_on, None if owner is None else owner.died_on]
    return PartyFacts(
        co_owner_count=len(vehicle.co_owners),
        is_person=is_person(vehicle.owner_number),
        is_identity_valid=None if owner is None else owner.is_bound,
        is_minor=False if owner is None else is_minor(owner, on=on),
        is_dead=any(day is not None and day <= on for day in deaths),
    )


def buyer_facts(row: Transfer, known: Known, *, on: date) -> PartyFacts | None:
    """The buyer of a case as of a day; None while nobody is named."""
    there = offices.city_of(row.destination)
    if row.buyer_credit_code:
        return PartyFacts(is_person=False, residence_prefecture=there, is_identity_valid=True)
    if row.buyer_id is None:
        return None
    # From acceptance on it is the officer's look that counts, which is kept with the person, not what was handed in.
    given = row.deal if row.accepted_by is None else row.deal.changed(residence_permit="")
    facts = person_facts(known.of(row.buyer_id), there, given, on=on)
    facts = replace(facts, refused_for_falsehood_on=refused_for_falsehood_on(row.buyer_id, known))
    if row.agent_id is None:
        return facts
    return replace(facts, is_by_agent=True, has_mandate=has_mandate(row, on=day_of(row.created_at)))


def has_mandate(row: Transfer, *, on: date) -> bool:
    """True if the agent of the case may act for the buyer on that day."""
    assert row.agent_id is not None
    assert row.buyer_id is not None
    return people.may_act_for(row.agent_id, principal_id=row.buyer_id, business=Business.VEHICLE_TRANSFER, on=on)


def person_facts(person: Resident, there: str, deal: Deal, *, on: date) -> PartyFacts:
    """A natural person who buys for the city `there`. An officer has looked at papers that were handed in by the time of
    acceptance."""
    has_permit = bool(deal.residence_permit)
    return PartyFacts(
        residence_prefecture=there if has_permit else residence_of(person.homes, there, on=on),
        has_permit_quota=bool(deal.quota) or None,
        is_identity_valid=person.citizen.is_bound,
        is_minor=is_minor(person.citizen, on=deal.on),
        has_proof=bool(deal.buyer_proof),
        is_home_on_paper=has_permit,
    )


def residence_of(homes: Iterable[HomeRecord], there: str, *, on: date) -> str | None:
    """The city of the 住所 (Article 89), None while nobody knows: the city `there` if the household, a residence permit
    or a home that an officer has seen is there. Who has homes in two cities may register in either. The identity number
    is not asked: it names where it was given, for life."""
    cities = [offices.city_of(home.region) for home in homes if home.counts(on=on)]
    return there if there in cities else next(iter(cities), None)


def refused_for_falsehood_on(buyer_id: UUID, known: Known) -> date | None:
    """The last day on which an application of this person was refused for false papers (Article 80).

    Asked once there is a case, by the buyer and the office: a seller or dealer who asks before has no need to know.
    """
    refused = (one for one in known.cases if one.buyer_id == buyer_id and one.stage is Stage.REFUSED)
    return max((one.rules_on for one in refused if one.rules_on and FALSEHOOD in one.codes), default=None)


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


def deal_facts(row: Transfer, known: Known, *, on: date) -> DealFacts:
    """The deal of a case."""
    vehicle, deal = known.vehicle, row.deal
    dealer = partners.dealer(CreditCode(row.dealer)) if row.dealer else None
    buyer = None if row.buyer_id is None else known.of(row.buyer_id).citizen
    return DealFacts(
        destination_office=row.destination,
        destination_prefecture=offices.city_of(row.destination),
        origin_prefecture=offices.city_of(row.origin),
        trade_prefecture=offices.city_of(trade) if (trade := deal.trade_prefecture) else None,
        delivered_on=deal.delivered_on,
        price_fen=deal.price_fen,
        market_price_fen=market_price_fen(vehicle, on=on, but=row.id),
        deals_same_phone=deals_same_phone(known, *parties_of(row)),
        short_held_sold=short_held_sold(known, on=on),
        dealer_is_filed=None if not row.dealer else dealer is not None and dealer.is_filed(on=on),
        invoice=None if row.invoice is None else invoice.from_json(row.invoice),
        is_invoice_used=is_invoice_used(row, known),
        mortgagee_agrees=row.mortgagee_agreed_at is not None,
        is_sale=row.ground != Ground.MOVE,
        is_stock=row.ground == Ground.STOCK,
        buyer_number=row.buyer_credit_code if buyer is None else str(buyer.identity_number),
        seller_number=vehicle.owner_number,
    )


MARKET_PRICES = Statement(
    lambda: (
        SalePrice.objects.filter(
            model=blank("model", CharField()),
            registered_year=blank("year", IntegerField()),
            on__gt=blank("since", DateField()),
            on__lte=blank("until", DateField()),
        )
        .exclude(pk=blank("but", UUIDField()))
        .order_by("-on")
        .values_list("price_fen")[:MARKET_DEALS_MAX]
    )
)


def market_price_fen(vehicle: VehicleRecord, *, on: date, but: UUID) -> int | None:
    """The median of what cars of this model, first registered in the same year, were sold for in the year up to a day;
    None where too few were (Settings.market_deals_min). but: the case that asks, which does not count."""
    year, since = vehicle.registered_on.year, on - timedelta(days=MARKET_DAYS)
    found = MARKET_PRICES.rows(model=vehicle.model, year=year, since=since, until=on, but=but)
    return median_low(price for (price,) in found) if len(found) >= settings().market_deals_min else None


def deals_same_phone(known: Known, *involved: UUID | None) -> int:
    """How many other open sales have one telephone of this case: the most that the seller, the buyer or the agent of it
    takes part in as one of these. A telephone is one person's here (people.models), so people are compared."""
    sales = [one.persons for one in known.others if one.stage in OPEN and one.ground is not Ground.MOVE]
    return max(
        (
            sum(person in persons for persons in sales)
            for person in involved
            if person is not None and known.of(person).citizen.phone is not None
        ),
        default=0,
    )


def is_invoice_used(row: Transfer, known: Known) -> bool:
    """True if another case that went through, or still may, names the same invoice."""
    return row.invoice_key is not None and any(
        one.invoice_key == row.invoice_key and one.stage not in WITHOUT for one in known.others
    )


def short_held_sold(known: Known, *, on: date) -> int:
    """How many cars held less than a year this owner has sold in this calendar year, this one not counted."""
    return sum(
        one.is_short_held
        and one.ground is Ground.SALE
        and one.stage in REGISTERED
        and one.vehicle_id != known.vehicle.id
        and one.decided_on is not None
        and one.decided_on.year == on.year
        for one in known.cases
        if known.owner is not None and one.seller_id == known.owner.id
    )


def is_short_held(vehicle: VehicleRecord, *, on: date) -> bool:
    """True if the present owner has had the car for less than a year."""
    return (on - vehicle.owner_since).days < SHORT_HELD_DAYS


def file_facts(vehicle: VehicleFacts, *, vehicle_id: UUID) -> FileFacts:
    """What the electronic file holds and lacks."""
    present = dossiers.present_items(vehicle_id)
    return FileFacts(exists=bool(present), missing=archive.missing_items(vehicle, present))


def blocked_codes(found: Precheck) -> tuple[str, ...]:
    """The codes that forbid, for the journal."""
    return tuple(finding.code for finding in found.findings if finding.result == "blocked")
