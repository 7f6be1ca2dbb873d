"""VL-01 to VL-03: may this person receive the electronic licence of this vehicle now? All reasons at once.

No photo and no review: every fact is the register's own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tongban.licences.rules.sources import ROAD_LAW
from tongban.licences.rules.vehicle.conditions import condition, for_holder
from tongban.licences.rules.vehicle.facts import VehicleFacts
from tongban.licences.rules.vehicle.standing import conditions_on
from tongban.verdicts import Reason, Text, Verdict


def may_receive(facts: VehicleFacts, *, asker_number: str, is_open_in_region: bool, on: date) -> Verdict:
    """VL-01 (status letters), VL-02 (the owner), VL-03 (region open)."""
    told = [condition(code) for code in for_holder(sorted(conditions_on(facts, on=on)))]
    blocking = [one for one in told if not one.may_apply]
    return Verdict.of(
        [
            *(replace(one.reason, code="VL-01") for one in blocking),
            None if asker_number and asker_number == facts.owner_number else NOT_OWNER,
            None if is_open_in_region else NOT_OPEN,
        ]
    )


NOT_OWNER = Reason(
    "VL-02",
    "",
    Text(
        "这辆车不在您名下，电子行驶证只发给机动车所有人。",
        "This vehicle is not yours; only its owner gets the licence.",
    ),
    Text("刚买的车，等过户办结后再领。", "If you have just bought it, wait until the transfer is completed."),
)
NOT_OPEN = Reason(
    "VL-03",
    "",
    Text(
        "这辆车的登记地还没有接入本平台。",
        "The office where this vehicle is registered is not connected to this platform yet.",
    ),
    Text("接入后我们会通知您；纸质行驶证照常使用。", "We will tell you when it opens; the paper licence stays valid."),
)
CARRY_PAPER = Reason(
    "VL-paper",
    ROAD_LAW.article("第十一条"),
    Text(
        "开车上路还要随车带纸质行驶证；电子行驶证用于窗口办事和出示核对。",
        "The paper licence must still be in the car; the electronic one is for windows and for checks.",
    ),
    Text("把纸质行驶证放在车里。", "Keep the paper licence in the car."),
    ROAD_LAW.since,
    "并随车携带机动车行驶证",
)
