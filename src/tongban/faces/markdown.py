"""The few pieces of Markdown that the generated pages of docs/ are made of, and the figure of a table of stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeVar

from tongban.verdicts import Text

Row = tuple[str, ...]
S = TypeVar("S", bound=Enum)
M = TypeVar("M", bound=Enum)
MADE = "<!-- Made by `python3 run python -m tongban.config.documents`; {}. -->"


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)


def both(text: Text) -> str:
    """Chinese and English."""
    return f"{text.zh} {text.en}".strip()


def yes(is_so: bool) -> str:
    """A truth in a table."""
    return "yes" if is_so else "no"


def figure(moves: Mapping[tuple[S, M], S], *, start: S) -> str:
    """A table of stages and moves as a Mermaid state diagram; a stage that nothing leaves is an end."""
    stages = list(dict.fromkeys([start, *(stage for stage, _ in moves), *moves.values()]))
    leavable = {stage for stage, _ in moves}
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{stage.value}" as {stage.name}' for stage in stages]
    lines += [f"    [*] --> {start.name}"]
    lines += [f"    {stage.name} --> {after.name}: {move.value}" for (stage, move), after in moves.items()]
    lines += [f"    {stage.name} --> [*]" for stage in stages if stage not in leavable]
    return "\n".join([*lines, "```", ""])
