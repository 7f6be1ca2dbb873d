"""A stand-in for the population register of docs/partners/population.yaml. It invents homes and knows nobody.

Whoever has no home of their own told to it lives where their identity number was given, in the division that has taken
the place of that one since; the personas of the demonstration that moved have homes of their own. It can misbehave:
"slow", "down", "wrong", "stale" and "cut" as the real-name partner does. It writes no log.

In the demonstration it answers on the real-name partner's port; by itself:

    python -m tongban.simulation.population_server --port 8013 --fault down
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from tongban.identifiers import IdentityNumber
from tongban.people import population
from tongban.simulation.listening import Headers, Reply, Server

DEFAULT_PORT = 8013
PATH = "/v1/homes"
FAULTS = ("", "slow", "down", "wrong", "stale", "cut")
LONGEST_BODY = 16 * 1024
AS_JSON = {"Content-Type": "application/json"}
WITHOUT_AN_ANSWER = {"down": (503, b"{}"), "wrong": (200, b"<html>maintenance</html>"), "cut": None}
NOBODYS = {"request_id": str(UUID(int=0))}
SUCCESSORS = {
    "110228": "110118",  # 密云县 -> 密云区, 2015
    "310230": "310151",  # 崇明县 -> 崇明区, 2016
    "320819": "321023",  # 宝应县 went from 淮阴 to 扬州, 1983
    "510202": "500103",  # 重庆市市中区 -> 渝中区, 1994 and 1997
    "522426": "520525",  # 纳雍县, 毕节地区 -> 毕节市, 2011
}


@dataclass(frozen=True)
class Home:
    """Where an invented person lives. region: the household's; residence: that of a residence permit, "" for none."""

    region: str
    residence: str = ""
    residence_until: date | None = None
    died_on: date | None = None


@dataclass
class Register:
    """The simulated register. homes: by identity number. unknown: numbers that it does not have (foreigners')."""

    homes: dict[str, Home] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    fault: str = ""
    faults: list[str] = field(default_factory=list)
    delay_seconds: float = 10.0
    token: str = ""
    asked: int = 0
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
            number = str(question["identity_number"])
        except (ValueError, KeyError, TypeError):
            return 400, b"{}"
        said = self.said(request_id, number)
        if fault == "stale":
            return 200, json.dumps(self.last if self.last else said | NOBODYS).encode()
        self.last = said
        return 200, json.dumps(said).encode()

    def said(self, request_id: str, number: str) -> dict[str, Any]:
        """The answer to one question."""
        if number in self.unknown or not IdentityNumber.is_right(number) or number[0] not in "123456":
            return {"request_id": request_id, "result": "not-found"}
        area = IdentityNumber(number).area
        home = self.homes.get(number, Home(SUCCESSORS.get(area, area)))
        until = home.residence_until.isoformat() if home.residence_until else None
        return {
            "request_id": request_id,
            "result": "found",
            "household": {"region": home.region, "address": "样本路 1 号"},
            "residence": {"region": home.residence, "address": "样本街 2 号", "valid_until": until}
            if home.residence
            else None,
            "died_on": home.died_on.isoformat() if home.died_on else None,
        }


def application(register: Register) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The register as a WSGI application, for tests without a network ("cut" reads as an empty 502 here)."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = {"Authorization": environ.get("HTTP_AUTHORIZATION", "")}
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        found = register.respond(environ["REQUEST_METHOD"], environ["PATH_INFO"], headers, body)
        status, said, content = found or (502, {}, b"")
        start_response(f"{status} -", [*said.items(), ("Content-Length", str(len(content)))])
        return [content]

    return call


def within_process(register: Register) -> population.HttpRegister:
    """The register asked through the real adapter without a socket, for seeding and tests."""
    transport = httpx.WSGITransport(app=application(register))
    return population.HttpRegister("http://population.test", pause=lambda _seconds: None, transport=transport)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="The simulated population register.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--fault", choices=FAULTS, default="")
    options = parser.parse_args()
    server = Server(Register(fault=options.fault).respond, port=options.port, longest=LONGEST_BODY)
    print(server.url, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
