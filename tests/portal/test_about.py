"""The pages in the footer, larger text, and what programs ask for."""

from __future__ import annotations

from datetime import datetime

import pytest
from page_reading import Page

from tongban.clock import now

PAGES = ("/help/", "/privacy/", "/accessibility/")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_pages_of_the_footer_are_there_for_everybody(client, db, address, language):
    page = Page(client.get(address, headers={"Accept-Language": language}).content.decode())
    assert (page.forbidden, page.headings) == ([], 1)
    if language == "en":
        assert page.loose == []


@pytest.mark.parametrize("address", ["/sign-in/", "/verify/", "/help/"])
def test_every_shell_leads_to_them(client, db, address):
    html = client.get(address).content.decode()
    assert all(f'href="{one}"' in html for one in PAGES)


def test_larger_text_is_one_post_without_script_and_stays(client, db):
    assert "large-text" not in client.get("/help/").content.decode()
    answer = client.post("/text-size/", {"text": "large", "next": "/help/"})
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert answer.cookies["text"]["httponly"]
    assert 'class="govuk-template large-text"' in client.get("/help/").content.decode()
    client.post("/text-size/", {"text": "plain"})
    assert "large-text" not in client.get("/help/").content.decode()


@pytest.mark.parametrize(("size", "back"), [("huge", "/"), ("", "//evil.example/"), ("large", "https://evil.example/")])
def test_another_size_is_not_kept_and_nobody_is_sent_away(client, db, size, back):
    answer = client.post("/text-size/", {"text": size, "next": back})
    assert answer["Location"] == "/"
    assert ("text" in answer.cookies) is (size == "large")


def test_a_search_engine_finds_the_public_pages_and_in_a_demonstration_nothing(client, db, settings):
    settings.DEMO = False
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /\n" in text
    assert "Allow: /help/\n" in text
    settings.DEMO = True
    assert "Allow" not in client.get("/robots.txt").content.decode()


def test_security_txt_has_what_rfc_9116_demands_and_lasts_less_than_a_year(client, db, settings):
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == settings.SECURITY_CONTACT
    left = datetime.fromisoformat(fields["Expires"]) - now()
    assert 90 < left.days < 365


def test_the_icon_is_where_browsers_look(client, db):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (301, "/static/ui/favicon.ico")
