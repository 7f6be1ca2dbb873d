"""Where a simulated partner is asked: HTTP on this machine only, without a log, for the questions are about people."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from tongban.identifiers.spelling import is_digits

Headers = Mapping[str, str]
Reply = tuple[int, dict[str, str], bytes]
Respond = Callable[[str, str, Headers, bytes], Reply | None]
"""The answer to method, path, headers and body; None = close the line without a word."""


class Server(ThreadingHTTPServer):
    """Listens on this machine only. longest: of a question's body more bytes are not read."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, respond: Respond, *, port: int, longest: int) -> None:
        self.respond, self.longest = respond, longest
        super().__init__(("127.0.0.1", port), Line)

    @property
    def url(self) -> str:
        """The base address, for the setting that names the partner."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self, name: str) -> None:
        """Serve in a background thread of this process. `shutdown()` ends it."""
        threading.Thread(target=self.serve_forever, args=(0.1,), name=name, daemon=True).start()


class Line(BaseHTTPRequestHandler):
    """One connection."""

    server: Server

    def do_POST(self) -> None:
        """Whatever the method: the simulators say which ones they know."""
        length = self.headers.get("Content-Length") or "0"
        body = self.rfile.read(min(int(length), self.server.longest)) if is_digits(length) else b""
        reply = self.server.respond(self.command, self.path, httpx.Headers(self.headers.items()), body)
        if reply is not None:
            self.send(*reply)

    do_GET = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_POST  # noqa: N815 - the names that http.server calls

    def send(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        """Write the answer, unless whoever asked has gone."""
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            return

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""
