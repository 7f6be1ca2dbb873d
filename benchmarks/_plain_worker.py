"""A plain Django project, asked for {"reads": n, "seconds": s}: a page of a template with so many indexed reads of one row."""

from __future__ import annotations

import os
from typing import Any

from _asked import Asked
from _worker import answer

ROWS = 1000
PAGE = "<!doctype html><title>{{ rows|length }}</title><ul>{% for row in rows %}<li>{{ row.place }}: {{ row.status }}</li>{% endfor %}</ul>"


def main() -> None:
    """The middleware and the context processors of `startproject`, SQLite."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    del os.environ["DJANGO_SETTINGS_MODULE"]
    apps = ["auth", "contenttypes", "sessions", "messages"]
    middleware = [
        "middleware.security.SecurityMiddleware",
        "contrib.sessions.middleware.SessionMiddleware",
        "middleware.common.CommonMiddleware",
        "middleware.csrf.CsrfViewMiddleware",
        "contrib.auth.middleware.AuthenticationMiddleware",
        "contrib.messages.middleware.MessageMiddleware",
        "middleware.clickjacking.XFrameOptionsMiddleware",
    ]
    database = os.path.join(os.environ["TONGBAN_DATA"], "plain.sqlite3")
    settings.configure(
        SECRET_KEY="benchmark",  # noqa: S106
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "CONN_MAX_AGE": None}},
        INSTALLED_APPS=[f"django.contrib.{name}" for name in apps],
        MIDDLEWARE=[f"django.{name}" for name in middleware],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )
    django.setup()
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415
    from django.db import connection, models  # noqa: PLC0415
    from django.http import HttpRequest, HttpResponse  # noqa: PLC0415
    from django.template import engines  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    class Licence(models.Model):
        place = models.IntegerField(unique=True)
        status = models.IntegerField()

        class Meta:
            app_label = "auth"

    with connection.schema_editor() as editor:
        editor.create_model(Licence)
    Licence.objects.bulk_create(Licence(place=n, status=n % 4) for n in range(ROWS))
    template = engines["django"].from_string(PAGE)

    def page(request: HttpRequest, reads: int) -> HttpResponse:
        rows = [Licence.objects.get(place=7 * n % ROWS) for n in range(reads)]
        return HttpResponse(template.render({"rows": rows}, request))

    urlpatterns.append(path("<int:reads>", page))
    application = WSGIHandler()

    def asked(question: dict[str, Any]) -> Any:
        return Asked(application, f"/{question['reads']}").cost(question["seconds"])

    answer(asked)


urlpatterns: list[Any] = []


if __name__ == "__main__":
    main()
