"""docs/rules/licence.md from the rulebook of the licence: questions, grounds, letters, photos, occasions and classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from tongban.credentials.records import MOVES, Stage
from tongban.faces.law import NOTHING, Rested, constants, of_reasons
from tongban.faces.markdown import MADE, Row, both, figure, table, yes
from tongban.licences.stages import APPLICATION_MOVES, ApplicationStage
from tongban.verdicts import Reason, Text, basis_of

FIRST_DAY = date(2000, 1, 1)


def page() -> str:
    """The page."""
    return "\n\n".join(
        [
            "# The rules of the electronic licence",
            MADE.format("change the tables in `src/tongban/licences/rules/` instead"),
            "Chinese is the master; the English is a translation for readers. A rule without an article is a rule of"
            " this platform or of practice, and no law. The day is that on which the cited version of the text took"
            " effect. What a reader may change by a setting stands in [settings](../operate/settings.md).",
            "## Questions",
            table(("rule", "question", "articles cited", "since", "file"), questions()),
            "## Grounds",
            "What the rules can answer, with what would change it. EL-01 and EL-02 also answer with the letters, EL-05"
            " with the photo requirements, below.",
            table(("code", "article", "since", "what is the case", "what to do"), grounds()),
            "## EL-02: the letters of 驾驶证状态",
            "A licence has a set of letters; the worst decides. The register's letters are completed by the day and"
            " the points: from 12 points on B counts as set, after the last day of validity M does. An electronic"
            " licence can be applied for with A, H and I only (EL-01).",
            table(
                ("letter", "name", "may drive", "phone shows", "list says", "article", "since", "meaning"), letters()
            ),
            "`shown`: the face and a black code. `abnormal`: the face and a red code. `message`: no face, but whom to"
            " ask. `hidden`: no face.",
            "## EL-05: what a photo must be",
            table(("code", "name", "measured", "the applicant reads", "what to do"), photo_requirements()),
            "A machine measures what can be measured and refuses at once; the officer decides on everything.",
            "## EL-10: is the paper card needed?",
            table(("occasion", "paper card", "why", "article", "since"), businesses()),
            "## Licence classes and ISO categories",
            f"The table's review: {rules('categories').TABLE_REVIEWED}. Code 78 is the ISO/IEC 18013-2 restriction to"
            " automatic transmission. A class without a category has none in the standard and travels only in the"
            " domestic namespace.",
            table(("准驾车型", "name", "may also drive", "ISO category"), classes()),
            "",
        ]
    )


def rules(name: str) -> ModuleType:
    """A module of the rulebook, or (for "") the rulebook itself; its tables are read by name."""
    return import_module(f"tongban.licences.rules.{name}" if name else "tongban.licences.rules")


def questions() -> list[Row]:
    """The table in the rulebook's own docstring, with the articles that the answers of each rule cite."""
    found: list[Row] = []
    for line in (rules("").__doc__ or "").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| EL-"):
            articles = "、".join(dict.fromkeys(one for code in codes_in(cells[0]) for one in articles_of(code)))
            found.append((cells[0], cells[1], articles, since(articles), f"`{cells[2].replace(', ', '`, `')}`"))
    return found


def codes_in(text: str) -> list[str]:
    """The rules that "EL-03, EL-12" or "EL-04 to EL-06" names."""
    numbers = [int(number) for number in re.findall(r"EL-(\d+)", text)]
    if " to " in text:
        numbers = list(range(numbers[0], numbers[1] + 1))
    return [f"EL-{number:02}" for number in numbers]


def articles_of(code: str) -> list[str]:
    """Every article that the answers of one rule cite, in the order of the tables."""
    tables = {
        "EL-02": [one.article for one in rules("letters").LETTERS.values()],
        "EL-10": [one.article for one in rules("paper_card").BUSINESSES],
    }
    cited = [*tables.get(code, []), *(row[1] for row in grounds() if row[0].startswith(code))]
    return [one.strip("、") for article in cited for one in re.findall("《[^《]+", article)]


def grounds() -> list[Row]:
    """Every reason that stands in the rulebook as a constant, and those of the rules that make theirs on the way."""
    facts, photo, stays = rules("facts"), rules("photo"), rules("stays_valid")
    examples = [
        *photo.may_change_photo(changed_on=FIRST_DAY, is_first_photo=False, on=FIRST_DAY).reasons,
        *stays.stays_valid(*changed(facts.LicenceFacts)).reasons,
    ]
    found: dict[tuple[str, str], Reason] = {}
    for path in sorted(Path(str(rules("").__file__)).parent.glob("*.py")):
        if path.stem != "__init__":
            constants = [one for one in vars(rules(path.stem)).values() if isinstance(one, Reason)]
            found |= {(reason.code, reason.what.zh): reason for reason in constants}
    found |= {(reason.code, reason.what.zh): reason for reason in examples}
    return [
        (code, reason.article, since(reason.article), both(reason.what), both(without_day(reason.remedy)))
        for (code, _), reason in sorted(found.items())
    ]


def changed(kind: Callable[..., Any]) -> tuple[Any, Any]:
    """Facts before and after everything that supersedes a licence has changed."""
    steady = {
        "letters": frozenset("A"),
        "points": 0,
        "first_issued": FIRST_DAY,
        "born": FIRST_DAY,
        "valid_from": FIRST_DAY,
    }
    before = kind(**steady, classes=("C1",), valid_until=FIRST_DAY, office="1", card_core_number="1")
    return before, kind(**steady, classes=("C2",), valid_until=None, office="2", card_core_number="2")


def without_day(text: Text) -> Text:
    """The sentence with its example day replaced: the rule computes it."""
    zh = re.sub(r"\d+年\d+月\d+日", "某年某月某日", text.zh)
    return Text(zh, re.sub(r"\d+ January \d+", "a day", text.en.replace(f"{FIRST_DAY.day} July 2000", "a day")))


def since(article: str) -> str:
    """The day on which the cited texts took effect; "" for no article."""
    sources = [one for one in vars(rules("sources")).values() if hasattr(one, "since")]
    return ", ".join(
        dict.fromkeys(
            one.since.isoformat()
            for title in re.findall(r"《(.+?)》", article)
            for one in sources
            if one.title == title
        )
    )


def letters() -> list[Row]:
    """驾驶证状态."""
    return [
        (
            one.code,
            both(one.name),
            yes(one.may_drive),
            f"`{one.display}`",
            f"{int(one.entitlement)} {one.entitlement.name.lower().replace('_', ' ')}",
            one.article,
            since(one.article),
            both(one.what),
        )
        for one in rules("letters").LETTERS.values()
    ]


def photo_requirements() -> list[Row]:
    """P1 to P9."""
    return [
        (one.code, both(one.name), yes(one.is_measured), both(one.broken), both(one.remedy))
        for one in rules("photo").REQUIREMENTS.values()
    ]


def businesses() -> list[Row]:
    """On which occasion the paper card is needed."""
    return [
        (both(one.name), yes(one.needs_paper), both(one.why), one.article, since(one.article))
        for one in rules("paper_card").BUSINESSES
    ]


def classes() -> list[Row]:
    """准驾车型 beside ISO categories."""
    table_of = rules("categories")
    return [
        (
            code,
            both(name),
            ", ".join(table_of.COVERS.get(code, ())),
            ", ".join(" ".join([one.code, *one.restrictions]) for one in table_of.ISO_CATEGORIES[code]),
        )
        for code, name in table_of.CLASS_NAMES.items()
    ]


def drawings() -> dict[str, str]:
    """The figures of docs/journeys/licence.md."""
    return {
        "application": figure(APPLICATION_MOVES, start=ApplicationStage.REVIEW),
        "licence": figure(MOVES, start=Stage.ISSUED),
    }


# --- what the rules rest on ------------------------------------------------------------------------------------------
EXAMPLES = (
    "age-60 A1 A2 A3 B1 B2 M N P", "age-63 A1 A2 A3 B1 B2 M N P", "age-70 C3 C4 C6 D E", "age-60-all M",
    "never F", "again F 2029-03-01", "again E 2029-03-01",
)  # fmt: skip
"""A mark of each kind, as rules/standing.py makes them."""


def rested() -> Iterator[Rested]:
    """Every rule of both electronic licences, for docs/rules/law.md."""
    standing, receive = rules("standing"), rules("vehicle.may_receive")
    for one in rules("letters").LETTERS.values():
        yield Rested(
            one.reason.code, one.what if one.what.zh else one.name, one.remedy, one.article, one.quote, one.basis
        )
    made = [standing.grounds_of([mark]) for mark in EXAMPLES]
    told = [reason for instead, others in made for reason in [*instead.values(), *(one for one, _may in others)]]
    yield from of_reasons([*constants(rules("letters")), *told, *constants(standing), *standing.AIDS.values()])
    for name in ("may_apply", "photo_change", "presentation", "local_licences", "photo"):
        yield from of_reasons(constants(rules(name)))
    yield from of_reasons(rules("stays_valid").stays_valid(*changed(rules("facts").LicenceFacts)).reasons)
    for one in rules("paper_card").BUSINESSES:
        yield Rested(f"EL-10 {one.code}", one.why, NOTHING, one.article, one.quote, one.basis)
    for one in rules("vehicle.conditions").CONDITIONS.values():
        yield Rested(
            f"VL-04 {one.code}", one.what if one.what.zh else one.name, one.remedy, one.article, one.quote, one.basis
        )
    yield from of_reasons(constants(receive))
    for name, (article, what, quote) in rules("vehicle.stays_valid").CHANGES.items():
        yield Rested(f"VL-05-{name}", what, NOTHING, article, quote, basis_of(article, is_practice=False))
