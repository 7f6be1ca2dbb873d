"""What the law asks of a notice and of its passes."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.passes.rules import reading
from tongban.passes.rules.linter.findings import (
    INCOMPLETE_PASS,
    NO_BASIS,
    NOT_ANNOUNCED,
    OTHER_PLACES,
    Finding,
    Weight,
)
from tongban.passes.rules.records import Notice, PlateRegion
from tongban.verdicts import Text

MAY_CREATE = ("law", "administrative-regulation", "local-regulation")
MAY_CREATE_FOR_A_YEAR = "provincial-rule"


def findings(notice: Notice) -> Iterator[Finding]:
    """TR-01 to TR-04."""
    yield from _passes(notice)
    for clause in notice.clauses:
        if any(isinstance(one, PlateRegion) for one in reading.conditions(clause)):
            yield Finding(OTHER_PLACES, Weight.REVIEW, (clause.id,), Text(clause.sentence, clause.english))
    if notice.published is None:
        yield Finding(NOT_ANNOUNCED, Weight.ERROR, (), Text("没有公布时刻。", "No moment of publication."))
    else:
        starts = [(clause.id, clause.starts) for clause in notice.clauses if clause.starts is not None]
        for id_, start in [("", notice.starts), *starts]:
            if start <= notice.published:
                told = Text(
                    f"公布于{notice.published:%Y-%m-%d %H:%M}。", f"Published {notice.published:%Y-%m-%d %H:%M}."
                )
                yield Finding(NOT_ANNOUNCED, Weight.ERROR, (id_,) if id_ else (), told)


def _passes(notice: Notice) -> Iterator[Finding]:
    for one in notice.passes:
        level = one.basis.level if one.basis is not None else None
        if level == MAY_CREATE_FOR_A_YEAR:
            told = Text("省级政府规章设定的许可只管一年。", "A permit of a provincial rule lasts one year.")
            yield Finding(NO_BASIS, Weight.REVIEW, (one.id,), told)
        elif level not in MAY_CREATE:
            told = Text(f"依据的级别：{level or '没有写'}。", f"Rank of its basis: {level or 'none given'}.")
            yield Finding(NO_BASIS, Weight.ERROR, (one.id,), told)
        filled = {
            "organ": one.organ,
            "conditions": one.conditions,
            "procedure": one.procedure,
            "decides_within_working_days": one.decides_within_working_days,
        }
        if missing := [name for name, value in filled.items() if not value]:
            told = Text(f"缺：{'、'.join(missing)}。", f"Missing: {', '.join(missing)}.")
            yield Finding(INCOMPLETE_PASS, Weight.ERROR, (one.id,), told)
