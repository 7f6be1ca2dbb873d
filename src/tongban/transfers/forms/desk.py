"""What comes in from the offices' pages."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.offices import queries as offices
from tongban.transfers.actions import SUSPICIOUS, URGING_LENGTH
from tongban.transfers.rules.policies import EMISSION_NAMES, CityPolicy, Kind
from tongban.transfers.rules.refusals import GROUNDS
from tongban.ui.keyed import KeyedForm
from tongban.verdicts import Text


class TextForm(KeyedForm):
    """An act with one text that the other side reads."""

    text = forms.CharField(
        label=_("写给对方的话"),
        min_length=4,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("写一句话，一次说全"), "min_length": _("至少 4 个字")},
    )


class UrgingForm(forms.Form):
    """What a superior says to a late office. No key: the same words on one day are one urging."""

    text = forms.CharField(
        label=_("催办的话"),
        help_text=_("登记地会看到；买方和卖方只看到催办过，由谁催的。"),
        min_length=URGING_LENGTH[0],
        max_length=URGING_LENGTH[-1],
        widget=forms.Textarea(attrs={"rows": 2, "class": "govuk-textarea"}),
        error_messages={"required": _("写清为什么催、要对方做什么"), "min_length": _("至少 4 个字")},
    )


class GroundsForm(KeyedForm):
    """A refusal: grounds of the law's list alone."""

    grounds = forms.MultipleChoiceField(
        label=_("不予登记的理由"),
        choices=[(code, code) for code in GROUNDS],
        error_messages={"required": _("至少选择一项法定理由")},
    )


class SuspicionForm(KeyedForm):
    """What of Article 74 an officer suspects."""

    codes = forms.MultipleChoiceField(
        label=_("嫌疑情形"),
        choices=[(code, code) for code in SUSPICIOUS],
        error_messages={"required": _("至少选择一种嫌疑情形")},
    )


class IssueForm(KeyedForm):
    """The window's last step: old plates and licence card are in the officer's hands."""

    plates_recovered = forms.BooleanField(
        label=_("旧号牌已收回"), error_messages={"required": _("先收回旧号牌，再勾选")}
    )
    card_recovered = forms.BooleanField(
        label=_("旧行驶证已收回"), error_messages={"required": _("先收回旧行驶证，再勾选")}
    )
    plates_ready = forms.ChoiceField(
        label=_("新号牌"), choices=[("yes", _("现在发")), ("no", _("还没做好，发 15 天临时号牌"))], initial="yes"
    )


class MoveOutForm(KeyedForm):
    """The origin lets the vehicle go."""

    plates_recovered = forms.BooleanField(
        label=_("号牌和行驶证已收回"), error_messages={"required": _("先收回号牌和行驶证，再勾选")}
    )


class PolicyForm(forms.Form):
    """A city's rule for vehicles that come to it; `policy` makes a double click one draft."""

    policy = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    prefecture = forms.ChoiceField(label=_("城市"), choices=[])
    kind = forms.ChoiceField(
        label=_("种类"),
        choices=[
            (Kind.EMISSION.value, _("排放标准")),
            (Kind.QUOTA.value, _("购车指标")),
            (Kind.RESIDENCE.value, _("住所或居住")),
        ],
    )
    minimum_emission = forms.ChoiceField(
        label=_("最低排放标准"), required=False, choices=[("", _("不是排放政策")), *EMISSION_NAMES.items()]
    )
    from_day = forms.DateField(
        label=_("从哪天起"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("填开始的一天")},
    )
    until_day = forms.DateField(
        label=_("到哪天止（含当天）"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    text_zh = forms.CharField(label=_("群众看到的话（中文）"), max_length=300, required=False)
    text_en = forms.CharField(label=_("群众看到的话（英文）"), max_length=600, required=False)
    source = forms.CharField(label=_("依据（文件名称和文号）"), max_length=200, required=False)
    is_advice = forms.BooleanField(label=_("只提醒，不限制"), required=False)
    exempts_new_energy = forms.BooleanField(label=_("新能源汽车不受限制"), required=False, initial=True)
    includes_small_non_operating = forms.BooleanField(
        label=_("也适用于小型、微型非营运载客汽车"), required=False, initial=True
    )

    def __init__(self, *args: Any, cities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["prefecture"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(cities)
        field.help_text = gettext("行政区划截至 %(day)s，已撤销的不在其中。") % {
            "day": offices.regions_as_of().isoformat()
        }

    def record(self) -> CityPolicy:
        """The rule as the rules of the rules want it."""
        cleaned = self.cleaned_data
        return CityPolicy(
            prefecture=cleaned["prefecture"],
            kind=Kind(cleaned["kind"]),
            from_day=cleaned["from_day"],
            until_day=cleaned["until_day"],
            text=Text(cleaned["text_zh"].strip(), cleaned["text_en"].strip()),
            source=cleaned["source"].strip(),
            minimum_emission=cleaned["minimum_emission"],
            exempts_new_energy=cleaned["exempts_new_energy"],
            includes_small_non_operating=cleaned["includes_small_non_operating"],
            is_advice=cleaned["is_advice"],
        )


class EndForm(forms.Form):
    """The last day of a city's rule."""

    until_day = forms.DateField(
        label=_("最后一天"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("填最后一天")},
    )
