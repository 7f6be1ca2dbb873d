"""A status list of 2^20 places: one is revoked and the list published. Asked by (places set in percent, seconds)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from _worker import AT, answer, installed, milliseconds

SIZE = 1 << 20
KIND = "entitlement"


def main() -> None:
    """Answer CPU milliseconds a change that was published."""
    installed()
    answer(lambda asked: milliseconds(change_of(*asked[:1]), units=1, seconds=asked[1]))


LISTS: dict[float, Callable[[], object]] = {}


def change_of(percent: float) -> Callable[[], object]:
    """Revokes one more place of a list of that density; the list is filled when it is first asked for."""
    if percent not in LISTS:
        LISTS[percent] = filled(len(LISTS) + 1, percent)
    return LISTS[percent]


def filled(number: int, percent: float) -> Callable[[], object]:
    """Retired places are the smallest rows that a list follows, so the older build has the least to read."""
    try:
        from tongban.credentials import models  # noqa: PLC0415
        from tongban.credentials.actions import bitmaps, publishing  # noqa: PLC0415
    except ImportError:
        from django.db.models import F  # noqa: PLC0415

        from tongban.licences import models  # type: ignore[no-redef]  # noqa: PLC0415
        from tongban.licences.actions import publishing  # type: ignore[no-redef]  # noqa: PLC0415

        def note(_places: list[int]) -> None:
            models.StatusList.objects.filter(kind=KIND, number=number).update(version=F("version") + 1)

    else:

        def note(places: list[int]) -> None:
            bitmaps.mark(KIND, {(number, place): 1 for place in places})

    from django.db import transaction  # noqa: PLC0415

    def revoke(places: list[int]) -> None:
        with transaction.atomic():
            models.RetiredPlace.objects.bulk_create(
                [models.RetiredPlace(list_number=number, list_index=place) for place in places], batch_size=1000
            )
            note(places)

    models.StatusList.objects.create(kind=KIND, number=number, next_sequence=SIZE)
    order: Any = random.Random(number).sample(range(SIZE), SIZE)  # noqa: S311 - places that are spread, no secret
    count = int(SIZE * percent / 100)
    revoke(order[:count])
    free = iter(order[count:])

    def change() -> None:
        revoke([next(free)])
        publishing.publish_list(KIND, number, at=AT)

    return change


if __name__ == "__main__":
    main()
