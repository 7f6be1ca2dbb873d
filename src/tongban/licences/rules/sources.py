"""The texts that the rules of this service cite, with the day each came into force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """A rule text: its official title and the day it took effect."""

    title: str
    since: date

    def article(self, number: str) -> str:
        """The citation as it is printed, e.g. 《…规定》第六十一条."""
        return f"《{self.title}》{number}"


LICENCE_RULES = Source("机动车驾驶证申领和使用规定", date(2022, 4, 1))
POINTS_RULES = Source("道路交通安全违法行为记分管理办法", date(2022, 4, 1))
REGISTRATION_RULES = Source("机动车登记规定", date(2022, 5, 1))
ROAD_LAW = Source("道路交通安全法", date(2021, 4, 29))
ROAD_REGULATION = Source("道路交通安全法实施条例", date(2017, 10, 7))
PRIVACY_LAW = Source("个人信息保护法", date(2021, 11, 1))
