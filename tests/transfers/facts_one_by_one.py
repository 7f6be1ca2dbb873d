"""The facts of a case as they were gathered at first, each by a reading of its own: slow, and easy to believe.

What queries/facts.py gathers at once must be the same (test_facts_gathered_once.py).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from statistics import median_low

from django.db.models import Q

from tongban.clock import day_of
from tongban.dossiers.models import FilePage
from tongban.identifiers import CreditCode, is_person, spelling
from tongban.offices import queries as offices
from tongban.partners import queries as partners
from tongban.people import queries as people
from tongban.policies.models import Policy
from tongban.registers import queries as registers
from tongban.registers.records import LineKind
from tongban.transfers.models import SalePrice, Transfer
from tongban.transfers.queries.facts import register_facts, settings
from tongban.transfers.queries.policies import CITY_RULES
from tongban.transfers.rules import archive, invoice
from tongban.transfers.rules.facts import DealFacts, FileFacts, Parties, PartyFacts
from tongban.transfers.rules.findings import Situation
from tongban.transfers.stages import LOCKED, OPEN, REGISTERED, WITHOUT, Ground, Stage


def situation(row, *, on):
    """Everything that the rules may look at of a case."""
    vehicle = registers.vehicle_by_id(row.vehicle_id)
    known = vehicle_facts(vehicle, case=row)
    return Situation(
        vehicle=known,
        parties=parties_of(row, vehicle, on=on),
        deal=deal_facts(row, on=on, vehicle=vehicle),
        file=file_facts(known, vehicle_id=vehicle.id),
        policies=policies_of(row.destination),
        on=on,
        settings=settings(),
        for_owner=False,
    )


def as_stored(row):
    """The deal as it stands in the column."""
    return Transfer.objects.values_list("deal", flat=True).get(pk=row.pk)


def vehicle_facts(vehicle, *, case):
    lines = registers.vehicle_lines(vehicle.id)
    changes = tuple(line.on for line in lines if line.kind is LineKind.TRANSFERRED)
    others = Transfer.objects.filter(vehicle_id=vehicle.id, stage__in=OPEN)
    if case is not None:
        others = others.exclude(pk=case.pk)
    deal = {} if case is None else as_stored(case)
    return replace(
        register_facts(vehicle),
        transfers_on=changes,
        is_locked_by_this_case=case is not None and case.stage in LOCKED,
        has_open_case=others.exists(),
        has_customs_release=bool(deal.get("customs_release")),
    )


def parties_of(row, vehicle, *, on):
    owner = None if row.seller_id is None else people.citizen_by_id(row.seller_id)
    seller = replace(
        seller_facts(vehicle, owner, on=day_of(row.created_at)),
        have_co_owners_agreed=bool(as_stored(row).get("co_owners_agreed")),
        has_proof=bool(as_stored(row).get("seller_proof")),
    )
    return Parties(seller=seller, buyer=buyer_facts(row, on=on))


def buyer_facts(row, *, on):
    if row.buyer_credit_code:
        return PartyFacts(
            is_person=False, residence_prefecture=offices.city_of(row.destination), is_identity_valid=True
        )
    if row.buyer_id is None:
        return None
    buyer = people.citizen_by_id(row.buyer_id)
    # From acceptance on it is the officer's look that counts, which is kept with the person, not what was handed in.
    given = as_stored(row) if row.accepted_by is None else {**as_stored(row), "residence_permit": ""}
    facts = person_facts(buyer, destination=row.destination, deal=given, on=on)
    facts = replace(facts, refused_for_falsehood_on=refused_for_falsehood_on(buyer))
    if row.agent_id is None:
        return facts
    return replace(facts, is_by_agent=True, has_mandate=has_mandate(row, on=day_of(row.created_at)))


def has_mandate(row, *, on):
    assert row.agent_id is not None
    assert row.buyer_id is not None
    return people.may_act_for(row.agent_id, principal_id=row.buyer_id, business="vehicle-transfer", on=on)


def person_facts(person, *, destination, deal, on):
    return PartyFacts(
        residence_prefecture=residence_of(person, destination=destination, deal=deal, on=on),
        has_permit_quota=bool(deal.get("quota")) or None,
        is_identity_valid=person.is_bound,
        is_minor=is_minor(person, on=spelling.day(deal["on"]) if deal.get("on") else on),
        has_proof=bool(deal.get("buyer_proof")),
        is_home_on_paper=bool(deal.get("residence_permit")),
    )


def residence_of(person, *, destination, deal, on):
    there = offices.city_of(destination)
    if deal.get("residence_permit"):
        return there
    cities = [offices.city_of(home.region) for home in people.homes_of(person.id) if home.counts(on=on)]
    return there if there in cities else next(iter(cities), None)


def refused_for_falsehood_on(person):
    refused = Transfer.objects.filter(buyer_id=person.id, stage=Stage.REFUSED)
    decisions = [one for one in refused.values_list("decision", flat=True) if one is not None]
    days = [spelling.day(one["rules_on"]) for one in decisions if "REF-80" in one["codes"]]
    return max(days, default=None)


def is_minor(person, *, on):
    born = born_on(person)
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < 18


def born_on(person):
    number = person.identity_number
    return number.born or registers.driver_born_on(str(number))


def seller_facts(vehicle, owner, *, on):
    return PartyFacts(
        co_owner_count=len(vehicle.co_owners),
        is_person=is_person(vehicle.owner_number),
        is_identity_valid=None if owner is None else owner.is_bound,
        is_minor=False if owner is None else is_minor(owner, on=on),
        is_dead=has_died(vehicle, owner, on=on),
    )


def has_died(vehicle, owner, *, on):
    days = [None if owner is None else owner.died_on, registers.driver_died_on(vehicle.owner_number)]
    return any(day is not None and day <= on for day in days)


def people_owner(vehicle):
    return people.citizen_by_number(vehicle.owner_number)


def deal_facts(row, *, on, vehicle=None):
    vehicle = vehicle or registers.vehicle_by_id(row.vehicle_id)
    dealer = partners.dealer(CreditCode(row.dealer)) if row.dealer else None
    deal = as_stored(row)
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


def market_price_fen(vehicle, *, on, but):
    of_its_like = SalePrice.objects.filter(model=vehicle.model, registered_year=vehicle.registered_on.year)
    recent = of_its_like.filter(on__gt=on - timedelta(days=365), on__lte=on).exclude(pk=but)
    prices = list(recent.order_by("-on").values_list("price_fen", flat=True)[:200])
    return median_low(prices) if len(prices) >= settings().market_deals_min else None


def deals_same_phone(row):
    involved = {one for one in (row.seller_id, row.buyer_id, row.agent_id) if one is not None}
    others = Transfer.objects.filter(stage__in=OPEN).exclude(ground=Ground.MOVE)
    counts = (
        others.exclude(pk=row.pk).filter(Q(seller_id=one) | Q(buyer_id=one) | Q(agent_id=one)).count()
        for one in involved
        if people.citizen_by_id(one).phone is not None
    )
    return max(counts, default=0)


def is_invoice_used(row):
    if row.invoice_key is None:
        return False
    return Transfer.objects.filter(invoice_key=row.invoice_key).exclude(stage__in=WITHOUT).exclude(pk=row.pk).exists()


def number_of(citizen_id):
    return "" if citizen_id is None else str(people.citizen_by_id(citizen_id).identity_number)


def short_held_sold(vehicle, *, on):
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


def file_facts(vehicle, *, vehicle_id):
    present = set(FilePage.objects.filter(subject_id=vehicle_id, replaced_at=None).values_list("item", flat=True))
    return FileFacts(exists=bool(present), missing=archive.missing_items(vehicle, present))


def policies_of(place):
    rows = Policy.objects.filter(Q(place__in=offices.ruling(place)), kind=CITY_RULES.name, approved_at__isnull=False)
    city = offices.city_of(place)
    return [replace(CITY_RULES.of(row), prefecture=city) for row in rows.order_by("from_day")]
