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
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from django.conf import settings

from tongban.config.wsgi import application as django
from tongban.identifiers.spelling import is_digits
from tongban.ui.headers import bare_headers

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Clock = Callable[[], float]

IN_MEMORY_BYTES = 512 * 1024
AT_ONCE_BYTES = 256 * 1024
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
        try:
            body, length = await self.read(scope, receive)
        except Ended as ended:
            if ended.answer is not None:
                await refuse(send, *ended.answer, scheme=scope.get("scheme", "http"))
            return
        with body:
            await self.answer(environ_of(scope, body, length), send)

    async def read(self, scope: Message, receive: Receive) -> tuple[IO[bytes], int]:
        """The body, at its beginning, and its length. Ended when it is too slow or too large, or the client is gone.

        It has `seconds`, and one more for each SLOWEST_BYTES_A_SECOND that have come, so that a phone on a bad line
        can send a photo and a socket that drips cannot stay. What is whole with its first piece, as nearly all is,
        costs no more than that piece.
        """
        headers = dict(scope["headers"])
        declared = headers.get(b"content-length", b"0").decode("latin-1")
        if is_digits(declared) and (len(declared) > 18 or int(declared) > self.largest):
            raise Ended(TOO_LARGE)
        if declared == "0" and b"transfer-encoding" not in headers and scope.get("http_version") != "2":
            return BytesIO(), 0  # RFC 9112, 6.3: there is none
        began, length = self.clock(), 0
        body: IO[bytes] | None = None
        while True:
            left = began + self.seconds + length / SLOWEST_BYTES_A_SECOND - self.clock()
            try:
                async with asyncio.timeout(max(left, 0.001)):
                    message = await receive()
            except TimeoutError:
                raise Ended(TOO_SLOW) from None
            piece, is_last = message.get("body", b""), not message.get("more_body", False)
            length += len(piece)
            if message["type"] == "http.disconnect":
                raise Ended(None)
            if length > self.largest:
                raise Ended(TOO_LARGE)
            if is_last and body is None:
                return BytesIO(piece), length
            body = body or SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - closed by whoever reads it
            body.write(piece)
            if is_last:
                body.seek(0)
                return body, length

    async def answer(self, environ: dict[str, Any], send: Send) -> None:
        """Let a thread answer, and send what it says: at once when it is short, else piece by piece."""
        loop = asyncio.get_running_loop()
        said = await loop.run_in_executor(self.threads, begun, self.wsgi, environ)
        try:
            await send({"type": "http.response.start", "status": said.status, "headers": said.headers})
            while said.more is not None:
                await send({"type": "http.response.body", "body": said.piece, "more_body": True})
                await loop.run_in_executor(self.threads, said.go_on)
            await send({"type": "http.response.body", "body": said.piece, "more_body": False})
        finally:
            if said.more is not None:
                await loop.run_in_executor(self.threads, said.end)


@dataclass
class Said:
    """An answer under way. piece: what is to be sent next; more: what follows it, None when that was all."""

    status: int
    headers: list[tuple[bytes, bytes]]
    chunks: Iterable[bytes]
    more: Iterator[bytes] | None
    piece: bytes = b""

    def go_on(self) -> None:
        """Take the next pieces, AT_ONCE_BYTES or a little more of them."""
        pieces: list[bytes] = []
        length = 0
        while self.more is not None and length < AT_ONCE_BYTES:
            piece = next(self.more, None)
            if piece is None:
                self.end()
            else:
                pieces.append(piece)
                length += len(piece)
        self.piece = b"".join(pieces)

    def end(self) -> None:
        """Close it (PEP 3333): the request ends for the application, its connection to the database is free."""
        self.more = None
        if (close := getattr(self.chunks, "close", None)) is not None:
            close()


def begun(wsgi: Wsgi, environ: dict[str, Any]) -> Said:
    """In a thread, and in one go: what a WSGI application says, its first pieces taken, closed if they were all."""
    heads: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG001
        heads[:] = [int(status.split(" ", 1)[0]), headers]

    chunks = wsgi(environ, start_response)
    said = Said(0, [], chunks, iter(chunks))
    try:
        said.go_on()
    except BaseException:
        said.end()
        raise
    said.status = heads[0]
    said.headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in heads[1]]
    return said


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


async def refuse(send: Send, status: int, zh: str, en: str, *, scheme: str) -> None:
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
        *((name.lower().encode(), value.encode()) for name, value in bare_headers(scheme=scheme)),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page, "more_body": False})


application = Web(django, threads=settings.WEB_THREADS, seconds=settings.BODY_SECONDS, largest=settings.BODY_MAX_BYTES)
