"""Every page and address of this build that answers a GET, as the tests' house shows it to whoever may pass.

Asked for null it answers their names; for {"page": name, "seconds": s} what one request costs.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from _asked import Asked, cookies_of
from _worker import answer, installed

TESTS = os.path.join(os.environ["BUILD"], "tests")
sys.path[:0] = [TESTS, os.path.join(TESTS, "config")]
OK = 200


def main() -> None:
    """Set up, and answer."""
    installed(keys_since=of_the_house)
    from django.conf import settings  # noqa: PLC0415
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415

    settings.POPULATION_URL, settings.DEMO = "", False
    settings.ALLOWED_HOSTS += ["testserver"]
    pages, application = behind_every_door(), WSGIHandler()

    def asked(question: dict[str, Any] | None) -> Any:
        if question is None:
            return sorted(pages)
        path, cookies = pages[question["page"]]
        return Asked(application, path, cookies, host="testserver").cost(question["seconds"])

    answer(asked)


def of_the_house() -> datetime:
    """The day of the tests' town, on which it signs."""
    import town  # noqa: PLC0415

    return town.AT  # type: ignore[no-any-return]


def behind_every_door() -> dict[str, tuple[str, str]]:
    """(path, cookies) of each address that answers 200, once faces are checked where one is asked for."""
    import town  # noqa: PLC0415
    from config.test_doors import DOORS, NOT_OF_THE_HOUSE  # noqa: PLC0415
    from config.test_doors_open import Filled, role_of  # noqa: PLC0415
    from config.test_query_budgets import SHOWN  # noqa: PLC0415
    from every_address import addresses  # noqa: PLC0415
    from recognised import give_match  # noqa: PLC0415

    from tongban.statistics.actions import count_figures  # noqa: PLC0415
    from tongban.transfers.actions.counting import count_times  # noqa: PLC0415

    town.open_town()
    place, found = Filled(), {}
    for count in (count_figures, count_times):
        count(at=datetime.now(UTC))
    for one in addresses():
        if one.name.startswith(NOT_OF_THE_HOUSE) or one.name not in DOORS:
            continue
        here = SHOWN.get(one.name, lambda place, one=one: ({}, role_of(DOORS[one.name], place)))
        values, role, *form = here(place)
        browser = place.clients[role]
        path = one.path(place.values() | values) + "".join(f"?{urlencode(said)}" for said in form)
        shown = browser.get(path)
        if shown.status_code == 302 and shown.url.startswith("/account/face-check/"):
            give_match(browser, place.roles[role][0], act=path.partition("?")[0], at=datetime.now(UTC))
            shown = browser.get(path)
        if shown.status_code == OK:
            found[one.name] = (path, cookies_of(browser))
    return found


if __name__ == "__main__":
    main()
