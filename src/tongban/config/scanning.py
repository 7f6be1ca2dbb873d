"""What the source itself says about errors and journal entries, read without running it.

A page that lists every error code is only worth reading if none is missing, so the list is taken from the
`raise` statements. Codes reach an exception in four ways: written there, passed to a function whose parameter
is called `code`, made from the `code` of an identifier class, or from the `name` of a kind of case, dossier or policy.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from importlib import import_module
from pathlib import Path
from typing import Any

from tongban import errors

PACKAGE = Path(__file__).resolve().parents[1]
KINDS = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.Problem) and kind is not errors.Problem
}
FLOORS = {"table": "cases", "format": "dossiers", "record": "policies"}
"""By a field that only its kinds have: the floor whose codes begin with the name of the kind."""
CODE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass
class Found:
    """One error code: the classes that carry it, the packages that raise it, what the details say."""

    kinds: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """One kind of journal entry. fields: name and type, in order."""

    tag: str
    package: str
    name: str
    fields: tuple[tuple[str, str], ...]
    meaning: str
    kind: type


def error_codes() -> dict[str, Found]:
    """Every code that any of the six exceptions is raised with, by code."""
    found: dict[str, Found] = defaultdict(Found)
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    passing = {name: kind for tree in trees.values() for name, kind in functions_with_a_code(tree)}
    of_kinds = {
        floor: {code for path, tree in trees.items() if floor in path.parts for code in codes_of_a_kind(tree, passing)}
        for floor in FLOORS.values()
    }
    for path, tree in trees.items():
        for code, kind, detail in codes_of(tree, passing, of_kinds):
            found[code].kinds.add(kind)
            found[code].packages.add(path.relative_to(PACKAGE).parts[0].removesuffix(".py"))
            if detail:
                found[code].details.append(detail)
    return dict(sorted(found.items()))


def functions_with_a_code(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Functions that raise with their own parameter `code`: (name, class of the exception)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and "code" in [one.arg for one in node.args.args + node.args.kwonlyargs]:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and called(call) in KINDS and is_name(call.args[:1], "code"):
                    yield node.name, called(call)


def codes_of_a_kind(tree: ast.AST, passing: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """What a module of a floor raises as f"{kind.name}.<code>": code, class and detail."""
    for node in ast.walk(tree):
        kind = (KINDS | passing).get(called(node)) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and kind is not None:
            for argument in [*node.args[:1], *(one.value for one in node.keywords if one.arg == "code")]:
                if isinstance(argument, ast.JoinedStr) and (code := constant(argument.values[-1])) is not None:
                    yield (
                        code,
                        called(node) if called(node) in KINDS else passing[called(node)],
                        written(node.args[1:2]),
                    )


def codes_of(
    tree: ast.AST, passing: dict[str, str], of_kinds: dict[str, set[tuple[str, str, str]]]
) -> Iterator[tuple[str, str, str]]:
    """Code, class and detail of everything that one module may raise."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in KINDS and node.args:
            if (code := constant(node.args[0])) is not None:
                yield code, called(node), written(node.args[1:2])
        elif isinstance(node, ast.Call) and called(node) in passing:
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if (code := constant(argument)) is not None and CODE.fullmatch(code):
                    yield code, passing[called(node)], ""
        elif isinstance(node, ast.Call) and called(node) == "Kind":
            given = {one.arg or "": one.value for one in node.keywords}
            for floor in [FLOORS[field] for field in given if field in FLOORS]:
                for code, kind, detail in of_kinds[floor]:
                    yield f"{constant(given['name'])}{code}", kind, detail
        elif isinstance(node, ast.ClassDef) and is_name(node.bases[:1], "Identifier", "IdentityNumber"):
            values = {target.id: value for target, value in assignments(node)}
            yield (
                f"{constant(values['code'])}.malformed",
                "Malformed",
                "expected " + (constant(values.get("expected")) or "an identity number"),
            )


def assignments(node: ast.ClassDef) -> Iterator[tuple[ast.Name, ast.expr]]:
    """The plain assignments of a class."""
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            yield line.targets[0], line.value


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def is_name(nodes: list[ast.expr], *names: str) -> bool:
    """True if the first of `nodes` is one of these names."""
    return bool(nodes) and isinstance(nodes[0], ast.Name) and nodes[0].id in names


def constant(node: ast.expr | None) -> str | None:
    """The text of a string constant; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def written(nodes: list[ast.expr]) -> str:
    """A detail as far as it is written in the source; computed parts become an ellipsis."""
    if not nodes:
        return ""
    node = nodes[0]
    if isinstance(node, ast.JoinedStr):
        return "".join(constant(part) or "…" for part in node.values)
    return constant(node) or ""


def journal_entries() -> list[Entry]:
    """Every entry class of every package, by tag."""
    found = []
    for path in sorted(PACKAGE.glob("*/entries.py")):
        module = import_module(f"tongban.{path.parent.name}.entries")
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__ and hasattr(kind, "tag"):
                found.append(entry_of(kind, path.parent.name))
    return sorted(found, key=lambda entry: entry.tag)


def entry_of(kind: Any, package: str) -> Entry:
    """A class as a line of the table."""
    columns = tuple((one.name, str(one.type)) for one in fields(kind))
    return Entry(kind.tag, package, kind.__name__, columns, " ".join((kind.__doc__ or "").split()), kind)
