"""Reading a page as a browser and a listener would: what it says, in which language, and what a strict policy refuses."""

from __future__ import annotations

import re
from html.parser import HTMLParser

CHINESE = re.compile(r"[\u3001\u3002\u3400-\u9fff\uff01-\uff60]")  # with the punctuation that is as wide as a character
VOID = {"meta", "link", "img", "input", "br", "hr", "line", "ellipse", "path", "circle", "rect", "polyline", "polygon"}
SPOKEN = ("aria-label", "alt", "title", "placeholder", "content")


class Page(HTMLParser):
    """What a page says outside islands marked as Chinese, and what a strict policy would refuse."""

    def __init__(self, html):
        super().__init__()
        self.islands, self.loose, self.forbidden, self.headings, self.said = [], [], [], 0, []
        self.hidden = {}  # name -> value of hidden inputs
        self.ids, self.anchors = set(), set()
        self.feed(html)
        self.forbidden += sorted(self.anchors - self.ids)  # a link to a place that the page does not have

    def is_chinese(self, text):
        """True if this should be marked as Chinese on an English page."""
        return CHINESE.search(text) is not None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.headings += tag == "h1"
        self.ids.add(attributes.get("id"))
        if tag == "a" and (attributes.get("href") or "").startswith("#"):
            self.anchors.add(attributes["href"][1:])
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            self.forbidden.append((tag, attributes))
        if tag == "script" and "src" not in attributes:
            self.forbidden.append((tag, attributes))
        if tag == "input" and attributes.get("type") == "hidden":
            self.hidden[attributes["name"]] = attributes.get("value")
        is_island = attributes.get("lang", "").lower().startswith("zh") and tag != "html"
        for name, value in attributes.items():
            is_spoken = name in SPOKEN or name.startswith("data-text-")
            if is_spoken and self.is_chinese(value or "") and not is_island and not any(self.islands):
                self.loose.append(f"{name}={value}")
        if tag not in VOID:
            self.islands.append(is_island)

    def handle_endtag(self, tag):
        if tag not in VOID and self.islands:
            self.islands.pop()

    def handle_data(self, data):
        self.said.append(data)
        if self.is_chinese(data) and not any(self.islands):
            self.loose.append(data.strip())

    @property
    def text(self):
        return " ".join(" ".join(self.said).split())
