"""What every answer carries, also those that Django does not make, and what no address answers."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from wsgiref.util import setup_testing_defaults

import pytest
from django.test import Client

from tongban.licences.firms.dispatch import ADDRESS, before


def wsgi(application, path, *, method="POST", body=b"", **environ):
    """Status and headers of what a WSGI application answers."""
    asked = {"PATH_INFO": path, "REQUEST_METHOD": method, "CONTENT_LENGTH": str(len(body)), **environ}
    asked["wsgi.input"] = io.BytesIO(body)
    setup_testing_defaults(asked)
    said = {}
    list(application(asked, lambda status, headers, *_: said.update(status=status, headers=dict(headers))))
    return said["status"], said["headers"]


@pytest.fixture(autouse=True)
def _static_files(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)  # whitenoise warns when the folder is missing


@pytest.fixture
def tls(settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63072000, True


def is_strict(headers):
    found = {name.lower(): value for name, value in headers.items()}
    assert found["x-content-type-options"] == "nosniff"
    assert found["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert "default-src 'none'" in found["content-security-policy"]
    assert "frame-ancestors 'none'" in found["content-security-policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "body"), [("POST", b"no code"), ("GET", b"")])
def test_an_answer_before_django_is_as_strict_as_a_page(town, tls, method, body):
    status, headers = wsgi(before(lambda *_: []), ADDRESS, method=method, body=body, **{"wsgi.url_scheme": "https"})
    assert status[:3] in ("400", "405")
    is_strict(headers)


def test_a_body_that_is_refused_unread_is_answered_as_strictly(tls):
    from tongban.config import web

    class Protocol:
        def response_bytes(self, status, headers, page):
            self.said = status, dict(headers), page

    protocol = Protocol()
    web.refuse(protocol, *web.TOO_LARGE, scheme="https")
    assert protocol.said[0] == 413
    is_strict(protocol.said[1])


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-in/", "/nothing-here/", "/static/ui/tongban.css", "/robots.txt"])
def test_every_answer_of_django_has_hsts_nosniff_and_a_type_with_its_charset(tls, address, settings):
    settings.ROOT_URLCONF = "tongban.config.urls"
    answer = Client().get(address, secure=True)
    answer.close()
    assert answer["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r"text/(html|css|plain); charset=\"?utf-8\"?", answer["Content-Type"])


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("address", ["/sign-in/", "/", "/verify/", "/account/", "/api/openapi.json"])
def test_no_page_answers_to_trace(town, method, address):
    answer = Client().generic(method, address, headers={"cookie": "secret=value"})
    assert answer.status_code in (302, 403, 405)
    assert b"secret=value" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/.git/config", "/.git/HEAD", "/.env", "/static/", "/static/ui/", "/static/../settings.py", "/media/", "/metrics",
     "/metrics/", "/debug/", "/api/docs", "/api/docs/", "/server-status", "/static/%2e%2e/apps.py", "/var/"],
)  # fmt: skip
def test_nothing_of_the_machine_and_no_listing_is_served(settings, address):
    settings.ROOT_URLCONF = "tongban.config.urls"
    assert Client().get(address).status_code == 404


@pytest.mark.django_db
def test_a_plain_request_is_never_led_on_to_tls(settings):
    """Whoever leads from HTTP to HTTPS is the proxy, for pages; a program that errs is told."""
    settings.ROOT_URLCONF = "tongban.config.urls"
    assert settings.SECURE_SSL_REDIRECT is False
    answer = Client().get("/api/openapi.json", secure=False)
    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_parameter_given_twice_is_its_last_one_everywhere(town):
    page = Client().get("/sign-in/?next=/first/&next=/second/").content.decode()
    found = re.findall(r'name="next" value="([^"]*)"', page)
    assert "/second/" in found
    assert "/first/" not in found


def test_every_cookie_that_production_sets_is_secure_and_bound_to_this_site():
    code = """
import django
from django.conf import settings
django.setup()
for one in ("SESSION", "CSRF", "LANGUAGE"):
    print(*(getattr(settings, f"{one}_COOKIE_{what}") for what in ("NAME", "SECURE", "SAMESITE", "HTTPONLY", "DOMAIN")))
"""
    environment = os.environ | {
        "TONGBAN_MODE": "production",
        "TONGBAN_SECRET_KEY": "x" * 40,
        "TONGBAN_KEYS_PASSPHRASE": "x" * 20,
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
    }
    lines = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert lines == [
        "__Host-session True Lax True None",
        "__Host-csrftoken True Lax False None",
        "django_language True Lax True None",
    ]
