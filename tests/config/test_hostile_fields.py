"""No field and no parameter of any address answers 5xx, whatever is typed into it.

Which fields an address reads is noted while it reads them, and what its forms offer is read from the pages that show
them: nothing is listed by hand. Then each is sent with each of TEXTS, one field at a time, so that the other fields
let it come as far as it can.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html.parser import HTMLParser
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from house import addresses, browsers, filled

HUGE = "9" * 5000  # more digits than int() reads
TEXTS = [
    "",
    "\x00",
    "𠮷\u202e\ue000" * 3000,
    "9" * 400,
    HUGE,
    "-1",
    "١٢²",
    "0001-01-01",
    "9999-12-31",
    ["1", "2"],
]
PARTS = 4
TURNED_AWAY = {301, 302, 401, 403, 404, 405, 410}
LEAVING = {"people:sign-out", "people:end-other-sessions"}


def files():
    """Uploads that are no such thing as is asked for."""
    yield SimpleUploadedFile("\x00../x.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 100, content_type="image/jpeg")
    yield SimpleUploadedFile("x" * 400, b"%PDF-1.7\n" + b"\xff" * 50, content_type="nonsense")
    yield SimpleUploadedFile("x.png", b"", content_type="image/png")
    yield SimpleUploadedFile("x.csv", b"\xff\xfe\x00,\r\n" * 9, content_type="text/csv")


class Forms(HTMLParser):
    """(address, fields) of each form of a page, once for each of its buttons, filled in as it is shown."""

    def __init__(self, page, path):
        super().__init__()
        self.path, self.found, self.form, self.select = path, [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            action = at.get("hx-post") or at.get("action") or self.path
            self.form = {"action": action.split("?")[0], "values": {}, "buttons": [{}]}
        if self.form is None:
            return
        name, value = at.get("name"), at.get("value") or ""
        if tag == "button" and name:
            self.form["buttons"].append({name: value})
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and (value or "selected" in at):
            if "selected" in at or self.select not in self.form["values"]:
                self.form["values"][self.select] = value
        elif tag in ("input", "textarea") and name and at.get("type") != "file":
            if at.get("type") == "radio":
                self.form["values"].setdefault(name, value)
            else:
                self.form["values"][name] = value or "1"

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        if tag == "form" and self.form is not None:
            for button in self.form["buttons"]:
                self.found.append((self.form["action"], self.form["values"] | button))
            self.form = None


@pytest.fixture
def reads(monkeypatch):
    """(mapping, key) of each field that is read, as it happens."""
    noted, plain = [], {name: getattr(MultiValueDict, name) for name in ("__getitem__", "getlist", "__contains__")}

    def noting(name):
        def read(self, key, *rest, **how):
            noted.append((self, key))
            return plain[name](self, key, *rest, **how)

        return read

    for name in plain:
        monkeypatch.setattr(MultiValueDict, name, noting(name), raising=False)
    return noted


@pytest.fixture(autouse=True)
def quiet(caplog, monkeypatch):
    """No log of what is refused, and no limits: the same browser sends thousands of forms."""
    from tongban.limits import actions

    caplog.set_level("CRITICAL")
    monkeypatch.setattr(actions, "has_room", lambda *_args, **_how: True)


def typed(values):
    """As a browser's form, or a program's, would send it."""
    return {
        name: value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        for name, value in values.items()
    }


class Walk:
    """Sends, notes what was read, and leaves nothing behind."""

    def __init__(self, reads):
        self.reads, self.wrong, self.sent = reads, [], 0

    def send(self, browser, method, path, values, what=""):
        """(answer, fields of the address that it read, fields of the form, files)."""
        self.reads.clear()
        kept = transaction.savepoint()
        answer = getattr(browser, method)(path, typed(values))
        body = b"" if answer.streaming else answer.content
        transaction.savepoint_rollback(kept)
        self.sent += 1
        if answer.status_code >= 500:
            self.wrong.append((method, path, what, answer.status_code))
        request = answer.wsgi_request
        sent = (request.GET, getattr(request, "_post", None), getattr(request, "_files", None))  # as far as it was read
        of = [{key for held, key in self.reads if held is one} for one in sent]
        return answer, body, *of


def cases(known, people):
    """(path, [browser]) of each address: who comes in, one of each sort."""
    sorts = defaultdict(list)
    for who, browser in browsers(people):
        browser.raise_request_exception = False
        sorts[who.partition(" ")[0].replace("buyer", "citizen")].append((who, browser))
    for name, route in addresses():
        if not route.startswith("admin/") and name not in LEAVING:
            path = "/" + re.sub(r"\(\?P<\w+>([^()]*|\([^()]*\))*\)", "1", route).lstrip("^").replace("$", "")
            yield (filled(route, known) if "(?P" not in route else path), sorts


def doors(walk, known, people, part):
    """(path, browser, parameters, fields, files, forms shown) of each address, for whoever comes in."""
    for path, sorts in list(cases(known, people))[part::PARTS]:
        for sort in sorts.values():
            for _who, browser in sort:
                answer, body, asked, *_rest = walk.send(browser, "get", path, {})
                blank, _body, _asked, fields, uploads = walk.send(browser, "post", path, {})
                if not {answer.status_code, blank.status_code} <= TURNED_AWAY:
                    shown = [one for to, one in Forms(body.decode("utf-8", "replace"), path).found if to == path]
                    yield path, browser, asked, fields, uploads, shown
                    break


@pytest.mark.parametrize("part", range(PARTS))
def test_no_field_breaks_whatever_is_typed(house, town, reads, part):
    known, people = house
    town.sequence_journal()  # what is published is there
    walk, done = Walk(reads), set()
    found = list(doors(walk, known, people, part))
    for path, browser, asked, fields, uploads, shown in found:
        for name, text in product(asked, [one for one in TEXTS if len(one) < 6000]):
            walk.send(browser, "get", path, {name: text}, (name, text[:20]))
        for values in shown or [{}]:
            _answer, _body, _asked, more, files_asked = walk.send(browser, "post", path, values)
            names = {
                (path, name, frozenset(values)) for name in (fields | more | set(values)) - {"csrfmiddlewaretoken"}
            }
            for (_path, name, _kind), text in product(names - done, TEXTS):
                walk.send(browser, "post", path, values | {name: text}, (name, text[:20]))
            done |= names
            for name in uploads | files_asked:
                for file in files():
                    walk.send(browser, "post", path, values | {name: file}, (name, file.name[:20]))
    assert len(found) > 15
    assert len(done) > 10
    assert walk.wrong == []
