"""What an application for a pass comes to: the five exits, T1 to T12, all reasons at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.passes.granting import quotas
from tongban.passes.granting.asked import Asked, Driver, ListedFor, Listing
from tongban.passes.granting.deciding import BARRING, Exit, answer, may_refuse
from tongban.passes.granting.spans import spans
from tongban.passes.granting.terms import Terms
from tongban.passes.rules.days import Calendar
from tongban.passes.rules.decisions import Outcome, RuleBook, decide
from tongban.passes.rules.facts import Pass, Question, Spot, Vehicle
from tongban.passes.rules.reading import read_notice
from tongban.passes.rules.records import Basis, Window

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)  # a Monday, ten o'clock in China
RING = [[104.0, 30.6], [104.1, 30.6], [104.1, 30.7], [104.0, 30.7], [104.0, 30.6]]
LOCAL = {"title": "示例市道路交通安全条例", "article": "第二十六条", "level": "local-regulation"}
TYPE = {
    "id": "delivery", "name": {"zh": "配送码", "en": "delivery code"}, "basis": LOCAL, "organ": "示例市公安局交通管理局",
    "conditions": "见申领规定", "procedure": "网上申请", "decides_within_working_days": 20,
    "available_to": {"is": "size", "one_of": ["light", "medium"]},
}  # fmt: skip
PEAKS = {"periods": [{"windows": [{"starts": "07:00", "ends": "09:00"}, {"starts": "17:00", "ends": "19:30"}]}]}
BAN = {
    "effect": "forbid", "id": "1", "article": "第一条", "sentence": "高峰时段禁止货车驶入内环。", "where": ["inner"],
    "action": "be", "when": PEAKS, "passes": ["delivery"],
}  # fmt: skip
OF_OLD = BAN | {
    "id": "2",
    "sentence": "国三以下货车全天禁行。",
    "when": None,
    "passes": [],
    "who": {"is": "emission", "at_most": 3},
}
LIGHT = Vehicle(plate="川A8K2M6", size="light", emission=5, energy="diesel")
INNER = (Spot(inside=frozenset({"inner"}), doing="be"),)
OUTSIDE = (Spot(doing="be"),)


def notice(*clauses, **type_changes):
    made = {
        "format": "tongban-truck-rules/1", "number": "示公交〔2026〕1号", "title": {"zh": "货车通行通告", "en": "Trucks"},
        "city": "990100", "issuer": "示例市公安局交通管理局", "origin": "issued", "source": "示例公报",
        "published": "2026-01-01T00:00:00+08:00", "starts": "2026-02-01T00:00:00+08:00", "datum": "WGS84",
        "geometry": "synthetic",
        "places": [{"is": "zone", "id": "inner", "name": {"zh": "内环", "en": "inner ring"}, "polygons": [[RING]]}],
        "passes": [{name: value for name, value in (TYPE | type_changes).items() if value is not None}],
        "clauses": [{name: value for name, value in one.items() if value is not None} for one in clauses or (BAN,)],
    }  # fmt: skip
    return read_notice(msgspec.json.encode(made))


def terms(**changes):
    made = {
        "format": "tongban-pass-terms/1", "type": "delivery", "city": "990100", "number": "示公交〔2026〕2号",
        "published": "2026-01-01T00:00:00+08:00", "starts": "2026-02-01T00:00:00+08:00", "category": "urban-delivery",
    } | changes  # fmt: skip
    return msgspec.convert(made, Terms)


def asked(**changes):
    values = {
        "at": AT, "vehicle": LIGHT, "letters": frozenset("A"), "applicant": "firm", "first": date(2026, 3, 9),
        "last": date(2026, 4, 7), "spots": INNER,
    } | changes  # fmt: skip
    return Asked(**values)


def told(asking, its_terms=None, its_notice=None, calendar=None):
    its_terms, its_notice = its_terms or terms(), its_notice or notice()
    calendar = calendar or Calendar()
    book = RuleBook((its_notice,), calendar)
    [offered] = its_notice.passes
    found = spans(book, asking, pass_type=offered.id)
    return answer(asking, its_terms, offered=offered, notice=its_notice, calendar=calendar, spans=found)


def codes(found):
    return [one.code for one in found.reasons]


# --- the exits -------------------------------------------------------------------------------------------------------
def test_where_nothing_is_shut_nothing_is_needed_and_that_is_told_at_once():
    assert told(asked(spots=OUTSIDE)).exit is Exit.NOT_NEEDED
    at_night = asked(windows=(Window(starts="22:00", ends="05:00", overnight=True),))
    found = told(at_night)
    assert (found.exit, codes(found)) == (Exit.NOT_NEEDED, ["T10"])


@pytest.mark.parametrize(
    ("nothing", "code"),
    [({"spots": ()}, "TP-01"), ({"last": date(2026, 3, 8)}, "TP-04"), ({"last": date(2026, 3, 1)}, "TP-04")],
)
def test_who_asks_about_no_place_or_no_day_is_not_told_that_no_pass_is_needed(nothing, code):
    found = told(asked(**nothing))
    assert (found.exit, codes(found)) == (Exit.CORRECT, [code])


def test_a_complete_application_goes_to_a_clerk_or_is_granted_at_once_where_the_terms_say_so():
    assert told(asked()).exit is Exit.CLERK
    at_once = terms(at_once_if={"is": "emission", "at_least": 5})
    assert told(asked(), at_once).exit is Exit.GRANT
    assert told(asked(vehicle=msgspec.structs.replace(LIGHT, emission=4)), at_once).exit is Exit.CLERK


@pytest.mark.parametrize(
    "unknown",
    [
        {"vehicle": msgspec.structs.replace(LIGHT, emission=None)},
        {"open_violations": None},
        {"drivers": (Driver(may_drive=None),)},
    ],
)
def test_nothing_is_granted_at_once_while_something_that_counts_is_unknown(unknown):
    at_once = terms(at_once_if={"is": "emission", "at_least": 5}, most_open_violations=0)
    assert told(asked(open_violations=0), at_once).exit is Exit.GRANT
    assert told(asked(**({"open_violations": 0} | unknown)), at_once).exit is not Exit.GRANT


def test_a_quoted_clause_that_may_forbid_is_looked_at_by_a_clerk_and_asked_of_nobody():
    quoted = {
        "effect": "quote", "id": "8", "article": "第八条", "sentence": "渣土车等按另行公告执行。", "where": ["inner"], "why": "open-list",
    }  # fmt: skip
    at_once = terms(at_once_if={"is": "size", "one_of": ["light"]})
    assert told(asked(), at_once).exit is Exit.GRANT
    assert told(asked(), at_once, notice(BAN, quoted)).exit is Exit.CLERK


# --- what speaks against it ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "changes", "of_terms"),
    [
        ("T1", {"letters": frozenset("GQ")}, {}),
        ("T2", {"open_violations": 3}, {"most_open_violations": 2}),
        ("T3", {"vehicle": msgspec.structs.replace(LIGHT, size="heavy")}, {}),
        ("T11", {"drivers": (Driver(may_drive=False),)}, {}),
        ("TP-06", {"applicant": "person"}, {"applicants": ["firm"]}),
        ("TP-07", {"is_ended": True}, {}),
        ("T9-78", {"listings": (Listing(ListedFor.FALSE_PAPERS, date(2026, 3, 2)),)}, {}),
        ("T9-79", {"listings": (Listing(ListedFor.FRAUD, date(2028, 3, 2)),)}, {}),
        ("T9", {"listings": (Listing(ListedFor.LOCAL, date(2026, 3, 9)),)}, {"lists": {"basis": LOCAL}}),
        ("T6", {"taken": {("inner", date(2026, 3, 20)): 5}}, {"quotas": [{"place": "inner", "per_day": 5}]}),
    ],
)
def test_each_ground_refuses_and_without_it_nothing_does(code, changes, of_terms):
    found = told(asked(**changes), terms(**of_terms))
    assert (found.exit, codes(found)) == (Exit.REFUSE, [code])
    for text in (found.reasons[0].what, found.reasons[0].remedy):
        assert "{" not in text.zh + text.en
    assert told(asked(), terms(**of_terms)).exit is Exit.CLERK


def test_what_no_pass_opens_is_refused_with_its_sentence_and_partly_only_told():
    old = msgspec.structs.replace(LIGHT, emission=3)
    whole_day = OF_OLD | {"passes": []}
    found = told(asked(vehicle=old), its_notice=notice(whole_day))
    assert codes(found) == ["T4"]
    assert "国三以下货车全天禁行。" in found.reasons[0].what.zh
    at_noon = BAN | {
        "id": "2",
        "when": {"periods": [{"windows": [{"starts": "12:00", "ends": "13:00"}]}]},
        "passes": [],
    }
    part = told(asked(), its_notice=notice(BAN, at_noon))
    assert (part.exit, [one.code for one in part.notes]) == (Exit.CLERK, ["TP-08"])


def test_the_emission_stage_is_named_where_it_alone_decides():
    clean = {"is": "emission", "at_least": 6}
    assert codes(told(asked(), its_notice=notice(available_to=clean))) == ["T12"]
    assert (
        told(asked(vehicle=msgspec.structs.replace(LIGHT, emission=6)), its_notice=notice(available_to=clean)).exit
        is Exit.CLERK
    )


def test_all_reasons_are_told_at_once():
    every = asked(letters=frozenset("L"), open_violations=9, is_ended=True, drivers=(Driver(False),))
    assert codes(told(every, terms(most_open_violations=0))) == ["T1", "T2", "T11", "TP-07"]


@pytest.mark.parametrize("letter", "ABCDEGHIJKLMNOPQ")
def test_the_status_letters_of_the_official_app_bar_and_no_other_does(letter):
    assert (told(asked(letters=frozenset(letter))).exit is Exit.REFUSE) == (letter in BARRING)
    assert BARRING == "CELMNPQ"


# --- lists -----------------------------------------------------------------------------------------------------------
def test_a_list_of_the_city_bars_only_with_a_local_law_behind_it_and_only_until_its_day():
    listing = Listing(ListedFor.LOCAL, date(2026, 3, 9))
    by_notice = LOCAL | {"level": "notice"}
    assert told(asked(listings=(listing,)), terms(lists={"basis": by_notice})).exit is Exit.CLERK
    assert told(asked(listings=(listing,)), terms()).exit is Exit.CLERK
    for_ever = Listing(ListedFor.LOCAL, None)
    assert told(asked(listings=(for_ever,)), terms(lists={"basis": LOCAL})).exit is Exit.CLERK
    ended = Listing(ListedFor.FRAUD, date(2026, 3, 1))
    assert told(asked(listings=(ended,))).exit is Exit.CLERK


# --- a type without a basis ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("basis", [None, LOCAL | {"level": "notice"}, LOCAL | {"level": "city-rule"}])
def test_a_type_without_a_basis_of_rank_refuses_nobody_and_says_so(basis):
    found = told(asked(letters=frozenset("Q")), its_notice=notice(basis=basis))
    assert found.exit is Exit.CLERK
    assert [one.code for one in found.notes] == ["TP-02", "T1"]


def test_a_provincial_rule_carries_a_permit_for_a_year():
    basis = Basis(title="示例省办法", level="provincial-rule")
    since = date(2026, 2, 1)
    assert [may_refuse(basis, since=since, on=day) for day in (date(2026, 1, 31), since, date(2027, 1, 31), date(2027, 2, 1))] == [
        False, True, True, False,
    ]  # fmt: skip


# --- what can be mended ----------------------------------------------------------------------------------------------
NOTE = {"id": "note", "name": {"zh": "送货单", "en": "delivery note"}}
POLICY = {"id": "policy", "name": {"zh": "保险单", "en": "insurance"}, "lasts": True}


def test_what_lacks_is_told_once_and_whole_with_what_speaks_against_it_beyond():
    wanted = terms(materials=[NOTE, POLICY], windows=[{"starts": "09:00", "ends": "16:00"}], lasts=[15, 30, 20])
    asking = asked(
        letters=frozenset("Q"), materials={"policy": date(2026, 4, 6)}, windows=(Window(starts="08:00", ends="10:00"),)
    )
    found = told(asking, wanted)
    assert (found.exit, codes(found)) == (Exit.CORRECT, ["T7", "T8", "T5", "TP-04"])
    assert [one.code for one in found.notes] == ["T1"]
    assert "送货单" in found.reasons[0].what.zh
    assert "保险单" in found.reasons[1].what.zh


def test_a_paper_that_is_asked_of_firms_is_not_asked_of_persons():
    wanted = terms(materials=[NOTE | {"of": ["firm"]}])
    assert codes(told(asked(), wanted)) == ["T7"]
    assert told(asked(applicant="person"), wanted).exit is Exit.CLERK


@pytest.mark.parametrize(("days", "is_right"), [(2, False), (3, True), (15, True), (16, False)])
def test_it_is_asked_for_some_days_ahead(days, is_right):
    first = date(2026, 3, 2) + timedelta(days=days)
    found = told(asked(first=first, last=first + timedelta(days=29)), terms(asked_ahead=[3, 15]))
    assert codes(found) == ([] if is_right else ["TP-05"])


def test_a_fact_that_nobody_knows_is_asked_for_and_never_taken_for_a_yes():
    unknown = msgspec.structs.replace(LIGHT, size=None)
    found = told(asked(vehicle=unknown))
    assert (found.exit, codes(found)) == (Exit.CORRECT, ["TP-03"])
    assert "车型" in found.reasons[0].what.zh


def test_hours_within_the_types_windows_are_right_whatever_their_pieces():
    pieces = terms(windows=[{"starts": "07:00", "ends": "12:00"}, {"starts": "12:00", "ends": "20:00"}])
    assert told(asked(windows=(Window(starts="08:00", ends="18:00"),)), pieces).exit is Exit.CLERK
    over_midnight = terms(windows=[{"starts": "17:00", "ends": "08:00", "overnight": True}])
    late = (Window(starts="17:30", ends="18:00"),)
    assert told(asked(windows=late), over_midnight).exit is Exit.CLERK


# --- quotas ----------------------------------------------------------------------------------------------------------
@given(st.lists(st.integers(0, 20), max_size=40), st.integers(0, 4))
def test_numbers_are_never_oversold_and_go_to_who_came_first(firsts, per_day):
    wanted = terms(quotas=[{"place": "inner", "per_day": per_day}])
    taken: dict = {}
    for first in firsts:
        term = {"first": date(2026, 3, 1) + timedelta(days=first), "last": date(2026, 3, 3) + timedelta(days=first)}
        gone = quotas.full(wanted, INNER, **term, taken=taken)
        if gone:
            assert all(taken.get(one, 0) == per_day for one in gone)
            continue
        for one in quotas.draws(wanted, INNER, **term):
            taken[one] = taken.get(one, 0) + 1
    assert all(n <= per_day for n in taken.values())


def test_a_place_that_perhaps_holds_the_spot_is_drawn_on_too():
    unsure = (Spot(unsure=frozenset({"inner"}), doing="be"),)
    wanted = terms(quotas=[{"place": "inner", "per_day": 1}, {"place": "outer", "per_day": 1}])
    assert [one.place for one in quotas.counted(wanted, unsure)] == ["inner"]
    assert quotas.counted(wanted, OUTSIDE) == ()


# --- spans against the oracle ----------------------------------------------------------------------------------------
HOURS = st.sampled_from(["00:00", "06:30", "07:00", "08:15", "12:00", "17:00", "19:30", "23:59"])


@settings(max_examples=25)
@given(HOURS, HOURS, st.integers(1, 3))
def test_spans_are_what_the_decision_says_minute_by_minute(starts, ends, days):
    window = Window(starts=starts, ends=ends, overnight=ends <= starts)
    asking = asked(windows=(window,), last=date(2026, 3, 8) + timedelta(days=days))
    at_noon = BAN | {
        "id": "2",
        "when": {"periods": [{"days": {"weekdays": ["wed"]}, "windows": [{"starts": "12:00", "ends": "18:00"}]}]},
        "passes": [],
    }
    book = RuleBook((notice(BAN, at_noon),), Calendar())
    found = spans(book, asking, pass_type="delivery")
    begin = datetime(2026, 3, 8, 16, tzinfo=UTC)
    held = Pass(type="delivery", number="-", starts=begin, ends=begin + timedelta(days=days))
    counted = dict.fromkeys(("free", "opened", "shut"), 0)
    for n in range(days * 1440):
        at = begin + timedelta(minutes=n)
        clock = f"{(n // 60) % 24:02}:{n % 60:02}"
        inside = starts <= clock < ends if starts < ends else clock >= starts or (clock < ends and n >= 1440)
        if inside:
            bare, with_it = (
                decide(book, Question(vehicle=LIGHT, spot=INNER[0], at=at, passes=passes)).outcome
                for passes in ((), (held,))
            )
            counted["shut" if with_it is not Outcome.ALLOWED else "free" if bare is Outcome.ALLOWED else "opened"] += 1
    assert (found.free, found.opened, found.shut, found.untold) == (*counted.values(), 0)
