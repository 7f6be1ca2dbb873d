"""docs/operate/import.md names every column and every error code of the import."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tongban.registers import columns, files, imports

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "operate" / "import.md").read_text("utf-8")


@pytest.mark.parametrize(("title", "layout"), [("drivers", columns.DRIVERS), ("vehicles", columns.VEHICLES)])
def test_the_page_lists_every_column_and_whether_it_is_required(title, layout):
    section = TEXT.split(f"### Columns of {title}")[1].split("\n#")[0]
    listed = {}
    for names, need in re.findall(r"^\| ([a-z_, ]+) \| ([^|]*)\|", section, re.M):
        listed |= {name.strip(): need.strip() for name in names.split(",") if name.strip() != "column"}
    assert set(listed) == set(layout.columns)
    for name, column in layout.columns.items():
        wanted = "required" if column.default is None else (f"default {column.default}" if column.default else "")
        assert listed[name] == wanted, name


def test_the_page_explains_every_code_that_an_import_can_end_with():
    sources = [Path(module.__file__).read_text("utf-8") for module in (files, imports)]
    found = set(re.findall(r'(?:Malformed|Unavailable)\(\s*"(import\.[a-z-]+)"', "".join(sources)))
    assert found == {"import.format", "import.encoding", "import.columns", "import.empty", "import.in-use"}
    assert all(f"`{code}`" in TEXT for code in found)
