"""Three-valued logic after Kleene: what nobody knows is neither true nor false, and never becomes a silent yes.

The order NO < UNKNOWN < YES makes "and" the least, "or" the greatest and "not" the mirror of its parts, so the value of a
tree does not depend on the order in which it is read. A Finding also says which facts decided, and which were missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class Truth(IntEnum):
    """Does it hold?"""

    NO = 0
    UNKNOWN = 1
    YES = 2

    @classmethod
    def of(cls, value: bool | None) -> Truth:
        """None is what nobody knows."""
        return cls.UNKNOWN if value is None else cls.YES if value else cls.NO


class Finding(NamedTuple):
    """A truth, the names of the facts that decided it, and of those that would have to be known to decide it."""

    truth: Truth
    used: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


YES, NO = Finding(Truth.YES), Finding(Truth.NO)


def of_fact(name: str, value: bool | None) -> Finding:
    """What one fact says; None makes the fact a missing one."""
    names = frozenset((name,))
    return Finding(Truth.of(value), names, names if value is None else frozenset())


def all_of(findings: Iterable[Finding]) -> Finding:
    """And; of nothing it is YES."""
    parts = tuple(findings)
    return _decided(parts, min((part.truth for part in parts), default=Truth.YES))


def any_of(findings: Iterable[Finding]) -> Finding:
    """Or; of nothing it is NO."""
    parts = tuple(findings)
    return _decided(parts, max((part.truth for part in parts), default=Truth.NO))


def none_of(finding: Finding) -> Finding:
    """Not: UNKNOWN stays UNKNOWN."""
    return finding._replace(truth=Truth(2 - finding.truth))


def _decided(parts: tuple[Finding, ...], truth: Truth) -> Finding:
    """The parts that have the value of the whole are its reasons; the others changed nothing."""
    deciding = [part for part in parts if part.truth is truth]
    used: frozenset[str] = frozenset().union(*(part.used for part in deciding))
    missing: frozenset[str] = frozenset().union(*(part.missing for part in deciding))
    return Finding(truth, used, missing)
