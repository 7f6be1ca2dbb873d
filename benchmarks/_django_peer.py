"""What our fast address is held against, each an application for granian.

`django`: a plain Django project with the middleware of `startproject` and one view, which verifies one ES256
signature and reads one row by its indexed column from SQLite. `bare`: no framework at all, two ES256
verifications and nothing else, which is the least that checking a licence code can cost.
"""

from __future__ import annotations

import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC, ES256, MESSAGE = KEY.public_key(), ec.ECDSA(hashes.SHA256()), os.urandom(300)
SIGNATURE = KEY.sign(MESSAGE, ES256)
ROWS = 100_000


def bare(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Two verifications and a short answer."""
    environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    PUBLIC.verify(SIGNATURE, MESSAGE, ES256)
    PUBLIC.verify(SIGNATURE, MESSAGE, ES256)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "20")])
    return [b'{"outcome": "holds"}']


def django(database: str) -> Any:
    """The Django application, its table filled."""
    import django as framework  # noqa: PLC0415 - only this peer needs it
    from django.conf import settings  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    settings.configure(
        SECRET_KEY="benchmark",  # noqa: S106
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="_django_peer",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "CONN_MAX_AGE": None}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
    )
    framework.setup()
    from django.db import connection, models  # noqa: PLC0415
    from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415
    from django.views.decorators.csrf import csrf_exempt  # noqa: PLC0415

    class Licence(models.Model):
        """A place in a status list and its value."""

        place = models.IntegerField(unique=True)
        status = models.IntegerField()

        class Meta:
            app_label = "peer"

    with connection.schema_editor() as editor:
        editor.create_model(Licence)
    Licence.objects.bulk_create([Licence(place=place, status=0) for place in range(ROWS)], batch_size=10_000)

    @csrf_exempt
    def verify(request: HttpRequest) -> HttpResponse:
        place = sum(request.body[-8:]) % ROWS
        PUBLIC.verify(SIGNATURE, MESSAGE, ES256)
        row = Licence.objects.get(place=place)
        return JsonResponse({"outcome": "holds" if row.status == 0 else "does-not-hold"})

    urlpatterns.append(path("verify", verify))
    return get_wsgi_application()


urlpatterns: list[Any] = []
application = django(os.environ["PEER_DATABASE"]) if "PEER_DATABASE" in os.environ else None
