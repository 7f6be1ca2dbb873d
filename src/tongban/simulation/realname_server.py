"""A stand-in for the real-name partner of docs/partners/realname.yaml: nobody's face is recognised by anything.

It says "match" to any picture that shows something, "no match" to a blank one, and can be told to misbehave:

    python -m tongban.simulation.realname_server --port 8011 --fault slow

Faults: "slow" (answers after `delay_seconds`), "down" (503), "wrong" (nonsense instead of an answer), "stale" (the
answer to somebody else's question), "repeats" (does the work again for a request that it has already answered,
and says the opposite: what idempotency keys exist to prevent), "cut" (closes the line without a word).
It keeps no pictures and writes no log.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import io
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PIL import Image, ImageStat

from tongban.simulation.listening import Headers, Reply, Respond, Server

DEFAULT_PORT = 8011
PATH = "/v1/face-checks"
FAULTS = ("", "slow", "down", "wrong", "stale", "repeats", "cut")
BLANK_BELOW = 6.0  # standard deviation of grey below which a picture shows nothing
LONGEST_BODY = 12 * 1024 * 1024
AS_JSON = {"Content-Type": "application/json"}


@dataclass
class Partner:
    """The simulated partner and what it remembers: answers by request id, how often it was asked.

    faults: consumed one a request, then `fault` stays; so ["down", "down"] with fault "" recovers at the third.
    """

    fault: str = ""
    faults: list[str] = field(default_factory=list)
    delay_seconds: float = 10.0
    token: str = ""
    asked: int = 0
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    last: dict[str, Any] | None = None
    pause: Callable[[float], None] = time.sleep
    lock: threading.Lock = field(default_factory=threading.Lock)

    def respond(self, method: str, path: str, headers: Headers, body: bytes) -> Reply | None:
        """The answer to one request; None = close the line without a word."""
        if (method, path) != ("POST", PATH):
            return 404, AS_JSON, b"{}"
        found = self.answer(body, authorization=headers.get("Authorization", ""))
        return None if found is None else (found[0], AS_JSON, found[1])

    def answer(self, body: bytes, *, authorization: str = "") -> tuple[int, bytes] | None:
        """Status and body for one POST; None = close the line without a word."""
        with self.lock:
            self.asked += 1
            fault = self.faults.pop(0) if self.faults else self.fault
        if self.token and authorization != f"Bearer {self.token}":
            return 401, b"{}"
        if fault == "slow":
            self.pause(self.delay_seconds)
        if fault in WITHOUT_AN_ANSWER:
            return WITHOUT_AN_ANSWER[fault]
        try:
            question = json.loads(body)
            request_id = str(UUID(question["request_id"]))
            face = base64.b64decode(question["face"], validate=True)
            number = str(question["identity_number"])
        except (ValueError, KeyError, TypeError, binascii.Error):
            return 400, b"{}"
        with self.lock:
            said = self.answers.get(request_id)
            if said is None or fault == "repeats":
                said = judged(request_id, number=number, face=face, turned=said is not None)
            stale = self.last if self.last and self.last["request_id"] != request_id else said | NOBODYS
            if fault == "stale":
                return 200, json.dumps(stale).encode()
            self.answers[request_id] = self.last = said
        return 200, json.dumps(said).encode()


WITHOUT_AN_ANSWER = {"down": (503, b"{}"), "wrong": (200, b"<html>maintenance</html>"), "cut": None}
NOBODYS = {"request_id": str(UUID(int=0))}


def judged(request_id: str, *, number: str, face: bytes, turned: bool = False) -> dict[str, Any]:
    """The answer to one question: a picture that shows something matches. `turned` says the opposite."""
    try:
        image = Image.open(io.BytesIO(face), formats=("JPEG",)).convert("L")
    except Exception:  # whatever is wrong with the picture, the partner's answer is the same
        return {"request_id": request_id, "result": "cannot-be-told", "score": None}
    shows_something = ImageStat.Stat(image).stddev[0] >= BLANK_BELOW and bool(number)
    is_match = shows_something != turned
    return {"request_id": request_id, "result": "match" if is_match else "no-match", "score": 96 if is_match else 12}


def application(partner: Partner) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The partner as a WSGI application, for tests without a network ("cut" reads as an empty 502 here)."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = {"Authorization": environ.get("HTTP_AUTHORIZATION", "")}
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        found = partner.respond(environ["REQUEST_METHOD"], environ["PATH_INFO"], headers, body)
        status, said, content = found or (502, {}, b"")
        start_response(f"{status} -", [*said.items(), ("Content-Length", str(len(content)))])
        return [content]

    return call


def start(*, port: int = DEFAULT_PORT, partner: Partner | None = None, also: Respond | None = None) -> Server:
    """Serve in a background thread of this process; port 0 takes any free one. `shutdown()` ends it.

    also: answers what is not the partner's, such as the population register, on the same port.
    """
    own = (partner or Partner()).respond

    def respond(method: str, path: str, headers: Headers, body: bytes) -> Reply | None:
        return own(method, path, headers, body) if also is None or path == PATH else also(method, path, headers, body)

    server = Server(respond, port=port, longest=LONGEST_BODY)
    server.start("realname-partner")
    return server


@contextmanager
def running(partner: Partner) -> Iterator[Server]:
    """A server for the length of a test."""
    server = start(port=0, partner=partner)
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="The simulated real-name partner.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--fault", choices=FAULTS, default="")
    options = parser.parse_args()
    server = Server(Partner(fault=options.fault).respond, port=options.port, longest=LONGEST_BODY)
    print(server.url, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
