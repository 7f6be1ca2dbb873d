"""An older build of ours beside this one: each works in a process of its own, asked in turns over its pipes.

The older build is a work tree of its commit with an environment of its own, made once under .before/ by its own `run`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
COMMIT = "8ff18ec"
VERSION = "0.2.0"
AGAINST = f"the build {VERSION}"


@dataclass(frozen=True)
class Build:
    """A checkout and the interpreter that runs it."""

    name: str
    root: Path
    python: str


OURS = Build("ours", ROOT, sys.executable)


@cache
def before() -> Build | None:
    """0.2.0, installed if it is not yet; None with a word to stderr where its commit cannot be had."""
    root = ROOT / ".before" / COMMIT
    try:
        if not root.exists():
            git = ["git", "-C", str(ROOT), "worktree", "add", "--detach", str(root), COMMIT]
            subprocess.run(git, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(
            [sys.executable, "run", "python", "-c", ""], cwd=root, check=True, stdout=subprocess.DEVNULL, stderr=2
        )
    except (OSError, subprocess.CalledProcessError):
        print(f"{VERSION} ({COMMIT}) cannot be installed here: nothing is held against it", file=sys.stderr)
        return None
    return Build(AGAINST, root, str(root / ".venv" / "bin" / "python"))


@dataclass(frozen=True)
class Worker:
    """A running worker. It answers each question, a JSON value a line, by a JSON value."""

    process: subprocess.Popen[str]

    def ask(self, question: Any) -> Any:
        """Its answer; RuntimeError when it has ended."""
        assert self.process.stdin is not None and self.process.stdout is not None  # noqa: PT018 - both are pipes
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} ended")
        return json.loads(line)


@contextmanager
def working(build: Build, script: str, folder: Path, *, database: str = "") -> Iterator[Worker]:
    """`script` of this folder under a build, its data in `folder`, until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [build.python, "-W", "ignore", str(HERE / script)],
        env=environment(folder, database=database) | {"BUILD": str(build.root)},
        cwd=HERE,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield Worker(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait()


def environment(folder: Path, *, database: str = "") -> Mapping[str, str]:
    """Of an installation of its own in development mode."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("TONGBAN_")} | {
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "TONGBAN_MODE": "development",
        "TONGBAN_DATA": str(folder),
    }
    return found | ({"TONGBAN_DATABASE_URL": database} if database else {})
