"""One authority that is trusted, a second of the same name that is not, and Annex D's certificates."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from crafting import Authority

VECTORS = Path(os.environ.get("TONGBAN_VECTORS") or Path(__file__).parents[4] / "shared" / "vectors")


@pytest.fixture(scope="session")
def authority():
    return Authority.founded()


@pytest.fixture(scope="session")
def stranger():
    return Authority.founded()


@pytest.fixture(scope="session")
def annex_d():
    """The certificates of ISO/IEC 18013-5 Annex D by name, in DER."""
    file = VECTORS / "iso18013-5-annex-d.json"
    if not file.exists():
        if os.environ.get("CI"):
            pytest.fail(f"no {file.name}; set TONGBAN_VECTORS to the folder of published vectors")
        pytest.skip(f"no {file.name}; set TONGBAN_VECTORS to the folder of published vectors")
    found = json.loads(file.read_text())["vectors"]
    return {name: bytes.fromhex(found[name]) for name in ("iaca_certificate", "ds_cert", "reader_cert")}
