"""A kind of case, and what every act on one has in common: the locked row, the key, the guard, the step, the clock.

An act is guard, change, record, announce in one transaction. `acting` opens it: the row is locked, and an act
whose key was used before is told so (`is_new` False) and changes nothing, however often a page is sent again. A key is
bound to the case, the move, the person and what was said: used for anything else it is no repetition but a mistake.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import transaction

from tongban.cases.rows import Act, Case
from tongban.cases.table import OFFICE, Desk, StageRow, Table, not_from_here
from tongban.errors import Malformed, NotFound, Refused
from tongban.journal import actions as journal
from tongban.journal.leaves import JournalEntry
from tongban.keys import queries as keys
from tongban.offices import matters
from tongban.offices.matters import Matter
from tongban.offices.records import Duty, OfficerRecord
from tongban.statements import Change, Entered, Statement, blank, blanks, numbered
from tongban.verdicts import Reason, Text, Verdict

KEY_MAX = 80
NOTHING: Mapping[str, object] = {}
C = TypeVar("C", bound=Case)
A = TypeVar("A", bound=Act)
E = TypeVar("E", bound=JournalEntry)


@dataclass
class Acting(Generic[C]):
    """A locked case, the act, and what was done under its key before, if anything. officer: who acts, if it is one."""

    row: C
    act: Act
    done: Act | None
    kind: Kind[C, Any, Any]
    officer: OfficerRecord | None = None

    @property
    def is_new(self) -> bool:
        """True if this act is done for the first time, False if it is the same once more; Refused("<kind>.key") if
        the key was used for something else. Ask after the guards: strangers learn nothing of a key either."""
        self.kind.refuse_unless_same(self.done, self.act)
        return self.done is None

    def sign(self) -> None:
        """The officer takes this part of the case; Refused("<kind>.same-person") for one who took another part that the
        move's row keeps apart from it."""
        move = self.kind.table.made_by(self.act.move)
        assert self.officer is not None
        if self.officer.id in [getattr(self.row, column) for column in move.apart]:
            raise Refused(f"{self.kind.name}.same-person", Verdict.of([self.kind.same_person]))
        setattr(self.row, move.signs, self.officer.id)


@dataclass(frozen=True)
class Kind(Generic[C, A, E]):
    """A kind of case as its service describes it, once.

    name: begins its error codes and is the acts' key to their case: "<kind>.unknown", "<kind>.stage", "<kind>.key",
    "<kind>.key-malformed", "<kind>.same-person". system: who acts, in the journal, where no person does. moved: the
    entry of a move, from row, move, stage before and after, codes of the reasons. about: whom and what an entry
    concerns. matter: what the offices' guard asks of it. same_person: what an officer reads who took another part of
    the case. runs_out: when a clock that starts at a moment ends.
    """

    name: str
    system: str
    table: Table[Any, Any]
    cases: type[C]
    acts: type[A]
    moved: Callable[[C, str, str, str, tuple[str, ...]], E]
    about: Callable[[C], list[str]]
    matter: Callable[[C], Matter]
    same_person: Reason
    runs_out: Callable[[str, datetime], datetime]

    # --- acting under a key ------------------------------------------------------------------------------------------
    @contextmanager
    def acting(
        self,
        case_id: UUID,
        *,
        key: str,
        move: str,
        by: str | OfficerRecord,
        at: datetime,
        content: Mapping[str, object] = NOTHING,
    ) -> Iterator[Acting[C]]:
        """Lock the case for an act under `key`. An officer must hold the duty that the move's row names; for an act that
        the table does not know, the block asks. NotFound("<kind>.unknown"); Refused("<kind>.key") for a key that was
        used for another case, move, person or content. If the block raises, the key is as unused as before."""
        officer = None if isinstance(by, str) else by
        with transaction.atomic():
            row = self.lock(case_id)
            acted = self.keyed(key=key, case_id=row.pk, move=move, by=key_of(by), at=at, content=content)
            opened = Acting(row, acted, self.note(acted), self, officer)
            if officer is not None:
                self.guard(row, officer, act=move)
            yield opened
            self.refuse_unless_same(opened.done, acted)  # an act that did not ask is_new

    def keyed(
        self, *, key: str, case_id: UUID, move: str, by: str, at: datetime, content: Mapping[str, object] = NOTHING
    ) -> A:
        """An act under its key, not yet stored; Malformed("<kind>.key-malformed")."""
        self.require_key(key)
        return self.acts(**{self.case_id: case_id}, key=key, move=move, by=by, content=self.digest_of(content), at=at)

    def require_key(self, key: str) -> None:
        """Malformed("<kind>.key-malformed") for a key that no form of ours made."""
        if not 1 <= len(key) <= KEY_MAX:
            raise Malformed(
                f"{self.name}.key-malformed", f"expected a key of 1 to {KEY_MAX} characters, came {len(key)}"
            )

    def note(self, act: Act) -> A | None:
        """Store the act, inside its transaction; or return the one that was done under the same key before. Two at once
        meet at the key: the second waits for the first and then finds it."""
        columns = {field.attname: getattr(act, field.attname) for field in self.acts._meta.concrete_fields}
        if noting(self.acts).run(**columns):
            return None
        return self.acts._default_manager.get(key=act.key)

    def begun(self, act: A) -> C | None:
        """The case that this very act began, or None if it is still to begin; Refused("<kind>.key") for an id that is
        somebody else's case or was sent with other words."""
        done = self.acts._default_manager.filter(key=act.key).select_related(self.name).first()
        if done is None and self.cases._default_manager.filter(pk=getattr(act, self.case_id)).exists():
            raise self.key_used()
        self.refuse_unless_same(done, act)
        return None if done is None else getattr(done, self.name)

    def refuse_unless_same(self, done: Act | None, act: Act) -> None:
        """Refused("<kind>.key") if the key was used for something else than this act."""
        if done is not None and self.bound_to(done) != self.bound_to(act):
            raise self.key_used()

    def key_used(self) -> Refused:
        """The "no" to a key that stands for something else."""
        return Refused(f"{self.name}.key", Verdict.of([Reason(f"{self.name}-key", "", KEY_USED, RELOAD)]))

    def bound_to(self, act: Act) -> tuple[UUID, str, str, str]:
        """What a key stands for."""
        return getattr(act, self.case_id), act.move, act.by, act.content

    @property
    def case_id(self) -> str:
        """The acts' column with the case."""
        return f"{self.name}_id"

    def digest_of(self, content: Mapping[str, object]) -> str:
        """The keyed digest of what was said with an act, whatever the order of its parts: it may be about people."""
        text = json.dumps(content, default=plain, sort_keys=True, ensure_ascii=False)
        return hmac.new(keys.index_key(f"{self.acts._meta.app_label}/acts"), text.encode(), "sha256").hexdigest()

    def lock(self, case_id: UUID) -> C:
        """The case, locked until the transaction ends; NotFound("<kind>.unknown")."""
        found: list[C] = locking(self.cases).objects(case=case_id)
        if not found:
            raise NotFound(f"{self.name}.unknown")
        return found[0]

    # --- who may -----------------------------------------------------------------------------------------------------
    def guard(self, row: C, officer: OfficerRecord, *, act: str) -> None:
        """Raise as `matters.guard` unless the officer holds the duty of the act's move for its place."""
        desk = self.table.made_by(act).desk
        if desk is None:
            raise ValueError(f"expected an act that an officer does, came {act}")
        duty = self.row(row).refuses if self.table.made_by(act).is_refusal else None
        self.require(row, officer, duty or desk.duty, place=self.place(row, act=act, desk=desk))

    def require(self, row: C, officer: OfficerRecord, *duties: Duty, place: str) -> None:
        """The officer holds one of the duties for that office, and is not related to a party; as `matters.guard`."""
        matters.guard(officer=officer, matter=self.matter(row), duties=duties, place=place)

    def place(self, row: C, *, act: str, desk: Desk) -> str:
        """The office at which an act is done; where that is whose the case is, as it is in the stage the act is done in,
        so that an act that is sent once more later meets the same office."""
        column = desk.place
        if column == OFFICE:
            sources = self.table.made_by(act).sources
            column = self.table.row(sources[0] if len(sources) == 1 else row.stage, *self.variant(row)).office
        found: str = getattr(row, column)
        return found

    # --- moves -------------------------------------------------------------------------------------------------------
    def row(self, case: C) -> StageRow:
        """The row of the stage in which a case is, for its variant."""
        return self.table.row(case.stage, *self.variant(case))

    def variant(self, case: C) -> list[StrEnum]:
        """By which of the law's ways a case goes, what weighs more first."""
        return [kind(getattr(case, column)) for column, kind in self.table.columns.items()]

    def step(self, row: C, move: str, *, by: str, at: datetime, codes: Iterable[str] = ()) -> None:
        """Make the move: stage, clock, journal. The caller has guarded and saves nothing of the row afterwards."""
        entry = self.advance(row, move, at=at, codes=codes)
        row.save()
        journal.record(entry, by=by, about=self.about(row), at=at)

    def advance(self, row: C, move: str, *, at: datetime, codes: Iterable[str] = ()) -> E:
        """Put the row into the stage after the move, with its clock, and return the entry; nothing is saved yet.
        Refused("<kind>.stage") when the table has no such move from here."""
        before = row.stage
        if (before, move) not in self.table.pairs:
            raise Refused(f"{self.name}.stage", not_from_here(before, move))
        row.stage = self.table.pairs[before, move]
        row.stage_since = at
        for column in self.table.passing:
            setattr(row, column, "")
        here = self.row(row)
        since: datetime = (getattr(row, here.clock_from) if here.clock_from else None) or at
        row.due_at = self.runs_out(here.clock, since) if here.clock else None
        row.escalated = 0
        if here.end is not None:
            row.ended_at = at
        return self.moved(row, move, before, row.stage, tuple(codes))

    def save_steps(self, rows: Iterable[C]) -> None:
        """Stage and clock of locked cases that `advance` was called for, one UPDATE for all that have the same."""

        def change(row: C) -> tuple[object, ...]:
            return row.stage, row.stage_since, row.due_at

        for _, group in groupby(sorted(rows, key=lambda row: str(change(row))), key=change):
            same = list(group)
            first = same[0]
            changed = {"stage": first.stage, "since": first.stage_since, "due": first.due_at}
            stepping(self.cases, len(same)).run(**changed, **numbered("case", [row.pk for row in same]))


@lru_cache(maxsize=64)
def locking(cases: type[C]) -> Statement[C]:
    """A case, locked until the transaction ends."""
    return Statement(lambda: cases._default_manager.select_for_update().filter(pk=blank("case", cases._meta.pk)))


@lru_cache(maxsize=64)
def noting(acts: type[Act]) -> Entered:
    """An act under its key, unless there is one."""
    return Entered(lambda: acts)


@lru_cache(maxsize=64)
def stepping(cases: type[Case], count: int) -> Change:
    """Stage and clock of so many cases."""
    column: Callable[[str], Any] = cases._meta.get_field
    return Change(
        lambda: cases._default_manager.filter(pk__in=blanks("case", cases._meta.pk, count)),
        lambda: {
            "stage": blank("stage", column("stage")),
            "stage_since": blank("since", column("stage_since")),
            "due_at": blank("due", column("due_at")),
            "escalated": 0,
        },
    )


def key_of(by: str | OfficerRecord) -> str:
    """Who acts, as the journal has it."""
    return by if isinstance(by, str) else by.key


def plain(value: object) -> object:
    """A part of an act's content as JSON has it; bytes by their own digest."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return list(value) if isinstance(value, tuple | frozenset) else str(value)


KEY_USED = Text(
    "这次提交用的编号已经用过，而且不是同一个人办同一件事、提交同样的内容。这一次没有办。",
    "The key of this submission was used before, by somebody else, for something else or with other content. "
    "Nothing was done this time.",
)
RELOAD = Text("刷新页面再提交一次。", "Reload the page and submit again.")
