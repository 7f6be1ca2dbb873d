"""Fields that forms of several services share: a plate, a VIN, a day, a price, an identity number.

Each keeps what was typed when something is wrong with it, and says what was expected and what came. How they are drawn:
templatetags/fields.py.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.errors import Malformed
from tongban.identifiers import PROVINCES, IdentityNumber, Plate, Vin
from tongban.identifiers.spelling import is_digits, spelled, whole

TYPED = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
SERIAL_MAX, VIN_LENGTH, PRICE_MAX_YUAN = 7, 17, 100_000_000


EMBASSY, POLICE, ARMY = "使", "WJ", "军"
"""What stands where a plate of a province has its character; an army plate begins with its two letters."""


class PlateWidget(forms.MultiWidget):
    """Province (or 使, WJ, army) first, then letters and digits."""

    def __init__(self, attrs: Any = None) -> None:
        province = forms.Select(
            choices=[("", "—"), *((one, one) for one in (*PROVINCES, EMBASSY, POLICE)), (ARMY, _("军队"))],
            attrs={"aria-label": _("省份简称")},
        )
        serial = forms.TextInput(attrs={**TYPED, "maxlength": SERIAL_MAX + 4, "size": 9, "aria-label": _("字母和数字")})
        super().__init__([province, serial], attrs)

    def decompress(self, value: Any) -> list[str]:
        """川A8K2M6 -> 川, A8K2M6; WJ川12345 -> WJ, 川12345; AB12345 -> 军, AB12345."""
        if not value:
            return ["", ""]
        if value.startswith(POLICE):
            return [POLICE, value[len(POLICE) :]]
        return [value[0], value[1:]] if value[0] in PROVINCES + EMBASSY else [ARMY, value]


class PlateField(forms.MultiValueField):
    """A plate number as two fields; gives a Plate."""

    widget = PlateWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields=(forms.CharField(), forms.CharField()), require_all_fields=True, **kwargs)

    def compress(self, data_list: list[str]) -> Plate | None:
        """A Plate, or what is wrong with it."""
        if not data_list:
            return None
        first, serial = data_list[0], Plate.clean(data_list[1])
        plate = serial if first == ARMY else first + serial
        if Plate.is_right(plate):
            return Plate(plate)
        if set(serial) & set("IO"):
            raise forms.ValidationError(gettext("号牌里没有字母 I 和 O，可能是数字 1 和 0"))
        if first in PROVINCES:
            raise forms.ValidationError(gettext("先选省份，再填字母和后面的 5 或 6 位，例如 A8K2M6"))
        raise forms.ValidationError(gettext("按号牌填写：使馆 6 位数字，武警 WJ 后面的全部，军队 2 个字母加 5 位数字"))


class VinField(forms.CharField):
    """车辆识别代号: upper case, 17 characters, no I, O, Q."""

    widget = forms.TextInput(attrs={**TYPED, "maxlength": 24})

    def clean(self, value: Any) -> Any:
        """A Vin, or which letters cannot be in one."""
        typed = Vin.clean(super().clean(value))
        if len(typed) == VIN_LENGTH and (found := sorted(set(typed) & set("IOQ"))):
            raise forms.ValidationError(
                gettext("车架号里没有字母 I、O、Q（您填了 %(found)s），可能是数字 1 和 0") % {"found": "、".join(found)}
            )
        if len(typed) != VIN_LENGTH and not Vin.is_right(typed):
            raise forms.ValidationError(
                gettext("车架号是 17 位，您填了 %(count)d 位（2001 年以前登记的老车按登记证书填写）")
                % {"count": len(typed)}
            )
        if not Vin.is_right(typed):
            raise forms.ValidationError(gettext("车架号只有大写字母和数字"))
        return Vin(typed)


class DayWidget(forms.MultiWidget):
    """Year, month and day as three short fields."""

    def __init__(self, attrs: Any = None) -> None:
        parts = ((_("年"), 4), (_("月"), 2), (_("日"), 2))
        super().__init__(
            [
                forms.TextInput(attrs={"inputmode": "numeric", "maxlength": size, "size": size, "aria-label": name})
                for name, size in parts
            ],
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        """A date as its three parts."""
        return [value.year, value.month, value.day] if isinstance(value, date) else ["", "", ""]


class DayField(forms.MultiValueField):
    """A day; gives a date, None when it may be left out and was."""

    widget = DayWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(forms.CharField(required=False) for _part in range(3))
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> date | None:
        """The date, or that there is no such day."""
        if not any(data_list):
            return None
        try:
            year, month, day = (whole(spelled(part), least=1, most=9999) for part in data_list)
            return date(year, month, day)
        except (Malformed, ValueError):
            raise forms.ValidationError(gettext("没有这一天。年填 4 位，例如 2026 年 11 月 20 日")) from None


class YuanField(forms.CharField):
    """A price in yuan; gives fen."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 14})

    def clean(self, value: Any) -> Any:
        """Fen, or what was expected."""
        typed = spelled(super().clean(value)).replace(",", "").strip("¥￥元")
        try:
            if not re.fullmatch(r"[0-9.]{1,20}", typed):
                raise InvalidOperation
            yuan = Decimal(typed)
        except InvalidOperation:
            raise forms.ValidationError(gettext("填数字，单位是元，例如 85000")) from None
        if not yuan.is_finite() or not 0 < yuan <= PRICE_MAX_YUAN or yuan * 100 != int(yuan * 100):
            raise forms.ValidationError(gettext("价款要大于 0，最多两位小数"))
        return int(yuan * 100)


class IdentityField(forms.CharField):
    """公民身份号码; gives an IdentityNumber, None when left out."""

    widget = forms.TextInput(attrs={**TYPED, "maxlength": 24})

    def clean(self, value: Any) -> Any:
        """A number with a right check character. What was typed is not repeated."""
        typed = IdentityNumber.clean(super().clean(value))
        if not typed:
            return None
        if not IdentityNumber.is_right(typed):
            raise forms.ValidationError(
                gettext("证件号码不对：身份证是 18 位，最后一位是校验码；护照、居留证、通行证按证件填写，请核对")
            )
        return IdentityNumber(typed)


class InvoiceNumberField(forms.CharField):
    """Digits of an invoice."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 24})

    def clean(self, value: Any) -> Any:
        """Digits alone."""
        typed = spelled(super().clean(value))
        if typed and not is_digits(typed):
            raise forms.ValidationError(gettext("只填数字"))
        return typed
