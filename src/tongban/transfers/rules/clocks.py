"""The clocks of a case: how many days, counted how, and who says so.

What the law sets stands fixed; a clock without an article is a design value that the operator sets (profile.py, the
field named in `setting`). Days are counted by calendars.deadline: the day of the event is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.calendars import Holidays, Rule, deadline
from tongban.laws import LICENSING_LAW, REGISTRATION, REVIEW_LAW
from tongban.verdicts import Text


@dataclass(frozen=True)
class Clock:
    """A period. rule: by which law's counting (working or natural days). article: "" for a design value.
    starts: with what. setting: the field of the profile that changes it, "" for a length that the law sets.
    is_office: it ends at the close of business, not with the day as people's clocks do."""

    name: str
    title: Text
    starts: Text
    days: int
    rule: Rule
    article: str = ""
    setting: str = ""
    is_office: bool = False


APPLIED = Text("提出申请", "the application")
ACCEPTED = Text("受理（材料齐全并交验机动车）", "acceptance: papers complete and the car shown")
REQUESTED = Text("请求档案", "the request for the file")

CLOCKS: dict[str, Clock] = {
    clock.name: clock
    for clock in (
        Clock("apply", Text("申请转让登记", "Apply for the transfer"), Text("交付机动车", "delivery"), 30, Rule.REGISTRATION, REGISTRATION.article("第二十五条第一款")),
        Clock("seller-confirmation", Text("卖方确认", "The seller confirms"), Text("录入交易", "the deal being entered"), 7, Rule.TEMPORARY_PLATE, setting="seller_days"),
        Clock("acceptance", Text("受理或者一次告知补正", "Accept, or say once what is missing"), APPLIED, 5, Rule.PERMISSION, LICENSING_LAW.article("第三十二条第一款第四项"), is_office=True),
        Clock("correction", Text("补正材料", "Send what was missing"), Text("告知补正", "the notice"), 30, Rule.REGISTRATION, setting="correction_days"),
        Clock("origin-release", Text("登记地发送电子档案", "The present office sends the file"), REQUESTED, 1, Rule.REGISTRATION, setting="release_days", is_office=True),
        Clock("origin-escalation", Text("报上级督办", "Its superior is told"), REQUESTED, 2, Rule.REGISTRATION, setting="escalate_days", is_office=True),
        Clock("origin-takeover", Text("省级接管", "The province takes over"), REQUESTED, 3, Rule.REGISTRATION, setting="takeover_days", is_office=True),
        Clock("file-check", Text("转入地核对电子档案", "The new office checks the file"), Text("收到档案", "receipt of the file"), 1, Rule.REGISTRATION, setting="check_days", is_office=True),
        Clock("inspection", Text("查验机动车", "The vehicle is inspected"), Text("档案核对完毕", "the file being in order"), 30, Rule.REGISTRATION, setting="inspection_days"),
        Clock("written-decision", Text("逾期未办的书面决定", "Decide in writing where nothing came"), Text("期限届满", "the end of the other side's time"), 5, Rule.REGISTRATION, setting="silence_days", is_office=True),
        Clock("decision", Text("转让登记的决定", "Decision on the transfer"), ACCEPTED, 1, Rule.REGISTRATION, REGISTRATION.article("第二十六条第二款"), is_office=True),
        Clock("decision-moved-in", Text("转入的决定", "Decision on moving in"), ACCEPTED, 3, Rule.REGISTRATION, REGISTRATION.article("第二十七条第二款"), is_office=True),
        Clock("origin-decision", Text("转出的决定", "Decision on moving out"), ACCEPTED, 3, Rule.REGISTRATION, REGISTRATION.article("第二十七条第一款"), is_office=True),
        Clock("moving-home", Text("住所迁出后的决定", "Decision when the owner moves home"), ACCEPTED, 3, Rule.REGISTRATION, REGISTRATION.article("第十八条第二款"), is_office=True),
        Clock("temporary-plate", Text("转出后的临时行驶车号牌", "Temporary plate after moving out"), Text("核发临时号牌", "its issue"), 30, Rule.TEMPORARY_PLATE, REGISTRATION.article("第二十七条第一款")),
        Clock("plates-not-ready", Text("号牌制作期间的临时行驶车号牌", "Temporary plate while plates are made"), Text("核发临时号牌", "its issue"), 15, Rule.TEMPORARY_PLATE, REGISTRATION.article("第四十七条第三款")),
        Clock("temporary-plate-void", Text("收到号牌后临时号牌作废", "The temporary plate is void"), Text("收到号牌", "receipt of the plates"), 3, Rule.REGISTRATION, REGISTRATION.article("第四十七条第六款")),
        Clock("stock-plate", Text("经销企业库存车的临时行驶车号牌", "Temporary plate of a dealer's stock"), Text("核发临时号牌", "its issue"), 30, Rule.TEMPORARY_PLATE, setting="stock_plate_days"),
        Clock("review", Text("申请行政复议", "Apply for administrative review"), Text("收到决定", "receipt of the decision"), 60, Rule.REVIEW, REVIEW_LAW.article("第二十条第一款")),
    )
}  # fmt: skip


def due(name: str, *, start: date, days: int | None = None, holidays: Holidays | None = None) -> date:
    """The last day of a clock that starts on that day. days: the operator's length, for design values alone.

    Raises KeyError for an unknown clock, ValueError when the length is the law's.
    """
    clock = CLOCKS[name]
    if days is not None and not clock.setting:
        raise ValueError(f"the length of {name} is set by {clock.article}")
    return deadline(clock.rule, days or clock.days, start, holidays=holidays)
