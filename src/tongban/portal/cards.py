"""The cards of the demonstration's sign-in page: whoever composes the demonstration offers them (tongban.config).

The portal does not know the simulation, which stands above it; outside a demonstration no cards are offered and
there is no such page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tongban.errors import NotFound
from tongban.verdicts import Text


@dataclass(frozen=True)
class Card:
    """One person to look as. is_elsewhere: of an office in which no story plays. portrait: draws the face as JPEG."""

    username: str
    is_officer: bool
    is_elsewhere: bool
    role: Text
    name: str
    place: Text
    to_try: Text
    portrait: Callable[[], bytes]


_offered: dict[str, Card] = {}


def offer(cards: Iterable[Card]) -> None:
    """Put these cards on the page, in this order, instead of any before."""
    _offered.clear()
    _offered.update({card.username: card for card in cards})


def offered() -> list[Card]:
    """The cards in order."""
    return list(_offered.values())


def card(username: str) -> Card:
    """The card of that account; NotFound if none was offered."""
    if username not in _offered:
        raise NotFound("persona.unknown")
    return _offered[username]
