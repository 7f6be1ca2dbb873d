"""A city's terms of a pass are parsed once, here; the JSON Schema that is published; and what speaks against publishing them.

A refusal names every fault with its place, in both languages (`rules.reading.parsed`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tongban.clock import day_of
from tongban.passes.granting.terms import Terms
from tongban.passes.rules.decisions import RuleBook
from tongban.passes.rules.linter.findings import Finding, Weight
from tongban.passes.rules.linter.law import MAY_CREATE
from tongban.passes.rules.reading import parsed
from tongban.verdicts import Reason, Text

LARGEST_BYTES = 1 << 20
NO_LOCAL_LAW = Reason(
    "TT-01", "《行政许可法》第十六条",
    Text("名单没有地方性法规以上的依据，不能用来拒绝。", "The list rests on nothing of the rank of a local regulation: it bars nobody."),
    Text("写明依据，或者删去名单。", "Name the text, or leave the list out."),
    quote="不得增设违反上位法的其他条件",
)  # fmt: skip
NOT_ANNOUNCED = Reason(
    "TT-02", "《行政许可法》第三十条",
    Text("没有在施行以前公示。", "They are not published before they start."),
    Text("写明公布时刻，并早于施行时刻。", "Give the moment of publication, before the start."),
    quote="应当将法律、法规、规章规定的有关行政许可的事项、依据、条件、数量、程序、期限以及需要提交的全部材料的目录和申请书示范文本等在办公场所公示",
)  # fmt: skip
UNKNOWN_TYPE = Reason(
    "TT-03", "",
    Text("通告里没有这种通行码，或者没有这个地方。", "The city's notices have no such type of pass, or no such place."),
    Text("先公布写有它的通告。", "Publish the notice that has it first."),
)  # fmt: skip
NO_TERM = Reason(
    "TT-04", "",
    Text(
        "天数前后不一致：最短、通常、最长，提前最少、最多。",
        "The days contradict each other: shortest, usual, longest; least and most ahead.",
    ),
    Text("按从少到多写。", "Give them in ascending order."),
)  # fmt: skip
NEVER_RENEWED = Reason(
    "TT-05", "《行政许可法》第五十条",
    Text(
        "最长的天数太短，来不及在届满三十日前申请延续。",
        "The longest term is so short that nobody can ask for renewal thirty days before its end.",
    ),
    Text("可以公布；持有人要重新申请，页面会这样写。", "It may be published; holders apply anew, and the pages say so."),
    quote="应当在该行政许可有效期届满三十日前",
)  # fmt: skip
NOTHING_TO_OPEN = Reason(
    "TT-06", "",
    Text("没有一条禁令由这种通行码开通。", "No ban is opened by this type of pass."),
    Text("在通告的禁令里写上它，或者不设这种通行码。", "Name it in a ban of the notice, or do without it."),
)  # fmt: skip


def read_terms(text: bytes) -> Terms:
    """The terms. Malformed("truck-rules.malformed") names every fault that was found."""
    return parsed(text, Terms, largest=LARGEST_BYTES)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the terms."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made from src/tongban/passes/granting/terms.py. Unknown members are refused.",
        "title": "The terms of a type of truck pass, tongban-pass-terms/1",
    }
    return head | msgspec.json.schema(Terms)


def lint(terms: Terms, book: RuleBook) -> tuple[Finding, ...]:
    """Everything that speaks against publishing the terms beside the city's notices."""
    return tuple(_found(terms, book))


def _found(terms: Terms, book: RuleBook) -> Iterator[Finding]:
    if terms.lists is not None and terms.lists.basis.level not in MAY_CREATE:
        level = terms.lists.basis.level
        yield Finding(NO_LOCAL_LAW, Weight.ERROR, (), Text(f"依据的级别：{level}。", f"Rank of its basis: {level}."))
    if terms.starts <= terms.published:
        day = day_of(terms.published)
        yield Finding(NOT_ANNOUNCED, Weight.ERROR, (), Text(f"公布于{day}。", f"Published {day}."))
    known = {place.id for notice in book.notices for place in notice.places}
    named = [*terms.areas, *(quota.place for quota in terms.quotas)]
    unknown = [one for one in named if one not in known] + ([] if terms.type in book.pass_types else [terms.type])
    if unknown:
        yield Finding(UNKNOWN_TYPE, Weight.ERROR, tuple(unknown), Text("、".join(unknown), ", ".join(unknown)))
    elif not any(terms.type in getattr(clause, "passes", ()) for notice in book.notices for clause in notice.clauses):
        yield Finding(NOTHING_TO_OPEN, Weight.WARNING, (terms.type,), Text(terms.type, terms.type))
    if (
        sorted(terms.lasts) != list(terms.lasts)
        or sorted(terms.asked_ahead) != list(terms.asked_ahead)
        or not terms.lasts[0]
    ):
        days = f"{terms.lasts} {terms.asked_ahead}"
        yield Finding(NO_TERM, Weight.ERROR, (), Text(days, days))
    elif terms.lasts[2] < 31:
        yield Finding(
            NEVER_RENEWED, Weight.REVIEW, (), Text(f"最长 {terms.lasts[2]} 天。", f"{terms.lasts[2]} days at most.")
        )
