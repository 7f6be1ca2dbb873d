"""What the decision says of each kind of clause, of passes and of what nobody knows."""

from __future__ import annotations

from datetime import date

import drafts
import msgspec
import pytest

from tongban.errors import Malformed
from tongban.passes.rules.days import Calendar
from tongban.passes.rules.decisions import Outcome, RuleBook, decide, values
from tongban.passes.rules.facts import FACTS, Pass, Question, Vehicle
from tongban.passes.rules.records import MeasureName

PASS = {"id": "A", "name": {"zh": "甲码", "en": "code A"}}
NIGHT, PEAK = "2026-03-04T03:00", "2026-03-04T08:00"


def ask(notices, at=PEAK, vehicle=None, inside=("inner",), calendar=None, **more):
    spot = {"inside": list(inside)} | {
        name: more.pop(name) for name in ("doing", "before", "unsure", "road") if name in more
    }
    question = {"vehicle": vehicle or {}, "spot": spot, "at": f"{at}:00+08:00"} | more
    return decide(
        RuleBook(tuple(notices if isinstance(notices, list) else [notices]), calendar or Calendar()),
        msgspec.convert(question, Question),
    )


def held(type_="A", **changes):
    term = {"starts": "2026-03-01T00:00:00+08:00", "ends": "2026-04-01T00:00:00+08:00"}
    return {"type": type_, "number": "示码1"} | term | changes


# --- bans ------------------------------------------------------------------------------------------------------------
def test_a_ban_holds_in_its_place_at_its_hours_and_names_its_sentence():
    decision = ask(drafts.notice())
    assert decision.outcome is Outcome.FORBIDDEN
    assert [(hit.notice, hit.clause.id, hit.sentence) for hit in decision.hits] == [
        ("示公交〔2026〕1号", "1", "每日7:00至9:00、17:00至19:30禁止货车驶入内环。")
    ]
    assert ask(drafts.notice(), at=NIGHT).outcome is Outcome.ALLOWED
    assert ask(drafts.notice(), inside=()).outcome is Outcome.ALLOWED


def test_a_notice_says_nothing_before_it_begins_and_after_it_ends():
    found = drafts.notice(ends="2026-04-01T00:00:00+08:00")
    when = ("2026-01-31T08:00", "2026-02-01T08:00", "2026-03-31T08:00", "2026-04-01T08:00")
    assert [ask(found, at=at).outcome.value for at in when] == ["allowed", "forbidden", "forbidden", "allowed"]


def test_a_missing_fact_gives_no_silent_yes():
    old = drafts.notice(drafts.forbid(when=None, who={"is": "emission", "at_most": 4}))
    unknown = ask(old)
    assert (unknown.outcome, unknown.missing) == (Outcome.CANNOT_BE_TOLD, {"emission"})
    assert ask(old, vehicle={"emission": 4}).outcome is Outcome.FORBIDDEN
    assert ask(old, vehicle={"emission": 99}).outcome is Outcome.ALLOWED
    surely = ask([old, drafts.notice(number="2")])
    assert (surely.outcome, surely.missing) == (Outcome.FORBIDDEN, frozenset())


def test_the_facts_that_decided_are_named_and_no_others():
    who = {"is": "any", "of": [{"is": "size", "one_of": ["heavy"]}, {"is": "energy", "one_of": ["diesel"]}]}
    decision = ask(drafts.notice(drafts.forbid(who=who)), vehicle={"size": "heavy", "energy": "electric"})
    assert decision.hits[0].used == {"time", "size"}
    assert decision.hits[0].used <= set(FACTS)


BOUNDS = {"at_least": (0, 1, 1), "above": (0, 0, 1), "at_most": (1, 1, 0), "below": (1, 0, 0)}


@pytest.mark.parametrize("bound", BOUNDS)
def test_included_and_excluded_bounds_are_two_things(bound):
    ban = drafts.notice(drafts.forbid(who={"is": "measure", "of": "rated_load_kg", bound: 1000}))
    outcomes = [ask(ban, vehicle={"rated_load_kg": load}).outcome for load in (999, 1000, 1001)]
    assert tuple(outcome is Outcome.FORBIDDEN for outcome in outcomes) == tuple(map(bool, BOUNDS[bound]))


def test_every_measure_is_a_fact_of_a_vehicle_with_words():
    names = set(MeasureName.__args__)
    assert names <= set(Vehicle.__struct_fields__) <= set(FACTS)


# --- what is done ------------------------------------------------------------------------------------------------------
def test_who_came_in_before_the_hours_may_stay_unless_it_must_leave():
    enter = drafts.notice(drafts.forbid(action="enter"))
    assert ask(enter, doing="enter").outcome is Outcome.FORBIDDEN
    assert ask(enter, doing="be").outcome is Outcome.ALLOWED
    leave = drafts.notice(drafts.forbid(action="leave-by"))
    assert ask(leave, doing="be").outcome is Outcome.FORBIDDEN
    stop = drafts.notice(drafts.forbid(action="stop"))
    assert [ask(stop, doing=doing).outcome.value for doing in ("enter", "be", "stop")] == [
        "allowed",
        "allowed",
        "forbidden",
    ]


def test_who_goes_from_one_part_of_an_area_into_another_does_not_come_in():
    places = [drafts.CITY, drafts.zone("inner"), drafts.zone("outer")]
    ban = drafts.notice(drafts.forbid(action="enter", where=["inner", "outer"]), places=places)
    assert ask(ban, inside=["inner"], before=["outer"]).outcome is Outcome.ALLOWED
    assert ask(ban, inside=["inner"], before=[]).outcome is Outcome.FORBIDDEN


def test_the_whole_city_holds_every_spot():
    everywhere = drafts.notice(drafts.forbid(where=["all"]))
    assert ask(everywhere, inside=()).outcome is Outcome.FORBIDDEN
    within = drafts.notice(drafts.forbid(where=["all"], action="enter"))
    assert ask(within, inside=(), before=[]).outcome is Outcome.ALLOWED


def test_a_spot_that_may_be_on_the_boundary_needs_its_road():
    decision = ask(drafts.notice(), inside=(), unsure=["inner"])
    assert (decision.outcome, decision.missing) == (Outcome.CANNOT_BE_TOLD, {"road"})


# --- exceptions --------------------------------------------------------------------------------------------------------
def test_an_exempting_clause_lifts_what_it_names_and_stands_in_the_trace():
    found = drafts.notice(drafts.forbid("1"), drafts.forbid("2"), drafts.exempt("9", of=["1"]))
    assert ask(found, vehicle={"uses": ["fire"]}).clauses == ("2", "9")
    found = drafts.notice(drafts.forbid("1"), drafts.forbid("2"), drafts.exempt("9"))
    decision = ask(found, vehicle={"uses": ["fire"]})
    assert (decision.outcome, decision.clauses) == (Outcome.ALLOWED, ("9",))
    assert ask(found, vehicle={"uses": []}).outcome is Outcome.FORBIDDEN
    assert ask(found).missing == {"uses"}


def test_an_exception_may_hold_at_some_hours_and_on_some_roads_only():
    rush = {"is": "during", "when": drafts.PEAKS}
    roads = {"is": "in", "places": ["bridge"]}
    who = {
        "is": "all",
        "of": [{"is": "use", "one_of": ["sprinkler"]}, {"is": "not", "of": rush}, {"is": "not", "of": roads}],
    }
    found = drafts.notice(
        drafts.forbid(when=None, unless=who), places=[drafts.CITY, drafts.zone(), drafts.zone("bridge")]
    )
    sprinkler = {"uses": ["sprinkler"]}
    assert ask(found, at=NIGHT, vehicle=sprinkler).outcome is Outcome.ALLOWED
    assert ask(found, at=PEAK, vehicle=sprinkler).outcome is Outcome.FORBIDDEN
    assert ask(found, at=NIGHT, vehicle=sprinkler, inside=["inner", "bridge"]).outcome is Outcome.FORBIDDEN


def test_a_later_notice_may_exempt_from_an_older_one():
    relief = drafts.notice(drafts.exempt("1", of=["1"], of_notice="示公交〔2026〕1号"), number="2")
    assert ask([drafts.notice(), relief], vehicle={"uses": ["fire"]}).outcome is Outcome.ALLOWED
    other = drafts.notice(drafts.exempt("1", of=["1"], of_notice="别的"), number="2")
    assert ask([drafts.notice(), other], vehicle={"uses": ["fire"]}).outcome is Outcome.FORBIDDEN


# --- quotations --------------------------------------------------------------------------------------------------------
def test_what_is_only_quoted_leaves_no_allowed_behind_and_no_ban_open():
    found = drafts.notice(drafts.forbid(), drafts.quote())
    assert (ask(found, at=NIGHT).outcome, ask(found, at=NIGHT).missing) == (Outcome.CANNOT_BE_TOLD, {"notice"})
    assert ask(found).outcome is Outcome.FORBIDDEN
    exempting = drafts.notice(drafts.forbid(), drafts.quote(would="exempt"))
    assert [ask(exempting, at=at).outcome.value for at in (NIGHT, PEAK)] == ["allowed", "forbidden"]
    assert ask(exempting).clauses == ("1", "8")


# --- passes ------------------------------------------------------------------------------------------------------------
def with_pass(**type_):
    return drafts.notice(drafts.forbid(passes=["A"]), passes=[PASS | type_])


def test_a_ban_that_a_pass_opens_names_the_pass():
    decision = ask(with_pass())
    assert (decision.outcome, decision.needs) == (Outcome.NEEDS_PASS, {frozenset({"A"})})
    opened = ask(with_pass(), passes=[held()])
    assert (opened.outcome, opened.hits[0].opened_by) == (Outcome.ALLOWED, "示码1")


@pytest.mark.parametrize(
    "limits",
    [
        {"type": "B"}, {"ends": "2026-03-04T08:00:00+08:00"}, {"starts": "2026-03-04T08:01:00+08:00"}, {"places": ["outer"]},
        {"roads": ["r9"]}, {"schedule": {"periods": [{"windows": [{"starts": "09:00", "ends": "17:00"}]}]}},
    ],
    ids=str,
)  # fmt: skip
def test_a_pass_counts_only_within_its_limits(limits):
    assert ask(with_pass(), passes=[held(**limits)], road="r1").outcome is Outcome.NEEDS_PASS
    wide = {"places": ["inner"], "roads": ["r1"], "schedule": drafts.PEAKS}
    assert ask(with_pass(), passes=[held(**wide)], road="r1").outcome is Outcome.ALLOWED


def test_a_pass_for_one_area_counts_in_it_whatever_else_holds_the_spot():
    places = [drafts.CITY, drafts.zone("inner"), drafts.zone("outer")]
    ban = drafts.notice(drafts.forbid(where=["all"], passes=["A"]), places=places, passes=[PASS])
    outcomes = [
        ask(ban, inside=inside, unsure=unsure, passes=[held(places=["inner"])]).outcome.value
        for inside, unsure in ((["inner", "outer"], []), (["outer"], []), (["outer"], ["inner"]))
    ]
    assert outcomes == ["allowed", "needs-pass", "cannot-be-told"]


def test_a_pass_for_a_route_cannot_be_judged_without_the_road():
    decision = ask(with_pass(), passes=[held(roads=["r1"])])
    assert (decision.outcome, decision.missing) == (Outcome.CANNOT_BE_TOLD, {"road"})


def test_a_pass_does_not_help_against_a_ban_that_does_not_name_it():
    found = drafts.notice(drafts.forbid("1", passes=["A"]), drafts.forbid("2"), passes=[PASS])
    assert ask(found, passes=[held()]).outcome is Outcome.FORBIDDEN


def test_a_pass_that_this_vehicle_cannot_have_is_not_offered():
    clean = with_pass(available_to={"is": "emission", "at_least": 5})
    assert ask(clean, vehicle={"emission": 4}).outcome is Outcome.FORBIDDEN
    assert ask(clean, vehicle={"emission": 5}).outcome is Outcome.NEEDS_PASS
    assert ask(clean).outcome is Outcome.NEEDS_PASS


def test_an_exemption_by_code_is_a_condition():
    found = drafts.notice(drafts.forbid(unless={"is": "holds", "one_of": ["A"]}), passes=[PASS])
    assert ask(found).outcome is Outcome.FORBIDDEN
    assert ask(found, passes=[held()]).outcome is Outcome.ALLOWED


def test_a_pass_whose_term_is_not_on_whole_minutes_is_refused():
    with pytest.raises(msgspec.ValidationError, match="whole minute"):
        msgspec.convert(held(ends="2026-04-01T00:00:30+08:00"), Pass)


# --- time beyond the week ------------------------------------------------------------------------------------------------
def test_a_newer_notice_ends_an_older_one_whole_or_in_some_clauses():
    old = drafts.notice(drafts.forbid("1"), drafts.forbid("2"))
    later = {"number": "新", "starts": "2026-03-01T08:30:00+08:00"}
    nothing = drafts.exempt("1")
    whole = drafts.notice(nothing, supersedes=[{"number": old.number}], **later)
    assert ask([old, whole], at="2026-03-01T08:29").outcome is Outcome.FORBIDDEN
    assert ask([old, whole], at="2026-03-01T08:30").outcome is Outcome.ALLOWED
    some = drafts.notice(nothing, supersedes=[{"number": old.number, "extent": "clauses", "clauses": ["1"]}], **later)
    assert ask([old, some]).clauses == ("2",)


def test_where_inconsistent_is_not_computed_but_asked():
    old = drafts.notice()
    supersedes = [{"number": old.number, "extent": "where-inconsistent"}]
    decision = ask([old, drafts.notice(drafts.exempt("1"), number="新", supersedes=supersedes)])
    assert (decision.outcome, decision.missing) == (Outcome.CANNOT_BE_TOLD, {"notice"})


def test_in_a_grace_period_the_ban_holds_and_nobody_is_fined():
    found = drafts.notice(drafts.forbid(grace_ends="2026-03-15T00:00:00+08:00"))
    graced, later = ask(found), ask(found, at="2026-03-15T08:00")
    assert [one.outcome.value for one in (graced, later)] == ["forbidden"] * 2
    assert [one.hits[0].is_graced for one in (graced, later)] == [True, False]


def test_an_alert_that_widens_the_area_is_two_clauses():
    def level(id_, at_least, where):
        return drafts.forbid(id_, when=None, where=where, who={"is": "alert", "of": "ozone", "at_least": at_least})

    found = drafts.notice(level("1", "yellow", ["inner"]), level("2", "red", ["all"]))
    assert ask(found, alerts={}).outcome is Outcome.ALLOWED
    assert ask(found, alerts={"ozone": "orange"}).clauses == ("1",)
    assert ask(found, alerts={"ozone": "orange"}, inside=()).outcome is Outcome.ALLOWED
    assert ask(found, alerts={"ozone": "red"}, inside=()).clauses == ("2",)
    assert ask(found, alerts=None).missing == {"alerts"}


TAILS = {"id": "tails", "tables": [{"digits": {"odd": [1, 3, 5, 7, 9], "even": [0, 2, 4, 6, 8]}}]}


@pytest.mark.parametrize(
    ("plate", "day", "closed"),
    [
        ("川A12340", 4, True),
        ("川A12340", 5, False),
        ("川A12345", 5, True),
        ("川A1235D", 5, None),
        ("川A1235挂", 5, True),
    ],
)
def test_odd_and_even_tails_where_zero_is_even_and_letters_are_not_said(plate, day, closed):
    found = drafts.notice(drafts.forbid(when=None, who={"is": "plate-tail", "rotation": "tails"}), rotations=[TAILS])
    outcome = ask(found, at=f"2026-03-0{day}T12:00", vehicle={"plate": plate}).outcome
    assert outcome is {True: Outcome.FORBIDDEN, False: Outcome.ALLOWED, None: Outcome.CANNOT_BE_TOLD}[closed]


def test_a_rotation_says_what_a_letter_counts_as_and_when_its_tables_change():
    tables = [{"digits": {"wed": [5]}, "last": "2026-03-31"}, {"digits": {"wed": [6]}, "first": "2026-04-01"}]
    found = drafts.notice(
        drafts.forbid(when=None, who={"is": "plate-tail", "rotation": "tails"}),
        rotations=[{"id": "tails", "tables": tables, "letters": "last-digit"}],
    )
    closed = [ask(found, at=f"2026-0{day}T12:00", vehicle={"plate": "川A1235D"}).outcome for day in ("3-04", "4-01")]
    assert closed == [Outcome.FORBIDDEN, Outcome.ALLOWED]


def test_transit_is_a_trip_that_neither_begins_nor_ends_inside():
    found = drafts.notice(drafts.forbid(who={"is": "through", "places": ["inner"]}))
    assert ask(found, trip={"begins_in": [], "ends_in": []}).outcome is Outcome.FORBIDDEN
    assert ask(found, trip={"ends_in": ["inner"]}).outcome is Outcome.ALLOWED
    assert ask(found, trip={"begins_in": []}).missing == {"trip"}


def test_an_answer_that_hangs_on_unpublished_holidays_is_provisional():
    calendar = Calendar(provisional=frozenset({2026}))
    reads = drafts.notice(drafts.forbid(when={"periods": [{"days": {"holidays": "not-counted"}}]}))
    assert ask(reads, calendar=calendar).provisional == 2026
    assert ask(drafts.notice(), calendar=calendar).provisional is None
    assert ask(reads).provisional is None
    off = Calendar(days_off=frozenset({date(2026, 3, 4)}))
    assert ask(reads, calendar=off).outcome is Outcome.ALLOWED
    assert ask(reads, calendar=off).rules != ask(reads).rules


def test_a_book_is_of_one_city_and_has_each_notice_once():
    with pytest.raises(Malformed, match=r"truck-rules\.cities"):
        RuleBook((drafts.notice(), drafts.notice(number="2", city="990200")))
    with pytest.raises(Malformed, match=r"truck-rules\.numbers"):
        RuleBook((drafts.notice(), drafts.notice()))


def test_one_id_means_one_place_and_one_type_of_pass_in_all_notices():
    renamed = drafts.notice(number="2", places=[drafts.CITY, drafts.zone(name={"zh": "一环", "en": "ring 1"})])
    assert RuleBook((drafts.notice(), renamed))
    moved = drafts.notice(number="2", places=[drafts.CITY, drafts.zone(ring=[[x + 1, y] for x, y in drafts.SQUARE])])
    for one, other in (
        (drafts.notice(), moved),
        (with_pass(), drafts.notice(number="2", passes=[PASS | {"kind": "trip"}])),
    ):
        with pytest.raises(Malformed, match=r"truck-rules\.ids"):
            RuleBook((one, other))


def test_the_facts_that_decided_come_with_their_values():
    ban = drafts.forbid(
        who={"is": "all", "of": [{"is": "emission", "at_most": 4}, {"is": "alert", "of": "o", "at_least": "red"}]}
    )
    asked = {
        "vehicle": {"emission": 3},
        "spot": {"inside": ["inner"]},
        "at": "2026-03-04T00:30:00+00:00",
        "alerts": {"o": "red"},
    }
    question = msgspec.convert(asked, Question)
    (hit,) = decide(RuleBook((drafts.notice(ban),)), question).hits
    found = values(hit.used, question)
    assert (found["emission"], found["alerts"], f"{found['time']:%H:%M}") == (3, {"o": "red"}, "08:30")
    assert set(values(FACTS, question)) == set(FACTS)
