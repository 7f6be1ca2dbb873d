"""The parts of the citizen's and dealer's pages: {% load transfers %}. The desk's are in transfer_desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import translation
from django.utils.safestring import SafeString

from tongban.calendars import is_working_day
from tongban.clock import day_of
from tongban.offices import queries as offices
from tongban.offices.records import OfficeRecord
from tongban.registers.records import LINE_NAMES, LineKind
from tongban.transfers.queries.report import Mileage
from tongban.transfers.rules.findings import Finding, Result
from tongban.transfers.rules.precheck import RULES
from tongban.transfers.views.words import MARKS, name_of
from tongban.ui.templatetags.ui import plate, provisional
from tongban.verdicts import Text

register = template.Library()


# --- answers -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Mark:
    """How a result is shown: never by colour alone."""

    tone: str
    icon: str
    word: Text


@register.filter
def mark(result: Result) -> Mark:
    """The mark of a result."""
    return Mark(*MARKS[result])


OWNER_LINKS = {"choose-destination": "#id_destination", "invite-buyer": "#consent", "add-mandate": "/account/mandates/"}
BUYER_LINKS = {
    "choose-destination": "/vehicles/check/",
    "add-mandate": "/account/mandates/",
    "prove-residence": "/vehicles/permit/",
}
LINK_WORDS = {
    "choose-destination": Text("换一个转入地", "Choose another destination"),
    "invite-buyer": Text("把授权码给买家", "Give the buyer a code"),
    "add-mandate": Text("网上委托", "Give a mandate on line"),
    "prove-residence": Text("现在交居住证", "Hand in a residence permit now"),
}


@register.simple_tag
def finding_link(finding: Finding, is_owner: bool) -> dict[str, Any] | None:
    """The button of a finding, where there is a page for it."""
    links = OWNER_LINKS if is_owner else BUYER_LINKS
    word = next((one for one in finding.actions if one in links), None)
    return None if word is None else {"href": links[word], "text": LINK_WORDS[word]}


@register.simple_tag
def question_count() -> int:
    """How many questions are asked about a case."""
    return len(RULES)


@register.inclusion_tag("transfers/citizen_part_findings.html")
def findings(result: Any, is_owner: bool) -> dict[str, Any]:
    """The answers to all questions: what is open first, what is met folded."""
    return {"result": result, "is_owner": is_owner}


# --- small words ---------------------------------------------------------------------------------------------------
@register.filter
def yuan(fen: int | None) -> str:
    """8500000 -> 85,000.00."""
    return "" if fen is None else f"{fen / 100:,.2f}".removesuffix(".00")


@register.filter
def km(reading: int) -> str:
    """61480 -> 61,480."""
    return f"{reading:,}"


@register.filter
def office_name(office: OfficeRecord | str | None) -> str:
    """An office in the page's language; of a code the name, of nothing nothing."""
    if not office:
        return ""
    return name_of(offices.office(office) if isinstance(office, str) else office)


@register.filter
def place_of(office: OfficeRecord) -> str:
    """The city of an office: 成都, Chengdu."""
    city = offices.region(offices.area_of(office.code)).name.removesuffix("市")
    is_english = (translation.get_language() or "").startswith("en")
    return office.name_en.split(" Vehicle")[0].split(" Traffic")[0] if is_english else city


@register.filter
def line_name(kind: LineKind) -> Text:
    """What a line of a vehicle's history is called."""
    return LINE_NAMES[kind]


@register.filter
def code_groups(code: str) -> str:
    """1234 5678, easier to read aloud."""
    return f"{code[:4]} {code[4:]}"


@register.simple_tag
def number_plate(number: str, kind: str, size: str = "") -> SafeString:
    """A plate, whatever its kind: one that has no look of its own is shown as a small car's."""
    return plate(number, kind if kind in ("01", "02", "15", "16", "22", "23", "51", "52") else "02", size)


@register.inclusion_tag("transfers/citizen_part_days.html")
def days_chip(due_at: datetime, at: datetime, office: OfficeRecord | None) -> dict[str, Any]:
    """Days left as a chip: outlined above one, amber at one, red when due today or over.

    Working days while an office acts, all days while a person does (office None).
    """
    working = office is not None
    today, last = day_of(at), day_of(due_at)
    days = sum(
        not working or is_working_day(today + timedelta(days=n)) for n in range(1, max((last - today).days, 0) + 1)
    )
    is_over = due_at < at
    tone = "red" if is_over or not days else "amber" if days == 1 else "plain"
    return {
        "days": days,
        "is_over": is_over,
        "tone": tone,
        "working": working,
        "late": max((today - last).days, 0),
        "provisional": provisional(due_at) if working and not is_over else "",
    }


# --- the odometer --------------------------------------------------------------------------------------------------
WIDE, HIGH = 480, 180


@register.inclusion_tag("transfers/report_part_mileage.html")
def mileage_chart(readings: tuple[Mileage, ...]) -> dict[str, Any]:
    """The readings over time as a drawing and as a table. A reading that is lower than before is named."""
    if len(readings) < 2:
        return {"readings": readings}
    first, days = readings[0].on, max((readings[-1].on - readings[0].on).days, 1)
    step = next(n for n in (10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000) if n * 5 >= top_of(readings))
    top = -(-top_of(readings) // step) * step
    points = [
        {
            "x": f"{(one.on - first).days / days * WIDE:.1f}",
            "y": f"{HIGH - one.km / top * HIGH:.1f}",
            "is_lower": one.is_lower,
        }
        for one in readings
    ]
    return {
        "readings": readings,
        "points": points,
        "line": " ".join(f"{one['x']},{one['y']}" for one in points),
        "grid": [{"y": f"{HIGH - km / top * HIGH:.1f}", "km": f"{km / 10_000:g}"} for km in range(0, top + 1, step)],
        "first": readings[0].on,
        "last": readings[-1].on,
        "wide": WIDE,
    }


def top_of(readings: tuple[Mileage, ...]) -> int:
    """The highest reading, at least one."""
    return max(1, *(one.km for one in readings))


PAPER_NAMES = {
    "residence_permit": Text("居住证", "Residence permit"),
    "quota": Text("购车指标", "Purchase quota"),
    "customs_release": Text("海关解除监管证明", "Customs release"),
    "inspection_pass": Text("检验合格证明", "Inspection certificate"),
    "seller_proof": Text("卖方证明材料", "Seller's proof"),
    "buyer_proof": Text("监护人证明", "Proof of guardianship"),
}


@register.filter
def paper_name(name: str) -> Text:
    """What a paper of an application is called."""
    return PAPER_NAMES[name]


ASKERS = {
    "owner": Text("您自己", "yourself"),
    "buyer": Text("买家", "a buyer"),
    "dealer": Text("经营单位", "a dealer"),
}


@register.filter
def asked_by(details: Mapping[str, Any]) -> str:
    """Who asked about a vehicle, in what capacity and for which office; "" once the details were erased."""
    if not details:
        return ""
    asker = ASKERS[details["asked_as"]].in_language(translation.get_language() or "zh-hans")
    return f"{asker} · {office_name(details['destination'])}"
