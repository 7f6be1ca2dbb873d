"""What a case says at its head: to the one whose turn it is, what to do; to the others, for whom they wait."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from tongban.transfers.queries import todos
from tongban.transfers.stages import TURNS, Actor, Stage
from tongban.transfers.views.words import BANNERS, YOUR_TURN


@pytest.mark.parametrize("stage", [stage for stage, turn in TURNS.items() if turn.actor is Actor.BUYER])
def test_where_it_is_the_buyers_turn_the_buyer_is_spoken_to_and_the_others_are_told_whom_they_wait_for(stage):
    told, addressed = BANNERS[stage], YOUR_TURN[stage]
    assert "您" in addressed[0].zh
    assert "您" not in told[0].zh + told[1].zh
    assert "买方" in told[0].zh + told[1].zh
    with translation.override("en"):
        assert "buyer" in f"{told[0].en} {told[1].en}".lower()
        assert "buyer" not in f"{addressed[0].en} {addressed[1].en}".lower()


def test_nobody_else_is_told_to_bring_a_car():
    others = [text for stage in Stage for text in BANNERS[stage]]
    assert not [text.en for text in others if text.en.startswith(("Bring ", "Please ", "Mend ", "Take "))]


def test_who_is_called_twice_is_not_promised_a_single_visit():
    """The buyer comes with the car, and somebody comes for the plates."""
    for todo in (todos.BRING, todos.COLLECT):
        said = "".join((todo.title.zh, todo.detail.zh, todo.title.en, todo.detail.en))
        assert not re.search("只跑|一次办|only visit|one visit", said)
    assert "托人" in todos.BRING.detail.zh
