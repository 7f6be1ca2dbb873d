"""Does a condition hold? The tree is read as it is written: what is compiled elsewhere is judged by this.

Every part is read, also when the others have decided, so that the answer names all facts that matter and none by chance.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from tongban.identifiers.spelling import is_digits
from tongban.passes.rules.days import WEEKDAYS, Calendar, day_and_minute, schedule_holds
from tongban.passes.rules.facts import Pass, Question
from tongban.passes.rules.records import (
    Alert,
    AllOf,
    AnyCondition,
    AnyOf,
    Body,
    Cargo,
    During,
    Emission,
    Energy,
    Fitted,
    Holds,
    In,
    Listed,
    Measure,
    Not,
    Notice,
    PlateKind,
    PlateRegion,
    PlateTail,
    Rotation,
    Schedule,
    Size,
    TailTable,
    Through,
    Use,
)
from tongban.passes.rules.truth import NO, YES, Finding, Truth, all_of, any_of, none_of, of_fact

ALERTS = ("blue", "yellow", "orange", "red")


class Reading:
    """One question as one notice reads it, with its rotations of plate tails. The moment must have a zone."""

    def __init__(self, question: Question, *, notice: Notice, calendar: Calendar) -> None:
        self.question, self.notice, self.calendar = question, notice, calendar
        self.day, self.minute = day_and_minute(question.at)

    def holds(self, condition: AnyCondition | None) -> Finding:  # noqa: PLR0911, PLR0912 - a table, one line a kind
        """What the condition comes to; no condition holds always."""
        vehicle, trip = self.question.vehicle, self.question.trip
        match condition:
            case None:
                return YES
            case AllOf():
                return all_of([self.holds(part) for part in condition.of])
            case AnyOf():
                return any_of([self.holds(part) for part in condition.of])
            case Not():
                return none_of(self.holds(condition.of))
            case Size():
                return _one_of("size", vehicle.size, condition.one_of)
            case Body():
                return _one_of("body", vehicle.body, condition.one_of)
            case Energy():
                return _one_of("energy", vehicle.energy, condition.one_of)
            case PlateKind():
                return _one_of("plate_kind", vehicle.plate_kind, condition.one_of)
            case Use():
                return _shares("uses", vehicle.uses, condition.one_of)
            case Cargo():
                return _shares("cargo", trip.cargo, condition.one_of)
            case Listed():
                return _shares("lists", vehicle.lists, (condition.list,))
            case Fitted():
                fitted = None if vehicle.devices is None else vehicle.devices >= set(condition.all_of)
                return of_fact("devices", fitted)
            case PlateRegion():
                return of_fact("plate", None if vehicle.plate is None else vehicle.plate.startswith(condition.one_of))
            case Emission():
                return of_fact("emission", _is_within(vehicle.emission, condition.at_least, condition.at_most))
            case Measure():  # whole numbers: above 1000 is at least 1001
                low = condition.at_least if condition.above is None else condition.above + 1
                high = condition.at_most if condition.below is None else condition.below - 1
                return of_fact(condition.of, _is_within(getattr(vehicle, condition.of), low, high))
            case PlateTail():
                return self.tail(next(one for one in self.notice.rotations if one.id == condition.rotation))
            case Through():
                return self.through(frozenset(condition.places))
            case Alert():
                return self.alert(condition)
            case During():
                return self.during(condition.when)
            case In():
                return self.within(condition.places)
            case Holds():
                return any_of([self.covers(held, condition.one_of) for held in self.question.passes])
            case _:
                assert_never(condition)

    def during(self, schedule: Schedule | None) -> Finding:
        """Is it one of the schedule's hours?"""
        return schedule_holds(schedule, calendar=self.calendar, day=self.day, minute=self.minute)

    def within(self, places: Iterable[str]) -> Finding:
        """Is the spot in one of these places?"""
        spot, wanted = self.question.spot, frozenset(places)
        if spot.inside & wanted:
            return YES
        return of_fact("road", None) if spot.unsure & wanted else NO

    def covers(self, held: Pass, types: Iterable[str]) -> Finding:
        """Is the pass of one of these types, and does it count here and now?"""
        if held.type not in types:
            return NO
        found = [of_fact("passes", held.starts <= self.question.at < held.ends), self.during(held.schedule)]
        if held.places is not None:
            found.append(self.within(held.places))
        if held.roads is not None:
            road = self.question.spot.road
            found.append(of_fact("road", None if road is None else road in held.roads))
        return all_of(found)

    def tail(self, rotation: Rotation) -> Finding:
        """Is the plate's tail meant today? Days before and after all tables mean no tail."""
        table = _table(rotation, self.day)
        if table is None:
            return Finding(Truth.NO, frozenset(("time",)))
        if self.day in self.calendar.worked and rotation.worked_days == "not-said" and WEEKDAYS[0] in table.digits:
            return Finding(Truth.UNKNOWN, frozenset(("time",)), frozenset(("notice",)))
        meant = digits_of(rotation, self.day)
        plate = self.question.vehicle.plate
        if plate is None:
            return of_fact("plate", None)
        tail = _tail(plate, rotation.letters)
        if tail is None:
            return Finding(Truth.UNKNOWN, frozenset(("plate",)), frozenset(("notice",)))
        return Finding(Truth.of(tail in meant), frozenset(("plate", "time")))

    def through(self, places: frozenset[str]) -> Finding:
        """Does the trip neither begin nor end there? One end inside decides, whatever the other is."""
        trip = self.question.trip
        ends = [None if end is None else not end & places for end in (trip.begins_in, trip.ends_in)]
        return all_of([of_fact("trip", outside) for outside in ends])

    def alert(self, condition: Alert) -> Finding:
        """Is an alert of this kind in force at this level or above?"""
        if self.question.alerts is None:
            return of_fact("alerts", None)
        level = self.question.alerts.get(condition.of)
        return of_fact("alerts", level is not None and ALERTS.index(level) >= ALERTS.index(condition.at_least))


def digits_of(rotation: Rotation, day: date) -> tuple[int, ...]:
    """The tails that the rotation means on that day."""
    table = _table(rotation, day)
    if table is None:
        return ()
    parity: tuple[int, ...] = table.digits.get("odd" if day.day % 2 else "even", ())
    return parity + table.digits.get(WEEKDAYS[day.weekday()], ())  # type: ignore[call-overload, no-any-return]


def _table(rotation: Rotation, day: date) -> TailTable | None:
    for table in rotation.tables:
        if (table.first is None or table.first <= day) and (table.last is None or day <= table.last):
            return table
    return None


def _tail(plate: str, letters: str | int) -> int | None:
    """The tail as a digit. A trailing 挂, 学 or the like is no tail."""
    characters = [one for one in plate if one.isascii() and one.isalnum()]
    if not characters:
        return None
    if is_digits(characters[-1]):
        return int(characters[-1])
    if letters == "last-digit":
        return next((int(one) for one in reversed(characters) if is_digits(one)), None)
    return letters if isinstance(letters, int) else None


def _one_of(name: str, value: str | None, wanted: Iterable[str]) -> Finding:
    return of_fact(name, None if value is None else value in wanted)


def _shares(name: str, values: frozenset[str] | None, wanted: Iterable[str]) -> Finding:
    return of_fact(name, None if values is None else not values.isdisjoint(wanted))


def _is_within(value: int | None, low: int | None, high: int | None) -> bool | None:
    return None if value is None else (low is None or value >= low) and (high is None or value <= high)
