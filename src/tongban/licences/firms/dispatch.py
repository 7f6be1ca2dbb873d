"""One address before Django: POST /api/verify-code, for those who check codes by the thousand (docs/api.md); and its
like in the sandbox, for trying a program out.

It does what anyone can do with the two files that we publish, the code signers and the entitlement list. It needs no
session and no template for it, which is most of what a request costs, and hardly ever the database: of the limit
`verify-code` it draws LOT checks at a time. Every other address goes on to Django. The code is in the body and never
in an address or a log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

import msgspec
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpResponse
from django.utils import translation

from tongban.clock import now
from tongban.credentials.queries import list_file, list_uri
from tongban.errors import Malformed, Problem
from tongban.identifiers.spelling import is_digits
from tongban.keys import queries as keys
from tongban.licences.actions.showing import disclosed_plainly, purpose_for_firms
from tongban.licences.firms import sandbox
from tongban.limits import actions as limits
from tongban.limits.clients import client_of
from tongban.limits.purse import Purse
from tongban.standards import qrcode, statuslist
from tongban.standards.qrcode.verification import HELD
from tongban.ui import security
from tongban.ui.headers import bare_headers
from tongban.ui.problems import problem_json
from tongban.verdicts import Outcome, Report

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

ADDRESS = "/api/verify-code"
HEADERS = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
]
LOOK = timedelta(seconds=0.5)
LOT = 200
NEVER = datetime.min.replace(tzinfo=UTC)
MAX_BODY = qrcode.MAX_LETTERS + 16  # line ends around the code do no harm


def before(django: Application) -> Application:
    """An application that answers ADDRESS and the sandbox's itself and hands all else to `django`."""
    published = Published()
    purse = Purse("verify-code", lot=LOT, draw=drawn)

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        address = environ["PATH_INFO"]
        if address not in (ADDRESS, sandbox.ADDRESS):
            return django(environ, start_response)
        if environ["REQUEST_METHOD"] != "POST":
            said = b'{"type": "about:blank", "title": "POST", "status": 405, "detail": "Allow: POST", "code": "method"}'
            headers = [("Content-Type", "application/problem+json"), *headers_of(environ)[1:], ("Allow", "POST")]
            start_response("405 Method Not Allowed", [*headers, ("Content-Length", str(len(said)))])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [said]
        try:
            purse.spend(client_of(environ.get("REMOTE_ADDR", "")), at=now())
            code = code_in(environ)
            answer = judge(code, published=published, at=now()) if address == ADDRESS else judge_specimen(code)
        except Problem as problem:
            client = security.client_mark(environ.get("REMOTE_ADDR", ""))
            security.note(security.event_of(problem), route=ADDRESS[1:], client=client, **security.facts_of(problem))
            return refuse(problem, environ, start_response)
        start_response("200 OK", [*headers_of(environ), ("Content-Length", str(len(answer)))])
        return [answer]

    return application


def headers_of(environ: Environ) -> list[tuple[str, str]]:
    """HEADERS, with what every answer carries."""
    return [*HEADERS, *bare_headers(scheme=environ.get("wsgi.url_scheme", "http"))]


def drawn(name: str, *, by: dict[str, str], at: datetime, count: int) -> None:
    """A lot from the shared count. A database that does not answer stops nobody: this limit guards no secret."""
    try:
        close_old_connections()
        limits.take(name, by=by, at=at, count=count)
    except (OperationalError, InterfaceError):
        close_old_connections()


class Trust(Protocol):
    """Whom to believe, and what is known of each place in a list."""

    def signers(self, *, at: datetime) -> Mapping[bytes, bytes]: ...

    def status(self, number: int, index: int, *, at: datetime) -> tuple[int, timedelta] | None: ...


def judge(code: str, *, published: Trust, at: datetime) -> bytes:
    """What holds of a rental, freight or age code, as JSON. Malformed when it is no code, Forbidden for an officers' one."""
    report = qrcode.verify(
        code,
        signers=published.signers(at=at),
        at=at,
        entitlement=lambda number, index: published.status(number, index, at=at),
    )
    purpose = purpose_for_firms(report)
    return all_hold(purpose, disclosed_plainly(report)) if report.checks == ALL_HELD else answer(report, purpose)


def judge_specimen(code: str) -> bytes:
    """judge() by the sandbox's own trust list at its own moment, marked as that."""
    specimens = sandbox.specimens()
    return b'{"specimen":true,' + judge(code, published=specimens, at=specimens.moment).removeprefix(b"{")


def answer(report: Report, purpose: str) -> bytes:
    """The report as JSON with what the holder chose to say: nothing, unless every check holds."""
    said = {"outcome": report.outcome, "purpose": purpose, "checks": report.checks, "facts": disclosed_plainly(report)}
    return msgspec.json.encode(said)


ALL_HELD = tuple(HELD.values())


def all_hold(purpose: str, facts: dict[str, Any]) -> bytes:
    """answer() when nothing speaks against a code, which is nearly always: the same bytes each time but for the facts."""
    return b"%b%b}" % (before_facts(purpose), msgspec.json.encode(facts))


@lru_cache(maxsize=8)
def before_facts(purpose: str) -> bytes:
    """The bytes of answer() as far as the facts, when all checks hold."""
    return answer(Report(ALL_HELD), purpose).removesuffix(b"{}}")


class Published:
    """The code signers and entitlement lists of this machine, in memory; their files are looked at again after LOOK.

    Threads share it without a lock: at worst two of them read the same file once.
    """

    def __init__(self) -> None:
        self._signers: tuple[datetime, dict[bytes, bytes]] = (NEVER, {})
        self._lists: dict[int, tuple[datetime, int, statuslist.Verified | None]] = {}

    def signers(self, *, at: datetime) -> dict[bytes, bytes]:
        """Trusted code signers by key id."""
        looked, found = self._signers
        if not looked <= at < looked + LOOK:
            found = keys.code_signers()
            self._signers = (at, found)
        return found

    def status(self, number: int, index: int, *, at: datetime) -> tuple[int, timedelta] | None:
        """The two bits of a place, with age zero: a list counts until it expires, as for whoever fetched it just now.

        None when there is no such list, it does not hold, has expired or does not reach so far.
        """
        looked, changed, found = self._lists.get(number, (NEVER, 0, None))
        if not looked <= at < looked + LOOK:
            try:
                latest = list_file("entitlement", number, "cwt").stat().st_mtime_ns
            except FileNotFoundError:
                self._lists.pop(number, None)
                return None
            if found is None or latest != changed:  # one that did not hold may hold later: a key or a clock was behind
                found = read_list(number, at=at)
            self._lists[number] = (at, latest, found)
        if found is None or (found.token.expires_at or at) <= at or index >= len(found.statuses):
            return None
        return found.statuses[index], timedelta(0)


def read_list(number: int, *, at: datetime) -> statuslist.Verified | None:
    """The list as signed by our list signer; None if it is not, though it lies on our own disk."""
    try:
        found = statuslist.verify(
            list_file("entitlement", number, "cwt").read_bytes(),
            anchors=keys.anchors(),
            at=at,
            uri=list_uri("entitlement", number),
        )
    except (FileNotFoundError, Malformed):
        return None
    return found if found.report.outcome is Outcome.HOLDS else None


def code_in(environ: Environ) -> str:
    """The body as text; Malformed when it is too long for a code or not ASCII. Never read beyond its declared end."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (is_digits(length) and len(length) < 10) or int(length) > MAX_BODY:
        raise Malformed("verify.body", f"expected the text of a code, at most {qrcode.MAX_LETTERS} characters")
    body: bytes = environ["wsgi.input"].read(int(length))
    if not body.isascii():
        raise Malformed("verify.body", "expected the text of a code, in ASCII")
    return body.decode("ascii")


def refuse(problem: Problem, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The problem as RFC 9457, in English for those who ask for it first."""
    wants_english = environ.get("HTTP_ACCEPT_LANGUAGE", "").lower().startswith("en")
    with translation.override("en" if wants_english else "zh-hans"):
        answer: HttpResponse = problem_json(problem)
    own = headers_of(environ)[1:]
    headers = [("Content-Type", answer["Content-Type"]), ("Content-Length", str(len(answer.content))), *own]
    headers += [("Retry-After", answer["Retry-After"])] if "Retry-After" in answer else []
    start_response(f"{answer.status_code} {answer.reason_phrase}", headers)
    return [answer.content]
