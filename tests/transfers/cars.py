"""Two towns, an owner who sells and one who buys, a filed market and all officers of a transfer. No network: partners'
answers are put in by hand, as `partners.deliver` would."""

from __future__ import annotations

import hashlib
import itertools
import json
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import town
from django.db import transaction
from PIL import Image

from tongban.dossiers import actions as dossiers
from tongban.identifiers import CreditCode, OfficeCode, Plate, Vin
from tongban.inspections import records as inspection
from tongban.offices import actions as offices
from tongban.offices.records import Duty, OfficeKind
from tongban.partners import actions as partners
from tongban.partners import answers
from tongban.partners.models import Message
from tongban.partners.records import Outcome
from tongban.people import actions as people
from tongban.registers import queries as registers
from tongban.registers.models import Vehicle
from tongban.transfers import actions, queries
from tongban.transfers.models import Transfer
from tongban.transfers.rules import archive

AT = town.AT
ORIGIN = OfficeCode("510100000000")
DESTINATION = OfficeCode("320500000000")
MARKET = CreditCode("91320500MAC0DEM0A7")
CHENGDU_MARKET_PREFECTURE = "5101"
VIN = "LSVFF66R8C2116280"
PLATE = "川A8K2M6"
_counter = itertools.count(1)


def count_from(number):
    """Begin the invented numbers there."""
    global _counter  # noqa: PLW0603 - one counter for the whole process
    _counter = itertools.count(number)


class Clock:
    """A moment that only goes forward, a minute an act."""

    def __init__(self, at=AT):
        self.at = at

    def __call__(self):
        self.at += timedelta(minutes=1)
        return self.at


def open_towns():
    """Chengdu and Suzhou, the service open in both, a market filed in Suzhou."""
    for code, zh, en in ((ORIGIN, "成都市车管所", "Chengdu"), (DESTINATION, "苏州市车管所", "Suzhou")):
        offices.open_office(code=code, name_zh=zh, name_en=en, kind=OfficeKind.CITY, by="officer:test", at=AT)
    for prefix in ("51", "32"):
        offices.open_service(
            service="transfers", region_prefix=prefix, from_day=date(2021, 12, 10), by="officer:test", at=AT
        )
    partners.receive_dealers(
        rows=[
            {
                "credit_code": str(MARKET),
                "name": "苏州示例二手车市场",
                "kind": "market",
                "address": "苏州市示例路 1 号",
                "prefecture": "320500",
                "filed_from": "2022-10-01",
                "filed_until": None,
            }
        ],
        is_full=False,
        as_of=AT,
        by="system:commerce",
        at=AT,
    )


def citizen(*, area="320508", home=None):
    """A bound citizen with an identity number of an area, who lives there; home: another division, "" for unknown."""
    from tongban.identifiers import IdentityNumber, Phone, identity_check

    n = next(_counter)
    born = date(1970, 1, 1) + timedelta(days=n // 1000)
    first = f"{area}{born:%Y%m%d}{n % 1000:03d}"
    number = IdentityNumber(first + identity_check(first))
    account = people.open_account(username=f"car{n}", password=None)
    person = people.confirm_at_window(
        account=account, name=f"样本·车主{n}", number=number, phone=Phone(f"139{n:08d}"), by="officer:test", at=AT
    )
    if lives := area if home is None else home:
        people.record_home(person.id, region=lives, by="officer:test", at=AT)
    return person


def clerk():
    """A clerk of the filed market."""
    person = citizen()
    people.confirm_organisation(
        name="苏州示例二手车市场", credit_code=MARKET, administrator_id=person.id, on=date(2024, 1, 1), at=AT
    )
    return person


def vehicle(owner, **changes):
    """A small private car of Chengdu, in order; returns the record."""
    n = next(_counter)
    values = {
        "plate_kind": "02",
        "plate": f"川A{n:05d}",
        "vin": vin(n),
        "engine_number": f"E{n:07d}",
        "model": "示例牌 SL7000",
        "owner_name": owner.name,
        "owner_number": str(owner.identity_number),
        "owner_address": "成都市示例路 2 号",
        "owner_since": date(2019, 5, 6),
        "use": "A",
        "type": "K33",
        "colour": "A",
        "fuel": "A",
        "emission": "5",
        "origin": "A",
        "seats": 5,
        "total_mass_kg": 1900,
        "length_mm": 4500,
        "registered_on": date(2019, 5, 6),
        "inspected_until": date(2027, 5, 31),
        "insured_until": date(2027, 5, 5),
        "certificate_number": f"51{n:010d}",
        "office": str(ORIGIN),
        "mileage_km": 60_000,
    } | changes
    return registers.vehicle_by_id(Vehicle.objects.create(**values).id)


def vin(n):
    """A VIN with a right check digit."""
    from tongban.identifiers import VIN_VALUES, VIN_WEIGHTS

    letters = list(f"LSVAA11B0N{n:07d}")
    total = sum(VIN_VALUES[a] * weight for a, weight in zip(letters, VIN_WEIGHTS, strict=True))
    letters[8] = "0123456789X"[total % 11]
    return str(Vin("".join(letters)))


def page(text="1"):
    """A small picture, different for each text."""
    out = BytesIO()
    Image.frombytes("RGB", (8, 8), hashlib.sha256(text.encode()).digest() * 6).save(out, "PNG")
    return out.getvalue()


def fill_file(record, *, without=()):
    """Give the vehicle's file every required document but those of `without`."""
    from tongban.transfers.queries import facts

    for item in archive.required_items(facts.register_facts(record)):
        if item not in without:
            for number in (1, 2) if item == "certificate" else (1,):
                dossiers.add_page(
                    queries.VEHICLE_FILE,
                    record.id,
                    item=item,
                    number=number,
                    content=page(f"{record.id}{item}{number}"),
                    media_type="image/png",
                    by="system:test",
                    at=AT,
                )
    dossiers.open_dossier(queries.VEHICLE_FILE, record.id, office=str(record.office), by="system:test", at=AT)


def officers():
    """Everybody who is needed, by part: different people."""
    return {
        "keeper": town.officer(Duty.ARCHIVE, region="5101"),
        "acceptor": town.officer(Duty.WINDOW, region="3205"),
        "checker": town.officer(Duty.ARCHIVE, region="3205"),
        "inspector": town.officer(Duty.INSPECTION, region="3205"),
        "reviewer": town.officer(Duty.REGISTRATION_REVIEW, region="3205"),
        "issuer": town.officer(Duty.WINDOW, region="3205"),
        "origin_window": town.officer(Duty.WINDOW, region="5101"),
        "origin_inspector": town.officer(Duty.INSPECTION, region="5101"),
    }


def key():
    """A key as a page makes it."""
    return str(uuid.uuid4())


def deal(record, seller, buyer, market_clerk, *, at, price_fen=8_500_000, destination=DESTINATION):
    """The seller consents, the clerk enters the deal; returns the case's id."""
    code = actions.give_consent(key=key(), vehicle_id=record.id, citizen=seller, at=at())
    asked = entered(record, market_clerk, buyer, code=code, at=at)
    return actions.enter_deal(**asked | {"price_fen": price_fen, "destination": str(destination)}).id


def entered(record, market_clerk, buyer, *, code, at):
    """What a clerk enters with the owner's code."""
    return {
        "transfer_id": uuid.uuid4(),
        "citizen": market_clerk,
        "plate_kind": record.plate_kind,
        "plate": Plate(record.plate),
        "vin": Vin(record.vin),
        "code": code,
        "buyer_number": None if buyer is None else buyer.identity_number,
        "destination": str(DESTINATION),
        "price_fen": 8_500_000,
        "delivered_on": date(2026, 11, 19),
        "at": at(),
    }


def answer_all(at, **changes):
    """Let every partner answer what waits, and take the answers in; changes: invoice fields that come back otherwise."""
    for _ in range(6):
        waiting = list(Message.objects.filter(outcome="").order_by("sent_at", "pk"))
        if not waiting:
            return
        for message in waiting:
            with transaction.atomic():
                answers.keep(message, outcome=Outcome.ANSWERED, body=said(message, changes), at=at())
                message.outcome = Outcome.ANSWERED
                message.save()
        actions.follow_partners(at=at())


def said(message, changes):
    """What a partner says who finds everything in order."""
    body = json.loads(message.body)
    match message.kind:
        case "enter-deal":
            return {"deal_number": f"D{next(_counter):08d}"}
        case "issue-invoice":
            number = f"2632{next(_counter):016d}"
            return body | {"code": "", "number": number, "issued_on": "2026-11-20", "status": "01"} | changes
        case "verify-invoice":
            return {"found": False}
        case "confirm-mortgage-transfer":
            return {"is_agreed": True}
        case "policy-of" | "change-insured":
            return {"policy_number": "P1", "valid_until": "2027-05-05"}
    return {"is_noted": True}


FORM = dict.fromkeys(range(1, 10), inspection.Tick.PASS)


def inspect(transfer_id, officer, *, at, **changes):
    """The inspector's form with all photos; changes: fields of the form."""
    row = Transfer.objects.get(pk=transfer_id)
    record = registers.vehicle_by_id(row.vehicle_id)
    values = {
        "type": record.type,
        "use": record.use,
        "items": FORM,
        "vin": row.vin,
        "is_recorded": True,
        "is_certified": True,
        "mileage_km": 61_000,
    } | changes
    photos = {code: (page(code), "image/png") for code in inspection.required_photos(type=record.type)}
    return actions.record_inspection(
        transfer_id=transfer_id, key=key(), form=inspection.Form(**values), photos=photos, officer=officer, at=at()
    )


def submitted(*, at, without=(), **changes):
    """A case that both sides have signed and tax has confirmed; everything and everybody in it."""
    seller, buyer = citizen(area="510104"), citizen()
    record = vehicle(seller, **changes)
    fill_file(record, without=without)
    transfer_id = deal(record, seller, buyer, clerk(), at=at)
    actions.confirm(transfer_id=transfer_id, key=key(), citizen=seller, at=at())
    actions.apply(transfer_id=transfer_id, key=key(), citizen=buyer, at=at())
    answer_all(at)
    return Case(transfer_id, record, seller, buyer, officers())


def twin(row, record, **changes):
    """Another case like this one, of another vehicle; the clocks are the same to the microsecond."""
    values = {field.attname: getattr(row, field.attname) for field in Transfer._meta.concrete_fields}
    values |= {
        "id": uuid.uuid4(),
        "number": f"T{uuid.uuid4().hex[:12]}",
        "vehicle_id": record.id,
        "plate": str(record.plate),
        "vin": str(record.vin),
        "invoice_key": None,
    }
    return Transfer.objects.create(**values | changes)


@dataclass
class Case:
    """A case with everybody in it."""

    id: uuid.UUID
    vehicle: object
    seller: object
    buyer: object
    officers: dict

    @property
    def row(self):
        return Transfer.objects.get(pk=self.id)

    @property
    def stage(self):
        return self.row.stage

    def accept(self, at):
        actions.accept(transfer_id=self.id, key=key(), officer=self.officers["acceptor"], at=at())
        return self

    def move_file(self, at):
        """Sent, received and accepted."""
        actions.move_files(at=at())
        actions.move_files(at=at())
        actions.accept_file(transfer_id=self.id, key=key(), officer=self.officers["checker"], at=at())
        return self

    def inspect(self, at, **changes):
        inspect(self.id, self.officers["inspector"], at=at, **changes)
        return self

    def approve(self, at):
        actions.approve(transfer_id=self.id, key=key(), officer=self.officers["reviewer"], at=at())
        return self

    def choose(self, at):
        offered = actions.offer_numbers(transfer_id=self.id, citizen=self.buyer, at=at())
        actions.choose_number(transfer_id=self.id, key=key(), plate=offered[0], citizen=self.buyer, at=at())
        return self

    def issue(self, at, **changes):
        values = {"plates_recovered": True, "card_recovered": True, "plates_ready": True} | changes
        actions.issue(transfer_id=self.id, key=key(), officer=self.officers["issuer"], at=at(), **values)
        return self
