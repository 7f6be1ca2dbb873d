"""A citizen's browser at the pages of a licence, and what it reads."""

from __future__ import annotations

import uuid

import page_reading
from django.urls import reverse
from photo_changes import send_back

from tongban.licences import actions
from tongban.simulation import portraits

NAMES = {"样证 SPECIMEN", "中文"}


class Page(page_reading.Page):
    """An answer as a page, and what of it should have been English."""

    def __init__(self, answer):
        super().__init__(answer.content.decode())

    @property
    def untranslated(self):
        return [said for said in self.loose if said not in NAMES and "样本·" not in said and "通办 Tongban" not in said]


def page(client, name, query=""):
    """The page of that name, which must be there."""
    answer = client.get(reverse(name) + query)
    assert answer.status_code == 200, (name, getattr(answer, "url", ""))
    return Page(answer)


def hand_in(town, *, picture=None, **changes):
    """(driver, holder, application) with a new photo that waits for an officer."""
    record = town.driver(**changes)
    holder, found = town.citizen(record), uuid.uuid4()
    actions.apply(application_id=found, citizen=holder, picture=picture or portraits.draw(2), at=town.AT)
    return record, holder, found


def returned(town, times=1):
    """A holder whose photo came back that many times."""
    record, holder, found = hand_in(town)
    for attempt in range(1, times + 1):
        if attempt > 1:
            actions.resubmit_photo(
                application_id=found, citizen=holder, picture=portraits.draw(2 + attempt), at=town.later(minutes=2)
            )
        send_back(town, found, attempt=attempt, broken=("P2", "P3"), at=town.later(minutes=2))
    return record, holder, found


def fits(answer):
    """Fit for a strict policy, one heading, and in English nothing left in Chinese."""
    read = Page(answer)
    return read.headings == 1 and not read.forbidden
