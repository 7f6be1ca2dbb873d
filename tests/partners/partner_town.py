"""The four simulated partners around a test, without a network: calls go straight to the simulators, and the
simulators' own calls straight to the addresses of the product."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
from django.test import Client

from tongban.clock import now
from tongban.partners import actions, examples, queries
from tongban.partners.courier import Courier
from tongban.partners.profile import Profile
from tongban.partners.records import Partner
from tongban.simulation.partner_servers import Simulators, signing_keys, write_key

VIN = "LSVFF66R8C2116280"
QUICK = Profile(wait_seconds=30, call_seconds=20, lease_seconds=60)
BODIES = {key: dict(body) for key, body in examples.ASKED.items()}
INVOICE = BODIES[Partner.TAX, "issue-invoice"]


class Lines:
    """Simulators, a courier to them, and a clock that the test moves. Calls by partners are made at real time."""

    def __init__(self, settings, *, profile=QUICK):
        self.at = now()
        self.pauses = []
        self.waiting = []
        self.simulators = Simulators(
            our_keys=signing_keys,
            push=self.pushed,
            now=lambda: self.at,
            pause=self.pauses.append,
            later=self.waiting.append,
        )
        for partner, desk in self.simulators.desks.items():
            write_key(partner, desk.signer)
        settings.PARTNERS_URL = "http://partners.test"
        settings.PARTNERS = {"give_up_hours": 0.5}
        self.profile = profile
        self.couriers = []
        self.courier = self.new_courier()

    def new_courier(self, **changes):
        made = Courier(replace(self.profile, **changes), transport=httpx.MockTransport(self.carried))
        self.couriers.append(made)
        return made

    def carried(self, request):
        reply = self.simulators.respond(request.method, request.url.raw_path.decode(), request.headers, request.content)
        if reply is None:
            raise httpx.ReadTimeout("nobody answered")
        status, headers, content = reply
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))

    def pushed(self, path, content, headers):
        self.last_push = Client().post(path, content, content_type="application/json", headers=headers)
        return self.last_push.status_code

    def push(self):
        """Let partners make the calls that they put off."""
        while self.waiting:
            self.waiting.pop(0)()

    def desk(self, partner):
        return self.simulators.desks[partner]

    def send(self, partner=Partner.TAX, kind="issue-invoice", *, key="k1", body=None, about="case:1"):
        return actions.send(
            partner=partner, kind=kind, key=key, body=body or BODIES[partner, kind], about=about, at=self.at
        )

    def deliver(self, **options):
        return actions.deliver(at=self.at, courier=self.courier, jitter=lambda: 0.5, **options)

    def wait(self, **length):
        self.at += timedelta(**length)

    def until_quiet(self, *, longest=100):
        """Deliver as the clock goes on, until nothing is waited for."""
        for _ in range(longest):
            self.deliver()
            if not any(line.waiting for line in queries.lines()):
                return
            self.wait(seconds=60)
        raise AssertionError("messages still wait")

    def close(self):
        for courier in self.couriers:
            courier.close()
