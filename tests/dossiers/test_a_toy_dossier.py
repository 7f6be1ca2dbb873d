"""A second kind of dossier stands on the floor with one row and a manifest of its own, and nothing copied."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from evidence import EVIDENCE, Case, entry
from transfers.cars import page

from tongban.documents.models import Document
from tongban.dossiers import actions, queries
from tongban.dossiers.models import Custody, FileMove, FilePage
from tongban.dossiers.records import PageProblem
from tongban.errors import Forbidden, Malformed, NotFound, Refused, Untrusted
from tongban.journal import actions as journal_actions
from tongban.journal import queries as journal
from tongban.offices.records import Duty

BRIGADE, COURT = "510104000000", "510100000400"
CASE_WENT_ON = entry("evidence-case-moved", "case")


@pytest.fixture
def case(town):
    """A crash whose sketch and film a brigade holds."""
    made = Case()
    actions.open_dossier(EVIDENCE, made.crash_id, office=BRIGADE, by="system:test", at=town.AT)
    for item in ("sketch", "film"):
        add(town, made, item)
    return made


def add(town, case, item, *, number=1, text="", at=None):
    return actions.add_page(
        EVIDENCE,
        case.crash_id,
        item=item,
        number=number,
        content=page(f"{case.pk}{item}{text}"),
        media_type="image/png",
        by="system:test",
        at=at or town.AT,
    )


def send(town, case):
    ends = {"from_office": BRIGADE, "to_office": COURT}
    actions.send(EVIDENCE, case, **ends, by="system:test", at=town.later(minutes=1))


def receive(town, *cases):
    arrivals = [(one, actions.verified(EVIDENCE, one.pk, at=town.later(minutes=2))) for one in cases]
    went_on = {"step": lambda row: CASE_WENT_ON(str(row.pk)), "by": "system:test", "at": town.later(minutes=2)}
    actions.receive(EVIDENCE, arrivals, **went_on)


def holder(case):
    return queries.holders([case.crash_id])[case.crash_id]


def tags(case):
    return [one.tag for one in journal.history(f"case:{case.pk}")]


def test_a_page_is_kept_once_replaced_by_a_better_one_and_told_of(town, case):
    first = add(town, case, "sketch")
    better = add(town, case, "sketch", text="sharp")
    assert [one.digest for one in queries.items(EVIDENCE, case.crash_id)[0].pages] == [better] != [first]
    assert FilePage.objects.filter(subject_id=case.crash_id).count() == 3
    told = [one.tag for one in journal.history(f"crash:{case.crash_id}")]
    assert sorted(told) == ["evidence-added"] * 3 + ["evidence-opened"]
    with pytest.raises(Malformed, match=r"evidence\.item"):
        add(town, case, "certificate")
    with pytest.raises(Malformed, match=r"evidence\.page-number"):
        add(town, case, "film", number=0)


def test_a_dossier_goes_only_complete_from_whom_holds_it_and_only_once(town):
    case = Case()
    actions.open_dossier(EVIDENCE, case.crash_id, office=BRIGADE, by="system:test", at=town.AT)
    with pytest.raises(Refused, match=r"evidence\.incomplete") as refused:
        send(town, case)
    assert [one.code for one in refused.value.verdict.reasons] == ["missing-sketch", "missing-film"]
    assert [one.type for one in queries.items(EVIDENCE, case.crash_id) if one.is_missing] == ["sketch", "film"]
    for item in ("sketch", "film"):
        add(town, case, item)
    Custody.objects.update(office=COURT)
    with pytest.raises(Refused, match=r"evidence\.elsewhere"):
        send(town, case)
    Custody.objects.update(office=BRIGADE)
    send(town, case)
    assert holder(case) == BRIGADE, "sent is not received"
    receive(town, case)
    assert holder(case) == COURT
    assert sorted(tags(case)) == ["evidence-case-moved", "evidence-received", "evidence-sent"]
    with pytest.raises(NotFound, match=r"evidence\.not-sent"):
        receive(town, case)


def test_what_was_altered_or_called_off_does_not_move_and_no_other_is_received_without_it(town, case):
    other = Case()
    actions.open_dossier(EVIDENCE, other.crash_id, office=BRIGADE, by="system:test", at=town.AT)
    for one in (case, other):
        for item in ("sketch", "film"):
            add(town, one, item)
        send(town, one)
    sent = actions.those_verified(EVIDENCE, [case.pk, other.pk], at=town.later(minutes=2))
    FileMove.objects.filter(matter_id=other.pk).update(voided_at=town.AT)
    known = {"step": lambda row: CASE_WENT_ON(str(row.pk)), "by": "system:test", "at": town.later(minutes=3)}
    with pytest.raises(NotFound, match=r"evidence\.not-sent"):
        actions.receive(EVIDENCE, [(one, sent[one.pk]) for one in (case, other)], **known)
    assert "evidence-received" not in tags(case)
    Document.objects.filter(digest=queries.live_pages(case.crash_id)[0].digest).update(content=b"other")
    with pytest.raises(Untrusted, match=r"document\.altered"):
        receive(town, case)
    FileMove.objects.filter(matter_id=case.pk).update(manifest=b"other")
    with pytest.raises(Untrusted, match=r"evidence\.seal"):
        receive(town, case)
    assert actions.those_verified(EVIDENCE, [case.pk], at=town.later(minutes=2)) == {}
    assert queries.seal(EVIDENCE, Case().pk, at=town.AT) is None


def test_a_single_page_goes_back_is_repaired_and_custody_stays(town, case):
    officer = town.officer(Duty.WINDOW)
    send(town, case)
    receive(town, case)
    known = {"officer": officer, "at": town.later(minutes=3)}
    for wrong in ([], [PageProblem("certificate", 1, "E1")]):
        with pytest.raises(Malformed, match=r"evidence\.return"):
            actions.return_pages(EVIDENCE, case, wrong, **known)
    for code in ("E2", "A1"):  # without words, of another kind
        with pytest.raises(Refused, match=r"evidence\.return-code"):
            actions.return_pages(EVIDENCE, case, [PageProblem("film", 1, code)], **known)
    assert actions.return_pages(EVIDENCE, case, [PageProblem("film", 1, "E1")], **known) == ["E1"]
    with pytest.raises(Refused, match=r"evidence\.unrepaired"):
        actions.require_repaired(EVIDENCE, case)

    def put(item, text):
        content = page(f"{case.pk}{item}{text}")
        new = {"content": content, "media_type": "image/png", "is_open": False, "is_returned": True}
        return actions.put_page(EVIDENCE, case, item=item, number=1, **new, by=officer.key, at=town.later(minutes=4))

    with pytest.raises(Refused, match=r"evidence\.not-asked"):
        put("sketch", "other")
    with pytest.raises(Refused, match=r"evidence\.same-page"):
        put("film", "")
    put("film", "sharp")
    actions.require_repaired(EVIDENCE, case)
    assert [one.repaired_at is not None for one in queries.returns(case.pk)] == [True]
    assert holder(case) == COURT


def test_a_look_is_guarded_recorded_and_ends_with_the_case(town, case):
    officer, stranger = town.officer(Duty.WINDOW), town.officer(Duty.WINDOW, region="3205")
    at = {"at": town.AT, "item": "film", "number": 1}
    assert actions.look_at_page(EVIDENCE, case, officer=officer, **at)[1] == "image/png"
    assert actions.look_at_overview(EVIDENCE, case, officer=officer, at=town.AT)
    assert tags(case) == ["file-looked"] * 2
    with pytest.raises(NotFound, match=r"evidence\.unknown"):
        actions.look_at_page(EVIDENCE, case, officer=stranger, **at)
    with pytest.raises(NotFound, match=r"evidence\.page"):
        actions.look_at_page(EVIDENCE, case, officer=officer, **at | {"number": 2})
    with pytest.raises(Forbidden, match=r"matter\.closed"):
        actions.look_at_page(EVIDENCE, replace(case, is_open=False), officer=officer, **at)
    assert tags(case) == ["file-looked"] * 2


def test_what_the_case_moved_goes_back_and_the_proof_shows_every_holder(town, case):
    with pytest.raises(NotFound, match=r"evidence\.not-moved"):
        queries.custody_proof(EVIDENCE, case.crash_id)
    send(town, case)
    back = {"holder": COURT, "home": BRIGADE, "by": "system:test", "at": town.later(minutes=5)}
    actions.give_back(EVIDENCE, case, **back)
    assert (holder(case), queries.moves(case.crash_id)) == (BRIGADE, []), "what is on its way never left"
    send(town, case)
    receive(town, case)
    for _ in range(2):
        actions.give_back(EVIDENCE, case, **back)
    assert [(one.to_office, one.is_back) for one in queries.moves(case.crash_id)] == [(COURT, False), (BRIGADE, True)]
    assert holder(case) == BRIGADE
    journal_actions.sequence(at=town.later(minutes=6))
    proof = json.loads(queries.custody_proof(EVIDENCE, case.crash_id))
    assert (proof["origin"], proof["crash"], len(proof["moves"])) == (BRIGADE, str(case.crash_id), 2)
    assert "evidence-opened" in proof["opened"]["body"]
