"""Running the programs that we did not write: node scripts in `node/`, one command in, one answer out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "node"


def node(script: str, **command: Any) -> dict[str, Any]:
    """The answer of `node/<script>` to `command`; skips without node or its packages, but fails in CI."""
    program = shutil.which("node")
    if program is None or not (FOLDER / "node_modules").is_dir():
        answer = "node or its packages are missing: run `npm ci` in tests/counterparts/node"
        if os.environ.get("CI") == "true":
            pytest.fail(answer)
        pytest.skip(answer)
    done = subprocess.run(
        [program, script],
        cwd=FOLDER,
        input=json.dumps(command),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
