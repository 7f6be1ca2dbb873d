"""One request to a WSGI application in this process, without a client that costs anything, and what it sent to the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from _worker import milliseconds

MARKS = re.compile(r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)\b", re.IGNORECASE)
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class Asked:
    """A page as one visitor asks for it."""

    def __init__(self, application: Any, path: str, cookies: str = "", host: str = "localhost") -> None:
        self.application = application
        path, _, query = path.partition("?")
        self.environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path).encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": host,
            "SERVER_PORT": "80",
            "HTTP_HOST": host,
            "HTTP_ACCEPT": "text/html",
            "HTTP_COOKIE": cookies,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        self.status, self.headers = 0, {}  # type: ignore[var-annotated]

    def __call__(self) -> None:
        """Ask, and read the whole answer."""

        def start(status: str, headers: list[tuple[str, str]], _fault: object = None) -> None:
            self.status, self.headers = int(status[:3]), dict(headers)

        answer = self.application(self.environ | {"wsgi.input": BytesIO(), "wsgi.errors": BytesIO()}, start)
        for _ in answer:
            pass
        if hasattr(answer, "close"):
            answer.close()

    def cost(self, seconds: float) -> dict[str, float]:
        """CPU milliseconds a request, statements, and those that write, of one that is not the first."""
        self()
        with statements() as sent:
            self()
        spent = {"statements": len(sent), "writes": sum(map(bool, map(WRITES.match, sent)))}
        return {"ms": milliseconds(self, units=1, seconds=seconds), "status": self.status, **spent}


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are sent meanwhile, but for what only marks a transaction's parts."""
    from django.db import connection  # noqa: PLC0415

    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not MARKS.match(sql):
            sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def cookies_of(browser: Any) -> str:
    """What a signed-in test browser sends."""
    return "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
