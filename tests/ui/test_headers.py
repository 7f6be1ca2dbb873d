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
