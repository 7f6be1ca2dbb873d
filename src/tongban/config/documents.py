"""The pages of docs/ that are made from tables in the code: `python3 run python -m tongban.config.documents`.

Whole pages: docs/rules/, docs/errors.md, docs/entries.md, docs/budgets.md, docs/standards/truck-rules.schema.json.
Parts, between two marks: the figures in docs/journeys/licence.md. With --check nothing is written and the exit code says
whether something differs; the tests compare in the same way. What a code means may be written better by hand in docs/errors.md: it is kept.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import django

from tongban.config import budgets, law_table, truck_notices
from tongban.config.scanning import KINDS, error_codes, journal_entries
from tongban.faces.markdown import MADE, Row, table
from tongban.faces.queries import faces

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
    drawn = [path for path in sorted((DOCS / "journeys").glob("*.md")) if "<!-- figure: " in path.read_text("utf-8")]
    return {
        **{DOCS / path: text for face in faces() if face.documents for path, text in face.documents().items()},
        DOCS / "rules" / "law.md": law_table.page(),
        DOCS / "rules" / "truck-notices.md": truck_notices.page(),
        DOCS / "errors.md": errors_page(),
        DOCS / "entries.md": entries_page(),
        DOCS / "operate" / "limits.md": limits_page(),
        DOCS / "budgets.md": budgets_page(),
        DOCS / "standards" / "truck-rules.schema.json": truck_schema("rules"),
        DOCS / "standards" / "truck-pass-terms.schema.json": truck_schema("granting"),
        **{path: with_figures(path.read_text("utf-8")) for path in drawn},
    }


def truck_schema(of: str) -> str:
    """The JSON Schema of a city's notice on trucks ("rules"), or of its terms of a pass ("granting")."""
    return json.dumps(import_module(f"tongban.passes.{of}.reading").schema(), ensure_ascii=False, indent=1) + "\n"


# --- figures ---------------------------------------------------------------------------------------------------
def with_figures(text: str) -> str:
    """The page with each figure drawn anew between `<!-- figure: name -->` and `<!-- end -->`."""
    drawn = {name: drawing for face in faces() if face.drawings for name, drawing in face.drawings().items()}
    return re.sub(
        r"(<!-- figure: (\w+) -->\n).*?(<!-- end -->)",
        lambda found: f"{found[1]}{drawn[found[2]]}{found[3]}",
        text,
        flags=re.DOTALL,
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
            MADE.format("change the tables in `src/tongban/*/budgets.py` instead"),
            "In statements, for whoever may open the page, signed in and not for the first time, on SQLite. What only"
            " marks the parts of a transaction does not count; a look that is recorded does. The tests open every page:"
            " one that needs more fails, and so does a budget that lies more than three above what is needed.",
            "A new page gets its line here, a new list also its rows in `tests/config/long_lists.py`.",
            "## Lists",
            "With twenty rows, and with one the same: rows differ in vehicle, people, offices and whatever else could be"
            " asked for one by one. Of a page with several lists, the dearest.",
            table(("list", "statements"), spent(budgets.lists())),
            "## Pages",
            "In a small town, in which lists have a row or two.",
            table(("page", "statements"), spent(budgets.pages())),
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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
