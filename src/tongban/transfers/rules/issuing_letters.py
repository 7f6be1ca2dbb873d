"""发牌机关代号: which province character and letter an office's numbers begin with (facts 2.2, marked M).

A table of cities (offices.queries.city_of) that we know; an authority adds or corrects its own by the setting `issuing_letters`. An office
whose letters nobody has named gets no numbers, rather than wrong ones.
"""

from __future__ import annotations

from collections.abc import Mapping

from tongban.errors import NotFound

LETTERS: dict[str, str] = {
    "110000": "京A", "120000": "津A", "130100": "冀A", "140100": "晋A", "150100": "蒙A", "210100": "辽A", "220100": "吉A", "230100": "黑A",
    "310000": "沪A", "320100": "苏A", "320200": "苏B", "320300": "苏C", "320400": "苏D", "320500": "苏E", "320600": "苏F", "320700": "苏G",
    "320800": "苏H", "320900": "苏J", "321000": "苏K", "321100": "苏L", "321200": "苏M", "321300": "苏N", "330100": "浙A", "330200": "浙B",
    "340100": "皖A", "350100": "闽A", "360100": "赣A", "370100": "鲁A", "370200": "鲁B", "410100": "豫A", "420100": "鄂A", "430100": "湘A",
    "440100": "粤A", "440300": "粤B", "450100": "桂A", "460100": "琼A", "500000": "渝A", "510100": "川A", "510700": "川B",
    "510300": "川C", "510400": "川D", "510500": "川E", "510600": "川F", "520100": "贵A", "530100": "云A", "540100": "藏A", "610100": "陕A",
    "620100": "甘A", "630100": "青A", "640100": "宁A", "650100": "新A",
    # Counties directly under a province that number their own vehicles.
    "419001": "豫U", "429004": "鄂M", "429005": "鄂N", "429006": "鄂R", "429021": "鄂P",
}  # fmt: skip


def prefix_of(city: str, *, more: Mapping[str, str] | None = None) -> str:
    """The letters of the office of a city, e.g. 苏E for 320500; NotFound("number.letters-unknown")."""
    known = {**LETTERS, **(more or {})}
    if city not in known:
        raise NotFound("number.letters-unknown", "no issuing letters are set for this city")
    return known[city]
