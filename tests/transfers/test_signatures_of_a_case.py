"""What each side signed is kept word for word, and a court can be shown it: the text, its digest, the journal's entry."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from html import unescape

import pytest
from citizen_browser import entered, hidden, sent, shown
from desk_browser import page_of
from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.errors import Refused
from tongban.journal import queries as journal
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.people.models import FaceCheck, Signature
from tongban.people.records import Business
from tongban.people.signatures import Seen
from tongban.transfers import actions
from tongban.transfers.models import Transfer
from tongban.transfers.rules import agreements
from tongban.verdicts import Text


def text_of(html):
    """The words to be signed, as the page shows them."""
    found = re.search(r"<h2>(?:您要签署的内容|What you sign)</h2>\s*<p>(.*?)</p>", html, re.DOTALL)[1]
    return unescape(found.replace("<br>", "\n"))


@pytest.mark.usefixtures("citizen_clock")
def test_given_sides_of_two_languages_when_they_sign_then_each_signed_what_the_page_showed_and_reads_only_that(
    cars, at, signed_in
):
    case, seller, buyer, _clerk = entered(cars, at)
    as_seller, as_buyer = signed_in(seller, language="en"), signed_in(buyer)
    signed = {}
    for name, browser in (("case-confirm", as_seller), ("case-apply", as_buyer)):
        html = shown(browser, name, case)
        signed[name], digest = text_of(html), hidden(html, "shown")
        assert hashlib.sha256(signed[name].encode()).hexdigest() == digest
        sent(browser, name, case, key=hidden(html), shown=digest)
    assert "85,000.00 yuan" in signed["case-confirm"]
    assert "85,000.00 元" in signed["case-apply"]
    second, first = sorted(people.signatures(f"transfer:{case}"), key=lambda one: one.act)
    assert [first.shown, second.shown] == [signed["case-confirm"], signed["case-apply"]]
    assert [first.language, second.language] == ["en", "zh"]
    assert [first.citizen_id, second.signer_id] == [seller.id, buyer.id]
    assert first.fits
    assert second.fits
    used = FaceCheck.objects.exclude(used_at=None).values_list("pk", flat=True)
    assert set(Signature.objects.values_list("face_check", flat=True)) <= set(used)
    told = {one.tag: one.details for one in journal.history(f"transfer:{case}")}
    assert told["seller-confirmed"]["shown"] == first.digest
    assert told["buyer-applied"]["shown"] == second.digest
    assert told["buyer-applied"]["words"] == agreements.WORDS
    mine = shown(as_buyer, "case", case)
    assert second.digest in mine
    assert "和签署时的摘要一致" in mine
    assert first.digest not in mine


@pytest.mark.usefixtures("citizen_clock")
def test_given_a_price_that_changed_behind_the_page_when_it_is_signed_then_nothing_is_and_the_page_shows_the_new_words(
    cars, at, signed_in
):
    case, seller, _buyer, _clerk = entered(cars, at)
    browser = signed_in(seller)
    html = shown(browser, "case-confirm", case)
    row = Transfer.objects.get(pk=case)
    row.deal = row.deal.changed(price_fen=8_400_000)
    row.save()
    page = sent(browser, "case-confirm", case, status=409, key=hidden(html), shown=hidden(html, "shown"))
    again = page.content.decode()
    assert "84,000.00" in text_of(again)
    assert hidden(again, "shown") != hidden(html, "shown")
    assert not Signature.objects.exists()


@pytest.mark.usefixtures("desk_clock")
def test_given_a_signed_case_when_an_officer_opens_it_then_both_texts_are_shown_and_whether_the_digests_fit(cars, at):
    case = cars.submitted(at=at)
    html = page_of(case, "acceptor")
    for one in people.signatures(f"transfer:{case.id}"):
        assert one.digest in html
        assert one.shown.split("\n")[0] in html
    assert html.count("和签署时的摘要一致") == 2
    Signature.objects.filter(act="apply").update(digest="0" * 64)
    html = page_of(case, "acceptor")
    assert (html.count("和签署时的摘要一致"), html.count("和签署时的摘要不一致")) == (1, 1)


def test_given_an_agent_when_they_apply_then_the_signature_is_the_buyers_under_that_mandate(cars, at):
    seller, buyer, agent = cars.citizen(area="510104"), cars.citizen(), cars.citizen()
    on = day_of(at.at)
    mandate = people_actions.give_mandate(
        principal_id=buyer.id,
        agent_name=agent.name,
        agent_number=agent.identity_number,
        businesses=[Business.VEHICLE_TRANSFER],
        from_day=on,
        until_day=on + timedelta(days=30),
        at=at(),
    )
    case = cars.deal(cars.vehicle(seller), seller, buyer, cars.clerk(), at=at)
    actions.apply(transfer_id=case, key=cars.key(), citizen=agent, at=at())
    (one,) = people.signatures(f"transfer:{case}")
    assert (one.citizen_id, one.signer_id, one.mandate_id) == (buyer.id, agent.id, mandate.id)
    assert agreements.BY_AGENT.zh in one.shown


def test_given_a_signature_when_it_is_given_again_or_by_a_stranger_without_a_mandate_then_the_database_refuses_it(
    cars, at
):
    case = cars.submitted(at=at)
    row = Signature.objects.filter(act="confirm").get()
    values = {name: getattr(row, name) for name in ("about", "words", "language", "shown_sealed", "digest", "at")}
    for act, signer in (("confirm", case.seller), ("other", case.buyer)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(**values, act=act, citizen_id=case.seller.id, signer_id=signer.id)


def test_given_words_that_nobody_was_shown_when_they_are_signed_then_they_are_refused(cars, at):
    seller = cars.citizen(area="510104")
    case = cars.deal(cars.vehicle(seller), seller, cars.citizen(), cars.clerk(), at=at)
    with pytest.raises(Refused, match=r"transfer\.changed"):
        actions.confirm(transfer_id=case, key=cars.key(), citizen=seller, at=at(), seen=Seen("0" * 64, "en"))
    assert not Signature.objects.exists()


def test_whoever_changes_a_word_gives_the_words_a_new_number():
    words = [one for name, one in sorted(vars(agreements).items()) if isinstance(one, Text)]
    words += [one for _, one in sorted(agreements.SAID.items())]
    digest = hashlib.sha256("\n".join(f"{one.zh}\n{one.en}" for one in words).encode()).hexdigest()
    assert {agreements.WORDS: digest[:16]} == {"transfer/1": "380cab7082225dc5"}
