"""UC-19: the compulsory insurance (交强险): is it in force, and who tells the insurer about the new owner?"""

from __future__ import annotations

from datetime import timedelta

from tongban.laws import INSURANCE_REGULATION, REGISTRATION, ROAD_LAW, filled, ground
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.transfers.rules.inspection_periods import is_expired
from tongban.verdicts import Text


def uc_19(case: Situation) -> Answer:
    """UC-19: needed where the inspection has run out too (Article 26); otherwise a warning not to drive without."""
    until = case.vehicle.insured_until
    if until is None:
        return Answer(Result.NOT_YET, (UNKNOWN,), Whose.BUYER)
    if until < case.on:
        if is_expired(case.vehicle, on=case.on):
            return Answer(Result.NEEDED, (filled(NEEDED, day=until),), Whose.BUYER, ("renew-insurance",))
        return Answer(Result.NOTE, (filled(RUN_OUT, day=until),), Whose.BUYER, ("renew-insurance",))
    if until < case.on + timedelta(days=case.settings.warn_insurance_days):
        return Answer(Result.NOTE, (filled(ENDS_SOON, day=until),), Whose.BUYER, ("renew-insurance",))
    return OK


RENEW = Text(
    "续保后再上路；过户后保险合同一并变更。",
    "Renew it before driving; the contract passes to the new owner with the vehicle.",
)
NEEDED = ground(
    "UC-19", REGISTRATION, "第二十六条第一款第六项",
    Text("检验和交强险都已到期，交强险到{day}。", "Inspection and compulsory insurance have run out, the insurance on {day}."),
    Text("续保后提交交强险凭证。", "Renew it and hand in the proof."),
)  # fmt: skip
RUN_OUT = ground(
    "UC-19-run-out", ROAD_LAW, "第十七条",
    Text("交强险已于{day}到期。", "The compulsory insurance ran out on {day}."), RENEW,
)  # fmt: skip
ENDS_SOON = ground(
    "UC-19-soon", INSURANCE_REGULATION, "第十八条",
    Text("交强险{day}到期；所有权转移要变更保险合同。", "The compulsory insurance ends on {day}; with the vehicle the contract must be changed."), RENEW,
)  # fmt: skip
UNKNOWN = ground(
    "UC-19-unknown", INSURANCE_REGULATION, "第十八条",
    Text("还没有查到交强险。", "The compulsory insurance is not known yet."),
    Text("我们正在向保险公司核对，不用您提交。", "We are asking the insurer; you need hand in nothing."),
)  # fmt: skip
