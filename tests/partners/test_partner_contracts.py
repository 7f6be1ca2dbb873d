"""Both sides of the partner interfaces keep to their OpenAPI documents, whatever is sent: tried by schemathesis.

Requests are signed on their way, because a random signature would only ever try the signature.
"""

from __future__ import annotations

import io

import httpx
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tongban.clock import now
from tongban.keys import queries as keys
from tongban.partners import openapi, signatures
from tongban.partners.actions.delivering import ROLE
from tongban.partners.records import Partner

EXAMPLES = 12
quick = hypothesis_settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


class Signed:
    """Puts the right digest and signature on a request that has any, and hands it to `target`."""

    def __init__(self):
        self.target = None
        self.signer_for = None

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        path = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else "")
        made = signatures.sign(
            method="POST",
            path=path,
            body=body,
            key=environ.get("HTTP_IDEMPOTENCY_KEY", ""),
            at=now(),
            signer=self.signer_for(path),
        )
        for name, value in made.items():
            variable = "HTTP_" + name.upper().replace("-", "_")
            if variable in environ:
                environ[variable] = value
        return self.target(environ, start_response)


def schema_of(name, app, *, prefix=""):
    """The document's schema, answered by `app`."""
    document = openapi.documents()[f"{name}.openapi.json"]
    config = schemathesis.Config.from_dict({"base-url": f"http://localhost{prefix}"})
    found = schemathesis.openapi.from_dict(document, config=config)
    found.app = app
    return found


our_api, partners_api = Signed(), Signed()
inbound = schema_of("inbound", our_api)
tax, commerce, insurance, bank = (schema_of(each.value, partners_api, prefix=f"/{each}") for each in Partner)


@pytest.fixture
def product(lines):
    """Our own API, called by the simulated partners' keys, within the transaction of the test."""
    our_api.target = WSGIHandler()
    our_api.signer_for = lambda path: lines.desk(Partner(path.split("/")[3])).signer
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield lines
    for moment in moments:
        moment.connect(close_old_connections)


@pytest.fixture
def partners(lines):
    """The simulators, called by our key."""
    lines.at = now()
    partners_api.target = desks(lines.simulators)
    partners_api.signer_for = lambda path: keys.signer(ROLE)
    return lines


def desks(simulators):
    """The simulators as a WSGI application."""

    def application(environ, start_response):
        sent = httpx.Headers(
            [(name[5:].replace("_", "-"), value) for name, value in environ.items() if name.startswith("HTTP_")]
        )
        path = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else "")
        body = environ["wsgi.input"].read()
        status, headers, content = simulators.respond(environ["REQUEST_METHOD"], path, sent, body)
        start_response(f"{status} -", list(headers.items()))
        return [content]

    return application


@quick
@inbound.parametrize()
def test_whatever_a_partner_sends_our_api_keeps_to_its_document(case, product):
    case.call_and_validate(headers={"Accept-Encoding": "identity"})


@quick
@tax.parametrize()
def test_whatever_is_asked_of_tax_it_keeps_to_its_document(case, partners):
    case.call_and_validate()


@quick
@commerce.parametrize()
def test_whatever_is_asked_of_commerce_it_keeps_to_its_document(case, partners):
    case.call_and_validate()


@quick
@insurance.parametrize()
def test_whatever_is_asked_of_insurers_they_keep_to_their_document(case, partners):
    case.call_and_validate()


@quick
@bank.parametrize()
def test_whatever_is_asked_of_banks_they_keep_to_their_document(case, partners):
    case.call_and_validate()
