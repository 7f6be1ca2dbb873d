"""Make regions/regions.csv from the history of divisions, areacodes (CC0), unpacked or cloned beside us.

    git clone https://github.com/yescallop/areacodes
    python3 run manage import_regions areacodes 2024-12-31

`result.csv` has every division since 1981 with the year in which it began and ended and what took its place;
`diff/*.diff` has, for the later years, the day and the document that did it. The day in the command is that to which the
history goes; it is shown wherever somebody chooses a region.

What the history leaves out is kept from the table that stands: the groups of the municipalities and of the counties
directly under a province (office codes use them), and the areas of the statistical code that are no divisions
(development zones, 市辖区).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.errors import Malformed
from tongban.identifiers import spelling

FOLDER = Path(__file__).resolve().parents[2] / "regions"
COLUMNS = ("code", "name", "since", "until", "successors", "source")

# The districts of 三沙 took the place of three areas of the statistical code, which the history does not know.
OUTSIDE = {
    "460321": ("2020", "460302"),
    "460322": ("2020", "460303"),
    "460323": ("2020", "460302"),
}


class Command(BaseCommand):
    """See the module's text."""

    help = "Make the table of regions and their history from the folder of areacodes."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder with result.csv and diff/, and the day to which it goes."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("until", help="the day to which the history goes, 2024-12-31")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read the history and the days, keep what only we have, write the table and its day."""
        try:
            until = spelling.day(options["until"])
        except Malformed as problem:
            raise CommandError(str(problem)) from None
        folder: Path = options["folder"]
        rows = kept() | history(folder / "result.csv")
        for code, year, day, source in announced(folder / "diff"):
            row = rows[code]
            for column in ("since", "until"):
                if row[column] == year:
                    row |= {column: day, "source": source}
        with (FOLDER / "regions.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[code] for code in sorted(rows))
        (FOLDER / "as_of.txt").write_text(f"{until}\n", encoding="utf-8")
        ended = sum(bool(row["until"]) for row in rows.values())
        self.stdout.write(f"{len(rows) - ended} regions, {ended} that ended, as of {until}")


def history(path: Path) -> dict[str, dict[str, str]]:
    """Each code as it was last: a code whose first bearer ended and that another bears now has one row, the later."""
    rows: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in sorted(csv.DictReader(lines), key=lambda row: row["启用时间"]):
            is_there = row["状态"] == "在用"
            rows[row["代码"]] = {
                "code": row["代码"],
                "name": row["名称"],
                "since": row["启用时间"],
                "until": "" if is_there else row["变更/弃用时间"],
                "successors": "" if is_there else successors(row),
                "source": "",
            }
    return rows


def successors(row: dict[str, str]) -> str:
    """The codes that took its place when it ended; those that took a part before bear another year in brackets."""
    found = []
    for one in filter(None, row["新代码"].split(";")):
        code, _bracket, year = one.rstrip("]").partition("[")
        if year in ("", row["变更/弃用时间"]) and code != row["代码"]:
            found.append(code)
    return " ".join(sorted(set(found)))


def announced(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Code, year, day and document of each founding (+) and end (-) that the history tells to the day."""
    for path in sorted(folder.glob("*.diff")):
        year, day, title, number = path.stem[-4:], "", "", ""
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("## "):
                day, title, number = "", line[3:], ""
            elif found := re.match(r"# (?:日期|时间)：(\d+)年(\d+)月(\d+)日", line):
                day = date(*map(int, found.groups())).isoformat()
            elif line.startswith("# 文号："):
                number = line.removeprefix("# 文号：")
            elif (found := re.match(r"[+-](\d{6}) ", line)) and day.partition("-")[0] == year:
                yield found[1], year, day, f"{title}（{number}）" if number else title


def kept() -> dict[str, dict[str, str]]:
    """What the table has that no history tells: groups and areas of the statistical code."""
    rows = {}
    with (FOLDER / "regions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            until, taken = OUTSIDE.get(row["code"], ("", ""))
            rows[row["code"]] = dict.fromkeys(COLUMNS, "") | {
                "code": row["code"], "name": row["name"], "until": until, "successors": taken
            }  # fmt: skip
    return rows
