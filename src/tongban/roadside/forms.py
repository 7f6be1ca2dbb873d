"""What comes in: a number with a reason, typed; a check, as JSON from the phone."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tongban.errors import Malformed
from tongban.identifiers import LicenceNumber, Plate, spelling

BODY_MAX_BYTES = 256 * 1024


class NumberForm(forms.Form):
    """A licence number and why it is looked up. `check` makes a double click one check."""

    check = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    number = forms.CharField(label=_("驾驶证号"), max_length=40, error_messages={"required": _("填驾驶证号")})
    reason = forms.CharField(
        label=_("事由"),
        min_length=4,
        max_length=200,
        help_text=_("当事人会看到。"),
        error_messages={"required": _("写明事由，当事人会看到"), "min_length": _("事由至少 4 个字")},
    )

    def clean_number(self) -> LicenceNumber:
        """A number with a right check character."""
        try:
            return LicenceNumber(self.cleaned_data["number"])
        except Malformed as wrong:
            raise forms.ValidationError(
                _("证号不对：身份证是 18 位，最后一位是校验码；护照、居留证、通行证按证件填写，请核对")
            ) from wrong


class PlateForm(forms.Form):
    """A plate with its kind, what its owner reads and why it is looked up. `check` makes a double click one check."""

    check = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    plate_kind = forms.ChoiceField(label=_("号牌种类"), choices=[])
    plate = forms.CharField(label=_("号牌号码"), max_length=20, error_messages={"required": _("填号牌号码")})
    said = forms.ChoiceField(label=_("告诉车主的事由"), choices=[])
    reason = forms.CharField(
        label=_("内部事由"),
        min_length=4,
        max_length=200,
        help_text=_("只给民警和审计看，车主看不到。"),
        error_messages={"required": _("写明内部事由"), "min_length": _("事由至少 4 个字")},
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], said: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("plate_kind", kinds), ("said", said)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_plate(self) -> Plate:
        """A plate as GA 36 writes it."""
        try:
            return Plate(self.cleaned_data["plate"])
        except Malformed as wrong:
            raise forms.ValidationError(_("号牌要写全：省份简称、字母、序号，例如 川A12345")) from wrong


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the request; Malformed otherwise."""
    if len(request.body) > BODY_MAX_BYTES:
        raise Malformed("json.too-large", f"expected at most {BODY_MAX_BYTES} bytes")
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError) as cause:  # the latter: nested too deep
        raise Malformed("json.malformed", "expected a JSON object") from cause
    if not isinstance(asked, dict):
        raise Malformed("json.malformed", "expected a JSON object")
    return asked


def text(asked: dict[str, Any], name: str, longest: int) -> str:
    """A string member, "" when absent or null."""
    value = asked.get(name) or ""
    if not isinstance(value, str) or len(value) > longest:
        raise Malformed("json.malformed", f"expected {name} to be a string of at most {longest} characters")
    return value


def uuid_of(value: object) -> UUID:
    """A UUID made by the phone."""
    try:
        return UUID(str(value))
    except ValueError as cause:
        raise Malformed("check.id", "expected a UUID") from cause


def moment(value: object) -> datetime | None:
    """An ISO moment with its offset, or None when absent."""
    if value in (None, ""):
        return None
    try:
        parsed = spelling.moment(str(value))
    except Malformed as cause:
        raise Malformed("check.scanned-at", "expected an ISO 8601 moment") from cause
    if parsed.tzinfo is None:
        raise Malformed("check.scanned-at", "expected a moment with its offset")
    return parsed
