"""What comes in from a browser: the photo, the review decision and the search."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.errors import Malformed
from tongban.identifiers import LicenceNumber
from tongban.licences.actions import Decision, code_in_picture
from tongban.licences.rules.examination import BYTES_MAX
from tongban.licences.rules.photo import REQUIREMENTS
from tongban.offices.records import Duty
from tongban.registers.records import Study
from tongban.ui.keyed import new_key

MOST_DAYS = 150  # more than any round takes
DAYS = forms.NumberInput(attrs={"class": "govuk-input desk__wide", "inputmode": "numeric"})
STUDY_DAYS = ("onsite_days", "online_days", "own_days")


class ApplyForm(forms.Form):
    """Apply with the identity-card photo or an own one. `application` makes a double click one application."""

    application = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    source = forms.ChoiceField(
        choices=[("identity", _("用身份证照片，马上签发")), ("upload", _("换一张新照片，民警审核后签发"))],
        widget=forms.RadioSelect,
        label=_("驾驶证上用哪张照片？"),
        error_messages={"required": _("选一张照片")},
    )
    photo = forms.FileField(
        required=False, label=_("上传照片"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"})
    )

    def clean(self) -> dict[str, Any]:
        """An own photo must be there when it was chosen, and not be larger than is read."""
        cleaned = super().clean() or {}
        photo = cleaned.get("photo")
        if cleaned.get("source") == "upload" and photo is None and "photo" not in self.errors:
            self.add_error("photo", _("选一张照片，或者改用身份证照片"))
        if photo is not None and photo.size > BYTES_MAX:
            self.add_error("photo", _("照片超过 8 MB，换一张小一点的"))
        return cleaned

    def picture(self) -> bytes | None:
        """The own picture, or None for the identity-card photo."""
        if self.cleaned_data["source"] == "identity":
            return None
        content: bytes = self.cleaned_data["photo"].read()
        return content


class PhotoForm(forms.Form):
    """A better photo after one was returned."""

    photo = forms.FileField(
        label=_("上传照片"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        error_messages={"required": _("选一张照片")},
    )

    def clean_photo(self) -> Any:
        """Not larger than is read."""
        photo = self.cleaned_data["photo"]
        if photo.size > BYTES_MAX:
            raise forms.ValidationError(_("照片超过 8 MB，换一张小一点的"))
        return photo


class VerifyForm(forms.Form):
    """A code to check: a picture of it, or its text. A script that has read the picture sends the text alone."""

    picture = forms.FileField(
        required=False,
        label=_("拍一张，或者选一张有码的图片"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "data-scan-picture": ""}),
        error_messages={"empty": _("这个文件是空的，请另选一张")},
    )
    code = forms.CharField(
        required=False,
        max_length=4096,
        label=_("或者贴上码里的文字"),
        help_text=_("用任何扫码工具扫到的文字，以 DL1: 开头。"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_picture(self) -> str:
        """The text of the code in it; "" without a picture."""
        picture = self.cleaned_data["picture"]
        if picture is None:
            return ""
        try:
            return code_in_picture(picture.read())
        except Malformed as wrong:
            said = "" if wrong.say is None else wrong.say.in_language(get_language() or "zh-hans")
            raise forms.ValidationError(said) from wrong

    def clean(self) -> dict[str, Any]:
        """One of both; `text` is what is to be checked."""
        cleaned = super().clean() or {}
        cleaned["text"] = cleaned.get("picture") or cleaned.get("code") or ""
        if not cleaned["text"] and not self.errors:
            self.add_error("picture", _("选一张有码的图片，或者贴上码里的文字"))
        return cleaned


class PhotoChangeForm(PhotoForm):
    """Another photo for the licence that there is. `application` makes a double click one application."""

    application = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ReviewForm(forms.Form):
    """An officer's decision on one attempt. key: one decision, however often it is sent; confirmed: after being asked."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    attempt = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    decision = forms.ChoiceField(
        choices=[
            (Decision.APPROVE.value, _("通过")),
            (Decision.RETURN.value, _("退回重拍")),
            (Decision.WINDOW.value, _("不是本人，转窗口")),
        ],
        widget=forms.RadioSelect,
        label=_("您的决定"),
        error_messages={"required": _("选一个决定")},
    )
    broken = forms.MultipleChoiceField(
        choices=[(code, f"{code} {requirement.name.zh}") for code, requirement in REQUIREMENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("退回的原因"),
    )

    def clean(self) -> dict[str, Any]:
        """A return needs a reason; sending to the window means P9, another person."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == Decision.RETURN and not cleaned.get("broken"):
            self.add_error("broken", _("至少选一个原因，申请人要知道怎么改"))
        if cleaned.get("decision") == Decision.WINDOW and not cleaned.get("broken"):
            cleaned["broken"] = ["P9"]
        return cleaned


class SearchForm(forms.Form):
    """Looking a driver up at the desk: number, duty, reason."""

    number = forms.CharField(label=_("驾驶证号"), max_length=40, error_messages={"required": _("填驾驶证号")})
    duty = forms.ChoiceField(label=_("职责"), choices=[])
    reason = forms.CharField(
        label=_("事由"),
        min_length=4,
        max_length=200,
        help_text=_("当事人会看到职责和事由。"),
        error_messages={"required": _("写明事由，当事人会看到"), "min_length": _("事由至少 4 个字")},
    )
    case_number = forms.CharField(label=_("案件编号（可不填）"), required=False, max_length=40)

    def __init__(self, *args: Any, duties: list[tuple[Duty, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["duty"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(duty.value, name) for duty, name in duties]

    def clean_number(self) -> LicenceNumber:
        """A number with a right check character."""
        try:
            return LicenceNumber(self.cleaned_data["number"])
        except Malformed as wrong:
            raise forms.ValidationError(
                _("证号不对：身份证是 18 位，最后一位是校验码；护照、居留证、通行证按证件填写，请核对")
            ) from wrong


class StandingForm(forms.Form):
    """A standing change at the desk: what, why. key: one change, however often it is sent; confirmed: after being asked."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput, initial=new_key)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    change = forms.ChoiceField(label=_("变更"), choices=[])
    reason = forms.CharField(label=_("依据"), min_length=4, max_length=200, error_messages={"required": _("写明依据")})
    onsite_days = forms.IntegerField(
        label=_("现场学习（天）"), required=False, min_value=0, max_value=MOST_DAYS, widget=DAYS
    )
    online_days = forms.IntegerField(
        label=_("网络学习（天）"), required=False, min_value=0, max_value=MOST_DAYS, widget=DAYS
    )
    own_days = forms.IntegerField(
        label=_("自主学习（天）"), required=False, min_value=0, max_value=MOST_DAYS, widget=DAYS
    )
    tests = forms.MultipleChoiceField(
        label=_("考试合格的科目"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        choices=[("1", _("科目一")), ("2", _("科目二")), ("3", _("科目三道路驾驶技能"))],
    )

    def study(self) -> Study:
        """What was certified of the full-mark course."""
        days = {name: self.cleaned_data[name] or 0 for name in STUDY_DAYS}
        return Study(**days, tests=frozenset(int(one) for one in self.cleaned_data["tests"]))

    def given(self) -> list[tuple[str, str]]:
        """What was chosen, to be sent on with the confirmation."""
        single = [(name, str(self.cleaned_data[name])) for name in ("key", "change", "reason")]
        days = [(name, str(self.cleaned_data[name])) for name in STUDY_DAYS if self.cleaned_data[name] is not None]
        return [*single, *days, *(("tests", one) for one in self.cleaned_data["tests"])]

    def __init__(self, *args: Any, changes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["change"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(changes)
