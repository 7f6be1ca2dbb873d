"""A dossier goes from one office to another: sealed and sent, verified and received, or given back.

Sending seals the manifest and announces; the sender still holds the dossier. Receiving verifies the seal and every page,
and moves the custody row, in one transaction with its entry of the journal. There is no moment at which nobody, or two
offices, hold it, whatever is killed when.

What is heavy needs no lock: sealed bytes and stored pages do not change. In the transaction the service's cases are
locked, and each change says what it expects to find and how many rows it must meet, so that nothing has to be read
again. One dossier or many in a transaction go the same way; either all of them arrive or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    F,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
    When,
)

from tongban.documents import queries as stored
from tongban.dossiers.kinds import Journey, Kind, because
from tongban.dossiers.models import Custody, FileMove, FilePage
from tongban.dossiers.queries import by_item, live_pages
from tongban.errors import NotFound, Problem, Refused, Untrusted, refuse_unless
from tongban.journal import actions as journal
from tongban.journal.leaves import JournalEntry
from tongban.keys import queries as keys
from tongban.statements import Change, blank, blanks, numbered
from tongban.verdicts import Outcome, Text

R = TypeVar("R", bound=Model)


# --- Sending ----------------------------------------------------------------------------------------------------
def send(
    kind: Kind[R],
    row: R,
    *,
    from_office: str,
    to_office: str,
    by: str,
    at: datetime,
    stepped: JournalEntry | None = None,
) -> None:
    """Seal what the dossier of a locked case holds and note it as sent. stepped: the entry of the case's step, told after
    that of the dossier.

    Refused("<kind>.incomplete") names every missing item; Refused("<kind>.elsewhere") unless from_office holds it;
    Untrusted("<kind>.page-lost") if a page is not in the store.
    """
    subject_id = kind.subject_of(row)
    pages = live_pages(subject_id)
    refuse_unless(kind.lacks(subject_id, present={page.item for page in pages}), code=f"{kind.name}.incomplete")
    custody = Custody.objects.select_for_update().get(subject_id=subject_id)
    if custody.office != from_office:
        raise elsewhere(kind)
    journey = journey_of(kind, from_office, to_office, custody, pages, at=at)
    if absent := stored.missing(page.digest for page in pages):
        raise Untrusted(f"{kind.name}.page-lost", f"{len(absent)} pages are not in the store")
    dispatch(kind, row, journey, by=by, stepped=stepped)


def journey_of(
    kind: Kind[Any], from_office: str, to_office: str, custody: Custody, pages: Iterable[FilePage], *, at: datetime
) -> Journey:
    """The way that begins now, with these pages in the manifest's order."""
    found = by_item(pages)
    return Journey(
        from_office, to_office, custody.moves + 1, {one: found[one] for one in kind.items if one in found}, at
    )


def dispatch(
    kind: Kind[R], row: R, journey: Journey, *, by: str, is_back: bool = False, stepped: JournalEntry | None = None
) -> FileMove:
    """Seal the manifest and note its journey with the entry of its sending; stepped: as for `send`."""
    manifest, role = kind.manifest(row, journey), kind.seal_role
    move = FileMove(
        subject_id=kind.subject_of(row),
        sequence=journey.sequence,
        matter_id=row.pk,
        from_office=journey.from_office,
        to_office=journey.to_office,
        is_back=is_back,
        manifest=kind.format.encode(manifest),
        manifest_digest=kind.format.digest(manifest),
        seal=kind.format.seal(manifest, signer=keys.signer(role), certificate=keys.certificates(role)[0]),
        sent_at=journey.at,
        sent_by=by,
    )
    told = [(one, kind.about(row)) for one in (kind.journeyed(kind.sent, move), stepped) if one is not None]
    move.sent_entry = journal.record_many(told, by=by, at=journey.at)[0]
    move.save(force_insert=True)
    return move


# --- Before it is received --------------------------------------------------------------------------------------
def on_its_way(matters: Iterable[UUID]) -> QuerySet[FileMove]:
    """What was sent in these cases and has not been received."""
    return FileMove.objects.filter(matter_id__in=list(matters), received_at=None, voided_at=None)


def verified(kind: Kind[Any], matter_id: UUID, *, at: datetime) -> FileMove | None:
    """What is on its way in a case, None for nothing; Untrusted("<kind>.seal") or Untrusted("document.altered") if seal,
    manifest and stored pages do not agree."""
    move = on_its_way([matter_id]).first()
    if move is not None:
        verify(kind, move, at=at)
    return move


def those_verified(kind: Kind[Any], matters: Iterable[UUID], *, at: datetime) -> dict[UUID, FileMove]:
    """By case: what is on its way and agrees with its seal; the others are left out."""
    found = {}
    for move in on_its_way(matters):
        try:
            verify(kind, move, at=at)
        except Problem:
            continue
        found[move.matter_id] = move
    return found


def verify(kind: Kind[Any], move: FileMove, *, at: datetime) -> None:
    """Seal, manifest and stored pages agree; Untrusted otherwise."""
    report = kind.format.verify(move.seal, anchors=keys.anchors(), at=at, expected=bytes(move.manifest))
    if report.outcome is not Outcome.HOLDS:
        failed = ", ".join(check.check for check in report.checks if check.outcome is not Outcome.HOLDS)
        raise Untrusted(f"{kind.name}.seal", f"the seal does not hold: {failed}")
    stored.verify(chain.from_iterable(report.elements["pages"].values()))


# --- It is received ---------------------------------------------------------------------------------------------
def receive(
    kind: Kind[R],
    arrivals: Sequence[tuple[R, FileMove | None]],
    *,
    step: Callable[[R], JournalEntry],
    by: str,
    at: datetime,
) -> None:
    """Custody of what was verified moves to whom it was sent, for cases that the caller has locked. step: the service's
    step in a case once custody has moved, not yet saved; its entry is told after that of the dossier.

    NotFound("<kind>.not-sent") if something is not, or no longer, on its way; Refused("<kind>.elsewhere").
    """
    sent = [move for _, move in arrivals if move is not None]
    if len(sent) != len(arrivals):
        raise not_sent(kind)
    hand_over(kind, sent, at=at)
    told = [entry for row, move in arrivals for entry in told_of(kind, row, move, step)]
    entries = journal.record_many(told, by=by, at=at)
    note_receipts(sent, entries[::2], at=at)


def told_of(
    kind: Kind[R], row: R, move: FileMove | None, step: Callable[[R], JournalEntry]
) -> Iterator[tuple[JournalEntry, list[str]]]:
    """What the journal is told of an arrival: that it came, and that the case went on."""
    assert move is not None
    yield kind.journeyed(kind.received, move), kind.about(row)
    yield step(row), kind.about(row)


def hand_over(kind: Kind[Any], moves: Sequence[FileMove], *, at: datetime) -> None:
    """One UPDATE of the custody rows, guarded by where each dossier was, how often it had moved, and that its move was
    neither received nor called off. NotFound("<kind>.not-sent") or Refused("<kind>.elsewhere")."""
    moved = custody_changes(len(moves)).run(
        at=at,
        **numbered("move", [move.pk for move in moves]),
        **numbered("subject", [move.subject_id for move in moves]),
    )
    if moved != len(moves):
        if on_its_way(move.matter_id for move in moves).count() != len(moves):
            raise not_sent(kind)
        raise elsewhere(kind)


@lru_cache(maxsize=64)
def custody_changes(count: int) -> Change:
    """Of so many dossiers, whose moves are named."""
    this = FileMove.objects.filter(
        pk__in=blanks("move", UUIDField(), count), subject_id=OuterRef("subject_id"), received_at=None, voided_at=None
    )
    is_expected = Exists(this.filter(from_office=OuterRef("office"), sequence=OuterRef("moves") + 1))
    return Change(
        lambda: Custody.objects.filter(is_expected, subject_id__in=blanks("subject", UUIDField(), count)),
        lambda: {
            "office": Subquery(this.values("to_office")),
            "since": blank("at", DateTimeField()),
            "moves": F("moves") + 1,
        },
    )


def note_receipts(moves: Sequence[FileMove], entries: Sequence[UUID], *, at: datetime) -> None:
    """Each move has been received, and this entry proves it."""
    receipts(len(moves)).run(at=at, **numbered("move", [move.pk for move in moves]), **numbered("entry", entries))


@lru_cache(maxsize=64)
def receipts(count: int) -> Change:
    """Of so many moves, each with an entry of its own."""
    moves, entries = blanks("move", UUIDField(), count), blanks("entry", UUIDField(), count)
    each = (When(pk=move, then=entry) for move, entry in zip(moves, entries, strict=True))
    return Change(
        lambda: FileMove.objects.filter(pk__in=moves),
        lambda: {"received_at": blank("at", DateTimeField()), "received_entry": Case(*each, output_field=UUIDField())},
    )


# --- The case ended without what it was for ---------------------------------------------------------------------
def give_back(kind: Kind[R], row: R, *, holder: str, home: str, by: str, at: datetime) -> None:
    """Undo what a case did to its dossier: one on its way stays where it is, one that `holder` received for the case goes
    back to `home`."""
    FileMove.objects.filter(matter_id=row.pk, received_at=None, voided_at=None).update(voided_at=at)
    custody = Custody.objects.select_for_update().filter(subject_id=kind.subject_of(row)).first()
    if custody is None or custody.office != holder or home == holder:
        return
    last = FileMove.objects.filter(matter_id=row.pk, received_at__isnull=False).order_by("-sequence").first()
    if last is None or last.is_back:
        return
    journey = journey_of(kind, holder, home, custody, live_pages(custody.subject_id), at=at)
    move = dispatch(kind, row, journey, by=by, is_back=True)
    hand_over(kind, [move], at=at)
    given = journal.record(kind.journeyed(kind.given_back, move), by=by, about=kind.about(row), at=at)
    note_receipts([move], [given], at=at)


def not_sent(kind: Kind[Any]) -> NotFound:
    """The "no" to receiving what is not on its way."""
    return NotFound(f"{kind.name}.not-sent", "no file is on its way for this case")


def elsewhere(kind: Kind[Any]) -> Refused:
    """The "no" to whom the dossier is not with."""
    return Refused(f"{kind.name}.elsewhere", because(kind, "elsewhere", ELSEWHERE))


ELSEWHERE = (
    Text("档案现在不在这个单位。", "This office does not hold the file now."),
    Text("刷新页面看档案在哪里。", "Reload to see who holds it."),
)
