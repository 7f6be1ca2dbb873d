"""How many years a vehicle may be used.

The years are those of 机动车强制报废标准规定 (2012), from memory (marked M): an authority must check the table before it
relies on it. Private small cars have no years; 600 000 km only guide their owners (引导报废).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.calendars import years_later
from tongban.verdicts import Text

MARK = "M"


@dataclass(frozen=True)
class Life:
    """A line of the table: uses (codes of 使用性质) and types (beginnings of 车辆类型; "" = all) with their years.

    years None: no limit of years. The first line that fits decides, so special lines stand above general ones.
    Vehicles that were operating before (L 营转非, M 出租转非, U 预约出租转非) keep the years of their operating use.
    """

    name: Text
    uses: str
    types: tuple[str, ...]
    years: int | None

    def fits(self, *, type: str, use: str) -> bool:  # noqa: A002 - the register's word
        """True if the line is for such a vehicle."""
        return (not self.uses or use in self.uses) and type.startswith(self.types)


TABLE: tuple[Life, ...] = (
    Life(Text("小、微型出租客运汽车", "Small taxis"), "DTMU", ("K3", "K4"), 8),
    Life(Text("中型出租客运汽车", "Medium taxis"), "DTMU", ("K2",), 10),
    Life(Text("大型出租客运汽车", "Large taxis"), "DTMU", ("K1",), 12),
    Life(Text("租赁载客汽车", "Rental cars"), "G", ("K",), 15),
    Life(Text("小型教练载客汽车", "Small training cars"), "N", ("K3", "K4"), 10),
    Life(Text("中型教练载客汽车", "Medium training cars"), "N", ("K2",), 12),
    Life(Text("大型教练载客汽车", "Large training cars"), "N", ("K1",), 15),
    Life(Text("公交客运汽车", "City buses"), "C", ("K",), 13),
    Life(Text("公路客运、旅游客运汽车", "Coaches"), "BEL", ("K1", "K2"), 15),
    Life(Text("专用校车", "School buses"), "OPQS", ("K",), 15),
    Life(Text("其他小、微型营运载客汽车", "Other small operating passenger cars"), "BCEL", ("K3", "K4"), 10),
    Life(Text("小、微型非营运载客汽车", "Small and micro non-operating passenger cars"), "", ("K3", "K4"), None),
    Life(Text("大型非营运轿车", "Large non-operating saloons"), "A", ("K16",), None),
    Life(Text("中型非营运载客汽车", "Medium non-operating passenger vehicles"), "", ("K2",), 20),
    Life(Text("大型非营运载客汽车", "Large non-operating passenger vehicles"), "", ("K1",), 20),
    Life(Text("危险品运输载货汽车", "Trucks for dangerous goods"), "R", ("H", "Q"), 10),
    Life(Text("微型载货汽车", "Micro trucks"), "", ("H4",), 12),
    Life(Text("其他载货汽车、牵引车", "Other trucks and tractor units"), "", ("H", "Q"), 15),
    Life(Text("危险品运输半挂车", "Semi-trailers for dangerous goods"), "R", ("B",), 10),
    Life(Text("集装箱半挂车", "Container semi-trailers"), "", ("B15", "B25"), 20),
    Life(Text("其他半挂车", "Other semi-trailers"), "", ("B",), 15),
    Life(Text("全挂车", "Full trailers"), "", ("G",), 10),
    Life(Text("专项作业车", "Special vehicles"), "", ("Z",), 15),
    Life(Text("三轮汽车", "Three-wheeled vehicles"), "", ("N",), 12),
    Life(Text("正三轮摩托车", "Three-wheeled motorcycles"), "", ("M1",), 12),
    Life(Text("其他摩托车", "Other motorcycles"), "", ("M",), 13),
    Life(Text("轮式专用机械车", "Wheeled machines"), "", ("J",), None),
)  # fmt: skip


def life_of(*, type: str, use: str) -> Life | None:  # noqa: A002
    """The line of the table for such a vehicle; None when the table has none."""
    return next((life for life in TABLE if life.fits(type=type, use=use)), None)


def scraps_on(*, type: str, use: str, registered_on: date) -> date | None:  # noqa: A002
    """The day on which the years of use end, counted from first registration; None: no limit of years."""
    life = life_of(type=type, use=use)
    return None if life is None or life.years is None else years_later(registered_on, life.years)
