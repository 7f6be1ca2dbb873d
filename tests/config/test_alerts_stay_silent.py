"""Whatever citizens and firms read of a car is the same before and after an alert, but for neutral words.

Everything that the owner, a buyer with the owner's code and the market's clerk can open, is sent or is answered is read
twice: before the letter comes to the register and after officers have dealt with it. What telling words stand there
afterwards and did not before would warn a thief.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from html import unescape

import pypdfium2
import pytest
import town as small_town
from django.test import Client
from every_address import addresses
from licences import vehicle_town
from transfers import cars

from tongban.errors import Problem
from tongban.identifiers import Plate
from tongban.licences import actions as licences
from tongban.licences.rules.vehicle.conditions import ABNORMAL, CONDITIONS, SILENT
from tongban.notices.models import Notice
from tongban.offices.records import Duty, Purpose
from tongban.partners.models import Message
from tongban.people.gates import SIGNED_IN
from tongban.people.models import Account
from tongban.registers import actions as registers
from tongban.roadside import actions as roadside
from tongban.transfers import actions
from tongban.transfers.models import Alert
from tongban.transfers.rules.letters import ALERTS, SUSPENDED

INNER = "内部线索：疑似涉案，布控"
STEMS = ("盗抢", "嫌疑", "逃逸", "刑侦", "警示", "布控", "stolen", "suspect", "hit and run", "criminal police")
SKIPPED = ("admin", "demo", "account_logout", "people:end", "journal:", "credentials:status", "ui:language")


def telling():
    """The words of the letters and of the alerts, in both languages, but those that are neutral on purpose."""
    letters = [text for code in SILENT for text in (CONDITIONS[code].name, CONDITIONS[code].what)]
    alerts = [text for one in ALERTS.values() for text in (one.what, one.remedy)]
    neutral = {text.zh for one in (ABNORMAL, SUSPENDED) for text in (one.what, one.remedy)}
    found = {word for text in (*letters, *alerts) if text.zh not in neutral for word in (text.zh, text.en)}
    codes = {one.code for one in ALERTS.values()}
    assert {"B", "C", "J"} <= SILENT
    assert {"被盗抢", "Stolen", "UC-04-C"} <= found | codes
    return {word.lower() for word in (*found, *codes, *STEMS, INNER)}


class World:
    """A person with a car in a case and a car with an electronic licence, who sells to a buyer at a market."""

    def __init__(self):
        cars.open_towns()
        self.at = cars.Clock(datetime.now(UTC) - timedelta(days=1))
        _driver, self.owner, self.licence = small_town.issued(at=self.at())
        self.buyer, self.clerk = cars.citizen(), cars.clerk()
        self.sold = cars.vehicle(self.owner)
        cars.fill_file(self.sold)
        self.case = cars.deal(self.sold, self.owner, self.buyer, self.clerk, at=self.at)
        _owner, self.kept, kept_licence = vehicle_town.received(self.owner, at=self.at())
        self.phone, self.bundle = vehicle_town.collected(self.owner, kept_licence, at=self.at())
        self.code = actions.give_consent(key=cars.key(), vehicle_id=self.kept.id, citizen=self.owner, at=self.at())

    def befall(self, letter):
        """The letter comes, and officers, owner and buyer do what they do."""
        patrol = small_town.officer(Duty.ROADSIDE_CHECK, region="51")
        for car in (self.sold, self.kept):
            registers.set_vehicle_letter(
                vehicle_id=car.id, letter=letter, reason=INNER, by="officer:test", at=self.at()
            )
            roadside.check_plate(
                plate_kind=car.plate_kind,
                plate=Plate(car.plate),
                check_id=uuid.uuid4(),
                purpose=Purpose(Duty.ROADSIDE_CHECK, INNER),
                said="patrol",
                by=patrol,
                at=self.at(),
            )
        self.ask()
        licences.follow_register(at=self.at())
        actions.follow_register(at=self.at())
        assert Alert.objects.exists() == (letter in ALERTS)

    def ask(self):
        """Owner, buyer and dealer ask whether the car can be sold."""
        destination = str(cars.DESTINATION)
        actions.precheck_own(vehicle_id=self.kept.id, citizen=self.owner, destination=destination, at=self.at())
        for asks, trade in ((self.buyer, None), (self.clerk, "320500")):
            consent = actions.consent_by_code(
                plate_kind="02",
                plate=Plate(self.kept.plate),
                vin=self.kept.vin,
                code=self.code,
                citizen=asks,
                at=self.at(),
            )
            actions.precheck(consent_id=consent.id, destination=destination, citizen=asks, trade=trade, at=self.at())

    def browser(self, person, language):
        client = Client()
        account = Account.objects.get(pk=person.account_id)
        client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
        session = client.session
        session[SIGNED_IN] = datetime.now(UTC).isoformat()
        session.save()
        client.cookies["django_language"] = language
        return client

    def read(self, language):
        """{where: what stands there} of all that they can read."""
        found = {}
        for role, person in (("owner", self.owner), ("buyer", self.buyer), ("firm", self.clerk)):
            browser = self.browser(person, language)
            found |= {
                (role, one.name, of): text
                for of, values in (
                    ("sold", {"vehicle_id": self.sold.id, "transfer_id": self.case}),
                    ("kept", {"vehicle_id": self.kept.id}),
                )
                for one, text in self.pages(browser, values, is_all=of == "sold")
            }
            found |= self.questions(role, browser)
            for one in Notice.objects.filter(citizen_id=person.id):
                found[role, "notice", one.pk] = f"{one.text_zh} {one.text_en}"
        for one in Message.objects.all():
            found["partner", one.partner, one.kind] = found.get(("partner", one.partner, one.kind), "") + one.body
        return found | self.verified(language)

    @staticmethod
    def pages(browser, values, *, is_all):
        """Every address that has these arguments at most, or only those that ask for one of them."""
        given = set(values)
        values = values | {"item": "certificate", "number": 1, "name": "deal", "which": "upload", "pk": 1}
        for one in addresses():
            is_wanted = is_all or given & set(one.arguments)
            if one.name.startswith(SKIPPED) or not is_wanted or not set(one.arguments) <= set(values):
                continue
            answer = browser.get(one.path(values))
            if answer.status_code < 400:
                yield one, text_of(answer)

    def questions(self, role, browser):
        """The pre-check as a form: the owner's own, and another's with the code."""
        asked = {
            "plate_kind": "02",
            "plate_0": self.kept.plate[0],
            "plate_1": self.kept.plate[1:],
            "vin": str(self.kept.vin),
            "code": self.code,
            "destination": str(cars.DESTINATION),
        }
        own = f"/vehicles/{self.kept.id}/sell/"
        return {
            (role, "asked", "with a code"): text_of(browser.post("/vehicles/check/", asked, follow=True)),
            (role, "asked", "own"): text_of(browser.get(own, {"destination": str(cars.DESTINATION)})),
        }

    def verified(self, language):
        """What anybody reads who is shown the vehicle's code or the driver's."""
        phone, bundle = small_town.collected(self.owner, self.licence, at=self.at())
        found, anybody = {}, Client()
        anybody.cookies["django_language"] = language
        for name, code in (
            ("vehicle", vehicle_town.shown(self.phone, self.bundle, at=datetime.now(UTC))),
            ("rental", small_town.shown(phone, bundle, purpose="rental", at=datetime.now(UTC))),
        ):
            found["anybody", "/verify/", name] = text_of(anybody.post("/verify/", {"code": code}))
            found["anybody", "/api/verify-code", name] = answered(code)
        return found


def answered(code):
    """The interface's answer, or its refusal, as text."""
    from tongban.licences.firms import dispatch

    try:
        return str(dispatch.judge(code, published=dispatch.Published(), at=datetime.now(UTC)))
    except Problem as problem:
        return f"{problem.code} {problem} {getattr(problem, 'say', '')}"


def text_of(answer):
    """What stands in an answer, whatever it is made of."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(body)
        return "".join(page.get_textpage().get_text_bounded() for page in pages)
    return unescape(body.decode("utf-8", "replace"))


@pytest.fixture
def world(town, settings):
    settings.DEMO = True
    return World()


@pytest.mark.django_db
@pytest.mark.parametrize(("letter", "language"), [("C", "zh-hans"), ("J", "en"), ("B", "en"), ("N", "zh-hans")])
def test_nothing_that_citizens_and_firms_read_tells_which_alert_it_is(world, letter, language):
    world.ask()
    before = world.read(language)
    world.befall(letter)
    after = world.read(language)
    names = {name for _role, name, _of in after}
    wanted = {"licences:vehicle", "licences:history", "portal:record", "transfers:case", "transfers:sell", "notice"}
    assert wanted | {"transfers:dealer", "/verify/", "/api/verify-code", "asked"} <= names
    assert {"commerce", "tax"} & names
    assert sum(text != before.get(where) for where, text in after.items()) > 10, "the letter is heard of"
    words = telling()
    told = {
        (where, word)
        for where, text in after.items()
        for word in words
        if word in text.lower() and word not in before.get(where, "").lower()
    }
    assert told == set()
    assert len(after) > 60
