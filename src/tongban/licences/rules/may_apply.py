"""EL-01 and what goes with it: may this driver apply for the electronic licence now? All reasons at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.licences.rules.facts import LicenceFacts
from tongban.licences.rules.letters import LETTERS
from tongban.licences.rules.sources import LICENCE_RULES
from tongban.licences.rules.standing import letters_on
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
    blocking = sorted(letters_on(facts, on=on) - APPLICABLE)
    return Verdict.of(
        [
            *(letter_reason(code) for code in blocking),
            None if around.is_own else NOT_OWN,
            None if around.is_open_in_region else NOT_OPEN,
            ALREADY_ISSUED if around.has_live_licence else None,
            ALREADY_APPLIED if around.has_open_application else None,
            WINDOW_ONLY if around.is_window_only else None,
        ]
    )


def letter_reason(code: str) -> Reason:
    """Why this letter keeps the driver from applying."""
    letter = LETTERS[code]
    if code in "JL":
        # The wording that the national service uses for both letters (facts 2.4).
        what = Text("您的驾驶证状态异常，无法申领。", "The standing of your licence is abnormal; you cannot apply.")
        return Reason("EL-01", EQUAL_TO_PAPER, what, letter.remedy, LICENCE_RULES.since)
    what = Text(f"现在不能申领：{letter.what.zh}", f"You cannot apply now. {letter.what.en}")
    return Reason("EL-01", letter.article or EQUAL_TO_PAPER, what, letter.remedy, LICENCE_RULES.since)


EQUAL_TO_PAPER = LICENCE_RULES.article("第六十一条")
NOT_OWN = Reason(
    "EL-01-own",
    LICENCE_RULES.article("第一百零五条"),
    Text("电子驾驶证只能由本人申领，不能代办。", "Only the holder can apply; nobody else on the holder's behalf."),
    Text("请本人登录并通过人脸核验。", "Let the holder sign in and pass the face check."),
    LICENCE_RULES.since,
)
NOT_OPEN = Reason(
    "EL-09",
    "",
    Text("您的发证地还没有开通电子驾驶证。", "The service is not open yet where your licence was issued."),
    Text("开通后我们会通知您；纸质驾驶证照常使用。", "We will tell you when it opens; your paper licence stays valid."),
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
