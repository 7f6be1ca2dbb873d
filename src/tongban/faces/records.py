"""What a face is made of. All of it may be left out: a service shows what it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.urls import reverse

from tongban.faces.law import Rested
from tongban.journal.records import Recorded
from tongban.offices.records import Duty, OfficerRecord
from tongban.people.records import CitizenRecord
from tongban.verdicts import Text

NOTHING = Text("", "")
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Spot(StrEnum):
    """Where on the pages of the house a door stands."""

    RAIL = "rail"  # an officer's menu, above the line: what waits
    RAIL_BELOW = "rail_below"  # and below it
    DESK = "desk"  # an officer's home: "您可以办"
    LOOKUP = "lookup"  # the auditor's pages: where details of a person are opened with duty and reason
    TAB = "tab"  # the bar of the phone
    TILE = "tile"  # a citizen's home: "办事"
    HOME = "home"  # the rows at its end
    BEGIN = "begin"  # a citizen's cases, when there is none
    ME = "me"  # the page about oneself
    NAV = "nav"  # the public pages' head
    FRONT = "front"  # the front page: what needs no account
    FOOT = "foot"  # the public pages' foot
    OFFLINE = "offline"  # the page for when there is no network


@dataclass(frozen=True)
class Door:
    """A way into a service. address: a name of Django's. place: its order among all doors of that spot.

    key: what a page says of itself (`rail`, `tab`) that stands behind this door. duties: an officer with one of them sees
    it, everybody if there are none; unless: but not who has one of these. is_raised: the phone's middle button.
    """

    spot: Spot
    address: str
    title: Text
    place: int
    icon: str = ""
    detail: Text = NOTHING
    key: str = ""
    duties: frozenset[Duty] = frozenset()
    unless: frozenset[Duty] = frozenset()
    is_raised: bool = False

    @property
    def link(self) -> str:
        """The address as a path."""
        return reverse(self.address)

    def is_for(self, duties: frozenset[Duty]) -> bool:
        """True if an officer with these duties sees it."""
        return (not self.duties or bool(self.duties & duties)) and not self.unless & duties


@dataclass(frozen=True)
class Part:
    """A part of somebody else's page that the service draws: its template, and what that calls `of`. place: its order.

    key, waiting: on an officer's home, the door of the rail at which so much waits.
    """

    template: str
    of: Mapping[str, Any]
    place: int
    key: str = ""
    waiting: int = 0


@dataclass(frozen=True)
class Task:
    """Something that waits for a person: what, why, where. link: a path."""

    icon: str
    title: Text
    detail: Text
    link: str
    place: int = 0


@dataclass(frozen=True)
class Home:
    """What a service puts on a citizen's home: a card at its head, and what waits for the person."""

    tasks: tuple[Task, ...] = ()
    card: Part | None = None


@dataclass(frozen=True)
class FrontCard:
    """The service on the public front page; the door is open where the service is."""

    icon: str
    title: Text
    sentence: Text
    address: str
    invitation: Text


@dataclass(frozen=True)
class EntryWords:
    """Words of the journal entries with these tags. title: what happened; detail: what of it an officer should read, own:
    what a person whom it concerns should; each in one line, in the language of the page."""

    tags: frozenset[str]
    title: Callable[[Recorded], str]
    detail: Callable[[Recorded], str]
    own: Callable[[Recorded], str]


@dataclass(frozen=True)
class Step:
    """One thing that `work` does again and again: `act` returns how much it did; seconds of rest between two turns; words
    for the administrator's page."""

    name: str
    rest: float
    act: Callable[[], int]
    words: Text


@dataclass(frozen=True)
class Wall:
    """What a service shows on the national wall: tiles, cards, and lines over days (title, day -> count)."""

    tiles: tuple[Part, ...] = ()
    cards: tuple[Part, ...] = ()
    trends: tuple[tuple[Text, Mapping[date, int]], ...] = ()


@dataclass(frozen=True)
class Figures:
    """What a service counts for the whole country: numbers of things and offices, never of people.

    count: at a moment, as JSON can hold it; goes over whole tables, so only `work` asks. draw: what `count` gave, or
    nothing yet, and the moment at which it is shown. issues: the kind of credential whose issue the national figures follow.
    """

    count: Callable[[datetime], Mapping[str, Any]]
    draw: Callable[[Mapping[str, Any], datetime], Wall]
    issues: str = ""


@dataclass(frozen=True)
class Budgets:
    """How many statements its pages may send, by the name of the address; see tongban.config.budgets."""

    lists: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Face:
    """A package as the rest of the house sees it. name: the package's, and of its rollouts.

    front: its card on the front page. home, cases: what it puts on a citizen's pages. queues: on an officer's home; counts:
    how much waits behind its doors, by key. at_window: whom a clerk can help who has just confirmed a person.
    catch_up: done once after registers were filled. before: what answers some addresses before Django does.
    worker: the address of the service worker. figures: see there. documents: pages of docs/ by path; drawings: figures of
    the journeys by name; rests: what its rules rest on.
    """

    name: str
    doors: tuple[Door, ...] = ()
    front: FrontCard | None = None
    home: Callable[[CitizenRecord, datetime], Home] | None = None
    cases: Callable[[CitizenRecord, datetime], Part | None] | None = None
    queues: Callable[[OfficerRecord, datetime], Iterable[Part]] | None = None
    counts: Callable[[OfficerRecord, datetime], Mapping[str, int]] | None = None
    at_window: Callable[[OfficerRecord], Part | None] | None = None
    words: EntryWords | None = None
    steps: tuple[Step, ...] = ()
    catch_up: Callable[[], object] | None = None
    before: Callable[[Application], Application] | None = None
    worker: str = ""
    figures: Figures | None = None
    documents: Callable[[], Mapping[str, str]] | None = None
    rests: Callable[[], Iterable[Rested]] | None = None
    drawings: Callable[[], Mapping[str, str]] | None = None
    budgets: Budgets = field(default_factory=Budgets)
