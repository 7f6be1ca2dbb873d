"""换证、补证 and the guards of both (162 Articles 62 to 73, 85). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from tongban.calendars import months_later, years_later
from tongban.registers.ages import ended_with_age
from tongban.registers.rules.drivers import FULL, cycle_of
from tongban.verdicts import Reason, Text, Verdict

RULES = "《机动车驾驶证申领和使用规定》"
WINDOW_DAYS = 90  # Article 63
CANCELLED_AFTER_YEARS = 1  # Article 79(1)(8)
PROOF_MONTHS = 6  # Article 85
ENDED = frozenset("EFGR")


class Term(IntEnum):
    """有效期 in years (162 Article 13); PERMANENT is 长期."""

    SIX = 6
    TEN = 10
    PERMANENT = 0


@dataclass(frozen=True)
class RenewalFacts:
    """What a renewal looks at. health_proof_on: the day of the proof that was handed in, None for none; is_reviewed: the
    review (审验) that goes with it is passed, with the lessons that it asks for."""

    letters: frozenset[str]
    classes: tuple[str, ...]
    born: date
    valid_until: date | None
    health_proof_on: date | None
    is_reviewed: bool


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


def was_ever_full(lines: Iterable[tuple[date, datetime, int]], *, first_issued: date, valid_from: date) -> bool:
    """True if the points since `valid_from` ever stood at 12 in any cycle. lines: day, moment of counting and points of each.

    What study has taken off before does not count (163 Article 25: it goes off what is counted then).
    """
    sums: dict[date, int] = {}
    for on, _at, points in sorted(lines, key=lambda line: line[1]):
        if on >= valid_from:
            start, _ = cycle_of(first_issued=first_issued, on=on)
            sums[start] = max(0, sums.get(start, 0) + points)
            if sums[start] >= FULL:
                return True
    return False


def may_renew(facts: RenewalFacts, *, on: date) -> Verdict:
    """Within the 90 days before the end or the year after it, reviewed, healthy, nothing open, no class that age has ended."""
    until = facts.valid_until
    is_due = until is not None and (until - on).days <= WINDOW_DAYS
    is_over = until is not None and years_later(until, CANCELLED_AFTER_YEARS) <= on and "N" not in facts.letters
    return Verdict.of(
        [
            None if is_due else RENEWAL_EARLY,
            CANCELLED if is_over or facts.letters & ENDED else None,
            MATTERS_OPEN if facts.letters & {"H", "I"} else None,
            FULL_OPEN if "B" in facts.letters else None,
            None if facts.is_reviewed else NOT_REVIEWED,
            None if is_fresh(facts.health_proof_on, on=on) else NO_HEALTH_PROOF,
            CLASS_ENDED if ended_with_age(facts.classes, born=facts.born, on=on) else None,
        ]
    )


def is_fresh(proof_on: date | None, *, on: date) -> bool:
    """A health proof of the last six months (Article 85)."""
    return proof_on is not None and proof_on <= on <= months_later(proof_on, PROOF_MONTHS)


def may_replace(letters: frozenset[str]) -> Verdict:
    """May another card be issued for one that was lost? (Article 69)"""
    return Verdict.of([HELD_BACK if letters & {"D", "K", "U"} else None, CANCELLED if letters & ENDED else None])


RENEWAL_EARLY = Reason(
    code="DR-06",
    article=f"{RULES}第六十三条",
    what=Text(
        "驾驶证长期有效，或者离有效期满还有九十日以上。", "The licence has no end, or ends in more than 90 days."
    ),
    remedy=Text("请在有效期满前九十日内申请。", "Apply within the 90 days before it ends."),
    quote="应当于机动车驾驶证有效期满前九十日内",
)
CANCELLED = Reason(
    "DR-07",
    f"{RULES}第七十九条",
    Text(
        "驾驶证已经注销，或者超过有效期一年以上没有换证，应当注销，不能换证、补证。",
        "The licence is cancelled, or has to be because it was not renewed within a year after its end: no renewal, no other card.",
    ),
    Text("按注销原因恢复驾驶资格，或者重新申请。", "Have it restored as its ground allows, or apply again."),
    quote="有下列情形之一的，车辆管理所应当注销其机动车驾驶证……超过机动车驾驶证有效期一年以上未换证的",
)
MATTERS_OPEN = Reason(
    "DR-08",
    f"{RULES}第七十二条、第七十三条",
    Text("还有交通违法或者事故没有处理完，不能通过审验，也就不能换证。", "A violation or accident is open: the review is not passed, and so nothing is renewed."),
    Text("先处理完。", "Have it dealt with first."),
    quote="换领机动车驾驶证时，应当接受公安机关交通管理部门的审验……对道路交通安全违法行为或者交通事故未处理完毕的",
)  # fmt: skip
FULL_OPEN = Reason(
    "DR-09",
    f"{RULES}第七十三条",
    Text("记满12分，还没有参加满分学习、考试，不能通过审验。", "12 points are reached and the course is not passed: the review is not passed."),
    Text("先参加满分学习并考试合格。", "Take the full-mark course and pass its test."),
    quote="道路交通安全违法行为记分及记满12分后参加学习和考试情况……未按照规定参加学习、教育和考试的，不予通过审验",
)  # fmt: skip
NOT_REVIEWED = Reason(
    "DR-10",
    f"{RULES}第七十二条",
    Text("换证要先通过审验。", "The licence has to be reviewed when it is renewed."),
    Text("办理审验。", "Have it reviewed."),
    quote="换领机动车驾驶证时，应当接受公安机关交通管理部门的审验",
)
NO_HEALTH_PROOF = Reason(
    "DR-11",
    f"{RULES}第六十三条、第八十五条",
    Text("没有六个月内出具的身体条件证明。", "There is no health proof of the last six months."),
    Text("到公布的医疗机构体检，提交身体条件证明。", "Have your health proved by one of the published institutions."),
    quote="医疗机构出具的有关身体条件的证明……身体条件证明自出具之日起六个月内有效",
)
CLASS_ENDED = Reason(
    "DR-12",
    f"{RULES}第六十五条",
    Text(
        "准驾车型里有到龄的，不能照原来的车型换证。",
        "A class of the licence has ended with age: it is not renewed as it was.",
    ),
    Text("先换领年龄允许的准驾车型。", "Exchange it for classes that age allows first."),
    quote="应当到机动车驾驶证核发地或者核发地以外的车辆管理所换领准驾车型为小型汽车或者小型自动挡汽车的机动车驾驶证",
)
HELD_BACK = Reason(
    "DR-13",
    f"{RULES}第六十九条",
    Text(
        "驾驶证被扣押、扣留或者暂扣期间，不能补证。",
        "While the licence is seized, withheld or suspended no other card is issued.",
    ),
    Text("扣押、扣留或者暂扣结束后再申请。", "Apply when that is over."),
    quote="机动车驾驶证被依法扣押、扣留或者暂扣期间，机动车驾驶人不得申请补发",
)
