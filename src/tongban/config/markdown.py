"""The few pieces of Markdown that the generated pages of docs/ are made of."""

from __future__ import annotations

from collections.abc import Iterable

from tongban.verdicts import Text

Row = tuple[str, ...]
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
