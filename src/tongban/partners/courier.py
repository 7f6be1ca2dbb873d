"""The calls themselves: threads that know HTTP and nothing of the database.

`deliver` hands calls in and takes what is back; a partner that is slow keeps its own few threads busy and nobody
else. Whatever a partner does is one of three things: an answer, a final "no" that it signed, or an error after which
the same is said again. Nothing that it sends raises here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from tongban.errors import Problem
from tongban.identifiers.spelling import is_digits
from tongban.partners import shapes, signatures
from tongban.partners.profile import Profile
from tongban.partners.records import Outcome, Partner
from tongban.standards.signing import PublicKey

log = logging.getLogger("tongban.partners")

FINAL = frozenset({400, 404, 409, 410, 422})  # a "no" that asking again does not change, if it is signed
LONGEST_WISH_SECONDS = 3600.0


@dataclass(frozen=True)
class Call:
    """One try of one message, ready to go. content and headers are signed together. at: when it was made ready."""

    message_id: UUID
    claim: UUID
    partner: Partner
    kind: shapes.Kind
    url: str
    content: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    public_keys: tuple[PublicKey, ...] = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Back:
    """What a call brought. outcome: None when it is to be tried again, and then `error` says why in a word.

    pause_seconds: how long the partner wishes to be left alone with this, if it said so.
    """

    outcome: Outcome | None
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    error: str = ""
    pause_seconds: float = 0.0
    is_promised: bool = False


class Courier:
    """Calls in flight. transport: instead of the network, in tests."""

    def __init__(self, profile: Profile, *, transport: httpx.BaseTransport | None = None) -> None:
        self.profile = profile
        self._transport = transport
        self._threads = ThreadPoolExecutor(profile.calls_at_once * len(Partner), thread_name_prefix="partners")
        self._flying: dict[Future[Back], Call] = {}
        self._clients: dict[Partner, httpx.Client] = {}

    def room(self, partner: Partner) -> int:
        """How many calls to that partner may start now."""
        return self.profile.calls_at_once - sum(call.partner is partner for call in self._flying.values())

    def start(self, call: Call) -> None:
        """Begin a call."""
        client = self._clients.get(call.partner) or self._clients.setdefault(call.partner, self._client())
        self._flying[self._threads.submit(made, call, client=client, profile=self.profile)] = call

    def back(self, *, seconds: float) -> list[tuple[Call, Back]]:
        """Calls that are over, after waiting at most so long for the first."""
        over, _ = wait(self._flying, timeout=seconds, return_when=FIRST_COMPLETED)
        return [(self._flying.pop(future), brought(future)) for future in over]

    def close(self) -> None:
        """Wait for what is in flight and let go of the lines."""
        self._threads.shutdown()
        for client in self._clients.values():
            client.close()

    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=self.profile.call_seconds, transport=self._transport, trust_env=False)


def brought(future: Future[Back]) -> Back:
    """What the call brought; a bug of ours counts as an error, is logged whole and stops nobody else."""
    try:
        return future.result()
    except Exception:
        log.exception("a partner call broke; it will be tried again")
        return Back(None, error="bug")


def made(call: Call, *, client: httpx.Client, profile: Profile) -> Back:
    """Call and read what comes. The whole of it may take `call_seconds`, however slowly it drips."""
    if not call.url:
        return Back(None, error="not-set-up")
    ends = time.monotonic() + profile.call_seconds
    try:
        with client.stream("POST", call.url, content=call.content, headers=dict(call.headers)) as response:
            content = b""
            for part in response.iter_raw():
                content += part
                if len(content) > profile.answer_max_bytes:
                    return Back(None, error="too-long")
                if time.monotonic() > ends:
                    return Back(None, error="too-slow")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return Back(None, error=word_for(error))
    return read(call, response, content)


def read(call: Call, response: httpx.Response, content: bytes) -> Back:
    """The partner's words. 202 promises an answer for later, by its own call or when asked again."""
    status = response.status_code
    if status not in (200, 202) and status not in FINAL:
        return Back(None, error=f"status-{status}", pause_seconds=wished(response, at=call.at))
    try:
        signatures.verify(
            headers=response.headers,
            method="POST",
            path=path_of(call.url),
            body=content,
            key=str(call.message_id),
            public_keys=call.public_keys,
            status=status,
        )
        if status == 202:
            return Back(None, error="promised", pause_seconds=wished(response, at=call.at), is_promised=True)
        if status == 200:
            return Back(Outcome.ANSWERED, shapes.answered(call.kind, content))
        return Back(Outcome.REFUSED, shapes.refusal(content))
    except Problem as problem:
        return Back(None, error=problem.code)


def path_of(url: str) -> str:
    """The path and query of an address as they go over the wire."""
    return httpx.URL(url).raw_path.decode("ascii")


def wished(response: httpx.Response, *, at: datetime) -> float:
    """Retry-After in seconds, at most an hour; 0.0 when there is none, or neither a number nor a date (RFC 9110 10.2.3).

    A date is counted from the answer's own Date, so that our clocks need not agree; without one, from `at`.
    """
    text = response.headers.get("Retry-After", "").strip()
    if is_digits(text):
        return min(float(text), LONGEST_WISH_SECONDS)
    until = http_date(text)
    if until is None:
        return 0.0
    said_at = http_date(response.headers.get("Date", "")) or at
    return min(max(0.0, (until - said_at).total_seconds()), LONGEST_WISH_SECONDS)


def http_date(text: str) -> datetime | None:
    """The moment of an HTTP-date in any of its three forms (RFC 9110 5.6.7); None for anything else."""
    for form in HTTP_DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


HTTP_DATES = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")


def word_for(error: Exception) -> str:
    """A short stable word for what went wrong on the line."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return "no-connection"
    if isinstance(error, httpx.TimeoutException):
        return "too-slow"
    return "broken-line"
