"""The linter: what speaks against publishing a notice, each rule with its source.

| file | asks |
| --- | --- |
| findings | which rules there are, and what each rests on |
| law | is there a basis for the pass, was it announced, does it look at the place of the plate? |
| relief | what is left for delivery trucks, new energy and cold chain? |
| drawing | do hours, days and areas make sense, and is the datum right? |
| sense | can every clause have a say, does a pass help, can a depot be reached, which notice ends which? |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tongban.passes.rules.days import Calendar
from tongban.passes.rules.decisions import RuleBook
from tongban.passes.rules.linter import drawing, law, relief, sense
from tongban.passes.rules.linter.findings import Finding
from tongban.passes.rules.places import Where
from tongban.passes.rules.records import Notice


def lint(
    notice: Notice,
    *,
    others: Iterable[Notice] = (),
    calendar: Calendar | None = None,
    roads: drawing.Roads | None = None,
    depots: Mapping[str, Where] | None = None,
) -> tuple[Finding, ...]:
    """Everything that speaks against the notice, errors and warnings, in the order of the files.

    others: the city's published notices; roads: its streets by id, in WGS84; depots: where trucks must be able to go.
    """
    others = tuple(others)
    book = RuleBook((notice, *others), calendar or Calendar())
    since = relief.monday(notice.starts)
    return (
        *law.findings(notice),
        *relief.findings(book, notice, since=since),
        *drawing.findings(notice, roads=roads or {}),
        *sense.findings(book, notice, others=others, depots=depots or {}, since=since),
    )
