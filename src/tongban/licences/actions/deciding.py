"""An officer's decision on a photo waits a minute before it takes effect, so that a slip of the hand can be taken back.

Whoever writes a proposal has locked its application before, so of undoing, carrying out and deciding once more at the
same moment one comes first, and the others find what it did.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.errors import Forbidden, NotFound, Refused
from tongban.followers import actions as followers
from tongban.journal import actions as journal
from tongban.licences.actions.reviewing import (
    Decision,
    guard_attempt,
    guard_reasons,
    guard_undecided,
    lock_application,
    move_of,
    review_photo,
    review_row,
)
from tongban.licences.entries import DecisionLapsed, DecisionProposed, DecisionUndone
from tongban.licences.models import Application, ProposedDecision
from tongban.licences.profile import profile
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord
from tongban.verdicts import Reason, Text, Verdict

DECISIONS = "licences/decisions"  # the line of dead letters


def propose_decision(
    *,
    proposal_id: UUID,
    application_id: UUID,
    attempt: int,
    decision: Decision,
    broken: tuple[str, ...] = (),
    officer: OfficerRecord,
    at: datetime,
) -> None:
    """Decide on a photo: it takes effect by `carry_out_decisions` when `review_undo_seconds` are over, unless undone.

    `proposal_id` comes with the form: sent again it changes nothing, not even after it was undone, and it serves no
    other officer, photo or decision (Refused "review.key"). Guarded as `review_photo`, now and when it takes effect.
    """
    guard_reasons(decision, broken)
    meant = (application_id, officer.id, attempt, decision, list(broken))
    try:
        with transaction.atomic():
            row = review_row(application_id, officer, Duty.PHOTO_REVIEW)
            if is_proposed(proposal_id, meant):
                return
            guard_undecided(row)
            guard_attempt(row, attempt)
            due_at = at + timedelta(seconds=profile().review_undo_seconds)
            ProposedDecision.objects.create(
                id=proposal_id,
                application=row,
                officer_id=officer.id,
                attempt=attempt,
                decision=decision,
                broken=list(broken),
                proposed_at=at,
                due_at=due_at,
            )
            row.claimed_by = row.claimed_until = None
            row.save(update_fields=["claimed_by", "claimed_until"])
            entry = DecisionProposed(
                proposal=str(proposal_id),
                application=str(row.id),
                attempt=attempt,
                decision=move_of(decision, returned=row.returned),
                codes=tuple(broken),
                due_at=due_at.isoformat(),
            )
            journal.record(entry, by=officer.key, about=about(row), at=at)
    except IntegrityError as cause:  # the same id at the same moment for another photo
        raise Refused("review.key", Verdict.of([KEY_USED])) from cause


def is_proposed(proposal_id: UUID, meant: tuple[object, ...]) -> bool:
    """True if this very decision was sent before; Refused("review.key") if its id stands for another one."""
    found = ProposedDecision.objects.filter(pk=proposal_id).first()
    if found is None:
        return False
    if (found.application_id, found.officer_id, found.attempt, found.decision, found.broken) != meant:
        raise Refused("review.key", Verdict.of([KEY_USED]))
    return True


def undo_decision(*, proposal_id: UUID, officer: OfficerRecord, at: datetime) -> UUID:
    """Take one's own decision back before it takes effect; the photo is in the same officer's hands again.

    Returns the application's id. Doing it twice changes nothing. NotFound for a colleague's, Refused("review.undo-late")
    when the time is over, whether or not the worker has come to it.
    """
    proposal = ProposedDecision.objects.filter(pk=proposal_id, officer_id=officer.id).first()
    if proposal is None:
        raise NotFound("review.decision-unknown")
    with transaction.atomic():
        row = review_row(proposal.application_id, officer, Duty.PHOTO_REVIEW)
        proposal.refresh_from_db()
        if proposal.outcome == "undone":
            return row.id
        if proposal.outcome or at >= proposal.due_at:
            raise Refused("review.undo-late", Verdict.of([TOO_LATE]))
        end(proposal, "undone", at=at)
        row.claimed_by = officer.id
        row.claimed_until = at + timedelta(minutes=profile().claim_minutes)
        row.save(update_fields=["claimed_by", "claimed_until"])
        entry = DecisionUndone(proposal=str(proposal.id), application=str(row.id))
        journal.record(entry, by=officer.key, about=about(row), at=at)
    return row.id


def carry_out_decisions(*, at: datetime, limit: int = 1000) -> int:
    """The decisions that can no longer be taken back take effect, each in its own transaction; returns how many ended.

    One that cannot be handled is set aside, and the next ones are carried out.
    """
    due = ProposedDecision.objects.filter(outcome="", due_at__lte=at)
    due = due.exclude(pk__in=followers.held(DECISIONS, at=at)).order_by("due_at", "pk")
    found = list(due.values_list("pk", flat=True)[:limit])
    return followers.each(DECISIONS, found, lambda one: carry_out(one, at=at), at=at)


def carry_out(proposal_id: UUID, *, at: datetime) -> None:
    """One decision takes effect, or lapses when its officer may not decide any more or there is nothing to decide.

    The officer's duty, region and recusal, the stage and the photo are asked again as of now; whether they are still
    on shift is not, since they decided when they were.
    """
    proposal = ProposedDecision.objects.get(pk=proposal_id)
    row = lock_application(proposal.application_id)
    proposal.refresh_from_db()
    if proposal.outcome:  # another worker, or the officer, was quicker
        return
    try:
        with transaction.atomic():
            end(proposal, "carried-out", at=at)
            review_photo(
                application_id=row.id,
                attempt=proposal.attempt,
                decision=Decision(proposal.decision),
                broken=tuple(proposal.broken),
                officer=offices.officer_by_id(proposal.officer_id, on=day_of(at)),
                decided_at=proposal.proposed_at,
                at=at,
            )
    except (Forbidden, NotFound, Refused) as no:
        end(proposal, "lapsed", at=at)
        entry = DecisionLapsed(proposal=str(proposal.id), application=str(row.id), error=no.code)
        journal.record(entry, by="system:licences", about=about(row), at=at)


def end(proposal: ProposedDecision, outcome: str, *, at: datetime) -> None:
    """The proposal is open no more."""
    proposal.outcome, proposal.ended_at = outcome, at
    proposal.save(update_fields=["outcome", "ended_at"])


def about(row: Application) -> list[str]:
    """What an entry on a proposal concerns: the application alone. The applicant's history tells what took effect."""
    return [f"application:{row.id}"]


KEY_USED = Reason(
    "review-key",
    "",
    Text(
        "这次提交用的编号已经用过，内容不一样。这一次没有办。",
        "The key of this submission was used before, with other content. Nothing was done this time.",
    ),
    Text("刷新页面再提交一次。", "Reload the page and submit again."),
)
TOO_LATE = Reason(
    "review-undo-late",
    "",
    Text("撤销的时间已经过了，决定已经生效。", "The time for undoing is over; the decision takes effect."),
    Text("刷新页面看现在的进度。", "Reload to see how it stands."),
)
