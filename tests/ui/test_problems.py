"""Every "no" becomes a page for people and RFC 9457 for programs, in both languages, and tells nothing it must not."""

from __future__ import annotations

import json
import sqlite3

import pytest
from django.db import ConnectionHandler, InterfaceError, OperationalError
from django.test import Client
from ui_addresses import FAULTS, NOES, VERDICT

JSON = {"accept": "application/json"}
ENGLISH = {"accept-language": "en"}


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("kind", sorted(NOES))
def test_each_of_the_six_has_its_status_and_code_on_a_page(site, kind):
    response = site.get(f"/no/{kind}/")
    assert response.status_code == NOES[kind].status
    assert response["Content-Type"].startswith("text/html")
    assert NOES[kind].code in text_of(response)


@pytest.mark.parametrize("kind", sorted(NOES))
def test_each_of_the_six_is_rfc_9457_for_a_program(site, kind):
    response = site.get(f"/no/{kind}/", headers=JSON)
    body = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["status"], body["code"]) == (
        NOES[kind].status,
        NOES[kind].status,
        NOES[kind].code,
    )
    assert body["title"]
    assert body["detail"]


@pytest.mark.parametrize("kind", sorted(NOES))
def test_the_six_titles_are_in_english_for_who_reads_english(site, kind):
    chinese = json.loads(site.get(f"/no/{kind}/", headers=JSON).content)
    english = json.loads(site.get(f"/no/{kind}/", headers=JSON | ENGLISH).content)
    assert english["title"].isascii()
    assert english["detail"].isascii()
    assert not chinese["title"].isascii()


def test_a_refusal_shows_every_reason_with_article_and_remedy(site):
    page = text_of(site.get("/no/refused/"))
    for reason in VERDICT.reasons:
        assert reason.code in page
        assert reason.what.zh in page
    assert "第二十五条" in page
    assert "处理完就能过户。" in page


def test_a_refusal_in_english_keeps_the_article_in_its_official_chinese(site):
    page = text_of(site.get("/no/refused/", headers=ENGLISH))
    assert "This vehicle has 2 open violations." in page
    assert 'lang="zh-Hans">《机动车登记规定》第二十五条' in page


def test_a_refusal_lists_its_reasons_for_programs(site):
    body = json.loads(site.get("/no/refused/", headers=JSON | ENGLISH).content)
    assert [one["code"] for one in body["reasons"]] == ["XX-01", "XX-02"]
    assert body["reasons"][0]["remedy"] == "Settle them to go on."


def test_the_problems_own_sentence_stands_instead_of_the_general_advice(site):
    assert "这份证言不开放。" in text_of(site.get("/no/forbidden/"))
    assert "This statement is not open." in text_of(site.get("/no/forbidden/", headers=ENGLISH))


def test_the_developers_detail_is_not_on_the_page(site):
    assert "expected a, found b" not in text_of(site.get("/no/malformed/"))


def test_only_what_is_unavailable_asks_to_come_again(site):
    assert site.get("/no/unavailable/")["Retry-After"] == "600"
    assert "Retry-After" not in site.get("/no/untrusted/")


@pytest.mark.parametrize("kind", sorted(NOES))
def test_no_answer_of_this_kind_is_kept_by_a_cache(site, kind):
    assert site.get(f"/no/{kind}/")["Cache-Control"] == "no-store"


def test_an_address_under_api_answers_programs_whatever_they_accept(site):
    assert site.get("/api/no/not-found/")["Content-Type"] == "application/problem+json"


def test_a_script_that_sends_json_is_answered_in_json(site):
    response = site.post("/no/malformed/", data="{}", content_type="application/json")
    assert response["Content-Type"] == "application/problem+json"


def test_a_browser_that_sends_json_and_asks_for_a_page_gets_a_page(site):
    response = site.post("/no/malformed/", data="{}", content_type="application/json", headers={"accept": "text/html"})
    assert response["Content-Type"].startswith("text/html")


def test_an_address_that_nobody_has_is_a_page_with_404(site):
    response = site.get("/nowhere/")
    assert response.status_code == 404
    assert "address.unknown" in text_of(response)


def test_an_address_that_nobody_has_is_json_for_a_program(site):
    response = site.get("/nowhere/", headers=JSON)
    assert json.loads(response.content)["code"] == "address.unknown"


def test_a_bug_is_500_without_any_of_its_detail(site, caplog):
    response = site.get("/no/bug/")
    assert response.status_code == 500
    assert "secret detail" not in text_of(response)
    assert "ZeroDivisionError" not in text_of(response)
    assert any(record.exc_info for record in caplog.records)


def test_a_bug_is_500_in_json_for_a_program(site, caplog):
    body = json.loads(site.get("/no/bug/", headers=JSON).content)
    assert (body["status"], body["code"]) == (500, "bug")


def test_a_form_without_its_token_is_told_to_be_sent_again(site):
    response = Client(enforce_csrf_checks=True).post("/fine/", {"a": "b"})
    assert response.status_code == 403
    assert "form.too-old" in text_of(response)


def test_problem_pages_have_neither_inline_script_nor_style(site):
    for kind in NOES:
        page = text_of(site.get(f"/no/{kind}/"))
        assert "style=" not in page
        assert "<script>" not in page
        assert "onclick" not in page


# --- a database that is busy, full or gone -----------------------------------------------------------------
@pytest.fixture
def fault(tmp_path, monkeypatch, db):
    """Lets a view run statements on a database file of its own that does not wait for locks."""
    file = tmp_path / "small.sqlite3"
    own = ConnectionHandler(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": {"timeout": 0}}}
    )

    def happen(*statements):
        def run():
            with own["default"].cursor() as cursor:
                for one in statements:
                    cursor.execute(one)

        monkeypatch.setitem(FAULTS, "fault", run)
        return file

    yield happen
    own.close_all()


def assert_is_unavailable(site):
    page = site.get("/no/fault/")
    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "600", "no-store")
    assert "什么都没有丢" in text_of(page)
    assert "secret" not in text_of(page)
    body = json.loads(site.get("/no/fault/", headers=JSON | ENGLISH).content)
    assert (body["status"], body["code"]) == (503, "database.unavailable")
    assert body["title"].isascii()


def test_a_locked_database_is_unavailable(site, fault):
    file = fault("CREATE TABLE secret (a)")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert_is_unavailable(site)
    holder.close()
    with pytest.raises(KeyError):  # it was written now, and the view goes on to what it was asked
        Client().get("/no/fault/")


def test_a_full_disk_is_unavailable(site, fault):
    fault(
        "CREATE TABLE IF NOT EXISTS secret (a)",
        "PRAGMA max_page_count = 3",
        "INSERT INTO secret VALUES (zeroblob(1000000))",
    )
    assert_is_unavailable(site)


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_lost_connection_is_unavailable(site, kind, monkeypatch):
    def fail():
        raise kind("server closed the connection on host secret") from ConnectionError()

    monkeypatch.setitem(FAULTS, "fault", fail)
    assert_is_unavailable(site)


def test_a_wrong_statement_is_a_bug_and_not_the_databases_fault(site, fault):
    fault("SELECT secret FROM no_such_table")
    assert site.get("/no/fault/").status_code == 500
