"""A residence permit that comes before the case: held for its person and city, told by the pre-check, carried by the deal."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from citizen_browser import hidden, question, sent, shown
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tongban.documents import queries as documents
from tongban.errors import Malformed, NotFound, Refused, TooMany
from tongban.journal.models import Entry
from tongban.people import queries as people
from tongban.transfers import actions
from tongban.transfers.models import HeldPermit, Transfer
from tongban.transfers.profile import profile
from tongban.transfers.queries import facts, permits

SUZHOU, CHENGDU = "320500000000", "510100000000"
GPS = 0x8825


class Sale:
    """A car of Chengdu and somebody of Nanjing who wants to take it to Suzhou."""

    def __init__(self, cars, at):
        self.cars, self.at = cars, at
        self.owner, self.buyer = cars.citizen(area="510104"), cars.citizen(area="320102")
        self.car = cars.vehicle(self.owner)
        cars.fill_file(self.car)
        self.code = actions.give_consent(key=cars.key(), vehicle_id=self.car.id, citizen=self.owner, at=at())

    def answer(self, *, destination=SUZHOU, citizen=None):
        """What the pre-check says of identity and residence."""
        asked = {"plate_kind": self.car.plate_kind, "plate": self.car.plate, "vin": self.car.vin, "code": self.code}
        who = citizen or self.buyer
        consent = actions.consent_by_code(**asked, citizen=who, at=self.at())
        found = actions.precheck(consent_id=consent.id, destination=destination, citizen=who, at=self.at())
        finding = found.finding("UC-15")
        return finding.result, [reason.code for reason in finding.reasons]

    def hand_in(self, *, key=None, text="permit", destination=SUZHOU):
        actions.hand_in_permit(
            key=key or self.cars.key(),
            citizen=self.buyer,
            destination=destination,
            content=self.cars.page(text),
            media_type="image/png",
            at=self.at(),
        )

    def enter(self, **changes):
        given = self.cars.entered(self.car, self.cars.clerk(), self.buyer, code=self.code, at=self.at)
        return actions.enter_deal(**given | changes)

    def held(self):
        return permits.permits_of(self.buyer.id, at=self.at.at)


@pytest.fixture
def sale(cars, at):
    return Sale(cars, at)


def test_given_a_buyer_from_elsewhere_when_the_permit_is_handed_in_then_the_pre_check_says_so_and_the_deal_carries_it(
    sale, cars, at
):
    assert sale.answer() == ("needed", ["UC-15-permit"])
    sale.hand_in()
    assert sale.answer() == ("note", ["UC-15-handed"])
    assert sale.answer(destination=CHENGDU)[0] == "needed", "it is of another city"
    assert sale.answer(citizen=cars.citizen(area="320102"))[0] == "needed", "it is somebody else's"

    row = sale.enter()
    assert documents.content(row.deal.residence_permit) == cars.page("permit")
    assert sale.held() == []
    assert bytes(HeldPermit.objects.get().content) == b"", "it has served and is erased where it was held"
    actions.confirm(transfer_id=row.id, key=cars.key(), citizen=sale.owner, at=at())
    actions.apply(transfer_id=row.id, key=cars.key(), citizen=sale.buyer, at=at())
    cars.answer_all(at)
    case = cars.Case(row.id, sale.car, sale.owner, sale.buyer, cars.officers()).accept(at)
    assert "320500" in {home.region for home in people.homes_of(sale.buyer.id)}, "who accepts has looked at it"
    assert facts.check_case(case.row, on=at.at.date()).finding("UC-15").result == "ok"


def test_given_a_permit_when_the_owner_moves_home_then_the_move_carries_it(cars, at):
    mover = cars.citizen(area="510104")
    car = cars.vehicle(mover)
    cars.fill_file(car)
    actions.hand_in_permit(
        key=cars.key(), citizen=mover, destination=SUZHOU, content=cars.page("p"), media_type="image/png", at=at()
    )
    row = actions.begin_move(transfer_id=uuid.uuid4(), citizen=mover, vehicle_id=car.id, destination=SUZHOU, at=at())
    assert documents.content(row.deal.residence_permit) == cars.page("p")
    assert permits.permits_of(mover.id, at=at()) == []


def test_given_a_permit_when_the_clerk_brings_a_newer_one_then_that_one_counts(sale, cars):
    sale.hand_in()
    row = sale.enter(papers={"residence_permit": (cars.page("newer"), "image/png")})
    assert documents.content(row.deal.residence_permit) == cars.page("newer")
    assert sale.held() == []


def test_given_a_deal_that_is_refused_when_it_ends_so_then_the_permit_is_still_held(sale, cars, at):
    sale.hand_in()
    other = cars.deal(sale.car, sale.owner, cars.citizen(), cars.clerk(), at=at)
    sale.code = actions.give_consent(key=cars.key(), vehicle_id=sale.car.id, citizen=sale.owner, at=at())
    with pytest.raises(Refused):
        sale.enter()
    assert [one.id for one in Transfer.objects.all()] == [other]
    assert len(sale.held()) == 1


def test_given_a_key_when_it_comes_again_then_it_is_one_permit_and_serves_nothing_else(sale, cars):
    key = cars.key()
    sale.hand_in(key=key)
    sale.hand_in(key=key)
    assert Entry.objects.filter(tag="permit-handed-in").count() == 1
    for change in ({"text": "another"}, {"destination": CHENGDU}):
        with pytest.raises(Refused, match=r"transfer\.key"):
            sale.hand_in(key=key, **change)
    sale.enter()
    sale.hand_in(key=key)
    assert sale.held() == [], "the page sent again after the deal brings nothing back"
    assert Entry.objects.filter(tag="permit-handed-in").count() == 1


def test_given_a_permit_when_another_comes_for_the_city_then_only_the_newer_is_held(sale, cars):
    sale.hand_in(text="old")
    sale.hand_in(text="new")
    sale.hand_in(destination=CHENGDU)
    assert [one.city for one in sale.held()] == ["320500", "510100"]
    assert sorted(len(bytes(row.content)) > 0 for row in HeldPermit.objects.all()) == [False, True, True]
    assert documents.content(sale.enter().deal.residence_permit) == cars.page("new")
    assert [one.city for one in sale.held()] == ["510100"]


def test_given_a_permit_when_its_end_has_come_then_it_counts_no_more_and_is_forgotten(sale, at):
    sale.hand_in()
    assert actions.forget_permits(at=at()) == 0
    at.at += timedelta(days=profile().permit_days)
    assert sale.held() == []
    sale.code = actions.give_consent(key="again", vehicle_id=sale.car.id, citizen=sale.owner, at=at())
    assert sale.answer() == ("needed", ["UC-15-permit"])
    assert actions.forget_permits(at=at()) == 1
    assert not HeldPermit.objects.exists()
    assert sale.enter().deal.residence_permit == ""


def test_given_a_photo_that_tells_where_it_was_taken_when_it_is_held_then_only_the_page_is(sale, at):
    out, exif = BytesIO(), Image.Exif()
    exif[GPS] = {1: "N", 2: (31.0, 17.0, 0.0)}
    Image.new("RGB", (64, 64), "white").save(out, "JPEG", exif=exif)
    given = {"key": "k", "citizen": sale.buyer, "destination": SUZHOU, "media_type": "image/jpeg", "at": at()}
    actions.hand_in_permit(**given, content=out.getvalue())
    assert b"Exif" in out.getvalue()
    assert b"Exif" not in bytes(HeldPermit.objects.get().content)


def test_what_is_no_page_no_office_or_no_key_is_refused_and_nothing_is_held(sale, cars, at, settings):
    given = {"citizen": sale.buyer, "destination": SUZHOU, "media_type": "image/png", "at": at()}
    for wrong in (b"", b"nothing", cars.page("1")[:-4]):
        with pytest.raises(Malformed, match=r"document\."):
            actions.hand_in_permit(**given, key=cars.key(), content=wrong)
    with pytest.raises(Malformed, match="key-malformed"):
        actions.hand_in_permit(**given, key="", content=cars.page("1"))
    with pytest.raises(NotFound):
        actions.hand_in_permit(**given | {"destination": "999900000000"}, key=cars.key(), content=cars.page("1"))
    settings.DOCUMENT_MAX_BYTES = 10
    with pytest.raises(Malformed, match=r"document\.size"):
        actions.hand_in_permit(**given, key=cars.key(), content=cars.page("1"))
    assert not HeldPermit.objects.exists()


def test_a_person_hands_in_ten_a_day_and_not_more(sale, cars):
    key = cars.key()
    sale.hand_in(key=key, text="0")
    for n in range(1, 10):
        sale.hand_in(text=str(n))
        sale.hand_in(key=key, text="0")  # the same again is none of them
    with pytest.raises(TooMany):
        sale.hand_in(text="10")
    assert HeldPermit.objects.count() == 10


def test_the_journal_says_that_a_permit_came_and_not_what_stands_on_it(sale):
    sale.hand_in()
    entry = Entry.objects.get(tag="permit-handed-in")
    assert '"city":"320500"' in entry.details.said.replace(" ", "")
    assert str(sale.buyer.identity_number) not in entry.details.said
    assert list(entry.about.values_list("key", flat=True)) == [sale.buyer.key]


# --- the page ---------------------------------------------------------------------------------------------------------
def upload(cars, name="permit.png", media_type="image/png"):
    return SimpleUploadedFile(name, cars.page("permit"), media_type)


WORDS = {
    "zh-hans": ("现在交居住证", "已经交了：江苏省苏州市", "开始办理时由车管所核对"),
    "en": (
        "Hand in a residence permit now",
        "Handed in: Suzhou, Jiangsu",
        "The office looks at it when the case begins",
    ),
}


@pytest.mark.usefixtures("citizen_clock")
@pytest.mark.parametrize("language", WORDS)
def test_a_buyer_goes_from_the_answer_to_the_page_and_back_to_a_better_answer(sale, cars, signed_in, language):
    link, held, answer = WORDS[language]
    browser = signed_in(sale.buyer, language=language)
    sent(browser, "check", **question(sale.car, sale.code))
    html = shown(browser, "check-result")
    assert f'href="/vehicles/permit/">{link}</a>' in html
    assert answer not in html
    page = shown(browser, "permit")
    assert f'value="{SUZHOU}" selected' in page
    assert held not in page
    sent(browser, "permit", key=hidden(page), destination=SUZHOU, residence_permit=upload(cars))
    assert held in shown(browser, "permit")
    html = shown(browser, "check-result")
    assert answer in html
    assert link not in html
    assert held not in shown(signed_in(cars.citizen(), language=language), "permit"), "it is nobody else's"


@pytest.mark.usefixtures("citizen_clock")
def test_what_is_wrong_is_said_in_its_field_and_the_rest_is_kept(sale, cars, signed_in):
    browser = signed_in(sale.buyer)
    page = shown(browser, "permit")
    html = sent(browser, "permit", status=422, key=hidden(page), destination=SUZHOU).content.decode()
    assert "选居住证的照片或者 PDF" in html
    assert f'value="{SUZHOU}" selected' in html
    assert hidden(html) == hidden(page)
    text = SimpleUploadedFile("permit.txt", b"nothing", "text/plain")
    given = {"key": hidden(page), "destination": SUZHOU, "residence_permit": text}
    assert "只能上传完整的 JPG、PNG 图片或者 PDF" in sent(browser, "permit", status=400, **given).content.decode()
    assert not HeldPermit.objects.exists()
