"""The journal and the log under it, and what they are held against. Durable means: on the disk when it returns."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from _measure import Figure, Measure, Rival, Work, cpu, wall
from _specimens import AT

from tongban.standards.tlog.tree import Tree

BATCH = 100
LEAF = b'{"at":"2026-11-22T08:00:00.000000Z","commitment":"%064x","tag":"licence-issued","v":1}'
LEAVES = [LEAF % number for number in range(BATCH)]


@dataclass(frozen=True)
class LicenceIssued:
    """An act of the size that the licence service records."""

    tag: ClassVar[str] = "licence-issued"
    licence: str
    region: str
    office: str


def figures(folder: Path) -> Iterator[Figure]:
    """The log's mathematics in memory, the log on a disk, and the whole journal in its database."""
    leaf = Rival("2 SHA-256 of hashlib a leaf", cpu(two_hashes, units=BATCH))
    disk = Rival(f"write and fdatasync of the same {BATCH} leaves", durable(plain_file(folder / "plain")))
    in_memory, on_disk, by_cpu = peers(folder)
    yield Figure(
        "log append in memory",
        "leaves/CPU-s",
        cpu(log_in_memory(), units=BATCH),
        (Rival("2 SHA-256 of hashlib a leaf", cpu(two_hashes, units=BATCH), 0.8), *in_memory),
    )
    yield Figure(f"log append, durable, by {BATCH}", "leaves/s", durable(durable_log(folder / "log")), (disk, *on_disk))
    yield Figure(
        f"journal append by {BATCH}, SQLite", "acts/CPU-s", cpu(journal(), units=BATCH, times=1), (leaf, *by_cpu)
    )


def durable(work: Work) -> Measure:
    """By the wall's clock, because the disk is waited for."""
    return wall(work, units=BATCH)


def peers(folder: Path) -> tuple[list[Rival], list[Rival], list[Rival]]:
    """pymerkle in memory and in SQLite, where somebody has installed it: it is GPL, so our lock files never name it."""
    try:
        import pymerkle  # noqa: PLC0415
    except ImportError:
        return [], [], []
    memory = pymerkle.InmemoryTree(algorithm="sha256")
    disk = pymerkle.SqliteTree(str(folder / "peer.sqlite3"))
    name = f"pymerkle {pymerkle.__version__}"
    return (
        [Rival(f"{name} InmemoryTree", cpu(lambda: memory.append_entries(LEAVES), units=BATCH, times=1), 7)],
        [
            Rival(f"{name} SqliteTree, an entry a commit", wall(lambda: disk.append_entry(LEAVES[0]), units=1), 30),
            Rival(f"{name} SqliteTree, by {BATCH}", durable(lambda: disk.append_entries(LEAVES))),
        ],
        [
            Rival(
                f"{name} SqliteTree, by {BATCH}",
                cpu(lambda: disk.append_entries(LEAVES), units=BATCH, times=1),
                0.25,
                0.18,
            ),
        ],
    )


def two_hashes() -> None:
    """What no RFC 6962 log can do without: one hash for the leaf, one for a node above."""
    for leaf in LEAVES:
        digest = hashlib.sha256(b"\0" + leaf).digest()
        hashlib.sha256(b"\1" + digest + digest).digest()


def plain_file(path: Path) -> Work:
    """The least that a durable batch costs."""
    file = path.open("ab", buffering=0)

    def append() -> None:
        file.write(b"".join(LEAVES))
        os.fdatasync(file.fileno())

    return append


def log_in_memory() -> Work:
    """Appending; the root is made when somebody asks."""
    tree = Tree()

    def append() -> None:
        tree.extend(LEAVES)

    return append


def durable_log(path: Path) -> Work:
    """Leaf hashes into the tree, leaves into a file, synced."""
    tree, file = Tree(), path.open("ab", buffering=0)

    def append() -> None:
        tree.extend(LEAVES)
        file.write(b"".join(LEAVES))
        os.fdatasync(file.fileno())

    return append


def journal() -> Work:
    """Acts recorded in one transaction, then sequenced: details, salts, links, tiles, bundles, signed checkpoint."""
    from tongban.journal import actions  # noqa: PLC0415 - after django.setup()

    entry = LicenceIssued(licence="3f6c2f0e-6a0c-4c53-9f8b-1f5f7e9f2a11", region="510104", office="510100000400")
    acts = [(entry, (f"licence:{entry.licence}", f"driver:{entry.licence}"))] * BATCH

    def append() -> None:
        actions.record_many(acts, by="system:benchmark", at=AT)
        actions.sequence(at=AT, limit=BATCH)

    return append


@contextmanager
def installed(folder: Path) -> Iterator[None]:
    """Django with a data folder of its own: keys, and the journal's tables in SQLite."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "TONGBAN_MODE": "development",
        "TONGBAN_DATA": str(folder),
    }
    for name in ("TONGBAN_KEYS", "TONGBAN_DATABASE_URL", "TONGBAN_LICENCES", "TONGBAN_CLOCK_OFFSET"):
        os.environ.pop(name, None)
    (folder / "static").mkdir()
    import django  # noqa: PLC0415 - the environment comes first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from tongban.keys import actions as keys  # noqa: PLC0415

    keys.hold_ceremony(at=AT)
    call_command("migrate", "journal", verbosity=0, interactive=False)
    yield
    connections.close_all()
