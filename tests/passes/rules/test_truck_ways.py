"""What would change a "no" is proven by deciding again."""

from __future__ import annotations

from datetime import datetime, timedelta

import chances
import drafts
import msgspec
from hypothesis import given, settings
from test_truck_engines import book_of, question_of, questions, stretches, visits_of

from tongban.passes.rules.compiled import Sheet
from tongban.passes.rules.decisions import Outcome, RuleBook, decide
from tongban.passes.rules.departures import departures, strips_of, verdicts
from tongban.passes.rules.facts import Question, Vehicle
from tongban.passes.rules.places import Stretch, visits
from tongban.passes.rules.ways import is_allowed, prove, ways

PASSES = [{"id": one, "name": {"zh": "码", "en": "code"}} for one in "AB"]
AT = datetime.fromisoformat("2026-03-04T08:00:00+08:00")


def asked(at=AT, vehicle=None, inside=("inner",)):
    return msgspec.convert({"vehicle": vehicle or {}, "spot": {"inside": list(inside)}, "at": at}, Question)


def test_leave_later_hold_a_pass_or_take_another_truck():
    diesel = {"energy": "diesel", "emission": 4, "size": "light"}
    ban = drafts.forbid(passes=["A"], unless={"is": "energy", "one_of": ["electric"]})
    book = RuleBook((drafts.notice(ban, passes=PASSES),))
    found = ways(book, asked(vehicle=diesel), fleet=[Vehicle(energy="electric"), Vehicle(energy="petrol")])
    assert [(way.kind, way.departs, way.passes, dict(way.changes)) for way in found] == [
        ("leave-at", AT + timedelta(hours=1), frozenset(), {}),
        ("pass", AT, {"A"}, {}),
        ("vehicle", AT, frozenset(), {}),
        ("vehicle", AT, frozenset(), {"energy": "electric", "emission": 99}),
    ]
    assert all(is_allowed(way.proof) for way in found)


def test_two_bans_that_ask_for_two_passes_need_both_and_one_that_serves_both_is_enough():
    two = drafts.notice(drafts.forbid("1", passes=["A"]), drafts.forbid("2", passes=["B"]), passes=PASSES)
    assert [way.passes for way in ways(RuleBook((two,)), asked()) if way.kind == "pass"] == [{"A", "B"}]
    either = drafts.notice(drafts.forbid("1", passes=["A", "B"]), drafts.forbid("2", passes=["B"]), passes=PASSES)
    assert [way.passes for way in ways(RuleBook((either,)), asked()) if way.kind == "pass"] == [{"B"}]


def test_against_a_ban_at_all_hours_without_a_pass_there_is_no_way():
    book = RuleBook((drafts.notice(drafts.forbid(when=None)),))
    assert ways(book, asked()) == ()
    assert ways(RuleBook((drafts.notice(),)), asked(at=AT + timedelta(hours=2))) == ()


def test_a_route_is_judged_on_the_way_and_leaves_when_all_of_it_is_open():
    notice = drafts.notice()
    route = visits(notice.places, [Stretch(line=((103.9, 30.65), (104.2, 30.65)), seconds=5400)])
    book, question = RuleBook((notice,)), asked(at=datetime.fromisoformat("2026-03-04T06:10:00+08:00"))
    sheet = Sheet(book, question)
    told = verdicts(strips_of(sheet, route), route, at=question.at)
    assert [(f"{at.astimezone(AT.tzinfo):%H:%M}", decision.outcome.value) for _, at, decision in told] == [
        ("06:10", "allowed"), ("06:40", "allowed"), ("07:00", "forbidden"), ("07:10", "allowed"),
    ]  # fmt: skip
    later = next(way for way in ways(book, question, visits=route) if way.kind == "leave-at")
    assert str(later.departs.astimezone(question.at.tzinfo))[11:16] == "08:30"
    legal = departures(sheet, route, since=question.at)
    assert legal.earliest(question.at) == later.departs
    assert legal.slack(later.departs) == timedelta(hours=7, minutes=30)
    assert legal.slack(question.at) is None


@settings(max_examples=40, deadline=None)
@given(chances.notices(), questions, stretches)
def test_every_way_holds_when_it_is_decided_again(draft, question, route):
    book, first, path = book_of(draft), question_of(question), visits_of(route)
    offered = ways(book, first, visits=path, days=3)
    assert not (offered and is_allowed(prove(book, first, path)))
    for way in offered:
        assert way.proof
        assert is_allowed(way.proof)
        if way.kind == "leave-at":
            again = msgspec.structs.replace(first, at=way.departs, spot=path[0].spot)
            assert decide(book, again).outcome is Outcome.ALLOWED
            assert is_allowed(prove(book, again, path))
