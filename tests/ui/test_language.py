"""Switching the language by one POST that leads back."""

from __future__ import annotations

import pytest


def test_the_switch_sets_the_cookie_and_leads_back(site):
    response = site.post("/language/", {"language": "en", "next": "/fine/?a=1"})
    assert response.status_code == 302
    assert response["Location"] == "/fine/?a=1"
    assert site.cookies["django_language"].value == "en"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_the_switch_never_leads_elsewhere(site, elsewhere):
    assert site.post("/language/", {"language": "en", "next": elsewhere})["Location"] == "/"


def test_a_language_that_we_do_not_speak_changes_nothing(site):
    site.post("/language/", {"language": "tlh", "next": "/"})
    assert "django_language" not in site.cookies


def test_a_link_cannot_switch_the_language(site):
    assert site.get("/language/").status_code == 405


def test_after_the_switch_a_page_is_in_english(site):
    site.post("/language/", {"language": "en", "next": "/"})
    page = site.get("/nowhere/").content.decode()
    assert '<html lang="en"' in page
    assert "Not found" in page
