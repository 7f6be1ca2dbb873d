"""A request has a number: in each of its lines of the log, on its answer, and on the page that says that we failed."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tongban.config.logs import JsonLines, RequestNumbers


@pytest.fixture
def lines():
    written, handler = [], logging.Handler()
    handler.emit = lambda record: written.append(json.loads(JsonLines().format(record)))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_a_fault_is_found_by_the_number_that_its_page_shows(site, lines):
    answer = site.get("/no/bug/")
    number = answer["X-Request-Id"]
    assert answer.status_code == 500
    assert f"<code>{number}</code>" in answer.content.decode()
    assert [line["request"] for line in lines if "trace" in line] == [number]


def test_what_a_sender_calls_it_is_not_believed(site, lines):
    answer = site.get("/no/bug/", headers={"X-Request-Id": "mine\n{}"})
    assert "mine" not in answer["X-Request-Id"] + json.dumps(lines)


def test_after_the_answer_no_line_bears_the_number(site, lines):
    site.get("/fine/")
    logging.getLogger("tongban").warning("later")
    assert "request" not in lines[-1]


def test_requests_at_the_same_moment_keep_their_own_numbers(lines):
    def view(request):
        logging.getLogger("tongban").warning(request.path)
        both.wait(timeout=20)
        logging.getLogger("tongban").warning(request.path)
        return HttpResponse()

    both, ask = Barrier(2), RequestNumbers(view)
    with ThreadPoolExecutor(2) as pool:
        answers = dict(
            zip("ab", pool.map(ask, [RequestFactory().get("/a/"), RequestFactory().get("/b/")]), strict=True)
        )
    for name, answer in answers.items():
        assert [one["request"] for one in lines if one["message"] == f"/{name}/"] == [answer["X-Request-Id"]] * 2
