"""Addresses that exist in the demonstration alone: drawn specimens for visitors who have no papers and no car at hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.clock import now
from tongban.simulation import personas, portraits, scans


@require_safe
def specimen(request: HttpRequest, name: str) -> HttpResponse:
    """A drawn portrait ("photo"), a page of a vehicle's file ("page-certificate"), an inspection photo ("photo-0111")
    or another paper.

    The portrait is another picture of whoever asks, so that an officer compares a person with the same person.
    """
    if name == "photo":
        return HttpResponse(portrait_of(request), content_type="image/jpeg")
    kind, _, word = name.partition("-")
    picture = scans.photo(word) if kind == "photo" else scans.paper(word or name, at=now())
    return HttpResponse(picture, content_type="image/jpeg")


ANYBODY = 1
SECOND_SHOT = 2


def portrait_of(request: HttpRequest) -> bytes:
    """A second picture of the persona that is signed in, or somebody's."""
    username = request.user.get_username() if request.user.is_authenticated else ""
    persona = next((one for one in personas.PERSONAS if one.username == username), None)
    if persona is None:
        return portraits.draw(ANYBODY, shot=SECOND_SHOT)
    return persona.portrait(shot=SECOND_SHOT)
