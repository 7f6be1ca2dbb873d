"""The number of a page that an address asks for."""

from __future__ import annotations

from django.http import HttpRequest

from tongban.identifiers.spelling import is_digits

MOST_DIGITS = 6


def page_number(request: HttpRequest) -> int:
    """?page= as a number from 1; the first page when it says anything but at most six ASCII digits."""
    said = request.GET.get("page", "")
    is_number = is_digits(said) and len(said) <= MOST_DIGITS
    return max(int(said), 1) if is_number else 1
