"""The doors for templates: rail, tabs, head and foot of every page, asked only by the page that shows them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tongban.faces import queries
from tongban.faces.records import Door, Spot


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of all templates: `doors.rail` and its like by the names of Spot, and the service worker."""
    return {"doors": Doors(request), "worker": partial(worker)}


class Doors:
    """The doors of a spot by its name; an officer sees what belongs to the duties."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __getitem__(self, spot: str) -> list[Door]:
        officer = getattr(self.request, "officer", None)
        return queries.doors_for(Spot(spot), officer.duties if officer else frozenset())


def worker() -> str:
    """The address of the service worker; "" where no service has one."""
    return next((reverse(face.worker) for face in queries.faces() if face.worker), "")
