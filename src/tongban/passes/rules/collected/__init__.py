"""Ten real notices as data with their golden decisions: what the schema was made for, and what proves that it suffices.

As collected: the sentences were found on public pages, some of them second-hand, and may be outdated or cut; the geometry
is invented (all of it lies around 110°E 30°N), so nothing here tells where a truck may go in a real city.
"""

from __future__ import annotations

from importlib.resources import files

from tongban.passes.rules.golden import Golden, read_golden
from tongban.passes.rules.reading import read_notice
from tongban.passes.rules.records import Notice
from tongban.verdicts import Text

MARK = Text(
    "收集所得，可能已过时；区域和道路的位置是虚构的。",
    "As collected, may be outdated; the places of areas and roads are invented.",
)
NAMES = (
    "chengdu-2023",
    "chengdu-alert",
    "dazhu-2021",
    "fuzhou-2015",
    "jingzhou-2016",
    "pinglu-2022",
    "shenzhen-2018",
    "weinan-2020",
    "wuhan-rings",
    "xingyang-2021",
)


def notice(name: str) -> Notice:
    """The notice of one of NAMES."""
    return read_notice((files(__name__) / f"{name}.json").read_bytes())


def golden(name: str) -> Golden:
    """Its golden decisions."""
    return read_golden((files(__name__) / f"{name}.golden.json").read_bytes())
