"""The arithmetic of the driver register: points, their cycles and their reduction. Pure: facts in, values out.

道路交通安全违法行为记分管理办法 (公安部令第163号). Validity and renewal are in renewal.py, the full-mark course in full_mark.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongban.calendars import years_later
from tongban.verdicts import Reason, Text, Verdict

FULL = 12  # 163 Article 3
VALUES = (12, 9, 6, 3, 1)  # 163 Article 7
REDUCTIONS = (-1, -2)  # 163 Article 27
MOST_REDUCED = 6  # 163 Article 25, in one cycle
OVER = "B"  # 超分


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

    Below 12 points all lines go whose fine is paid; the points of an unpaid fine move to the next cycle. 163 Article 15
    says 逾期未缴纳, the regulation above it (实施条例 Article 24) 尚有罚款未缴纳, whether the time to pay is over or not:
    the regulation decides. From 12 on nothing goes before the full-mark education is passed (Article 23).
    """
    return total < FULL and line.is_fine_paid


def letters_after_points(letters: frozenset[str], *, total: int) -> frozenset[str]:
    """The status set with B (超分) exactly when the total is 12 or more; the other letters stay."""
    others = letters - {OVER, "A"}
    return others | {OVER} if total >= FULL else others or frozenset({"A"})


def card_core_number(*, province: str, serial: int) -> str:
    """An opaque 证芯编号 of our own: two digits of the province and eleven of `serial`.

    The official check digit is not published, so nothing may be concluded from one of these numbers.
    """
    return f"{province}{serial:011d}"


@dataclass(frozen=True)
class ReductionFacts:
    """What a reduction by study looks at. total: counted now; reduced: taken off in this cycle already; educations: full-mark
    courses passed in this cycle and the last; declared: grounds that lie outside the register, of DECLARED, as whoever
    receives the application found them."""

    total: int
    reduced: int
    letters: frozenset[str] = frozenset()
    educations: int = 0
    is_on_probation: bool = False
    has_overdue_vehicle: bool = False
    declared: frozenset[str] = frozenset()


def may_reduce(points: int, facts: ReductionFacts) -> Verdict:
    """May `points` be taken off now? (163 Articles 25, 26)"""
    return Verdict.of(
        [
            REDUCE_FULL if facts.total >= FULL else None,
            REDUCE_NOTHING if facts.total < points else None,
            REDUCE_MOST if facts.reduced + points > MOST_REDUCED else None,
            REDUCE_OPEN if "H" in facts.letters else None,
            REDUCE_EDUCATED if facts.educations >= EDUCATIONS_BAR else None,
            REDUCE_STANDING if facts.is_on_probation or facts.letters & {"S", "U", "D"} else None,
            REDUCE_VEHICLE if facts.has_overdue_vehicle else None,
            *(DECLARED[one] for one in sorted(facts.declared)),
        ]
    )


EDUCATIONS_BAR = 2  # 163 Article 26(1)
POINTS_RULES = "《道路交通安全违法行为记分管理办法》"
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
REDUCE_OPEN = Reason(
    code="DR-21",
    article=f"{POINTS_RULES}第二十五条",
    what=Text(
        "还有交通违法没有处理完，不能学法减分。",
        "Violations are open; points are not reduced before they are dealt with.",
    ),
    remedy=Text("先处理完。", "Have them dealt with first."),
    quote="机动车驾驶人处理完交通违法行为记录后",
)
REDUCE_EDUCATED = Reason(
    code="DR-22",
    article=f"{POINTS_RULES}第二十六条",
    what=Text(
        "本周期或者上一周期有二次以上满分教育，不予受理。",
        "Two full-mark courses or more in this cycle or the last: not accepted.",
    ),
    remedy=Text("以后的周期再申请。", "Apply in a later cycle."),
    quote="在本记分周期内或者上一个记分周期内，机动车驾驶人有二次以上参加满分教育记录的",
)
REDUCE_STANDING = Reason(
    code="DR-23",
    article=f"{POINTS_RULES}第二十六条",
    what=Text(
        "在实习期内、逾期未审验，或者驾驶证被扣留、暂扣期间，不予受理。",
        "In the first year, with an overdue review, or while the licence is withheld or suspended: not accepted.",
    ),
    remedy=Text("实习期满、审验完或者发还驾驶证后再申请。", "Apply when that is over."),
    quote="机动车驾驶证在实习期内，或者机动车驾驶证逾期未审验，或者机动车驾驶证被扣留、暂扣期间的",
)
REDUCE_VEHICLE = Reason(
    code="DR-24",
    article=f"{POINTS_RULES}第二十六条",
    what=Text(
        "名下有检验过期，或者该注销没有注销的机动车，不予受理。",
        "A vehicle of yours is past its inspection, or was to be deregistered and is not: not accepted.",
    ),
    remedy=Text("先检验或者办理注销登记。", "Have it inspected or deregistered first."),
    quote="机动车驾驶人名下有安全技术检验超过有效期或者未按规定办理注销登记的机动车的",
)
DECLARED = {
    "grave-violation": Reason(
        code="DR-25",
        article=f"{POINTS_RULES}第二十六条",
        what=Text(
            "最近三个记分周期内因逃逸、酒驾、假牌假证、套牌或者买分卖分受过处罚，不予受理。",
            "Punished within three cycles for flight, drink, false or foreign papers, or traded points: not accepted.",
        ),
        remedy=Text("以后的周期再申请。", "Apply in a later cycle."),
        quote="在最近三个记分周期内，机动车驾驶人因造成交通事故后逃逸，或者饮酒后驾驶机动车",
    ),
    "cheated": Reason(
        code="DR-26",
        article=f"{POINTS_RULES}第二十六条",
        what=Text("最近三个记分周期内学习、教育时弄虚作假、冒名顶替，不予受理。", "Cheated in a course within three cycles: not accepted."),
        remedy=Text("以后的周期再申请。", "Apply in a later cycle."),
        quote="有弄虚作假、冒名顶替记录的",
    ),
}  # fmt: skip
"""Grounds of Article 26(2) and (5), which the register does not hold."""
