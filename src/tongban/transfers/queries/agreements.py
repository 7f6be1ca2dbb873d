"""What a side of a case signs, as it would be shown this moment."""

from __future__ import annotations

from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.transfers.queries.cases import CaseView
from tongban.transfers.rules.agreements import Agreement, agreement
from tongban.transfers.stages import Ground
from tongban.verdicts import Text


def agreement_of(act: str, case: CaseView, *, is_agent: bool, vehicle: VehicleRecord | None = None) -> Agreement:
    """The words of an act, "confirm" or "apply", filled in. vehicle: the register's record, if the caller has read it."""
    office = case.destination
    return agreement(
        act,
        plate=case.plate,
        vin=case.vin,
        model=(vehicle or registers.vehicle_by_id(case.vehicle_id)).model,
        seller=case.seller_name,
        buyer=case.buyer_name or case.dealer,
        price_fen=case.price_fen,
        office=Text(office.name_zh, office.name_en or office.name_zh),
        is_move=case.ground is Ground.MOVE,
        is_agent=is_agent,
    )
