"""Words for what the pages show: journal entries, facts of a code, checks. {% load licences %}."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongban.journal.records import Recorded
from tongban.licences.rules.categories import CLASS_NAMES, parse_classes
from tongban.licences.rules.letters import LETTERS
from tongban.licences.rules.photo import REQUIREMENTS
from tongban.licences.rules.vehicle.conditions import ABNORMAL, CONDITIONS, condition, for_holder
from tongban.licences.rules.vehicle.told import CHECK_REASONS, WRITTEN
from tongban.licences.words import titles
from tongban.offices.records import Duty
from tongban.registers import codes, english
from tongban.ui.templatetags.ui import PLATE_LOOKS, in_a_line, plate, say
from tongban.verdicts import Check

register = template.Library()
Details = Mapping[str, Any]


def language() -> str:
    """The language of the page."""
    return translation.get_language() or "zh-hans"


WORDS: dict[str, Callable[[], str]] = {
    "pass": lambda: _("通过"),
    "check": lambda: _("待核实"),
    "stop": lambda: _("不得驾驶"),
    "unknown": lambda: _("无法判定"),
    "not-genuine": lambda: _("不可信"),
    "other-use": lambda: _("用途不符"),
    "no-record": lambda: _("查无记录"),
    "former": lambda: _("旧号牌"),
    "holds": lambda: _("真实有效"),
    "does-not-hold": lambda: _("没有通过"),
    "cannot-be-told": lambda: _("不能确定"),
    "approve": lambda: _("通过"),
    "approve-at-window": lambda: _("窗口拍照通过"),
    "return": lambda: _("退回重拍"),
    "send-to-window": lambda: pgettext("决定", "转窗口"),
    "code": lambda: _("扫码"),
    "number": lambda: pgettext("怎么查的", "输入号码"),
    "plate": lambda: pgettext("怎么查的", "输入号牌"),
    "vehicle": lambda: _("行驶证"),
    "offline": lambda: _("离线扫码"),
    "roadside": lambda: _("路检"),
    "rental": lambda: _("租车"),
    "freight": lambda: _("货运"),
    "age": lambda: _("年龄"),
    "own-browser": lambda: _("本人在网页上"),
    "window": lambda: _("窗口"),
    "identity": lambda: _("身份证照片"),
    "upload": lambda: _("新照片"),
    "in-order": lambda: _("正常"),
    "due": lambda: _("应审验"),
    "overdue": lambda: _("逾期未审验"),
    "long-term": lambda: _("长期"),
}


def word(value: object) -> str:
    """A stored word in the language of the page; what is not a known word stays as it is."""
    text = str(value)
    return WORDS[text]() if text in WORDS else text


@register.filter
def entry_title(entry: Recorded) -> str:
    """What happened, in a few words."""
    return titles().get(entry.tag, entry.tag)


@register.filter
def entry_detail(entry: Recorded) -> str:
    """The part of the details that this person should read, in one line."""
    if entry.is_erased:
        return _("内容已删除")
    parts = PARTS.get(entry.tag)
    return in_a_line(parts(entry.details)) if parts else ""


def decided(details: Details) -> list[str]:
    """A decision on a photo, and what was broken, in words."""
    known = (REQUIREMENTS[code] for code in details["codes"] if code in REQUIREMENTS)
    return [word(details["decision"]), *(one.name.in_language(language()) for one in known)]


PARTS: dict[str, Callable[[Details], list[str]]] = {
    "licence-checked": lambda d: [
        say(d["office"]),
        word(d["how"]),
        word(d["word"]),
        d["reason"],
    ],
    "record-searched": lambda d: [say(d["office"]), duty(d["duty"]), d["reason"]],
    "application-looked": lambda d: [say(d["office"])],
    "licence-shown": lambda d: [word(d["purpose"]), word(d["outcome"])],
    "application-submitted": lambda d: [word(d["photo_source"])],
    "photo-reviewed": decided,
    "photo-decision-proposed": decided,
    "standing-changed": lambda d: [letters(d["letters"])],
    "licence-locked": lambda d: [word(d["where"])],
    "vehicle-checked": lambda d: [
        say(d["office"]),
        word(d["how"]),
        vehicle_word(d["word"]),
        check_reason(d["reason"]),
    ],
    "vehicle-standing-changed": lambda d: [conditions(d["conditions"])],
    "points-added": lambda d: [
        ngettext("记 %(points)s 分，共 %(total)s 分", "记 %(points)s 分，共 %(total)s 分", d["points"]) % d,
        d["reason"],
    ],
    "points-reduced": lambda d: [
        ngettext("减 %(points)s 分，共 %(total)s 分", "减 %(points)s 分，共 %(total)s 分", d["points"]) % d,
        d["reason"],
    ],
    "status-letter-set": lambda d: [letters(d["letter"]), d["reason"]],
    "status-letter-cleared": lambda d: [letters(d["letter"]), d["reason"]],
    "classes-changed": lambda d: [f"{d['before']} → {d['after']}", d["reason"]],
    "card-replaced": lambda d: [d["reason"]],
}


def letters(codes: str) -> str:
    """Status letters in words."""
    between = ", " if language().startswith("en") else "、"
    return between.join(LETTERS[code].name.in_language(language()) for code in codes if code in LETTERS)


def conditions(codes: Iterable[str]) -> str:
    """Conditions of a vehicle in the words that its holder may read."""
    between = ", " if language().startswith("en") else "、"
    known = (code for code in for_holder(codes) if code in CONDITIONS or code == ABNORMAL.code)
    return between.join(condition(code).name.in_language(language()) for code in known)


def check_reason(code: str) -> str:
    """Why a plate was typed, in the words that its owner may read; nothing for a code that was shown."""
    return CHECK_REASONS.get(code, WRITTEN).in_language(language()) if code else ""


def vehicle_word(value: object) -> str:
    """The word of a vehicle's check: it may not be on the road, where a driver may not drive."""
    return _("不得上路") if value == "stop" else word(value)


def duty(name: str) -> str:
    """The duty under which an officer looked, in words."""
    return duty_name(name)


@register.filter
def duty_name(duty: str) -> str:
    """A duty in words; a duty that no page of the desk needs stays as it is."""
    return {
        Duty.WINDOW: _("窗口受理"),
        Duty.PHOTO_REVIEW: _("照片审核"),
        Duty.STANDING_CHANGE: _("状态变更"),
        Duty.LICENCE_SEARCH: _("查询驾驶证"),
        Duty.ROADSIDE_CHECK: _("路面执勤"),
        Duty.SUPERVISION: _("业务监督"),
        Duty.AUDIT: _("审计"),
        Duty.RULE_EDIT: _("政策起草"),
        Duty.RULE_APPROVAL: _("政策审批"),
        Duty.ADMINISTER: _("系统管理员"),
        Duty.SECURITY_ADMIN: _("安全管理员"),
        Duty.AUDIT_ADMIN: _("审计管理员"),
    }.get(Duty(duty), str(duty))


@register.filter
def purpose_name(purpose: str) -> str:
    """A code's purpose in words."""
    return word(purpose)


@register.filter
def fact_name(name: str) -> str:
    """A fact of a code in words."""
    return {
        "name": _("姓名"),
        "classes": _("准驾车型"),
        "may_drive": _("能开的车型"),
        "valid_from": _("有效期起"),
        "valid_until": _("有效期止"),
        "first_issued": _("初次领证"),
        "number_last4": _("证号后 4 位"),
        "points": _("记分"),
        "points_band": _("记分区间"),
        "letters": _("状态"),
        "review": _("审验"),
        "age_over_18": _("满 18 岁"),
        "plate": _("号牌号码"),
        "plate_kind": _("号牌种类"),
        "vin_last6": _("车架号后 6 位"),
        "model": _("品牌型号"),
        "owner": _("所有人"),
        "use": _("使用性质"),
        "registered_on": _("注册日期"),
        "inspected_until": _("检验有效期至"),
        "insured_until": _("交强险有效期至"),
    }.get(name, name)


@register.filter
def fact_value(value: object) -> str:
    """A fact's value in words."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value is None:
        return _("长期")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (frozenset, set, list, tuple)):
        return letters("".join(sorted(map(str, value))))
    return word(value)


@register.filter
def class_name(code: str) -> str:
    """A licence class in words."""
    return CLASS_NAMES[code].in_language(language()) if code in CLASS_NAMES else code


@register.filter
def class_list(classes: str) -> str:
    """Licence classes with their names, one after the other: C1 Small car, C2 …"""
    return ("; " if language().startswith("en") else "、").join(
        f"{code} {class_name(code)}" for code in parse_classes(classes)
    )


@register.filter
def check_words(check: Check) -> str:
    """A failed check of a code in words."""
    return {
        "signer": _("签发者不在信任名单里"),
        "issuer-signature": _("签名不对，不是发证机关签发的"),
        "validity": _("码里的内容过期了，请对方连网更新"),
        "holder-proof": _("不是领证的手机生成的"),
        "freshness": _("截屏或旧码，不是一分钟内生成的"),
        "challenge": _("核验数字不对"),
        "status": _("驾驶证现在不是正常状态"),
    }.get(check.check, check.check)


@register.simple_tag
def plate_of(number: str, kind: str, size: str = "") -> SafeString:
    """A vehicle's plate; a kind that the component does not draw (motorcycles) looks like a small car's."""
    return plate(number, kind if kind in PLATE_LOOKS else "02", size)


@register.filter
def jpeg_uri(content: bytes) -> str:
    """A picture that stands in the page itself: it has no address that anybody could open again."""
    return "data:image/jpeg;base64," + base64.b64encode(content).decode()


@register.filter
def colour_name(letters: str) -> str:
    """车身颜色 in the language of the page; a vehicle may have up to three."""
    comma = ", " if (translation.get_language() or "").startswith("en") else "、"
    return comma.join(_register_word(codes.Table.COLOUR, letter) for letter in letters)


@register.filter
def use_name(code: str) -> str:
    """使用性质 in the language of the page."""
    return _register_word(codes.Table.USE, code)


def _register_word(table: codes.Table, code: str) -> str:
    return say(english.said(table, code))
