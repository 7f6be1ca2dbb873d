"""Headers that every answer of ours carries, whatever view made it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What a page of ours may ask of the browser: the camera (face checks, codes) and passkeys; nothing else, and no frame at all.
PERMISSIONS = ", ".join(
    [
        "camera=(self)",
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        "fullscreen=(self)",
        "screen-wake-lock=(self)",
        *(
            f"{name}=()"
            for name in (
                "accelerometer",
                "autoplay",
                "bluetooth",
                "browsing-topics",
                "display-capture",
                "encrypted-media",
                "geolocation",
                "gyroscope",
                "hid",
                "idle-detection",
                "local-fonts",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "picture-in-picture",
                "serial",
                "usb",
                "xr-spatial-tracking",
            )
        ),
    ]
)


def bare_headers(*, scheme: str) -> list[tuple[str, str]]:
    """What an answer that Django does not make carries all the same: no sniffing, no content of anybody's, no frame, TLS."""
    found = [
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        ("Referrer-Policy", "same-origin"),
    ]
    if settings.SECURE_HSTS_SECONDS and scheme == "https":
        found.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"))
    return found


class HeadersMiddleware:
    """Adds what an answer does not say itself.

    Cross-Origin-Resource-Policy: nobody else's page may embed what is ours, but for what is published for everybody.
    Cache-Control: an answer to somebody who is signed in, to a form, or that sets a cookie is kept nowhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_public = response.get("Access-Control-Allow-Origin") == "*"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_public else "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or request.method == "POST" or response.cookies
        if is_personal and not is_public and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response
