"""满分教育: how long somebody studies, which tests follow, when the use of a licence may be stopped (163 Articles 17 to 29). Pure.

Days and tests are counted where they are taken; what arrives here is what was certified of one round.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tongban.calendars import Rule, deadline
from tongban.registers.records import Study
from tongban.registers.rules.drivers import FULL, POINTS_RULES
from tongban.verdicts import Reason, Text, Verdict

STOP_AFTER_DAYS = 30  # Article 29
THEORY, FIELD, ROAD = 1, 2, 3  # 科目一、科目二、科目三道路驾驶技能


def round_number(*, passed_before: int, total: int) -> int:
    """Which round of this cycle it is: one for each that was passed in it and for each 12 points (Articles 18, 22)."""
    return passed_before + max(1, total // FULL)


def days_needed(round_number: int, *, is_professional: bool) -> int:
    """7 days and 7 more for each further round, at most 60; A1, A2, A3, B1, B2: 30 and 30, at most 120 (Article 18)."""
    step, most = (30, 120) if is_professional else (7, 60)
    return min(step * round_number, most)


def least_days(*, is_professional: bool) -> tuple[int, int]:
    """At least so many days on site and on line together, and of them on site (Article 19)."""
    return (10, 5) if is_professional else (5, 2)


def tests_needed(round_number: int) -> frozenset[int]:
    """Theory; from the second round on the road as well, from the third the field too (Articles 21, 22)."""
    return frozenset({THEORY, *({ROAD} if round_number >= 2 else ()), *({FIELD} if round_number >= 3 else ())})


def may_clear_full(
    *, total: int, has_unpaid_fine: bool, study: Study, round_number: int, is_professional: bool
) -> Verdict:
    """May the points be cleared after the full-mark education? (163 Articles 17 to 23)"""
    return Verdict.of(
        [
            NOT_FULL if total < FULL else None,
            FINES_UNPAID if has_unpaid_fine else None,
            *short_days(study, round_number, is_professional=is_professional),
            missing_tests(study.tests, tests_needed(round_number)),
        ]
    )


def short_days(study: Study, round_number: int, *, is_professional: bool) -> Iterable[Reason | None]:
    """The days that are missing, all together and by way."""
    needed, (together, onsite) = (
        days_needed(round_number, is_professional=is_professional),
        least_days(is_professional=is_professional),
    )
    led = study.onsite_days + study.online_days
    return (
        _short("DR-18", needed, led + study.own_days) if led + study.own_days < needed else None,
        _short("DR-19", together, led) if led < together else None,
        _short("DR-19-onsite", onsite, study.onsite_days) if study.onsite_days < onsite else None,
    )


def missing_tests(passed: frozenset[int], needed: frozenset[int]) -> Reason | None:
    """The tests that are missing; None when all are passed."""
    if needed <= passed:
        return None
    zh, en = zip(*(TESTS[one] for one in sorted(needed - passed)), strict=True)
    what = Text(f"还没有考试合格：{'、'.join(zh)}。", f"Not passed yet: {', '.join(en)}.")
    return Reason("DR-20", TEST_ARTICLES, what, RETAKE, quote=TEST_WORDS)


def may_stop_use(*, total: int, noticed_on: date | None, is_withheld: bool, on: date) -> Verdict:
    """May the use of the licence be stopped by announcement? (Article 29)

    When 12 points are reached and the card was not withheld, or when the course was refused for thirty days after the notice.
    """
    is_over = noticed_on is not None and deadline(Rule.POINTS, STOP_AFTER_DAYS, noticed_on) < on
    return Verdict.of([None if total >= FULL and (is_over or not is_withheld) else NOT_REFUSED])


def _short(code: str, needed: int, done: int) -> Reason:
    known = SHORT[code]
    what = Text(known.what.zh.format(needed=needed, done=done), known.what.en.format(needed=needed, done=done))
    return Reason(code, known.article, what, known.remedy, quote=known.quote)


TESTS = {THEORY: ("科目一", "theory"), FIELD: ("科目二", "field"), ROAD: ("科目三道路驾驶技能", "road")}
TEST_ARTICLES = f"{POINTS_RULES}第二十一条、第二十二条"
TEST_WORDS = (
    "可以预约参加道路交通安全法律、法规和相关知识考试。考试不合格的，十日后预约重新考试"
    "……二次累积记分满12分或者累积记分满24分未满36分……参加道路驾驶技能考试"
)
RETAKE = Text("预约考试；不合格的，十日后再预约。", "Book the test; who fails books again after ten days.")
NOT_FULL = Reason(
    code="DR-01",
    article=f"{POINTS_RULES}第十七条",
    what=Text("累积记分未满12分，不需要满分教育。", "Fewer than 12 points are counted; no full-mark education is due."),
    remedy=Text("不需要办理。", "Nothing needs to be done."),
    quote="在一个记分周期内累积记分满12分的",
)
FINES_UNPAID = Reason(
    code="DR-02",
    article=f"{POINTS_RULES}第二十三条",
    what=Text("还有罚款没有缴纳。", "A fine has not been paid."),
    remedy=Text("请先缴纳罚款，再清除记分。", "Pay the fine first; then the points can be cleared."),
    quote="经满分学习、考试合格且罚款已缴纳的，记分予以清除",
)
SHORT = {
    "DR-18": Reason(
        "DR-18",
        f"{POINTS_RULES}第十八条",
        Text("满分学习要 {needed} 天，现在 {done} 天。", "The course takes {needed} days; {done} are done."),
        Text("把剩下的天数学完，可以自主学习。", "Complete the rest; studying by oneself counts."),
        quote="应当参加为期七天的道路交通安全法律、法规和相关知识学习……的次数每增加一次或者累积记分每增加12分",
    ),
    "DR-19": Reason(
        "DR-19",
        f"{POINTS_RULES}第十九条",
        Text("现场、网络学习要 {needed} 天，现在 {done} 天。", "{needed} days have to be on site or on line; {done} are."),
        Text("参加现场学习或者网络学习。", "Take lessons on site or on line."),
        quote="参加现场学习、网络学习的天数累计不得少于五天……参加现场学习、网络学习的天数累计不得少于十天",
    ),
    "DR-19-onsite": Reason(
        "DR-19-onsite",
        f"{POINTS_RULES}第十九条",
        Text("其中现场学习要 {needed} 天，现在 {done} 天。", "{needed} days have to be on site; {done} are."),
        Text("参加现场学习。", "Take lessons on site."),
        quote="现场学习的天数不得少于二天……现场学习的天数不得少于五天",
    ),
}  # fmt: skip
NOT_REFUSED = Reason(
    "DR-29",
    f"{POINTS_RULES}第二十九条",
    Text(
        "记满12分，驾驶证没有被扣留，或者收到满分教育通知书后三十日内拒不参加学习、考试的，才能公告停止使用。",
        "The use is stopped only at 12 points, when the card was not withheld or the course was refused for 30 days after the notice.",
    ),
    Text("先送达满分教育通知书。", "Serve the notice of the course first."),
    quote="累积记分满12分，机动车驾驶证未被依法扣留或者收到满分教育通知书后三十日内拒不参加公安机关交通管理部门通知的满分学习、考试的",
)  # fmt: skip
EXAMPLE = missing_tests(frozenset(), frozenset({THEORY}))
"""Of the reason that names tests, for the page of the rules."""
