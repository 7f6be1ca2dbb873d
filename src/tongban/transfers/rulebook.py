"""docs/rules/transfer.md from the rulebook of the transfers: questions, grounds, tables and where each comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tongban import laws
from tongban.faces.markdown import MADE, Row, both, figure, table, yes
from tongban.inspections import records as inspections
from tongban.registers import lives, numbering
from tongban.transfers.stages import OPEN, TABLE, Move
from tongban.verdicts import Reason

BELOW = (inspections, numbering)
"""Modules of lower floors whose grounds this service gives too."""
MARKS = {"V1": "read in full", "V2": "seen in public pages", "M": "from memory: read it before relying on it"}


def page() -> str:
    """The page."""
    sections = (
        (
            "Questions",
            "Asked in one call, each answered, before any money moves, at the application and again before the decision.",
            table(("rule", "question", "whose data", "articles cited", "asked since", "file"), questions()),
        ),
        (
            "Grounds",
            "Words in braces are put in by the rule. UC-11, UC-12 and UC-15-city cite the city's own document with the"
            " day from which it holds. The codes UC-04-C, UC-04-J and UC-20-* are for the office alone: the reader of"
            " UC-04 gets the same sentence for every kind of suspended business, and the reader of UC-20 is not told"
            " which sign it was. Only the owner reads UC-05-owner.",
            table(("code", "article", "since", "what is the case", "what to do"), grounds()),
        ),
        (
            "When the owner moves home",
            "住所迁出 is a change of registration. The same questions cite other articles; UC-07 and pledges do not"
            " forbid it.",
            table(("for a sale", "for a move"), [(one, other) for one, other in rules("moving_home").MOVE_ARTICLES.items()]),
        ),
        (
            "Scope of the handling in one place (UC-01)",
            "What is outside goes by the old way: the origin first, a temporary plate of 30 days, then the destination.",
            table(("from", "until", "vehicles", "text"), scopes()),
        ),
        (
            "National rules over city policies (UC-11)",
            "A city's policy that breaks one of them is refused when it is written (POL-01), and gives way when it was"
            " written before.",
            table(("since", "emission stage", "only small non-operating cars", "text"), overrides()),
        ),
        (
            "Clocks",
            "W: working days. A clock with a setting is a design value.",
            table(("clock", "what", "starts with", "days", "article or setting"), clocks()),
        ),
        ("Why a page of the file is returned", "", table(("code", "why", "what the origin does"), return_codes())),
        (
            "What the inspection needs",
            f"By vehicle type (marked {inspections.MARK_OF_TABLES}). Trucks for dangerous goods and special"
            " vehicles have further items by their use.",
            table(("types begin with", "items", "photos"), demands()),
        ),
        ("Items of the form", "", table(("item", "name"), [(str(n), both(name)) for n, name in inspections.ITEMS.items()])),
        (
            "Years of use (UC-08)",
            f"机动车强制报废标准规定, marked {lives.MARK}. The first line that fits decides; vehicles that"
            " were operating before keep the years of that use.",
            table(("vehicles", "uses", "types begin with", "years"), years_of_use()),
        ),
        ("Grounds of a refusal", "A closed list: an officer adds none.", table(("code", "article", "ground", "what to do"), refusals())),
        ("Thresholds", "Design values of `facts.Settings`; the operator sets them.", table(("name", "default"), thresholds())),
        ("Texts", "", table(("text", "in force from", "until", "mark"), texts())),
    )  # fmt: skip
    head = [
        "# The rules of a transfer across regions",
        MADE.format("change the tables in `src/tongban/transfers/rules/` instead"),
        "Chinese is the master; the English is a translation for readers. A rule without an article is a rule of this"
        " platform, and no law. The answer can be had as of a day: rules, policies and citations are those of that day,"
        " so a case can be judged again under the rules that it was decided by. Before 2022-05-01 the older"
        " 《机动车登记规定》 is cited as a whole.",
    ]
    return "\n\n".join([*head, *(part for title, *parts in sections for part in (f"## {title}", *parts) if part), ""])


def rules(name: str = "") -> ModuleType:
    """A module of the rulebook, or the rulebook itself; its tables are read by name."""
    return import_module(f"tongban.transfers.rules.{name}" if name else "tongban.transfers.rules")


def reasons() -> Iterator[Reason]:
    """Every reason that stands in the rulebook as a constant, without the written refusal's grounds."""
    found: dict[str, Reason] = {}
    files = sorted(Path(str(rules().__file__)).parent.glob("*.py"))
    own = [rules(path.stem) for path in files if path.stem not in ("__init__", "refusals")]
    for module in (*own, *BELOW):
        found |= {reason.code: reason for reason in vars(module).values() if isinstance(reason, Reason)}
    for code in sorted(found, key=lambda code: (not code.startswith("UC"), code)):
        yield found[code]


def questions() -> list[Row]:
    """UC-01 to UC-20."""
    return [
        (one.code, both(one.title), both(one.source), "、".join(articles_of(one.code)), one.since.isoformat(), f"`{file_of(one.judge)}`")
        for one in rules("precheck").RULES
    ]  # fmt: skip


def file_of(judge: object) -> str:
    """The module in which a question is judged."""
    return str(getattr(judge, "__module__", "")).rpartition(".")[2]


def articles_of(code: str) -> list[str]:
    """What the grounds of one question cite, each once; UC-13 answers with those of the invoice too."""
    own = rf"({code}|INV-\d+)(-|$)" if code == "UC-13" else rf"{code}(-|$)"
    return list(dict.fromkeys(one.article for one in reasons() if one.article and re.match(own, one.code)))


def grounds() -> list[Row]:
    """Every constant reason."""
    return [(one.code, one.article, day(one.since), both(one.what), both(one.remedy)) for one in reasons()]


def scopes() -> list[Row]:
    """The dated scopes."""
    return [
        (
            one.since.isoformat(),
            day(one.until),
            "小型、微型" + ("非营运" if one.is_non_operating_only else "") + "载客汽车" + ("、摩托车" if one.has_motorcycles else ""),
            one.source.article(one.article),
        )
        for one in rules("scope").SCOPES
    ]  # fmt: skip


def overrides() -> list[Row]:
    """The national overrides."""
    names = rules("policies").EMISSION_NAMES
    return [
        (
            one.source.since.isoformat(),
            f"{names[one.emission]}+",
            yes(one.is_small_non_operating),
            f"{both(one.text)} {one.source.article()}",
        )
        for one in rules("policies").OVERRIDES
    ]


def clocks() -> list[Row]:
    """Every clock with its counting."""
    return [
        (f"`{one.name}`", both(one.title), both(one.starts), days(one), one.article or f"setting `{one.setting}`")
        for one in rules("clocks").CLOCKS.values()
    ]


def days(clock: object) -> str:
    """A length with W when it is counted in working days."""
    length: int = getattr(clock, "days")  # noqa: B009 - the rulebook is read by name
    working = getattr(clock, "rule").value.working  # noqa: B009
    return f"{length} W" if working is None or length in working else str(length)


def return_codes() -> list[Row]:
    """A1 to A9."""
    return [(one.code, both(one.what), both(one.remedy)) for one in rules("archive").RETURN_CODES.values()]


def demands() -> list[Row]:
    """Items and photos by vehicle type."""
    return [
        (", ".join(one.types) or "(others)", ", ".join(map(str, one.items)), ", ".join(one.photos))
        for one in inspections.DEMANDS
    ]


def years_of_use() -> list[Row]:
    """Years of use."""
    return [
        (both(one.name), " ".join(one.uses) or "(all)", ", ".join(one.types), "no limit" if one.years is None else str(one.years))
        for one in lives.TABLE
    ]  # fmt: skip


def refusals() -> list[Row]:
    """The closed list."""
    return [(one.code, one.article, both(one.what), both(one.remedy)) for one in rules("refusals").GROUNDS.values()]


def thresholds() -> list[Row]:
    """What the operator may set."""
    return [(f"`{one.name}`", str(one.default)) for one in fields(rules("facts").Settings)]


def texts() -> list[Row]:
    """The sources with their marks."""
    return [
        (one.article(), one.since.isoformat(), day(one.until), f"{one.mark}: {MARKS[one.mark]}")
        for one in vars(laws).values()
        if isinstance(one, laws.Source)
    ]


def day(moment: date | None) -> str:
    """A day, empty for none."""
    return moment.isoformat() if moment else ""


def drawings() -> dict[str, str]:
    """The figures of docs/journeys/transfer.md."""
    ends = (Move.REFUSE, Move.WITHDRAW)
    straight = {pair: after for pair, after in TABLE.pairs.items() if pair[1] not in ends}
    return {"transfer": figure(straight, start=TABLE.start), "turns": turns()}


def turns() -> str:
    """Whose turn it is in each open stage, by which clock, and whether the case can still be refused or withdrawn."""
    clocks = rules("clocks").CLOCKS
    rows = ["| stage | whose turn | clock | refuse | withdraw |", "|---|---|---|---|---|"]
    for stage in OPEN:
        row = TABLE.stages[stage]
        clock = f"{clocks[row.clock].title.en}, {clocks[row.clock].days} days" if row.clock else ""
        may = ["yes" if is_so else "" for is_so in (row.refuses is not None, row.is_withdrawable)]
        rows.append(f"| `{stage.value}` | {row.turn} | {clock} | {may[0]} | {may[1]} |")
    return "\n".join([*rows, ""])
