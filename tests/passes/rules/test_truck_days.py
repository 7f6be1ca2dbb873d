"""Days and hours: half-open, over midnight, and each rule's own word on exchanged days."""

from __future__ import annotations

from datetime import date, datetime

import drafts
import msgspec
import pytest

from tongban.calendars import Holidays
from tongban.passes.rules import days
from tongban.passes.rules.days import calendar_of, day_and_minute, schedule_holds
from tongban.passes.rules.records import Schedule

YEAR = calendar_of([2026], holidays=Holidays())


def truth(schedule, moment, calendar=YEAR):
    day, minute = day_and_minute(datetime.fromisoformat(f"{moment}+08:00"))
    return schedule_holds(msgspec.convert(schedule, Schedule), calendar=calendar, day=day, minute=minute).truth


def at_hours(starts, ends, **period):
    return {"periods": [{"windows": [{"starts": starts, "ends": ends}]} | period]}


def test_the_calendar_of_2026_has_its_worked_days_and_its_whole_holidays():
    worked = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert sorted(map(str, YEAR.worked)) == worked
    assert {date(2026, 2, 21), date(2026, 2, 22), date(2026, 10, 3), date(2026, 10, 7)} <= YEAR.days_off
    assert date(2026, 10, 7) not in YEAR.by_law
    assert date(2026, 10, 3) in YEAR.by_law
    assert not YEAR.days_off & YEAR.worked
    assert date(2026, 3, 7) not in YEAR.days_off
    assert YEAR.provisional == frozenset()


def test_a_year_without_notice_is_provisional_and_knows_the_days_off_by_law():
    later = calendar_of([2026, 2090], holidays=Holidays())
    assert later.provisional == {2090}
    assert date(2090, 10, 1) in later.by_law
    assert later.version != YEAR.version
    with_notice = calendar_of([2090], holidays=Holidays(working=frozenset({date(2090, 10, 8)})))
    assert with_notice.provisional == frozenset()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("2026-03-04T06:59", 0), ("2026-03-04T07:00", 2), ("2026-03-04T08:59", 2), ("2026-03-04T09:00", 0)],
)
def test_the_first_minute_is_in_and_the_last_is_not(moment, expected):
    assert truth(at_hours("07:00", "09:00"), moment) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-06T21:59", 0), ("2026-03-06T22:00", 2), ("2026-03-07T05:59", 2), ("2026-03-07T06:00", 0),
        ("2026-03-07T22:00", 0), ("2026-03-08T23:00", 0), ("2026-03-09T05:00", 0), ("2026-03-02T05:00", 0),
    ],
)  # fmt: skip
def test_a_night_belongs_to_the_day_on_which_it_begins(moment, expected):
    """Monday to Friday: the night of Friday runs into Saturday, that of Sunday is none."""
    nights = at_hours("22:00", "06:00", days={"weekdays": ["mon", "tue", "wed", "thu", "fri"]})
    assert truth(nights, moment) == expected


def test_24_hours_is_midnight_and_no_minute_is_lost_there():
    evening = at_hours("06:00", "24:00")
    assert [truth(evening, f"2026-03-0{day}T{hour}") for day, hour in ((4, "23:59"), (5, "00:00"))] == [2, 0]
    both = {"periods": [*at_hours("06:00", "24:00")["periods"], *at_hours("00:00", "05:00")["periods"]]}
    assert truth(both, "2026-03-05T00:00") == 2


WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
WORDS = [
    ("2026-02-28", {"worked_days": "counted"}, 2),  # a worked Saturday
    ("2026-02-28", {}, 0),
    ("2026-02-28", {"worked_days": "not-said"}, 1),
    ("2026-02-19", {}, 2),  # Thursday in the Spring Festival
    ("2026-02-19", {"holidays": "not-counted"}, 0),
    ("2026-02-19", {"holidays": "not-said"}, 1),
    ("2026-02-20", {"holidays": "not-counted"}, 0),  # Friday, off by notice and not by law
    ("2026-02-20", {"holidays": "not-counted", "holiday_means": "by-law"}, 2),
    ("2026-02-21", {"holidays": "counted"}, 2),  # Saturday of the holiday
    ("2026-03-07", {"holidays": "counted"}, 0),  # a plain Saturday
]


@pytest.mark.parametrize(("day", "words", "expected"), WORDS)
def test_each_rule_says_itself_what_exchanged_days_and_holidays_count_as(day, words, expected):
    assert truth({"periods": [{"days": {"weekdays": WORKDAYS} | words}]}, f"{day}T12:00") == expected


def test_parity_months_and_days_in_a_leap_year():
    odd = {"periods": [{"days": {"parity": "odd"}}]}
    assert [truth(odd, f"2028-02-{day}T12:00") for day in (28, 29)] == [0, 2]
    assert truth({"periods": [{"days": {"months": [2]}}]}, "2028-02-29T23:59") == 2
    assert truth({"periods": [{"first": "2028-02-29", "last": "2028-02-29"}]}, "2028-02-29T00:00") == 2
    assert truth({"periods": [{"first": "2028-02-29", "last": "2028-02-29"}]}, "2028-03-01T00:00") == 0


def test_an_exception_takes_its_hours_out():
    ban = at_hours("06:00", "22:00") | {"exceptions": [{"windows": [{"starts": "12:00", "ends": "14:00"}]}]}
    assert [truth(ban, f"2026-03-04T{hour}") for hour in ("11:59", "12:00", "14:00")] == [2, 0, 2]


def test_the_day_in_china_begins_at_four_in_the_afternoon_of_greenwich():
    assert day_and_minute(datetime.fromisoformat("2026-03-04T16:00:59+00:00")) == (date(2026, 3, 5), 0)
    assert day_and_minute(datetime.fromisoformat("1969-12-31T15:59:00+00:00")) == (date(1969, 12, 31), 1439)


def test_every_hour_that_can_be_written_is_a_minute():
    assert days.MINUTES["24:00"] == 1440
    assert drafts.notice(drafts.forbid(when=at_hours("23:59", "24:00")))
