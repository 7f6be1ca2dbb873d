"""What PostgreSQL read for what it was asked: rows and blocks of every plan as it was really run, told by `auto_explain`.

Plans of what triggers ask (foreign keys) are among them. Nothing is timed.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

SETTINGS = {
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_parameter_max_length": "0",
    "auto_explain.log_format": "json",
    "auto_explain.log_level": "notice",
    "client_min_messages": "notice",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
QUIET = "SET auto_explain.log_min_duration = -1"


@dataclass(frozen=True)
class Scan:
    """How one node of a plan read a table or, for a bitmap, an index: how many rows, filtered ones among them."""

    what: str
    rows: int
    how: str
    statement: str


@dataclass
class Read:
    """Everything that was read meanwhile. statements: each with its blocks."""

    statements: list[tuple[int, str]] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)

    @property
    def blocks(self):
        return sum(blocks for blocks, _ in self.statements)

    @property
    def widest(self):
        """The scan that read most rows; None if nothing was read."""
        return max(self.scans, key=lambda one: one.rows, default=None)

    def note(self, message):
        """Take in a plan as the server tells it."""
        if "plan:\n" not in message.message_primary:
            return
        told = json.loads(message.message_primary.partition("plan:\n")[2])
        plan = told["Plan"]
        self.statements.append((plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], told["Query Text"]))
        self.walk(plan, told["Query Text"])

    def walk(self, node, statement):
        what = node.get("Relation Name") or node.get("Index Name")
        if what and node["Node Type"] != "ModifyTable":
            left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            rows = round((node["Actual Rows"] + left_out) * node["Actual Loops"])
            self.scans.append(Scan(what, rows, node["Node Type"], statement))
        for child in node.get("Plans", ()):
            self.walk(child, statement)


@contextmanager
def reading():
    """What is read through Django's connection meanwhile."""
    read = Read()
    with connection.cursor() as cursor:
        cursor.execute("LOAD 'auto_explain'")
        for name, value in SETTINGS.items():
            cursor.execute(f"SET {name} = {value}")
    server = connection.connection
    server.add_notice_handler(read.note)
    try:
        yield read
    finally:
        server.remove_notice_handler(read.note)
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(QUIET)
