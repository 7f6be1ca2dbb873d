"""What comes in from citizens and dealers."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.identifiers.spelling import is_digits, spelled
from tongban.transfers.forms.fields import KINDS, OfficeField
from tongban.ui.fields import DayField, IdentityField, InvoiceNumberField, PlateField, VinField, YuanField
from tongban.ui.files import PAGES
from tongban.ui.keyed import KeyedForm

BYTES_MAX = 8 * 1024 * 1024
CODE_DIGITS = 8


def paper_field(label: Any, hint: Any = "") -> forms.FileField:
    """A picture or PDF that may be handed in."""
    return forms.FileField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.FileInput(attrs={"accept": PAGES}),
        error_messages={"empty": _("这个文件是空的")},
    )


class WithPapers(forms.Form):
    """A form with which papers may come."""

    def clean(self) -> dict[str, Any]:
        """No file larger than is read."""
        cleaned = super().clean() or {}
        for name, found in cleaned.items():
            if isinstance(found, UploadedFile) and (found.size or 0) > BYTES_MAX:
                self.add_error(name, gettext("文件超过 8 MB，换一个小一点的"))
        return cleaned

    def papers(self) -> dict[str, tuple[bytes, str]]:
        """Name -> content and media type."""
        return {
            name: (found.read(), found.content_type or "")
            for name, found in self.cleaned_data.items()
            if isinstance(found, UploadedFile)
        }


class SignedForm(KeyedForm):
    """An act that is signed: with the digest of what the page showed."""

    shown = forms.CharField(min_length=64, max_length=64, widget=forms.HiddenInput)


class ConfirmForm(WithPapers, SignedForm):
    """The seller's yes, with the papers of who sells for a minor or as an heir."""

    seller_proof = paper_field(_("卖方证明材料"), _("车主未成年或者已经去世的才要：监护人证明，继承文书和公证书。"))


class DestinationForm(forms.Form):
    """Where the car shall be registered, and as of which day the answer is wanted."""

    destination = OfficeField(
        label=_("转到哪个车管所"), help_text=_("选买家要上牌的城市。"), error_messages={"required": _("选一个车管所")}
    )
    on = DayField(label=_("按哪一天的规定看"), help_text=_("不填就是今天。"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["destination"]
        assert isinstance(field, OfficeField)
        field.offer(on=today)


class CodeField(forms.CharField):
    """The owner's consent code: 8 digits, spaces do not count."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 16})

    def clean(self, value: Any) -> Any:
        """Digits alone."""
        typed = spelled(super().clean(value))
        if not (is_digits(typed) and len(typed) == CODE_DIGITS):
            raise forms.ValidationError(gettext("授权码是 8 位数字"))
        return typed


class VehicleForm(DestinationForm):
    """A car that belongs to somebody else, with that person's leave."""

    plate_kind = forms.ChoiceField(label=_("号牌种类"), choices=KINDS, initial="02", widget=forms.RadioSelect)
    plate = PlateField(label=_("号牌号码"), error_messages={"required": _("填号牌号码")})
    vin = VinField(
        label=_("车架号"),
        help_text=_("17 位，在行驶证上，也在前挡风玻璃左下角。"),
        error_messages={"required": _("填车架号")},
    )
    code = CodeField(
        label=_("车主给的授权码"),
        help_text=_("8 位数字。车主在“我的车”里点“授权”就有，7 天有效。"),
        error_messages={"required": _("填授权码，没有就问车主要")},
    )
    field_order: tuple[str, ...] = ("plate_kind", "plate", "vin", "code", "destination", "on")


class DealForm(WithPapers, VehicleForm):
    """A deal as a clerk of a dealer or market enters it."""

    transfer_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    buyer = forms.ChoiceField(
        label=_("谁买"),
        choices=[("person", _("个人")), ("stock", _("本企业收购入库（单独签注）"))],
        initial="person",
        widget=forms.RadioSelect,
    )
    buyer_number = IdentityField(
        label=_("买家的身份证号"), help_text=_("个人买就填。买家会收到消息，自己在手机上申请。"), required=False
    )
    price = YuanField(label=_("成交价（元）"), error_messages={"required": _("填成交价")})
    delivered_on = DayField(label=_("交车日期"), error_messages={"required": _("填交车日期")})
    residence_permit = paper_field(_("买家的居住证"), _("户籍不在转入地的，可以现在就附上照片；买家申请时也能交。"))
    on = None  # type: ignore[assignment]
    field_order = (
        "plate_kind", "plate", "vin", "code", "buyer", "buyer_number", "destination", "price", "delivered_on",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.today = today

    def clean_delivered_on(self) -> date:
        """Not in the future: the deal is entered when the car changes hands."""
        day: date = self.cleaned_data["delivered_on"]
        if day > self.today:
            raise forms.ValidationError(gettext("交车日期不能在今天以后"))
        return day

    def clean(self) -> dict[str, Any]:
        """A person needs a number."""
        cleaned = super().clean() or {}
        missing = cleaned.get("buyer") == "person" and not cleaned.get("buyer_number")
        if missing and "buyer_number" not in self.errors:
            self.add_error("buyer_number", gettext("填买家的身份证号"))
        return cleaned


class InvoiceForm(KeyedForm):
    """An invoice that exists already."""

    number = InvoiceNumberField(
        label=_("发票号码"),
        help_text=_("数电发票 20 位；纸质发票 8 位，另填代码。"),
        error_messages={"required": _("填发票号码")},
    )
    code = InvoiceNumberField(label=_("发票代码"), help_text=_("只有纸质发票有，12 位。"), required=False)


class MoveForm(WithPapers, DestinationForm):
    """One's own car goes along to a new home."""

    transfer_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    vehicle = forms.ChoiceField(
        label=_("哪一辆车"), widget=forms.RadioSelect, error_messages={"required": _("选一辆车")}
    )
    residence_permit = paper_field(_("居住证"), _("户籍还没有迁过去的，附上新住所的居住证或者居住登记的照片。"))
    on = None  # type: ignore[assignment]
    field_order = ("vehicle", "destination")

    def __init__(self, *args: Any, vehicles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].help_text = gettext("选您现在住的城市。")
        field = self.fields["vehicle"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(vehicles)


class PermitForm(WithPapers, KeyedForm, DestinationForm):
    """A residence permit before there is a case."""

    residence_permit = paper_field(
        _("居住证"), _("居住证或者居住登记证明，拍清楚有住址的一面。JPG、PNG 或者 PDF，不超过 8 MB。")
    )
    on = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].help_text = gettext("选您要上牌的城市，也就是您现在住的城市。")
        paper = self.fields["residence_permit"]
        paper.required, paper.error_messages["required"] = True, gettext("选居住证的照片或者 PDF")


class PapersForm(WithPapers, KeyedForm):
    """What the buyer hands in; names are those of actions.PAPERS."""

    residence_permit = paper_field(
        _("住所证明"), _("户籍不在转入地的才要：居住证、居住登记；没有核对到户籍的，户口簿。")
    )
    quota = paper_field(_("购车指标"), _("转入的城市要指标才要。"))
    inspection_pass = paper_field(_("检验合格证明"), _("检验过期的车才要。"))
    customs_release = paper_field(_("海关解除监管证明"), _("海关监管的车才要。"))
    buyer_proof = paper_field(_("监护人证明"), _("买家未成年才要。"))


class ApplyForm(SignedForm, PapersForm):
    """The buyer's application: where they live, and papers where some are needed. is_move: the address is the point."""

    address = forms.CharField(
        label=_("您现在的住址"),
        help_text=_("写到登记和行驶证上。不填就用登记系统里已有的。"),
        required=False,
        min_length=6,
        max_length=120,
        error_messages={"min_length": _("住址至少 6 个字"), "required": _("填搬家以后的住址")},
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, is_move: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_move:
            self.fields["address"].required = True
            self.fields["address"].help_text = _("写到登记和行驶证上。")


class NumberForm(KeyedForm):
    """One of the numbers that are offered or kept."""

    plate = forms.CharField(max_length=12, error_messages={"required": _("选一个号码")})


class ComposeForm(KeyedForm):
    """What follows the office's letters, of one's own making."""

    serial = forms.CharField(
        label=_("自己编的号码"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "maxlength": 8}
        ),
        error_messages={"required": _("填后面的字母和数字")},
    )
