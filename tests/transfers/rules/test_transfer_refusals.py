"""A refusal in writing: only grounds of the law, each with its article, and how to contest it."""

from __future__ import annotations

from datetime import date

import pytest

from tongban.calendars import Holidays, months_later
from tongban.transfers.rules.refusals import (
    GROUNDS,
    MOVE,
    SALE,
    grounds_for,
    may_apply_again,
    may_refuse,
    refusal,
)

LAW = "《机动车登记规定》"
ON = date(2026, 11, 20)
ARTICLES = {
    "REF-29-1": "第二十九条第一项",
    "REF-29-2": "第二十九条第二项",
    "REF-29-3": "第二十九条第三项",
    "REF-15-1": "第二十九条第四项、第十五条第一项",
    "REF-15-2": "第二十九条第四项、第十五条第二项",
    "REF-15-7": "第二十九条第四项、第十五条第七项",
    "REF-15-8": "第二十九条第四项、第十五条第八项",
    "REF-15-9": "第二十九条第四项、第十五条第九项",
    "REF-80": "第八十条第一款",
    "REF-21-3-1": "第二十一条第一款第三项、第十五条第一项",
    "REF-21-3-7": "第二十一条第一款第三项、第十五条第七项",
    "REF-21-3-8": "第二十一条第一款第三项、第十五条第八项",
    "REF-21-3-9": "第二十一条第一款第三项、第十五条第九项",
    "REF-21-2": "第二十一条第二款",
    "REF-21-1-1": "第二十一条第一款第一项",
    "REF-21-1-2": "第二十一条第一款第二项",
    "REF-25-2": "第三条第二款、第二十五条第二款",
    "REF-26-1": "第三条第二款、第二十六条第一款",
    "REF-26-shown": "第三条第二款、第二十六条第一款",
    "REF-26-3": "第三条第二款、第二十六条第三款",
    "REF-26-4": "第三条第二款、第二十六条第四款",
    "REF-18-3": "第三条第二款、第十八条第三款",
    "REF-18-2": "第三条第二款、第十八条第二款",
    "REF-18-shown": "第三条第二款、第十八条第二款",
    "REF-32-3": "第三条第二款、第三十二条第三款",
    "REF-86": "第三条第二款、第八十六条第二款",
    "REF-89": "第三条第二款、第八十九条第三项",
}


@pytest.mark.parametrize("code", sorted(GROUNDS))
def test_a_ground_of_the_law_may_refuse_and_is_written_with_its_article(code):
    is_sale = code in SALE
    assert may_refuse([code], is_sale=is_sale).is_allowed
    written = refusal([code], on=ON, is_sale=is_sale)
    assert [one.article for one in written.grounds] == [LAW + ARTICLES[code]]
    assert written.grounds[0].remedy.zh
    assert written.grounds[0].remedy.en


@pytest.mark.parametrize("code", sorted(set(SALE) ^ set(MOVE)))
def test_a_ground_of_one_kind_does_not_refuse_the_other(code):
    reasons = may_refuse([code], is_sale=code not in SALE).reasons
    assert [(one.code, one.article) for one in reasons] == [("REF-01", LAW + "第八十三条第一款第四项")]


def test_every_ground_stands_in_the_table_of_this_test():
    assert (
        set(GROUNDS) == set(ARTICLES) == set(grounds_for(is_sale=True).listed) | set(grounds_for(is_sale=False).listed)
    )


def test_no_ground_and_an_invented_one_refuse_nothing():
    assert [one.article for one in may_refuse([]).reasons] == [LAW + "第三条第二款"]
    assert [one.code for one in may_refuse(["REF-29-1", "REF-99"]).reasons] == ["REF-01"]
    with pytest.raises(KeyError):
        refusal(["REF-99"], on=ON)


def test_a_refusal_names_each_ground_once_and_both_ways_to_contest_it():
    written = refusal(["REF-29-1", "REF-15-8", "REF-29-1"], on=ON, holidays=Holidays())
    assert [one.code for one in written.grounds] == ["REF-29-1", "REF-15-8"]
    assert [(one.title.zh, one.article, one.until) for one in written.remedies] == [
        ("行政复议", "《行政复议法》第二十条第一款", date(2027, 1, 19)),
        ("行政诉讼", "《行政诉讼法》第四十六条第一款", date(2027, 5, 20)),
    ]


def test_a_suit_whose_six_months_end_on_a_sunday_may_come_on_the_monday_and_says_that_days_are_counted():
    """31 July 2026: six months later is 31 January 2027, a Sunday."""
    _, suit = refusal(["REF-29-1"], on=date(2026, 7, 31), holidays=Holidays(frozenset(), frozenset())).remedies
    assert (suit.until, suit.is_counted) == (date(2027, 2, 1), True)


def test_a_refusal_before_may_2022_cites_the_older_rules():
    assert "102号" in refusal(["REF-29-1"], on=date(2022, 4, 30)).grounds[0].article


@pytest.mark.parametrize(
    ("false_on", "articles"),
    [
        (None, []),
        (date(2025, 11, 20), []),
        (date(2025, 11, 21), [LAW + "第八十条第一款"]),
        (ON, [LAW + "第八十条第一款"]),
    ],
)
def test_false_papers_bar_for_a_year(false_on, articles):
    verdict = may_apply_again(refused_for_falsehood_on=false_on, on=ON)
    assert [one.article for one in verdict.reasons] == articles


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 1, 1), date(2026, 7, 1)),
    ],
)
def test_six_months_later_is_the_same_day_or_the_month_s_last(day, later):
    assert months_later(day, 6) == later
