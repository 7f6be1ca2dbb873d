"""注销、吊销、撤销: why a licence ends (162 Article 79), and when there can be another one (Article 15). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tongban.calendars import years_later
from tongban.registers.ages import ended_with_age
from tongban.registers.rules.drivers import cycle_of
from tongban.registers.rules.renewal import CANCELLED_AFTER_YEARS, NO_HEALTH_PROOF, RULES, is_fresh
from tongban.verdicts import Reason, Text, Verdict

RESTORABLE_YEARS = 2  # Article 79(3)
HEALTH_PROOF_FROM = 70  # Article 74
PUT_OFF_YEARS = 3  # Article 75
NEVER = -1


@dataclass(frozen=True)
class Ending:
    """A ground on which a licence ends. letter: of 驾驶证状态; years: before another can be applied for, NEVER for life;
    quote: the words of Article 15 or 79."""

    name: Text
    letter: str
    years: int
    article: str
    quote: str


ENDS, BARS = f"{RULES}第七十九条", f"{RULES}第十五条"
ENDINGS: dict[str, Ending] = {
    "died": Ending(Text("死亡", "Died"), "G", 0, ENDS, "死亡的"),
    "asked": Ending(Text("本人申请注销", "At the holder's request"), "G", 0, ENDS, "提出注销申请的"),
    "guardian": Ending(Text("监护人申请注销", "At the guardian's request"), "G", 0, ENDS, "丧失民事行为能力，监护人提出注销申请的"),
    "unfit": Ending(Text("身体条件不适合驾驶", "Not fit to drive"), "G", 0, ENDS, "身体条件不适合驾驶机动车的"),
    "drugs": Ending(Text("吸毒", "Drugs"), "G", 3, f"{ENDS}、{RULES}第十五条", "被查获有吸食、注射毒品后驾驶机动车行为……三年内有吸食、注射毒品行为或者解除强制隔离戒毒措施未满三年"),
    "stood-in": Ending(Text("代替他人考试", "Took a test for somebody else"), "G", 3, f"{ENDS}、{RULES}第十五条", "代替他人参加机动车驾驶人考试的……三年内有代替他人参加机动车驾驶人考试行为的"),
    "not-renewed": Ending(Text("逾期一年未换证", "Not renewed within a year"), "R", 0, ENDS, "超过机动车驾驶证有效期一年以上未换证的"),
    "no-health-proof": Ending(Text("未提交身体条件证明", "No health proof"), "R", 0, ENDS, "在一个记分周期结束后一年内未提交身体条件证明的"),
    "class-ended": Ending(Text("准驾车型全部到龄", "All classes ended with age"), "G", 0, ENDS, "所持机动车驾驶证只具有轮式专用机械车、无轨电车或者有轨电车准驾车型"),
    "annulled": Ending(Text("驾驶许可被撤销", "Annulled"), "E", 3, BARS, "驾驶许可依法被撤销未满三年的"),
    "drunk": Ending(Text("醉酒驾驶、饮酒后驾驶营运机动车被吊销", "Revoked for drunk driving, or for driving for hire after drinking"), "F", 5, BARS, "醉酒驾驶机动车或者饮酒后驾驶营运机动车依法被吊销机动车驾驶证未满五年的"),
    "drunk-for-hire": Ending(Text("醉酒驾驶营运机动车被吊销", "Revoked for driving drunk for hire"), "F", 10, BARS, "醉酒驾驶营运机动车依法被吊销机动车驾驶证未满十年的"),
    "racing-crime": Ending(Text("追逐竞驶、超员、超速、危险化学品构成犯罪被吊销", "Revoked for the crime of racing, overloading, speeding or dangerous goods"), "F", 5, BARS, "构成犯罪依法被吊销机动车驾驶证未满五年的"),
    "grave-accident": Ending(Text("发生重大交通事故构成犯罪被吊销", "Revoked for a grave accident that was a crime"), "F", 10, BARS, "发生重大交通事故构成犯罪依法被吊销机动车驾驶证未满十年的"),
    "flight": Ending(Text("造成交通事故后逃逸构成犯罪被吊销", "Revoked for fleeing after an accident, a crime"), "F", NEVER, BARS, "造成交通事故后逃逸构成犯罪的"),
    "drunk-accident": Ending(Text("饮酒、醉酒驾驶发生重大交通事故构成犯罪被吊销", "Revoked for a grave accident after drinking"), "F", NEVER, BARS, "饮酒后或者醉酒驾驶机动车发生重大交通事故构成犯罪的"),
    "revoked": Ending(Text("因其他情形被吊销", "Revoked for another ground"), "F", 2, BARS, "因其他情形依法被吊销机动车驾驶证未满二年的"),
}  # fmt: skip


def again_on(ground: str, ended_on: date | None) -> date | None:
    """The first day on which somebody can apply again; None when that is never, or the day or ground is not known."""
    ending = ENDINGS.get(ground)
    return None if ending is None or ended_on is None or ending.years == NEVER else years_later(ended_on, ending.years)


def is_for_life(ground: str) -> bool:
    """True if somebody whose licence ended so never gets another."""
    return ground in ENDINGS and ENDINGS[ground].years == NEVER


@dataclass(frozen=True)
class LifeFacts:
    """What decides whether a licence has to end by the calendar. health_proof_on: the last that was handed in, None when
    the register does not know, which ends nothing."""

    letters: frozenset[str]
    classes: tuple[str, ...]
    born: date
    first_issued: date
    valid_until: date | None
    health_proof_on: date | None


def overdue(facts: LifeFacts, *, on: date) -> tuple[str, date] | None:
    """The ground of Article 79(1)(8) to (10) that the day alone brings, with the day since when; None for none."""
    if facts.valid_until is not None:
        years = CANCELLED_AFTER_YEARS + (PUT_OFF_YEARS if "N" in facts.letters else 0)
        if (day := years_later(facts.valid_until, years)) <= on:
            return "not-renewed", day
    if (due := health_proof_missed(facts)) is not None and due <= on and "P" not in facts.letters:
        return "no-health-proof", due
    ended = [(limit, code) for limit, codes in ended_with_age(facts.classes, born=facts.born, on=on) for code in codes]
    if {code for _limit, code in ended} == set(facts.classes) <= ONLY:
        return "class-ended", max(years_later(facts.born, limit.years) for limit, _code in ended)
    return None


ONLY = frozenset({"M", "N", "P", "C3", "C4"})  # Article 79(1)(10) names these; who holds others exchanges the licence


def health_proof_missed(facts: LifeFacts) -> date | None:
    """The day on which the next health proof is a year late: two cycles after the one it was given in, with C5 four."""
    if facts.health_proof_on is None:
        return None
    cycles = 3 if "C5" in facts.classes else 1
    start, _end = cycle_of(first_issued=facts.first_issued, on=facts.health_proof_on)
    closes = years_later(start, cycles)
    is_asked = cycles == 3 or years_later(facts.born, HEALTH_PROOF_FROM) <= closes
    return years_later(closes, 1) if is_asked else None


def may_restore(
    ground: str,
    *,
    ended_on: date | None,
    valid_until: date | None,
    has_passed_test: bool,
    proof_on: date | None,
    on: date,
) -> Verdict:
    """May the right to drive be restored? (Article 79(3), (4))"""
    is_late = ended_on is None or on > years_later(ended_on, RESTORABLE_YEARS)
    is_expired = valid_until is not None and on >= years_later(valid_until, CANCELLED_AFTER_YEARS)
    return Verdict.of(
        [
            NOT_RESTORABLE if ground not in RESTORABLE else None,
            TOO_LATE if (ground == "not-renewed" and is_late) or (ground == "no-health-proof" and is_expired) else None,
            NO_TEST if ground == "not-renewed" and not has_passed_test else None,
            None if is_fresh(proof_on, on=on) else NO_HEALTH_PROOF,
        ]
    )


RESTORABLE: Collection[str] = frozenset({"not-renewed", "no-health-proof"})
NOT_RESTORABLE = Reason(
    "DR-14",
    f"{RULES}第七十九条",
    Text("只有逾期未换证和未提交身体条件证明的注销可以恢复。", "Only a licence that was not renewed, or without a health proof, can be restored."),
    Text("重新申请驾驶证。", "Apply for a licence again."),
    quote="有第一款第八项情形被注销机动车驾驶证未超过二年的……有第一款第九项情形被注销机动车驾驶证",
)  # fmt: skip
TOO_LATE = Reason(
    "DR-15",
    f"{RULES}第七十九条、第二十七条",
    Text("已经超过可以恢复的期限。", "The time in which it can be restored is over."),
    Text("直接申请相应准驾车型的考试。", "Apply for the tests of your class at once."),
    quote="未超过二年的……在有效期内或者超过有效期不满一年的……可以按照第十六条第一款和第二十三条的规定直接申请相应准驾车型的机动车驾驶证考试",
)
NO_TEST = Reason(
    "DR-16",
    f"{RULES}第七十九条",
    Text("科目一考试还没有合格。", "The theory test is not passed yet."),
    Text("参加科目一考试。", "Take the theory test."),
    quote="参加道路交通安全法律、法规和相关知识考试合格后，可以恢复驾驶资格",
)
