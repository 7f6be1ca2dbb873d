"""UC-09: has the inspection run out? By the last day that the register has."""

from __future__ import annotations

from datetime import date

from tongban.laws import REGISTRATION, filled, ground
from tongban.transfers.rules.facts import VehicleFacts
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.verdicts import Text


def is_expired(vehicle: VehicleFacts, *, on: date) -> bool:
    """True from the day after the inspection's last day, or when the register says so (letter Q)."""
    return "Q" in vehicle.letters or vehicle.inspected_until < on


def uc_09(case: Situation) -> Answer:
    """UC-09: when the inspection has run out, a new one and the compulsory insurance are needed."""
    if not is_expired(case.vehicle, on=case.on):
        return OK
    is_past = case.vehicle.inspected_until < case.on
    reason = filled(EXPIRED, day=case.vehicle.inspected_until) if is_past else OVERDUE
    return Answer(Result.NEEDED, (reason,), Whose.SELLER, ("book-inspection", "renew-insurance"))


INSPECT_IT = Text(
    "先做安全技术检验，申请时提交检验合格证明和交强险凭证。",
    "Have it inspected; hand in the certificate and the proof of compulsory insurance when you apply.",
)
EXPIRED = ground(
    "UC-09", REGISTRATION, "第二十六条第一款第六项",
    Text("检验有效期到{day}，已经超过。", "The inspection was valid until {day} and has run out."),
    INSPECT_IT,
)  # fmt: skip
OVERDUE = ground(
    "UC-09-Q", REGISTRATION, "第二十六条第一款第六项",
    Text("这辆车登记为逾期未检验。", "The vehicle is on record as not inspected in time."), INSPECT_IT,
)  # fmt: skip
