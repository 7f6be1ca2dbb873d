"""Nothing that one request does changes the process for the next: what belongs to the whole process is not touched.

Python's filters of warnings, the locale, the decimal context, the environment, Pillow's limits: each is one for all
threads, so a request that sets it and puts it back can meet another one in between.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongban"
TREES = {path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")}
# Programs that begin a process, before any request.
BEGINNINGS = {"config/manage.py", "config/wsgi.py", "config/demo.py", "config/documents.py"}
CALLS = {
    "warnings.catch_warnings",
    "warnings.simplefilter",
    "warnings.filterwarnings",
    "warnings.resetwarnings",
    "locale.setlocale",
    "decimal.getcontext",
    "decimal.setcontext",
    "getcontext",
    "setcontext",
    "socket.setdefaulttimeout",
    "os.chdir",
    "os.umask",
    "os.putenv",
    "os.environ.setdefault",
    "os.environ.update",
    "os.environ.pop",
    "random.seed",
    "time.tzset",
    "sys.setrecursionlimit",
    "sys.set_int_max_str_digits",
    "logging.disable",
    "translation.activate",
    "translation.deactivate",
    "timezone.activate",
    "activate",
}
ASSIGNED = {"Image.MAX_IMAGE_PIXELS", "ImageFile.LOAD_TRUNCATED_IMAGES", "os.environ"}


def touches(tree: ast.AST) -> list[tuple[int, str]]:
    """(line, what) of everything in a module that changes the process."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CALLS:
            found.append((node.lineno, ast.unparse(node.func)))
        targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else []
        targets = [node.target] if isinstance(node, ast.AugAssign) else targets
        for target in targets:
            name = ast.unparse(target.value if isinstance(target, ast.Subscript) else target)
            if name in ASSIGNED:
                found.append((node.lineno, name))
        if isinstance(node, ast.ImportFrom) and node.module == "warnings":
            found.append((node.lineno, "from warnings import"))
        if isinstance(node, ast.Global):
            found.append((node.lineno, "global"))
    return found


def test_no_module_touches_what_belongs_to_the_whole_process():
    found = {name: touches(tree) for name, tree in TREES.items() if name not in BEGINNINGS}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "code",
    [
        "with warnings.catch_warnings(): pass",
        "from warnings import catch_warnings",
        "warnings.simplefilter('error')",
        "Image.MAX_IMAGE_PIXELS = None",
        "ImageFile.LOAD_TRUNCATED_IMAGES = True",
        "os.environ['LANG'] = 'C'",
        "os.environ |= {'LANG': 'C'}",
        "del os.environ['LANG']",
        "translation.activate('en')",
        "def f():\n    global x\n    x = 1",
    ],
)
def test_the_look_finds_each_way(code):
    assert touches(ast.parse(code))


def test_what_is_remembered_by_what_somebody_sent_has_a_bound():
    """`cache` keeps everything for ever, so it stands only on functions that are asked nothing."""
    functions = ((name, node) for name, tree in TREES.items() for node in ast.walk(tree))
    unbounded = [
        f"{name}:{node.lineno} {node.name}"
        for name, node in functions
        if isinstance(node, ast.FunctionDef)
        and (node.args.args or node.args.kwonlyargs)
        and any(
            decorator in {"cache", "functools.cache"} or "maxsize=None" in decorator
            for decorator in map(ast.unparse, node.decorator_list)
        )
    ]
    assert unbounded == []
