"""A policy comes into force by two people: one writes, another approves. Nothing is deleted; it ends with a last day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.errors import NotFound, Refused, refuse_unless
from tongban.journal import actions as journal
from tongban.offices import matters
from tongban.offices import queries as offices
from tongban.offices.records import OfficerRecord
from tongban.policies.kinds import Kind
from tongban.policies.models import Policy
from tongban.policies.queries import binding, of_kind
from tongban.policies.records import P
from tongban.verdicts import Reason, Text, Verdict

__all__ = ["approve", "draft", "end"]


def draft(kind: Kind[P], policy_id: UUID, policy: P, *, officer: OfficerRecord, at: datetime) -> UUID:
    """Write a policy down. policy_id is chosen by the page, so that a double click is one draft.

    Refused("<kind>.findings") with everything that stands against it; Refused("<kind>.key") when the id stands for
    another; Malformed("region.ended") for a place that ended. As `matters.guard` without the duty for the place.
    """
    columns = kind.columns(policy) | {"author": officer.id}
    place: str = columns["place"]
    matters.guard(officer=officer, matter=kind.matter(place), duties=(kind.writes,))
    offices.require_standing(place)
    refuse_unless(kind.findings(policy, binding(kind, place)), code=f"{kind.name}.findings")
    with transaction.atomic():
        row, is_new = Policy.objects.get_or_create(pk=policy_id, defaults=columns | {"drafted_at": at})
        if any(getattr(row, name) != value for name, value in columns.items()):
            raise Refused(f"{kind.name}.key", because(kind, "key", ID_USED))
        if is_new:
            told = kind.drafted(str(policy_id), policy)
            journal.record(told, by=officer.key, about=[kind.key(policy_id)], at=at)
    return policy_id


def approve(kind: Kind[Any], policy_id: UUID, *, officer: OfficerRecord, at: datetime) -> None:
    """Put a draft into force; Refused("<kind>.same-person") for its author. Approving twice changes nothing;
    Refused("<kind>.approved") if somebody else was faster."""
    with transaction.atomic():
        row = lock(kind, policy_id, officer)
        if row.approved_at is not None and row.approver == officer.id:
            return
        if row.approved_at is not None:
            raise Refused(f"{kind.name}.approved", because(kind, "approved", APPROVED_ALREADY))
        if row.author == officer.id:
            raise Refused(f"{kind.name}.same-person", Verdict.of([kind.same_person]))
        refuse_unless(kind.findings(kind.of(row), binding(kind, row.place)), code=f"{kind.name}.findings")
        row.approver, row.approved_at = officer.id, at
        row.save(update_fields=["approver", "approved_at"])
        told = kind.approved(str(policy_id), row.place)
        journal.record(told, by=officer.key, about=[kind.key(policy_id)], at=at)


def end(kind: Kind[Any], policy_id: UUID, *, until_day: date, officer: OfficerRecord, at: datetime) -> None:
    """Give a policy its last day; Refused("<kind>.ended") if that day is before its first."""
    with transaction.atomic():
        row = lock(kind, policy_id, officer)
        if until_day < row.from_day:
            raise Refused(f"{kind.name}.ended", because(kind, "ends-before", BEFORE_IT_BEGAN))
        if row.until_day == until_day:
            return
        row.until_day = until_day
        row.save(update_fields=["until_day"])
        told = kind.ended(str(policy_id), until_day.isoformat())
        journal.record(told, by=officer.key, about=[kind.key(policy_id)], at=at)


def lock(kind: Kind[Any], policy_id: UUID, officer: OfficerRecord) -> Policy:
    """The locked row of one that this officer may approve or end; NotFound("<kind>.unknown")."""
    row = of_kind(kind).select_for_update().filter(pk=policy_id).first()
    if row is None:
        raise NotFound(f"{kind.name}.unknown")
    matters.guard(officer=officer, matter=kind.matter(row.place), duties=(kind.approves,))
    return row


def because(kind: Kind[Any], code: str, said: tuple[Text, Text]) -> Verdict:
    """A "no" of one reason, which no law demands."""
    return Verdict.of([Reason(f"{kind.name}-{code}", "", *said)])


ID_USED = (
    Text("这次提交用的编号已经用在另一条规定上。", "The key of this submission belongs to another rule."),
    Text("刷新页面再提交一次。", "Reload the page and submit again."),
)
APPROVED_ALREADY = (
    Text("别人已经批准了这条规定。", "Somebody else has approved this rule."),
    Text("刷新页面看现在的情况。", "Reload to see how it stands."),
)
BEFORE_IT_BEGAN = (
    Text("最后一天早于开始的一天。", "The last day is before the first."),
    Text("改一个日期。", "Choose another day."),
)
