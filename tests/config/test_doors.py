"""Who may pass which door: every address of the resolver, as every role, read and sent to.

What is expected stands beside each address in DOORS; an address without a line fails. Each request is rolled back, so
that all of them find the same town.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import town as small_town
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from every_address import addresses
from licences import vehicle_town
from transfers import cars

from tongban.journal.models import Entry
from tongban.licences import actions as licences
from tongban.offices import actions as offices
from tongban.offices.models import DutyGrant
from tongban.offices.records import LOOKS, Duty
from tongban.people.gates import SIGNED_IN
from tongban.people.models import Account
from tongban.policies import actions as policies
from tongban.roadside.models import Check
from tongban.simulation import portraits
from tongban.transfers.models import Transfer
from tongban.transfers.queries import CITY_RULES
from tongban.transfers.rules.policies import CityPolicy, Kind
from tongban.transfers.stages import Stage
from tongban.verdicts import Text

HANDLING = frozenset(
    {
        Duty.WINDOW,
        Duty.PHOTO_REVIEW,
        Duty.STANDING_CHANGE,
        Duty.LICENCE_SEARCH,
        Duty.ROADSIDE_CHECK,
        Duty.ARCHIVE,
        Duty.INSPECTION,
        Duty.REGISTRATION_REVIEW,
    }
)
CASE = frozenset({Duty.WINDOW, Duty.ARCHIVE, Duty.INSPECTION, Duty.REGISTRATION_REVIEW})
READERS = CASE | {Duty.SUPERVISION}
RECORD = frozenset({Duty.LICENCE_SEARCH, Duty.STANDING_CHANGE, Duty.WINDOW, Duty.AUDIT})
RULES = frozenset({Duty.RULE_EDIT, Duty.RULE_APPROVAL})


@dataclass(frozen=True)
class Door:
    """who: public, account, citizen, party (of a thing that strangers may not know of) or officer.

    duties: of which one is needed (none: any officer). place: what the officer does not know elsewhere answers 404.
    recused: own and relatives' are refused. closed: what it answers once the case has ended, None if it makes no
    difference. is_look: it leaves one entry in the person's history.
    """

    who: str
    duties: frozenset[Duty] = frozenset()
    place: bool = False
    recused: bool = False
    closed: int | None = None
    is_look: bool = False


def officer(*duties: Duty, **more) -> Door:
    return Door("officer", frozenset(duties), **more)


PUBLIC, ACCOUNT, CITIZEN, PARTY = Door("public"), Door("account"), Door("citizen"), Door("party")
MATTER = {"place": True, "recused": True}
PAPERS = officer(*CASE, **MATTER, closed=403, is_look=True)
ADMIN = officer(Duty.ADMINISTER)
DOORS: dict[str, Door] = {
    **dict.fromkeys(
        [
            "portal:front",
            "portal:home",
            "portal:roles",
            "portal:walk",
            "portal:role-portrait",
            "licences:rules",
            "portal:help",
            "portal:privacy",
            "portal:accessibility",
            "portal:robots",
            "portal:security",
            "portal:favicon",
            "credentials:status",
            "credentials:trust-list",
            "credentials:trust-pem",
            "credentials:crl",
            "licences:type-metadata",
            "licences:service-worker",
            "licences:verify",
            "transfers:policies",
            "transfers:times",
            "statistics:figures",
            "statistics:csv",
            "statistics:wall",
            "account_login",
            "account_logout",
            "account_signup",
            "account_inactive",
            "mfa_login_webauthn",
            "mfa_authenticate",
            "people:window",
            "partner-hear",
            "ui:language",
            "ui:text-size",
            "ui:offline",
            "journal:checkpoint",
            "journal:vkey",
            "journal:tile",
            "journal:proof",
            "licences:openapi",
            "licences:sandbox",
        ],
        PUBLIC,
    ),
    **dict.fromkeys(
        [
            "account_reauthenticate",
            "account_change_password",
            "account_set_password",
            "mfa_index",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
            "people:account",
            "people:real_name_start",
            "people:real_name",
            "people:carry_on",
            "people:stay",
            "people:sessions",
            "people:end_other_sessions",
            "people:end_session",
        ],
        ACCOUNT,
    ),
    **dict.fromkeys(
        [
            "portal:cases",
            "portal:me",
            "portal:record",
            "portal:messages",
            "portal:messages-read",
            "licences:licence",
            "licences:apply",
            "licences:application",
            "licences:collect",
            "licences:code",
            "licences:photo",
            "licences:photo-change",
            "licences:history",
            "licences:paper",
            "licences:lock",
            "licences:unlock",
            "licences:wallet-collect",
            "licences:wallet-refresh",
            "licences:vehicles",
            "transfers:vehicles",
            "transfers:check",
            "transfers:check-result",
            "transfers:permit",
            "transfers:move",
            "transfers:cases",
            "transfers:dealer",
            "transfers:dealer-new",
            "people:face_check",
            "people:mandates",
            "people:give_mandate",
        ],
        CITIZEN,
    ),
    **dict.fromkeys(
        [
            "portal:message",
            "licences:withdraw",
            "licences:vehicle",
            "licences:vehicle-receive",
            "licences:vehicle-collect",
            "licences:vehicle-code",
            "licences:vehicle-phone",
            "licences:vehicle-wallet-collect",
            "licences:vehicle-wallet-refresh",
            "transfers:sell",
            "transfers:consent",
            "transfers:consent-withdraw",
            "transfers:report",
            "transfers:case",
            "transfers:case-confirm",
            "transfers:case-apply",
            "transfers:case-correct",
            "transfers:case-apply-in",
            "transfers:case-withdraw",
            "transfers:case-hand-in",
            "transfers:case-invoice",
            "transfers:case-number",
            "transfers:case-custody",
            "transfers:case-proof",
            "transfers:case-release",
            "transfers:case-letter",
            "transfers:licence",
            "people:revoke_mandate",
            "people:stop_move",
        ],
        PARTY,
    ),
    "portal:journal": officer(),
    **dict.fromkeys(
        ["portal:audit", "portal:audit-verify", "portal:audit-see-alarm", "portal:audit-entry"], officer(Duty.AUDIT)
    ),
    "licences:clocks": officer(Duty.SUPERVISION),
    "portal:workings": ADMIN,
    "portal:workings-release": ADMIN,
    "portal:window-identity": officer(Duty.WINDOW),
    "licences:desk-photos": officer(Duty.PHOTO_REVIEW),
    "licences:desk-review": officer(Duty.PHOTO_REVIEW, **MATTER, is_look=True),
    "licences:desk-undo": officer(Duty.PHOTO_REVIEW, place=True),  # one's own decisions alone
    "licences:desk-later": officer(Duty.PHOTO_REVIEW),  # gives back what only this officer can have taken
    "licences:desk-picture": officer(Duty.PHOTO_REVIEW, Duty.WINDOW, **MATTER, is_look=True),
    "licences:desk-search": officer(*RECORD),
    "licences:desk-record": officer(*RECORD, **MATTER, is_look=True),
    "licences:desk-portrait": officer(*RECORD, **MATTER, is_look=True),
    "licences:desk-standing": officer(Duty.STANDING_CHANGE, **MATTER, is_look=True),
    "licences:desk-lock": officer(Duty.WINDOW, **MATTER, is_look=True),
    "licences:desk-window": officer(Duty.WINDOW, **MATTER, is_look=True),
    "transfers:desk-queue": officer(*READERS),
    "transfers:desk-case": officer(*READERS, **MATTER, is_look=True),
    "transfers:desk-refusal": officer(*CASE, **MATTER, closed=404, is_look=True),
    "transfers:desk-page": PAPERS,
    "transfers:desk-viewer": PAPERS,
    "transfers:desk-picture": PAPERS,
    "transfers:desk-overview": PAPERS,
    "transfers:desk-photo": PAPERS,
    "transfers:desk-paper": PAPERS,
    "transfers:desk-act": officer(*CASE, **MATTER, is_look=True),
    "transfers:desk-alerts": officer(Duty.SUPERVISION, Duty.AUDIT),
    "transfers:desk-late": officer(Duty.SUPERVISION),
    "transfers:desk-urge": officer(Duty.SUPERVISION, **MATTER),
    "transfers:inspect-list": officer(Duty.INSPECTION),
    **dict.fromkeys(
        ["transfers:inspect-car", "transfers:inspect-result", "transfers:inspect-out", "transfers:inspect-fail"],
        officer(Duty.INSPECTION, **MATTER, is_look=True),
    ),
    "transfers:policies-desk": officer(*RULES),
    "transfers:policy-draft": officer(Duty.RULE_EDIT),
    "transfers:policy": officer(*RULES, place=True),
    "transfers:policy-approve": officer(Duty.RULE_APPROVAL, place=True),
    "transfers:policy-end": officer(Duty.RULE_APPROVAL, place=True),
    **dict.fromkeys(
        ["roadside:start", "roadside:check", "roadside:number", "roadside:plate", "roadside:queue", "roadside:checks"],
        officer(Duty.ROADSIDE_CHECK),
    ),
    "roadside:result": officer(Duty.ROADSIDE_CHECK, place=True),  # one's own checks alone
    "roadside:portrait": officer(Duty.ROADSIDE_CHECK, place=True),
    "offices:rollouts": ADMIN,
    "offices:officers": ADMIN,
    **dict.fromkeys(
        ["offices:officer", "offices:grant", "offices:withdraw", "offices:kin", "offices:identify", "offices:sign_out"],
        officer(Duty.ADMINISTER, place=True),
    ),
}
NOT_OF_THE_HOUSE = ("admin:", "admin/", "demo/")  # Django's own pages and the demonstration's have tests of their own


class Town:
    """One person with a licence, an application, a car and cases in several stages; everybody who may come by."""

    def __init__(self):
        cars.open_towns()
        at = cars.Clock(datetime.now(UTC) - timedelta(days=1))
        self.driver, self.holder, self.licence = small_town.issued(at=at())
        clerk = cars.clerk()
        buyer = cars.citizen()
        self.cases = {}
        for name in ("open", "closed"):
            car = cars.vehicle(self.holder)
            cars.fill_file(car)
            self.cases[name] = cars.deal(car, self.holder, buyer, clerk, at=at)
        Transfer.objects.filter(pk=self.cases["open"]).update(
            stage=Stage.INSPECTION, due_at=datetime.now(UTC) + timedelta(days=1)
        )
        Transfer.objects.filter(pk=self.cases["closed"]).update(
            stage=Stage.REFUSED, ended_at=datetime.now(UTC), due_at=None
        )
        self.vehicle = vehicle_town.vehicle(self.holder)
        self.right = self.officer(*HANDLING, Duty.SUPERVISION)
        waiting = small_town.driver()
        self.applicant = small_town.citizen(waiting)
        self.application = uuid.uuid4()
        licences.apply(application_id=self.application, citizen=self.applicant, picture=portraits.draw(2), at=at())
        decided = uuid.uuid4()
        other = small_town.citizen(small_town.driver())
        licences.apply(application_id=decided, citizen=other, picture=portraits.draw(2), at=at())
        self.decision = uuid.uuid4()
        licences.propose_decision(
            proposal_id=self.decision,
            application_id=decided,
            attempt=1,
            decision=licences.Decision.APPROVE,
            officer=self.right,
            at=at(),
        )
        self.policy = uuid.uuid4()
        rule = CityPolicy(
            prefecture="510100",
            kind=Kind.QUOTA,
            from_day=date(2020, 1, 1),
            until_day=None,
            text=Text("样本", "Example"),
            source="样本",
        )
        drafter = self.officer(Duty.RULE_EDIT)
        policies.draft(CITY_RULES, self.policy, rule, officer=drafter, at=at())
        self.check = Check.objects.create(
            id=uuid.uuid4(),
            officer_id=self.right.id,
            office=self.right.office,
            how="code",
            driver_id=self.driver.id,
            word="pass",
            report=[],
            shown={"register_letters": ["A"], "purpose": "roadside"},
            scanned_at=datetime.now(UTC),
            checked_at=datetime.now(UTC),
        )
        people = (self.holder.identity_number, self.applicant.identity_number)
        kin = self.officer(*HANDLING, Duty.SUPERVISION)
        for number in people:
            offices.declare_kin(officer_id=kin.id, identity_number=number, relation="子女", by="officer:test", at=at())
        own = self.officer(*HANDLING, Duty.SUPERVISION, identity_number=self.holder.identity_number)
        offices.declare_kin(officer_id=own.id, identity_number=people[1], relation="配偶", by="officer:test", at=at())
        self.expired = self.officer(*HANDLING, Duty.SUPERVISION)
        DutyGrant.objects.filter(officer_id=self.expired.id).update(until_day=date(2021, 1, 2))
        all_duties = HANDLING | {Duty.SUPERVISION}
        self.roles = {
            "signed out": (None, frozenset()),
            "stranger": (small_town.citizen(small_town.driver()), frozenset()),
            "party": (self.holder, frozenset()),
            "firm": (clerk, frozenset()),
            "right": (self.right, all_duties),
            "kin": (kin, all_duties),
            "own": (own, all_duties),
            "elsewhere": (self.officer(*HANDLING, Duty.SUPERVISION, region="44"), all_duties),
            "no duty": (self.officer(), frozenset()),
            "expired": (self.expired, frozenset()),
            "no second factor": (self.officer(*HANDLING, Duty.SUPERVISION), all_duties),
            "ended session": (self.officer(*HANDLING, Duty.SUPERVISION), all_duties),
            "shift over": (self.officer(*HANDLING, Duty.SUPERVISION), all_duties),
            "auditor": (self.officer(Duty.AUDIT), frozenset({Duty.AUDIT})),
            "supervisor": (self.officer(Duty.SUPERVISION), frozenset({Duty.SUPERVISION})),
            "administrator": (self.officer(Duty.ADMINISTER), frozenset({Duty.ADMINISTER})),
            "drafter": (drafter, frozenset({Duty.RULE_EDIT})),
            "approver": (self.officer(Duty.RULE_APPROVAL), frozenset({Duty.RULE_APPROVAL})),
        }
        self.clients = {name: self.client(name) for name in self.roles}

    @staticmethod
    def officer(*duties, region="51", **more):
        return small_town.officer(*duties, region=region, **more)

    def client(self, role):
        who, duties = self.roles[role]
        client = Client(raise_request_exception=False)
        if who is None:
            return client
        account = Account.objects.get(pk=who.account_id)
        if role != "no second factor" and account.kind != "citizen":
            Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
        client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
        session = client.session
        hours = 13 if role == "shift over" else 0
        session[SIGNED_IN] = (datetime.now(UTC) - timedelta(hours=hours)).isoformat()
        duty = next((one for one in (Duty.WINDOW, Duty.AUDIT) if one in duties), None)
        if duty is not None:
            until = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
            session["desk.grants"] = {str(self.driver.id): [duty.value, "核对驾驶资格", until]}
        session.save()
        if role == "ended session":
            session.delete()
        return client

    def values(self, case="open"):
        return {
            "vehicle_id": self.vehicle.id,
            "transfer_id": self.cases[case],
            "application_id": self.application,
            "driver_id": self.driver.id,
            "check_id": self.check.id,
            "policy_id": self.policy,
            "proposal_id": self.decision,
            "officer_id": self.right.id,
            "entry_id": Entry.objects.earliest("number").id,
            "alarm_id": uuid.UUID(int=1),
            "notice_id": uuid.UUID(int=1),
            "mandate_id": uuid.UUID(int=1),
            "move_id": uuid.UUID(int=1),
            "language": "en",
            "session_id": 1,
            "token": "unknown",
            "username": "unknown",
            "partner": "tax",
            "what": "answers",
            "which": "upload",
            "item": "certificate",
            "number": 1,
            "attempt": 1,
            "code": "0111",
            "name": "quota",
            "word": "accept",
            "kind": "revocation",
            "path": "0/000",
            "pk": 1,
        }


def expected(door, role, duties):  # noqa: PLR0911 - a table of answers
    """The statuses that count as right; None: whatever the page answers to whom it serves."""
    is_citizen = role in ("stranger", "party", "firm")
    if door.who == "public":
        return None
    if role in ("signed out", "ended session"):
        return {302}
    if door.who == "account":
        return None
    if door.who in ("citizen", "party"):
        if not is_citizen:
            return {403}
        return {302, 400, 403, 404} if door.who == "party" and role == "stranger" else None
    if is_citizen:
        return {403}
    if role in ("no second factor", "shift over"):
        return {302}
    if door.duties and not door.duties & duties:
        return {403}
    if door.place and role == "elsewhere":
        return {404}
    if door.recused and role in ("own", "kin"):
        return {409}
    return None


@pytest.fixture
def place(town, settings):
    settings.DEMO = False
    return Town()


def ask(client, method, path, form=None):
    """(status, how many looks were noted, what caches are told), with everything rolled back."""
    cookies = client.cookies.copy()
    before = Entry.objects.filter(tag__in=LOOKS).count()
    here = transaction.savepoint()  # no atomic block: limits are counted outside of every other transaction
    answer = getattr(client, method)(path, form)
    looks = Entry.objects.filter(tag__in=LOOKS).count() - before
    transaction.savepoint_rollback(here)
    client.cookies = cookies
    return answer.status_code, looks, answer.get("Cache-Control", "")


@pytest.mark.django_db
def test_every_address_answers_every_role_as_its_line_says(place):
    known = [one for one in addresses() if not one.name.startswith(NOT_OF_THE_HOUSE)]
    assert {one.name for one in known} - set(DOORS) == set(), "addresses without a line"
    assert set(DOORS) - {one.name for one in known} == set(), "lines without an address"
    wrong, counted = [], Counter()
    for one in known:
        door = DOORS[one.name]
        for role, (_who, duties) in place.roles.items():
            right = expected(door, role, duties)
            for method in ("get", "post"):
                status, looks, caching = ask(place.clients[role], method, one.path(place.values()))
                counted[role, method] += 1
                if status == 405:
                    continue
                if status >= 500 and status != 503:
                    wrong.append((one.name, role, method, status, "a fault of ours"))
                elif right is not None and status not in right:
                    wrong.append((one.name, role, method, status, f"expected {right}"))
                elif right is None and door.who == "officer" and status == 403:
                    wrong.append((one.name, role, method, status, "expected to pass"))
                if status == 200 and door.who != "public" and "no-store" not in caching:
                    wrong.append((one.name, role, method, status, f"kept by caches: {caching}"))
                if looks > (1 if right is None and door.is_look else 0):
                    wrong.append((one.name, role, method, status, f"{looks} looks"))
                if method == "get" and status == 200 and right is None and door.is_look and looks != 1:
                    wrong.append((one.name, role, method, status, f"{looks} looks"))
    total = sum(counted.values())
    print(f"{len(known)} addresses, {len(place.roles)} roles, {total} requests, {len(wrong)} wrong")
    assert wrong == []
    assert total == len(known) * len(place.roles) * 2


@pytest.mark.django_db
def test_a_case_that_has_ended_shows_no_paper_and_a_look_is_noted_once(place):
    wrong = []
    for one in addresses():
        door = DOORS.get(one.name)
        if door is None or "transfer_id" not in one.arguments or door.who != "officer":
            continue
        status, looks, _ = ask(place.clients["right"], "get", one.path(place.values("closed")))
        if door.closed is not None and (status, looks) != (door.closed, 0 if door.closed == 403 else 1):
            wrong.append((one.name, status, looks))
    assert wrong == []
    path = f"/desk/transfers/{place.cases['open']}/"
    about = {"about__key": place.holder.key, "tag": "case-looked"}
    for _ in range(3):
        assert place.clients["right"].get(path).status_code == 200
    assert Entry.objects.filter(**about).count() == 1
