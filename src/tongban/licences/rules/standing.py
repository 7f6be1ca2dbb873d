"""EL-02: how does the licence stand today? The worst of all letters and of what the dates, the points and age say.

Letters are what the register says; the day and the points are looked at as well, because the register's nightly run may
not have set M, R, G or B yet and the law does not wait for it.

What holds beside the letters is a mark, a word or two that can be kept: of "age-70 D" anybody makes the same sentence
again, so that a check of last year is read as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tongban.calendars import DAY, years_later
from tongban.credentials.records import Entitlement
from tongban.identifiers import spelling
from tongban.licences.rules.ages import EXTENSION_YEARS, drivable, next_day_of_age, still_held
from tongban.licences.rules.categories import CLASS_NAMES
from tongban.licences.rules.facts import LicenceFacts
from tongban.licences.rules.letters import LETTERS, NO_HEALTH_PROOF, NOT_RENEWED, TOO_LATE_TO_RESTORE, Display
from tongban.licences.rules.sources import LICENCE_RULES, ROAD_LAW
from tongban.registers.ages import AGE_LIMITS, AMENDED, ended_with_age, probation_until
from tongban.verdicts import Reason, Text, Verdict

FULL_POINTS = 12
CANCELLED_AFTER_YEARS = 1  # 162 Article 79(1)(8)
RESTORABLE_YEARS = 2  # 162 Article 79(3)
PUT_OFF_YEARS = 3  # 162 Article 75
HEALTH_PROOF_FROM = 70  # 162 Article 74
DISPLAY_ORDER = (Display.SHOWN, Display.ABNORMAL, Display.MESSAGE, Display.HIDDEN)
ENTITLEMENT_ORDER = (Entitlement.VALID, Entitlement.SUSPENDED, Entitlement.ASK_OFFICE, Entitlement.REVOKED)
TO_ASK = frozenset(
    one.reason.code for one in LETTERS.values() if one.may_drive and one.entitlement is Entitlement.ASK_OFFICE
)
"""Codes of notes that forbid nothing but have to be asked about before anybody is waved on."""


@dataclass(frozen=True)
class Standing:
    """The answer: may the holder drive, what does the phone show, what do the lists say.

    letters: sorted, the ones that follow from day and points included. marks: what holds beside them. classes: what may be
    driven, as a licence writes it; drivable: all of it, covered classes too. may_drive: reasons are grounds against
    driving anything, notes are open matters that do not forbid it and limits of what may be driven.
    """

    letters: tuple[str, ...]
    marks: tuple[str, ...]
    classes: tuple[str, ...]
    drivable: tuple[str, ...]
    display: Display
    entitlement: Entitlement
    may_drive: Verdict

    @property
    def name(self) -> Text:
        """The letters in words, as on the licence face."""
        named = [LETTERS[code].name for code in self.letters]
        return Text("、".join(name.zh for name in named), ", ".join(name.en for name in named))

    @property
    def classes_text(self) -> str:
        """What may be driven, as a licence writes it; "" for nothing."""
        return "".join(self.classes)


def standing(facts: LicenceFacts, *, on: date) -> Standing:
    """The standing on the Chinese calendar day `on`. Raises KeyError for a letter that no table knows."""
    letters = [LETTERS[code] for code in sorted(letters_on(facts, on=on))]
    codes, marks = tuple(letter.code for letter in letters), marks_on(facts, on=on)
    display = max((letter.display for letter in letters), key=DISPLAY_ORDER.index)
    forbidding = [letter for letter in letters if not letter.may_drive]
    entitlement = max((letter.entitlement for letter in forbidding or letters), key=ENTITLEMENT_ORDER.index)
    may = drivable(facts.classes, born=facts.born, on=on)
    if not may:
        display = max(display, Display.ABNORMAL, key=DISPLAY_ORDER.index)
        entitlement = max(entitlement, Entitlement.SUSPENDED, key=ENTITLEMENT_ORDER.index)
    held = still_held(facts.classes, born=facts.born, on=on)
    return Standing(codes, marks, held, may, display, entitlement, verdict_of(codes, marks))


def verdict_of(letters: Iterable[str], marks: Iterable[str] = ()) -> Verdict:
    """May the holder drive, by letters and marks alone? What does not forbid it becomes a note."""
    by_letter, others = grounds_of(marks)
    listed = [(by_letter.get(code, LETTERS[code].reason), LETTERS[code].may_drive) for code in letters]
    listed += others
    return Verdict.of(
        reasons=[reason for reason, may_drive in listed if not may_drive],
        notes=[reason for reason, may_drive in listed if may_drive and reason.what.zh],
    )


def told_by_letter(facts: LicenceFacts, *, on: date) -> dict[str, Reason]:
    """Each letter of that day with what is said of it."""
    instead, _others = grounds_of(marks_on(facts, on=on))
    return {code: instead.get(code, LETTERS[code].reason) for code in letters_on(facts, on=on)}


def letters_on(facts: LicenceFacts, *, on: date) -> frozenset[str]:
    """The register's letters with what the day and the points add; "A" when nothing is left."""
    letters = set(facts.letters) - {"A"}
    if facts.points >= FULL_POINTS:
        letters.add("B")
    if facts.valid_until is not None and facts.valid_until < on and not letters & {"E", "F", "G", "R"}:
        letters |= overdue(expiry(facts.valid_until, is_put_off="N" in letters), on=on)
    return frozenset(letters or {"A"})


def expiry(valid_until: date, *, is_put_off: bool) -> date:
    """The last day before the licence counts as not renewed: three years later at most when that was put off."""
    return years_later(valid_until, PUT_OFF_YEARS) if is_put_off else valid_until


def overdue(expired: date, *, on: date) -> set[str]:
    """The letter that follows from the end of validity alone: M, after a year R, after two more G (162 Article 79)."""
    if on <= expired:
        return set()
    cancelled = years_later(expired, CANCELLED_AFTER_YEARS)
    if on < cancelled:
        return {"M"}
    return {"R"} if on <= years_later(cancelled, RESTORABLE_YEARS) else {"G"}


def next_look(facts: LicenceFacts, *, on: date) -> date | None:
    """The last day on which the calendar alone changes nothing; None when it never will."""
    age = next_day_of_age(facts.classes, born=facts.born, after=on)
    until = probation_until(facts.classes, facts.class_dates, first_issued=facts.first_issued, on=on)
    days = [day - DAY for day in (age, until) if day is not None]
    if facts.valid_until is not None and facts.valid_until >= on:
        days.append(facts.valid_until)
    return min(days, default=facts.valid_until)


# --- what holds beside the letters -----------------------------------------------------------------------------------
def marks_on(facts: LicenceFacts, *, on: date) -> tuple[str, ...]:
    """Everything but the letters that matters on that day, each as a mark that `grounds_of` reads."""
    return (*ends(facts, on=on), *limits(facts, on=on))


def ends(facts: LicenceFacts, *, on: date) -> list[str]:
    """Why a licence that is no more ended, and when there can be another one; nothing where that is not known."""
    letters = letters_on(facts, on=on)
    for code in sorted(letters & {"E", "F"}):
        if facts.is_barred_for_life:
            return [f"never {code}"]
        if facts.applies_again_on is not None:
            return [f"again {code} {facts.applies_again_on.isoformat()}"]
    ground = facts.ended_for or presumed_ground(facts, letters, on=on)
    return [mark for mark, (code, of) in ENDED_MARKS.items() if code in letters and of == ground]


def presumed_ground(facts: LicenceFacts, letters: frozenset[str], *, on: date) -> str:
    """The ground of an end that the register does not tell: what the day alone shows."""
    past = None if facts.valid_until is None else expiry(facts.valid_until, is_put_off="N" in letters)
    if past is not None and overdue(past, on=on) & {"R", "G"} and "G" not in facts.letters:
        return "not-renewed"
    return "no-health-proof" if needs_health_proof(facts, on=on) else ""


def needs_health_proof(facts: LicenceFacts, *, on: date) -> bool:
    """162 Article 74: from 70 on every year, with class C5 every third."""
    return years_later(facts.born, HEALTH_PROOF_FROM) <= on or "C5" in facts.classes


def limits(facts: LicenceFacts, *, on: date) -> list[str]:
    """What of the licence may not be driven, and how the rest may be."""
    is_left = bool(drivable(facts.classes, born=facts.born, on=on))
    found = [
        f"age-{limit.years}{'' if is_left else '-all'} {' '.join(ended)}"
        for limit, ended in ended_with_age(facts.classes, born=facts.born, on=on)
    ]
    until = probation_until(facts.classes, facts.class_dates, first_issued=facts.first_issued, on=on)
    found += [f"probation {until.isoformat()}"] if until else []
    aids = facts.aids | ({"adapted"} if "C5" in facts.classes else set())
    return found + sorted(aids)


def grounds_of(marks: Iterable[str]) -> tuple[dict[str, Reason], list[tuple[Reason, bool]]]:
    """Marks in words: what to say instead of a letter's own reason, and further reasons, each with whether its holder may
    drive all the same."""
    instead: dict[str, Reason] = {}
    others: list[tuple[Reason, bool]] = []
    for mark in marks:
        name, _space, rest = mark.partition(" ")
        if name in GROUNDS_OF_END:
            instead[name[0]] = GROUNDS_OF_END[name]
        elif name in ("again", "never"):
            code, _space, day = rest.partition(" ")
            instead[code] = barred(LETTERS[code].reason, None if name == "never" else spelling.day(day))
        elif name.startswith("age-"):
            years, _dash, rest_of = name.removeprefix("age-").partition("-")
            others.append((by_age(int(years), rest.split(), is_left=not rest_of), not rest_of))
        elif name == "probation":
            others.append((on_probation(spelling.day(rest)), True))
        else:
            others.append((AIDS[name], True))
    return instead, others


GROUNDS_OF_END = {"R-8": NOT_RENEWED, "R-9": NO_HEALTH_PROOF, "G-8": TOO_LATE_TO_RESTORE}
ENDED_MARKS = {"R-8": ("R", "not-renewed"), "R-9": ("R", "no-health-proof"), "G-8": ("G", "not-renewed")}


def barred(reason: Reason, until: date | None) -> Reason:
    """Why a licence ended, with the first day of another application; None: there is none."""
    if until is None:
        remedy = Text("终生不得重新取得机动车驾驶证。", "You may never hold a licence again.")
        quote = f"{reason.quote}……终生不得重新取得机动车驾驶证"
        return replace(
            reason, article=f"{reason.article}、{ROAD_LAW.article('第九十一条')}", remedy=remedy, quote=quote
        )
    remedy = Text(
        f"{until.year}年{until.month}月{until.day}日起可以重新申请驾驶证。",
        f"You can apply for a licence again from {until.day} {until:%B} {until.year}.",
    )
    return replace(reason, remedy=remedy)


def by_age(years: int, classes: list[str], *, is_left: bool) -> Reason:
    """Classes that ended with age. is_left: something else may still be driven."""
    limit = next(one for one in AGE_LIMITS if one.years == years)
    zh = "、".join(f"{code} {CLASS_NAMES[code].zh}" for code in classes)
    en = ", ".join(f"{code} ({CLASS_NAMES[code].en.lower()})" for code in classes)
    what = Text(f"年满{years}周岁，不得再驾驶 {zh}。", f"From the age of {years} nobody drives {en}.")
    if not is_left:
        return replace(
            CLASSES_ENDED,
            code=f"AGE-{years}",
            article=f"{limit.article}、{ENDED_ARTICLE}",
            what=what,
            quote=f"{limit.quote}……{ENDED_WORDS}".removeprefix("……"),
        )
    extra = limit.since == AMENDED
    more = (
        f"已经批准延长的（最长{EXTENSION_YEARS}年），以发证机关的记录为准。",
        f" Whoever was given more time (at most {EXTENSION_YEARS} years): the issuing office has it on record.",
    )
    remedy = Text(f"{EXCHANGE.zh}{more[0] if extra else ''}", f"{EXCHANGE.en}{more[1] if extra else ''}")
    article = LICENCE_RULES.article("第六十五条")
    cited = article if limit.article == article else f"{limit.article}、{article}"
    quote = "……".join(part for part in (limit.quote, EXCHANGE_WORDS) if part)
    return Reason(f"AGE-{years}", cited, what, remedy, limit.since, quote)


def on_probation(until: date) -> Reason:
    """The first year."""
    return replace(
        PROBATION,
        what=Text(
            f"实习期到{until.year}年{until.month}月{until.day}日。{PROBATION.what.zh}",
            f"In the first year, until {until.day} {until:%B} {until.year}. {PROBATION.what.en}",
        ),
    )


ENDED_ARTICLE = LICENCE_RULES.article("第七十九条")
ENDED_WORDS = "所持机动车驾驶证只具有轮式专用机械车、无轨电车或者有轨电车准驾车型，或者年龄在70周岁以上，所持机动车驾驶证只具有低速载货汽车、三轮汽车准驾车型的"
CLASSES_ENDED = Reason(
    "AGE",
    ENDED_ARTICLE,
    Text("准驾车型都已到龄，不得驾驶机动车。", "All classes have ended with age: no driving."),
    Text("车管所会注销驾驶证。要开小型汽车，可以申请考试。", "The office cancels the licence. For a small car you can apply for the tests."),
    LICENCE_RULES.since,
    ENDED_WORDS,
)  # fmt: skip
EXCHANGE = Text(
    "收到通知后三十日内到任何一个车管所换证，交身份证明和身体条件证明；逾期不换的，公告这些车型的驾驶资格作废。",
    "Within 30 days of the notice exchange the licence at any office, with proof of identity and of health. After that the "
    "right to drive these classes is declared void.",
)
EXCHANGE_WORDS = (
    "应当通知机动车驾驶人在三十日内办理换证业务。机动车驾驶人逾期未办理的，车辆管理所应当公告准驾车型驾驶资格作废"
)
PROBATION = Reason(
    "YEAR-1",
    LICENCE_RULES.article("第七十六条", "第七十七条"),
    Text(
        "不得驾驶公共汽车、营运客车、执行任务的警车等特种车和载危险物品的车，不得牵引挂车；上高速公路要有驾龄三年以上的驾驶人陪同。",
        "No buses, no passengers for hire, no emergency vehicles on duty, no dangerous goods, no trailers; on motorways only with "
        "somebody who has held such a licence for three years.",
    ),
    Text("在车身后部粘贴或者悬挂实习标志。", "Show the sign for new drivers at the back."),
    LICENCE_RULES.since,
    "12个月为实习期……机动车驾驶人在实习期内不得驾驶公共汽车、营运客车……驾驶的机动车不得牵引挂车……应当由持相应或者包含其准驾车型驾驶证三年以上的驾驶人陪同",
)  # fmt: skip
AIDS = {
    "hearing": Reason(
        "AID-hearing",
        LICENCE_RULES.article("第七十八条"),
        Text("驾驶时应当佩戴助听设备。", "To be driven with a hearing aid only."),
        Text("", ""),
        LICENCE_RULES.since,
        "有听力障碍的机动车驾驶人驾驶机动车时，应当佩戴助听设备",
    ),
    "glasses": Reason(
        "AID-glasses",
        LICENCE_RULES.article("第七十八条"),
        Text("驾驶时应当佩戴眼镜。", "To be driven with glasses only."),
        Text("", ""),
        LICENCE_RULES.since,
        "有视力矫正的机动车驾驶人驾驶机动车时，应当佩戴眼镜",
    ),
    "adapted": Reason(
        "AID-sign",
        LICENCE_RULES.article("第七十八条"),
        Text("驾驶时应当在车身设置残疾人机动车专用标志。", "The car must bear the sign for disabled drivers."),
        Text("", ""),
        LICENCE_RULES.since,
        "应当按规定在车身设置残疾人机动车专用标志",
    ),
}
"""What the licence says its holder must wear or show, by the word that stands in the facts."""
AID_WORDS = {"助听": "hearing", "眼镜": "glasses"}
"""What in the licence's own remarks (162 Article 12: 签注) says so."""
