"""发牌机关代号: which province character and letter an office's numbers begin with (facts 2.2, marked M).

A table of prefectures that we know; an authority adds or corrects its own by the setting `issuing_letters`. An office
whose letters nobody has named gets no numbers, rather than wrong ones.
"""

from __future__ import annotations

from collections.abc import Mapping

from tongban.errors import NotFound

LETTERS: dict[str, str] = {
    "1101": "京A", "1201": "津A", "1301": "冀A", "1401": "晋A", "1501": "蒙A", "2101": "辽A", "2201": "吉A", "2301": "黑A",
    "3101": "沪A", "3201": "苏A", "3202": "苏B", "3203": "苏C", "3204": "苏D", "3205": "苏E", "3206": "苏F", "3207": "苏G",
    "3208": "苏H", "3209": "苏J", "3210": "苏K", "3211": "苏L", "3212": "苏M", "3213": "苏N", "3301": "浙A", "3302": "浙B",
    "3401": "皖A", "3501": "闽A", "3601": "赣A", "3701": "鲁A", "3702": "鲁B", "4101": "豫A", "4201": "鄂A", "4301": "湘A",
    "4401": "粤A", "4403": "粤B", "4501": "桂A", "4601": "琼A", "5000": "渝A", "5001": "渝A", "5101": "川A", "5107": "川B",
    "5103": "川C", "5104": "川D", "5105": "川E", "5106": "川F", "5201": "贵A", "5301": "云A", "5401": "藏A", "6101": "陕A",
    "6201": "甘A", "6301": "青A", "6401": "宁A", "6501": "新A",
}  # fmt: skip


def prefix_of(region: str, *, more: Mapping[str, str] | None = None) -> str:
    """The letters of the office of a six-digit division, e.g. 苏E; NotFound("number.letters-unknown")."""
    known = {**LETTERS, **(more or {})}
    if region[:4] not in known:
        raise NotFound("number.letters-unknown", "no issuing letters are set for this prefecture")
    return known[region[:4]]
