"""The list of filed dealers and markets that commerce pushes every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tongban.errors import Refused
from tongban.identifiers import CREDIT_ALPHABET, CREDIT_WEIGHTS
from tongban.journal.models import Entry
from tongban.partners import actions, queries
from tongban.partners.actions.dealers import sort
from tongban.partners.models import Dealer
from tongban.partners.records import DealerKind
from tongban.simulation.partner_dealers import DEALERS, SUZHOU_DEALER, SUZHOU_MARKET, list_dealers, rows

ALL = rows(DEALERS)


def credit_code(n):
    """A valid code that is nobody's."""
    first = f"91320500MAC{n:06d}"
    total = sum(CREDIT_ALPHABET.index(a) * weight for a, weight in zip(first, CREDIT_WEIGHTS, strict=True))
    return first + CREDIT_ALPHABET[(31 - total % 31) % 31]


def invented(count):
    return [ALL[0] | {"credit_code": credit_code(n), "name": f"示例二手车行{n}"} for n in range(count)]


def receive(listed, town, *, is_full=False, days=0, region=""):
    moment = town.AT + timedelta(days=days)
    return actions.receive_dealers(
        rows=listed, is_full=is_full, as_of=moment, region=region, by="partner:commerce", at=moment
    )


def test_given_the_invented_enterprises_when_the_demo_lists_them_twice_then_they_are_there_once(town):
    assert list_dealers(at=town.AT).added == 4
    assert list_dealers(at=town.AT).unchanged == 4
    assert [queries.dealer(each.credit_code) for each in DEALERS] == list(DEALERS)
    assert queries.dealer("91320500mac0dem0a7") == SUZHOU_MARKET


def test_given_nobody_of_that_code_when_asked_then_there_is_no_dealer(town):
    assert queries.dealer("91320500MAC0DEM0EK") is None


def test_given_a_division_that_ended_when_a_filing_there_goes_on_then_the_row_is_bad_and_an_old_filing_is_not(town):
    there = ALL[0] | {"prefecture": "330103"}  # 下城区, ended in 2021
    goes_on = receive([there | {"filed_until": None}], town)
    assert [(one.field, "has not ended" in one.expected) for one in goes_on.bad] == [("prefecture", True)]
    assert receive([there | {"filed_from": "2015-01-01", "filed_until": "2019-12-31"}], town).bad == ()


def test_given_a_filing_when_asked_by_day_then_both_ends_count(town):
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    receive([ALL[0] | {"filed_from": first.isoformat(), "filed_until": last.isoformat()}], town)
    found = queries.dealer(ALL[0]["credit_code"])
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    assert [found.is_filed(on=day) for day in days] == [False, True, True, False]


def test_given_a_changed_name_when_pushed_then_it_is_changed_and_the_rest_is_not(town):
    receive(ALL, town)
    done = receive([ALL[0] | {"name": "苏州示例二手车交易市场"}, ALL[1]], town, days=1)
    assert (done.added, done.changed, done.unchanged, done.closed) == (0, 1, 1, 0)
    assert queries.dealer(ALL[0]["credit_code"]).name == "苏州示例二手车交易市场"


def test_given_an_older_list_when_it_comes_late_then_it_changes_nothing(town):
    receive([ALL[0] | {"name": "新名称示例市场"}], town, days=1)
    receive(ALL, town, is_full=True)
    assert queries.dealer(ALL[0]["credit_code"]).name == "新名称示例市场"


def test_given_a_full_list_when_one_is_missing_then_its_filing_ended_the_day_before(town):
    receive(ALL, town)
    done = receive(ALL[1:], town, is_full=True, days=1)
    assert done.closed == 1
    found = queries.dealer(ALL[0]["credit_code"])
    assert found.filed_until == town.TODAY
    assert found.is_filed(on=town.TODAY)
    assert not found.is_filed(on=town.TODAY + timedelta(days=1))


def test_given_an_enterprise_that_was_closed_when_it_is_listed_again_then_it_is_filed_again(town):
    receive(ALL, town)
    receive(ALL[1:], town, is_full=True, days=1)
    receive(ALL, town, is_full=True, days=2)
    assert queries.dealer(ALL[0]["credit_code"]).is_filed(on=town.TODAY + timedelta(days=5))


def test_given_a_full_list_of_one_province_when_taken_then_nobody_elsewhere_is_closed(town):
    receive(ALL, town)
    done = receive([ALL[0]], town, is_full=True, days=1, region="32")
    assert done.closed == 1
    assert queries.dealer(SUZHOU_DEALER.credit_code).filed_until == town.TODAY
    assert queries.dealer(ALL[1]["credit_code"]).filed_until is None


def test_given_a_full_list_that_was_cut_off_when_pushed_then_it_is_refused_whole(town):
    receive(invented(20), town)
    with pytest.raises(Refused) as refused:
        receive([*invented(3), ALL[0]], town, is_full=True, days=1)
    assert refused.value.code == "partners.dealers-cut-off"
    assert not Dealer.objects.exclude(filed_until=None).exists()
    assert queries.dealer(ALL[0]["credit_code"]) is None


def test_given_a_list_from_the_future_when_pushed_then_it_is_refused(town):
    with pytest.raises(Refused, match=r"partners\.dealers-future"):
        actions.receive_dealers(
            rows=ALL, is_full=False, as_of=town.AT + timedelta(hours=1), by="partner:commerce", at=town.AT
        )


BAD = [
    (ALL[0] | {"credit_code": "91320500MAC0DEM0I7"}, "credit_code"),
    (ALL[0] | {"credit_code": "I"}, "credit_code"),
    (ALL[0] | {"kind": "shop"}, "kind"),
    (ALL[0] | {"prefecture": "32050"}, "prefecture"),
    (ALL[0] | {"filed_from": "2026-02-30"}, "filed_from"),
    (ALL[0] | {"filed_until": "2001-01-01"}, "filed_until"),
    (ALL[0] | {"surprise": 1}, ""),
    ({name: value for name, value in ALL[0].items() if name != "name"}, ""),
    ("not an object", ""),
    (None, ""),
]


@pytest.mark.parametrize(("row", "field"), BAD)
def test_given_a_bad_row_when_pushed_then_its_line_is_reported_and_the_others_are_taken(town, row, field):
    done = receive([ALL[1], row, ALL[2]], town)
    [bad] = done.bad
    assert (bad.line, bad.field) == (2, field)
    assert bad.expected.lower().startswith(("expected", "object"))
    assert "shop" not in bad.expected
    assert done.added == 2


def test_given_an_enterprise_twice_in_one_list_when_pushed_then_the_second_is_reported(town):
    done = receive([ALL[0], ALL[0] | {"name": "另一个示例名称"}], town)
    assert [(bad.line, bad.field) for bad in done.bad] == [(2, "credit_code")]
    assert queries.dealer(ALL[0]["credit_code"]).name == ALL[0]["name"]


def test_given_a_full_list_with_a_bad_row_when_its_enterprise_is_named_then_that_one_is_not_closed(town):
    receive(ALL, town)
    done = receive([ALL[0] | {"kind": "shop"}, *ALL[2:]], town, is_full=True, days=1)
    assert done.closed == 1
    assert queries.dealer(ALL[0]["credit_code"]).filed_until is None
    assert queries.dealer(ALL[1]["credit_code"]).filed_until == town.TODAY


def test_given_a_full_list_with_a_row_of_nobody_when_taken_then_nobody_is_closed_and_it_says_so(town):
    receive(ALL, town)
    done = receive([{"credit_code": "?"}, *ALL[2:]], town, is_full=True, days=1)
    assert done.is_closing_postponed
    assert done.closed == 0
    assert not Dealer.objects.exclude(filed_until=None).exists()


def test_given_a_list_when_taken_then_the_journal_has_numbers_and_no_names(town):
    receive(ALL, town, is_full=True)
    entry = Entry.objects.get(tag="dealers-listed")
    assert "示例" not in entry.details.said


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3)
)


@hypothesis_settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.one_of(values, st.sampled_from(ALL), st.dictionaries(st.sampled_from(sorted(ALL[0])), values)), max_size=8
    )
)
def test_whatever_a_list_holds_each_row_is_either_good_or_reported(listed):
    found = sort(listed, region="")
    assert len(found.good) + len({bad.line for bad in found.bad}) == len(listed)
    assert all(row.kind in list(DealerKind) for row in found.good.values())
