#!/usr/bin/env bash
# Several conditional counts in one aggregate() cost Django a hundred times the making of their SQL: it hashes each condition.
#
# Package (PyPI): Django 5.2.19, with the sqlite3 of Python.
# Guess: rows.aggregate(a=Count("pk", filter=...), b=Count("pk", filter=...)) costs what its conditions cost to resolve once,
#   as a count or a SELECT with the same conditions does.
# Seen: every aggregate is searched for references to the others, and each node of its condition is looked up in a mapping;
#   each look-up hashes the whole tree below the node. Five counts under twelve nested conditions hash nodes about 150,000
#   times; a SELECT or a plain count with the same condition hashes none.
# So what: the tabs of a queue, counted in one query under the conditions of a permission, took half of that page's CPU. Select
#   the conditions as columns (Case(When(...))) and sum around that by SQL of your own.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check Django==5.2.19
"$place/venv/bin/python" - <<'PYTHON'
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes"],
)
django.setup()

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import hashable, tree

with connection.schema_editor() as editor:
    editor.create_model(ContentType)

calls = {"hashed": 0}
plain = tree.Node.__hash__


def hashed(node):
    calls["hashed"] += 1
    return plain(node)


models.sql.where.WhereNode.__hash__ = hashed


def condition(depth):
    one = models.Q(app_label=f"a{depth}") & models.Q(model__startswith="b")
    return one if depth == 0 else one | ~condition(depth - 1)


def cost(act):
    calls["hashed"] = 0
    act()
    return calls["hashed"]


rows = ContentType.objects.filter(condition(11))[:1001]
several = {f"n{n}": models.Count("pk", filter=condition(11)) for n in range(5)}
seen = {
    "select": cost(lambda: str(rows.query)),
    "count": cost(rows.count),
    "conditional counts": cost(lambda: rows.aggregate(**several)),
}
print(django.__version__, seen)
assert seen["select"] == seen["count"] == 0
assert seen["conditional counts"] > 10_000
PYTHON
