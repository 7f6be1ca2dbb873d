"""Addresses that exist in the demonstration alone: drawn specimens for visitors who have no papers and no car at hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.simulation import vehicle_files


@require_safe
def specimen(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """A drawn page of a vehicle's file ("page-certificate"), an inspection photo ("photo-0111") or another paper."""
    kind, _, word = name.partition("-")
    picture = vehicle_files.photo(word) if kind == "photo" else vehicle_files.paper(word or name)
    return HttpResponse(picture, content_type="image/jpeg")
