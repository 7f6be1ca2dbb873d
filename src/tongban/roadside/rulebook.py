"""docs/rules/roadside.md: every reason that a check can give beside the letters of the licence."""

from __future__ import annotations

from tongban.faces.law import constants
from tongban.faces.markdown import MADE, Row, both, table
from tongban.licences.rulebook import since
from tongban.roadside import rules
from tongban.verdicts import Reason


def reasons() -> list[Reason]:
    """Every reason that a check can give by itself."""
    return [*constants(rules), *rules.VOID.values()]


def page() -> str:
    """The page."""
    rows: list[Row] = [
        (one.code, one.article, since(one.article), both(one.what), both(one.remedy))
        for one in sorted(reasons(), key=lambda one: (one.code, one.what.zh))
    ]
    words = ", ".join(f"`{word.value}`" for word in rules.Word)
    return "\n\n".join(
        [
            "# What a roadside check answers",
            MADE.format("change `src/tongban/roadside/rules.py` instead"),
            f"One word ({words}) and all reasons. Doubt of what was shown comes before what the register says, that before"
            " what cannot be told. `stop` means genuine, but the holder may not drive, with the reasons of the"
            " [letters](licence.md); `not-genuine` means that what was shown is not to be believed; `check` and"
            " `unknown` are no ground for a penalty; `other-use` means genuine, but made for somebody else than an officer:"
            " ask for the roadside code.",
            table(("code", "article", "since", "what is the case", "what to do"), rows),
            "The codes DL1-* are steps of the [licence code](../standards/licence-code.md), RS-* are the roadside check's own.",
            "",
        ]
    )
