"""The texts that the rules of this service cite, with the day each came into force."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tongban.registers.ages import AMENDED, AMENDMENT

NUMBER = re.compile("第([一二三四五六七八九十百零]+)条")
DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")


@dataclass(frozen=True)
class Source:
    """A rule text: its official title, the day it took effect, and what English readers know it as."""

    title: str
    since: date
    en: str

    def article(self, *numbers: str) -> str:
        """The citation as it is printed, e.g. 《…规定》第六十一条, or 《…规定》第六十三条、第六十八条."""
        return f"《{self.title}》{'、'.join(numbers)}"


LICENCE_RULES = Source("机动车驾驶证申领和使用规定", date(2022, 4, 1), "Driving licence rules")
AMENDMENT_172 = Source(AMENDMENT, AMENDED, "Amendment of the driving licence rules of 2024")
POINTS_RULES = Source("道路交通安全违法行为记分管理办法", date(2022, 4, 1), "Penalty point rules")
REGISTRATION_RULES = Source("机动车登记规定", date(2022, 5, 1), "Vehicle registration rules")
ROAD_LAW = Source("道路交通安全法", date(2021, 4, 29), "Road Traffic Safety Law")
ROAD_REGULATION = Source("道路交通安全法实施条例", date(2017, 10, 7), "Regulation on road traffic safety")
ACCIDENT_RULES = Source("道路交通事故处理程序规定", date(2018, 5, 1), "Accident procedure rules")
VIOLATION_RULES = Source("道路交通安全违法行为处理程序规定", date(2020, 5, 1), "Violation procedure rules")
SOURCES = (
    LICENCE_RULES, AMENDMENT_172, POINTS_RULES, REGISTRATION_RULES, ROAD_LAW, ROAD_REGULATION, ACCIDENT_RULES, VIOLATION_RULES,
)  # fmt: skip


def in_english(citation: str) -> str:
    """A citation as English readers can read it: "Driving licence rules 63, 68; Road Traffic Safety Law 95"."""
    parts = []
    for part in citation.split("《")[1:]:
        title, _mark, numbers = part.partition("》")
        known = next(one.en for one in SOURCES if one.title == title)
        parts.append(f"{known} {', '.join(arabic(one) for one in NUMBER.findall(numbers))}")
    return "; ".join(parts)


def arabic(number: str) -> str:
    """A Chinese number below two hundred in digits."""
    hundreds, has_hundred, rest = number.rpartition("百")
    tens, has_ten, ones = rest.lstrip("零").partition("十")
    below = (
        int(f"{tens.translate(DIGITS) or '1'}{ones.translate(DIGITS) or '0'}")
        if has_ten
        else int(tens.translate(DIGITS) or "0")
    )
    return str(100 * bool(has_hundred and hundreds) + below)
