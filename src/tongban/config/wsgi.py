"""The WSGI application. The URLconf is imported here so that no worker's first request pays for it."""

from __future__ import annotations

import importlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
application = get_wsgi_application()
importlib.import_module("tongban.config.urls")
for face in importlib.import_module("tongban.faces.queries").faces():
    if face.before:
        application = face.before(application)
application = importlib.import_module("tongban.config.proxies").behind(settings.PROXIES, application)
