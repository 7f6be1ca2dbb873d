"""The server's entrance: bodies are read here, without a thread, until they are whole; then a thread answers.

Two half-sent bodies stopped every thread of a WSGI server, because reading a body waits inside the thread that was to
answer. Here a body that is on its way costs memory and a socket, no thread; one that comes too slowly is given up
(408), one that is too large is refused before it is read (413). It is an ASGI application around the WSGI one:

    granian tongban.config.web:application --interface asginl

Behind a proxy that buffers bodies itself (docs/operate/proxy.md) `tongban.config.wsgi` may be served directly.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from django.conf import settings

from tongban.config.wsgi import application as django
from tongban.identifiers.spelling import is_digits

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Clock = Callable[[], float]

IN_MEMORY_BYTES = 512 * 1024
SLOWEST_BYTES_A_SECOND = 2048
TOO_SLOW = (
    408,
    "内容发得太慢或者断了，没有收完。什么都没有改，请再试一次。",
    "It came too slowly, or broke off, and is not whole. Nothing was changed; please try again.",
)
TOO_LARGE = (
    413,
    "内容太大，没有收。请换小一点的文件。",
    "It is too large and was not read. Please choose a smaller file.",
)


class Ended(Exception):  # noqa: N818 - no error of ours
    """A body of which no more is read. answer None: the client is gone."""

    def __init__(self, answer: tuple[int, str, str] | None) -> None:
        super().__init__()
        self.answer = answer


class Web:
    """The ASGI application around a WSGI one. seconds: how long a body may be silent; largest: bytes of a body."""

    def __init__(
        self, wsgi: Wsgi, *, threads: int, seconds: float, largest: int, clock: Clock = time.monotonic
    ) -> None:
        self.wsgi, self.seconds, self.largest, self.clock = wsgi, seconds, largest, clock
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="web")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request: its body, then its answer."""
        if scope["type"] != "http":
            return
        with SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as body:
            try:
                length = await self.read(scope, receive, body)
            except Ended as ended:
                if ended.answer is not None:
                    await refuse(send, *ended.answer)
                return
            body.seek(0)
            await self.answer(environ_of(scope, body, length), send)

    async def read(self, scope: Message, receive: Receive, body: IO[bytes]) -> int:
        """Put the body into `body`; returns its length. Ended when it is too slow or too large, or the client is gone.

        It has `seconds`, and one more for each SLOWEST_BYTES_A_SECOND that have come, so that a phone on a bad line
        can send a photo and a socket that drips cannot stay.
        """
        declared = dict(scope["headers"]).get(b"content-length", b"0").decode("latin-1")
        if is_digits(declared) and (len(declared) > 18 or int(declared) > self.largest):
            raise Ended(TOO_LARGE)
        began, length = self.clock(), 0
        while True:
            left = began + self.seconds + length / SLOWEST_BYTES_A_SECOND - self.clock()
            try:
                message = await asyncio.wait_for(receive(), max(left, 0.001))
            except TimeoutError:
                raise Ended(TOO_SLOW) from None
            if message["type"] == "http.disconnect":
                raise Ended(None)
            length += len(message.get("body", b""))
            if length > self.largest:
                raise Ended(TOO_LARGE)
            body.write(message.get("body", b""))
            if not message.get("more_body", False):
                return length

    async def answer(self, environ: dict[str, Any], send: Send) -> None:
        """Let a thread answer, and send what it says piece by piece."""
        loop = asyncio.get_running_loop()
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG001
            said[:] = [int(status.split(" ", 1)[0]), headers]

        chunks = await loop.run_in_executor(self.threads, self.wsgi, environ, start_response)
        try:
            pieces = iter(chunks)
            first = await loop.run_in_executor(self.threads, next, pieces, None)
            headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in said[1]]
            await send({"type": "http.response.start", "status": said[0], "headers": headers})
            piece = first
            while piece is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await loop.run_in_executor(self.threads, next, pieces, None)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if (close := getattr(chunks, "close", None)) is not None:
                await loop.run_in_executor(self.threads, close)


def environ_of(scope: Message, body: IO[bytes], length: int) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an ASGI request whose body is whole."""
    raw = scope.get("raw_path") or scope["path"].encode()
    server, client = scope.get("server") or ("", None), scope.get("client") or ("", None)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw.split(b"?", 1)[0]).decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or ""),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if b"_" not in name:  # X_Forwarded_For must not pass for X-Forwarded-For
            joint = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = (
                f"{environ[key]}{joint}{value.decode('latin-1')}" if key in environ else value.decode("latin-1")
            )
    environ["CONTENT_LENGTH"] = str(length)
    return environ


async def refuse(send: Send, status: int, zh: str, en: str) -> None:
    """A page that needs nothing, in both languages."""
    page = (
        '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{status}</title><h1>{zh}</h1><p lang="en">{en}</p></html>'
    ).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page, "more_body": False})


application = Web(django, threads=settings.WEB_THREADS, seconds=settings.BODY_SECONDS, largest=settings.BODY_MAX_BYTES)
