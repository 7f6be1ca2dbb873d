"""The number of the page that an address asks for, for every list in numbered pages."""

from __future__ import annotations

from django.http import HttpRequest

from tongban.identifiers.spelling import is_digits

MOST_DIGITS = 9


def page_number(request: HttpRequest) -> int:
    """?page= as it is said, also 0 and beyond the end; the first page when it says anything but ASCII digits."""
    said = request.GET.get("page", "")
    if not is_digits(said):
        return 1
    return int(said) if len(said) <= MOST_DIGITS else 10**MOST_DIGITS
