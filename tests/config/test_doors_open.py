"""Behind every door is something: whoever may pass gets a page, of an object that is there.

In the matrix of test_doors a 404 counts as an answer where a role may pass, so a door that always says 404 would stand.
Here each address is asked once with what it is for; ELSEWHERE names the few that need another person or object than the
town's, CLOSED the few that stay shut, each with its reason.
"""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from functools import cached_property

import pytest
import town as small_town
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from config.test_doors import DOORS, NOT_OF_THE_HOUSE, Town, ask, expected
from config.test_hostile_signing_in import CHALLENGE, Key
from django.test import Client
from every_address import addresses
from licences import vehicle_town
from transfers import cars

from tongban.clock import day_of
from tongban.credentials import actions as credentials
from tongban.credentials.models import StatusList
from tongban.followers import actions as followers
from tongban.journal import actions as journal
from tongban.licences import actions as licences
from tongban.licences.actions.reviewing import Decision
from tongban.notices import actions as notices
from tongban.notices.models import Notice
from tongban.offices import actions as offices
from tongban.offices.models import LookAlarm
from tongban.offices.records import Duty
from tongban.people import actions as people
from tongban.people.models import Account
from tongban.people.records import Business
from tongban.simulation import portraits
from tongban.standards.tlog.tiles import WIDTH
from tongban.transfers import actions
from tongban.verdicts import Text

READ = {200, 301, 302}
SENT = {200, 204, 302, 400, 409, 422}
"""What an address that only takes forms answers to an empty one: it found what it is for."""
ASKS_WHO = "asks for a face check first, which has tests of its own"
DEMO = "of the demonstration alone"
CLOSED = {
    "portal:roles": (404, DEMO),
    "portal:walk": (404, DEMO),
    "portal:role-portrait": (404, DEMO),
    "licences:wallet-collect": (403, ASKS_WHO),
    "licences:vehicle-wallet-collect": (403, ASKS_WHO),
    "account_reauthenticate": (403, "these people have no password to ask for"),
}


class Filled(Town):
    """The town with a thing of every kind, each in the state in which its pages are there."""

    def __init__(self):
        super().__init__()
        self.at = cars.Clock(datetime.now(UTC) - timedelta(hours=20))

    def sign_in(self, name, person, *duties):
        """The role's name, once its browser is open."""
        if name not in self.clients:
            self.roles[name] = (person, frozenset(duties))
            self.clients[name] = self.client(name)
        return name

    @cached_property
    def shown(self):
        """A case whose file came and whose car was inspected, with a paper of the buyer's."""
        seller, buyer = cars.citizen(area="510104"), cars.citizen()
        car = cars.vehicle(seller)
        cars.fill_file(car)
        case = cars.deal(car, seller, buyer, cars.clerk(), at=self.at)
        papers = {"residence_permit": (cars.page("permit"), "image/png")}
        actions.confirm(transfer_id=case, key=cars.key(), citizen=seller, at=self.at())
        actions.apply(transfer_id=case, key=cars.key(), citizen=buyer, papers=papers, at=self.at())
        cars.answer_all(self.at)
        found = cars.Case(case, car, seller, buyer, cars.officers())
        return found.accept(self.at).move_file(self.at).inspect(self.at)

    @cached_property
    def submitted(self):
        return cars.submitted(at=self.at)

    @cached_property
    def refused(self):
        case = cars.submitted(at=self.at)
        acceptor = case.officers["acceptor"]
        actions.refuse(transfer_id=case.id, key=cars.key(), grounds=("REF-29-1",), officer=acceptor, at=self.at())
        return case

    @cached_property
    def issued(self):
        case = cars.submitted(at=self.at).accept(self.at).move_file(self.at).inspect(self.at)
        return case.approve(self.at).choose(self.at).issue(self.at)

    @cached_property
    def for_the_window(self):
        """An application that only a window can finish."""
        application, applicant = uuid.uuid4(), small_town.citizen(small_town.driver())
        licences.apply(application_id=application, citizen=applicant, picture=portraits.draw(3), at=self.at())
        licences.review_photo(
            application_id=application,
            attempt=1,
            decision=Decision.WINDOW,
            broken=("P9",),
            officer=small_town.officer(Duty.PHOTO_REVIEW, region="51"),
            at=self.at(),
        )
        return application

    @cached_property
    def on_a_phone(self):
        """A car of the party's whose electronic licence lies on a phone."""
        _holder, car, licence = vehicle_town.received(self.holder, at=self.at())
        vehicle_town.collected(self.holder, licence, at=self.at())
        return car

    def case_of(self, case, part):
        return {"transfer_id": case.id}, self.sign_in(f"{part} of {case.id}", getattr(case, part))

    def desk_of(self, case, part, **more):
        officer = case.officers[part]
        return {"transfer_id": case.id} | more, self.sign_in(f"{part} of {case.id}", officer, *officer.duties)

    def refusal(self):
        return *self.desk_of(self.submitted, "acceptor"), {"grounds": "REF-29-1"}

    def message(self):
        notices.tell(self.holder.id, Text("样本", "Example"), link="/me/", at=self.at())
        return {"notice_id": Notice.objects.filter(citizen_id=self.holder.id).first().pk}, "party"

    def alarm(self):
        offices.raise_look_alarm(officer=self.right, limit="looks-week", at=self.at())
        return {"alarm_id": LookAlarm.objects.get().pk}, "auditor"

    def status(self):
        self.at.at = datetime.now(UTC)
        credentials.publish_lists(at=self.at())
        return {"number": StatusList.objects.filter(kind="revocation").first().number}, "signed out"

    @cached_property
    def logged(self):
        """How long the log is, once what happened to the case that is shown has its place in it."""
        assert self.shown
        for _ in range(600):  # PostgreSQL's sequencer waits for older transactions, those of other databases too
            if length := journal.sequence(at=datetime.now(UTC)):
                return length
            time.sleep(0.1)
        raise AssertionError("nothing came into the log")

    def tile(self):
        return {"path": f"0/000.p/{self.logged}" if self.logged < WIDTH else "0/000"}, "signed out"

    def letter(self):
        followers.set_aside("transfers/clocks", "1", ValueError("样本"), at=self.at())
        return {}, "administrator", {"line": "transfers/clocks", "item": "1"}

    def mandate(self):
        agent = self.roles["stranger"][0]
        given = people.give_mandate(
            principal_id=self.holder.id,
            agent_name=agent.name,
            agent_number=agent.identity_number,
            businesses=[Business.RENEWAL],
            from_day=day_of(self.at()),
            until_day=day_of(self.at()),
            at=self.at(),
        )
        return {"mandate_id": given.id}, "party"

    def leaving(self):
        """The party's account is asked for by somebody who says to have lost it."""
        asked = people.ask_to_move(
            account=people.open_account(username="fresh", password=uuid.uuid4().hex),
            name=self.holder.name,
            number=self.holder.identity_number,
            by=self.right.key,
            at=self.at(),
        )
        return {"move_id": asked.id}, "party"

    @cached_property
    def factors(self):
        """The number of a security key, of an officer who has an app and codes for a rainy day too."""
        account = Account.objects.get(pk=self.right.account_id)
        RecoveryCodes.activate(account)
        data = {"name": "样本", "credential": Key().registers(CHALLENGE)}
        return Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data=data).pk

    def secured(self):
        return {"pk": self.factors}, "right"

    def other_browser(self):
        """A second browser of the party's."""
        account = Account.objects.get(pk=self.holder.account_id)
        browser = Client()
        browser.force_login(account, backend="tongban.people.signed_in.AccountBackend")
        browser.get("/me/")
        return {"session_id": UserSession.objects.filter(user=account).latest("pk").pk}, "party"


ELSEWHERE = {
    "portal:message": Filled.message,
    "portal:audit-see-alarm": Filled.alarm,
    "portal:workings-release": Filled.letter,
    "people:revoke_mandate": Filled.mandate,
    "people:stop_move": Filled.leaving,
    "people:end_session": Filled.other_browser,
    "journal:checkpoint": lambda town: town.logged and ({}, "signed out"),
    "journal:tile": Filled.tile,
    "journal:proof": lambda town: town.logged and ({}, "signed out"),
    "credentials:status": Filled.status,
    "licences:withdraw": lambda town: ({}, town.sign_in("applicant", town.applicant)),
    "licences:desk-window": lambda town: ({"application_id": town.for_the_window}, "right"),
    "licences:vehicle-phone": lambda town: ({"vehicle_id": town.on_a_phone.id}, "party"),
    "licences:vehicle-wallet-refresh": lambda town: ({"vehicle_id": town.on_a_phone.id}, "party"),
    "transfers:dealer": lambda _: ({}, "firm"),
    "transfers:dealer-new": lambda _: ({}, "firm"),
    "transfers:case-proof": lambda town: town.logged and town.case_of(town.shown, "buyer"),
    "transfers:case-letter": lambda town: town.case_of(town.refused, "buyer"),
    "transfers:case-release": lambda town: town.case_of(town.issued, "seller"),
    "transfers:desk-refusal": Filled.refusal,
    "transfers:desk-photo": lambda town: town.desk_of(town.shown, "reviewer"),
    "transfers:desk-paper": lambda town: town.desk_of(town.shown, "reviewer", name="residence_permit"),
    **dict.fromkeys(
        [
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
        ],
        Filled.secured,
    ),
}
"""(values, role) of the addresses that need another object or person than the town's, and what is sent if that is not
an empty form."""


def role_of(door, place):
    """The first role that may pass the door."""
    if door.who == "public":
        return "signed out"
    if door.who != "officer":
        return "party"
    able = ("right", "auditor", "administrator", "drafter", "approver")
    return next(role for role in able if expected(door, role, place.roles[role][1]) is None)


@pytest.mark.django_db
def test_whoever_may_pass_a_door_finds_a_page_behind_it(town, settings):
    settings.DEMO = False
    place, wrong, shut = Filled(), [], set()
    known = [one for one in addresses() if not one.name.startswith(NOT_OF_THE_HOUSE)]
    for one in known:
        here = ELSEWHERE.get(one.name, lambda place, door=DOORS[one.name]: ({}, role_of(door, place)))
        values, role, *form = here(place)
        path = one.path(place.values() | values)
        read, sent = (ask(place.clients[role], method, path, *form)[0] for method in ("get", "post"))
        is_open = sent in SENT if read == 405 else read in READ
        if one.name in CLOSED:
            status, _why = CLOSED[one.name]
            shut.add(one.name)
            is_open = status in (read, sent) and not is_open
        if not is_open:
            wrong.append((one.name, role, read, sent))
    print(f"{len(known)} doors, {len(shut)} of them shut")
    assert not wrong, "\n".join(map(str, wrong))
    assert shut == set(CLOSED), "reasons for doors that are open or gone"
    assert len(shut) * 20 <= len(known)
