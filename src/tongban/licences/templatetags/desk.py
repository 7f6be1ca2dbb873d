"""Words for the officers' desk: who acted, which duty, what a change is called. {% load desk %}."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.journal.records import Recorded
from tongban.licences.rules.letters import LETTERS
from tongban.licences.templatetags.licences import language
from tongban.registers import queries as registers
from tongban.ui.templatetags.ui import say
from tongban.verdicts import Text

register = template.Library()
LATER_LETTER = re.compile(r"(?<=\w)\w")


@register.filter
def actor(entry: Recorded, names: Mapping[str, Text]) -> str:
    """Who acted: an officer by name and office, the driver, or the system. names: internal key -> words."""
    kind = entry.by.partition(":")[0]
    if entry.by in names:
        return say(names[entry.by])
    return {"citizen": _("当事人本人"), "officer": _("民警"), "system": _("系统自动")}.get(kind, "")


@register.filter
def change_name(value: str, label: str = "") -> str:
    """A choice of the standing form ("points:3", "set:D", "clear:D", "education:") in words. label: of a line of the ledger."""
    kind, _colon, what = value.partition(":")
    if kind == "end":
        return say(registers.ENDINGS[what].name)
    if kind == "line":
        return _("记分变更或者撤销：%(line)s") % {"line": label}
    if kind == "points":
        return _("记 %(points)s 分") % {"points": what}
    if kind == "education":
        return _("满分教育考试合格")
    if kind == "notice":
        return _("送达满分教育通知书")
    letter = f"{what} {LETTERS[what].name.in_language(language())}"
    return (_("设为 %(letter)s") if kind == "set" else _("解除 %(letter)s")) % {"letter": letter}


@register.filter
def stage_name(stage: str) -> str:
    """How the electronic licence is, in words."""
    return {
        "issued": _("在用"),
        "suspended-view": _("在用，状态异常"),
        "blocked": _("不显示"),
        "revoked": _("已作废"),
        "superseded": _("已失效，待重新申领"),
    }.get(str(stage), str(stage))


@register.filter
def day_or_long(day: date | None) -> str:
    """ISO at the desk; no end is 长期."""
    return day.isoformat() if day else _("长期")


@register.filter
def decision_word(decision: str) -> str:
    """What an officer decided on a photo, in a word."""
    return {"approve": _("通过"), "return": pgettext("决定", "退回"), "window": pgettext("决定", "转窗口")}[decision]


@register.filter
def masked_name(name: str) -> str:
    """A name where the person is only told from others: each part keeps its first character (林晓 -> 林*)."""
    return LATER_LETTER.sub("*", name)


@register.filter
def reason_code(code: str) -> str:
    """The tag of a reason; of a status letter only that it is one, since the letter says nothing to a reader."""
    return _("状态") if code.startswith("状态") else code


@register.filter
def measured_name(code: str) -> str:
    """What a measured requirement looks at: a table of results names the subject, not the fault."""
    return {
        "P1": _("背景"),
        "P2": _("光线"),
        "P4": _("头部"),
        "P6": _("尺寸"),
        "P7": _("清晰度"),
        "P8": _("衣服"),
    }.get(code, "")
