"""The end: old plates and card recovered, certificate endorsed, the register changed, everybody informed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.errors import Malformed, NotFound
from tongban.identifiers import CreditCode, LicenceNumber
from tongban.journal import actions as journal
from tongban.notices import actions as notices
from tongban.offices.records import OfficerRecord
from tongban.partners import actions as partners
from tongban.partners import queries as partner_queries
from tongban.partners.records import Partner
from tongban.people import queries as people
from tongban.registers import actions as registers
from tongban.registers import queries as register_queries
from tongban.registers.records import Owner, VehicleRecord
from tongban.transfers.actions.accepting import ask_home
from tongban.transfers.actions.acting import SYSTEM, TRANSFERS, about, may_register
from tongban.transfers.actions.plates import issue_temporary_plate, keep_for_owner
from tongban.transfers.entries import VehicleRegistered
from tongban.transfers.models import SalePrice, Transfer
from tongban.transfers.profile import profile
from tongban.transfers.stages import Ground, Move, Stage
from tongban.verdicts import Text

REASONS = {Ground.SALE: "二手车交易", Ground.MOVE: "住所迁出", Ground.STOCK: "单独签注"}
TEMPORARY_DAYS = 15  # plates not ready: at most fifteen days


def issue(
    *,
    transfer_id: UUID,
    key: str,
    plates_recovered: bool,
    card_recovered: bool,
    plates_ready: bool,
    officer: OfficerRecord,
    at: datetime,
) -> None:
    """The window takes back old plates and 行驶证, endorses the certificate and registers the vehicle anew.

    From this moment the seller is released; the register, the number and the entry change in one transaction.
    plates_ready False: a temporary plate of fifteen days. Malformed("transfer.plates") while old ones are out.
    """
    if not (plates_recovered and card_recovered):
        raise Malformed("transfer.plates", "expected old plates and licence card to be taken back")
    given = {"plates_recovered": plates_recovered, "card_recovered": card_recovered, "plates_ready": plates_ready}
    ask_home(transfer_id, at=at)
    with TRANSFERS.acting(transfer_id, key=key, move=Move.ISSUE, by=officer, content=given, at=at) as act:
        row = act.row
        if not act.is_new:
            return
        act.sign()
        may_register(row, on=day_of(at))
        before = register_queries.vehicle_by_id(row.vehicle_id)
        if row.ground == Ground.STOCK:
            row.new_plate_kind, row.new_plate = row.plate_kind, row.plate
        TRANSFERS.step(row, Move.ENDORSE if row.ground == Ground.STOCK else Move.ISSUE, by=officer.key, at=at)
        if row.ground == Ground.STOCK:
            issue_temporary_plate(row, days=profile().stock_plate_days, purpose="stock", by=officer.key, at=at)
        else:
            registers.take_number(matter_id=row.pk, at=at)
            if not plates_ready:
                issue_temporary_plate(row, days=TEMPORARY_DAYS, purpose="plates-in-making", by=officer.key, at=at)
        note_price(row, before, on=day_of(at))
        register_anew(row, by=officer.key, at=at)
        if row.new_plate != str(before.plate):
            registers.give_up_number(plate_kind=before.plate_kind, plate=str(before.plate))
            keep_for_owner(
                row,
                plate_kind=before.plate_kind,
                plate=str(before.plate),
                owner_id=row.seller_id,
                held_since=before.owner_since,
                at=at,
            )
        entry = VehicleRegistered(
            transfer=str(row.id), vehicle=str(row.vehicle_id), office=row.destination, released_at=at.isoformat()
        )
        journal.record(entry, by=officer.key, about=about(row), at=at)
        inform(row, at=at)


def note_price(row: Transfer, vehicle: VehicleRecord, *, on: date) -> None:
    """The price of a sale that went through, for the market price of its like (UC-20)."""
    if row.ground == Ground.SALE and row.deal.price_fen and vehicle.model:
        SalePrice.objects.create(
            transfer_id=row.id,
            model=vehicle.model,
            registered_year=vehicle.registered_on.year,
            price_fen=row.deal.price_fen,
            on=on,
        )


def register_anew(row: Transfer, *, by: str, at: datetime) -> None:
    """The register's side: new owner (or the same, moved), new office, new number; letter O goes."""
    if row.ground == Ground.MOVE:
        registers.move_vehicle(
            vehicle_id=row.vehicle_id,
            office=row.destination,
            address=new_owner(row).address,
            plate_kind=row.new_plate_kind,
            plate=row.new_plate,
            reason=REASONS[Ground(row.ground)],
            by=by,
            at=at,
        )
        return
    registers.transfer_vehicle(
        vehicle_id=row.vehicle_id,
        owner=new_owner(row),
        co_owners=(),
        office=row.destination,
        plate_kind=row.new_plate_kind,
        plate=row.new_plate,
        reason=REASONS[Ground(row.ground)],
        by=by,
        at=at,
    )


def new_owner(row: Transfer) -> Owner:
    """Who owns the vehicle from now on."""
    if row.buyer_credit_code:
        dealer = partner_queries.dealer(CreditCode(row.buyer_credit_code))
        assert dealer is not None
        return Owner(dealer.name, row.buyer_credit_code, dealer.address)
    assert row.buyer_id is not None
    buyer = people.citizen_by_id(row.buyer_id)
    return Owner(buyer.name, str(buyer.identity_number), row.deal.address or known_address(row))


def known_address(row: Transfer) -> str:
    """Where the register says that the buyer lives: with their licence, or with another vehicle of theirs; "" when it
    does not say, and of an owner who moves, whose address there is the old one. Never a region's name."""
    assert row.buyer_id is not None
    if row.ground == Ground.MOVE:
        return ""
    number = people.citizen_by_id(row.buyer_id).identity_number
    with suppress(NotFound, Malformed):
        if found := register_queries.driver(LicenceNumber(number)).address:
            return found
    others = register_queries.vehicles_of(str(number))
    return next((one.owner_address for one in others if one.owner_address), "")


def inform(row: Transfer, *, at: datetime) -> None:
    """Seller, buyer, insurer and tax: written in the act's transaction, delivered afterwards."""
    link = f"/vehicles/cases/{row.id}/"
    if row.seller_id and row.ground != Ground.MOVE:
        notices.tell(row.seller_id, RELEASED, link=link, at=at)
    if row.buyer_id:
        notices.tell(row.buyer_id, YOURS, link=link, at=at)
    partners.send(
        partner=Partner.INSURANCE,
        kind="policy-of",
        key=f"policy-{row.id}",
        body={"vin": row.vin},
        about=f"transfer:{row.id}",
        at=at,
    )
    if row.invoice is not None:
        body = {"code": row.invoice["code"], "number": row.invoice["number"], "case": row.number}
        partners.send(
            partner=Partner.TAX, kind="note-use", key=f"use-{row.id}", body=body, about=f"transfer:{row.id}", at=at
        )


def change_insured(row: Transfer, *, policy_number: str, at: datetime) -> None:
    """The insurer has named the policy: its insured person is now the new owner (交强险条例第十八条)."""
    owner = new_owner(row)
    body = {
        "vin": row.vin,
        "policy_number": policy_number,
        "insured_name": owner.name,
        "insured_number": owner.number,
        "plate": row.new_plate,
        "from_day": day_of(at).isoformat(),
    }
    partners.send(
        partner=Partner.INSURANCE,
        kind="change-insured",
        key=f"insured-{row.id}",
        body=body,
        about=f"transfer:{row.id}",
        at=at,
    )


def close(*, transfer_id: UUID, at: datetime) -> None:
    """The origin closes its record: the vehicle is B there and A at the destination; nothing is left to do."""
    row = TRANSFERS.lock(transfer_id)
    if row.stage == Stage.ISSUED:
        TRANSFERS.step(row, Move.CLOSE, by=SYSTEM, at=at)


RELEASED = Text(
    "车已经登记到买方名下。从登记时刻起，这辆车的违法和事故与您无关，凭证在办件里。",
    "The car is registered to the buyer. From that moment its violations and accidents are not yours; the receipt is in the case.",
)
YOURS = Text(
    "登记办好了。可以把电子行驶证领到手机上；交强险合同请同保险公司变更。",
    "The car is registered to you. You can receive its electronic licence on your phone; have the insurance changed.",
)
