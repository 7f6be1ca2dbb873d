"""Each look of an officer at a page of a file stands in the journal, and strangers see none."""

from __future__ import annotations

import pytest
from desk_browser import client_of, page_of
from django.urls import reverse

from tongban.journal import queries as journal
from tongban.offices.records import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_clock")]


def test_each_look_at_a_page_stands_in_the_journal_of_the_case_and_of_its_people(cars, at):
    case = cars.submitted(at=at).accept(at)
    address = reverse("transfers:desk-page", args=[case.id, "certificate", 1])
    answer = client_of(case.officers["keeper"]).get(address)
    assert answer["Content-Type"] == "image/png"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    for about in (f"transfer:{case.id}", f"citizen:{case.seller.id}", f"citizen:{case.buyer.id}"):
        newest = journal.history(about)[0]
        assert (newest.tag, newest.by) == ("file-looked", case.officers["keeper"].key)


def test_the_case_page_itself_opens_no_page_of_the_file(cars, at):
    case = cars.submitted(at=at).accept(at)
    page_of(case, "keeper")
    assert "file-looked" not in {entry.tag for entry in journal.history(f"transfer:{case.id}")}


def test_a_stranger_may_open_neither_page_nor_photo_and_leaves_no_trace(cars, at, town):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    stranger = client_of(town.officer(Duty.ARCHIVE, region="4401"))
    assert stranger.get(reverse("transfers:desk-page", args=[case.id, "certificate", 1])).status_code == 404
    assert stranger.get(reverse("transfers:desk-photo", args=[case.id, 1, "0111"])).status_code == 404
    assert "file-looked" not in {entry.tag for entry in journal.history(f"transfer:{case.id}")}


def test_a_page_photo_or_paper_that_is_not_there_is_not_found(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    client = client_of(case.officers["reviewer"])
    assert client.get(reverse("transfers:desk-photo", args=[case.id, 1, "0111"])).status_code == 200
    for name, rest in (
        ("page", ["certificate", 9]),
        ("photo", [2, "0111"]),
        ("photo", [1, "9999"]),
        ("paper", ["quota"]),
    ):
        assert client.get(reverse(f"transfers:desk-{name}", args=[case.id, *rest])).status_code == 404


def test_the_journal_of_a_case_speaks_in_words_of_every_entry(cars, at):
    from tongban.transfers.entries import ENTRIES
    from tongban.transfers.stages import Move
    from tongban.transfers.templatetags import transfer_desk as words

    assert {entry.tag for entry in ENTRIES} - {"case-moved"} <= set(words.TITLES)
    assert {move.value for move in Move} <= set(words.MOVES)


def test_a_pdf_is_handed_over_to_be_kept_and_never_shown_within_our_address():
    from tongban.transfers.views.desk import private

    answer = private((b"%PDF-1.7", "application/pdf"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert private((b"\xff\xd8\xff", "image/jpeg"))["Content-Disposition"] == "inline"
