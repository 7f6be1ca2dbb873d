"""City rules for vehicles that come: written by one officer, approved by another, read by everybody as of any day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.clock import day_of, now
from tongban.errors import Malformed, Refused
from tongban.identifiers import spelling
from tongban.journal import queries as journal
from tongban.offices import matters
from tongban.offices import queries as offices
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty, OfficerRecord
from tongban.policies import actions, picture
from tongban.policies import queries as policies
from tongban.policies.records import Policy, State
from tongban.transfers.forms.desk import EndForm, PolicyForm
from tongban.transfers.queries.policies import CITY_RULES, city_policies, city_policy, policies_of
from tongban.transfers.rules import policies as rules
from tongban.transfers.views.desk import TIMELINE, actors_of
from tongban.ui.paging import page_number, pages_context
from tongban.ui.templatetags.ui import say
from tongban.verdicts import Text, Verdict

STATES: dict[State, Text] = {
    State.DRAFT: Text("草稿，等批准", "Draft, to be approved"),
    State.COMING: Text("已批准，未到日子", "Approved, not yet begun"),
    State.IN_FORCE: Text("执行中", "In force"),
    State.ENDED: Text("已终止", "Ended"),
}
KINDS: dict[rules.Kind, Text] = {
    rules.Kind.EMISSION: Text("排放标准", "Emission stage"),
    rules.Kind.QUOTA: Text("购车指标", "Quota"),
    rules.Kind.RESIDENCE: Text("住所或居住", "Residence"),
}


@require_safe
@duty_required(*CITY_RULES.duties)
def desk(request: OfficerRequest) -> HttpResponse:
    """The rules of the officer's cities: dates, state, and a picture of time."""
    on = day_of(now())
    found = city_policies(*cities_around(request.officer, *CITY_RULES.duties), on=on)
    context = {"rows": drawn(found, on=on), "years": picture.years(on), "today": picture.place(on, on=on), **rail()}
    return render(request, "transfers/policy_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@duty_required(Duty.RULE_EDIT)
def draft(request: OfficerRequest) -> HttpResponse:
    """Write a rule down; what the national rules and the city's others have against it is said at once."""
    cities = cities_of(request.officer)
    form = PolicyForm(request.POST or None, cities=cities)
    verdict: Verdict | None = None
    if request.method == "POST" and form.is_valid():
        record = form.record()
        verdict = rules.findings(record, others=policies_of(record.prefecture))
        if verdict.is_allowed and "check" not in request.POST:
            try:
                actions.draft(CITY_RULES, form.cleaned_data["policy"], record, officer=request.officer, at=now())
            except Refused as refusal:
                verdict = refusal.verdict
            else:
                return redirect("transfers:policy", form.cleaned_data["policy"])
    status = 200 if request.method != "POST" or "check" in request.POST else 400
    context = {"form": form, "verdict": verdict, "overrides": rules.OVERRIDES, **rail()}
    return render(request, "transfers/policy_draft.html", context, status=status)


@require_safe
@duty_required(*CITY_RULES.duties)
def policy(request: OfficerRequest, policy_id: UUID) -> HttpResponse:
    """One rule with its history, and what this officer may do with it."""
    return render(request, "transfers/policy.html", policy_context(request, policy_id))


def policy_context(request: OfficerRequest, policy_id: UUID, **more: Any) -> dict[str, Any]:
    """What the page of one rule shows."""
    at = now()
    found = city_policy(policy_id, on=day_of(at))
    matters.guard(officer=request.officer, matter=CITY_RULES.matter(found.place))
    others = [one for one in policies_of(found.place) if one != found.policy]
    people = offices.officers_of([one for one in (found.author, found.approver) if one], on=day_of(at))
    page = journal.history_page(f"policy:{policy_id}", number=page_number(request), size=TIMELINE)
    may_approve = request.officer.may(Duty.RULE_APPROVAL, region=found.place)
    return {
        "one": found,
        "state": STATES[found.state],
        "kind": KINDS[found.policy.kind],
        "verdict": rules.findings(found.policy, others=others),
        "author": people.get(found.author),
        "approver": people.get(found.approver) if found.approver else None,
        "may_approve": may_approve and found.state is State.DRAFT,
        "is_author": found.author == request.officer.id,
        "may_end": may_approve and found.state in (State.IN_FORCE, State.COMING),
        "end_form": EndForm(),
        "entries": page.rows,
        **pages_context(page, kept={}),
        "actors": actors_of(page.rows, at=at),
        **rail(),
        **more,
    }


@require_POST
@duty_required(Duty.RULE_APPROVAL)
def approve(request: OfficerRequest, policy_id: UUID) -> HttpResponse:
    """Put a colleague's rule into force."""
    try:
        actions.approve(CITY_RULES, policy_id, officer=request.officer, at=now())
    except Refused as refusal:
        context = policy_context(request, policy_id, refused=refusal.verdict)
        return render(request, "transfers/policy.html", context, status=409)
    return redirect("transfers:policy", policy_id)


@require_POST
@duty_required(Duty.RULE_APPROVAL)
def end(request: OfficerRequest, policy_id: UUID) -> HttpResponse:
    """Give a rule its last day."""
    form = EndForm(request.POST)
    refused: Verdict | None = None
    if form.is_valid():
        try:
            until_day = form.cleaned_data["until_day"]
            actions.end(CITY_RULES, policy_id, until_day=until_day, officer=request.officer, at=now())
        except Refused as refusal:
            refused = refusal.verdict
        else:
            return redirect("transfers:policy", policy_id)
    context = policy_context(request, policy_id, refused=refused, end_form=form)
    return render(request, "transfers/policy.html", context, status=409 if refused else 400)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Every city's rules in force on a day, for everybody."""
    today = day_of(now())
    try:
        on = spelling.day(request.GET.get("on", ""))
    except Malformed:
        on = today
    found = [one for one in city_policies("", on=on) if one.state is State.IN_FORCE]
    cities: dict[Text, list[dict[str, Any]]] = {}
    for one in found:
        cities.setdefault(one.place_name, []).append({"one": one, "kind": KINDS[one.policy.kind]})
    context = {
        "cities": cities.items(),
        "on": on,
        "today": today,
        "overrides": [one for one in rules.OVERRIDES if one.source.since <= on],
        "tab": "rules",
    }
    return render(request, "transfers/policy_public.html", context)


# --- who may write for which city, and the picture of time ------------------------------------------------------------
def cities_around(officer: OfficerRecord, *duties: Duty) -> tuple[str, ...]:
    """The areas in which the officer holds one of the duties, widened to whole cities."""
    return tuple({offices.city_of(area) if area else area for area in officer.areas(*duties)})


def cities_of(officer: OfficerRecord) -> list[tuple[str, str]]:
    """The cities that the officer may write for: code and name."""
    codes = {city.code for area in cities_around(officer, Duty.RULE_EDIT) for city in offices.cities_in(area)}
    return [(code, say(name)) for code, name in sorted(policies.place_names(codes).items())]


def drawn(found: Iterable[Policy[rules.CityPolicy]], *, on: date) -> list[dict[str, Any]]:
    """Each rule with its bar in the picture of time."""
    return [
        {
            "one": one,
            "state": STATES[one.state],
            "kind": KINDS[one.policy.kind],
            "bar": picture.bar(one.policy, on=on),
        }
        for one in found
    ]


def rail() -> dict[str, Any]:
    """Where these pages stand in the rail."""
    return {"rail": "policies"}
