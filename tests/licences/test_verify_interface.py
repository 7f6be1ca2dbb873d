"""The interface for firms is as its OpenAPI document and docs/api.md say: whatever is sent, and by the very examples."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import CHECKS
from test_dispatch import code, django, driver  # noqa: F401 - a fixture

from tongban.licences.actions.showing import FACTS
from tongban.licences.firms import openapi, sandbox
from tongban.licences.firms.dispatch import Published, before, judge

DOCS = Path(__file__).resolve().parents[2] / "docs"
quick = hypothesis_settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def schema():
    """The document's schema, answered by the dispatcher."""
    found = schemathesis.openapi.from_dict(openapi.document())
    found.app = before(django)
    return found


interface = schema()


@quick
@interface.parametrize()
def test_whatever_is_sent_the_address_keeps_to_its_document(case, town):
    # No random text is a signed code, so that "400" is the right answer to what has the right form.
    case.call_and_validate(excluded_checks=CHECKS.get_by_names(["positive_data_acceptance"]))


@pytest.mark.parametrize("purpose", ["rental", "freight", "age"])
def test_what_is_said_of_a_code_has_the_shape_of_the_document(town, driver, purpose):  # noqa: F811
    _record, row = driver
    said = judge(code(row, town.AT, purpose=purpose), published=Published(), at=town.AT)
    validator().validate(json.loads(said))
    with pytest.raises(ValueError, match="oneOf"):
        validator().validate(json.loads(said) | {"facts": {}})


def test_what_is_said_of_a_code_that_does_not_hold_has_it_too(town, driver):  # noqa: F811
    _record, row = driver
    said = judge(code(row, town.AT, shown_at=town.AT + timedelta(minutes=10)), published=Published(), at=town.AT)
    assert json.loads(said)["facts"] == {}
    validator().validate(json.loads(said))


def validator():
    """Judges an answer by the document."""
    import jsonschema_rs

    document = openapi.document()
    return jsonschema_rs.Draft202012Validator(
        {"$ref": "#/components/schemas/Judged", "components": document["components"]}
    )


def test_every_fact_that_a_firm_may_read_has_a_shape_and_stands_in_the_docs():
    documented = (DOCS / "api.md").read_text("utf-8")
    purposes = [purpose for purpose in openapi.qrcode.Purpose if purpose.word not in openapi.FOR_OFFICERS]
    told = set().union(*(openapi.facts(purpose)["properties"] for purpose in purposes))
    assert told == set(openapi.SHAPES)
    assert told <= FACTS
    assert [name for name in told if f"`{name}`" not in documented] == []


def test_the_document_is_served_to_every_page(town):
    answer = Client().get("/api/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.content) == openapi.document()


# --- the examples of docs/api.md ---------------------------------------------------------------------------------------
class Silent(WSGIRequestHandler):
    def log_message(self, *_args):
        """Nothing is logged."""


@pytest.fixture
def live(town, driver, monkeypatch, tmp_path):  # noqa: F811
    """A server on a port of its own, with the sandbox's file, and code.txt with a freight code in the folder."""
    _record, row = driver
    monkeypatch.setattr("tongban.licences.firms.dispatch.now", lambda: town.AT)
    monkeypatch.setattr(
        "tongban.licences.firms.dispatch.drawn", lambda *_args, **_how: None
    )  # a thread has no part in the test's transaction
    (tmp_path / "code.txt").write_text(code(row, town.AT, purpose="freight"), "ascii")

    def files(_environ, start_response):
        start_response("200 OK", [("Content-Type", "application/json")])
        return [sandbox.FILE.read_bytes()]

    with make_server("127.0.0.1", 0, before(files), handler_class=Silent) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


EXAMPLES = re.findall(r"```(sh|python)\n(.*?)```", (DOCS / "api.md").read_text("utf-8"), re.DOTALL)
SAID = (
    ["C1", "样本·驾驶人"],
    ["C1", "样本·驾驶人"],
    [f"{sample['name']} as expected" for sample in json.loads(sandbox.FILE.read_bytes())["codes"]],
    ["HOLDS", "SPECIMEN"],
)


@pytest.mark.parametrize(("example", "expected"), list(zip(EXAMPLES, SAID, strict=True)), ids=range(len(SAID)))
def test_the_examples_of_the_docs_do_what_they_say(live, tmp_path, example, expected):
    language, text = example
    command = ["sh", "-c"] if language == "sh" else [sys.executable, "-c"]
    here = text.replace("https://tongban.example", live)
    assert here != text
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run([*command, here], cwd=tmp_path, capture_output=True, check=True, timeout=60, env=environment)
    said = done.stdout.decode()
    assert [word for word in expected if word not in said] == []
