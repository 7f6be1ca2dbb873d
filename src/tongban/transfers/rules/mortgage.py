"""UC-10: a mortgage or a pledge does not forbid the sale; it makes it a matter of three."""

from __future__ import annotations

from tongban.laws import REGISTRATION, ground
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.verdicts import Text


def uc_10(case: Situation) -> Answer:
    """UC-10: registered as mortgaged or pledged? Then owner, buyer and mortgagee apply together, or it is released."""
    vehicle = case.vehicle
    mortgaged = MORTGAGED if case.deal.is_sale else MORTGAGED_MOVE
    is_pledged = vehicle.is_pledged and case.deal.is_sale  # Article 32(3) names mortgages alone
    found = tuple(reason for is_so, reason in ((vehicle.is_mortgaged, mortgaged), (is_pledged, PLEDGED)) if is_so)
    if not found:
        return OK
    if case.deal.mortgagee_agrees:
        return Answer(Result.NOTE, found)
    release = (("release-mortgage",) if vehicle.is_mortgaged else ()) + (
        ("release-pledge",) if vehicle.is_pledged else ()
    )
    return Answer(Result.NEEDED, found, Whose.MORTGAGEE, ("three-party", *release))


MORTGAGED = ground(
    "UC-10", REGISTRATION, "第二十六条第三款",
    Text("这辆车有抵押登记，要由原车主、新车主和抵押权人三方共同申请。", "The vehicle is mortgaged: the owner, the buyer and the mortgagee apply together."),
    Text("请抵押权人网上确认，新的抵押登记一并办理；也可以先解除抵押。", "Ask the mortgagee to confirm on line; the new mortgage is registered with it. Or have the mortgage released first."),
)  # fmt: skip
MORTGAGED_MOVE = ground(
    "UC-10-move", REGISTRATION, "第三十二条第三款",
    Text("这辆车有抵押登记，迁出要由车主和抵押权人共同申请。", "The vehicle is mortgaged: the owner and the mortgagee apply for the move together."),
    Text("请抵押权人网上确认；也可以先解除抵押。", "Ask the mortgagee to confirm on line, or have the mortgage released first."),
)  # fmt: skip
PLEDGED = ground(
    "UC-10-pledge", REGISTRATION, "第二十六条第四款",
    Text("这辆车有质押备案，要由原车主、新车主和质权人三方共同申请。", "The vehicle is pledged: the owner, the buyer and the pledgee apply together."),
    Text("请质权人网上确认，新的质押备案一并办理；也可以先解除质押。", "Ask the pledgee to confirm on line; the new pledge is filed with it. Or have the pledge released first."),
)  # fmt: skip
