"""The server's entrance: bodies are read here, without a thread, until they are whole; then a thread answers.

Two half-sent bodies stopped every thread of a WSGI server, because reading a body waits inside the thread that was to
answer. Here a body that is on its way costs memory and a socket, no thread; one that comes too slowly is given up
(408), one that is too large is refused before it is read (413), one that does not say how long it is (411). It is an
RSGI application (granian's own interface, cheaper than ASGI: docs/performance.md) around the WSGI one:

    granian tongban.config.web:application --interface rsgi

Behind a proxy that buffers bodies itself (docs/operate/proxy.md) `tongban.config.wsgi` may be served directly.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from queue import SimpleQueue
from tempfile import SpooledTemporaryFile
from threading import Thread
from typing import IO, Any

from django.conf import settings
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from tongban.config.wsgi import application as django
from tongban.identifiers.spelling import is_digits
from tongban.ui.headers import bare_headers

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Clock = Callable[[], float]
Act = Callable[[], Any]

IN_MEMORY_BYTES = 512 * 1024
AT_ONCE_BYTES = 256 * 1024
IN_ONE_GO_BYTES = 16 * 1024
SLOWEST_BYTES_A_SECOND = 2048
WITHOUT_BODY = ("GET", "HEAD", "OPTIONS", "DELETE")
TOO_SLOW = (
    408,
    "内容发得太慢或者断了，没有收完。什么都没有改，请再试一次。",
    "It came too slowly, or broke off, and is not whole. Nothing was changed; please try again.",
)
NO_LENGTH = (
    411,
    "内容没有说明长度（Content-Length），没有收。",
    "It did not say how long it is (Content-Length) and was not read.",
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
    """The RSGI application around a WSGI one. seconds: how long a body may be silent; largest: bytes of a body."""

    def __init__(
        self, wsgi: Wsgi, *, threads: int, seconds: float, largest: int, clock: Clock = time.monotonic
    ) -> None:
        self.wsgi, self.seconds, self.largest, self.clock = wsgi, seconds, largest, clock
        self.threads = Threads(threads)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """One request: its body, then its answer."""
        if scope.proto != "http":
            return
        try:
            length = self.length_of(scope)
            body = await self.read(protocol, length) if length else BytesIO()
        except Ended as ended:
            if ended.answer is not None:
                refuse(protocol, *ended.answer, scheme=scope.scheme)
            return
        with body:
            await self.answer(scope, protocol, body, length)

    def length_of(self, scope: Any) -> int:
        """How long the body says it is. Ended when it is too large, or does not say.

        Of a body in pieces without a length granian does not tell whether it came to its end or broke off.
        """
        declared = scope.headers.get("content-length")
        if declared is None:
            has_body = (
                "transfer-encoding" in scope.headers
            )  # RFC 9112, 6.3: else there is none; HTTP/2 has no such sign
            if has_body or (scope.http_version == "2" and scope.method not in WITHOUT_BODY):
                raise Ended(NO_LENGTH)
            return 0
        if not is_digits(declared) or len(declared) > 18 or int(declared) > self.largest:
            raise Ended(TOO_LARGE)
        return int(declared)

    async def read(self, protocol: Any, length: int) -> IO[bytes]:
        """The body, at its beginning. Ended when it is too slow, or the client is gone.

        It has `seconds`, and one more for each SLOWEST_BYTES_A_SECOND that have come, so that a phone on a bad line
        can send a photo and a socket that drips cannot stay. A short one, as nearly all are, has the time of its whole
        length at once, which costs less to watch.
        """
        try:
            if length <= IN_ONE_GO_BYTES:
                async with asyncio.timeout(self.seconds + length / SLOWEST_BYTES_A_SECOND):
                    return BytesIO(await protocol())
            return await self.read_in_pieces(protocol, length)
        except TimeoutError:
            raise Ended(TOO_SLOW) from None
        except ProtocolClosed:
            raise Ended(None) from None

    async def read_in_pieces(self, protocol: Any, length: int) -> IO[bytes]:
        """A long body, on the disk once it is too long for memory."""
        body = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - closed by whoever reads it
        pieces, began, came = aiter(protocol), self.clock(), 0
        while came < length:
            left = began + self.seconds + came / SLOWEST_BYTES_A_SECOND - self.clock()
            async with asyncio.timeout(max(left, 0.001)):
                piece = await anext(pieces, None)
            if not piece:  # granian ends a body that broke off like one that is whole
                raise Ended(None)
            body.write(piece)
            came += len(piece)
        body.seek(0)
        return body

    async def answer(self, scope: Any, protocol: Any, body: IO[bytes], length: int) -> None:
        """Let a thread answer, and send what it says: the thread itself when it is short, else piece by piece."""
        said = await self.threads.do(lambda: begun(self.wsgi, environ_of(scope, body, length), protocol))
        if said.more is None:
            return
        try:
            stream = protocol.response_stream(said.status, said.headers)
            await stream.send_bytes(said.piece)
            while said.more is not None:
                await self.threads.do(said.go_on)
                await stream.send_bytes(said.piece)
        except ProtocolClosed:  # nobody reads it any more
            pass
        finally:
            if said.more is not None:
                await self.threads.do(said.end)


class Threads:
    """A few threads that do what they are given, one after another. Started with the first act, in the process that acts.

    An executor does the same with a lock, two futures and a count of idle threads for each act, which showed as
    a twentieth of a short answer's cost in the one run there was (docs/performance.md).
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.acts: SimpleQueue[tuple[Act, asyncio.Future[Any]]] = SimpleQueue()
        self.started: list[Thread] = []

    def do(self, act: Act) -> asyncio.Future[Any]:
        """What `act` returns or raises, once a thread has had time for it."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.acts.put((act, done))
        while len(self.started) < self.count:
            self.started.append(Thread(target=self.work, name=f"web-{len(self.started)}", daemon=True))
            self.started[-1].start()
        return done

    def work(self) -> None:
        """A thread's life."""
        while True:
            act, done = self.acts.get()
            said: Any = None
            error: BaseException | None = None
            try:
                said = act()
            except BaseException as raised:
                error = raised
            with suppress(RuntimeError):  # the loop is closed: the server has stopped
                done.get_loop().call_soon_threadsafe(tell, done, said, error)
            del act, done, said, error  # who waits keeps nothing of the last request


def tell(done: asyncio.Future[Any], said: Any, error: BaseException | None) -> None:
    """On the loop: what became of an act, if anybody still waits for it."""
    if done.cancelled():
        return
    if error is None:
        done.set_result(said)
    else:
        done.set_exception(error)


@dataclass
class Said:
    """An answer under way. piece: what is to be sent next; more: what follows it, None when that was all."""

    status: int
    headers: list[tuple[str, str]]
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


def begun(wsgi: Wsgi, environ: dict[str, Any], protocol: Any) -> Said:
    """In a thread, and in one go: what a WSGI application says, its first pieces taken, sent if they were all."""
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
    said.status, said.headers = heads
    if said.more is None:
        if said.piece:
            protocol.response_bytes(said.status, said.headers, said.piece)
        else:
            protocol.response_empty(said.status, said.headers)
    return said


def environ_of(scope: Any, body: IO[bytes], length: int) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an RSGI request whose body is whole. granian has decoded the path as UTF-8."""
    server, _colon, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # X_Forwarded_For must not pass for X-Forwarded-For
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if key in environ:
            environ[key] += f"{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        else:
            environ[key] = value
    if scope.authority:  # HTTP/2 names the host there
        environ.setdefault("HTTP_HOST", scope.authority)
    environ["CONTENT_LENGTH"] = str(length)
    return environ


def refuse(protocol: Any, status: int, zh: str, en: str, *, scheme: str) -> None:
    """A page that needs nothing, in both languages."""
    page = (
        '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{status}</title><h1>{zh}</h1><p lang="en">{en}</p></html>'
    ).encode()
    headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("content-length", str(len(page))),
        ("cache-control", "no-store"),
        ("connection", "close"),
        *bare_headers(scheme=scheme),
    ]
    protocol.response_bytes(status, headers, page)


application = Web(django, threads=settings.WEB_THREADS, seconds=settings.BODY_SECONDS, largest=settings.BODY_MAX_BYTES)
