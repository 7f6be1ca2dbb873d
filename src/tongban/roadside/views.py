"""The officer's pages at the roadside: scan, result, typed number, own checks. Night first."""

from __future__ import annotations

import hashlib
import uuid
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.clock import now
from tongban.credentials import queries as credentials
from tongban.errors import Malformed
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty, Purpose
from tongban.roadside import actions, queries, words
from tongban.roadside.forms import NumberForm, PlateForm, json_body, moment, text, uuid_of
from tongban.standards import qrcode


@require_safe
@duty_required(Duty.ROADSIDE_CHECK)
def start(request: OfficerRequest) -> HttpResponse:
    """Scan by camera, picture or text; works off line from the lists that the script keeps."""
    root = keys.issuer_of(keys.certificates(Role.LIST)[0])
    roots = (root, *keys.former_roots(root, at=now())[1::2])
    context = {
        "pinned": " ".join(hashlib.sha256(one).hexdigest() for one in roots),
        "fresh_seconds": credentials.fresh_list_seconds(),
        "offline_heads": words.OFFLINE_HEADS,
        "offline_vehicle_heads": words.OFFLINE_VEHICLE_HEADS,
        "offline_reasons": words.OFFLINE_REASONS,
        "other_codes": qrcode.KINDS,
        "uses": words.uses(),
        "no_penalty": words.NO_PENALTY,
        "until_words": {"long-term": words.LONG_TERM},
        "yes_no": {"true": words.YES, "false": words.NO},
        "purposes": words.PURPOSES,
    }
    return render(request, "roadside/start.html", context)


@require_POST
@duty_required(Duty.ROADSIDE_CHECK)
def check(request: OfficerRequest) -> HttpResponse:
    """Check a code: JSON for the script, a plain form without it."""
    if request.content_type == "application/json":
        return check_json(request)
    try:
        check_id = actions.check_licence(
            request.POST.get("code", "").strip(), check_id=uuid.uuid4(), by=request.officer, at=now()
        )
    except Malformed as wrong:
        context = {"head": words.UNREADABLE, "line": wrong.say}
        return render(request, "roadside/unreadable.html", context, status=wrong.status)
    return redirect("roadside:result", check_id)


def check_json(request: OfficerRequest) -> JsonResponse:
    """One check for the script: where its result page is (docs/ui-scripts.md)."""
    asked = json_body(request)
    check_id = actions.check_licence(
        text(asked, "code", 4096),
        check_id=uuid_of(asked.get("id")),
        challenge=text(asked, "challenge", 4) or None,
        by=request.officer,
        at=now(),
        scanned_at=moment(asked.get("scanned_at")),
    )
    return JsonResponse({"url": reverse("roadside:result", args=[check_id])})


@require_http_methods(["GET", "HEAD", "POST"])
@duty_required(Duty.ROADSIDE_CHECK)
def number(request: OfficerRequest) -> HttpResponse:
    """The second choice: type a number, with a reason that the holder will read."""
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose = Purpose(duty=Duty.ROADSIDE_CHECK, reason=form.cleaned_data["reason"])
        check_id = actions.check_number(
            form.cleaned_data["number"],
            check_id=form.cleaned_data["check"],
            purpose=purpose,
            by=request.officer,
            at=now(),
        )
        return redirect("roadside:result", check_id)
    return render(request, "roadside/number.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@duty_required(Duty.ROADSIDE_CHECK)
def plate(request: OfficerRequest) -> HttpResponse:
    """A vehicle without a phone: type its plate, with a reason that the owner will read."""
    kinds, said = words.plate_kinds(), words.check_reasons()
    form = PlateForm(request.POST or None, kinds=kinds, said=said, initial={"plate_kind": "02"})
    if request.method == "POST" and form.is_valid():
        purpose = Purpose(duty=Duty.ROADSIDE_CHECK, reason=form.cleaned_data["reason"])
        check_id = actions.check_plate(
            plate_kind=form.cleaned_data["plate_kind"],
            plate=form.cleaned_data["plate"],
            check_id=form.cleaned_data["check"],
            purpose=purpose,
            said=form.cleaned_data["said"],
            by=request.officer,
            at=now(),
        )
        return redirect("roadside:result", check_id)
    return render(request, "roadside/plate.html", {"form": form})


@require_safe
@duty_required(Duty.ROADSIDE_CHECK)
def result(request: OfficerRequest, check_id: UUID) -> HttpResponse:
    """One word, one colour, all reasons, the age of the data."""
    return render(
        request, "roadside/result.html", {"check": queries.check(check_id, officer=request.officer), "at": now()}
    )


@require_safe
@duty_required(Duty.ROADSIDE_CHECK)
def checks(request: OfficerRequest) -> HttpResponse:
    """The officer's own checks, newest first."""
    return render(request, "roadside/checks.html", {"checks": queries.checks_of(request.officer)})


@require_safe
@duty_required(Duty.ROADSIDE_CHECK)
def portrait(request: OfficerRequest, check_id: UUID) -> HttpResponse:
    """The holder's face for comparing: of the electronic licence, else of the register."""
    content = queries.shown_portrait(check_id, officer=request.officer, at=now())
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
