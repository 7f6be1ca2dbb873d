"""The words of messages go when they have done their work; that something was said stays."""

from __future__ import annotations

import pytest
from partners.partner_town import INVOICE

from tongban.errors import Refused
from tongban.partners import actions, queries
from tongban.partners.models import Heard, Message
from tongban.partners.records import Outcome, Partner


def test_given_an_answer_when_its_days_are_over_then_its_words_are_gone_and_the_rest_stays(lines):
    lines.send()
    lines.deliver()
    assert queries.answers_after(0)[0].body["buyer_name"]
    lines.wait(days=29)
    assert actions.forget(at=lines.at) == 0
    lines.wait(days=2)
    assert actions.forget(at=lines.at) == 1
    assert actions.forget(at=lines.at) == 0
    [answer] = queries.answers_after(0)
    assert (answer.seq, answer.outcome, answer.body) == (1, Outcome.ANSWERED, {})
    assert Message.objects.get().body == ""


def test_given_words_that_are_gone_when_the_message_is_sent_again_then_it_is_still_the_same(lines):
    sent = lines.send()
    lines.deliver()
    lines.wait(days=31)
    actions.forget(at=lines.at)
    assert lines.send() == sent
    assert lines.deliver() == 0
    with pytest.raises(Refused):
        lines.send(body=INVOICE | {"price_fen": 1})


def test_given_a_message_that_was_given_up_when_its_days_are_over_then_it_can_still_be_tried_again(lines):
    lines.desk(Partner.TAX).fault = "down"
    sent = lines.send()
    lines.until_quiet()
    lines.wait(days=31)
    actions.forget(at=lines.at)
    lines.desk(Partner.TAX).fault = ""
    actions.try_again(message_id=sent, by="system:test", at=lines.at)
    lines.deliver()
    assert queries.answers_after(0)[-1].outcome is Outcome.ANSWERED


def test_given_a_message_that_waits_when_its_neighbours_are_forgotten_then_it_is_still_sent(lines):
    lines.send(key="early")
    lines.deliver()
    assert len(queries.answers_after(0)) == 1
    lines.wait(days=31)
    lines.send(key="late")
    actions.forget(at=lines.at)
    lines.deliver()
    assert [answer.key for answer in queries.answers_after(0) if answer.body] == ["late"]


def test_given_a_call_of_a_partner_when_its_days_are_over_then_its_reply_is_gone(lines):
    actions.hear(partner=Partner.TAX, key="k", question="q", act=lambda: {"is_new": True}, at=lines.at)
    lines.wait(days=31)
    actions.forget(at=lines.at)
    assert not Heard.objects.exists()


def test_given_an_answer_that_nobody_has_read_when_its_days_are_over_then_its_words_stay(lines):
    lines.send()
    lines.deliver()
    lines.wait(days=31)
    assert actions.forget(at=lines.at) == 0
    assert queries.answers_after(0)[0].body["buyer_name"]
