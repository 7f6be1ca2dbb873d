"""The faces of this installation, and what they show together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from tongban.faces.records import Door, EntryWords, Face, FrontCard, Home, Part, Spot, Step
from tongban.journal.records import Recorded
from tongban.offices.records import Duty, OfficerRecord
from tongban.people.records import CitizenRecord


@cache
def faces() -> tuple[Face, ...]:
    """The face of every package of this installation that has one, in the order of the settings. Looked for at the first
    asking: a command that asks for none loads no pages."""
    names = (config.name for config in apps.get_app_configs() if config.name.startswith("tongban."))
    return tuple(import_module(f"{name}.face").FACE for name in names if find_spec(f"{name}.face"))


def doors(spot: Spot) -> tuple[Door, ...]:
    """All doors of a spot in their order."""
    return all_doors()[spot]


@cache
def all_doors() -> Mapping[Spot, tuple[Door, ...]]:
    """The doors of every spot in their order."""
    found = sorted((door for face in faces() for door in face.doors), key=lambda door: door.place)
    return {spot: tuple(door for door in found if door.spot is spot) for spot in Spot}


def doors_for(spot: Spot, duties: frozenset[Duty]) -> list[Door]:
    """The doors of a spot that an officer with these duties sees."""
    return [door for door in doors(spot) if door.is_for(duties)]


def fronts() -> list[tuple[str, FrontCard]]:
    """Each service that stands on the front page, by name."""
    return [(face.name, face.front) for face in faces() if face.front]


def home(citizen: CitizenRecord, *, at: datetime) -> Home:
    """What all services put on a citizen's home: the first card that there is, and the tasks in their order."""
    homes = [face.home(citizen, at) for face in faces() if face.home]
    tasks = sorted((task for one in homes for task in one.tasks), key=lambda task: task.place)
    return Home(tuple(tasks), next((one.card for one in homes if one.card), None))


def cases(citizen: CitizenRecord, *, at: datetime) -> list[Part]:
    """What a citizen has running, and what was."""
    return in_order(face.cases(citizen, at) for face in faces() if face.cases)


def queues(officer: OfficerRecord, *, at: datetime) -> list[Part]:
    """What waits for an officer in all services."""
    return in_order(part for face in faces() if face.queues for part in face.queues(officer, at))


def counts(officer: OfficerRecord, *, at: datetime) -> dict[str, int]:
    """How much waits behind the doors of an officer's rail, by key."""
    return {key: n for face in faces() if face.counts for key, n in face.counts(officer, at).items()}


def at_window(officer: OfficerRecord) -> list[Part]:
    """Whom this clerk can help further."""
    return in_order(face.at_window(officer) for face in faces() if face.at_window)


def words_of(entry: Recorded) -> EntryWords | None:
    """The words of the service whose entry this is; None for an entry of none."""
    return next((face.words for face in faces() if face.words and entry.tag in face.words.tags), None)


def steps() -> tuple[Step, ...]:
    """What `work` does for the services."""
    return tuple(step for face in faces() for step in face.steps)


def in_order(parts: Iterable[Part | None]) -> list[Part]:
    """Those that there are, by their place."""
    return sorted((part for part in parts if part), key=lambda part: part.place)
