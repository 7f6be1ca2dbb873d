"""The window: confirm a person who stands there with the identity card, and finish what only a window can finish."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tongban.clock import now
from tongban.errors import Malformed, NotFound, Refused
from tongban.faces import queries as faces
from tongban.identifiers import IdentityNumber, LicenceNumber, Phone, spelling
from tongban.notices import actions as notices
from tongban.offices import matters
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.people.records import AccountKind, CitizenRecord
from tongban.registers import queries as registers
from tongban.verdicts import Reason, Text, Verdict

CONFIRMED = "window.confirmed"  # session: the form's id and the person, so that a form sent twice acts once
TEXT = {"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}


class IdentityForm(forms.Form):
    """What the clerk reads from the card and hears from the person."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("姓名"),
        max_length=100,
        help_text=_("和身份证上一样。"),
        widget=forms.TextInput(TEXT),
        error_messages={"required": _("填姓名")},
    )
    number = forms.CharField(
        label=_("身份证号"),
        max_length=40,
        widget=forms.TextInput(TEXT),
        error_messages={"required": _("填身份证号")},
    )
    phone = forms.CharField(
        label=_("手机号（可不填）"),
        max_length=30,
        required=False,
        widget=forms.TextInput(TEXT | {"inputmode": "numeric"}),
    )
    username = forms.CharField(
        label=_("用户名（没有账号就不填）"), max_length=60, required=False, widget=forms.TextInput(TEXT)
    )
    moves = forms.BooleanField(
        label=_("原账号找不回了，换到这个账号"),
        required=False,
        widget=forms.CheckboxInput({"class": "govuk-checkboxes__input"}),
    )
    is_seen = forms.BooleanField(
        label=_("本人在场，人和身份证我都看过，一致"),
        widget=forms.CheckboxInput({"class": "govuk-checkboxes__input"}),
        error_messages={"required": _("没有当面核对，不能确认")},
    )

    def clean_name(self) -> str:
        """The name in its one spelling."""
        try:
            return spelling.name(self.cleaned_data["name"])
        except Malformed as wrong:
            raise forms.ValidationError(
                _("姓名里有看不见的字符，或者只有这台设备才有的字。请手工重新输入，不要粘贴。")
            ) from wrong

    def clean_number(self) -> IdentityNumber:
        """A number with a right check character; the message never repeats it."""
        try:
            return IdentityNumber(self.cleaned_data["number"])
        except Malformed as wrong:
            raise forms.ValidationError(
                _("证件号码不对：身份证是 18 位，最后一位是校验码；护照、居留证、通行证按证件填写，请核对")
            ) from wrong

    def clean_phone(self) -> Phone | None:
        """A mobile number, or none."""
        try:
            return Phone(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else None
        except Malformed as wrong:
            raise forms.ValidationError(_("手机号是 11 位，以 13 到 19 开头，请核对")) from wrong

    def clean(self) -> dict[str, Any]:
        """`account` becomes the citizen's account of that user name, or None."""
        cleaned = super().clean() or {}
        cleaned["account"] = None
        if username := cleaned.get("username"):
            try:
                cleaned["account"] = people.account(username)
            except NotFound:
                self.add_error("username", _("没有这个用户名，请本人再说一遍"))
            else:
                if cleaned["account"].kind != AccountKind.CITIZEN:
                    self.add_error("username", _("这不是个人账号"))
        elif cleaned.get("moves"):
            self.add_error("username", _("要换到哪个账号？填新账号的用户名"))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@duty_required(Duty.WINDOW)
def identity(request: OfficerRequest) -> HttpResponse:
    """Confirm a person seen in person; below, the applications that wait for a window."""
    form = IdentityForm(request.POST or None, initial={"request_id": uuid.uuid4()})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            confirm(request, form.cleaned_data)
            return redirect("portal:window-identity")
        except Refused as refusal:
            refused = refusal
    context = {
        "form": form,
        "refused": refused,
        "confirmed": last_confirmed(request) if request.method != "POST" else None,
        "parts": faces.at_window(request.officer),
        "rail": "window",
    }
    return render(
        request, "portal/window_identity.html", context, status=409 if refused else 400 if form.errors else 200
    )


def confirm(request: OfficerRequest, answers: dict[str, Any]) -> None:
    """The one action, unless this very form was already sent. Refused for the clerk's own or a relative's business."""
    sent = str(answers["request_id"])
    if request.session.get(CONFIRMED, ("", ""))[0] == sent:
        return
    number = answers["number"]
    person = matters.Matter(unknown="citizen.unknown", readers=(Duty.WINDOW,), people=(number,))
    matters.guard(officer=request.officer, matter=person)
    names, places = in_registers(number)
    seen = {"account": answers["account"], "name": answers["name"], "names": names, "number": number}
    seen |= {"by": request.officer.key, "at": now()}
    known = people.citizen_by_identity(number)
    if answers["moves"] and known is not None and known.account_id not in (None, answers["account"].pk):
        if places and not any(request.officer.may(Duty.WINDOW, region=place) for place in places):
            raise Refused("window.elsewhere", Verdict((ELSEWHERE,)))
        move(known, **seen)
        messages.success(request, MOVE_ASKED.in_language(get_language() or ""))
        request.session[CONFIRMED] = (sent, "")
        return
    found = people_actions.confirm_at_window(**seen, phone=answers["phone"])
    request.session[CONFIRMED] = (sent, str(found.id))


@transaction.atomic
def move(person: CitizenRecord, **seen: Any) -> None:
    """Ask for the move and tell whoever can open the old account."""
    people_actions.ask_to_move(**seen)
    notices.tell(person.id, MOVING, link="/account/", at=seen["at"])


def in_registers(number: IdentityNumber) -> tuple[list[str], list[str]]:
    """What the registers know of a person: the names there, and the offices that keep them."""
    names, places = [], []
    licence = LicenceNumber(number)
    if registers.is_driver(licence):
        driver = registers.driver(licence)
        names.append(driver.name)
        places.append(str(driver.office))
    for vehicle in registers.vehicles_of(str(number)):
        names.append(vehicle.owner_name)
        places.append(str(vehicle.office))
    return names, places


MOVE_ASKED = Text(
    "已登记：一天以后换到新账号。原账号收到了通知，可以在这一天里停止。",
    "Recorded: the person moves to the new account in a day. The old account has been told and can stop it until then.",
)
MOVING = Text(
    "有人带身份证在窗口申请把您换到另一个账号，一天以后生效。不是您本人，请马上停止。",
    "Somebody with your identity card asked at a window to move you to another account, in a day. If it was not you, "
    "stop it now.",
)
ELSEWHERE = Reason(
    "window-elsewhere",
    "",
    Text(
        "换账号只能由管理此人驾驶证或车辆的车管所办理。",
        "A move to another account is for an office of the region that keeps the person's licence or vehicle.",
    ),
    Text("请到驾驶证或车辆登记地的窗口办理。", "Come to a window where the licence or vehicle is registered."),
)


def last_confirmed(request: OfficerRequest) -> CitizenRecord | None:
    """Whom this clerk has just confirmed, shown once."""
    sent, citizen_id = request.session.get(CONFIRMED, ("", ""))
    if not citizen_id:
        return None
    request.session[CONFIRMED] = (sent, "")
    return people.citizen_by_id(uuid.UUID(citizen_id))
