"""A sale from 5101 to 3205 in which nothing is wrong, and ways to spoil one thing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tongban.transfers.rules import precheck
from tongban.transfers.rules.facts import DealFacts, FileFacts, Parties, PartyFacts, Settings, VehicleFacts
from tongban.transfers.rules.invoice import Invoice

ON = date(2026, 11, 20)
SELLER, BUYER, DEALER = "11010519491231002X", "440524188001010014", "91350100M000100Y43"

CAR = VehicleFacts(
    plate_kind="02",
    plate="川A8K2M6",
    vin="LSVFF66R8C2116280",
    type="K33",
    use="A",
    letters=frozenset("A"),
    emission="6",
    registered_on=date(2021, 3, 9),
    inspected_until=date(2027, 3, 31),
    insured_until=date(2027, 3, 1),
    is_mortgaged=False,
    certificate_number="510012345678",
    owner_since=date(2021, 3, 9),
)
INVOICE = Invoice(
    type="84",
    code="",
    number="26322000000012345678",
    issued_on=date(2026, 11, 18),
    status="01",
    buyer_name="样本·吴桐",
    buyer_number=BUYER,
    seller_name="样本·赵颖",
    seller_number=SELLER,
    plate="川A8K2M6",
    certificate_number="510012345678",
    vehicle_type="小型轿车",
    vin="LSVFF66R8C2116280",
    model="示例牌 SL7150",
    destination_office="320500000000",
    destination_office_name="示例水乡市车管所",
    price_fen=8_600_000,
    dealer_name="",
    dealer_number="",
    market_name="示例二手车市场",
    market_number=DEALER,
    is_reverse=False,
    remarks="",
)
DEAL = DealFacts(
    destination_office="320500000000",
    destination_prefecture="320500",
    origin_prefecture="510100",
    trade_prefecture="320500",
    delivered_on=date(2026, 11, 18),
    price_fen=8_600_000,
    market_price_fen=9_000_000,
    short_held_sold=0,
    dealer_is_filed=True,
    invoice=INVOICE,
    buyer_number=BUYER,
    seller_number=SELLER,
)
OWNER = PartyFacts(is_identity_valid=True)
NEIGHBOUR = PartyFacts(residence_prefecture="320500", has_permit_quota=False, is_identity_valid=True)
COMPLETE = FileFacts(exists=True)


def car(**changes):
    if "letters" in changes:
        changes["letters"] = frozenset(changes["letters"])
    return replace(CAR, **changes)


def deal(**changes):
    return replace(DEAL, **changes)


def bill(**changes):
    return replace(INVOICE, **changes)


def check(
    *, vehicle=CAR, deal=DEAL, seller=OWNER, buyer=NEIGHBOUR, file=COMPLETE, policies=(), on=ON, settings=None, **more
):
    return precheck.check(
        vehicle=vehicle,
        deal=deal,
        parties=Parties(seller=seller, buyer=buyer),
        file=file,
        policies=policies,
        on=on,
        settings=settings or Settings(),
        **more,
    )
