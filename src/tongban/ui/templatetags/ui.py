"""The components as template tags: {% load ui %}. docs/ui.md shows each with an example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tongban.calendars import provisional_year
from tongban.clock import CHINA, day_of
from tongban.ui.barcodes import code_128
from tongban.verdicts import Text

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent / "icons"
CHINESE = re.compile("[\u3400-\u9fff]")
WEEKDAYS = "一二三四五六日"
STANDING_ICONS = {
    "green": "circle-check",
    "amber": "alert-triangle",
    "red": "octagon-minus",
    "grey": "help-square-rounded",
    "working": "hourglass",
}


def language() -> str:
    """The language of the page."""
    return translation.get_language() or "zh-hans"


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """An icon of 24 x 24 drawn at `size` pixels, silent for screen readers: words stand beside it."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="{1}" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{2}</svg>',
        size,
        "1.8" if size >= 24 else "2",
        paths(name),
    )


@lru_cache(maxsize=256)
def paths(name: str) -> SafeString:
    """What is inside the <svg> of an icon file; KeyError-like failure for a name that is not there is wanted."""
    drawn = (ICONS / f"{name}.svg").read_text()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", drawn, re.S)
    assert inner is not None, name
    return mark_safe(" ".join(inner[1].split()))  # noqa: S308 - our own files


@register.simple_tag
def standing_icon(colour: str, size: int = 20) -> SafeString:
    """The icon that always goes with a standing's colour."""
    return icon(STANDING_ICONS[colour], size)


@register.filter
def say(text: Text | str | None) -> str:
    """A Text in the language of the page; anything else as it is."""
    if isinstance(text, Text):
        return text.in_language(language())
    return str(text or "")


@register.filter
def under(table: Mapping[str, Any] | str, key: str) -> Any:
    """What a table has under a key; "" for nothing, and where the page has no such table."""
    return table.get(key, "") if isinstance(table, Mapping) else ""


def is_foreign(text: str) -> bool:
    """True for words in Chinese, say a name or what somebody wrote, on a page in another language."""
    return CHINESE.search(text) is not None and not language().startswith("zh")


@register.filter
def chinese(text: object) -> str:
    """Words that are the same in every language; Chinese ones are marked on a page in another."""
    words = str(text)
    return format_html('<span lang="zh-Hans">{}</span>', words) if is_foreign(words) else words


@register.filter
def lang(text: object) -> SafeString:
    """The same as an attribute, for an element that holds nothing but text: <option{{ label|lang }}>."""
    return mark_safe(' lang="zh-Hans"') if is_foreign(str(text)) else mark_safe("")


def in_a_line(parts: Iterable[str]) -> SafeString:
    """The parts that say something, in one line; Chinese ones are marked on a page in another language."""
    return format_html_join(" · ", "{}", ((chinese(part),) for part in parts if part))


@register.filter
def china_date(day: date | datetime | None) -> str:
    """2026年11月23日, or 23 November 2026."""
    if day is None:
        return "长期" if not language().startswith("en") else "long-term"
    local = day.astimezone(CHINA) if isinstance(day, datetime) else day
    if language().startswith("en"):
        return f"{local.day} {local:%B} {local.year}"
    return f"{local.year}年{local.month}月{local.day}日"


@register.filter
def china_day(day: date | datetime) -> str:
    """11月23日（周一）, or Monday 23 November: when the year goes without saying."""
    local = day.astimezone(CHINA) if isinstance(day, datetime) else day
    if language().startswith("en"):
        return f"{local:%A} {local.day} {local:%B}"
    return f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）"


@register.filter
def china_time(moment: datetime) -> str:
    """09:41, in China."""
    return moment.astimezone(CHINA).strftime("%H:%M")


@register.filter
def china_clock(moment: datetime) -> str:
    """09:41:20, in China."""
    return moment.astimezone(CHINA).strftime("%H:%M:%S")


@register.filter
def iso_utc(moment: datetime) -> str:
    """For data attributes: 2026-11-20T01:41:20Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@register.filter
def large_number(number: int) -> str:
    """3.72 亿, 84.7 万, 9,741; in English 372 million, 847,000."""
    if language().startswith("en"):
        shown = f"{number / 1_000_000:.1f}".removesuffix(".0")
        return f"{shown} million" if number >= 10_000_000 else f"{number:,}"
    if number >= 100_000_000:
        return f"{number / 100_000_000:.2f}".rstrip("0").removesuffix(".") + " 亿"
    return f"{number / 10_000:,.1f}".removesuffix(".0") + " 万" if number >= 100_000 else f"{number:,}"


@register.inclusion_tag("ui/part/standing_banner.html")
def standing_banner(colour: str, title: str, detail: str = "") -> dict[str, Any]:
    """One line that answers, one that explains. At most one a page."""
    return {"colour": colour, "title": title, "detail": detail}


@register.inclusion_tag("ui/part/reasons.html")
def reasons(listed: Any, heading: str = "") -> dict[str, Any]:
    """All reasons at once: code, sentence, article, what to do."""
    return {"reasons": listed, "heading": heading}


@dataclass(frozen=True)
class Wrong:
    """One line of an error summary: what is wrong, and the id of the control where it is mended ("" = none)."""

    anchor: str
    text: str


@register.inclusion_tag("ui/part/error_summary.html")
def error_summary(form: BaseForm | None = None, title: str = "") -> dict[str, Any]:
    """All that is wrong in a form, above it, each with a link to its control; nothing while nothing is wrong.

    The script gives it the focus, and the page's title begins with the word (`error_prefix`).
    """
    errors = wrong_in(form) if isinstance(form, BaseForm) else []
    return {"is_shown": errors, "errors": errors, "title": title or _("请改好下面几处")}


@register.inclusion_tag("ui/part/error_summary.html")
def problem_summary(problem: Any, title: str, unread: str = "", link: str = "", link_text: str = "") -> dict[str, Any]:
    """A "no" to what was sent, above the form that is kept: a Problem with its sentence or all reasons, or a Text.

    `unread` stands where a problem has neither.
    """
    verdict = getattr(problem, "verdict", None)
    listed = verdict.reasons if verdict else ()
    say = problem if isinstance(problem, Text) else getattr(problem, "say", None)
    if listed:
        say = None
    elif not say:
        say = unread or _("请再试一次。您填的都在。")
    return {
        "is_shown": problem,
        "title": title,
        "say": say,
        "reasons": listed,
        "link": link,
        "link_text": link_text,
    }


def wrong_in(form: BaseForm) -> list[Wrong]:
    """The errors of the whole form, those of its fields in their order, and those of what nobody sees."""
    found = [Wrong("", str(error)) for error in form.non_field_errors()]
    for field in form.visible_fields():
        named = f"{field.label} · " if field.field.label else ""
        found += [Wrong(control_of(field), f"{named}{error}") for error in field.errors]
    return found + [Wrong("", str(error)) for field in form.hidden_fields() for error in field.errors]


def control_of(field: BoundField) -> str:
    """The id of the first control of a field: a group of radios or boxes has one for each."""
    is_group = isinstance(field.field.widget, (RadioSelect, CheckboxSelectMultiple))
    return f"{field.auto_id}_0" if is_group else field.id_for_label or field.auto_id


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """ "Error: " where something on the page is wrong, so that a listener hears it first; otherwise nothing.

    Wrong is a form with errors, or a `problem` or `refused` of the view.
    """
    shown: dict[Any, Any] = context.flatten()
    is_wrong = bool(shown.get("problem") or shown.get("refused"))
    is_wrong = is_wrong or any(isinstance(one, BaseForm) and bool(one.errors) for one in shown.values())
    return _("错误：") if is_wrong else ""


@register.inclusion_tag("ui/part/clock_chip.html")
def clock_chip(due_at: datetime, at: datetime) -> dict[str, Any]:
    """Time left as a chip: amber under four hours, red under one or overdue."""
    minutes = int((due_at - at).total_seconds() // 60)
    tone = "red" if minutes < 60 else "amber" if minutes < 240 else "plain"
    return {
        "minutes": abs(minutes),
        "hours": abs(minutes) // 60,
        "rest": abs(minutes) % 60,
        "is_over": minutes < 0,
        "tone": tone,
    }


@register.filter
def provisional(due: datetime | date | None) -> str:
    """What is said of the last day of a period in working days while its year has no holiday notice; "" when it is final."""
    year = None if due is None else provisional_year(day_of(due) if isinstance(due, datetime) else due)
    return "" if year is None else _("（暂定：%(year)s 年放假安排尚未公布）") % {"year": year}


@register.inclusion_tag("ui/part/line_chart.html")
def line_chart(
    series: Any, label: str, event_day: date | None = None, event_name: str = "", unit: str = ""
) -> dict[str, Any]:
    """A line over time from zero, with its table. series: [(date, number), ...] in order, evenly spaced.

    event_day: a day to mark in the plot, with its name.
    """
    points = list(series)
    top, step = scale(max((value for _, value in points), default=0))
    across = WIDE / max(len(points) - 1, 1)
    drawn = [(round(n * across, 1), round(HIGH - value / top * HIGH, 1)) for n, (_, value) in enumerate(points)]
    line = " ".join(f"{x},{y}" for x, y in drawn)
    divisor, axis = axis_unit(top)
    grid = [
        {"y": round(HIGH - value / top * HIGH, 1), "value": f"{value / divisor:g}"} for value in range(0, top + 1, step)
    ]
    place = sum(event_day is not None and day <= event_day for day, _ in points) - 1  # the month that the day is in
    event = {"x": drawn[place][0], "y": drawn[place][1], "name": event_name, "day": event_day} if place >= 0 else None
    ticks = [{"x": drawn[n][0], "name": name} for n, name in marks([day for day, _ in points])]
    return {
        "line": line,
        "area": f"0,{HIGH} {line} {WIDE},{HIGH}" if drawn else "",
        "last": {"x": drawn[-1][0], "y": drawn[-1][1], "value": points[-1][1]} if drawn else None,
        "event": event,
        "grid": grid,
        "axis": axis,
        "ticks": ticks,
        "rows": points[-60:][::-1],
        "label": label,
        "unit": unit,
    }


WIDE, HIGH = 480, 240  # the plot, in the units of the drawing


def axis_unit(top: int) -> tuple[int, str]:
    """What the numbers on an axis count, so that they stay short: 亿, 万 or ones; million, thousand or ones."""
    if language().startswith("en"):
        units = ((10_000_000, 1_000_000, "million"), (10_000, 1_000, "thousand"))
    else:
        units = ((100_000_000, 100_000_000, "亿"), (100_000, 10_000, "万"))
    return next(((divisor, name) for least, divisor, name in units if top >= least), (1, ""))


def marks(days: list[date]) -> list[tuple[int, str]]:
    """What to print under the axis: the years where there are at least two Januaries, else every few months or days."""
    years = [(n, str(day.year)) for n, day in enumerate(days) if day.month == 1]
    if len({name for _, name in years}) > 1 and len(years) < 9:
        return years
    every = max(-(-len(days) // 4), 1)
    form = "%Y-%m" if len(days) > 1 and (days[1] - days[0]).days > 1 else "%m-%d"
    return [(n, f"{days[n]:{form}}") for n in range(0, len(days), every)]


def scale(most: int) -> tuple[int, int]:
    """The top of an axis that begins at nought, and the step between its lines: 1, 2, 2.5 or 5 times a power of ten,
    three to five lines above nought."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power // 2 if power > 1 else 5, 5 * power):
            if step * 5 >= most:
                return max(-(-most // step), 1) * step, step
        power *= 10


TILES = (
    ("黑", 8, 0), ("新", 0, 1), ("蒙", 6, 1), ("吉", 8, 1), ("甘", 3, 2), ("宁", 4, 2), ("晋", 5, 2), ("冀", 6, 2),
    ("京", 7, 2), ("辽", 8, 2), ("青", 2, 3), ("陕", 4, 3), ("豫", 5, 3), ("鲁", 6, 3), ("津", 7, 3), ("藏", 0, 4),
    ("川", 3, 4), ("渝", 4, 4), ("鄂", 5, 4), ("皖", 6, 4), ("苏", 7, 4), ("云", 3, 5), ("贵", 4, 5), ("湘", 5, 5),
    ("赣", 6, 5), ("浙", 7, 5), ("沪", 8, 5), ("桂", 4, 6), ("粤", 5, 6), ("闽", 6, 6), ("台", 7, 6), ("琼", 4, 7),
    ("澳", 5, 7), ("港", 6, 7),
)  # fmt: skip


@register.inclusion_tag("ui/part/province_tiles.html")
def province_tiles(values: dict[str, float], unit: str = "%") -> dict[str, Any]:
    """The 34 divisions as tiles: value printed in each, stripes where there is none. values: character -> number."""
    bounds = sorted(values.values())
    steps = sorted({bounds[len(bounds) * n // 5] for n in range(1, 5)}) if bounds else []
    tiles = [
        {
            "name": name,
            "x": x * 52,
            "y": y * 52,
            "middle": x * 52 + 24,
            "value": values.get(name),
            "shade": sum(values[name] >= step for step in steps) if name in values else None,
        }
        for name, x, y in TILES
    ]
    return {"tiles": tiles, "unit": unit, "legend": list(enumerate([None, *steps])) if steps else []}


PLATE_LOOKS = {
    "01": "large", "02": "small", "03": "black", "04": "black", "15": "large", "16": "large", "22": "temporary",
    "23": "police", "26": "black", "27": "black", "51": "nev-large", "52": "nev",
}  # fmt: skip
PLATE_NAMES = {
    "01": Text("大型汽车号牌", "large vehicle"),
    "02": Text("小型汽车号牌", "small vehicle"),
    "03": Text("使馆汽车号牌", "embassy vehicle"),
    "04": Text("领馆汽车号牌", "consulate vehicle"),
    "15": Text("挂车号牌", "trailer"),
    "16": Text("教练汽车号牌", "training vehicle"),
    "22": Text("临时行驶车号牌", "temporary plate"),
    "23": Text("警用汽车号牌", "police vehicle"),
    "26": Text("香港入出境车号牌", "Hong Kong vehicle"),
    "27": Text("澳门入出境车号牌", "Macao vehicle"),
    "51": Text("大型新能源汽车号牌", "large new-energy vehicle"),
    "52": Text("小型新能源汽车号牌", "small new-energy vehicle"),
}


@register.simple_tag
def plate(number: str, kind: str = "02", size: str = "") -> SafeString:
    """A number plate as it looks: province, letter, a drawn dot, serial. kind: 号牌种类 (GA 24.7); a "?" in the
    number is a character that could not be read. size: "head" for the large one. Read aloud as characters."""
    look = "unsure" if "?" in number else PLATE_LOOKS[kind]
    name = PLATE_NAMES[kind].in_language(language())
    spoken = f"{number[0]} {number[1]} {number[2:]}，{name}"
    dot = "" if look in ("temporary", "unsure") else mark_safe("<i></i>")
    serial, last = (number[2:-1], number[-1]) if look == "police" else (number[2:], "")
    return format_html(
        '<span class="plate plate--{}{}" role="img" aria-label="{}" lang="zh-Hans">{}{}{}{}</span>',
        look,
        mark_safe(" plate--head") if size == "head" else "",
        spoken,
        number[:2],
        dot,
        serial,
        format_html("<em>{}</em>", last) if last else "",
    )


@register.simple_tag
def specimen_lines() -> range:
    """How many SPECIMEN lines a face carries."""
    return range(28)


@register.simple_tag
def bar_code(number: str) -> SafeString:
    """The card core number as Code 128."""
    bars = code_128(number)
    wide = bars[-1][0] + bars[-1][1]
    drawn = format_html_join("", '<rect x="{}" y="0" width="{}" height="34"/>', bars)
    return format_html(
        '<svg class="bar-code" viewBox="0 0 {} 34" preserveAspectRatio="none" aria-hidden="true">{}</svg>', wide, drawn
    )


@register.filter
def unlocalize_number(number: float) -> str:
    """A number for an SVG attribute: a point, never a comma."""
    return f"{number:g}"
