"""An installation that 0.2.0 made itself goes on under this build: its demonstration is filled by its own interpreter,
migrated, and every open case taken to its end. The older build is installed under .before/ as the benchmarks do it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tongban.auditor.__main__ import main as auditor

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WANTED = "TONGBAN_BEFORE"  # installing an older build takes a minute and its commit: CI asks for it by this

pytestmark = [
    pytest.mark.skipif(not os.environ.get(WANTED), reason=f"{WANTED} is not set"),
    pytest.mark.xdist_group("before"),
]


@dataclass(frozen=True)
class Carried:
    """What 0.2.0 said of its installation, what this build found in it, and the folder of both."""

    filled: dict[str, Any]
    found: dict[str, Any]
    folder: Path


@pytest.fixture(scope="module")
def carried(tmp_path_factory, django_db_setup, django_db_blocker):
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import _builds

    before = _builds.before()
    if before is None:
        pytest.skip("the commit of 0.2.0 is not in this clone")
    folder = tmp_path_factory.mktemp("before")
    with django_db_blocker.unblock(), own_database() as address:
        filled = run(before.python, "fill_0_2_0.py", folder, *address)
        (folder / "filled.json").write_text(json.dumps(filled))
        yield Carried(filled, run(sys.executable, "carry_over.py", folder, *address), folder)


class own_database:  # noqa: N801 - a context manager by another name
    """The address of a database of this test alone on the server of these tests, as a list; none for SQLite."""

    def __enter__(self) -> list[str]:
        self.name = ""
        if connection.vendor != "postgresql":
            return []
        self.name = f"before_{uuid.uuid4().hex}"
        with connection._nodb_cursor() as cursor:  # a database is made outside every transaction
            cursor.execute(f"CREATE DATABASE {self.name}")
        return [f"{os.environ['TONGBAN_DATABASE_URL'].rpartition('/')[0]}/{self.name}"]

    def __exit__(self, *_: object) -> None:
        if self.name:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {self.name} WITH (FORCE)")


def run(python: str, script: str, folder: Path, *address: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TONGBAN_", "DJANGO_"))}
    done = subprocess.run(
        [python, "-W", "ignore", str(HERE / script), str(folder), *address],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_licences_cases_and_entries_are_those_that_were(carried):
    for part in ("licences", "cases", "entries"):
        assert carried.found[part] == carried.filled[part]
    assert len(carried.filled["licences"]) > 30
    assert len({stage for stage, _ in carried.filled["cases"].values()}) > 6


def test_old_decisions_are_replayed_to_the_same_answer(carried):
    assert carried.found["decisions"] == carried.filled["decisions"]
    assert len(carried.filled["decisions"]) > 5


def test_a_phone_of_before_shows_a_code_that_holds_and_is_refreshed(carried):
    judged = auditor(
        [
            "code", str(carried.folder / "code.txt"), "--trust", str(carried.folder / "trust.pem"),
            "--entitlement", str(carried.folder / "entitlement.jwt"),
        ]
    )  # fmt: skip
    assert judged == 0
    assert carried.found["refreshed"]


def test_the_holder_reads_licence_and_cases(carried):
    assert set(carried.found["pages"].values()) == {200}


def test_every_open_case_goes_on_to_its_end(carried):
    began = {key for key, (stage, _) in carried.filled["cases"].items() if stage != "closed"}
    assert carried.found["ends"].keys() == began
    for key, walked in carried.found["ends"].items():
        assert walked[0] == carried.filled["cases"][key][0]
        assert walked[-1] == "closed", walked


def test_proofs_of_custody_of_before_still_hold_and_new_ones_tell_the_same_moves_first(carried):
    old = sorted((carried.folder / "proofs").iterdir())
    assert len(old) > 5
    for proof in old:
        renewed = carried.folder / "proofs-after" / proof.name
        for one in (proof, renewed):
            trust = ["--trust", str(carried.folder / "trust.pem"), "--key", str(carried.folder / "log.key")]
            assert auditor(["custody", str(one), *trust]) == 0, one
        moves, later = (json.loads(one.read_text())["moves"] for one in (proof, renewed))
        assert [one["sent"]["body"] for one in later[: len(moves)]] == [one["sent"]["body"] for one in moves]


def test_the_journal_is_one_log(carried):
    outcome, size = carried.found["journal"]
    assert outcome == "holds"
    assert size > carried.filled["entries"]
