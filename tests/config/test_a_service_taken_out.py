"""A service taken out leaves a house that stands: what the faces are for, tried in a copy.

What goes is told by one rule: the folders that bear the service's name, its line in the settings and among the containers
of the import contracts, and the tests elsewhere that import it. What lists the whole house (tests/config, tests/docs,
benchmarks, stories in a browser) is not asked.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tongban.config.demo import free_ports

ROOT = Path(__file__).resolve().parents[2]
SERVICE = "transfers"
LEFT_OUT = shutil.ignore_patterns(
    "__pycache__", "node_modules", "counterparts", "benchmarks", "docs", "config", "browser"
)
USES_IT = re.compile(rf"^\s*(?:from|import) (?:tongban\.(?:simulation\.)?)?{SERVICE}\b", re.MULTILINE)
ASKED = (
    "tests/portal",
    "tests/ui",
    "tests/statistics",
    "tests/faces",
    "tests/licences/test_citizen_pages.py",
    "tests/licences/test_desk_pages.py",
    "tests/licences/test_history_and_paper_pages.py",
)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The house without the service."""
    home = tmp_path_factory.mktemp("without")
    shutil.copytree(ROOT / "src", home / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests", home / "tests", ignore=LEFT_OUT)
    shutil.copytree(ROOT / "frontend" / "src", home / "frontend" / "src")
    for folder in [*home.glob(f"src/tongban/**/{SERVICE}"), *home.glob(f"tests/**/{SERVICE}")]:
        shutil.rmtree(folder, ignore_errors=True)  # one of them may lie in another
    for test in (home / "tests").rglob("*.py"):
        if USES_IT.search(test.read_text("utf-8")):
            test.unlink()
    line = f'    "tongban.{SERVICE}",\n'
    for name in ("src/tongban/config/settings.py", "pyproject.toml"):
        text = (ROOT / name).read_text("utf-8")
        assert text.count(line) == 1
        (home / name).write_text(text.replace(line, ""), "utf-8")
    assert not any((home / "src" / "tongban").glob(f"**/{SERVICE}/*.py"))
    return home


def run(home, *command, **more):
    """A program of the copy, with nothing of this house but its interpreter; it must end well."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TONGBAN_", "PYTEST"))}
    environment |= {"PYTHONPATH": str(home / "src"), "DJANGO_SETTINGS_MODULE": "tongban.config.settings", **more}
    done = subprocess.run(
        [sys.executable, *command], check=False, cwd=home, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def test_it_starts_with_its_settings_models_and_contracts(copy):
    run(copy, "-c", f"import tongban; assert tongban.__file__.startswith({str(copy)!r})")
    manage = ("-m", "tongban.config.manage")
    run(copy, *manage, "check", "--fail-level", "ERROR")
    assert "No changes" in run(copy, *manage, "makemigrations", "--check", "--dry-run")
    run(copy, "-c", "from importlinter.cli import lint_imports_command as check; check([])")


def test_what_the_rest_promises_still_holds(copy):
    told = run(copy, "-m", "pytest", "-q", "-n0", "-p", "no:randomly", "-m", "not browser", *ASKED)
    assert re.search(r"\b[2-9]\d\d passed", told), told[-500:]


def test_the_demonstration_starts_and_serves_the_front_page_and_everybodys_home(copy, tmp_path):
    [port] = free_ports(1)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TONGBAN_")}
    environment |= {"PYTHONPATH": str(copy / "src")}
    command = ("-m", "tongban.config.demo", "--port", str(port), "--drivers", "3", "--data", str(tmp_path / "demo"))
    with (tmp_path / "log").open("w") as log:
        served = subprocess.Popen(
            [sys.executable, *command], cwd=copy, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        open_page = visitor(f"http://localhost:{port}")
        front = patiently(lambda: open_page("/?public"), served, tmp_path / "log")
        assert "电子驾驶证" in front
        assert "过户" not in front
        for username in ("zhangwei", "gaofeng", "tangjing", "sunlei", "shenlan", "machao"):
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', open_page("/roles/"))[1]
            home = open_page("/roles/", username=username, csrfmiddlewaretoken=token)
            assert ("办理记录" in home) is (username != "zhangwei")
            assert "转移登记" not in home
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        served.wait(20)


def visitor(house):
    """Opens pages with cookies; with words, sends a form."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open_page(path, **form):
        sent = urllib.parse.urlencode(form).encode() if form else None
        with browser.open(house + path, sent, timeout=20) as answer:
            return answer.read().decode()

    return open_page


def patiently(act, served, log):
    """What `act` gives once it is served; a demonstration that ended says why."""
    for _ in range(600):
        assert served.poll() is None, log.read_text()[-3000:]
        try:
            return act()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(log.read_text()[-3000:])
