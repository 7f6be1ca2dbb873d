"""A city's rules for vehicles that come to it: one officer writes, another approves, nothing is deleted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongban.errors import NotFound, Refused
from tongban.journal import actions as journal
from tongban.offices import matters
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.actions.acting import refuse_unless
from tongban.transfers.entries import PolicyApproved, PolicyDrafted, PolicyEnded
from tongban.transfers.models import Policy
from tongban.transfers.queries import facts
from tongban.transfers.queries.matters import matter_of_policy
from tongban.transfers.rules import policies
from tongban.verdicts import Reason, Text, Verdict


def draft_policy(*, policy_id: UUID, policy: policies.CityPolicy, officer: OfficerRecord, at: datetime) -> UUID:
    """Write a rule down. policy_id is chosen by the page, so that a double click is one draft.

    Refused("policy.findings") with everything that the national rules, or the city's others, have against it;
    Refused("policy.key") when the id stands for another rule; Malformed("region.ended") for a city that ended.
    """
    require_duty(officer, Duty.RULE_EDIT, prefecture=policy.prefecture)
    offices.require_standing(policy.prefecture)
    others = facts.policies_of(policy.prefecture)
    refuse_unless(policies.findings(policy, others=others), code="policy.findings")
    with transaction.atomic():
        drafted = {
            "prefecture": policy.prefecture,
            "kind": policy.kind,
            "minimum_emission": policy.minimum_emission,
            "from_day": policy.from_day,
            "until_day": policy.until_day,
            "text_zh": policy.text.zh,
            "text_en": policy.text.en,
            "source": policy.source,
            "is_advice": policy.is_advice,
            "exempts_new_energy": policy.exempts_new_energy,
            "includes_small_non_operating": policy.includes_small_non_operating,
            "author": officer.id,
        }
        row, is_new = Policy.objects.get_or_create(pk=policy_id, defaults=drafted | {"drafted_at": at})
        if any(getattr(row, name) != value for name, value in drafted.items()):
            raise Refused("policy.key", Verdict.of([ID_USED]))
        if is_new:
            entry = PolicyDrafted(
                policy=str(policy_id),
                prefecture=policy.prefecture,
                kind=policy.kind,
                from_day=policy.from_day.isoformat(),
            )
            journal.record(entry, by=officer.key, about=[f"policy:{policy_id}"], at=at)
    return policy_id


def approve_policy(*, policy_id: UUID, officer: OfficerRecord, at: datetime) -> None:
    """Put a draft into force; Refused("policy.same-person") for its author. Approving twice changes
    nothing; Refused("policy.approved") if somebody else was faster."""
    with transaction.atomic():
        row = lock(policy_id)
        require_duty(officer, Duty.RULE_APPROVAL, prefecture=row.prefecture)
        if row.approved_at is not None and row.approver == officer.id:
            return
        if row.approved_at is not None:
            raise Refused("policy.approved", Verdict.of([APPROVED_ALREADY]))
        verdict = policies.may_approve(author=str(row.author), approver=str(officer.id))
        refuse_unless(verdict, code="policy.same-person")
        others = facts.policies_of(row.prefecture)
        refuse_unless(policies.findings(facts.policy_record(row), others=others), code="policy.findings")
        row.approver, row.approved_at = officer.id, at
        row.save(update_fields=["approver", "approved_at"])
        entry = PolicyApproved(policy=str(policy_id), prefecture=row.prefecture)
        journal.record(entry, by=officer.key, about=[f"policy:{policy_id}"], at=at)


def end_policy(*, policy_id: UUID, until_day: date, officer: OfficerRecord, at: datetime) -> None:
    """Give a rule its last day; Refused("policy.ended") if that day is before its first."""
    with transaction.atomic():
        row = lock(policy_id)
        require_duty(officer, Duty.RULE_APPROVAL, prefecture=row.prefecture)
        if until_day < row.from_day:
            raise Refused("policy.ended", Verdict.of([BEFORE_IT_BEGAN]))
        if row.until_day == until_day:
            return
        row.until_day = until_day
        row.save(update_fields=["until_day"])
        entry = PolicyEnded(policy=str(policy_id), until_day=until_day.isoformat())
        journal.record(entry, by=officer.key, about=[f"policy:{policy_id}"], at=at)


def lock(policy_id: UUID) -> Policy:
    """The policy's locked row; NotFound("policy.unknown")."""
    row = Policy.objects.select_for_update().filter(pk=policy_id).first()
    if row is None:
        raise NotFound("policy.unknown")
    return row


def require_duty(officer: OfficerRecord, duty: Duty, *, prefecture: str) -> None:
    """The officer's duty covers the prefecture; raises as `matters.guard`."""
    matters.guard(officer=officer, matter=matter_of_policy(prefecture), duties=(duty,))


ID_USED = Reason(
    "policy-key",
    "",
    Text("这次提交用的编号已经用在另一条规定上。", "The key of this submission belongs to another rule."),
    Text("刷新页面再提交一次。", "Reload the page and submit again."),
)
APPROVED_ALREADY = Reason(
    "policy-approved",
    "",
    Text("别人已经批准了这条规定。", "Somebody else has approved this rule."),
    Text("刷新页面看现在的情况。", "Reload to see how it stands."),
)
BEFORE_IT_BEGAN = Reason(
    "policy-ends-before",
    "",
    Text("最后一天早于开始的一天。", "The last day is before the first."),
    Text("改一个日期。", "Choose another day."),
)
