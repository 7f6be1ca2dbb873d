"""The arithmetic of the driver register: points, cycles, validity. Pure: facts in, values out.

Points: 道路交通安全违法行为记分管理办法 (公安部令第163号). Validity: 机动车驾驶证申领和使用规定 (第162号).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from tongban.calendars import years_later
from tongban.verdicts import Reason, Text, Verdict

FULL = 12  # 163 Article 3
VALUES = (12, 9, 6, 3, 1)  # 163 Article 7
REDUCTIONS = (-1, -2)  # 163 Article 27
MOST_REDUCED = 6  # 163 Article 25, in one cycle
OVER = "B"  # 超分


class Term(IntEnum):
    """有效期 in years (162 Article 13); PERMANENT is 长期."""

    SIX = 6
    TEN = 10
    PERMANENT = 0


@dataclass(frozen=True)
class Counted:
    """One line of the ledger that stands in the total."""

    points: int
    is_fine_paid: bool


def total(lines: Iterable[Counted]) -> int:
    """The points of a cycle; reductions never bring it below 0."""
    return max(0, sum(line.points for line in lines))


def cycle_of(*, first_issued: date, on: date) -> tuple[date, date]:
    """The cycle that `on` falls in: its first day, and the first day of the next (163 Article 3).

    Cycles of twelve months follow one another from the day of first issue, for ever.
    """
    years = on.year - first_issued.year
    if years_later(first_issued, years) > on:
        years -= 1
    return years_later(first_issued, years), years_later(first_issued, years + 1)


def is_cleared(line: Counted, *, total: int) -> bool:
    """At the end of a cycle: does this line go? (163 Article 15)

    Below 12 points all lines go whose fine is paid; the points of an unpaid fine move to the next cycle. From 12 on
    nothing goes before the full-mark education is passed (Article 23).
    """
    return total < FULL and line.is_fine_paid


def letters_after_points(letters: frozenset[str], *, total: int) -> frozenset[str]:
    """The status set with B (超分) exactly when the total is 12 or more; the other letters stay."""
    others = letters - {OVER, "A"}
    return others | {OVER} if total >= FULL else others or frozenset({"A"})


def term_of(*, valid_from: date, valid_until: date | None) -> Term:
    """Which of the three terms a period is; one that fits none (an extension, a typing error) counts as six years."""
    if valid_until is None:
        return Term.PERMANENT
    return Term.TEN if valid_until >= years_later(valid_from, Term.TEN) else Term.SIX


def next_term(term: Term, *, was_ever_full: bool) -> Term:
    """The term of the next licence: one step up if no cycle of the ending period reached 12 (162 Article 62)."""
    if was_ever_full:
        return term
    return {Term.SIX: Term.TEN, Term.TEN: Term.PERMANENT, Term.PERMANENT: Term.PERMANENT}[term]


def was_ever_full(lines: Collection[tuple[date, int]], *, first_issued: date, valid_from: date) -> bool:
    """True if the violations since `valid_from` reached 12 in any cycle. lines: day and points of each."""
    sums: dict[date, int] = {}
    for on, points in lines:
        if on >= valid_from and points > 0:
            start, _ = cycle_of(first_issued=first_issued, on=on)
            sums[start] = sums.get(start, 0) + points
    return any(points >= FULL for points in sums.values())


def card_core_number(*, province: str, serial: int) -> str:
    """An opaque 证芯编号 of our own: two digits of the province and eleven of `serial`.

    The official check digit is not published, so nothing may be concluded from one of these numbers.
    """
    return f"{province}{serial:011d}"


def may_reduce(points: int, *, total: int, reduced: int) -> Verdict:
    """May `points` be taken off now? total: counted now. reduced: taken off in this cycle already (163 Article 25)."""
    return Verdict.of(
        [
            REDUCE_FULL if total >= FULL else None,
            REDUCE_NOTHING if total < points else None,
            REDUCE_MOST if reduced + points > MOST_REDUCED else None,
        ]
    )


def may_clear_full(*, total: int, has_unpaid_fine: bool) -> Verdict:
    """May the points be cleared after the full-mark education? (163 Articles 17, 23)"""
    return Verdict.of([NOT_FULL if total < FULL else None, FINES_UNPAID if has_unpaid_fine else None])


def may_renew(*, valid_until: date | None, on: date) -> Verdict:
    """Is the licence within the 90 days before its end, or past it? (162 Article 63)"""
    is_due = valid_until is not None and (valid_until - on).days <= 90
    return Verdict.of([None if is_due else RENEWAL_EARLY])


POINTS_RULES = "《道路交通安全违法行为记分管理办法》"
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
REDUCE_FULL = Reason(
    code="DR-03",
    article=f"{POINTS_RULES}第二十五条",
    what=Text("累积记分已满12分，不能学法减分。", "12 points are reached; points can no longer be reduced by study."),
    remedy=Text("请参加满分教育。", "Take the full-mark education."),
    quote="处理完交通违法行为记录后累积记分未满12分",
)
REDUCE_NOTHING = Reason(
    code="DR-04",
    article=f"{POINTS_RULES}第二十五条",
    what=Text("现有记分少于要扣减的分值。", "Fewer points are counted than would be taken off."),
    remedy=Text("不需要办理。", "Nothing needs to be done."),
    quote="可以申请在机动车驾驶人现有累积记分分值中扣减记分",
)
REDUCE_MOST = Reason(
    code="DR-05",
    article=f"{POINTS_RULES}第二十五条",
    what=Text("一个记分周期内最多扣减6分。", "At most 6 points are taken off in one cycle."),
    remedy=Text("请在下一个记分周期再申请。", "Apply again in the next cycle."),
    quote="在一个记分周期内累计最高扣减6分",
)
RENEWAL_EARLY = Reason(
    code="DR-06",
    article="《机动车驾驶证申领和使用规定》第六十三条",
    what=Text(
        "驾驶证长期有效，或者离有效期满还有九十日以上。", "The licence has no end, or ends in more than 90 days."
    ),
    remedy=Text("请在有效期满前九十日内申请。", "Apply within the 90 days before it ends."),
    quote="应当于机动车驾驶证有效期满前九十日内",
)
