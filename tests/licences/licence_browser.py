"""A citizen's browser at the pages of a licence, and what it reads."""

from __future__ import annotations

import re
import uuid
from html.parser import HTMLParser

from django.urls import reverse

from tongban.licences import actions
from tongban.offices.records import Duty
from tongban.simulation import portraits

CHINESE = re.compile(r"[\u3400-\u9fff]")
VOID = {"meta", "link", "img", "input", "br", "hr", "line", "ellipse", "path", "circle", "rect"}
NAMES = {"样证 SPECIMEN", "中文"}
SPOKEN = ("aria-label", "alt", "title", "placeholder", "content")


class Page(HTMLParser):
    """What a page says outside islands marked as Chinese, and what a strict policy would refuse."""

    def __init__(self, answer):
        super().__init__()
        self.islands, self.loose, self.forbidden, self.headings, self.said = [], [], [], 0, []
        self.hidden = {}  # name -> value of hidden inputs
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.headings += tag == "h1"
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            self.forbidden.append((tag, attributes))
        if tag == "script" and "src" not in attributes:
            self.forbidden.append((tag, attributes))
        if tag == "input" and attributes.get("type") == "hidden":
            self.hidden[attributes["name"]] = attributes.get("value")
        is_island = attributes.get("lang", "").lower().startswith("zh") and tag != "html"
        for name, value in attributes.items():
            is_spoken = name in SPOKEN or name.startswith("data-text-")
            if is_spoken and CHINESE.search(value or "") and not is_island and not any(self.islands):
                self.loose.append(f"{name}={value}")
        if tag not in VOID:
            self.islands.append(is_island)

    def handle_endtag(self, tag):
        if tag not in VOID and self.islands:
            self.islands.pop()

    def handle_data(self, data):
        self.said.append(data)
        if CHINESE.search(data) and not any(self.islands):
            self.loose.append(data.strip())

    @property
    def text(self):
        return " ".join(" ".join(self.said).split())

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
    officer = town.officer(Duty.PHOTO_REVIEW)
    for attempt in range(1, times + 1):
        if attempt > 1:
            actions.resubmit_photo(
                application_id=found, citizen=holder, picture=portraits.draw(2 + attempt), at=town.later(minutes=2)
            )
        actions.review_photo(
            application_id=found,
            attempt=attempt,
            decision=actions.Decision.RETURN,
            broken=("P2", "P3"),
            officer=officer,
            at=town.later(minutes=2),
        )
    return record, holder, found


def fits(answer):
    """Fit for a strict policy, one heading, and in English nothing left in Chinese."""
    read = Page(answer)
    return read.headings == 1 and not read.forbidden
