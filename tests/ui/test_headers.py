"""Every page, the wrong ones too, tells the browser to run nothing that is not ours."""

from __future__ import annotations

import pytest

PUBLIC = ["/?public", "/figures/", "/rules/", "/verify/", "/sign-in/", "/register/", "/window/", "/nothing-here/"]
ONLY_OURS = {"'self'", "'none'", "'wasm-unsafe-eval'", "data:", "blob:"}


def policy(response) -> dict[str, set[str]]:
    header = response.headers["Content-Security-Policy"]
    return {name: set(sources) for name, *sources in (part.split() for part in header.split(";") if part.strip())}


@pytest.mark.parametrize("address", PUBLIC)
def test_given_any_public_page_when_it_is_opened_then_the_policy_is_strict(town, client, address):
    response = client.get(address)
    assert response.status_code == (404 if address == "/nothing-here/" else 200)
    found = policy(response)
    assert found["default-src"] == found["frame-ancestors"] == found["base-uri"] == {"'none'"}
    assert found["style-src"] == {"'self'"}
    assert found["script-src"] == {"'self'", "'wasm-unsafe-eval'"}
    assert set().union(*found.values()) <= ONLY_OURS
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("kind", ["malformed", "forbidden", "not-found", "refused", "untrusted", "unavailable", "bug"])
def test_given_any_no_when_it_is_answered_then_the_policy_is_as_strict(site, kind, caplog):
    caplog.set_level("CRITICAL")
    found = policy(site.get(f"/no/{kind}/"))
    assert found["default-src"] == {"'none'"}
    assert "'unsafe-inline'" not in set().union(*found.values())


@pytest.mark.parametrize("address", PUBLIC)
def test_given_any_page_when_it_is_opened_then_nobody_may_embed_it_and_it_may_use_only_camera_and_passkeys(
    town, client, address
):
    response = client.get(address)
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    allowed = {part.strip() for part in response["Permissions-Policy"].split(",")}
    assert {"camera=(self)", "geolocation=()", "microphone=()"} <= allowed
    assert not any("*" in part for part in allowed)


def test_given_what_is_published_for_everybody_when_it_is_asked_then_other_origins_may_use_it(town, client):
    from tongban.credentials import actions

    actions.publish_lists(at=town.AT)
    for address in ("/trust-list.jwt", "/trust-list.pem"):
        assert client.get(address)["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_given_somebody_signed_in_when_any_page_is_opened_then_no_cache_keeps_it(town, client):
    from tongban.people import actions

    account = actions.open_account(username="lan", password=None)
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
    for address in ("/figures/", "/rules/", "/account/", "/verify/", "/nothing-here/"):
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_given_a_form_when_it_is_answered_then_no_cache_keeps_the_answer(town, client):
    assert "no-store" in client.post("/verify/", {"code": "x"})["Cache-Control"]
    assert "no-store" in client.get("/sign-in/")["Cache-Control"]


def production(name):
    """A setting as an installation in production has it."""
    import os
    import subprocess
    import sys

    code = f"from tongban.config import settings; print(repr(settings.{name}))"
    environment = os.environ | {"TONGBAN_MODE": "production"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SESSION_COOKIE_NAME", "'__Host-session'"),
        ("CSRF_COOKIE_NAME", "'__Host-csrftoken'"),
        ("SESSION_COOKIE_SECURE", "True"),
        ("CSRF_COOKIE_SECURE", "True"),
        ("LANGUAGE_COOKIE_SECURE", "True"),
        ("SESSION_COOKIE_HTTPONLY", "True"),
        ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "True"),
        ("SECURE_HSTS_SECONDS", "63072000"),
    ],
)
def test_given_production_when_cookies_and_tls_are_asked_then_they_are_bound_to_host_and_tls(name, value):
    assert production(name) == value
