"""Every page as every role in both languages: axe finds nothing, larger letters lose nothing, no focus is covered.

The pages come from the same town and roles as the doors' (tests/config/test_doors.py), collected from the resolver. They
are drawn in a real browser with the real styles; what a page fetches for itself is answered from the same files.
axe-core (MPL-2.0) is a development dependency of frontend/.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path

import pytest
from config.test_doors import DOORS, NOT_OF_THE_HOUSE, Town
from django.db import transaction
from every_address import addresses
from playwright.sync_api import sync_playwright

import tongban

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PACKAGE = Path(tongban.__file__).parent
HOST = "http://town.example"
ROLES = (
    "signed out",
    "stranger",
    "party",
    "firm",
    "right",
    "auditor",
    "supervisor",
    "administrator",
    "drafter",
    "approver",
)
WIDTHS = {"phone": 390, "desk": 1280}
SHEET = 794  # A4 at 96 dots an inch
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005000"
    "1ff5680a1ab0000000049454e44ae426082"
)
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|name="(?:key|request_id|application)" value="[^"]*"|nonce="[^"]*"'
)

COLLECTED = {}  # by language: its list of Shown

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("CI") and not (CHROMIUM.exists() and AXE.exists()),
        reason="needs chromium and frontend/node_modules",
    ),
]


@dataclass(frozen=True)
class Shown:
    """A page as one role got it."""

    name: str
    role: str
    path: str
    html: str


def shown_to(place, language):
    """One Shown for each different page of the product, whoever sees it first; each request is rolled back."""
    found = {}
    for one in addresses():
        if one.name.startswith(NOT_OF_THE_HOUSE) or one.name not in DOORS:
            continue
        for role in ROLES:
            client, path = place.clients[role], one.path(place.values())
            cookies = client.cookies.copy()
            here = transaction.savepoint()
            answer = client.get(path, headers={"accept-language": language})
            transaction.savepoint_rollback(here)
            client.cookies = cookies
            is_page = answer.get("Content-Type", "").startswith("text/html") and not answer.streaming
            if answer.status_code == 200 and is_page and answer.content:
                html = answer.content.decode()
                same = hashlib.sha256(CHANGING.sub("", html).encode()).hexdigest()
                found.setdefault((one.name, same), Shown(one.name, role, path, html))
    return list(found.values())


def answers(route, pages):
    """The browser's requests, answered from the collected pages and the packages' static files; the network is not asked."""
    path = route.request.url.removeprefix(HOST).split("?")[0].split("#")[0]
    if path in pages:
        return route.fulfill(status=200, content_type="text/html; charset=utf-8", body=pages[path])
    if path.startswith("/static/") and not path.endswith(("wallet.js", "roadside.js", "demo.js", "citizen.js")):
        relative = path.removeprefix("/static/")
        for package in PACKAGE.glob("*/static"):
            if (package / relative).is_file():
                return route.fulfill(
                    status=200, content_type=guess_type(relative)[0] or "", body=(package / relative).read_bytes()
                )
    if route.request.resource_type == "image":
        return route.fulfill(status=200, content_type="image/png", body=PIXEL)
    return route.fulfill(status=404, body="")


@pytest.fixture
def place(town, settings):
    settings.DEMO = False
    return Town()


@pytest.fixture
def pages_in(request):
    """The pages in a language; a Chinese one is asked for twice and collected once a run."""

    def found(language):
        if language not in COLLECTED:
            COLLECTED[language] = shown_to(request.getfixturevalue("place"), language)
        return COLLECTED[language]

    return found


@pytest.fixture
def browser():
    with sync_playwright() as player:
        found = player.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield found
        found.close()


def wide(html):
    """The width at which a page is mostly read: a phone's for citizens and the roadside."""
    return WIDTHS["phone"] if re.search(r'<body class="[^"]*\b(?:phone|roadside)\b', html) else WIDTHS["desk"]


RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(rule => [
  rule.id,
  rule.nodes.slice(0, 3).map(node => {
    const [why] = [...node.any, ...node.all, ...node.none];
    return `${node.html.slice(0, 160)} | ${why?.message ?? ""}`;
  }),
])"""

# WCAG 2.2, 2.4.11: what has the focus is not wholly hidden by something else.
COVERED = """() => {
  const able = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const covered = [];
  for (const one of document.querySelectorAll(able)) {
    if (one.disabled || !one.checkVisibility({checkVisibilityCSS: true})) continue;
    one.focus();
    const box = one.getBoundingClientRect();
    if (document.activeElement !== one || !box.width || !box.height) continue;
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
    const heights = [box.top + 2, box.top + box.height / 2, box.bottom - 2].filter(y => y > 0 && y < innerHeight);
    const isSeen = y => {
      const top = document.elementFromPoint(x, y);
      return top && (one.contains(top) || top.contains(one) || one.labels?.[0]?.contains(top));
    };
    if (!heights.some(isSeen)) covered.push(one.outerHTML.slice(0, 140));
  }
  return covered;
}"""


@pytest.mark.django_db
@pytest.mark.xdist_group("axe")
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_axe_finds_nothing_and_no_focus_is_covered(pages_in, request, language):
    pages = pages_in(language)
    assert len(pages) > 80
    browser = request.getfixturevalue("browser")  # after the database: playwright's loop is running then
    context = browser.new_context(bypass_csp=True)
    page, wrong = context.new_page(), []
    current = {}
    page.route("**/*", lambda route: answers(route, current))
    axe = AXE.read_text()
    for one in pages:
        current.clear()
        current[one.path] = one.html
        page.set_viewport_size({"width": wide(one.html), "height": 844})
        page.goto(HOST + one.path, wait_until="load")
        page.evaluate(axe)
        wrong += [(one.name, one.role, rule, nodes) for rule, nodes in page.evaluate(RUN_AXE)]
        wrong += [(one.name, one.role, "covered", what) for what in page.evaluate(COVERED)]
    print(f"{len(pages)} pages, {len({one.name for one in pages})} addresses, {len(wrong)} wrong")
    assert wrong == []


ON_PAPER = """() => {
  const [title, main] = [document.querySelector("h1"), document.querySelector("main, .viewer__main")];
  const narrow = main && main.getBoundingClientRect().width < 400;
  return [...(title?.checkVisibility() === false ? ["no title"] : []), ...(narrow ? ["half of the sheet"] : [])];
}"""
BESIDE = """() => [...document.querySelectorAll(".table-scroll")]
  .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerHTML.slice(0, 100))"""
OVER = """() => [...document.querySelectorAll("body *")]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(one => one.outerHTML.slice(0, 100))"""


@pytest.mark.django_db
@pytest.mark.xdist_group("axe")
def test_neither_letters_of_twice_the_size_nor_paper_lose_anything_of_a_page(pages_in, request):
    pages = pages_in("zh-CN")
    browser = request.getfixturevalue("browser")
    page, wrong = browser.new_context(bypass_csp=True).new_page(), []
    current = {}
    page.route("**/*", lambda route: answers(route, current))
    for one in {one.name: one for one in pages}.values():
        current.clear()
        current[one.path] = one.html
        for width, scale in ((WIDTHS["desk"], 200), (WIDTHS["phone"], 100)):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(HOST + one.path, wait_until="load")
            page.add_style_tag(content=f"html {{ font-size: {scale}% !important; }}")
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 1:
                wrong.append((one.name, width, scale, over, page.evaluate(OVER)))
            if width == WIDTHS["phone"]:
                wrong += [(one.name, "a table lies beyond the edge", table) for table in page.evaluate(BESIDE)]
        page.emulate_media(media="print")
        page.set_viewport_size({"width": SHEET, "height": 1123})
        page.goto(HOST + one.path, wait_until="load")
        wrong += [(one.name, "on paper", what) for what in page.evaluate(ON_PAPER)]
        page.emulate_media(media="screen")
    assert wrong == []
