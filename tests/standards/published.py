"""Test data that others published: a folder named by TONGBAN_VECTORS, by default beside the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("TONGBAN_VECTORS") or Path(__file__).resolve().parents[3] / "shared" / "vectors")
IS_CI = os.environ.get("CI") == "true"


def vectors(name: str) -> Path:
    """The file or folder `name` of the published data; skips the caller without it, but fails in CI."""
    path = FOLDER / name
    if not path.exists():
        answer = f"no published vectors {name}: set TONGBAN_VECTORS to their folder"
        if IS_CI:
            pytest.fail(answer)
        pytest.skip(answer)
    return path
