"""What people fill in; every field becomes its checked type here and is trusted afterwards."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.errors import Malformed
from tongban.identifiers import Identifier, IdentityNumber, Phone, spelling
from tongban.people import faces
from tongban.people.records import Business
from tongban.people.texts import BUSINESS_NAMES

I = TypeVar("I", bound=Identifier)  # noqa: E741


class IdentifierField(forms.CharField):
    """A text field that becomes one of tongban.identifiers."""

    def __init__(self, kind: type[I], *, wrong: Any, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind
        self.wrong = wrong

    def clean(self, value: Any) -> Any:
        """The checked identifier; the message never repeats the number."""
        text = super().clean(value)
        try:
            return self.kind(text)
        except Malformed:
            raise ValidationError(self.wrong) from None


class NameField(forms.CharField):
    """A person's name in its one spelling (identifiers.spelling)."""

    def clean(self, value: Any) -> Any:
        """The name; whatever another screen would show otherwise is refused."""
        try:
            return spelling.name(super().clean(value))
        except Malformed:
            raise ValidationError(
                _("姓名里有看不见的字符，或者只有这台设备才有的字。请手工重新输入，不要粘贴。")
            ) from None


def identity_field(label: Any) -> IdentifierField:
    """An identity number, typed with the digits' keyboard and never remembered by the browser."""
    return IdentifierField(
        IdentityNumber,
        label=label,
        help_text=_("身份证 18 位，最后一位可能是字母 X；护照、居留证、通行证按证件填写。"),
        wrong=_("证件号码不对：身份证是 18 位，末位校验要相符；护照、居留证、通行证按证件填写。请对照证件再核对一遍。"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FaceForm(forms.Form):
    """A picture of the person in front of the screen."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    face = forms.FileField(
        label=_("本人现在的照片"),
        help_text=_("面向光源，露出整张脸，不戴帽子、口罩和墨镜。照片只用于这一次核对，核对后不保存。"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "user"}),
    )

    def __init__(self, *args: Any, has_specimen: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.has_specimen = has_specimen

    def clean(self) -> dict[str, Any]:
        """`face` becomes a clean JPEG; in the demonstration the drawn face may stand in for it."""
        answers = super().clean() or {}
        if self.has_specimen and "specimen" in self.data:
            return answers | {"face": faces.specimen()}
        upload = answers.get("face")
        if upload is None:
            if "face" not in self.errors:
                self.add_error("face", _("请拍一张照片，或者选择一张。"))
            return answers
        try:
            return answers | {"face": faces.cleaned(upload.read(faces.LONGEST_BYTES + 1))}
        except Malformed as problem:
            self.add_error("face", FACE_PROBLEMS[problem.code])
        return answers


class RealNameForm(FaceForm):
    """Who is behind a fresh account."""

    name = NameField(
        label=_("姓名"),
        max_length=100,
        help_text=_("和身份证上一样。"),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    number = identity_field(_("身份证号"))
    phone = IdentifierField(
        Phone,
        label=_("手机号"),
        help_text=_("本人的大陆手机号，11 位。"),
        wrong=_("手机号不对：应为 11 位数字，以 13 到 19 开头。"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel-national"}),
    )
    field_order = ("name", "number", "phone", "face", "request_id")


class MandateForm(forms.Form):
    """Who may do what for the person, and until when."""

    agent_name = NameField(label=_("代理人姓名"), max_length=100)
    agent_number = identity_field(_("代理人身份证号"))
    businesses = forms.MultipleChoiceField(
        label=_("委托办理"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("驾驶证电子版由本人申请，本平台不受理代办。"),
    )
    from_day = forms.DateField(label=_("开始日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until_day = forms.DateField(
        label=_("结束日期"),
        help_text=_("最长一年，随时可以收回。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = get_language() or ""
        self.fields["businesses"].choices = [  # type: ignore[attr-defined]
            (business.value, BUSINESS_NAMES[business].in_language(language)) for business in Business
        ]


FACE_PROBLEMS = {
    "face.too-large": _("照片太大：最大 6 MB。请重新拍一张。"),
    "face.too-small": _("照片太小：每边至少 120 像素。请重新拍一张。"),
    "face.not-a-picture": _("这个文件不是能读取的照片（JPEG、PNG 或 WebP）。请重新拍一张。"),
}
