"""The pages about oneself and stand-ins for whatever else the shells and the faces link to: no other package's pages answer."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

import tongban.ui
from tongban.faces import queries as faces

LINK = re.compile(r"{% url ['\"]([a-z]+):([\w-]+)['\"]")


def elsewhere(_request: HttpRequest) -> HttpResponse:
    """A page of another package."""
    return HttpResponse("elsewhere")


linked: defaultdict[str, set[str]] = defaultdict(set)
for template in Path(tongban.ui.__file__).parent.rglob("*.html"):
    for namespace, name in LINK.findall(template.read_text()):
        if namespace not in ("ui", "people"):
            linked[namespace].add(name)
for face in faces.faces():
    for address in (*(door.address for door in face.doors), *([face.worker] if face.worker else [])):
        space, name = address.split(":")
        if space not in ("ui", "people"):
            linked[space].add(name)

urlpatterns = [
    path("", include("tongban.people.urls")),
    path("", include("tongban.ui.urls")),
    *(
        path(f"{space}/", include(([path(f"{name}/", elsewhere, name=name) for name in sorted(names)], space)))
        for space, names in linked.items()
    ),
]
