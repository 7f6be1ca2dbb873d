"""A superior urges an origin office that has not sent a file in time: dated, signed by name, once a case and day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.clock import CHINA, day_of
from tongban.errors import Malformed, Refused, refuse_unless
from tongban.journal import actions as journal
from tongban.notices import actions as notices
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.actions.acting import TRANSFERS, about, persons
from tongban.transfers.entries import OriginUrged
from tongban.transfers.models import Transfer, Urging
from tongban.transfers.queries.late import SUPERIOR
from tongban.transfers.stages import ESCALATED
from tongban.verdicts import Reason, Text, Verdict

URGING_LENGTH = range(4, 201)  # characters


def urge(*, transfer_id: UUID, text: str, officer: OfficerRecord, at: datetime) -> None:
    """Urge the origin office; its queue and the case show the words, the day and who signed them. The parties read that
    it was urged, when and by whom: what is said between offices is no word for an owner.

    The same officer's same words on the same day are one urging, however often they are sent.
    As `matters.guard` without the duty of supervision for the origin's region or when related to a party;
    Refused("transfer.not-late"), Refused("transfer.urged") for a second one that day.
    """
    cleaned = " ".join(text.split())
    if len(cleaned) not in URGING_LENGTH:
        raise Malformed("transfer.urging", f"expected 4 to 200 characters, came {len(cleaned)}")
    with transaction.atomic():
        row = TRANSFERS.lock(transfer_id)
        TRANSFERS.require(row, officer, Duty.SUPERVISION, place=row.origin)
        earlier = Urging.objects.filter(transfer=row, day=day_of(at)).first()
        if earlier is not None and (earlier.officer, earlier.text) == (officer.id, cleaned):
            return
        refuse_unless(may_urge(row), code="transfer.not-late")
        if earlier is not None:
            raise Refused("transfer.urged", urged_today(earlier.at))
        Urging.objects.create(transfer=row, officer=officer.id, text=cleaned, day=day_of(at), at=at)
        entry = OriginUrged(transfer=str(row.id), office=row.origin, reason=cleaned)
        journal.record(entry, by=officer.key, about=about(row), at=at)
        for person in persons(row):
            notices.tell(person, URGED, link=f"/vehicles/cases/{row.id}/", at=at)


def may_urge(row: Transfer) -> Verdict:
    """Is the origin so late that its superior has the case? Before that the office has its own reminder."""
    is_late = row.stage in ESCALATED and row.escalated >= SUPERIOR
    return Verdict.of([] if is_late else [NOT_LATE])


def urged_today(at: datetime) -> Verdict:
    """The verdict for a second urging of one day: the first one stands."""
    clock = f"{at.astimezone(CHINA):%H:%M}"
    what = Text(f"今天 {clock} 已经催办过这一件。", f"This case was urged today at {clock} already.")
    return Verdict.of([Reason("transfer-urged", "", what, URGE_TOMORROW)])


NOT_LATE = Reason(
    "transfer-not-late",
    "",
    Text(
        "这一件没有到上级督办的时候，或者档案已经发出。",
        "This case has not come to the superior, or its file was sent.",
    ),
    Text("刷新页面看现在的进度。", "Reload to see how it stands."),
)
URGE_TOMORROW = Text("明天还没有发出，可以再催。", "If the file is not sent by tomorrow, urge again.")
URGED = Text(
    "登记地没有按时发送档案，上级已经催办。您不用做什么。",
    "The present office is late with the file; its superior has urged it. There is nothing for you to do.",
)
