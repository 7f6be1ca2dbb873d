"""A second kind of policy, when a district's offices are open: one row, and everything else is there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

import pytest
from django.db import IntegrityError, transaction

from tongban.errors import Malformed, NotFound, Refused
from tongban.journal import queries as journal
from tongban.offices.records import Duty
from tongban.policies import actions, picture, queries
from tongban.policies.kinds import Kind
from tongban.policies.models import Policy
from tongban.policies.records import State, share_a_day
from tongban.verdicts import Reason, Text, Verdict

DAY, CHENGDU = date(2026, 11, 20), "510100"
WORDS = Text("字", "words")
NO, SAME = Reason("HOURS-01", "", WORDS, WORDS), Reason("HOURS-09", "", WORDS, WORDS)


@dataclass(frozen=True)
class Hours:
    district: str
    opens: tuple[int, ...]
    from_day: date = DAY
    until_day: date | None = None


@dataclass(frozen=True)
class HoursTold:
    tag: ClassVar[str] = "hours-told"
    hours: str
    what: str


HOURS = Kind(
    name="hours",
    record=Hours,
    place="district",
    writes=Duty.RULE_EDIT,
    approves=Duty.RULE_EDIT,
    findings=lambda hours, others: Verdict.of([NO if any(share_a_day(hours, one) for one in others) else None]),
    same_person=SAME,
    drafted=lambda key, hours: HoursTold(key, str(hours.opens)),
    approved=HoursTold,
    ended=HoursTold,
)
RULES = Hours(CHENGDU, (9, 13))


@pytest.fixture
def two(town):
    """Somebody who writes and somebody who approves; here each could do both."""
    return [town.officer(Duty.RULE_EDIT, region="5101") for _ in range(2)]


def drafted(town, author, hours=RULES):
    return actions.draft(HOURS, uuid.uuid4(), hours, officer=author, at=town.AT)


def test_one_writes_another_approves_and_then_it_binds_in_the_city_and_is_told(town, two):
    author, approver = two
    key = drafted(town, author)
    assert queries.binding(HOURS, CHENGDU) == []
    with pytest.raises(Refused, match=r"hours\.same-person") as refused:
        actions.approve(HOURS, key, officer=author, at=town.AT)
    assert refused.value.verdict.reasons == (SAME,)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Policy.objects.filter(pk=key).update(approver=author.id)
    for _ in range(2):
        actions.approve(HOURS, key, officer=approver, at=town.AT)
    assert queries.binding(HOURS, "510104000000") == [RULES], "an office of a county of the city"
    assert queries.binding(HOURS, "320500") == []
    with pytest.raises(Refused, match=r"hours\.approved"):
        actions.approve(HOURS, key, officer=town.officer(Duty.RULE_EDIT), at=town.AT)
    told = [one.tag for one in journal.history(f"hours:{key}")]
    assert told == ["hours-told"] * 2


def test_the_same_form_again_is_one_draft_and_other_words_are_refused(town, two):
    author, key = two[0], uuid.uuid4()
    for _ in range(2):
        actions.draft(HOURS, key, RULES, officer=author, at=town.AT)
    with pytest.raises(Refused, match=r"hours\.key"):
        actions.draft(HOURS, key, Hours(CHENGDU, (8,)), officer=author, at=town.AT)
    assert [one.policy for one in queries.known(HOURS, "51", on=DAY)] == [RULES]
    assert queries.is_policy(HOURS, key)
    assert not queries.is_policy(HOURS, uuid.uuid4())


def test_what_speaks_against_it_is_asked_at_both_ends_and_places_are_guarded(town, two):
    author, approver = two
    first, second = drafted(town, author), drafted(town, author)
    actions.approve(HOURS, first, officer=approver, at=town.AT)
    with pytest.raises(Refused, match=r"hours\.findings"):
        actions.approve(HOURS, second, officer=approver, at=town.AT)
    with pytest.raises(Refused, match=r"hours\.findings"):
        drafted(town, author)
    with pytest.raises(NotFound, match=r"hours\.unknown"):
        drafted(town, author, Hours("320500", ()))
    with pytest.raises(Malformed, match=r"region\.ended"):
        drafted(town, town.officer(Duty.RULE_EDIT, region="34"), Hours("341400", ()))
    with pytest.raises(NotFound, match=r"hours\.unknown"):
        actions.end(HOURS, first, until_day=DAY, officer=town.officer(Duty.RULE_APPROVAL), at=town.AT)


def test_it_ends_with_its_last_day_and_is_kept_for_whoever_asks_about_a_former_one(town, two):
    author, approver = two
    key = drafted(town, author, Hours(CHENGDU, (9,), from_day=DAY))
    actions.approve(HOURS, key, officer=approver, at=town.AT)
    with pytest.raises(Refused, match=r"hours\.ended"):
        actions.end(HOURS, key, until_day=DAY - timedelta(days=1), officer=approver, at=town.AT)
    actions.end(HOURS, key, until_day=DAY, officer=approver, at=town.AT)
    at = {DAY - timedelta(days=1): State.COMING, DAY: State.IN_FORCE, DAY + timedelta(days=1): State.ENDED}
    assert {day: queries.one(HOURS, key, on=day).state for day in at} == at
    assert queries.binding(HOURS, CHENGDU) == [Hours(CHENGDU, (9,), DAY, DAY)]
    with pytest.raises(NotFound, match=r"hours\.unknown"):
        queries.one(HOURS, uuid.uuid4(), on=DAY)


def test_the_picture_shows_bars_between_its_edges():
    for first, last in ((date(1990, 1, 1), None), (DAY, DAY), (date(2090, 1, 1), None)):
        bar = picture.bar(Hours(CHENGDU, (), first, last), on=DAY)
        assert 0 <= bar.x <= picture.WIDE
        assert bar.width >= 4
    assert picture.place(DAY, on=DAY) == picture.WIDE * 3 // 5
