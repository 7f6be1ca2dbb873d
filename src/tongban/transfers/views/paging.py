"""What the address of a list at the desk says beside the page's number (ui.paging): the search, and links onward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode

from tongban.transfers.queries import Paged

NEAR = 2


def search_of(request: HttpRequest, *, most: int) -> str:
    """What is searched for, at most so many characters; a NUL is left out, which PostgreSQL does not take."""
    return request.GET.get("q", "").replace("\x00", "")[:most]


def pages_context(page: Paged[Any], *, kept: Mapping[str, str]) -> dict[str, Any]:
    """What desk_pages.html shows. kept: what stays in the address from page to page, such as the filter."""
    return {"page": page, "kept": urlencode(kept), "page_links": links(page)}


def links(page: Paged[Any]) -> list[int | None]:
    """The first, the last and the pages near this one; None where some are left out."""
    found: list[int | None] = []
    for number in range(1, page.last + 1):
        if number in (1, page.last) or abs(number - page.number) <= NEAR:
            found.append(number)
        elif found[-1] is not None:
            found.append(None)
    return found
