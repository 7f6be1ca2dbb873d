"""VL-05: does the electronic vehicle licence survive a change in the register?

A new owner, plate or office supersedes it, for the paper licence is taken back and issued anew; everything else that it
says follows by itself with the next credentials.
"""

from __future__ import annotations

from tongban.licences.rules.sources import REGISTRATION_RULES
from tongban.licences.rules.vehicle.facts import VehicleFacts
from tongban.verdicts import Reason, Text, Verdict

RECEIVE_AGAIN = Text("车主点一下就能领新的电子行驶证。", "The owner receives the new one with one tap.")
CHANGES = {
    "owner": (
        REGISTRATION_RULES.article("第十九条", "第二十六条"),
        Text("机动车所有人已变更。", "The vehicle has a new owner."),
        "收回号牌、行驶证，确定新的机动车号牌号码",
    ),
    "plate": (
        REGISTRATION_RULES.article("第二十条"),
        Text("号牌号码已变更。", "The plate has changed."),
        "收回两车的号牌、行驶证，重新核发号牌、行驶证和检验合格标志",
    ),
    "office": (
        REGISTRATION_RULES.article("第十八条"),
        Text("登记地车管所已变更。", "The vehicle is registered at another office."),
        "收回号牌、行驶证",
    ),
}


def vehicle_stays_valid(issued_on: VehicleFacts, now: VehicleFacts) -> Verdict:
    """Not allowed (= superseded), with every ground, when owner, plate or office have changed."""
    changed = {
        "owner": issued_on.owner_number != now.owner_number,
        "plate": (issued_on.plate_kind, issued_on.plate) != (now.plate_kind, now.plate),
        "office": issued_on.office != now.office,
    }
    return Verdict.of(
        Reason(f"VL-05-{name}", article, what, RECEIVE_AGAIN, REGISTRATION_RULES.since, quote)
        for name, (article, what, quote) in CHANGES.items()
        if changed[name]
    )
