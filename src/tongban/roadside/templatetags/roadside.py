"""Words of a check's result, for the server's page and for the templates that the off-line script fills."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from tongban.roadside.rules import Word

register = template.Library()
ICONS = {
    Word.PASS: "circle-check",
    Word.CHECK: "alert-triangle",
    Word.STOP: "alert-octagon",
    Word.UNKNOWN: "help-square-rounded",
    Word.NOT_GENUINE: "alert-octagon",
}


@register.filter
def result_title(word: str) -> str:
    """The verdict word (design brief, section 10)."""
    return {
        Word.PASS: _("通过"),
        Word.CHECK: _("待核实"),
        Word.STOP: _("不得驾驶"),
        Word.UNKNOWN: _("无法判定"),
        Word.NOT_GENUINE: _("不可信"),
    }[Word(word)]


@register.filter
def result_line(word: str) -> str:
    """The one line under the word."""
    return {
        Word.PASS: _("证是真的，现在可以驾驶"),
        Word.CHECK: _("证是真的，状态还不能确定"),
        Word.STOP: _("证是真的，持证人现在不能开车"),
        Word.UNKNOWN: _("现在没有办法核对"),
        Word.NOT_GENUINE: _("出示的东西不能相信"),
    }[Word(word)]


@register.filter
def result_icon(word: str) -> str:
    """The icon that goes with the word."""
    return ICONS[Word(word)]


@register.filter
def result_size(word: str) -> str:
    """The class for the word's length: two, three or four characters."""
    return f"w{len(result_title(word))}"
