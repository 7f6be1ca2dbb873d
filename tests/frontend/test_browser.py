"""The built scripts in a real browser against a small server: collect, show, work without a network, check, lock."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from standards.qrcode import world
from standards.qrcode.test_foreign import CODES, UNKNOWN

from tongban import licences, roadside, ui
from tongban.standards import cose, jose, pki, qrcode, statuslist
from tongban.standards.signing import SoftwareSigner, generate
from tongban.verdicts import Outcome

CHROMIUM = Path("/usr/bin/chromium")
WALLET = Path(licences.__file__).parent / "static" / "licences"
UI = Path(ui.__file__).parent / "static" / "ui"
ROADSIDE = Path(roadside.__file__).parent / "static" / "roadside"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium"),
]
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'"
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAGE = '<!doctype html><html lang="zh"><meta charset="utf-8"><title>{0}</title>{2}<script type="module" src="/static/{1}"></script>'
HTML = '<!doctype html><html lang="zh">'
FACE = PAGE.format(
    "亮证",
    "wallet.js",
    '<main data-wallet="face" data-state="live" data-rendered-at="2999-01-01T00:00:00Z" data-offline-max-age="86400"'
    ' data-service-worker="/service-worker.js" data-service-worker-version="1"><img src="/portrait" alt="照片"></main>',
)
COLLECT = PAGE.format(
    "领取",
    "wallet.js",
    '<section data-wallet="collect" data-state="ready" data-collect-url="/collect" data-nonce="n0nce" data-csrf="token"'
    ' data-next-url="/code"><button data-wallet-start data-show="ready failed">领取</button>'
    '<p data-show="failed" hidden>失败 <span data-wallet-problem></span></p></section>',
)
CODE = PAGE.format(
    "亮码",
    "wallet.js",
    '<main data-wallet="code" data-state="loading" data-refresh-url="/refresh" data-csrf="token" data-expose-code'
    ' data-text-seconds="{n} 秒后换新码" data-text-code="驾驶证码" data-service-worker="/service-worker.js"'
    ' data-service-worker-version="1"><button role="tab" data-purpose="age" aria-selected="true">年龄</button>'
    '<button role="tab" data-purpose="roadside" data-reveal aria-selected="false">路检</button>'
    '<div data-code-qr data-show="shown"></div><svg><circle data-code-ring pathLength="100" r="9"/></svg>'
    '<span data-code-seconds></span><button data-code-reveal data-show="covered" hidden>点开</button>'
    '<form data-code-challenge><input name="challenge" maxlength="4"><button>确定</button></form>'
    '<p data-code-standing></p><p data-show="locked" hidden>已锁定</p><p data-show="none" hidden>未领取</p></main>',
)
SCAN = PAGE.format(
    "核验",
    "roadside.js",
    '<main data-roadside="check" data-state="ready" data-csrf="token" data-check-url="/check" data-queue-url="/queue"'
    ' data-service-worker="/service-worker.js" data-service-worker-version="1"'
    ' data-trust-url="/trust" data-pinned="PINNED" data-wasm="/static/zxing_reader.wasm"'
    ' data-text-minutes="{n} 分钟前的名单"'
    ' data-text-hours="{n} 小时前的名单"'
    ' data-text-no-list="没有名单" data-text-sign-in="请重新登录" data-text-others="{n} others"><video data-scan-video></video>'
    '<button data-scan-start data-show="ready">扫码</button><input type="file" data-scan-picture>'
    '<form data-scan-text method="post"><textarea name="code"></textarea><button>核验</button></form>'
    "<button data-challenge-start>核验数字</button><output data-challenge-digits></output>"
    "<span data-list-age></span><span data-queue-count></span><span data-queue-others></span><p data-roadside-problem></p>"
    '<section data-show="result" data-result-place hidden></section>'
    '<button data-result-again data-show="result" hidden>下一个</button>'
    + "".join(
        f'<template data-result="{word}"><h1>{word}</h1><p data-slot-row>姓名 <b data-slot="name"></b></p>'
        '<b data-slot="valid_until" data-slot-values=\'{"long-term": "长期"}\'></b><ul data-slot-reasons></ul></template>'
        for word in ("green", "amber", "red", "grey", "untrusted", "unreadable")
    )
    + '<template data-reason="replay">此码已出示过</template><template data-reason="form">不是驾驶证码</template>'
    + "".join(
        f'<template data-reason="form.{kind.name}" data-pattern="{escape(kind.pattern)}">{kind.words.en}</template>'
        for kind in qrcode.KINDS
    )
    + "</main>",
)


@dataclass
class Country:
    """An authority of today with its endpoints; what a test changes stands in its fields."""

    status: int = 0
    list_age: timedelta = timedelta(minutes=10)
    list_left: timedelta = timedelta(days=1)
    is_locked: bool = False
    is_trust_list_away: bool = False
    check_status: int = 503
    standing: str = "normal"
    person: str = ""
    refresh_status: int = 204
    device: Any = None
    queued: list[dict[str, Any]] = field(default_factory=list)
    checked: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.former: tuple[bytes, ...] = ()
        self.root_key = generate()
        self.found()
        self.pinned = self.fingerprint()

    def fingerprint(self) -> str:
        return cose.thumbprint(self.root)[1].hex()

    def change_roots(self) -> None:
        """A new root with its link certificate, and new signers under it."""
        key, root, number = self.root_key, self.root, len(self.former) // 2 + 2
        self.root_key = generate()
        self.found(f"SPECIMEN root {number}")
        link = pki.build_link(certificate=self.root, issuer=key, issuer_certificate=root)
        self.former = (link, root, *self.former)

    def found(self, name: str = "SPECIMEN root") -> None:
        now = datetime.now(UTC)
        root = self.root_key
        self.root = pki.build_root(
            signer=root,
            subject=pki.Subject(country="UT", common_name=name),
            contact="https://tongban.example",
            valid_from=now - 30 * DAY,
            valid_until=now + 900 * DAY,
        )

        def signer(profile: pki.Profile) -> SoftwareSigner:
            made = generate()
            der = pki.build_signer(
                profile=profile,
                public_key=made.public_key,
                subject=pki.Subject(country="UT", common_name="SPECIMEN signer"),
                issuer=root,
                issuer_certificate=self.root,
                valid_from=now - 20 * DAY,
                valid_until=now + 300 * DAY,
                crl_uri="https://tongban.example/crl",
            )
            made.chain = (der,)
            return made

        self.signer, self.list_signer = signer(pki.CODE_SIGNER), signer(pki.LIST_SIGNER)

    def token(self, purpose: str, device: Any) -> bytes:
        now = datetime.now(UTC)
        return qrcode.issue_token(
            purpose=purpose,
            claims=world.CLAIMS[purpose],
            device_key=device,
            signer=self.signer,
            list_number=1,
            index=7,
            issued_at=now,
            expires_at=now + 6 * DAY,
        )

    def bundle(self) -> dict[str, Any]:
        now = datetime.now(UTC)
        tokens = {purpose: jose.to_base64url(self.token(purpose, self.device)) for purpose in ("age", "roadside")}
        return {
            "tokens": tokens,
            "standing": self.standing,
            "standing_text": "正常",
            "expires": (now + 6 * DAY).isoformat(),
            "refresh_after": (now + DAY).isoformat(),
            "server_time": now.isoformat(),
        }

    def trust(self) -> str:
        now = datetime.now(UTC)
        return qrcode.trust_list(
            issuer="https://tongban.example",
            code_signers=self.signer.chain,
            list_signers=self.list_signer.chain,
            lists={1: "https://elsewhere.example/list"},
            signer=self.list_signer,
            root=self.root,
            former=self.former,
            issued_at=now - HOUR,
            expires_at=now + DAY,
        )

    def entitlement(self) -> str:
        now = datetime.now(UTC)
        statuses = statuslist.StatusList(bits=2, size=1000)
        statuses[7] = self.status
        return statuslist.to_jwt(
            statuses,
            uri="https://elsewhere.example/list",
            signer=self.list_signer,
            issued_at=now - self.list_age,
            expires_at=now + self.list_left,
            ttl_seconds=60,
        )

    def verified(self, text: str, challenge: str | None = None) -> Outcome:
        signers = {qrcode.kid_of(der): der for der in self.signer.chain}
        at = datetime.now(UTC)
        return qrcode.verify(
            text, signers=signers, at=at, challenge=challenge, entitlement=lambda number, index: (0, HOUR / 2)
        ).outcome

    def answer(self, path: str) -> tuple[str, str | bytes]:  # noqa: PLR0911, PLR0912 - a table of addresses
        match path:
            case "/collect":
                return "text/html", COLLECT
            case "/code":
                return "text/html", CODE
            case "/scan":
                return "text/html", SCAN.replace("PINNED", self.pinned)
            case "/result":
                return "text/html", "<h1>from the server</h1>"
            case "/trust" if not self.is_trust_list_away:
                return "text/plain", self.trust()
            case "/list":
                return "text/plain", self.entitlement()
            case "/service-worker.js":
                return "text/javascript", (WALLET / "service-worker.js").read_bytes()
            case "/static/wallet.js":
                return "text/javascript", (WALLET / "wallet.js").read_bytes()
            case "/static/roadside.js":
                return "text/javascript", (ROADSIDE / "roadside.js").read_bytes()
            case "/static/zxing_reader.wasm":
                return "application/wasm", (UI / "zxing_reader.wasm").read_bytes()
            case "/static/tongban.js":
                return "text/javascript", (UI / "tongban.js").read_bytes()
            case "/":
                return "text/html", "<p>somebody's home</p>"
            case "/portrait":
                return "image/png", picture_of("A PORTRAIT")
            case "/face":
                return "text/html", FACE
            case "/offline/zh-hans/" | "/offline/en/":
                return "text/html", f"<h1>no network, {path}</h1>"
        raise FileNotFoundError(path)

    def marked(self, page: str) -> str:
        """The page as it is for the person who is signed in, with the script that every page has."""
        if not self.person or "no network" in page:  # that one is the same for everybody
            return page
        script = '<script type="module" src="/static/tongban.js"></script>'
        return f'<!doctype html><html lang="zh" data-person="{self.person}">{page.removeprefix(HTML)}{script}'

    def take(self, path: str, asked: dict[str, Any]) -> tuple[int, Any]:
        match path:
            case "/collect":
                self.device = qrcode.device_key(**asked)
                return 200, self.bundle()
            case "/refresh":
                return (
                    (410, {"title": "locked", "code": "licences.locked"})
                    if self.is_locked
                    else (self.refresh_status, None)
                )
            case "/check":
                self.checked.append(asked)
                return self.check_status, {"url": "/result"} if self.check_status == 200 else {"title": "请先登录"}
            case "/queue":
                own = [one for one in asked["records"] if one.get("officer", "") == self.person]
                others = [
                    {"id": one["id"], "code": "queue.other-officer"} for one in asked["records"] if one not in own
                ]
                self.queued += own
                return 200, {"accepted": [record["id"] for record in own], "refused": others}
        return 404, None


@pytest.fixture
def country() -> Iterator[tuple[Country, str]]:
    place = Country()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: Any) -> None:
            pass

        def reply(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/sign-in")
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text") else kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", POLICY)
            if place.person and kind == "text/html":
                self.send_header("Tongban-Person", place.person)
                self.send_header("Content-Language", "en")
                self.send_header("Set-Cookie", f"tongban-person={place.person}; Path=/")
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            try:
                kind, content = place.answer(self.path.partition("?")[0])
            except FileNotFoundError:
                self.reply(404, "text/plain", b"")
                return
            if kind == "text/html" and isinstance(content, str):
                content = place.marked(content)
            self.reply(200, kind, content if isinstance(content, bytes) else content.encode())

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, value = place.take(self.path, asked) if self.headers["X-CSRFToken"] == "token" else (403, None)
            self.reply(status, "application/json", b"" if value is None else json.dumps(value).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield place, f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def chromium(playwright: Any) -> Iterator[Any]:
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda line: page.faults.append(line.text) if "Content Security" in line.text else None)
    yield page
    assert page.faults == []
    context.close()


def collected(tab: Any, home: str) -> Any:
    """The code page of a browser that has just collected a licence."""
    tab.goto(f"{home}/collect")
    tab.get_by_text("领取").click()
    tab.wait_for_url("**/code")
    return reached(tab, "[data-wallet][data-state=shown]")


def reached(tab: Any, selector: str) -> Any:
    tab.wait_for_selector(selector, state="attached", timeout=40_000)
    return tab.locator(selector)


KEPT = "async () => (await (await caches.open('tongban-1')).keys()).some((one) => one.url.endsWith('NAME'))"


def picture_of(text: str) -> bytes:
    """The code as a PNG."""
    picture = io.BytesIO()
    segno.make(text, mode="alphanumeric", error="l").save(picture, kind="png", scale=4)
    return picture.getvalue()


def eventually(tab: Any, question: str) -> None:
    """Ask the page until it says yes; wait_for_function cannot, under our policy."""
    for _ in range(100):
        if tab.evaluate(question):
            return
        tab.wait_for_timeout(100)
    pytest.fail(f"never true: {question}")


def test_a_collected_code_holds_and_is_read_off_the_screen(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    root = collected(tab, home)
    text = root.get_attribute("data-code-text")
    assert place.verified(text) is Outcome.HOLDS
    tab.set_viewport_size({"width": 390, "height": 844})
    picture = Image.open(io.BytesIO(tab.locator("[data-code-qr]").screenshot()))
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [
        tab.locator("[data-wallet]").get_attribute("data-code-text")
    ]
    assert tab.locator("[data-code-seconds]").inner_text().endswith("秒后换新码")
    assert tab.locator("[data-code-qr] path").get_attribute("fill") == "#14202A"
    assert tab.locator("[data-code-qr] [style]").count() == 0


def test_the_key_cannot_be_exported_and_survives_a_reload(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    collected(tab, home)
    tab.reload()
    root = reached(tab, "[data-wallet][data-state=shown]")
    assert place.verified(root.get_attribute("data-code-text")) is Outcome.HOLDS
    refused = tab.evaluate(
        """async () => {
          const open = indexedDB.open("tongban");
          await new Promise((done) => { open.onsuccess = done; });
          const ask = open.result.transaction("wallet").objectStore("wallet").get("keys");
          await new Promise((done) => { ask.onsuccess = done; });
          try { await crypto.subtle.exportKey("jwk", ask.result.privateKey); return "exported"; }
          catch (error) { return error.name; }
        }"""
    )
    assert refused == "InvalidAccessError"


def test_the_roadside_code_waits_for_a_tap_and_takes_a_challenge(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    collected(tab, home)
    tab.get_by_text("路检").click()
    reached(tab, "[data-wallet][data-state=covered]")
    assert tab.locator("[data-code-qr] svg").count() == 0
    tab.get_by_text("点开").click()
    reached(tab, "[data-wallet][data-state=shown]")
    before = tab.locator("[data-wallet]").get_attribute("data-code-text")
    tab.locator("[name=challenge]").fill("0472")
    tab.get_by_text("确定").click()
    expect(tab.locator("[data-wallet]")).not_to_have_attribute("data-code-text", before)
    text = tab.locator("[data-wallet]").get_attribute("data-code-text")
    assert place.verified(text, challenge="0472") is Outcome.HOLDS


def test_the_code_page_opens_and_makes_codes_without_a_network(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    collected(tab, home)
    eventually(tab, KEPT.replace("NAME", "wallet.js"))
    tab.context.set_offline(True)
    tab.reload()
    root = reached(tab, "[data-wallet][data-state=shown]")
    assert place.verified(root.get_attribute("data-code-text")) is Outcome.HOLDS


def test_a_lock_empties_the_wallet(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    with tab.expect_response("**/refresh"):  # or this very answer would say that it is locked, before the reload
        collected(tab, home)
    place.is_locked = True
    tab.reload()
    reached(tab, "[data-wallet][data-state=locked]")
    tab.reload()
    reached(tab, "[data-wallet][data-state=none]")


def test_an_abnormal_standing_draws_the_code_in_red(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    place.standing = "abnormal"
    collected(tab, home)
    assert tab.locator("[data-code-qr] path").get_attribute("fill") == "#B3261E"


def scanning(tab: Any, home: str, *, lists: str = "fresh") -> None:
    """The officer's page, its lists synced."""
    tab.goto(f"{home}/scan")
    reached(tab, f"[data-roadside][data-lists={lists}]")


def shown(place: Country, *, ago: timedelta = timedelta(), challenge: str | None = None) -> str:
    device = generate()
    at = datetime.now(UTC) - ago
    return qrcode.present(place.token("roadside", device.public_key), device=device, at=at, challenge=challenge)


def outcome_of(tab: Any, text: str) -> str:
    tab.evaluate("delete document.querySelector('[data-roadside]').dataset.outcome")
    tab.locator("textarea").fill(text)
    tab.locator("form[data-scan-text] button").click()
    return str(reached(tab, "[data-roadside][data-outcome]").get_attribute("data-outcome"))


def test_an_officer_without_the_server_gets_an_answer_from_the_lists(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    scanning(tab, home)
    text = shown(place)
    assert outcome_of(tab, text) == "green"
    assert tab.locator("[data-slot=name]").inner_text() == "样本·张伟"
    assert outcome_of(tab, shown(place, ago=timedelta(seconds=75))) == "untrusted"
    assert outcome_of(tab, "DL1:NO CODE") == "unreadable"
    assert tab.locator("[data-queue-count]").inner_text() == "2"
    tab.reload()
    expect(tab.locator("[data-queue-count]")).to_have_text("0")
    assert sorted(record["outcome"] for record in place.queued) == ["green", "untrusted"]
    assert place.queued[0].keys() == {
        "id", "code", "challenge", "scanned_at", "outcome", "reasons", "list_issued_at", "trust_issued_at"
    }  # fmt: skip


def test_without_the_server_a_code_of_another_kind_is_told_as_python_tells_it(
    tab: Any, country: tuple[Country, str]
) -> None:
    _place, home = country
    scanning(tab, home)
    for text in [text for text in (*CODES, *UNKNOWN) if text.strip() == text and text]:
        assert outcome_of(tab, text) == "unreadable"
        kind = qrcode.kind_of(text)
        said = "不是驾驶证码" if kind is None else kind.words.en
        assert tab.locator("[data-slot-reasons] li").inner_text() == said


def test_the_scan_page_opens_without_a_network_and_judges_a_picture(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    scanning(tab, home)
    eventually(tab, KEPT.replace("NAME", "zxing_reader.wasm"))
    eventually(tab, KEPT.replace("NAME", "/scan"))
    tab.context.set_offline(True)
    tab.reload()
    reached(tab, "[data-roadside][data-lists=fresh]")
    files = {"name": "code.png", "mimeType": "image/png", "buffer": picture_of(shown(place))}
    tab.locator("[data-scan-picture]").set_input_files(files)
    assert reached(tab, "[data-roadside][data-outcome]").get_attribute("data-outcome") == "green"
    expect(tab.locator("[data-queue-count]")).to_have_text("1")
    tab.context.set_offline(False)
    expect(tab.locator("[data-queue-count]")).to_have_text("0")
    assert [record["outcome"] for record in place.queued] == ["green"]


def test_a_phone_that_knows_the_old_root_goes_on_after_a_change_of_roots(
    tab: Any, country: tuple[Country, str]
) -> None:
    """On line by the link in the trust list, then without a network; twice, and once more when the page knows the change
    before the phone has fetched anything."""
    place, home = country
    for _ in range(2):
        scanning(tab, home)
        place.change_roots()
        tab.reload()
        reached(tab, "[data-roadside][data-lists=fresh]")
        assert outcome_of(tab, shown(place)) == "green"
        eventually(tab, KEPT.replace("NAME", "/scan"))
        tab.context.set_offline(True)
        tab.reload()
        reached(tab, "[data-roadside][data-lists=fresh]")
        assert outcome_of(tab, shown(place)) == "green"
        tab.context.set_offline(False)
    place.pinned = f"{place.fingerprint()} {place.pinned}"
    place.is_trust_list_away = True
    tab.reload()
    reached(tab, "[data-roadside][data-sync-problem]")
    assert outcome_of(tab, shown(place)) == "green"


def test_a_code_seen_before_is_refused_after_three_seconds(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    scanning(tab, home)
    text = shown(place)
    assert outcome_of(tab, text) == "green"
    tab.wait_for_timeout(3500)
    assert outcome_of(tab, text) == "untrusted"
    assert tab.locator("[data-slot-reasons]").inner_text() == "此码已出示过"


HEARD_LONG_AGO = """async (seconds) => {
  const open = indexedDB.open("tongban");
  await new Promise((done) => { open.onsuccess = done; });
  const store = open.result.transaction("roadside", "readwrite").objectStore("roadside");
  for (const name of ["list 1 checked", "list 1"]) {
    const ask = store.get(name);
    await new Promise((done) => { ask.onsuccess = done; });
    store.put(typeof ask.result === "number" ? ask.result - seconds : { ...ask.result, issuedAt: ask.result.issuedAt - seconds }, name);
  }
  await new Promise((done) => { store.transaction.oncomplete = done; });
  open.result.close();
}"""


@pytest.mark.parametrize(("status", "hours", "outcome"), [(2, 0, "red"), (0, 31, "amber"), (1, 31, "red")])
def test_how_long_ago_the_list_was_heard_of_decides_between_the_colours(
    tab: Any, country: tuple[Country, str], status: int, hours: int, outcome: str
) -> None:
    place, home = country
    place.status = status
    scanning(tab, home)
    eventually(tab, KEPT.replace("NAME", "/scan"))
    eventually(tab, KEPT.replace("NAME", "roadside.js"))
    tab.context.set_offline(True)
    tab.evaluate(HEARD_LONG_AGO, hours * 3600)
    tab.reload()
    reached(tab, f"[data-roadside][data-lists={'stale' if hours else 'fresh'}]")
    assert outcome_of(tab, shown(place)) == outcome


@pytest.mark.parametrize(("left", "outcome"), [(HOUR, "green"), (timedelta(seconds=-30), "amber")])
def test_a_list_that_has_not_changed_for_hours_counts_from_the_last_fetch_until_its_end(
    tab: Any, country: tuple[Country, str], left: timedelta, outcome: str
) -> None:
    place, home = country
    place.list_age, place.list_left = timedelta(hours=9), max(left, timedelta(seconds=3))
    scanning(tab, home)
    if left < timedelta():
        tab.wait_for_timeout(3500)
    assert outcome_of(tab, shown(place)) == outcome


def test_a_challenge_that_is_not_answered_is_refused(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    scanning(tab, home)
    tab.get_by_text("核验数字").click()
    digits = tab.locator("[data-challenge-digits]").inner_text()
    assert outcome_of(tab, shown(place)) == "untrusted"
    tab.get_by_text("核验数字").click()
    digits = tab.locator("[data-challenge-digits]").inner_text()
    assert outcome_of(tab, shown(place, challenge=digits)) == "green"


def test_on_line_the_servers_page_is_shown(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    place.check_status = 200
    scanning(tab, home)
    text = shown(place)
    tab.locator("textarea").fill(text)
    tab.locator("form[data-scan-text] button").click()
    tab.wait_for_url("**/result")
    assert (place.checked[0]["code"], place.checked[0]["challenge"]) == (text, None)


def test_a_no_of_the_server_is_shown_and_not_overruled_by_the_phone(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    place.check_status = 403
    scanning(tab, home)
    tab.locator("textarea").fill(shown(place))
    tab.locator("form[data-scan-text] button").click()
    expect(tab.locator("[data-roadside-problem]")).to_have_text("请先登录")
    assert tab.locator("[data-roadside]").get_attribute("data-state") == "ready"


def test_a_signed_out_officer_is_told_so_and_still_gets_an_answer(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    place.check_status = 302
    scanning(tab, home)
    assert outcome_of(tab, shown(place)) == "green"
    expect(tab.locator("[data-roadside-problem]")).to_have_text("请重新登录")


def test_a_picture_of_a_code_is_read(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    scanning(tab, home)
    files = {"name": "code.png", "mimeType": "image/png", "buffer": picture_of(shown(place))}
    tab.locator("[data-scan-picture]").set_input_files(files)
    assert reached(tab, "[data-roadside][data-outcome]").get_attribute("data-outcome") == "green"


def test_a_trust_list_under_another_root_is_not_taken(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    place.root = Country().root
    tab.goto(f"{home}/scan")
    problem = reached(tab, "[data-roadside][data-sync-problem]").get_attribute("data-sync-problem")
    assert problem in {"trust-list.chain", "trust-list.pinned"}
    assert outcome_of(tab, shown(place)) == "grey"


def film_of(text: str, folder: Path) -> Path:
    """A film of the code lying still, as the browser's fake camera wants it (Y4M, 4:2:0)."""
    width, height = 640, 480
    frame = Image.new("L", (width, height), 200)
    code = Image.open(io.BytesIO(picture_of(text))).convert("L").resize((400, 400))
    frame.paste(code, (120, 40))
    still = b"FRAME\n" + frame.tobytes() + bytes([128]) * (width * height // 2)
    film = folder / "camera.y4m"
    film.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420\n".encode() + still * 5)
    return film


def test_the_camera_reads_a_code(chromium: Any, country: tuple[Country, str], tmp_path: Path) -> None:
    place, home = country
    filmed = chromium.browser_type.launch(
        executable_path=str(CHROMIUM),
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film_of(shown(place), tmp_path)}",
        ],
    )
    tab = filmed.new_page()
    scanning(tab, home)
    tab.get_by_text("扫码").click()
    assert reached(tab, "[data-roadside][data-outcome]").get_attribute("data-outcome") == "green"
    assert tab.evaluate("document.querySelector('video').srcObject === null")
    filmed.close()


# --- whose phone ---------------------------------------------------------------------------------------------------
KEPT_OF_THE_LICENCE = """async () => {
  const open = indexedDB.open("tongban");
  await new Promise((done) => { open.onsuccess = done; });
  const ask = open.result.transaction("wallet").objectStore("wallet").getAllKeys();
  await new Promise((done) => { ask.onsuccess = done; });
  open.result.close();
  const pages = [];
  for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) pages.push(new URL(url).pathname);
  const isOwn = (one) => !one.startsWith("/static/") && !one.startsWith("/offline/") && !one.startsWith("/.");
  return [...ask.result.filter((one) => one !== "clock" && one !== "owner"), ...pages.filter(isOwn)].sort();
}"""


def kept_by(tab: Any, country: tuple[Country, str]) -> Any:
    """A phone that keeps the licence of the person "ann", with the page of its face and the portrait."""
    place, home = country
    place.person = "ann"
    collected(tab, home)
    eventually(tab, KEPT.replace("NAME", "/code"))
    tab.goto(f"{home}/face")
    eventually(tab, KEPT.replace("NAME", "/portrait"))
    eventually(tab, KEPT.replace("NAME", "/face"))
    assert {"/code", "/face", "/portrait", "bundle", "keys"} <= set(tab.evaluate(KEPT_OF_THE_LICENCE))


@pytest.mark.parametrize("person", ["none", "bob"])
def test_a_page_for_nobody_or_for_somebody_else_takes_everything_of_the_licence_away(
    tab: Any, country: tuple[Country, str], person: str
) -> None:
    place, home = country
    kept_by(tab, country)
    place.person = person  # signed out, or the session has ended, or another person has signed in
    tab.goto(home)
    eventually(tab, f"async () => (await ({KEPT_OF_THE_LICENCE})()).length === 0")
    tab.goto(f"{home}/code")
    reached(tab, "[data-wallet][data-state=none]")
    assert tab.locator("[data-code-qr] svg").count() == 0
    tab.context.set_offline(True)
    tab.goto(f"{home}/face")
    assert tab.locator("h1").inner_text().startswith("no network")


def test_the_owners_own_next_page_takes_nothing_away(tab: Any, country: tuple[Country, str]) -> None:
    _place, home = country
    kept_by(tab, country)
    tab.goto(home)
    tab.goto(f"{home}/code")
    reached(tab, "[data-wallet][data-state=shown]")


def test_a_kept_page_of_somebody_else_covers_itself_and_goes(tab: Any, country: tuple[Country, str]) -> None:
    _place, home = country
    kept_by(tab, country)
    tab.context.set_offline(True)
    tab.evaluate("document.cookie = 'tongban-person=bob; path=/'")  # what the server said last, on another page
    tab.goto(f"{home}/face")
    tab.get_by_text("no network").wait_for()
    assert tab.evaluate(KEPT_OF_THE_LICENCE) == []


def test_a_session_that_ends_under_an_open_code_page_empties_the_phone(tab: Any, country: tuple[Country, str]) -> None:
    place, home = country
    kept_by(tab, country)
    place.refresh_status = 302
    tab.goto(f"{home}/code")
    reached(tab, "[data-wallet][data-state=ended]")
    assert {"bundle", "keys"}.isdisjoint(tab.evaluate(KEPT_OF_THE_LICENCE))
    tab.reload()
    reached(tab, "[data-wallet][data-state=none]")


def test_the_portrait_is_on_the_licence_page_without_a_network(tab: Any, country: tuple[Country, str]) -> None:
    kept_by(tab, country)
    tab.context.set_offline(True)
    tab.reload()
    assert (
        tab.evaluate("async () => { await document.images[0].decode(); return document.images[0].naturalWidth; }") > 0
    )


def test_what_cannot_be_shown_off_line_is_one_page_of_our_own_in_the_language_last_read(
    tab: Any, country: tuple[Country, str]
) -> None:
    _place, home = country
    kept_by(tab, country)
    tab.goto(home)
    tab.context.set_offline(True)
    tab.goto(f"{home}/never-seen")
    assert tab.locator("h1").inner_text() == "no network, /offline/en/"
    tab.evaluate(
        "() => { const form = document.createElement('form'); form.method = 'post'; form.action = '/somewhere';"
        " document.body.append(form); form.submit(); }"
    )
    tab.wait_for_url("**/somewhere")
    assert tab.locator("h1").inner_text() == "no network, /offline/en/"


def test_what_one_officer_checked_off_line_is_never_sent_as_anothers_and_waits_for_its_officer(
    tab: Any, country: tuple[Country, str]
) -> None:
    place, home = country
    place.person = "officer-a"
    scanning(tab, home)
    assert outcome_of(tab, shown(place)) == "green"
    expect(tab.locator("[data-queue-count]")).to_have_text("1")
    place.person = "officer-b"
    tab.goto(f"{home}/scan")
    expect(tab.locator("[data-queue-others]")).to_have_text("1 others")
    assert outcome_of(tab, shown(place)) == "green"
    tab.reload()
    expect(tab.locator("[data-queue-count]")).to_have_text("0")
    assert [record["officer"] for record in place.queued] == ["officer-b"]
    assert "tongban-queue=1" in tab.evaluate("document.cookie")
    place.person = "officer-a"
    tab.goto(f"{home}/scan")
    expect(tab.locator("[data-queue-others]")).to_have_text("")
    expect(tab.locator("[data-queue-count]")).to_have_text("0")
    assert [record["officer"] for record in place.queued] == ["officer-b", "officer-a"]
    eventually(tab, "() => !document.cookie.includes('tongban-queue')")
