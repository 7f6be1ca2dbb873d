"""Stand-ins for tax, commerce, insurers and banks as docs/partners/*.openapi.json describe them, over HTTP.

partner_desks.py knows what they answer; here they are addressed, sign, and misbehave when told to, each by itself. They
sign with keys made at each start, whose public halves they write where the installation reads its partners' keys. They
run in the demo only (docs/partners/README.md, "The simulators"):

    curl -X PUT http://127.0.0.1:8002/control/tax/fault -d '{"fault": "slow", "delay_seconds": 5}'
    curl -X POST http://127.0.0.1:8002/control/tax/status -d '{"code": "", "number": "…", "status": "02"}'
    curl -X POST http://127.0.0.1:8002/control/commerce/dealers -d '{}'

Faults: "slow" (answers after `delay_seconds`), "wrong" (another VIN, another price), "down" (503), "cut" (closes the
line without a word), "silent" (never answers), "repeats" (answers, and then twice more by its own calls), "late"
(promises, and answers by its own calls, twice), "garbage" (not JSON), "fields" (others than agreed), "forged" (signed
by nobody we know), "flood" (500 kB). They write no log: the questions are about people.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
from django.conf import settings

from tongban.clock import day_of, now
from tongban.errors import Forbidden, Problem
from tongban.keys import queries as keys
from tongban.partners import shapes, signatures
from tongban.partners.actions.delivering import ROLE
from tongban.partners.profile import keys_file
from tongban.partners.records import Partner
from tongban.simulation.listening import Headers, Reply, Server
from tongban.simulation.partner_desks import Desks
from tongban.standards import jose
from tongban.standards.signing import PublicKey, SoftwareSigner, generate

DEFAULT_PORT = 8012
FAULTS = ("", "slow", "wrong", "down", "cut", "silent", "repeats", "late", "garbage", "fields", "forged", "flood")
SILENCE_SECONDS = 120.0
LONGEST_BODY = 1024 * 1024
LONGEST_KEY = 100
AGE_SECONDS = 300
DAY_SECONDS = 24 * 3600.0

Push = Callable[[str, bytes, dict[str, str]], int]


@dataclass
class Desk:
    """How one partner behaves. faults: consumed one a question, then `fault` stays; so ["down", "down"] with fault ""
    recovers at the third."""

    signer: SoftwareSigner = field(default_factory=generate)
    fault: str = ""
    faults: list[str] = field(default_factory=list)
    delay_seconds: float = 5.0

    def next_fault(self) -> str:
        """What goes wrong with this question."""
        return self.faults.pop(0) if self.faults else self.fault


@dataclass
class Simulators:
    """The four partners.

    our_keys: with which Tongban signs. push: calls Tongban at a path with body and headers, and returns the status.
    later: how something is done after the answer. asked: how often each Idempotency-Key came.
    """

    our_keys: Callable[[], Iterable[PublicKey]]
    push: Push
    knows: Desks = field(default_factory=Desks)
    desks: dict[Partner, Desk] = field(default_factory=lambda: {partner: Desk() for partner in Partner})
    now: Callable[[], datetime] = now
    pause: Callable[[float], None] = time.sleep
    later: Callable[[Callable[[], None]], None] = lambda act: threading.Thread(target=act, daemon=True).start()
    asked: Counter[str] = field(default_factory=Counter)

    def respond(self, method: str, path: str, headers: Headers, body: bytes) -> Reply | None:
        """The answer to one request; None = close the line without a word."""
        parts = path.split("?", maxsplit=1)[0].strip("/").split("/")
        if parts[0] == "control":
            return self.control(method, parts[1:], body)
        kind = shapes.BY_NAME.get((Partner(parts[0]), parts[2])) if is_address(parts) else None
        if kind is None or path.endswith("/"):
            return plain(404, {"title": "Not Found", "status": 404, "code": "address.unknown"})
        if method != "POST":
            status, others, content = plain(405, {"title": "Method Not Allowed", "status": 405, "code": "method"})
            return status, others | {"Allow": "POST"}, content
        return self.answer(kind, path, headers, body)

    def answer(self, kind: shapes.Kind, path: str, headers: Headers, body: bytes) -> Reply | None:
        """The answer to one question, as good or bad as the partner's fault makes it."""
        desk = self.desks[kind.partner]
        key = headers.get(signatures.KEY, "")
        self.asked[key] += 1
        fault = desk.next_fault()
        if fault == "slow":
            self.pause(desk.delay_seconds)
        if fault == "silent":
            self.pause(SILENCE_SECONDS)
        if fault in ("silent", "cut"):
            return None
        if fault == "down":
            return plain(503, {"title": "Service Unavailable", "status": 503, "code": "down"})
        if (refused := self.refused(path, headers, body)) is not None:
            return refused
        status, said = self.knows.answer(kind, key, body, on=day_of(self.now()))
        if fault in ("repeats", "late"):
            self.later(lambda: self.push_answer(kind.partner, key, status, said))
        signer = generate() if fault == "forged" else desk.signer
        if fault == "late":
            return self.signed(202, b"{}", path=path, key=key, signer=signer)
        return self.signed(status, spoilt(fault, said), path=path, key=key, signer=signer)

    def refused(self, path: str, headers: Headers, body: bytes) -> Reply | None:
        """The "no" to whoever gives no key or is not Tongban."""
        if not 1 <= len(headers.get(signatures.KEY, "")) <= LONGEST_KEY:
            return plain(400, {"title": "Bad Request", "status": 400, "code": "idempotency.key"})
        try:
            created = signatures.verify(
                headers=headers,
                method="POST",
                path=path,
                body=body,
                key=headers[signatures.KEY],
                public_keys=self.our_keys(),
            )
        except Problem as problem:
            return plain(401, {"title": "Unauthorized", "status": 401, "code": problem.code})
        if abs((self.now() - created).total_seconds()) > AGE_SECONDS:
            return plain(401, {"title": "Unauthorized", "status": 401, "code": "partners.stale"})
        return None

    def signed(self, status: int, content: bytes, *, path: str, key: str, signer: SoftwareSigner) -> Reply:
        """An answer under the partner's signature."""
        media_type = "application/json" if status < 400 else "application/problem+json"
        made = signatures.sign(
            method="POST", path=path, body=content, key=key, at=self.now(), signer=signer, status=status
        )
        return status, {"Content-Type": media_type, **made}, content

    # --- by their own call -------------------------------------------------------------------------------------
    def push_answer(self, partner: Partner, message: str, status: int, said: Mapping[str, Any]) -> None:
        """The answer twice: once more under the same key, then under another."""
        outcome = "answered" if status == 200 else "refused"
        body = {"message": message, "outcome": outcome, "body": said}
        for key in (f"again-{message}", f"again-{message}", f"and-again-{message}"):
            self.tell(partner, "answers", body, key=key)

    def tell(self, partner: Partner, what: str, body: Any, *, key: str = "") -> int:
        """Call Tongban; returns the status."""
        key = key or str(uuid.uuid4())
        path = f"/api/partners/{partner}/{what}"
        content = msgspec.json.encode(body)
        made = signatures.sign(
            method="POST", path=path, body=content, key=key, at=self.now(), signer=self.desks[partner].signer
        )
        return self.push(path, content, {"Content-Type": "application/json", signatures.KEY: key, **made})

    def push_dealers(self, *, is_full: bool = True) -> int:
        """Commerce's daily list."""
        body = {"is_full": is_full, "as_of": self.now().isoformat(), "dealers": self.knows.knows.dealers}
        return self.tell(Partner.COMMERCE, "dealers", body)

    # --- control -----------------------------------------------------------------------------------------------
    def control(self, method: str, parts: list[str], body: bytes) -> Reply:
        """Change how a partner behaves, or let it tell something."""
        try:
            partner, what = Partner(parts[0]), parts[1]
            wish = json.loads(body or b"{}")
            if what == "fault":
                return self.control_fault(self.desks[partner], method, wish)
            if method != "POST":
                return plain(405, {"code": "method"})
            return plain(200, {"status": self.control_news(partner, what, wish)})
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            return plain(400, {"code": "control.malformed"})

    def control_fault(self, desk: Desk, method: str, wish: dict[str, Any]) -> Reply:
        """GET shows, PUT sets the partner's fault."""
        if method == "PUT":
            if wish["fault"] not in FAULTS:
                raise ValueError(wish["fault"])
            desk.fault, desk.faults = wish["fault"], []
            desk.delay_seconds = float(wish.get("delay_seconds", desk.delay_seconds))
        return plain(200, {"fault": desk.fault, "delay_seconds": desk.delay_seconds, "faults": list(FAULTS)})

    def control_news(self, partner: Partner, what: str, wish: dict[str, Any]) -> int:
        """Let something happen at the partner, and let it tell; returns what Tongban answered."""
        today = day_of(self.now())
        match partner, what:
            case Partner.TAX, "status":
                if not self.knows.void(wish["code"], wish["number"], status=wish["status"]):
                    raise KeyError("invoice")
                return self.tell(partner, "invoice-status", {**wish, "on": today.isoformat()})
            case Partner.COMMERCE, "dealers":
                return self.push_dealers()
            case Partner.INSURANCE, "policy":
                policy = {"policy_number": wish["policy_number"], "valid_until": wish["valid_until"]}
                self.knows.knows.policies[wish["vin"]] = policy
                return self.tell(partner, "policy-changed", {"vin": wish["vin"], **policy})
            case Partner.BANK, "release":
                return self.tell(partner, "mortgage-released", {**wish, "on": today.isoformat()})
            case Partner.BANK, "disagrees":
                self.knows.knows.disagreeing.append(wish["vin"])
                return 200
        raise KeyError(what)


def is_address(parts: list[str]) -> bool:
    """True for PARTNER/v1/SOMETHING."""
    return len(parts) == 3 and parts[0] in list(Partner) and parts[1] == "v1"


def spoilt(fault: str, said: Mapping[str, Any]) -> bytes:
    """The answer's bytes, spoilt as the fault says."""
    match fault:
        case "garbage":
            return b"<html>maintenance</html>"
        case "fields":
            return b'{"unexpected": true}'
        case "flood":
            return b'{"padding": "' + b"x" * 500_000 + b'"}'
        case "wrong":
            return msgspec.json.encode(wrong(said))
    return msgspec.json.encode(said)


def wrong(said: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the agreed form, with another vehicle, price, policy or decision."""
    changed = dict(said)
    if "vin" in said:
        changed["vin"] = said["vin"][:-1] + ("1" if said["vin"][-1] != "1" else "2")
        changed["price_fen"] = said["price_fen"] + 100
    if "policy_number" in said:
        changed["policy_number"] = said["policy_number"] + "X"
    if "is_agreed" in said:
        changed["is_agreed"] = not said["is_agreed"]
    return changed


def plain(status: int, body: Mapping[str, Any]) -> Reply:
    """An answer without a signature."""
    media_type = "application/json" if status < 400 else "application/problem+json"
    return status, {"Content-Type": media_type}, json.dumps(body).encode()


# --- over HTTP -------------------------------------------------------------------------------------------------------
def start(*, port: int = DEFAULT_PORT, simulators: Simulators | None = None, daily: bool = True) -> Server:
    """Serve in a background thread of this process; port 0 takes any free one. `shutdown()` ends it.

    Writes the public keys where the installation looks for them. daily: commerce pushes its list soon and every day.
    Raises Forbidden("demo.only") outside the demo.
    """
    if not settings.DEMO:
        raise Forbidden("demo.only", "simulated partners answer in a demonstration only")
    found = simulators or Simulators(our_keys=signing_keys, push=over_http, knows=Desks(file=knowledge_file()))
    for partner, desk in found.desks.items():
        write_key(partner, desk.signer)
    server = Server(found.respond, port=port, longest=LONGEST_BODY)
    server.start("partners")
    if daily:
        threading.Thread(target=push_daily, args=(found,), name="commerce-list", daemon=True).start()
    return server


def push_daily(simulators: Simulators) -> None:
    """The list every day; while Tongban does not answer yet, again after ten seconds."""
    while True:
        time.sleep(10)
        if simulators.push_dealers() == 200:
            time.sleep(DAY_SECONDS)


def signing_keys() -> list[PublicKey]:
    """Our key, as a real partner has it from our certificate."""
    return [keys.signer(ROLE).public_key]


def over_http(path: str, content: bytes, headers: dict[str, str]) -> int:
    """Call Tongban; 0 if nobody answers."""
    try:
        return httpx.post(settings.BASE_URL + path, content=content, headers=headers, trust_env=False).status_code
    except httpx.HTTPError:
        return 0


def write_key(partner: Partner, signer: SoftwareSigner) -> None:
    """The public half as a JWK Set, whole or not at all."""
    path = keys_file(partner)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps({"keys": [jose.jwk(signer.public_key)]}))
    draft.replace(path)


def knowledge_file() -> Path:
    """Where the demo's partners keep what they know."""
    return Path(settings.DATA) / "partners" / "simulated.json"
