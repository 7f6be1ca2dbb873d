"""A running demonstration and real browsers: what a visitor has, with a camera that films what we give it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from itertools import chain
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright import sync_api

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items):
    """One browser test at a time on one worker; without chromium they are skipped, except in CI."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not CHROMIUM.exists() and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="needs chromium"))


BROWSERS = pytest.StashKey[list]()  # those that the running test has launched


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What each open page showed and what the demonstration said last, beside a failure: a log is all that CI keeps."""
    report = yield
    if report.failed and call.when == "call":
        contexts = chain.from_iterable(browser.contexts for browser in item.stash.get(BROWSERS, []))
        for page in chain.from_iterable(context.pages for context in contexts):
            report.sections.append(("page", f"{page.url}\n{shown_on(page)}"))
        if "demo" in item.funcargs:
            report.sections.append(("demo.log", item.funcargs["demo"].log.read_text()[-4000:]))
    return report


def shown_on(page) -> str:
    """The text of a page, as far as it can be told."""
    try:
        return page.locator("body").inner_text(timeout=2_000)[:1500]
    except sync_api.Error as error:
        return str(error)


def free_port() -> int:
    """A port that is free, and whose neighbour is free as well (the partner's simulator takes it)."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


class Demo:
    """A running demonstration: its address, its folder, its process. settings: of the environment, beside the usual."""

    def __init__(self, folder: Path, settings: dict[str, str] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.folder = folder
        self.log = folder.parent / "demo.log"
        command = [sys.executable, "-m", "tongban.config.demo"]
        command += ["--port", str(self.port), "--data", str(folder), "--drivers", "60"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True, env=os.environ | (settings or {})
            )
        self.wait()

    def wait(self) -> None:
        """Until the first page is served."""
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.url}/roles/", timeout=2):  # noqa: S310 - our own server
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.2)
        raise AssertionError(self.log.read_text())

    def stop(self) -> None:
        """End the server and its worker."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    running = Demo(tmp_path_factory.mktemp("demo") / "var")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium(playwright):
    """playwright's chromium; the plugin's `playwright` is the one instance that a process may have."""
    return playwright.chromium


@pytest.fixture
def launch(chromium, request):
    """Launches browsers that end with the test; arguments beside the usual ones are named."""
    browsers = request.node.stash.setdefault(BROWSERS, [])

    def one(*more):
        browsers.append(chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *more]))
        return browsers[-1]

    yield one
    for browser in browsers:
        browser.close()


@pytest.fixture
def phone(launch):
    """A citizen's phone: one browser, Chinese, 390 pixels wide."""
    return launch().new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", device_scale_factor=2)


@pytest.fixture
def desk(launch):
    """An officer's desk: another browser, 1280 pixels wide."""
    return launch().new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")


class Camera:
    """What the officer's camera sees: a film of one code, lying still (Y4M, 4:2:0)."""

    def __init__(self, folder: Path) -> None:
        self.film = folder / "camera.y4m"
        self.show("DL1:NOTHING")

    def show(self, text: str) -> None:
        """Film this code from now on; a camera that is opened later sees it."""
        code = segno.make_qr(text, error="l", mode="alphanumeric")
        picture = code.to_pil(scale=7, border=6) if hasattr(code, "to_pil") else drawn(code, 7, 6)
        frame = Image.new("L", (640, 640), 255)
        frame.paste(picture.convert("L"), ((640 - picture.width) // 2, (640 - picture.height) // 2))
        beside = self.film.with_suffix(".part")
        with beside.open("wb") as file:
            file.write(b"YUV4MPEG2 W640 H640 F10:1 Ip A1:1 C420jpeg\n")
            for _ in range(10):
                file.write(b"FRAME\n" + frame.tobytes() + b"\x80" * (320 * 320 * 2))
        beside.replace(self.film)


def drawn(code, scale, border):
    """A segno code as a picture."""
    rows = [list(row) for row in code.matrix]
    size = len(rows) + 2 * border
    picture = Image.new("L", (size, size), 255)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                picture.putpixel((x + border, y + border), 0)
    return picture.resize((size * scale, size * scale), Image.Resampling.NEAREST)


@pytest.fixture
def camera(tmp_path):
    return Camera(tmp_path)


@pytest.fixture
def patrol(launch, camera):
    """An officer's phone with that camera."""
    film = f"--use-file-for-fake-video-capture={camera.film}"
    browser = launch("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", film)
    return browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", permissions=["camera"])


@pytest.fixture(scope="session")
def pictures():
    """Where the pictures of the documents go when TONGBAN_PICTURES is set; None otherwise."""
    wanted = os.environ.get("TONGBAN_PICTURES")
    if wanted is None:
        return None
    folder = Path(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
