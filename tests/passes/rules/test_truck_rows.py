"""What is compiled, day by day where days differ in one thing only."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import drafts
import msgspec
import pytest

from tongban.passes.rules.compiled import KEPT_ROWS, Sheet, minute_of
from tongban.passes.rules.days import Calendar
from tongban.passes.rules.decisions import Outcome, RuleBook, decide
from tongban.passes.rules.departures import departures
from tongban.passes.rules.facts import Question
from tongban.passes.rules.places import Visit

START = datetime.fromisoformat("2026-02-02T00:00:00+08:00")
TAIL = {"is": "plate-tail", "rotation": "tails"}
TABLES = {
    "odd and even": {"tables": [{"digits": {"odd": [1, 3, 5], "even": [0, 2]}}]},
    "by weekday": {"tables": [{"digits": {"mon": [5], "thu": [5], "sat": [5]}}]},
    "tables that change": {"tables": [{"digits": {"tue": [5]}, "last": "2026-02-10"}, {"digits": {"wed": [5]}, "first": "2026-02-11"}]},
    "a worked day not said": {"tables": [{"digits": {"mon": [5], "sat": [1]}}], "worked_days": "not-said"},
}  # fmt: skip
CALENDAR = Calendar(worked=frozenset({date(2026, 2, 14)}), days_off=frozenset({date(2026, 2, 17)}))


def strip_of(notice, calendar=CALENDAR):
    book = RuleBook((notice,), calendar)
    asked = {"vehicle": {"plate": "川A12345"}, "spot": {"inside": ["inner"]}, "at": START}
    question = msgspec.convert(asked, Question)
    return book, question, Sheet(book, question).at(question.spot)


def days_agree(book, question, strip, days=28):
    """Every hour of so many days; how many outcomes there are."""
    moments = [START + timedelta(hours=hour) for hour in range(24 * days)]
    for at in moments:
        assert strip.decide(at) == decide(book, msgspec.structs.replace(question, at=at)), at
    return {strip.decide(at).outcome for at in moments}


@pytest.mark.parametrize("name", TABLES)
def test_days_that_differ_in_the_plate_tail_alone_are_told_apart(name):
    rotation = {"id": "tails"} | TABLES[name]
    outcomes = days_agree(*strip_of(drafts.notice(drafts.forbid(when=None, who=TAIL), rotations=[rotation])))
    assert {Outcome.ALLOWED, Outcome.FORBIDDEN} <= outcomes
    assert (Outcome.CANNOT_BE_TOLD in outcomes) == (name == "a worked day not said")


def test_the_morning_after_a_night_is_told_apart_by_the_day_before():
    night = {
        "periods": [
            {"days": {"weekdays": ["mon", "fri"]}, "windows": [{"starts": "22:00", "ends": "06:00", "overnight": True}]}
        ]
    }
    book, question, strip = strip_of(drafts.notice(drafts.forbid(when=night)))
    days_agree(book, question, strip)


def test_an_ordinary_month_has_seven_rows_at_most():
    weekdays = {"periods": [{"days": {"weekdays": [day]}} for day in ("mon", "wed", "sun")]}
    _, _, strip = strip_of(drafts.notice(drafts.forbid(when=weekdays)), Calendar())
    first = minute_of(START) // 1440
    assert len({id(strip.row(first + day)) for day in range(364)}) <= 7


def test_a_provisional_year_has_rows_of_its_own():
    """New Year's Eve to New Year's Day: the same class of day, another word on how sure it is."""
    reads = {"periods": [{"days": {"holidays": "not-counted"}}]}
    calendar = Calendar(provisional=frozenset({2027}))
    book, question, strip = strip_of(drafts.notice(drafts.forbid(when=reads)), calendar)
    for day, year in (("2026-12-29", None), ("2027-01-05", 2027)):
        at = datetime.fromisoformat(f"{day}T12:00:00+08:00")
        assert strip.decide(at).provisional == year
        assert strip.decide(at) == decide(book, msgspec.structs.replace(question, at=at))


def test_a_closed_span_goes_on_over_midnight_and_is_cut_at_the_ends():
    night = {"periods": [{"windows": [{"starts": "22:00", "ends": "06:00", "overnight": True}]}]}
    _, _, strip = strip_of(drafts.notice(drafts.forbid(when=night)))
    first = minute_of(START)
    assert strip.closed((first + 23 * 60, first + 47 * 60)) == [
        (first + 23 * 60, first + 30 * 60),
        (first + 46 * 60, first + 47 * 60),
    ]
    assert strip.closed((first, first)) == []


def test_years_of_days_do_not_fill_the_memory():
    _, _, strip = strip_of(drafts.notice())
    first = minute_of(START) // 1440
    for day in range(KEPT_ROWS + 100):
        strip.row(first + day)
    assert len(strip._by_day) <= KEPT_ROWS


def test_who_may_be_late_does_not_leave_so_that_the_gate_closes_first():
    """Coming in is forbidden from 7:00 to 9:00; the gate is half an hour away, or up to forty minutes."""
    _, _, strip = strip_of(drafts.notice(drafts.forbid(action="enter", when=drafts.PEAKS)))
    gate = strip.spot
    day = timedelta(days=1)
    for visit, late, last, first in (
        (Visit(spot=gate, enters=1800, leaves=3600), 0, "06:29:59", "08:30:00"),
        (Visit(spot=gate, enters=1800, leaves=4200, late=600), 0, "06:19:59", "08:30:00"),
        (Visit(spot=gate, enters=1800, leaves=3600), 900, "06:14:59", "08:30:00"),
    ):
        found = departures(strip.sheet, [visit], since=START + day, days=1, late=late)
        opens = [datetime.fromtimestamp(one, START.tzinfo) for span in found.spans for one in span]
        assert f"{opens[1] - timedelta(seconds=1):%H:%M:%S}" == last
        assert f"{opens[2]:%H:%M:%S}" == first
