"""The answer to an application: which of the exits of 《行政许可法》 Articles 32 and 34, with every reason at once.

NOT_NEEDED   minutes were asked about, and none is shut to the vehicle there: told at once, nothing is accepted (32(1)(1))
CORRECT      papers lack, or a fact, or a choice that the form can mend: told once and whole (32(1)(4)); what speaks against
             it beyond that is told with it, so that nobody mends in vain
REFUSE       complete, and the conditions are not met (38(2))
GRANT        complete, the conditions are met, and the terms let the system decide at once (34(2))
CLERK        complete, and somebody must look

A type without a legal basis of sufficient rank can refuse nobody (17): what would refuse becomes a note, and a clerk looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tongban.calendars import years_later
from tongban.clock import day_of
from tongban.passes.granting import grounds, quotas
from tongban.passes.granting.asked import Asked, ListedFor
from tongban.passes.granting.spans import Spans
from tongban.passes.granting.terms import Terms
from tongban.passes.rules.conditions import Reading
from tongban.passes.rules.days import MINUTES, Calendar
from tongban.passes.rules.facts import FACTS, Question, Spot
from tongban.passes.rules.linter.law import MAY_CREATE, MAY_CREATE_FOR_A_YEAR
from tongban.passes.rules.records import AnyCondition, Basis, Notice, PassType, Window
from tongban.passes.rules.truth import Finding, Truth
from tongban.verdicts import Reason, Text

BARRING = "CELMNPQ"
"""Status letters with which no pass is given: 被盗抢, 注销, 扣留, 达到报废, 事故逃逸, 公告作废, 逾期未检验."""
APPLICANTS = {"person": Text("个人", "persons"), "firm": Text("企业", "firms")}


class Exit(StrEnum):
    """What becomes of the application now."""

    NOT_NEEDED = "not-needed"
    CORRECT = "correct"
    REFUSE = "refuse"
    GRANT = "grant"
    CLERK = "clerk"


@dataclass(frozen=True)
class Answer:
    """exit, the reasons for it, notes that decide nothing, and the quota numbers that are gone."""

    exit: Exit
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


def answer(
    asked: Asked, terms: Terms, *, offered: PassType, notice: Notice, calendar: Calendar, spans: Spans
) -> Answer:
    """offered: the type as the city's notice has it, which is the notice in force; spans: of this asking."""
    if spans.free and not (spans.opened or spans.shut or spans.untold):
        return Answer(Exit.NOT_NEEDED, (grounds.NOT_NEEDED,))
    gate = _gate(offered.available_to, asked, notice=notice, calendar=calendar)
    against = [*_against(asked, terms, spans), *_vehicle(gate)]
    to_mend = [*_to_mend(asked, terms), *_untold(spans, gate)]
    notes = _partly(spans)
    if against and not may_refuse(offered.basis, since=day_of(notice.starts), on=day_of(asked.at)):
        notes, against = [grounds.NO_BASIS, *against, *notes], []
        if not to_mend:
            return Answer(Exit.CLERK, (), tuple(notes))
    if to_mend:
        return Answer(Exit.CORRECT, tuple(to_mend), (*against, *notes))
    if against:
        return Answer(Exit.REFUSE, tuple(against), tuple(notes))
    first = _gate(terms.at_once_if, asked, notice=notice, calendar=calendar)
    is_sure = terms.at_once_if is not None and first.truth is gate.truth is Truth.YES and not spans.untold
    return Answer(Exit.GRANT if is_sure and _is_all_known(asked, terms) else Exit.CLERK, (), tuple(notes))


def may_refuse(basis: Basis | None, *, since: date, on: date) -> bool:
    """Law, administrative and local regulations can; a provincial rule for its first year (Article 15(1))."""
    if basis is None:
        return False
    if basis.level == MAY_CREATE_FOR_A_YEAR:
        return since <= on < years_later(since, 1)
    return basis.level in MAY_CREATE


def _is_all_known(asked: Asked, terms: Terms) -> bool:
    """Nothing that the terms look at is unknown."""
    is_counted = terms.most_open_violations is None or asked.open_violations is not None
    return is_counted and all(driver.may_drive is not None for driver in asked.drivers)


# --- what speaks against it ------------------------------------------------------------------------------------------
def _against(asked: Asked, terms: Terms, spans: Spans) -> Iterator[Reason]:
    if barring := sorted(asked.letters & set(BARRING)):
        yield filled(grounds.VEHICLE_STATUS, letters=Text("、".join(barring), ", ".join(barring)))
    most, known = terms.most_open_violations, asked.open_violations
    if most is not None and known is not None and known > most:
        yield filled(grounds.OPEN_VIOLATIONS, n=plain(known), most=plain(most))
    if spans.shut and not spans.opened:
        yield filled(grounds.SHUT_TO_ALL, sentence=_sentences(spans))
    if gone := quotas.full(terms, asked.spots, first=asked.first, last=asked.last, taken=asked.taken):
        days = _listing(plain(day) for day in sorted({day for _, day in gone}))
        yield filled(grounds.FULL, days=days)
    yield from _listed(asked, terms)
    if any(driver.may_drive is False for driver in asked.drivers):
        yield grounds.DRIVER_CLASS
    if asked.applicant not in terms.applicants:
        names = [APPLICANTS[one] for one in terms.applicants]
        yield filled(grounds.OTHER_APPLICANT, applicants=_listing(names))
    if asked.is_ended:
        yield grounds.FIRM_ENDED


def _listed(asked: Asked, terms: Terms) -> Iterator[Reason]:
    """Bars of the law count always; a list of the city's own only with a local law behind it. None outlasts its day."""
    on = day_of(asked.at)
    for one in asked.listings:
        if one.until is not None and one.until < on:
            continue
        until = Text(f"{one.until}", f"{one.until}") if one.until else Text("没有定期限", "no day was set")
        if one.ground is ListedFor.FALSE_PAPERS:
            yield filled(grounds.LISTED_FALSE_PAPERS, until=until)
        elif one.ground is ListedFor.FRAUD:
            yield filled(grounds.LISTED_FRAUD, until=until)
        elif terms.lists is not None and one.until is not None and terms.lists.basis.level in MAY_CREATE:
            basis = terms.lists.basis
            named = f"《{basis.title}》{basis.article}"
            yield replace(filled(grounds.LISTED_LOCALLY, until=until, basis=plain(named)), article=named)


def _vehicle(gate: Finding) -> Iterator[Reason]:
    if gate.truth is Truth.NO:
        yield grounds.EMISSION if gate.used == frozenset(("emission",)) else grounds.OTHER_VEHICLE


# --- what the applicant can mend -------------------------------------------------------------------------------------
def _to_mend(asked: Asked, terms: Terms) -> Iterator[Reason]:
    if not asked.spots:
        yield grounds.NO_PLACE
    wanted = [one for one in terms.materials if asked.applicant in one.of]
    if missing := [one for one in wanted if one.id not in asked.materials]:
        yield filled(grounds.MISSING_PAPER, papers=_listing(Text(one.name.zh, one.name.en) for one in missing))
    there = [(one, asked.materials[one.id]) for one in wanted if one.id in asked.materials]
    if spent := [one for one, until in there if one.lasts and until is not None and until < asked.last]:
        yield filled(grounds.SPENT_PAPER, papers=_listing(Text(one.name.zh, one.name.en) for one in spent))
    if terms.needs_driver and not asked.drivers:
        yield grounds.NO_DRIVER
    if terms.windows and not _within(asked.windows, terms.windows):
        hours = "、".join(f"{one.starts}–{one.ends}" for one in terms.windows)
        yield filled(grounds.OTHER_HOURS, windows=Text(hours, hours.replace("、", ", ")))
    shortest, _, longest = terms.lasts
    if not shortest <= asked.days <= longest:
        yield filled(grounds.OTHER_TERM, shortest=plain(shortest), longest=plain(longest), days=plain(asked.days))
    least, most = terms.asked_ahead
    today = day_of(asked.at)
    if not today + timedelta(days=least) <= asked.first <= today + timedelta(days=most):
        yield filled(grounds.OTHER_DAY, least=plain(least), most=plain(most), first=plain(asked.first))


def _untold(spans: Spans, gate: Finding) -> Iterator[Reason]:
    """Facts that somebody can bring. What only the city could tell ("notice") keeps nobody waiting: a clerk looks."""
    missing = (spans.missing if spans.untold else frozenset()) | gate.missing
    if names := sorted(missing - {"notice"}):
        yield filled(grounds.NOT_TOLD, facts=_listing(FACTS[name] for name in names))


def _partly(spans: Spans) -> list[Reason]:
    if spans.shut and spans.opened:
        return [filled(grounds.PARTLY_SHUT, sentence=_sentences(spans))]
    return []


def _within(asked: tuple[Window, ...], opened: tuple[Window, ...]) -> bool:
    """Is every wanted minute one that the type opens? No window asked: all of the type's, which is."""
    return all(_minutes(one) <= frozenset().union(*(_minutes(it) for it in opened)) for one in asked)


def _minutes(window: Window) -> frozenset[int]:
    starts, ends = MINUTES[window.starts], MINUTES[window.ends]
    return frozenset(range(starts, ends)) if starts < ends else frozenset((*range(starts, 1440), *range(ends)))


def _gate(condition: AnyCondition | None, asked: Asked, *, notice: Notice, calendar: Calendar) -> Finding:
    question = Question(vehicle=asked.vehicle, spot=Spot(), at=asked.at, trip=asked.trip)
    return Reading(question, notice=notice, calendar=calendar).holds(condition)


# --- words -----------------------------------------------------------------------------------------------------------
def filled(reason: Reason, **words: Text) -> Reason:
    """The reason with these words in its places, in both languages."""
    zh, en = ({name: getattr(word, language) for name, word in words.items()} for language in ("zh", "en"))
    return replace(
        reason,
        what=Text(reason.what.zh.format(**zh), reason.what.en.format(**en)),
        remedy=Text(reason.remedy.zh.format(**zh), reason.remedy.en.format(**en)),
    )


def plain(value: object) -> Text:
    """A number, a day or a name, the same in both languages."""
    return Text(str(value), str(value))


def _listing(texts: Iterable[Text]) -> Text:
    found = list(texts)
    return Text("、".join(one.zh for one in found), ", ".join(one.en for one in found))


def _sentences(spans: Spans) -> Text:
    zh = [hit.clause.sentence for hit in spans.closing]
    return Text("；".join(zh), "; ".join(hit.clause.english or hit.clause.sentence for hit in spans.closing))
