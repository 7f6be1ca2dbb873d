"""The administrator's pages: which region has which service since when, and which officer has which duty.

Everything is inside the regions of the own duty: what lies outside is no choice in a form, and an officer outside
is not found.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.clock import day_of, now
from tongban.errors import Malformed, NotFound, Refused
from tongban.offices import actions, matters, queries
from tongban.offices.forms import (
    SERVICES,
    GrantForm,
    IdentifyForm,
    KinForm,
    RolloutForm,
    SignOutForm,
    WithdrawForm,
    duty_name,
    place_name,
)
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Charge, Duty, OfficerRecord, RolloutRecord
from tongban.ui.paging import page_number, pages_context

SERVICE = "licences"  # the only one that is rolled out yet


OFFICERS_SHOWN = 50  # on a page


def scope_of(officer: OfficerRecord) -> tuple[str, ...]:
    """The region prefixes that this officer administers."""
    return tuple(charge.region_prefix for charge in officer.charges if charge.duty is Duty.ADMINISTER)


# --- Rollouts ------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@duty_required(Duty.ADMINISTER)
def rollouts(request: OfficerRequest) -> HttpResponse:
    """Where the service is open since when, the own regions first; open or close it in the own scope."""
    at = now()
    first = {"from_day": day_of(at), "act": request.GET.get("act"), "region_prefix": request.GET.get("region")}
    form = RolloutForm(request.POST or None, prefixes=scope_of(request.officer), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            move_rollout(form.cleaned_data, by=request.officer.key, at=at)
        except NotFound:
            form.add_error("region_prefix", _("这个地区自己没有开通过，不用停办"))
        else:
            messages.success(request, _("已记录。"))
            return redirect("offices:rollouts")
    lines = [rollout_line(line, officer=request.officer, on=day_of(at)) for line in queries.rollouts(SERVICE)]
    context = {
        "service": SERVICES[SERVICE],
        "lines": sorted(lines, key=lambda row: not row["is_own"]),
        "form": form,
        "rail": "offices",
        "tab": "rollouts",
    }
    return render(request, "offices/rollouts.html", context, status=400 if form.errors else 200)


def move_rollout(answers: dict[str, Any], *, by: str, at: datetime) -> None:
    """The one action that the form asks for."""
    where = {"service": SERVICE, "region_prefix": answers["region_prefix"], "from_day": answers["from_day"]}
    if answers["act"] == "close":
        actions.close_service(**where, by=by, at=at)
    else:
        actions.open_service(**where, until_day=answers["until_day"], by=by, at=at)


def rollout_line(line: RolloutRecord, *, officer: OfficerRecord, on: date) -> dict[str, Any]:
    """One row of the list."""
    return {
        "line": line,
        "place": place_name(line.region_prefix),
        "province": queries.province_name(line.region_prefix) if line.region_prefix else None,
        "is_open": line.is_open(on=on),
        "is_coming": line.from_day > on,
        "is_own": officer.may(Duty.ADMINISTER, region=line.region_prefix),
    }


# --- Officers ------------------------------------------------------------------------------------------------
@require_safe
@duty_required(Duty.ADMINISTER)
def officers(request: OfficerRequest) -> HttpResponse:
    """The officers of the offices in the own scope, with their duties today."""
    scope, number = scope_of(request.officer), page_number(request)
    page = queries.officers_under(scope, on=day_of(now()), size=OFFICERS_SHOWN, number=number)
    rows = [{"officer": one, "duties": sorted(duty_name(duty) for duty in one.duties)} for one in page.rows]
    context = {"rows": rows, "rail": "offices", "tab": "officers", **pages_context(page, kept={})}
    return render(request, "offices/officers.html", context)


@require_safe
@duty_required(Duty.ADMINISTER)
def officer(request: OfficerRequest, officer_id: UUID) -> HttpResponse:
    """One officer: duties with region and term, relatives by number, and the three forms."""
    return officer_page(request, officer_id)


@require_POST
@duty_required(Duty.ADMINISTER)
def grant(request: OfficerRequest, officer_id: UUID) -> HttpResponse:
    """Give a duty; what the separation of duties says against it stands on the page."""
    subject = in_scope(request, officer_id)
    form = GrantForm(request.POST, prefixes=scope_of(request.officer), prefix="grant")
    if not form.is_valid():
        return officer_page(request, officer_id, grant_form=form)
    answers = form.cleaned_data | {"duty": Duty(form.cleaned_data["duty"])}
    try:
        actions.grant_duty(officer_id=subject.id, **answers, by=request.officer.key, at=now())
    except Refused as refused:
        return officer_page(request, officer_id, grant_form=form, refused=refused)
    messages.success(request, _("已授予。"))
    return redirect("offices:officer", officer_id)


@require_POST
@duty_required(Duty.ADMINISTER)
def withdraw(request: OfficerRequest, officer_id: UUID) -> HttpResponse:
    """Take a duty back, with a reason."""
    subject = in_scope(request, officer_id)
    form = WithdrawForm(request.POST, charges=own_charges(request, officer_id), prefix="withdraw")
    if not form.is_valid():
        return officer_page(request, officer_id, withdraw_form=form)
    duty, _colon, region_prefix = form.cleaned_data["charge"].partition(":")
    actions.withdraw_duty(
        officer_id=subject.id,
        duty=Duty(duty),
        region_prefix=region_prefix,
        reason=form.cleaned_data["reason"],
        by=request.officer.key,
        at=now(),
    )
    messages.success(request, _("已收回。"))
    return redirect("offices:officer", officer_id)


@require_POST
@duty_required(Duty.ADMINISTER)
def kin(request: OfficerRequest, officer_id: UUID) -> HttpResponse:
    """Note a relative of the officer; only a digest of the number is kept."""
    subject = in_scope(request, officer_id)
    form = KinForm(request.POST, prefix="kin")
    if not form.is_valid():
        return officer_page(request, officer_id, kin_form=form)
    actions.declare_kin(
        officer_id=subject.id,
        identity_number=form.cleaned_data["number"],
        relation=form.cleaned_data["relation"],
        by=request.officer.key,
        at=now(),
    )
    messages.success(request, _("已登记亲属。"))
    return redirect("offices:officer", officer_id)


@require_POST
@duty_required(Duty.ADMINISTER)
def sign_out(request: OfficerRequest, officer_id: UUID) -> HttpResponse:
    """End all sessions of the officer, with a reason."""
    subject = in_scope(request, officer_id)
    form = SignOutForm(request.POST, prefix="sign-out")
    if not form.is_valid():
        return officer_page(request, officer_id, sign_out_form=form)
    actions.sign_out_officer(
        officer_id=subject.id, reason=form.cleaned_data["reason"], by=request.officer.key, at=now()
    )
    messages.success(request, _("已让这名人员在所有设备上退出。"))
    return redirect("offices:officer", officer_id)


@require_POST
@duty_required(Duty.ADMINISTER)
def identify(request: OfficerRequest, officer_id: UUID) -> HttpResponse:
    """Note who the officer is; only a digest of the number is kept."""
    subject = in_scope(request, officer_id)
    form = IdentifyForm(request.POST, prefix="identify")
    if form.is_valid():
        number = form.cleaned_data["number"]
        try:
            actions.identify_officer(officer_id=subject.id, identity_number=number, by=request.officer.key, at=now())
        except Malformed:
            form.add_error("number", _("这个号码登记不了：这名人员已经登记过，或者号码属于另一名人员。"))
        else:
            messages.success(request, _("已登记身份证号。"))
            return redirect("offices:officer", officer_id)
    return officer_page(request, officer_id, identify_form=form)


def in_scope(request: OfficerRequest, officer_id: UUID) -> OfficerRecord:
    """The officer, if their office lies in a region that the asking officer administers; NotFound otherwise."""
    found = queries.officer_by_id(officer_id, on=day_of(now()))
    matter = matters.Matter(unknown="officer.unknown", readers=(Duty.ADMINISTER,), places=(str(found.office),))
    matters.guard(officer=request.officer, matter=matter)
    return found


def own_charges(request: OfficerRequest, officer_id: UUID) -> list[Charge]:
    """The officer's charges that the asking officer may take back."""
    charges = queries.charges_of(officer_id)
    return [one for one in charges if request.officer.may(Duty.ADMINISTER, region=one.region_prefix)]


def officer_page(
    request: OfficerRequest,
    officer_id: UUID,
    *,
    grant_form: GrantForm | None = None,
    withdraw_form: WithdrawForm | None = None,
    kin_form: KinForm | None = None,
    identify_form: IdentifyForm | None = None,
    sign_out_form: SignOutForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """The page of one officer, with the form that came back."""
    subject, today = in_scope(request, officer_id), day_of(now())
    own, scope = own_charges(request, officer_id), scope_of(request.officer)
    rows = [
        {
            "charge": one,
            "duty": duty_name(one.duty),
            "place": place_name(one.region_prefix),
            "is_now": one.is_in_force(on=today),
            "is_coming": one.from_day > today,
            "is_own": one in own,
        }
        for one in queries.charges_of(officer_id)
    ]
    context = {
        "subject": subject,
        "rows": rows,
        "kin": queries.kin_of(officer_id),
        "grant_form": grant_form or GrantForm(prefixes=scope, prefix="grant", initial={"from_day": today}),
        "withdraw_form": withdraw_form or WithdrawForm(charges=own, prefix="withdraw"),
        "kin_form": kin_form or KinForm(prefix="kin"),
        "sign_out_form": sign_out_form or SignOutForm(prefix="sign-out"),
        "identify_form": identify_form or IdentifyForm(prefix="identify"),
        "refused": refused,
        "rail": "offices",
        "tab": "officers",
    }
    sent_back = grant_form or withdraw_form or kin_form or identify_form or sign_out_form
    status = 409 if refused else 400 if sent_back else 200
    return render(request, "offices/officer.html", context, status=status)
