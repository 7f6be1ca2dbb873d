"""The officer's acts on a photo: open it, decide, or let somebody else."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from tongban.credentials import actions as credentials
from tongban.credentials.records import not_from_here
from tongban.errors import Malformed, NotFound, Refused
from tongban.journal import actions as journal
from tongban.licences.actions.issuing import ISSUED, issue
from tongban.licences.actions.photo_change import CHANGED, change_photo
from tongban.licences.entries import ApplicationLooked, PhotoReviewed
from tongban.licences.models import Application, Licence, Photo
from tongban.licences.profile import profile
from tongban.licences.queries.matters import DESK_OF, matter_of_application
from tongban.licences.rules.examination import as_portrait, open_picture
from tongban.licences.rules.photo import REQUIREMENTS, is_window_only
from tongban.licences.stages import ApplicationMove, ApplicationStage, after_application
from tongban.notices import actions as notices
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord
from tongban.verdicts import Reason, Text, Verdict


class Decision(StrEnum):
    """What an officer decides on a photo."""

    APPROVE = "approve"
    RETURN = "return"
    WINDOW = "window"


def look_at_application(
    *, application_id: UUID, officer: OfficerRecord, at: datetime, duty: Duty | None = None
) -> None:
    """Note that the officer looks at an application and its photos; call it before showing anything of it.

    `duty`: the desk that asks, if only one may; Refused("review.decided") there when it is not its turn any more.
    Else as `matters.look`: the desk whose turn it is, and Forbidden("matter.closed") when it is nobody's.
    """
    row = Application.objects.filter(pk=application_id).first()
    if row is None:
        raise NotFound("application.unknown")
    matter = matter_of_application(row)
    desk = DESK_OF.get(row.stage, matter.readers)
    if duty is not None and (duty not in desk or not matter.is_open):
        matters.guard(officer=officer, matter=matter, duties=(duty,))
        raise Refused("review.decided", not_from_here(ApplicationStage(row.stage), ApplicationMove.APPROVE))
    matters.look(
        officer=officer,
        matter=matter,
        duties=desk if duty is None else (duty,),
        while_open=True,
        entry=ApplicationLooked(application=str(row.id), office=officer.office_name),
        about=[f"driver:{row.driver_id}", f"citizen:{row.citizen_id}"],
        at=at,
    )


def open_review(*, application_id: UUID, officer: OfficerRecord, at: datetime) -> None:
    """Keep this photo for this officer for a while, so that two do not do the same work.

    Refused when a colleague has it open or it is decided; the decision itself is guarded again.
    """
    with transaction.atomic():
        row = review_row(application_id, officer, Duty.PHOTO_REVIEW)
        guard_undecided(row)
        if row.claimed_by not in (None, officer.id) and row.claimed_until is not None and row.claimed_until > at:
            raise Refused("review.taken", Verdict.of([TAKEN]))
        row.claimed_by = officer.id
        row.claimed_until = at + timedelta(minutes=profile().claim_minutes)
        row.save(update_fields=["claimed_by", "claimed_until"])


def put_back(*, application_id: UUID, officer: OfficerRecord) -> None:
    """Let somebody else review it; does nothing when it is not this officer's."""
    Application.objects.filter(pk=application_id, claimed_by=officer.id, stage=ApplicationStage.REVIEW).update(
        claimed_by=None, claimed_until=None
    )


def review_photo(
    *,
    application_id: UUID,
    attempt: int,
    decision: Decision,
    broken: tuple[str, ...] = (),
    officer: OfficerRecord,
    decided_at: datetime | None = None,
    at: datetime,
) -> ApplicationStage:
    """Carry a decision on the photo of one attempt out. Approving issues the licence, or changes its photo, in the same
    transaction. Officers decide by `propose_decision`, which leaves them time to take it back.

    `attempt` is what the officer saw: if the applicant has sent another photo meanwhile, or a colleague has
    decided, Refused says so and nothing changes. A return names at least one broken requirement (else
    Malformed). EL-06: a malicious upload, or the last allowed return, leads to the window. decided_at: when the
    officer decided, by which the clock of the review goes; `at` if None.
    """
    guard_reasons(decision, broken)
    with transaction.atomic():
        row = review_row(application_id, officer, Duty.PHOTO_REVIEW)
        driver = registers.driver_by_id(row.driver_id)
        guard_attempt(row, attempt)
        guard_undecided(row)
        move = move_of(decision, returned=row.returned)
        told = message_of(decision, broken, returned=row.returned, is_photo_change=row.licence_id is not None)
        row.stage = after_application(ApplicationStage(row.stage), move)
        row.returned += decision is not Decision.APPROVE
        row.broken = list(broken)
        row.decided_at, row.decided_by = decided_at or at, officer.id
        row.claimed_by = row.claimed_until = None
        row.save()
        entry = PhotoReviewed(
            application=str(row.id),
            attempt=row.attempt,
            decision=move,
            codes=tuple(broken),
            photo_digest=row.photo.digest,
        )
        journal.record(entry, by=officer.key, about=[f"driver:{row.driver_id}", f"citizen:{row.citizen_id}"], at=at)
        if row.stage == ApplicationStage.APPROVED:
            fulfil(row, driver=driver, by=officer.key, at=at)
        else:
            link = "/licence/" if row.licence_id is None else "/licence/application/"
            notices.tell(row.citizen_id, told, link=link, at=at)
    return ApplicationStage(row.stage)


def take_photo_at_window(*, application_id: UUID, picture: bytes, officer: OfficerRecord, at: datetime) -> None:
    """EL-06's way out: the clerk takes the photo at the window; the licence is issued, or its photo changed, at once."""
    open_picture(picture)
    jpeg = as_portrait(picture)
    with transaction.atomic():
        row = review_row(application_id, officer, Duty.WINDOW)
        driver = registers.driver_by_id(row.driver_id)
        if row.stage != ApplicationStage.WINDOW_ONLY:
            raise Refused("window.stage", not_from_here(ApplicationStage(row.stage), ApplicationMove.APPROVE))
        row.photo = Photo.objects.create(
            driver_id=row.driver_id, source="upload", jpeg=jpeg, digest=hashlib.sha256(jpeg).hexdigest(), taken_at=at
        )
        row.stage = after_application(ApplicationStage(row.stage), ApplicationMove.APPROVE)
        row.decided_at, row.decided_by = at, officer.id
        row.save()
        entry = PhotoReviewed(
            application=str(row.id),
            attempt=row.attempt,
            decision="approve-at-window",
            codes=(),
            photo_digest=row.photo.digest,
        )
        journal.record(entry, by=officer.key, about=[f"driver:{row.driver_id}", f"citizen:{row.citizen_id}"], at=at)
        fulfil(row, driver=driver, by=officer.key, at=at)


def guard_reasons(decision: Decision, broken: tuple[str, ...]) -> None:
    """Malformed unless whatever is not an approval names at least one requirement, and only known ones."""
    if decision is not Decision.APPROVE and not broken:
        raise Malformed("review.no-reason", "expected at least one broken requirement")
    if unknown := [code for code in broken if code not in REQUIREMENTS]:
        raise Malformed("review.unknown-reason", f"expected codes P1 to P9, came {len(unknown)} others")


def guard_undecided(row: Application) -> None:
    """Refused("review.decided") unless the photo waits and nobody has decided on it, not even so that it can be undone."""
    if row.stage != ApplicationStage.REVIEW or row.proposals.filter(outcome="").exists():
        raise Refused("review.decided", not_from_here(ApplicationStage(row.stage), ApplicationMove.APPROVE))


def guard_attempt(row: Application, attempt: int) -> None:
    """Refused("review.stale") when the officer saw another photo than the one that is there now."""
    if row.attempt != attempt:
        raise Refused("review.stale", Verdict.of([ANOTHER_PHOTO]))


def fulfil(row: Application, *, driver: DriverRecord, by: str, at: datetime) -> None:
    """Do what the approved application asked for: a licence, or another photo on the one that there is."""
    if row.licence_id is None:
        issue(row, driver=driver, by=by, at=at)
    else:
        change_photo(row, by=by, at=at)


def review_row(application_id: UUID, officer: OfficerRecord, duty: Duty) -> Application:
    """The locked row, if this officer may work on it: duty, region, and not related to the applicant."""
    row = lock_application(application_id)
    matters.guard(officer=officer, matter=matter_of_application(row), duties=(duty,))
    return row


def lock_application(application_id: UUID) -> Application:
    """The locked row with its photo; NotFound when there is none.

    The licence whose photo it changes is locked before it, in the order in which the follower locks them.
    """
    changing = Application.objects.filter(pk=application_id).values_list("licence_id", flat=True).first()
    if changing is not None:
        credentials.take_by_id(Licence.KIND, changing)
    row = Application.objects.select_for_update(of=("self",)).select_related("photo").filter(pk=application_id).first()
    if row is None:
        raise NotFound("application.unknown")
    return row


def move_of(decision: Decision, *, returned: int) -> ApplicationMove:
    """The move that a decision makes; the last allowed return leads to the window (EL-06)."""
    if decision is Decision.APPROVE:
        return ApplicationMove.APPROVE
    is_malicious = decision is Decision.WINDOW
    if is_window_only(returned=returned + 1, is_malicious=is_malicious, attempts_max=profile().photo_attempts):
        return ApplicationMove.SEND_TO_WINDOW
    return ApplicationMove.RETURN


def message_of(decision: Decision, broken: tuple[str, ...], *, returned: int, is_photo_change: bool) -> Text:
    """What the applicant will read of a decision: that it is done, or what is wrong, what to do, how many tries are left.

    returned: how often a photo of theirs came back before.
    """
    move = move_of(decision, returned=returned)
    if move is ApplicationMove.APPROVE:
        return CHANGED if is_photo_change else ISSUED
    wrong = [REQUIREMENTS[code] for code in broken]
    zh = "".join(requirement.broken.zh for requirement in wrong)
    en = " ".join(requirement.broken.en for requirement in wrong)
    if move is ApplicationMove.SEND_TO_WINDOW:
        return Text(
            f"{zh}请带身份证到窗口当场拍照办理。",
            f"{en} Take your identity card to a window; the photo is taken there.",
        )
    left = profile().photo_attempts - returned - 1
    tries = "1 try is" if left == 1 else f"{left} tries are"
    return Text(f"{zh}{wrong[0].remedy.zh}还能试 {left} 次。", f"{en} {wrong[0].remedy.en} {tries} left.")


TAKEN = Reason(
    "review-taken",
    "",
    Text("同事正在看这张照片。", "A colleague has this photo open."),
    Text("看下一件；10 分钟后没人办会自动放回。", "Take the next; it comes back by itself after 10 minutes."),
)
ANOTHER_PHOTO = Reason(
    "review-stale",
    "",
    Text("申请人已经换了一张照片。", "The applicant has sent another photo meanwhile."),
    Text("刷新后看新的照片。", "Reload to see the new one."),
)
