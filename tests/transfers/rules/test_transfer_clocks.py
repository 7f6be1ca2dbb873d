"""The clocks of a case: each as long as its article says and counted as its law counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tongban.calendars import Holidays, Rule
from tongban.transfers.rules.clocks import CLOCKS, due
from tongban.transfers.stages import TABLE, Ground, Stage, Way

FRIDAY = date(2026, 11, 20)
NONE = Holidays()


@pytest.mark.parametrize(
    ("name", "days", "article", "last"),
    [
        ("apply", 30, "《机动车登记规定》第二十五条第一款", FRIDAY + timedelta(days=30)),
        ("acceptance", 5, "《行政许可法》第三十二条第一款第四项", date(2026, 11, 27)),
        ("decision", 1, "《机动车登记规定》第二十六条第二款", date(2026, 11, 23)),
        ("decision-moved-in", 3, "《机动车登记规定》第二十七条第二款", date(2026, 11, 25)),
        ("origin-decision", 3, "《机动车登记规定》第二十七条第一款", date(2026, 11, 25)),
        ("moving-home", 3, "《机动车登记规定》第十八条第二款", date(2026, 11, 25)),
        ("temporary-plate", 30, "《机动车登记规定》第二十七条第一款", FRIDAY + timedelta(days=30)),
        ("plates-not-ready", 15, "《机动车登记规定》第四十七条第三款", FRIDAY + timedelta(days=15)),
        ("temporary-plate-void", 3, "《机动车登记规定》第四十七条第六款", date(2026, 11, 25)),
        ("review", 60, "《行政复议法》第二十条第一款", date(2027, 1, 19)),
        ("seller-confirmation", 7, "", FRIDAY + timedelta(days=7)),
        ("correction", 30, "", FRIDAY + timedelta(days=30)),
        ("origin-release", 1, "", date(2026, 11, 23)),
        ("origin-escalation", 2, "", date(2026, 11, 24)),
        ("origin-takeover", 3, "", date(2026, 11, 25)),
        ("file-check", 1, "", date(2026, 11, 23)),
        ("written-decision", 5, "", date(2026, 11, 27)),
        ("inspection", 30, "", FRIDAY + timedelta(days=30)),
        ("stock-plate", 30, "", FRIDAY + timedelta(days=30)),
    ],
)
def test_a_clock_that_starts_on_a_friday_ends_on(name, days, article, last):
    assert (CLOCKS[name].days, CLOCKS[name].article) == (days, article)
    assert due(name, start=FRIDAY, holidays=NONE) == last


@pytest.mark.parametrize("name", sorted(CLOCKS))
def test_a_length_of_the_law_cannot_be_set_and_a_design_value_can(name):
    clock = CLOCKS[name]
    assert bool(clock.article) != bool(clock.setting)
    if clock.article:
        with pytest.raises(ValueError, match=name):
            due(name, start=FRIDAY, days=9)
    else:
        assert due(name, start=FRIDAY, days=9) > FRIDAY


def test_a_temporary_plate_counts_every_day_though_fifteen_days_are_else_working_days():
    assert CLOCKS["plates-not-ready"].rule is Rule.TEMPORARY_PLATE
    assert due("plates-not-ready", start=date(2026, 9, 25)) == date(2026, 10, 10)


@pytest.mark.parametrize("stage", [Stage.REVIEW, Stage.NUMBERED])
@pytest.mark.parametrize(
    ("way", "ground", "name"),
    [
        (Way.ONE_PLACE, Ground.SALE, "decision"),
        (Way.ORIGIN_FIRST, Ground.STOCK, "decision-moved-in"),
        (Way.ONE_PLACE, Ground.MOVE, "moving-home"),
        (Way.ORIGIN_FIRST, Ground.MOVE, "moving-home"),
    ],
)
def test_which_clock_the_decision_runs_by(stage, way, ground, name):
    assert TABLE.row(stage, ground, way).clock == name
