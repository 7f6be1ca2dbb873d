"""What the source keeps to, so that whole classes of attack have nothing to hold on to (docs/security/asvs.md).

Ruff's rules S find calls that are dangerous with what people send; `run check` runs them. Here stands where one of them
is silenced, so that a new place is seen by whoever reads the change, and what ruff does not read: templates and scripts.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tongban"
SCRIPTS = sorted((ROOT / "frontend" / "src").rglob("*.js"))
TEMPLATES = sorted(SOURCE.rglob("*.html"))

WHY = {
    "S308": "text that is taken as HTML: of our own files and constants",
    "S311": "dice for games: pauses between calls, drawing an invented country, numbers that anybody may know",
    "S608": "SQL whose names are ours; values are parameters",
    "S606": "a program is started in place of this one, without a shell",
}
DANGEROUS = {  # ruff's number: what it finds
    "S102": "exec", "S301": "pickle", "S302": "marshal", "S307": "eval", "S308": "mark_safe", "S311": "random",
    "S314": "XML", "S318": "XML", "S319": "XML", "S320": "XML", "S324": "MD5, SHA-1", "S501": "no certificates",
    "S502": "old TLS", "S506": "YAML", "S602": "shell", "S604": "shell", "S605": "shell", "S606": "other programs",
    "S608": "SQL from strings", "S610": "SQL from strings", "S611": "RawSQL", "S701": "no escaping",
}  # fmt: skip


@cache
def silenced():
    """Rule -> the files that silence it, with how often."""
    found = defaultdict(lambda: defaultdict(int))
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for codes in re.findall(r"# noqa: ([A-Z0-9, ]+)", path.read_text("utf-8")):
            for code in re.split(r",\s*", codes.strip()):
                found[code][str(path.relative_to(SOURCE))] += 1
    return {code: dict(files) for code, files in found.items()}


def test_the_security_rules_of_ruff_are_on_for_all_that_runs():
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert set(DANGEROUS) & set(lint["ignore"]) == set()
    for files, rules in lint["per-file-ignores"].items():
        assert files.startswith(("tests/", "benchmarks/")) or not any(rule.startswith("S") for rule in rules), files


def test_dangerous_calls_are_allowed_only_where_this_table_says():
    assert {code: files for code, files in silenced().items() if code in DANGEROUS} == ALLOWED
    assert set(ALLOWED) <= set(WHY)


ALLOWED: dict[str, dict[str, int]] = {
    "S308": {"ui/templatetags/ui.py": 1},
    "S311": {
        "simulation/figures.py": 2,
        "simulation/fleet.py": 2,
        "simulation/pasts.py": 1,
        "simulation/population.py": 3,
        "simulation/portraits.py": 2,
        "simulation/scans.py": 1,
    },
    "S606": {"config/demo.py": 1},
    "S608": {
        "limits/actions.py": 1,
        "registers/bulk.py": 1,
        "ui/paging.py": 1,
    },
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_takes_text_for_html(path):
    assert not re.search(r"\|\s*(safe|safeseq)\b|{%\s*autoescape\s+off|{%\s*filter\s+safe", path.read_text("utf-8"))


def test_no_script_makes_html_or_code_of_text():
    sinks = r"\.(?:innerHTML|outerHTML)\s*\+?=[^=]|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment"
    assert len(SCRIPTS) > 20
    assert {path.name: found for path in SCRIPTS if (found := re.findall(sinks, path.read_text("utf-8")))} == {}


def test_messages_between_windows_are_taken_from_nobody_else():
    """A window's message may come from any site; our scripts listen to their worker and their channel, of one origin."""
    listening = {path.name: path.read_text("utf-8") for path in SCRIPTS if '"message"' in path.read_text("utf-8")}
    assert set(listening) == {"tongban.js", "service-worker.js"}
    assert 'tabs?.addEventListener("message"' in listening["tongban.js"]
    assert "new BroadcastChannel" in listening["tongban.js"]
    assert not re.search(r"(?:window|globalThis)\??\.addEventListener\(\"message\"", "".join(listening.values()))


def test_what_a_script_keeps_by_a_foreign_name_is_no_property_of_an_object():
    """`__proto__` as a name in what comes from outside must name nothing."""
    parsing = [path for path in SCRIPTS if "JSON.parse" in path.read_text("utf-8")]
    assert parsing
    for path in parsing:
        assert not re.search(r"Object\.assign\(\w+,\s*JSON\.parse", path.read_text("utf-8")), path.name


def test_every_pattern_is_a_constant_or_made_of_constants():
    """No pattern of a regular expression is made of what somebody sends."""
    made = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args:
                names = {one.id for one in ast.walk(node.args[0]) if isinstance(one, ast.Name)}
                names -= {"re"}
                if node.func.attr != "escape" and any(not name.isupper() for name in names):
                    made[str(path.relative_to(SOURCE))] = names
    assert made == PATTERNS


PATTERNS: dict[str, set[str]] = {
    "transfers/rulebook.py": {"own"},
    "identifiers/__init__.py": {"build"},
    "people/passwords.py": {"words"},
    "standards/qrcode/foreign.py": {"self"},
}


def test_every_form_of_a_model_names_its_fields():
    for path in SOURCE.rglob("*.py"):
        assert "ModelForm" not in path.read_text("utf-8"), path
