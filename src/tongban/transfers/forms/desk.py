"""What comes in from the offices' pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.errors import Malformed
from tongban.identifiers import Vin
from tongban.inspections import records as inspection
from tongban.offices import queries as offices
from tongban.transfers.actions import SUSPICIOUS, URGING_LENGTH
from tongban.transfers.rules.policies import EMISSION_NAMES, CityPolicy, Kind
from tongban.transfers.rules.refusals import GROUNDS
from tongban.ui.files import MEDIA_TYPES, PICTURES, checked_file, media_type
from tongban.ui.keyed import KeyedForm
from tongban.verdicts import Text

MILEAGE_MAX_KM = 3_000_000


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


class InspectionForm(KeyedForm):
    """机动车查验记录表 on the inspector's phone: ticks, the VIN as read, the mileage, a photo for each code.

    taken: codes of photos that came with an earlier try of this page and need not be taken again.
    """

    vin = forms.CharField(
        label=_("车上读到的车辆识别代号"),
        max_length=17,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("照车上的抄，17 位")},
    )
    mileage_km = forms.IntegerField(
        label=_("里程表读数（公里）"),
        min_value=0,
        max_value=MILEAGE_MAX_KM,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("照里程表抄，只填数字"), "invalid": _("只填数字")},
    )
    is_recorded = forms.BooleanField(
        label=_("查验通道录像和执法记录仪都开着"), error_messages={"required": _("先打开录像，再查验（第七十三条）")}
    )
    is_certified = forms.BooleanField(
        label=_("我持有有效的查验员资格证书"), error_messages={"required": _("只有持证的查验员可以查验")}
    )

    def __init__(
        self,
        *args: Any,
        type: str,  # noqa: A002 - the register's word
        use: str,
        taken: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.type, self.use = type, use
        self.items = inspection.required_items(type=type, use=use)
        self.photos = inspection.required_photos(type=type)
        ticks = [(inspection.Tick.PASS.value, "✓"), (inspection.Tick.FAIL.value, "✗")]
        for number in self.items:
            self.fields[f"item-{number}"] = forms.ChoiceField(
                choices=ticks,
                widget=forms.RadioSelect,
                error_messages={"required": gettext("第 %(n)s 项还没有查") % {"n": number}},
            )
        for code in self.photos:
            self.fields[f"photo-{code}"] = forms.FileField(
                required=code not in set(taken),
                widget=forms.FileInput(attrs={"accept": PICTURES, "capture": "environment"}),
                error_messages={"required": gettext("还缺照片 %(code)s") % {"code": code}},
            )

    def clean_vin(self) -> str:
        """Upper case, the letters of a VIN; whether it is the car's own, the rules say."""
        try:
            return str(Vin(str(self.cleaned_data["vin"])))
        except Malformed as wrong:
            raise forms.ValidationError(
                gettext("车辆识别代号是 17 位字母和数字，没有 I、O、Q；老车按登记证书填写")
            ) from wrong

    def clean(self) -> dict[str, Any]:
        """Every photo of a kind and size that is kept."""
        cleaned = super().clean() or {}
        for code in self.photos:
            photo = cleaned.get(f"photo-{code}")
            if photo is not None:
                try:
                    checked_file(photo, kinds=MEDIA_TYPES[:2])
                except forms.ValidationError as wrong:
                    self.add_error(f"photo-{code}", wrong)
        return cleaned

    def form(self) -> inspection.Form:
        """The filled form as the rules want it."""
        cleaned = self.cleaned_data
        return inspection.Form(
            type=self.type,
            use=self.use,
            items={number: inspection.Tick(cleaned[f"item-{number}"]) for number in self.items},
            vin=cleaned["vin"],
            is_recorded=cleaned["is_recorded"],
            is_certified=cleaned["is_certified"],
            mileage_km=cleaned["mileage_km"],
        )

    def pictures(self) -> dict[str, tuple[bytes, str]]:
        """The photos of this try, also of one that has faults elsewhere: code to bytes and media type."""
        cleaned = getattr(self, "cleaned_data", {})
        found: dict[str, tuple[bytes, str]] = {}
        for code in self.photos:
            photo = cleaned.get(f"photo-{code}")
            if photo is not None:
                photo.seek(0)
                found[code] = (photo.read(), media_type(photo))
        return found


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
