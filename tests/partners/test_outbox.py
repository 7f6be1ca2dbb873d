"""Messages to partners: said once, called as often as it takes, answered once."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction
from partners.partner_town import BODIES, INVOICE

from tongban.clock import now
from tongban.errors import Malformed, NotFound, Refused
from tongban.journal.models import Entry
from tongban.partners import actions, queries
from tongban.partners.actions.delivering import pause_seconds
from tongban.partners.models import Message
from tongban.partners.records import Outcome, Partner


# --- saying --------------------------------------------------------------------------------------------------------
def test_given_a_message_when_sent_then_nobody_is_called_and_it_is_waited_for(lines):
    sent = lines.send()
    assert not lines.simulators.asked
    [waiting] = queries.outstanding("case:1")
    assert (waiting.id, waiting.kind, waiting.tries, waiting.last_error) == (sent, "issue-invoice", 0, "")


def test_given_an_act_that_is_rolled_back_when_it_had_sent_then_nothing_was_said(lines):
    def act():
        with transaction.atomic():
            lines.send()
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError):
        act()
    lines.deliver()
    assert not queries.outstanding("case:1")
    assert not lines.simulators.asked


def test_given_a_message_when_the_same_is_sent_again_then_it_is_one_message(lines):
    other_order = dict(reversed(INVOICE.items()))
    assert lines.send() == lines.send(body=other_order)
    assert Message.objects.count() == 1


def test_given_a_message_when_another_goes_under_its_key_then_it_is_refused(lines):
    lines.send()
    with pytest.raises(Refused) as refused:
        lines.send(body=INVOICE | {"price_fen": 1})
    assert refused.value.code == "partners.other-body"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price_fen": 0}, "price_fen"),
        ({"price_fen": "100"}, "price_fen"),
        ({"vin": "TOO-SHORT"}, "vin"),
        ({"unknown": 1}, "unknown"),
        ({"type": "99"}, "type"),
        ({"destination_office": "苏州"}, "destination_office"),
    ],
)
def test_given_a_body_with_a_wrong_field_when_sent_then_the_field_is_named_and_not_what_stood_there(
    lines, change, field
):
    with pytest.raises(Malformed) as malformed:
        lines.send(body=INVOICE | change)
    assert malformed.value.code == "partners.body"
    assert field in malformed.value.detail
    assert "样本" not in malformed.value.detail


def test_given_a_kind_that_a_partner_does_not_know_when_sent_then_it_is_malformed(lines):
    with pytest.raises(Malformed, match=r"partners\.kind"):
        actions.send(partner=Partner.BANK, kind="issue-invoice", key="k", body=INVOICE, about="case:1", at=lines.at)


@pytest.mark.parametrize("changes", [{"key": ""}, {"key": "k" * 101}, {"about": ""}])
def test_given_no_usable_key_when_sent_then_it_is_malformed(lines, changes):
    with pytest.raises(Malformed, match=r"partners\.key"):
        lines.send(**changes)


# --- answers ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("partner", "kind"), [each for each in BODIES if each[1] not in ("note-use", "change-insured")]
)
def test_given_a_good_partner_when_delivered_then_the_answer_stands_in_the_line(lines, partner, kind):
    lines.send(partner, kind)
    assert lines.deliver() == 1
    [answer] = queries.answers_after(0)
    assert (answer.seq, answer.partner, answer.kind, answer.key) == (1, partner, kind, "k1")
    assert (answer.about, answer.outcome) == ("case:1", Outcome.ANSWERED)
    assert not queries.outstanding("case:1")


def test_given_an_invoice_when_issued_verified_and_used_then_tax_knows_it_and_lets_it_be_used_once(lines):
    lines.send()
    lines.deliver()
    [issued] = queries.answers_after(0)
    named = {name: issued.body[name] for name in ("code", "number")}
    assert named["code"] == ""
    assert len(named["number"]) == 20
    lines.send(kind="verify-invoice", key="v", body=named)
    lines.send(kind="note-use", key="u1", body=named | {"case": "T1"})
    lines.deliver()
    lines.send(kind="note-use", key="u2", body=named | {"case": "T2"})
    lines.deliver()
    by_key = {answer.key: answer for answer in queries.answers_after(1)}
    assert by_key["v"].body == issued.body
    assert by_key["u1"].body == {"is_noted": True}
    assert by_key["u2"].outcome is Outcome.REFUSED
    assert by_key["u2"].body["code"] == "invoice.used"


def test_given_an_invoice_that_was_never_issued_when_verified_then_it_is_answered_as_not_found(lines):
    lines.send(kind="verify-invoice")
    lines.deliver()
    assert queries.answers_after(0)[0].body == {"found": False}


def test_given_a_dealer_that_is_not_filed_when_it_wants_an_invoice_then_tax_refuses_for_good(lines):
    lines.send(body=INVOICE | {"market_number": "91320500MAC0DEM0EK"})
    lines.until_quiet()
    [answer] = queries.answers_after(0)
    assert (answer.outcome, answer.body["code"]) == (Outcome.REFUSED, "dealer.not-filed")
    assert sum(lines.simulators.asked.values()) == 1


def test_given_answers_when_read_with_a_cursor_then_each_is_seen_once_and_in_order(lines):
    for n in range(7):
        lines.send(Partner.INSURANCE, "policy-of", key=f"k{n}")
    lines.deliver()
    first = queries.answers_after(0, 3)
    rest = queries.answers_after(first[-1].seq)
    assert [answer.seq for answer in first + rest] == [1, 2, 3, 4, 5, 6, 7]


# --- faults ----------------------------------------------------------------------------------------------------------
PASSING = {
    "down": "status-503",
    "cut": "too-slow",
    "garbage": "partners.answer",
    "fields": "partners.answer",
    "forged": "partners.signature",
    "flood": "too-long",
}


@pytest.mark.parametrize("fault", PASSING)
def test_given_a_partner_that_fails_twice_when_delivered_again_and_again_then_the_third_is_the_answer(lines, fault):
    lines.desk(Partner.TAX).faults = [fault, fault]
    sent = lines.send()
    lines.deliver()
    assert queries.outstanding("case:1")[0].last_error == PASSING[fault]
    lines.until_quiet()
    [answer] = queries.answers_after(0)
    assert answer.outcome is Outcome.ANSWERED
    assert lines.simulators.asked == {str(sent): 3}
    assert len(lines.simulators.knows.knows.invoices) == 1


@pytest.mark.parametrize("fault", PASSING)
def test_given_a_partner_that_stays_broken_when_its_time_is_over_then_it_is_said_and_counted(lines, fault):
    lines.desk(Partner.TAX).fault = fault
    lines.send()
    lines.until_quiet(longest=2000)
    [answer] = queries.answers_after(0)
    assert answer.outcome is Outcome.FAILED
    assert answer.body["last_error"] == PASSING[fault]
    assert answer.body["tries"] > 3
    [waiting] = queries.outstanding("case:1")
    assert waiting.is_given_up
    assert waiting.next_try_at is None
    assert queries.given_up() == [waiting]


def test_given_a_slow_partner_when_delivered_then_its_answer_is_kept_all_the_same(lines):
    lines.desk(Partner.TAX).fault = "slow"
    lines.send()
    lines.deliver()
    assert lines.pauses == [5.0]
    assert queries.answers_after(0)[0].outcome is Outcome.ANSWERED


def test_given_a_partner_that_answers_of_another_car_when_delivered_then_the_answer_is_kept_as_it_came(lines):
    """Whether an answer is right is the rules' question; here it is only signed and of the agreed form."""
    lines.desk(Partner.TAX).fault = "wrong"
    lines.send()
    lines.deliver()
    [answer] = queries.answers_after(0)
    assert answer.body["vin"] != INVOICE["vin"]
    assert answer.body["price_fen"] == INVOICE["price_fen"] + 100


def test_given_a_partner_that_repeats_itself_when_it_calls_twice_more_then_the_answer_is_kept_once(lines):
    lines.desk(Partner.TAX).fault = "repeats"
    lines.send()
    lines.deliver()
    lines.push()
    assert lines.last_push.json() == {"is_new": False}
    assert [answer.seq for answer in queries.answers_after(0)] == [1]
    assert Message.objects.get().repeated == 2  # the third call was a repetition of the second, by its key


def test_given_a_partner_that_promises_when_it_calls_later_then_that_is_the_answer(lines):
    lines.desk(Partner.TAX).faults = ["late"]
    lines.send()
    lines.deliver()
    assert queries.outstanding("case:1")[0].last_error == "promised"
    assert not any(line.failures for line in queries.lines())
    lines.push()
    [answer] = queries.answers_after(0)
    assert answer.outcome is Outcome.ANSWERED
    lines.wait(hours=1)
    assert lines.deliver() == 0


def test_given_a_message_that_was_given_up_when_the_answer_comes_after_all_then_it_is_kept(lines):
    lines.desk(Partner.TAX).faults = ["late"]
    lines.desk(Partner.TAX).fault = "down"
    lines.send()
    lines.until_quiet(longest=2000)
    [failed] = queries.answers_after(0)
    lines.at = now()  # the partner calls the product itself, whose clock no test moves
    lines.push()
    [late] = queries.answers_after(failed.seq)
    assert (failed.outcome, late.outcome) == (Outcome.FAILED, Outcome.ANSWERED)
    assert not queries.outstanding("case:1")


def test_given_a_partner_that_is_not_set_up_when_delivered_then_the_message_waits(lines, settings):
    settings.PARTNERS_URL = ""
    lines.send()
    lines.deliver()
    assert queries.outstanding("case:1")[0].last_error == "not-set-up"
    assert [line.is_set_up for line in queries.lines()] == [False] * 4


# --- one partner and the others ----------------------------------------------------------------------------------------
def test_given_one_partner_that_is_down_when_delivered_then_the_others_answer_and_it_is_left_alone(lines):
    lines.desk(Partner.TAX).fault = "down"
    for n in range(10):
        lines.send(key=f"t{n}")
        lines.send(Partner.INSURANCE, "policy-of", key=f"i{n}")
    for _ in range(5):
        lines.deliver()
    assert {answer.partner for answer in queries.answers_after(0)} == {Partner.INSURANCE}
    assert len(queries.answers_after(0)) == 10
    tax = queries.lines()[0]
    assert tax.failures >= 3
    assert tax.shut_until > lines.at
    assert sum(lines.simulators.asked.values()) < 20


def test_given_a_line_that_is_shut_when_its_time_is_over_then_one_call_goes_first(lines):
    lines.desk(Partner.TAX).fault = "down"
    for n in range(8):
        lines.send(key=f"t{n}")
    lines.deliver()
    lines.at = queries.lines()[0].shut_until
    asked = sum(lines.simulators.asked.values())
    lines.deliver()
    assert sum(lines.simulators.asked.values()) == asked + 1


def test_given_a_line_that_was_shut_when_one_call_is_answered_then_all_go_out_again(lines):
    lines.desk(Partner.TAX).fault = "down"
    for n in range(8):
        lines.send(key=f"t{n}")
    lines.deliver()
    lines.desk(Partner.TAX).fault = ""
    lines.wait(minutes=20)
    lines.deliver()
    assert len(queries.answers_after(0)) == 8
    assert queries.lines()[0].failures == 0


def test_given_failures_when_they_go_on_then_the_pauses_grow_up_to_the_longest(lines):
    pauses = [pause_seconds(tries, jitter=1.0, chosen=lines.profile) for tries in range(1, 60)]
    assert pauses[:4] == [2, 4, 8, 16]
    assert pauses == sorted(pauses)
    assert pauses[-1] == lines.profile.longest_pause_seconds
    assert pause_seconds(3, jitter=0.0, chosen=lines.profile) == 4


# --- again -------------------------------------------------------------------------------------------------------------
def test_given_a_message_that_was_given_up_when_an_operator_tries_again_then_it_is_answered(lines):
    lines.desk(Partner.TAX).fault = "down"
    sent = lines.send()
    lines.until_quiet(longest=2000)
    lines.desk(Partner.TAX).fault = ""
    actions.try_again(message_id=sent, by="system:test", at=lines.at)
    assert not queries.outstanding("case:1")[0].is_given_up
    lines.deliver()
    assert [answer.outcome for answer in queries.answers_after(0)] == [Outcome.FAILED, Outcome.ANSWERED]
    assert Entry.objects.filter(tag="message-revived").count() == 1


def test_given_a_message_that_was_answered_when_tried_again_then_nothing_happens(lines):
    sent = lines.send()
    lines.deliver()
    actions.try_again(message_id=sent, by="system:test", at=lines.at)
    assert not queries.outstanding("case:1")
    assert not Entry.objects.filter(tag="message-revived").exists()


def test_given_no_such_message_when_tried_again_then_it_is_not_found(lines):
    with pytest.raises(NotFound, match=r"partners\.message"):
        actions.try_again(message_id=uuid.uuid4(), by="system:test", at=lines.at)
