"""What somebody in a case does now; for the case's page and for their home page. What it is stands in the stages' rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tongban.cases.table import Todo
from tongban.people.records import CitizenRecord
from tongban.transfers.queries.cases import CaseView, cases_of
from tongban.transfers.queries.parts import PartView, parts_of
from tongban.transfers.stages import Ground, Part, Stage, row_of, todos
from tongban.verdicts import Text


@dataclass(frozen=True)
class CitizenTask:
    """A case that waits for this person: what, which car, where."""

    title: Text
    detail: Text
    link: str


ONCE = ("case-release", "case-letter", "licence")
"""Pages to read or collect from: on the case's own page, not a task that waits."""


def tasks_of(citizen: CitizenRecord, *, at: datetime) -> list[CitizenTask]:
    """What waits for this person in all their cases, the newest first."""
    found = []
    cases = [case for case in cases_of(citizen.id, at=at) if case.is_open]
    parts = parts_of([case.id for case in cases], citizen, at=at)
    for case in cases:
        todo = todo_of(case, parts[case.id])
        if todo.is_theirs and todo.view not in ONCE:
            detail = Text(f"{case.plate}，{todo.detail.zh}", f"{case.plate}. {todo.detail.en}")
            found.append(CitizenTask(todo.title, detail, f"/vehicles/cases/{case.id}/"))
    return found


def todo_of(case: CaseView, me: PartView) -> Todo:
    """What this reader does now; a plain sentence when it is nothing. What can be done on line comes before a visit."""
    here = row_of(case).todos.get(me.part) or draft(case, me)
    if here is not None and me.is_agent and not here.is_for_agents:
        here = None
    is_visit = case.is_open and case.is_onsite_open and me.part is Part.BUYER
    if is_visit and (here is None or not here.view or here.view in ONCE):
        return todos.COME
    return here or nothing(case, me)


def draft(case: CaseView, me: PartView) -> Todo | None:
    """What is still to be signed or put right before an office has the case."""
    if case.stage is not Stage.DRAFT:
        return None
    asked = (
        (me.part is Part.SELLER and case.seller_confirmed_at is None, todos.CONFIRM),
        (me.part is Part.CO_OWNER and not me.has_agreed, todos.CONFIRM_SHARE),
        (
            me.part is Part.BUYER and case.buyer_applied_at is None,
            todos.APPLY_MOVE if case.ground is Ground.MOVE else todos.APPLY,
        ),
        (me.part is Part.CLERK and bool(case.invoice_broken), todos.MEND_INVOICE),
    )
    return next((todo for is_so, todo in asked if is_so), None)


def nothing(case: CaseView, me: PartView) -> Todo:
    """There is nothing to do; what comes next for this reader."""
    if not case.is_open:
        return todos.OVER
    if case.stage is Stage.DRAFT and me.part is not Part.CLERK:
        return todos.WAIT_OTHER
    return todos.WAIT_BUYER if me.part is Part.BUYER else todos.WAIT
