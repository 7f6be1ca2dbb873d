"""The auditor's pages: is the journal whole, what was added to it, and who looked people up most.

Nothing here says whom an entry concerns: the list shows what the log shows to everybody. Details of a person are
opened by a service's search with duty and reason, which stands in that person's own history.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tongban.clock import day_of, now
from tongban.errors import NotFound, Unavailable
from tongban.journal import queries as journal
from tongban.limits.table import limit
from tongban.offices import actions as office_actions
from tongban.offices import queries as offices
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import LOOKS, Duty, OfficerRecord
from tongban.verdicts import Report, Text

LOOK_DAYS = 7
NEWEST = 30
VERIFY_AT_MOST = 200_000  # entries; a longer log is verified by the command, not while a browser waits
CHECK_NAMES = {
    "checkpoint-signature": Text("检查点签名", "The checkpoint is signed by the key"),
    "tree": Text("哈希树", "The tree adds up to the checkpoint"),
    "entries": Text("日志条目", "Every entry stands in the tree"),
    "places": Text("条目位置", "Every row stands at the place that it claims"),
    "details": Text("条目内容", "The details are those that were committed to"),
    "last-checkpoint": Text("库外检查点", "The log continues the checkpoint kept outside the database"),
}


LIMIT_WORDS = {
    "looks-hour": Text("一小时内查得太多", "Too many looks in an hour"),
    "looks-week": Text("七天内查得太多", "Too many looks in seven days"),
    "looks": Text("查得太多，已暂停查询", "So many looks that searching was paused"),
}


class EntryForm(forms.Form):
    """The id of an entry, as it stands on a receipt."""

    entry = forms.UUIDField(
        label=_("条目编号"),
        widget=forms.TextInput({"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("填条目编号"), "invalid": _("条目编号是 36 位，带 4 个连字符")},
    )


@require_safe
@duty_required(Duty.AUDIT)
def audit(request: OfficerRequest) -> HttpResponse:
    """The journal at a glance; `?entry=` leads on to that entry."""
    form = EntryForm(request.GET if "entry" in request.GET else None)
    if form.is_valid():
        try:
            return redirect("portal:audit-entry", journal.listed(form.cleaned_data["entry"]).id)
        except NotFound:
            form.add_error("entry", _("日志里没有这个编号"))
    return audit_page(request, form=form)


@require_POST
@duty_required(Duty.AUDIT)
def verify(request: OfficerRequest) -> HttpResponse:
    """Recompute the whole journal now; nothing is changed by it."""
    state = state_of_journal()
    report = journal.verify_all() if state["size"] and not state["is_long"] else None
    return audit_page(request, form=EntryForm(), report=report)


@require_POST
@duty_required(Duty.AUDIT)
def see_alarm(request: OfficerRequest, alarm_id: UUID) -> HttpResponse:
    """Note what came of asking an officer why they looked so many people up."""
    office_actions.see_look_alarm(
        alarm_id=alarm_id, note=request.POST.get("note", ""), officer=request.officer, at=now()
    )
    return redirect("portal:audit")


def audit_page(request: OfficerRequest, *, form: EntryForm, report: Report | None = None) -> HttpResponse:
    """The page, with the report if one was asked for."""
    at = now()
    context = {
        **state_of_journal(),
        "newest": journal.newest(NEWEST),
        "looks": looks(request.officer, at=at),
        "limit": limit("looks-week").burst,
        "alarms": [(one, LIMIT_WORDS[one.limit]) for one in offices.look_alarms(request.officer)],
        "form": form,
        "report": report,
        "checks": [(CHECK_NAMES.get(one.check, one.check), one) for one in report.checks] if report else [],
        "at": at,
        "rail": "audit",
    }
    return render(request, "portal/audit.html", context, status=400 if form.errors else 200)


@require_safe
@duty_required(Duty.AUDIT)
def entry(request: OfficerRequest, entry_id: UUID) -> HttpResponse:
    """One entry as the log shows it, its receipt, and how anybody can check that without us."""
    found, state = journal.listed(entry_id), state_of_journal()
    context = {
        **state,
        "entry": found,
        "has_proof": found.index is not None and found.index < state["size"],
        "leaf": journal.leaf(entry_id).decode("utf-8", "backslashreplace"),
        "log": f"{settings.BASE_URL}/log/",
        "vkey": journal.vkey(),
        "rail": "audit",
    }
    return render(request, "portal/audit_entry.html", context)


def state_of_journal() -> dict[str, Any]:
    """Size, last checkpoint, and what waits; size 0 before the first checkpoint."""
    try:
        text = journal.checkpoint().decode()
        size = journal.head().size
    except Unavailable:
        text, size = "", 0
    return {
        "size": size,
        "checkpoint": text,
        "signed_at": journal.signed_at(),
        "waiting": journal.waiting(),
        "is_long": size > VERIFY_AT_MOST,
    }


def looks(officer: OfficerRecord, *, at: datetime) -> list[dict[str, Any]]:
    """Who of the own scope looked people up how often in the last days, the busiest first. By service number."""
    counted = journal.counts_by_actor(LOOKS, since=at - timedelta(days=LOOK_DAYS), until=at)
    by_id = {UUID(key.removeprefix("officer:")): n for key, n in counted.items() if key.startswith("officer:")}
    known = offices.officers_of(by_id, on=day_of(at))
    return [
        {
            "number": known[who].number,
            "office": known[who].office_text,
            "count": n,
            "is_many": n >= limit("looks-week").burst,
        }
        for who, n in by_id.items()
        if who in known and officer.may(Duty.AUDIT, region=known[who].office.region)
    ][:20]
