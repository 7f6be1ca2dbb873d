"""The pages of docs/ that are made from tables in the code: `python3 run python -m tongban.config.documents`.

Whole pages: docs/rules/, docs/errors.md, docs/entries.md, docs/budgets.md, docs/standards/truck-rules.schema.json.
Parts, between two marks: the figures in docs/journeys/licence.md. With --check nothing is written and the exit code says
whether something differs; the tests compare in the same way. What a code means may be written better by hand in docs/errors.md: it is kept.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from tongban.config import budgets, transfer_rules
from tongban.config.markdown import MADE, Row, both, table, yes
from tongban.config.scanning import KINDS, error_codes, journal_entries
from tongban.verdicts import Reason, Text

FIRST_DAY = date(2000, 1, 1)
DOCS = Path(__file__).resolve().parents[3] / "docs"


def main(arguments: list[str]) -> int:
    """Write every page, or with --check only name those that differ (exit code 1)."""
    differing = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in differing:
        print(path.relative_to(DOCS.parent), "differs" if "--check" in arguments else "written")
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages()[path], "utf-8")
    return 1 if differing and "--check" in arguments else 0


def pages() -> dict[Path, str]:
    """Every page with the text that it must have."""
    journeys = [DOCS / "journeys" / f"{name}.md" for name in ("licence", "transfer")]
    return {
        DOCS / "rules" / "licence.md": licence_rules(),
        DOCS / "rules" / "roadside.md": roadside_rules(),
        DOCS / "rules" / "transfer.md": transfer_rules.page(),
        DOCS / "errors.md": errors_page(),
        DOCS / "entries.md": entries_page(),
        DOCS / "operate" / "limits.md": limits_page(),
        DOCS / "budgets.md": budgets_page(),
        DOCS / "standards" / "truck-rules.schema.json": truck_schema(),
        **{path: with_figures(path.read_text("utf-8")) for path in journeys},
    }


def truck_schema() -> str:
    """docs/standards/truck-rules.schema.json: the JSON Schema of a city's notice on trucks."""
    return json.dumps(import_module("tongban.passes.rules.reading").schema(), ensure_ascii=False, indent=1) + "\n"


# --- figures ---------------------------------------------------------------------------------------------------
def with_figures(text: str) -> str:
    """The page with each figure drawn anew between `<!-- figure: name -->` and `<!-- end -->`."""
    stages, held = import_module("tongban.licences.stages"), import_module("tongban.credentials.records")
    transfers = import_module("tongban.transfers.stages")
    ends = (transfers.Move.REFUSE, transfers.Move.WITHDRAW)
    straight = {pair: after for pair, after in transfers.TABLE.pairs.items() if pair[1] not in ends}
    drawn = {
        "transfer": figure(straight, start=transfers.TABLE.start),
        "turns": turns(transfers),
        "application": figure(stages.APPLICATION_MOVES, start=stages.ApplicationStage.REVIEW),
        "licence": figure(held.MOVES, start=held.Stage.ISSUED),
    }
    return re.sub(
        r"(<!-- figure: (\w+) -->\n).*?(<!-- end -->)",
        lambda found: f"{found[1]}{drawn[found[2]]}{found[3]}",
        text,
        flags=re.DOTALL,
    )


def turns(stages: ModuleType) -> str:
    """Whose turn it is in each open stage, by which clock, and whether the case can still be refused or withdrawn."""
    clocks = import_module("tongban.transfers.rules.clocks").CLOCKS
    rows = ["| stage | whose turn | clock | refuse | withdraw |", "|---|---|---|---|---|"]
    for stage in stages.OPEN:
        row = stages.TABLE.stages[stage]
        clock = f"{clocks[row.clock].title.en}, {clocks[row.clock].days} days" if row.clock else ""
        may = ["yes" if is_so else "" for is_so in (row.refuses is not None, row.is_withdrawable)]
        rows.append(f"| `{stage.value}` | {row.turn} | {clock} | {may[0]} | {may[1]} |")
    return "\n".join([*rows, ""])


def figure(moves: Mapping[tuple[Enum, Enum], Enum], *, start: Enum) -> str:
    """A table of stages and moves as a Mermaid state diagram; a stage that nothing leaves is an end."""
    stages = list(dict.fromkeys([start, *(stage for stage, _ in moves), *moves.values()]))
    leavable = {stage for stage, _ in moves}
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{stage.value}" as {stage.name}' for stage in stages]
    lines += [f"    [*] --> {start.name}"]
    lines += [f"    {stage.name} --> {after.name}: {move.value}" for (stage, move), after in moves.items()]
    lines += [f"    {stage.name} --> [*]" for stage in stages if stage not in leavable]
    return "\n".join([*lines, "```", ""])


# --- the rules of the licence ------------------------------------------------------------------------------------
def licence_rules() -> str:
    """docs/rules/licence.md from the rulebook."""
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
        "EL-01": [rules("may_apply").EQUAL_TO_PAPER],
        "EL-02": [one.article for one in rules("letters").LETTERS.values()],
        "EL-10": [one.article for one in rules("paper_card").BUSINESSES],
    }
    cited = [*tables.get(code, []), *(row[1] for row in grounds() if row[0].startswith(code))]
    return [one for article in cited for one in article.split("、") if one]


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


# --- the roadside check ---------------------------------------------------------------------------------------------
def roadside_rules() -> str:
    """docs/rules/roadside.md: every reason that a check can give beside the letters of the licence."""
    module = import_module("tongban.roadside.rules")
    reasons = {id(one): one for one in vars(module).values() if isinstance(one, Reason)}.values()
    rows: list[Row] = [
        (one.code, one.article, since(one.article), both(one.what), both(one.remedy))
        for one in sorted(reasons, key=lambda one: (one.code, one.what.zh))
    ]
    words = ", ".join(f"`{word.value}`" for word in module.Word)
    return "\n\n".join(
        [
            "# What a roadside check answers",
            MADE.format("change `src/tongban/roadside/rules.py` instead"),
            f"One word ({words}) and all reasons. Doubt of what was shown comes before what the register says, that before"
            " what cannot be told. `stop` means genuine, but the holder may not drive, with the reasons of the"
            " [letters](licence.md); `not-genuine` means that what was shown is not to be believed; `check` and"
            " `unknown` are no ground for a penalty; `other-use` means genuine, but made for somebody else than an officer:"
            " ask for the roadside code.",
            table(("code", "article", "since", "what is the case", "what to do"), rows),
            "The codes DL1-* are steps of the [licence code](../standards/licence-code.md), RS-* are the roadside check's own.",
            "",
        ]
    )


# --- errors and entries --------------------------------------------------------------------------------------------
def errors_page() -> str:
    """docs/errors.md from the `raise` statements; meanings that stand there already are kept."""
    kept = meanings()
    rows: list[Row] = []
    for code, found in error_codes().items():
        kinds = sorted(found.kinds, key=lambda kind: KINDS[kind].status)
        meaning = kept.get(code) or "; ".join(dict.fromkeys(found.details)) or "(not described yet)"
        statuses = ", ".join(dict.fromkeys(str(KINDS[kind].status) for kind in kinds))
        rows.append((f"`{code}`", ", ".join(kinds), statuses, ", ".join(sorted(found.packages)), meaning))
    kinds_table: list[Row] = [
        (name, str(kind.status), (kind.__doc__ or "").strip())
        for name, kind in sorted(KINDS.items(), key=lambda pair: pair[1].status)
    ]
    return "\n\n".join(
        [
            "# Error codes",
            MADE.format("the column *meaning* may be written by hand and is kept"),
            'Every "no" to a command is one of six classes (`src/tongban/errors.py`) with a stable code. A page shows'
            " it in words; a program that asks for JSON gets RFC 9457 with the code. No message holds personal data."
            " Anything else is a fault of ours: status 500, code `bug`, the details only in the log.",
            table(("class", "status", "means"), kinds_table),
            "A check of a shown licence that finds it void or expired is not an error but an answer"
            " ([rules](rules/licence.md)). Faults in the lines of an imported file are listed by"
            " [the import](operate/import.md).",
            table(("code", "class", "status", "raised in", "meaning"), rows),
            "",
        ]
    )


def meanings() -> dict[str, str]:
    """What docs/errors.md says now, by code."""
    path = DOCS / "errors.md"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines if line.startswith("| `")
    ]
    return {row[0].strip("`"): row[4] for row in cells if len(row) == 5 and row[4] != "(not described yet)"}


def limits_page() -> str:
    """docs/operate/limits.md from the table of limits."""
    limits = import_module("tongban.limits.table")
    what = {
        limits.Kind.REFUSE: "waits: 429 `limits.reached` with `Retry-After`",
        limits.Kind.ALARM: "goes on, and is told",
    }
    rows: list[Row] = [
        (
            f"`{one.name}`",
            one.counts.en,
            " and ".join(one.by),
            str(one.burst),
            limits.words_of(one.period)[1],
            what[one.kind],
        )
        for one in limits.LIMITS.values()
    ]
    return "\n\n".join(
        [
            "# Limits",
            MADE.format("change the table in `src/tongban/limits/table.py` instead"),
            "How often something may be done. A limit lets *burst* acts through at once and gives them back one by one"
            " over *in* (GCRA). Counted is in the database, in one statement, so all processes and machines of an"
            " installation count together; kept are keyed digests, no name and no address. `manage work` deletes rows"
            " that say nothing any more.",
            table(("name", "what counts", "counted by", "burst", "in", "then the act"), rows),
            "**By client and name.** Five wrong passwords for a name shut out the network address that they came from,"
            " for that name, and nobody else: a stranger cannot lock an owner out. A right password takes nothing from"
            " the limit. Guesses at one name from many addresses stand in the [log](logs.md)"
            " (`guessed-at`), without the name. *client* is the IPv4 address, or the first 64 bits of an IPv6 address;"
            " behind a proxy it is the address that the proxy names, see"
            " [TONGBAN_PROXIES](settings.md#what-this-installation-is).",
            "**Officers.** Whoever looks people up more often than `looks-hour` or `looks-week` goes on working; once a"
            " day for officer and limit an alarm stands on the audit page of everybody who audits that region, and in"
            " the journal (`looks-alarmed`), until an auditor notes what came of it. `looks` is refused and alarmed.",
            "**`verify-code`** is drawn in lots of 200 by each process, so that checking a code hardly ever asks the"
            " database; if the database does not answer, codes are checked all the same.",
            "**Other numbers:** `TONGBAN_LIMITS`, for example"
            ' `{"verify": {"burst": 300, "minutes": 10}}`; an unknown name or a senseless number is refused at'
            " start.",
            "Beside this table stand two rules that belong to what they count: three clear failures of a face check in"
            " 24 hours (PE-01, [people](people.md)), and a consent, under which whoever has typed `consent_tries`"
            " wrong codes for its vehicle cannot ask any more"
            " ([settings](settings.md)).",
            "",
        ]
    )


def budgets_page() -> str:
    """docs/budgets.md from the table of budgets."""
    return "\n\n".join(
        [
            "# What a page may ask the database",
            MADE.format("change the table in `src/tongban/config/budgets.py` instead"),
            "In statements, for whoever may open the page, signed in and not for the first time, on SQLite. What only"
            " marks the parts of a transaction does not count; a look that is recorded does. The tests open every page:"
            " one that needs more fails, and so does a budget that lies more than three above what is needed.",
            "A new page gets its line here, a new list also its rows in `tests/config/long_lists.py`.",
            "## Lists",
            "With twenty rows, and with one the same: rows differ in vehicle, people, offices and whatever else could be"
            " asked for one by one. Of a page with several lists, the dearest.",
            table(("list", "statements"), spent(budgets.LISTS)),
            "## Pages",
            "In a small town, in which lists have a row or two.",
            table(("page", "statements"), spent(budgets.PAGES)),
            "",
        ]
    )


def spent(allowed: Mapping[str, int]) -> list[Row]:
    """The lines of a table of budgets."""
    return [(f"`{name}`", str(most)) for name, most in allowed.items()]


def entries_page() -> str:
    """docs/entries.md from the entry classes."""
    rows: list[Row] = [
        (f"`{one.tag}`", one.package, ", ".join(f"`{name}` {kind}" for name, kind in one.fields), one.meaning)
        for one in journal_entries()
    ]
    return "\n\n".join(
        [
            "# Entries of the journal",
            MADE.format("change the classes in `src/tongban/*/entries.py` instead"),
            "An entry is written in the transaction of its act. The public leaf holds only version, tag, moment and a"
            " salted commitment; the fields below lie in the erasable details"
            " ([journal](standards/tlog.md)). Who acted and whom it concerns are internal keys such as"
            " `officer:<uuid>`. Tags are stable: a published tag is never renamed or given another meaning.",
            table(("tag", "package", "fields", "meaning"), rows),
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
