"""What a rule rests on, as a row of docs/rules/law.md: a service's rules say it, its face hands it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from tongban.verdicts import Basis, Reason, Text

NOTHING = Text("", "")


@dataclass(frozen=True)
class Rested:
    """One rule: its code, what it says, the articles, their decisive words, and law, practice or design."""

    code: str
    what: Text
    remedy: Text
    article: str
    quote: str
    basis: Basis


def of_reasons(reasons: Iterable[Reason]) -> Iterator[Rested]:
    """Reasons as rows of the table."""
    for one in reasons:
        yield Rested(one.code, one.what, one.remedy, one.article, one.quote, one.basis)


def constants(module: ModuleType) -> list[Reason]:
    """The reasons that stand in a module as constants, each once."""
    return list({id(one): one for one in vars(module).values() if isinstance(one, Reason)}.values())
