#!/usr/bin/env bash
# Libraries of the Chinese calendar disagree about a public holiday: Mid-Autumn of 2089.
#
# Packages (PyPI): borax 4.1.3, lunar_python 1.4.8, sxtwl 2.0.7, cnlunar 0.2.5.
# Guess: the lunar new year, Dragon Boat and Mid-Autumn of 1990 to 2099 are the same day in every library.
# Seen: of 330 days one differs. borax puts the 15th of the 8th month of 2089 on 19 September, the other three on
#   18 September: the new moon that begins the month falls close to midnight in Beijing, and tables decide differently.
# So what: who computes working days ahead compares two libraries once and keeps the days that were compared as data.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check borax==4.1.3 lunar_python==1.4.8 sxtwl==2.0.7 cnlunar==0.2.5
"$place/venv/bin/python" - <<'PYTHON'
from datetime import date, datetime

import cnlunar
import sxtwl
from borax.calendars import LunarDate
from lunar_python import Lunar

HOLIDAYS = ((1, 1), (5, 5), (8, 15))
differing = []
for year in range(1990, 2100):
    for month, day in HOLIDAYS:
        found = sxtwl.fromLunar(year, month, day)
        by_sxtwl = date(found.getSolarYear(), found.getSolarMonth(), found.getSolarDay())
        by_lunar_python = date(*map(int, Lunar.fromYmd(year, month, day).getSolar().toYmd().split("-")))
        read = cnlunar.Lunar(datetime(by_sxtwl.year, by_sxtwl.month, by_sxtwl.day, 12))
        assert by_sxtwl == by_lunar_python, (year, month, day)
        assert (read.lunarMonth, read.lunarDay) == (month, day), (year, month, day)
        by_borax = LunarDate(year, month, day).to_solar_date()
        if by_borax != by_sxtwl:
            differing.append((year, month, day, by_borax.isoformat(), by_sxtwl.isoformat()))
print(differing)
assert differing == [(2089, 8, 15, "2089-09-19", "2089-09-18")], "the libraries have changed"
PYTHON
