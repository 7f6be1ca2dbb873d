"""Who is believed when a request says that it was forwarded."""

from __future__ import annotations

import pytest

from tongban.config.proxies import behind


def seen(proxies, **environ):
    """(client, scheme, what is left of the headers) as the application sees them."""
    found = {}
    behind(proxies, lambda env, start: found.update(env) or [])(
        {"REMOTE_ADDR": "192.0.2.1", "wsgi.url_scheme": "http"} | environ, lambda *_: None
    )
    left = {name for name in found if "FORWARDED" in name}
    return found["REMOTE_ADDR"], found["wsgi.url_scheme"], left


SAID = {"HTTP_X_FORWARDED_FOR": "198.51.100.7", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_FORWARDED": "for=198.51.100.7"}


def test_a_stranger_is_not_believed_and_what_it_said_is_taken_away():
    assert seen([], **SAID) == ("192.0.2.1", "http", set())
    assert seen(["192.0.2.2", "10.0.0.0/8"], **SAID) == ("192.0.2.1", "http", set())


@pytest.mark.parametrize("proxies", [["192.0.2.1"], ["192.0.2.0/24"], ["2001:db8::/32", "192.0.2.1"]])
def test_a_named_proxy_is_believed(proxies):
    assert seen(proxies, **SAID) == ("198.51.100.7", "https", set())


@pytest.mark.parametrize(
    ("header", "client"),
    [
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the left one the client wrote itself
        ("203.0.113.9, 198.51.100.7, 192.0.2.1", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("", "192.0.2.1"),
        ("nobody", "192.0.2.1"),
        ("203.0.113.9, <script>", "192.0.2.1"),
        ("192.0.2.1, 192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_proxy_of_ours(header, client):
    assert seen(["192.0.2.1"], HTTP_X_FORWARDED_FOR=header)[0] == client


@pytest.mark.parametrize("scheme", ["", "ftp", "https, http", "HTTPS x"])
def test_a_scheme_that_is_none_is_left_alone(scheme):
    assert seen(["192.0.2.1"], HTTP_X_FORWARDED_PROTO=scheme)[1] == "http"


def test_a_proxy_through_a_socket_file_is_named_unix():
    assert seen(["unix"], REMOTE_ADDR="", **SAID)[:2] == ("198.51.100.7", "https")
    assert seen(["127.0.0.1"], REMOTE_ADDR="", **SAID)[:2] == ("", "http")


def test_what_is_no_network_is_told_at_start():
    with pytest.raises(ValueError, match="nginx"):
        behind(["nginx"], lambda *_: [])
