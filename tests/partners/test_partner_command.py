"""What an operator sees of the partners, and how they have messages tried again."""

from __future__ import annotations

import io

from django.core.management import call_command

from tongban.partners import queries
from tongban.partners.records import Outcome, Partner


def command(**options):
    out = io.StringIO()
    call_command("partner_messages", stdout=out, skip_checks=True, **options)
    return out.getvalue()


def lose(lines):
    """A message to tax that was given up."""
    lines.desk(Partner.TAX).fault = "down"
    lines.send()
    lines.until_quiet(longest=200)


def test_given_nothing_sent_when_asked_then_every_partner_is_open(lines):
    assert [line.split()[:2] for line in command().splitlines()] == [[str(partner), "open;"] for partner in Partner]


def test_given_a_message_that_was_given_up_when_asked_then_it_is_named_with_its_last_error(lines):
    lose(lines)
    shown = command(partner="tax")
    assert "1 given up; last error status-503" in shown
    assert "issue-invoice case:1: status-503" in shown
    assert "bank" not in shown
    assert queries.given_up()


def test_given_a_message_that_was_given_up_when_tried_again_then_it_waits_and_is_answered(lines):
    lose(lines)
    assert "(tried again)" in command(try_again=True)
    lines.desk(Partner.TAX).fault = ""
    lines.until_quiet()
    assert [answer.outcome for answer in queries.answers_after(0)] == [Outcome.FAILED, Outcome.ANSWERED]


def test_given_partners_without_an_address_when_asked_then_they_are_not_set_up(lines, settings):
    settings.PARTNERS_URL = ""
    assert command().count("not set up") == 4
