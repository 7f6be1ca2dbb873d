"""What is installed for running is used: each listed package is imported or named in the settings."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
LOADED_BY_ANOTHER = {"psycopg": "by Django, for PostgreSQL"}


def canonical(name):
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def listed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {canonical(re.match(r"[\w.-]+", one).group()) for one in project["dependencies"]}


def test_each_listed_package_is_used():
    modules = {}
    for module, names in packages_distributions().items():
        for name in names:
            modules.setdefault(canonical(name), set()).add(module)
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    named = " ".join([*settings.INSTALLED_APPS, *settings.MIDDLEWARE])
    unused = {
        name
        for name in listed() - set(LOADED_BY_ANOTHER)
        if not any(
            re.search(rf"^\s*(from|import) {module}\b", source, re.MULTILINE)
            or re.search(rf"(^| ){module}\b", named)
            or f'_installed("{module}.' in source
            for module in modules[name]
        )
    }
    assert unused == set()
