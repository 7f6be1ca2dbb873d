"""What a case says at its head: to the one whose turn it is, what to do; to the others, for whom they wait."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tongban.transfers import actions, queries
from tongban.transfers.queries.parts import part_of
from tongban.transfers.queries.todos import todo_of
from tongban.transfers.stages import TABLE, Actor, todos

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("stage", TABLE.where(lambda row: row.turn == Actor.BUYER))
def test_where_it_is_the_buyers_turn_the_buyer_is_spoken_to_and_the_others_are_told_whom_they_wait_for(stage):
    told, addressed = TABLE.stages[stage].banner, TABLE.stages[stage].yours
    assert "您" in addressed.title.zh
    assert "您" not in told.title.zh + told.detail.zh
    assert "买方" in told.title.zh + told.detail.zh
    assert "buyer" in f"{told.title.en} {told.detail.en}".lower()
    assert "buyer" not in f"{addressed.title.en} {addressed.detail.en}".lower()


def test_nobody_else_is_told_to_bring_a_car():
    others = [text for _, _, row in TABLE.every_row() for text in (row.banner.title, row.banner.detail)]
    assert not [text.en for text in others if text.en.startswith(("Bring ", "Please ", "Mend ", "Take "))]


def test_who_is_called_twice_is_not_promised_a_single_visit():
    """The buyer comes with the car, and somebody comes for the plates."""
    for todo in (todos.BRING, todos.COLLECT):
        said = "".join((todo.title.zh, todo.detail.zh, todo.title.en, todo.detail.en))
        assert not re.search("只跑|一次办|only visit|one visit", said)
    assert "托人" in todos.BRING.detail.zh


def test_no_sentence_writes_down_how_many_questions_are_asked():
    """A rule more, and every sentence with its number would be wrong: it is counted."""
    written = re.compile(r"(?<!第)(二十|\b20) ?(项|个问题)|(twenty|\b20) (questions|answers|checks)", re.IGNORECASE)
    kinds = (".py", ".html", ".md", ".po")
    files = [path for top in ("src", "docs") for path in (ROOT / top).rglob("*") if path.suffix in kinds]
    assert not [str(path.relative_to(ROOT)) for path in files if written.search(path.read_text("utf-8"))]


def test_a_refused_case_is_no_reason_to_come_even_if_its_doubts_were_never_cleared(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at)
    known = {"transfer_id": case.id, "at": at()}
    actions.turn_onsite(key=cars.key(), codes=("stolen",), officer=case.officers["acceptor"], **known)
    actions.refuse(key=cars.key(), grounds=("REF-80",), officer=case.officers["reviewer"], **known)
    me = part_of(case.id, case.buyer, at=at())
    assert todo_of(queries.case(case.id, at=at()), me) == todos.READ_LETTER
