"""A written refusal (不予): grounds of the law's list with their remedies, and where and until when it can be contested.

The list is closed: an officer chooses from it and adds no ground of their own. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.calendars import Holidays, review_ends, suit_ends
from tongban.verdicts import Reason, Text, Verdict


@dataclass(frozen=True)
class Remedy:
    """A way to contest a decision: what, by which article, until which day, and how.

    is_counted: the last day depends on which days are worked, so that a holiday notice may move it.
    """

    title: Text
    article: str
    until: date
    how: Text
    is_counted: bool = False


@dataclass(frozen=True)
class Refusal:
    """What a written refusal says, beside the names that only the page knows."""

    on: date
    grounds: tuple[Reason, ...]
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True)
class Grounds:
    """A closed list of grounds by their codes. none, not_listed: the "no" to a refusal without a ground, and to one with a
    ground of an officer's own. cited: how a ground is cited on a day, where the law was another one before."""

    listed: Mapping[str, Reason]
    none: Reason
    not_listed: Reason
    cited: Callable[[Reason, date], Reason] = lambda reason, _on: reason

    def may_refuse(self, codes: Sequence[str]) -> Verdict:
        """Only with at least one ground, and only with grounds of the list."""
        is_strange = any(code not in self.listed for code in codes)
        return Verdict.of([None if codes else self.none, self.not_listed if is_strange else None])

    def refusal(self, codes: Sequence[str], *, on: date, holidays: Holidays | None = None) -> Refusal:
        """The content of the refusal served on that day. KeyError for a ground that is not listed (ask may_refuse)."""
        grounds = tuple(self.cited(self.listed[code], on) for code in dict.fromkeys(codes))
        return Refusal(on, grounds, remedies(on, holidays=holidays))


def remedies(on: date, *, holidays: Holidays | None = None) -> tuple[Remedy, ...]:
    """行政复议 within 60 days and 行政诉讼 within six months of the day on which the decision was served."""
    return (
        Remedy(
            Text("行政复议", "Administrative review"),
            "《行政复议法》第二十条第一款",
            review_ends(known_on=on, told_on=on, holidays=holidays),
            Text("向作出决定的公安机关交通管理部门的本级人民政府申请。", "Apply to the people's government of the office that decided."),
            is_counted=True,
        ),
        Remedy(
            Text("行政诉讼", "Action before the court"),
            "《行政诉讼法》第四十六条第一款",  # from memory: the article was not at hand
            suit_ends(known_on=on, holidays=holidays),
            Text("向有管辖权的人民法院起诉。", "Sue before the people's court that has jurisdiction."),
            is_counted=True,
        ),
    )  # fmt: skip
