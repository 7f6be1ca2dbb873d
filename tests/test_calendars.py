"""Day counting, held against the sentence at the end of each rule and against a slow second count."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban import calendars
from tongban.calendars import (
    Holidays,
    Rule,
    days_off_by_law,
    deadline,
    has_notice,
    is_working_day,
    missing_notices,
    provisional_year,
    review_ends,
    suit_ends,
)
from tongban.errors import Malformed

no_deadline = settings(deadline=None)  # a busy machine is no failure

DAYS = st.dates(date(2004, 1, 1), date(2040, 12, 31))
NONE = Holidays()
# In 2026 the National Day holiday runs from Thursday 1 to Wednesday 7 October; Saturday 10 is worked.
BEFORE_NATIONAL_DAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("rule", "n", "start", "last"),
    [
        (Rule.LICENCE, 1, BEFORE_NATIONAL_DAY, date(2026, 10, 8)),
        (Rule.LICENCE, 3, BEFORE_NATIONAL_DAY, date(2026, 10, 10)),
        (Rule.LICENCE, 30, BEFORE_NATIONAL_DAY, date(2026, 10, 30)),
        (Rule.REGISTRATION, 3, BEFORE_NATIONAL_DAY, date(2026, 10, 10)),
        (Rule.REGISTRATION, 30, BEFORE_NATIONAL_DAY, date(2026, 10, 30)),
        (Rule.TEMPORARY_PLATE, 15, BEFORE_NATIONAL_DAY, date(2026, 10, 15)),
        (Rule.ACCIDENT, 10, BEFORE_NATIONAL_DAY, date(2026, 10, 20)),
        (Rule.POINTS, 3, BEFORE_NATIONAL_DAY, date(2026, 10, 8)),
        (Rule.POINTS, 10, BEFORE_NATIONAL_DAY, date(2026, 10, 10)),
        (Rule.PERMISSION, 20, BEFORE_NATIONAL_DAY, date(2026, 11, 3)),
        (Rule.REVIEW, 60, BEFORE_NATIONAL_DAY, date(2026, 11, 30)),
        (Rule.REVIEW, 5, BEFORE_NATIONAL_DAY, date(2026, 10, 13)),
    ],
)
def test_a_period_over_the_national_day_ends_when_its_rule_says(rule: Rule, n: int, start: date, last: date) -> None:
    assert deadline(rule, n, start, holidays=NONE) == last


# In 2026 the Spring Festival runs from Sunday 15 to Monday 23 February; Saturdays 14 and 28 are worked.
BEFORE_SPRING = date(2026, 2, 13)


@pytest.mark.parametrize(
    ("rule", "n", "last"),
    [
        (Rule.VIOLATION, 2, date(2026, 2, 24)),
        (Rule.VIOLATION, 15, date(2026, 3, 12)),
        (Rule.VIOLATION, 30, date(2026, 3, 15)),  # thirty days to come and be heard: natural, and no word of a grace
        (Rule.PENALTY, 5, date(2026, 2, 27)),
        (Rule.PENALTY, 15, date(2026, 2, 28)),
        (Rule.PERMISSION, 5, date(2026, 2, 27)),
        (
            Rule.PERMISSION_APPLICANT,
            5,
            date(2026, 2, 18),
        ),  # the five days of whoever asks for a hearing are natural days
        (Rule.PERMISSION_APPLICANT, 30, date(2026, 3, 15)),
        (Rule.POINTS, 3, date(2026, 2, 24)),
        (Rule.POINTS, 10, date(2026, 2, 24)),
        (Rule.REVIEW, 5, date(2026, 2, 27)),
    ],
)
def test_a_period_over_the_spring_festival_ends_when_its_rule_says(rule: Rule, n: int, last: date) -> None:
    assert deadline(rule, n, BEFORE_SPRING, holidays=NONE) == last


def test_review_can_be_applied_for_until_sixty_days_after_both_the_decision_and_the_right_were_told() -> None:
    ends = lambda **given: review_ends(holidays=NONE, **given)  # noqa: E731 - a word for the table below
    served = date(2025, 12, 18)
    assert ends(known_on=served, told_on=served) == date(2026, 2, 24)  # the 60th day is 16 February, in the festival
    assert ends(known_on=served, told_on=date(2026, 1, 5)) == date(2026, 3, 6)
    assert ends(known_on=served, told_on=None) == date(2026, 12, 18)
    assert ends(known_on=served, told_on=date(2026, 11, 30)) == date(2026, 12, 18)  # never more than a year
    # Ten days of force majeure within the period: it goes on when they are over.
    assert ends(known_on=served, told_on=served, hindered=[(date(2026, 1, 1), date(2026, 1, 10))]) == date(2026, 2, 26)
    assert ends(known_on=served, told_on=served, hindered=[(date(2025, 12, 1), date(2025, 12, 10))]) == date(
        2026, 2, 24
    )
    assert ends(known_on=served, told_on=served, hindered=[(date(2026, 4, 1), date(2026, 4, 10))]) == date(2026, 2, 24)


def test_the_day_to_sue_is_moved_from_a_holiday_as_that_of_review_is() -> None:
    assert suit_ends(known_on=date(2025, 8, 18), holidays=NONE) == date(2026, 2, 24)  # 18 February, in the festival
    assert suit_ends(known_on=date(2026, 7, 31), holidays=NONE) == date(2027, 2, 1)  # 31 January 2027 is a Sunday
    assert suit_ends(known_on=date(2025, 8, 31), holidays=NONE) == date(2026, 2, 28)  # a Saturday that is worked


def test_the_same_fifteen_days_differ_between_an_office_and_a_temporary_plate() -> None:
    office = deadline(Rule.REGISTRATION, 15, BEFORE_NATIONAL_DAY, holidays=NONE)
    plate = deadline(Rule.TEMPORARY_PLATE, 15, BEFORE_NATIONAL_DAY, holidays=NONE)
    assert office > plate


def test_a_year_without_a_published_calendar_counts_monday_to_friday() -> None:
    friday = date(2041, 3, 1)
    assert deadline(Rule.LICENCE, 1, friday, holidays=NONE) == date(2041, 3, 4)


def test_the_operators_table_wins_over_the_published_calendar_and_over_the_week() -> None:
    table = Holidays(holidays=frozenset({date(2041, 3, 4)}), working=frozenset({date(2041, 3, 3)}))
    assert is_working_day(date(2041, 3, 3), holidays=table)
    assert not is_working_day(date(2041, 3, 4), holidays=table)
    published_holiday = Holidays(working=frozenset({date(2026, 10, 1)}))
    assert is_working_day(date(2026, 10, 1), holidays=published_holiday)


@no_deadline
@given(rule=st.sampled_from(Rule), n=st.integers(1, 60), start=DAYS)
def test_every_deadline_agrees_with_counting_day_by_day(rule: Rule, n: int, start: date) -> None:
    counts_work = rule.value.working is None or n in rule.value.working
    period = deadline(rule, n, start, holidays=NONE)
    days = [start + timedelta(days=k) for k in range(1, (period - start).days + 1)]
    counted = [day for day in days if not counts_work or is_working_day(day, holidays=NONE)]
    if rule.value.has_grace and len(counted) > n:
        assert all(not is_working_day(day, holidays=NONE) for day in counted[n - 1 : -1])
        assert is_working_day(period, holidays=NONE)
    else:
        assert len(counted) == n


@no_deadline
@given(rule=st.sampled_from(Rule), n=st.integers(1, 60), start=DAYS)
def test_a_later_event_never_ends_earlier(rule: Rule, n: int, start: date) -> None:
    later = start + timedelta(days=1)
    assert deadline(rule, n, start, holidays=NONE) <= deadline(rule, n, later, holidays=NONE)


@pytest.mark.parametrize("n", [0, -1])
def test_a_period_of_no_days_is_a_mistake_of_the_caller(n: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        deadline(Rule.POINTS, n, BEFORE_NATIONAL_DAY)


def test_a_leap_day_becomes_the_first_of_march() -> None:
    assert calendars.years_later(date(2024, 2, 29), 6) == date(2030, 3, 1)
    assert calendars.years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert calendars.years_later(date(2015, 6, 17), 6) == date(2021, 6, 17)


def test_the_operators_table_is_read_from_json() -> None:
    table = calendars.read_holidays('{"holidays": ["2027-01-01"], "working": ["2027-02-07"]}')
    assert table == Holidays(frozenset({date(2027, 1, 1)}), frozenset({date(2027, 2, 7)}))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"holiday": []}', '{"holidays": ["2027-02-30"]}', '{"holidays": [1]}', '{"holidays": 1}',
     '{"holidays": ["2027-01-01"], "working": ["2027-01-01"]}'],
)  # fmt: skip
def test_a_wrong_table_says_what_was_expected(text: str) -> None:
    with pytest.raises(Malformed, match=r"holidays\.malformed"):
        calendars.read_holidays(text)


@no_deadline
@given(st.text())
def test_any_text_is_a_table_or_malformed(text: str) -> None:
    try:
        calendars.read_holidays(text)
    except Malformed as problem:
        assert problem.code == "holidays.malformed"  # noqa: PT017 - either outcome is right, nothing else is


@pytest.mark.parametrize("year", [2031, 2040])
def test_given_a_year_without_a_notice_when_asked_then_the_solar_days_of_the_law_are_off(year):
    for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)):
        assert not is_working_day(date(year, month, day), holidays=Holidays())
    assert is_working_day(date(2031, 5, 5), holidays=Holidays())


# --- days off by the law itself ---------------------------------------------------------------------------------------
# 1990 to 2099 as two other programs have them, which agree: sxtwl 2.0.7 and lunar_python 1.4.8.
with (Path(__file__).parent / "lunar_days.csv").open(encoding="utf-8") as lines:
    LUNAR = {int(row["year"]): row for row in csv.DictReader(lines)}


@pytest.mark.parametrize("year", range(2025, 2100))
def test_given_a_year_when_its_days_off_by_law_are_asked_then_they_are_those_that_two_other_programs_find(year):
    spring, *others = (
        date.fromisoformat(f"{year}-{LUNAR[year][name]}")
        for name in ("spring_festival", "qingming", "dragon_boat", "mid_autumn")
    )
    solar = [date(year, *day) for day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]
    festival = [spring + timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert days_off_by_law(year) == {*solar, *others, *festival}


@pytest.mark.parametrize("year", range(1990, 2100))
def test_given_a_year_when_the_library_is_asked_for_the_festivals_then_two_other_programs_find_the_same(
    year, monkeypatch
):
    monkeypatch.setattr(calendars, "LAW_SINCE", 1990)
    found = days_off_by_law.__wrapped__(year)
    assert {date.fromisoformat(f"{year}-{day}") for name, day in LUNAR[year].items() if name != "year"} <= found


@pytest.mark.parametrize("year", [2025, 2026])
def test_given_a_year_with_a_notice_when_it_is_read_then_every_day_of_the_law_is_off_in_it(year):
    assert not any(chinese_calendar.is_workday(day) for day in days_off_by_law(year))


def test_given_the_notices_of_2008_to_2026_when_they_are_read_then_the_lunar_days_are_off_in_all_of_them():
    for year in range(2008, 2027):
        for name in ("spring_festival", "qingming", "dragon_boat", "mid_autumn"):
            assert not chinese_calendar.is_workday(date.fromisoformat(f"{year}-{LUNAR[year][name]}"))


def test_given_a_year_without_a_notice_when_working_days_are_counted_then_the_lunar_days_are_not_among_them():
    # 2035: the eve of the Spring Festival is Wednesday 7 February, Mid-Autumn is Sunday 16 September.
    assert [is_working_day(date(2035, 2, day), holidays=NONE) for day in (6, 7, 8, 9, 12)] == [True, *[False] * 3, True]
    assert deadline(Rule.REGISTRATION, 2, date(2035, 2, 5), holidays=NONE) == date(2035, 2, 12)


def test_given_a_year_before_the_law_or_after_the_tables_when_asked_then_nothing_is_invented():
    assert days_off_by_law(2024) == frozenset()
    assert len(days_off_by_law(2100)) == 6


# --- what a notice will still change ----------------------------------------------------------------------------------
def test_given_a_last_day_when_its_year_has_no_notice_then_it_is_provisional_until_the_operator_tells_the_notice():
    told = Holidays(holidays=frozenset({date(2035, 1, 1)}))
    assert provisional_year(date(2026, 12, 31), holidays=NONE) is None
    assert provisional_year(date(2035, 1, 4), holidays=NONE) == 2035
    assert provisional_year(date(2035, 1, 4), holidays=told) is None
    assert provisional_year(date(2003, 1, 6), holidays=NONE) is None
    assert has_notice(2026, holidays=NONE)
    assert not has_notice(2035, holidays=NONE)


def test_given_a_day_when_the_missing_notices_are_asked_then_next_years_is_missed_from_november_on():
    assert missing_notices(date(2034, 10, 31), holidays=Holidays(frozenset({date(2034, 1, 1)}))) == ()
    assert missing_notices(date(2034, 11, 1), holidays=Holidays(frozenset({date(2034, 1, 1)}))) == (2035,)
    assert missing_notices(date(2034, 3, 1), holidays=NONE) == (2034,)
    both = Holidays(frozenset({date(2034, 1, 1), date(2035, 1, 1)}))
    assert missing_notices(date(2034, 12, 31), holidays=both) == ()
