"""UC-02 to UC-07 and UC-17: what the letters of 机动车状态 say against a transfer.

UC-04 is asked in neutral words on purpose: a stolen or suspected vehicle, or one that left an accident (C, J, N), reads
like any other whose business is suspended (B, 转出), because whoever sits in front of the page may be the thief. What it really is stands in
`alerts`, for the office alone.
"""

from __future__ import annotations

from tongban.laws import REGISTRATION, filled, ground
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.verdicts import Reason, Text

KNOWN = frozenset("ABCDEGHIJKLMNOPQ")  # 机动车状态, GA/T 16


def uc_02(case: Situation) -> Answer:
    """UC-02: are all violations of this vehicle dealt with?"""
    return blocked(OPEN_VIOLATIONS, Whose.SELLER, "pay-violations") if "G" in case.vehicle.letters else OK


def uc_03(case: Situation) -> Answer:
    """UC-03: are all accidents of this vehicle dealt with?"""
    return blocked(OPEN_ACCIDENT, Whose.SELLER, "settle-accident") if "I" in case.vehicle.letters else OK


def uc_04(case: Situation) -> Answer:
    """UC-04: is business with this vehicle suspended? One neutral sentence for the reader, the truth as an alert."""
    letters = case.vehicle.letters
    alerts = tuple(reason for letter, reason in ALERTS.items() if letter in letters)
    if alerts or "B" in letters or letters - KNOWN:
        return Answer(Result.BLOCKED, (SUSPENDED,), Whose.ORIGIN, ("ask-origin",), alerts)
    return OK


def uc_05(case: Situation) -> Answer:
    """UC-05: is it sealed up or seized? Only the owner is told by whom."""
    if "K" not in case.vehicle.letters:
        return OK
    names_it = case.for_owner and case.vehicle.seized_by
    reason = filled(SEIZED_BY, authority=case.vehicle.seized_by) if names_it else SEIZED
    return blocked(reason, Whose.AUTHORITY, "ask-authority")


def uc_06(case: Situation) -> Answer:
    """UC-06: is it detained by the traffic police, or declared out of use?"""
    letters = case.vehicle.letters
    found = tuple(reason for letter, reason in (("L", DETAINED), ("D", OUT_OF_USE)) if letter in letters)
    actions = (("settle-detention",) if "L" in letters else ()) + (("resume-use",) if "D" in letters else ())
    return Answer(Result.BLOCKED, found, Whose.SELLER, actions) if found else OK


def uc_07(case: Situation) -> Answer:
    """UC-07: under customs supervision? Then a sale needs the release or the permission to transfer."""
    if not case.deal.is_sale:
        return OK
    is_supervised = "H" in case.vehicle.letters or case.vehicle.origin == "G"
    if not is_supervised or case.vehicle.has_customs_release:
        return OK
    return Answer(Result.NEEDED, (CUSTOMS,), Whose.SELLER, ("add-customs-release",))


def uc_17(case: Situation) -> Answer:
    """UC-17: is other business open on this vehicle? The lock of the case that asks does not count."""
    is_locked = "O" in case.vehicle.letters and not case.vehicle.is_locked_by_this_case
    return blocked(OTHER_BUSINESS, Whose.ORIGIN, "wait") if is_locked or case.vehicle.has_open_case else OK


def blocked(reason: Reason, whose: Whose, action: str) -> Answer:
    """One reason against it, with who has to act and the button for it."""
    return Answer(Result.BLOCKED, (reason,), whose, (action,))


OPEN_VIOLATIONS = ground(
    "UC-02", REGISTRATION, "第二十五条第二款",
    Text("这辆车有道路交通安全违法行为没有处理完。", "The vehicle has traffic violations that are not dealt with."),
    Text("请卖方在交易前处理完，可以网上办理。", "Let the seller deal with them before the deal; it can be done on line."),
)  # fmt: skip
OPEN_ACCIDENT = ground(
    "UC-03", REGISTRATION, "第二十五条第二款",
    Text("这辆车有交通事故没有处理完。", "The vehicle has an accident that is not settled."),
    Text("请卖方联系事故处理部门办结。", "Let the seller settle it with the accident department."),
)  # fmt: skip
SUSPENDED = ground(
    "UC-04", REGISTRATION, "第二十九条",
    Text("这辆车现在不能办理登记业务。", "At present no registration business can be done for this vehicle."),
    Text("请向登记地车管所了解，在弄清楚以前不要付款。", "Ask the office where it is registered, and do not pay before it is clear."),
)  # fmt: skip
STOLEN = ground(
    "UC-04-C", REGISTRATION, "第七十六条第一款",
    Text("系统记录为被盗抢骗机动车，停止办理各项登记和业务。", "On record as stolen, robbed or defrauded: all registration business is stopped."),
    Text("不要惊动申请人，立即通知刑侦部门。", "Do not warn the applicant; tell the criminal police at once."),
)  # fmt: skip
SUSPECTED = ground(
    "UC-04-J", REGISTRATION, "第七十四条第一款第一项",
    Text("系统记录为嫌疑车。", "On record as a suspected vehicle."),
    Text("不要惊动申请人，及时开展调查。", "Do not warn the applicant; open an inquiry."),
)  # fmt: skip
HIT_AND_RUN = ground(
    "UC-04-N", REGISTRATION, "第二十五条第二款",
    Text("系统记录为事故逃逸车，事故没有处理完。", "On record for leaving an accident, which is not settled."),
    Text("不要惊动申请人，立即通知事故处理部门。", "Do not warn the applicant; tell the accident department at once."),
)  # fmt: skip
ALERTS = {"C": STOLEN, "J": SUSPECTED, "N": HIT_AND_RUN}
SEIZED = ground(
    "UC-05", REGISTRATION, "第二十九条第四项、第十五条第八项",
    Text("这辆车被依法查封或者扣押，不能办理登记。", "The vehicle is sealed up or seized by law and cannot be registered anew."),
    Text("解除以后才能办理；查封机关只告诉车主本人。", "It must be lifted first; only the owner is told by whom."),
)  # fmt: skip
SEIZED_BY = ground(
    "UC-05-owner", REGISTRATION, "第二十九条第四项、第十五条第八项",
    Text("您的车被{authority}依法查封或者扣押，不能办理登记。", "Your vehicle is sealed up or seized by {authority} and cannot be registered anew."),
    Text("请联系{authority}，解除以后再办理。", "Contact {authority}; apply again after it is lifted."),
)  # fmt: skip
DETAINED = ground(
    "UC-06", REGISTRATION, "第二十五条第二款",
    Text("这辆车被公安交管部门扣留，涉及的违法或者事故没有处理完。", "The vehicle is detained by the traffic police over a violation or an accident that is not dealt with."),
    Text("处理完并领回车辆后再办理。", "Deal with it, fetch the vehicle, then apply."),
)  # fmt: skip
OUT_OF_USE = Reason(
    "UC-06-D", "",
    Text("这辆车办理了停驶。", "The vehicle is declared out of use."),
    Text("先向登记地车管所申请复驶。", "First apply to the present office to put it back into use."),
)  # fmt: skip
CUSTOMS = ground(
    "UC-07", REGISTRATION, "第二十六条第一款第五项、第二十九条第二项",
    Text("这辆车在海关监管期内。", "The vehicle is under customs supervision."),
    Text("提交海关监管车辆解除监管证明书或者海关批准的转让证明。", "Hand in the customs release or the customs' permission to transfer it."),
)  # fmt: skip
OTHER_BUSINESS = Reason(
    "UC-17", "",
    Text("这辆车有另一项业务正在办理。", "Other business with this vehicle is in hand."),
    Text("等那项业务办结或者撤回后再申请。", "Wait until it is finished or withdrawn, then apply."),
)  # fmt: skip
