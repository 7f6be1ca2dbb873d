"""The form on an inspector's phone, for the pages of several services: what comes in, and the photos of a try with faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.documents import actions as documents
from tongban.documents import queries as stored
from tongban.errors import Malformed, Refused
from tongban.identifiers import Vin
from tongban.inspections import queries
from tongban.inspections.records import (
    ITEMS,
    MILEAGE_MAX_KM,
    PHOTOS,
    Form,
    Tick,
    has_right_check,
    required_items,
    required_photos,
)
from tongban.registers.records import VehicleRecord
from tongban.ui.files import MEDIA_TYPES, PICTURES, checked_file, media_type
from tongban.ui.keyed import KeyedForm
from tongban.verdicts import Verdict

TAKEN = "inspect.taken"  # session: matter -> photo code -> SHA-256, so that a fault elsewhere costs no photo
Photos = Mapping[str, tuple[bytes, str]]


@dataclass(frozen=True)
class Filled:
    """What came of a request: kept, or what the page shows (templates/inspections/form.html) with its status."""

    is_kept: bool
    context: Mapping[str, Any]
    status: int


def fill(
    request: HttpRequest,
    matter_id: UUID,
    *,
    vehicle: VehicleRecord,
    vin: str,
    keep: Callable[[str, Form, Photos], object],
    at: datetime,
) -> Filled:
    """The form of one vehicle. Photos of a try with faults are kept; another VIN than `vin` is asked for once more before
    it counts. keep: the service's act, called with key, form and photos."""
    is_sent = request.method == "POST"
    taken = dict(request.session.get(TAKEN, {}).get(str(matter_id), {}))
    sent = (request.POST, request.FILES) if is_sent else (None, None)
    form = InspectionForm(*sent, type=vehicle.type, use=vehicle.use, taken=taken)
    refused: Verdict | None = None
    is_other_vin = False
    if is_sent:
        is_valid = form.is_valid()
        taken |= keep_photos(request, matter_id, form, at)
        is_other_vin = is_valid and form.cleaned_data["vin"] != vin
        if is_valid and not form.errors and (not is_other_vin or "vin_confirmed" in request.POST):
            photos = {code: picture(digest) for code, digest in taken.items() if code in form.photos}
            try:
                keep(form.cleaned_data["key"], form.form(), photos)
            except Refused as refusal:
                refused = refusal.verdict
            else:
                forget_photos(request, matter_id)
                return Filled(True, {}, 302)
    context = {
        "vehicle": vehicle,
        "form": form,
        "items": [(number, ITEMS[number], form[f"item-{number}"]) for number in form.items],
        "photos": [(code, PHOTOS[code], form[f"photo-{code}"], code in taken) for code in form.photos],
        "refused": refused,
        "is_other_vin": is_other_vin,
        "pairs": compared(form.cleaned_data["vin"], vin) if is_other_vin else [],
        "has_right_check": not is_other_vin or has_right_check(form.cleaned_data["vin"]),
        "attempt": len(queries.inspections(matter_id)) + 1,
        "at": at,
    }
    return Filled(False, context, 409 if refused else 400 if is_sent else 200)


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
        self.items = required_items(type=type, use=use)
        self.photos = required_photos(type=type)
        ticks = [(Tick.PASS.value, "✓"), (Tick.FAIL.value, "✗")]
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

    def form(self) -> Form:
        """The filled form as the rules want it."""
        cleaned = self.cleaned_data
        return Form(
            type=self.type,
            use=self.use,
            items={number: Tick(cleaned[f"item-{number}"]) for number in self.items},
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


def keep_photos(request: HttpRequest, matter_id: UUID, form: InspectionForm, at: datetime) -> dict[str, str]:
    """Put this try's photos away, so that they need not be taken again; one that cannot be read is said so."""
    kept: dict[str, str] = {}
    for code, (content, kind) in form.pictures().items():
        try:
            kept[code] = documents.store(content=content, media_type=kind, at=at)
        except Malformed:
            form.add_error(f"photo-{code}", gettext("照片打不开，重拍一张"))
    everything = request.session.get(TAKEN, {})
    everything[str(matter_id)] = everything.get(str(matter_id), {}) | kept
    request.session[TAKEN] = everything
    return kept


def forget_photos(request: HttpRequest, matter_id: UUID) -> None:
    """The form is kept with its photos; the next car begins without any."""
    everything = request.session.get(TAKEN, {})
    everything.pop(str(matter_id), None)
    request.session[TAKEN] = everything


def picture(digest: str) -> tuple[bytes, str]:
    """A photo that was put away."""
    return stored.content(digest), stored.describe(digest).media_type


def compared(read: str, registered: str) -> list[tuple[str, str, bool]]:
    """Two VINs character by character: as read, as registered, the same?"""
    return [(one, other, one == other) for one, other in zip(read, registered, strict=False)]
