"""docs/rules/truck-notices.md: which sentence of which collected notice is expressed how, and which is only quoted."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tongban.faces.markdown import MADE, table


def page() -> str:
    """The page, from the notices as data."""
    collected = import_module("tongban.passes.rules.collected")
    sections = []
    for name in collected.NAMES:
        notice, examples = collected.notice(name), collected.golden(name).examples
        rows = [(one.id, one.article, one.sentence, expressed(one)) for one in notice.clauses]
        sections.append(
            f"## `{name}`: {notice.title.zh}\n\n{notice.number}. {notice.title.en}. Source: {notice.source}."
            f" {len(examples)} golden decisions.\n\n{table(('clause', 'article', 'sentence', 'expressed as'), rows)}"
        )
    head = (
        "# Ten real notices on trucks, as data",
        MADE.format("change `src/tongban/passes/rules/collected/` instead"),
        f"{collected.MARK.zh} {collected.MARK.en} The schema: [truck rules](../standards/truck-rules.md). A clause marked"
        " **quoted** says what the schema cannot say; where it could forbid, the answer is never \"allowed\".",
    )  # fmt: skip
    return "\n\n".join([*head, *sections, ""])


def expressed(clause: Any) -> str:
    """The effect, what of the sentence became data, and in which kinds of conditions."""
    reading = import_module("tongban.passes.rules.reading")
    effect = clause.__struct_config__.tag
    if effect == "quote":
        return f"**quoted**: {clause.why}; would {clause.would}"
    parts = [effect]
    if effect == "forbid":
        parts.append(clause.action)
    parts.append("in " + ", ".join(clause.where))
    if clause.when is not None:
        windows = [one for period in clause.when.periods for one in period.windows]
        parts.append(" ".join(f"{one.starts}–{one.ends}" for one in windows) or "some days")
    kinds = dict.fromkeys(one.__struct_config__.tag for one in reading.conditions(clause))
    if named := [kind for kind in kinds if kind not in ("all", "any", "not")]:
        parts.append("by " + ", ".join(named))
    if opens := getattr(clause, "passes", ()):
        parts.append("opened by " + ", ".join(opens))
    if getattr(clause, "grace_ends", None):
        parts.append("with a grace period")
    return "; ".join(parts)
