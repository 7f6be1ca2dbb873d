"""What an installation may be, and what refuses to start.

The demo signs anyone in by one click and issues 样证 SPECIMEN credentials. So it runs only on this machine's
own addresses, only on an embedded database in a folder that carries the mark SPECIMEN, and production refuses
such a folder. Both sides refuse, so one mistaken setting is not enough to mix them. Development, the mode of whoever
sets none, has published secrets: it too runs only on this machine's own addresses.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MARK = "SPECIMEN"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})


@dataclass(frozen=True)
class Installation:
    """The settings that decide whether the mode is safe."""

    mode: str
    data: Path
    keys: Path
    database_engine: str
    database_name: str
    hosts: Sequence[str]
    secret_key: str
    keys_passphrase: str
    is_debug: bool
    clock_offset: str = ""


def objections(installation: Installation) -> list[str]:
    """Why this installation must not start, each with what to do; empty when it may."""
    if installation.mode == "demo":
        return demo_objections(installation)
    if installation.mode == "production":
        return production_objections(installation)
    return development_objections(installation)


def development_objections(it: Installation) -> list[str]:
    """Development: this machine only, because its secrets are known to everybody and its cookies travel in clear."""
    if strangers := sorted(set(it.hosts) - LOOPBACK):
        return [
            f"development mode answers only on this machine, its secrets are published; take {', '.join(strangers)} "
            "out of TONGBAN_HOSTS or set TONGBAN_MODE=production"
        ]
    return []


def demo_objections(it: Installation) -> list[str]:
    """The demo: loopback only, embedded database inside its marked folder."""
    found = []
    if strangers := sorted(set(it.hosts) - LOOPBACK):
        found.append(f"demo mode answers only on this machine; take {', '.join(strangers)} out of TONGBAN_HOSTS")
    if not it.database_engine.endswith("sqlite3") or not Path(it.database_name).is_relative_to(it.data):
        found.append("demo mode uses only the embedded database in its own folder; unset TONGBAN_DATABASE_URL")
    if not is_marked(it.data) and it.data.exists() and any(it.data.iterdir()):
        found.append(f"{it.data} is in use and not marked {MARK}; demo mode only writes to a folder of its own")
    return found


def production_objections(it: Installation) -> list[str]:
    """Production: secrets set, nothing of a demo anywhere."""
    found = []
    if is_marked(it.data) or is_marked(it.keys):
        found.append(f"the data or key folder is marked {MARK}: it belongs to a demo; choose another")
    if len(it.secret_key) < 32:
        found.append("TONGBAN_SECRET_KEY must have at least 32 characters")
    if len(it.keys_passphrase) < 12:
        found.append("TONGBAN_KEYS_PASSPHRASE must have at least 12 characters")
    if it.is_debug:
        found.append("TONGBAN_DEBUG must be off")
    if it.clock_offset:
        found.append("TONGBAN_CLOCK_OFFSET shifts the clock; it is for tests and the demo only")
    return found


def is_marked(folder: Path) -> bool:
    """True if the folder belongs to a demo."""
    return (folder / MARK).exists()


def mark(folder: Path) -> None:
    """Make `folder` a demo's."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("样证 SPECIMEN: this folder belongs to a demonstration. Nothing in it is real.\n")


def installation_of(settings: object, databases: Mapping[str, Mapping[str, object]]) -> Installation:
    """The facts above from Django's settings."""
    database = databases["default"]
    return Installation(
        mode=getattr(settings, "MODE"),  # noqa: B009 - Django's settings are dynamic
        data=Path(getattr(settings, "DATA")),  # noqa: B009
        keys=Path(getattr(settings, "KEYS")),  # noqa: B009
        database_engine=str(database["ENGINE"]),
        database_name=str(database["NAME"]),
        hosts=tuple(getattr(settings, "ALLOWED_HOSTS")),  # noqa: B009
        secret_key=str(getattr(settings, "SECRET_KEY")),  # noqa: B009
        keys_passphrase=str(getattr(settings, "KEYS_PASSPHRASE")),  # noqa: B009
        is_debug=bool(getattr(settings, "DEBUG")),  # noqa: B009
        clock_offset=os.environ.get("TONGBAN_CLOCK_OFFSET", ""),
    )
