"""The path of a case as people read it: what is done and when, what is now, what comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.cases.rows import Case
from tongban.cases.table import End, Step, Table
from tongban.verdicts import Text


@dataclass(frozen=True)
class PathStep:
    """One line of the case's path. state: done, now, coming or stopped."""

    number: int
    title: Text
    detail: Text
    state: str
    at: datetime | None = None
    due_at: datetime | None = None


def walk(
    case: Case,
    table: Table[Any, Any],
    steps: Iterable[Step[Any]],
    *,
    moments: Mapping[str, datetime | None],
    words: Mapping[str, Text],
    done: Collection[str] = (),
) -> tuple[PathStep, ...]:
    """The lines of the path for a case as it stands. moments: when what a line is about was done; words: what stands in
    the sentences; done: words of lines that are done beside the stages."""
    is_over = table.stages[case.stage].end is End.WITHOUT
    found: list[PathStep] = []
    is_now_given = False
    for number, one in enumerate(steps, 1):
        is_behind = table.has_come(case.stage, one.before) or one.word in done
        if is_behind:
            state = "done"
        elif is_over:
            state = "stopped"
        elif not is_now_given:
            state, is_now_given = "now", True
        else:
            state = "coming"
        found.append(
            PathStep(
                number=number,
                title=filled(one.title, words),
                detail=filled(one.detail, words),
                state=state,
                at=moments.get(one.word) if is_behind else None,
                due_at=case.due_at if state == "now" else None,
            )
        )
    return tuple(found)


def filled(text: Text, words: Mapping[str, Text]) -> Text:
    """The sentence with these words in it."""
    return Text(
        text.zh.format(**{name: word.zh for name, word in words.items()}),
        text.en.format(**{name: word.en for name, word in words.items()}),
    )
