"""The collected notices say what their golden decisions mean, and a broken one is seen."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import drafts
import msgspec
import pytest

from tongban.calendars import Holidays
from tongban.errors import Malformed
from tongban.passes.rules import collected, reading
from tongban.passes.rules.days import calendar_of
from tongban.passes.rules.decisions import RuleBook, decide
from tongban.passes.rules.facts import Question
from tongban.passes.rules.golden import FEWEST, changed, flips, read_golden
from tongban.passes.rules.records import Forbid, Quote

CALENDAR = calendar_of(range(2015, 2025), holidays=Holidays())


def book(*notices):
    return RuleBook(notices, CALENDAR)


@pytest.mark.parametrize("name", collected.NAMES)
def test_every_golden_decision_of_a_collected_notice_comes_out(name):
    notice, golden = collected.notice(name), collected.golden(name)
    assert golden.number == notice.number
    assert flips(book(notice), golden) == ()
    assert len(golden.examples) >= FEWEST


@pytest.mark.parametrize("name", collected.NAMES)
def test_a_collected_notice_is_marked_and_its_geometry_is_invented(name):
    notice = collected.notice(name)
    assert (notice.origin, notice.geometry) == ("collected", "synthetic")
    assert notice.clauses[0].sentence
    assert all(clause.english for clause in notice.clauses)
    told = {one.outcome for one in collected.golden(name).examples}
    assert {"allowed", "cannot-be-told"} <= told
    assert told & {"forbidden", "needs-pass"}


@pytest.mark.parametrize("name", collected.NAMES)
def test_every_clause_has_a_say_in_a_golden_decision(name):
    """Exempting quotations apart, which only accompany a ban."""
    notice, golden = collected.notice(name), collected.golden(name)
    told = Counter(clause for one in golden.examples for clause in one.clauses)
    meant = {clause.id for clause in notice.clauses if not (isinstance(clause, Quote) and clause.would == "exempt")}
    assert meant <= set(told)


@pytest.mark.parametrize("name", collected.NAMES)
def test_a_notice_broken_in_any_ban_flips_a_golden_decision(name):
    """Each ban taken away, each exemption taken away, each included bound made an excluded one: never unseen."""
    notice, golden = collected.notice(name), collected.golden(name)
    for clause in notice.clauses:
        if isinstance(clause, Quote):
            continue
        rest = tuple(one for one in notice.clauses if one is not clause)
        assert flips(book(msgspec.structs.replace(notice, clauses=rest)), golden), clause.id
        if isinstance(clause, Forbid) and clause.unless is not None:
            changed_clause = msgspec.structs.replace(clause, unless=None)
            broken = tuple(changed_clause if one is clause else one for one in notice.clauses)
            assert flips(book(msgspec.structs.replace(notice, clauses=broken)), golden), clause.id


def test_a_flip_says_what_is_wrong_and_what_came():
    notice, golden = collected.notice("jingzhou-2016"), collected.golden("jingzhou-2016")
    text = reading.written(notice).replace(b'"at_least": 1000', b'"above": 1000')
    (flip,) = flips(book(reading.read_notice(text)), golden)
    assert flip.example.case == "核载正好1吨（含）"
    assert flip.wrong == ("outcome", "clauses")
    assert flip.decision.outcome.value == "allowed"


def test_fewer_than_ten_or_an_id_twice_is_refused():
    golden = collected.golden("wuhan-rings")
    few = msgspec.structs.replace(golden, examples=golden.examples[:9])
    twice = msgspec.structs.replace(golden, examples=(*golden.examples, golden.examples[0]))
    for wrong in (few, twice):
        with pytest.raises(Malformed, match=r"\$\.examples"):
            read_golden(msgspec.json.encode(wrong))
    assert read_golden(msgspec.json.encode(golden)) == golden


def test_what_a_new_notice_changes_is_told_before_it_is_published():
    old = drafts.notice()
    wider = drafts.notice(drafts.forbid(when=None), number="新", supersedes=[{"number": old.number}])
    asked = {"vehicle": {}, "spot": {"inside": ["inner"]}}
    questions = [msgspec.convert(asked | {"at": wider.starts + timedelta(hours=hour)}, Question) for hour in range(24)]
    found = changed(book(old), book(old, wider), questions)
    assert len(found) == 24 - 5
    assert all(decide(book(old, wider), question) == after for question, _, after in found)
