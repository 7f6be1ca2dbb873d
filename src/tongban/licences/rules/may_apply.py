"""EL-01 and what goes with it: may this driver apply for the electronic licence now? All reasons at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.licences.rules.facts import LicenceFacts
from tongban.licences.rules.standing import told_by_letter
from tongban.verdicts import Reason, Text, Verdict

APPLICABLE = frozenset("AHI")


@dataclass(frozen=True)
class ApplicationFacts:
    """What stands around an application: region open, things already there, who asks."""

    is_open_in_region: bool
    has_live_licence: bool
    has_open_application: bool
    is_window_only: bool
    is_own: bool


def may_apply(facts: LicenceFacts, around: ApplicationFacts, *, on: date) -> Verdict:
    """EL-01 (status letters), EL-06 (window only), region open, own licence only, nothing doubled."""
    told = told_by_letter(facts, on=on)
    return Verdict.of(
        [
            *(letter_reason(told[code]) for code in sorted(told) if code not in APPLICABLE),
            None if around.is_own else NOT_OWN,
            None if around.is_open_in_region else NOT_OPEN,
            ALREADY_ISSUED if around.has_live_licence else None,
            ALREADY_APPLIED if around.has_open_application else None,
            WINDOW_ONLY if around.is_window_only else None,
        ]
    )


def letter_reason(told: Reason) -> Reason:
    """Why a letter keeps the driver from applying: no article says so, the ground is the letter's own (162 Article 61 gives
    the right to apply to every driver; that it is offered with A, H and I alone is practice)."""
    what = Text(f"现在不能申领：{told.what.zh}", f"You cannot apply now. {told.what.en}")
    remedy = Text(
        f"{told.remedy.zh}不同意的，可以要求发证地车管所书面或者电子告知理由。",
        f"{told.remedy.en} If you disagree, the issuing office has to tell you the ground in writing or electronically.",
    )
    return Reason("EL-01", "", what, remedy, is_practice=True)


NOT_OWN = Reason(
    "EL-01-own",
    "",
    Text(
        "电子驾驶证由本人申领，本平台不受理代办。",
        "The holder applies; this platform takes no application on a holder's behalf.",
    ),
    Text("请本人登录并通过人脸核验。", "Let the holder sign in and pass the face check."),
)
NOT_OPEN = Reason(
    "EL-09",
    "",
    Text("您的发证地还没有接入本平台。", "The office that issued your licence is not connected to this platform yet."),
    Text("接入后我们会通知您；纸质驾驶证照常使用。", "We will tell you when it is; your paper licence stays valid."),
)
ALREADY_ISSUED = Reason(
    "EL-01-issued",
    "",
    Text("您已经有电子驾驶证。", "You already have the electronic licence."),
    Text("直接亮证；换手机时在新手机上领取。", "Show it; on a new phone, collect it there."),
)
ALREADY_APPLIED = Reason(
    "EL-01-open",
    "",
    Text("您有一件申领正在办理。", "An application of yours is being handled."),
    Text("看办件进度，不用再申领。", "Follow its progress; you need not apply again."),
)
WINDOW_ONLY = Reason(
    "EL-06",
    "",
    Text("照片多次未通过，网上不能再交。", "The photo was returned too often; it cannot be sent on line again."),
    Text(
        "带身份证到任一车管所窗口，当场拍照办理。", "Take your identity card to any office; the photo is taken there."
    ),
)
