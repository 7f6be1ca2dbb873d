"""Words and small parts of the offices' pages: clocks in working days, cities, money, the case's journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.forms import Form
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.calendars import is_working_day
from tongban.cases.table import Said
from tongban.clock import day_of
from tongban.identifiers.spelling import is_digits
from tongban.inspections.templatetags.inspections import photo_word, tick_word
from tongban.journal.records import Recorded
from tongban.offices.records import OfficeRecord
from tongban.registers import codes, english
from tongban.transfers.entries import ENTRIES
from tongban.transfers.queries import QueueRow
from tongban.transfers.queries.cases import short
from tongban.transfers.rules.archive import ITEM_NAMES, RETURN_CODES
from tongban.transfers.rules.policies import EMISSION_NAMES, EMISSION_NAMES_EN
from tongban.transfers.stages import TABLE
from tongban.transfers.views.grounds import GROUND_WORDS
from tongban.transfers.views.tasks import task_of
from tongban.ui.templatetags.ui import in_a_line, provisional, say
from tongban.verdicts import Text

register = template.Library()
DAYS_COUNTED = 60
OVERVIEW = "overview"


def language() -> str:
    """The language of the page."""
    return translation.get_language() or "zh-hans"


@register.inclusion_tag("transfers/desk_clock.html")
def work_clock(due_at: datetime | None, at: datetime) -> dict[str, Any]:
    """A clock chip in working days: red today and when over, amber with one left, outlined with more, none without."""
    if due_at is None:
        return {"kind": "none"}
    minutes = int((due_at - at).total_seconds() // 60)
    days = working_days(day_of(at), day_of(due_at))
    if minutes < 0:
        return {"kind": "over", "days": -minutes // 1440, "hours": -minutes // 60, "minutes": -minutes, "due": due_at}
    kind = "today" if day_of(due_at) == day_of(at) else "last" if days <= 1 else "more"
    return {"kind": kind, "days": days, "due": due_at, "provisional": provisional(due_at)}


def working_days(first: date, last: date) -> int:
    """How many working days lie after `first` up to `last`; natural ones beyond DAYS_COUNTED."""
    length = (last - first).days
    if length > DAYS_COUNTED:
        return length
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, length + 1))


@register.filter
def city(office: OfficeRecord | None) -> str:
    """An office as people say it: 成都, Chengdu."""
    if office is None:
        return ""
    if language().startswith("en"):
        return office.name_en.removesuffix(" Vehicle Office")
    return short(office.name_zh)


@register.filter
def yuan(fen: int | None) -> str:
    """A price in fen as people write it: ¥68,000."""
    if fen is None:
        return "–"
    whole, rest = divmod(fen, 100)
    return f"¥{whole:,}" + (f".{rest:02d}" if rest else "")


@register.filter
def number_head(number: str) -> str:
    """All of a case number but its last four characters, which are read."""
    return number[:-4]


@register.filter
def number_tail(number: str) -> str:
    """The last four characters of a case number."""
    return number[-4:]


@register.filter
def item_word(item: str) -> str:
    """What a document of the file, a photo or a paper of a party is called."""
    if item == OVERVIEW:
        return _("全部页的缩略图")
    if item.startswith("photo-"):
        return _("照片 %(name)s") % {"name": photo_word(item.removeprefix("photo-"))}
    return said(ITEM_NAMES.get(item) or PAPERS.get(item), item)


@register.filter
def return_word(code: str) -> str:
    """A code of a returned page with its words: A2 看不清."""
    known = RETURN_CODES.get(code)
    return code if known is None else f"{code} {known.what.in_language(language())}"


@register.filter
def emission_word(code: str) -> str:
    """An emission stage in words."""
    table = EMISSION_NAMES_EN if language().startswith("en") else EMISSION_NAMES
    return table.get(code, code)


@register.filter
def register_word(code: str, table: str) -> str:
    """What a code of the register means; the code alone when its table does not have it."""
    return english.said(codes.Table(table), code).in_language(language())


@register.filter
def conditions_word(letters: str) -> str:
    """The status letters of a vehicle in words."""
    return listed(english.said(codes.Table.VEHICLE_STATUS, letter) for letter in letters)


@register.filter
def questions_word(found: Iterable[str]) -> str:
    """What stands against a case now, by the names of the questions."""
    return listed(GROUND_WORDS.get(code, Text(code, code)) for code in found)


def listed(words: Iterable[Text]) -> str:
    """Several names one after the other."""
    return (", " if language().startswith("en") else "、").join(word.in_language(language()) for word in words)


@register.filter
def duration(length: timedelta | None) -> str:
    """A length of time as people say it: 2 天 3 小时, 3 h 10 min; – for none."""
    if length is None:
        return "–"
    minutes = int(length.total_seconds() // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return _("%(d)s 天 %(h)s 小时") % {"d": days, "h": hours}
    if minutes >= 60:
        return _("%(h)s 小时 %(m)s 分") % {"h": minutes // 60, "m": minutes % 60}
    return _("%(m)s 分") % {"m": minutes}


@register.filter
def at_key(table: Mapping[str, Any], key: object) -> Any:
    """What a table has under a key; "" for nothing."""
    return table.get(str(key), "")


@register.filter
def first_page(sheets: Iterable[Mapping[str, Any]]) -> tuple[str, int] | None:
    """The first page of a file: its document and number; None for an empty file."""
    return next(((one["item"].type, page["page"].number) for one in sheets for page in one["pages"]), None)


@register.filter
def task(case: QueueRow) -> Said:
    """What an office has to do in a case, with the reason."""
    return task_of(case, case.items)


# --- the journal of a case -------------------------------------------------------------------------------------
TITLES: dict[str, Text] = {entry.tag: entry.title for entry in ENTRIES}
MOVES: dict[str, Text] = {row.move: row.title for row in TABLE.moves}
PAPERS: dict[str, Text] = {
    "residence_permit": Text("居住证", "Residence permit"),
    "quota": Text("购车指标证明", "Quota certificate"),
    "customs_release": Text("海关解除监管证明书", "Customs release"),
    "inspection_pass": Text("安全技术检验合格证明", "Inspection certificate"),
    "seller_proof": Text("卖方证明材料", "Seller's proof"),
    "buyer_proof": Text("买方证明材料", "Buyer's proof"),
}
DECISIONS = {"approved": Text("通过", "approved"), "refused": Text("不予登记", "refused")}
RESULTS = {"passed": Text("合格", "passed"), "failed": Text("不合格", "failed")}
DETAILS: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "case-moved": lambda d: grounds(d.get("codes", ())),
    "invoice-verified": lambda d: grounds(d["broken"]) or [_("一致")],
    "case-escalated": lambda d: [escalated(int(d["step"]))],
    "alerts-looked": lambda d: [_("%(a)s 至 %(b)s") % {"a": d["first"], "b": d["until"]}, counted(d["shown"])],
    "origin-urged": lambda d: [f"“{d['reason']}”"],
    "page-added": lambda d: [item_word(d["item"]), page_word(d["page"])],
    "page-returned": lambda d: [item_word(d["item"]), page_word(d["page"]), return_word(d["code"])],
    "case-looked": lambda d: [say(d["office"])],
    "file-looked": lambda d: (
        [item_word(d["item"])] + ([] if d["item"].startswith(("photo-", OVERVIEW)) else [page_word(d["page"])])
    ),
    "file-sent": lambda d: [_("目录摘要 %(digest)s…") % {"digest": d["manifest"][:12]}],
    "file-received": lambda d: [_("目录摘要 %(digest)s…") % {"digest": d["manifest"][:12]}],
    "inspection-recorded": lambda d: [
        said(RESULTS.get(d["result"]), d["result"]),
        *(tick_word(int(number)) for number in d["failed"] if is_digits(number)),
    ],
    "turned-onsite": lambda d: grounds(d["codes"]),
    "case-held": lambda d: grounds(d["codes"]) or [_("已解除")],
    "transfer-decided": lambda d: [said(DECISIONS.get(d["decision"]), d["decision"]), *grounds(d["codes"])],
    "temporary-plate-issued": lambda d: [ngettext("%(n)s 天", "%(n)s 天", d["days"]) % {"n": d["days"]}],
}


@register.filter
def case_title(entry: Recorded) -> str:
    """What happened in a case, in a few words."""
    if entry.tag == "case-moved":
        return said(MOVES.get(entry.details.get("move", ""), TITLES[entry.tag]), entry.tag)
    return said(TITLES.get(entry.tag), entry.tag)


@register.filter
def case_detail(entry: Recorded) -> str:
    """What of the entry an officer should read, in one line."""
    if entry.is_erased:
        return _("内容已删除")
    parts = DETAILS.get(entry.tag)
    return in_a_line(parts(entry.details)) if parts else ""


TELLING = frozenset({"turned-onsite", "case-held", "origin-urged"})
"""Entries whose grounds and words are between offices: a party reads that it came to this, and in the case what to do."""


@register.filter
def own_detail(entry: Recorded) -> str:
    """What of the entry a person whom it concerns should read, in one line."""
    return "" if entry.tag in TELLING and not entry.is_erased else case_detail(entry)


@register.filter
def case_actor(entry: Recorded, names: Mapping[str, str]) -> str:
    """Who acted: an officer by name, duty and office, a party, a partner or the system."""
    if entry.by in names:
        return names[entry.by]
    kind = entry.by.partition(":")[0]
    return {"citizen": _("当事人"), "officer": _("民警"), "partner": _("合作单位"), "system": _("系统自动")}.get(
        kind, ""
    )


@register.filter
def escalation_word(step: int) -> str:
    """How far a late file was reported."""
    return escalated(step)


def escalated(step: int) -> str:
    """The same, for the journal."""
    return {1: _("已提醒档案岗"), 2: _("已报上级督办"), 3: _("省级已接管")}.get(step, "")


def grounds(found: Iterable[str]) -> list[str]:
    """Grounds of the rules in words."""
    return [said(GROUND_WORDS.get(code), code) for code in found]


def counted(number: int) -> str:
    """How many."""
    return ngettext("%(n)s 条", "%(n)s 条", number) % {"n": number}


def page_word(number: object) -> str:
    """A page by its number."""
    return _("第 %(n)s 页") % {"n": number}


def said(text: Text | None, instead: str) -> str:
    """A Text in the language of the page, or what stands instead."""
    return instead if text is None else text.in_language(language())


SEAL_CHECKS: dict[str, Text] = {
    "type": Text("是车辆档案的封签", "It is a seal of a vehicle file"),
    "seal-certificate": Text("封签证书可信", "The seal's certificate is trusted"),
    "seal-signature": Text("签名和目录对得上", "The signature fits the list"),
    "manifest": Text("目录可以读", "The list can be read"),
    "time": Text("封签时间在此刻以前", "Sealed before this moment"),
    "expected-manifest": Text("目录就是收到的那一份", "The list is the one that came"),
    "pages": Text("目录里每一页都在", "Every page of the list is there"),
}


@register.filter
def seal_word(check: str) -> str:
    """What a check of the seal asks."""
    return said(SEAL_CHECKS.get(check), check)


@register.filter
def hidden_key(form: Form) -> SafeString:
    """The hidden key of an act's form."""
    return form["key"].as_hidden()


@register.filter
def field(form: Form, name: str) -> Any:
    """What a field of a form was sent with, "" for nothing."""
    return form[name].value() or ""
