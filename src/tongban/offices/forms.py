"""What an administrator fills in; a region or an officer outside the own scope is no choice at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tongban.errors import Malformed
from tongban.identifiers import IdentityNumber
from tongban.offices import queries
from tongban.offices.records import Charge, Duty
from tongban.offices.rules import DUTY_NAMES
from tongban.ui.choices import Select
from tongban.verdicts import Text

SERVICES = {"licences": Text(zh="电子驾驶证", en="Electronic driving licence")}
TEXT = {"class": "govuk-input"}
RELATIONS = (
    ("配偶", _("配偶")),
    ("父母", _("父母")),
    ("子女", _("子女")),
    ("兄弟姐妹", _("兄弟姐妹")),
    ("其他亲属", _("其他亲属")),
)


def day_field(label: Any, *, is_required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, which the browser shows in its own way."""
    return forms.DateField(
        label=label,
        required=is_required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date", "class": "govuk-input"}, format="%Y-%m-%d"),
        error_messages={"required": _("填日期"), "invalid": _("日期应为年-月-日，例如 2026-12-01")},
    )


def choice_field(label: Any, *, required: Any) -> forms.ChoiceField:
    """A choice whose list the form fills for the person who asks."""
    return forms.ChoiceField(
        label=label,
        widget=Select({"class": "govuk-select"}),
        error_messages={"required": required, "invalid_choice": _("这一项不在您的管理范围内")},
    )


def reason_field(label: Any) -> forms.CharField:
    """Why; it goes into the journal's details."""
    return forms.CharField(
        label=label,
        min_length=4,
        max_length=200,
        widget=forms.TextInput(TEXT),
        error_messages={"required": _("写明依据"), "min_length": _("依据至少 4 个字")},
    )


def region_choices(prefixes: Iterable[str]) -> list[tuple[str, str]]:
    """The divisions that an administrator may name: the own ones and those inside, counties only inside a province.

    Each by its name; one that has the name of another, as 市辖区 has its city's, by its code too.
    """
    choices: dict[str, str] = {}
    for prefix in sorted(prefixes):
        if not prefix:
            choices[""] = str(_("全国"))
        for region in queries.regions_under(prefix):
            is_offered = prefix or region.level < 3 or region.is_city
            if is_offered and not region.is_group and region.prefix not in choices:
                name = queries.region_name(region.code)
                choices[region.prefix] = f"{name} {region.prefix}" if name in choices.values() else name
    return list(choices.items())


def duty_name(duty: Duty) -> str:
    """What the duty is called in the language of the page."""
    return DUTY_NAMES[duty].in_language(get_language() or "")


class TermForm(forms.Form):
    """A form that ends with a term."""

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_day"), cleaned.get("until_day")
        if first and last and last < first:
            self.add_error("until_day", _("结束日期不能早于开始日期"))
        return cleaned


class RolloutForm(TermForm):
    """Open or close a service in a region from a day on."""

    act = forms.ChoiceField(
        label=_("办理"),
        choices=[("open", _("开通")), ("close", _("停办"))],
        widget=forms.Select({"class": "govuk-select"}),
    )
    region_prefix = choice_field(_("地区"), required=_("选一个地区"))
    from_day = day_field(_("从哪一天起"))
    until_day = day_field(_("到哪一天（可不填）"), is_required=False, help_text=_("停办时不用填。"))

    def __init__(self, *args: Any, prefixes: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "region_prefix", region_choices(prefixes))
        self.fields["region_prefix"].help_text = table_day()


class GrantForm(TermForm):
    """Give a duty for a region and a term."""

    duty = choice_field(_("职责"), required=_("选一项职责"))
    region_prefix = choice_field(_("地区"), required=_("选一个地区"))
    from_day = day_field(_("开始日期"))
    until_day = day_field(_("结束日期（可不填）"), is_required=False)
    reason = reason_field(_("依据"))

    def __init__(self, *args: Any, prefixes: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "duty", [(duty.value, duty_name(duty)) for duty in Duty])
        _choose(self, "region_prefix", region_choices(prefixes))
        self.fields["region_prefix"].help_text = table_day()


class WithdrawForm(forms.Form):
    """Take a duty back at once."""

    charge = choice_field(_("收回哪一项"), required=_("选一项职责"))
    reason = reason_field(_("依据"))

    def __init__(self, *args: Any, charges: Iterable[Charge], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [
            (f"{one.duty.value}:{one.region_prefix}", f"{duty_name(one.duty)} · {place_name(one.region_prefix)}")
            for one in charges
        ]
        _choose(self, "charge", choices)


class SignOutForm(forms.Form):
    """End all sessions of an officer."""

    reason = reason_field(_("依据"))


class IdentifyForm(forms.Form):
    """Who the officer is, for recusal from own cases."""

    number = forms.CharField(
        label=_("本人的身份证号"),
        max_length=40,
        help_text=_("只保存加密摘要，任何人都读不出号码。"),
        widget=forms.TextInput({"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("填身份证号")},
    )

    def clean_number(self) -> IdentityNumber:
        """A number with a right check character; the message never repeats it."""
        try:
            return IdentityNumber(self.cleaned_data["number"])
        except Malformed as wrong:
            raise forms.ValidationError(
                _("证件号码不对：身份证是 18 位，最后一位是校验码；护照、居留证、通行证按证件填写，请核对")
            ) from wrong


class KinForm(IdentifyForm):
    """Declare a relative whose business the officer will not handle."""

    number = forms.CharField(
        label=_("亲属的身份证号"),
        max_length=40,
        help_text=_("只保存加密摘要，任何人都读不出号码。"),
        widget=forms.TextInput({"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("填身份证号")},
    )
    relation = forms.ChoiceField(label=_("关系"), choices=RELATIONS, widget=forms.Select({"class": "govuk-select"}))


def place_name(prefix: str) -> str:
    """The region of a prefix in words; of one that ended it is said that it did."""
    if not prefix:
        return str(_("全国"))
    code = prefix.ljust(6, "0")
    name = queries.region_name(code)
    return gettext("%(place)s（已撤销）") % {"place": name} if queries.is_former(code) else name


def table_day() -> str:
    """The day of the table from which a region is chosen."""
    return gettext("行政区划截至 %(day)s，已撤销的不在其中。") % {"day": queries.regions_as_of().isoformat()}


def _choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
