"""A firm checks a code: it reads what was asked, and nothing is kept."""

from __future__ import annotations

import base64
import io
import re

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from licence_browser import Page, fits
from PIL import Image

from tongban.journal import queries as journal
from tongban.licences import actions as licences
from tongban.licences import queries
from tongban.licences.models import Photo
from tongban.simulation import portraits
from tongban.standards.signing import generate
from tongban.verdicts import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("citizen_clock")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_firm_reads_only_what_was_asked_when_and_that_nothing_is_kept(town, language):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    client = Client()
    client.cookies["django_language"] = language
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="rental")
    answer = client.post(reverse("licences:verify"), {"code": code})
    read = Page(answer)
    assert answer.status_code == 200
    assert fits(answer)
    assert language != "en" or read.untranslated == []
    assert record.name in read.text
    assert str(record.number)[-4:] in read.text
    assert str(record.number) not in answer.content.decode()
    assert ("我们不保存" if language == "zh-hans" else "We keep nothing") in read.text
    assert "10:05:00" in read.text
    assert record.file_number not in answer.content.decode()


def test_an_age_code_answers_yes_and_no_name(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="age")
    read = Page(Client().post(reverse("licences:verify"), {"code": code}))
    assert "满 18 岁 是" in read.text
    assert record.name not in read.text


def test_an_old_code_is_not_genuine_and_gives_no_facts(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    read = Page(Client().post(reverse("licences:verify"), {"code": town.shown(phone, bundle, purpose="rental")}))
    assert "没有通过" in read.text
    assert "截屏或旧码" in read.text
    assert record.name not in read.text


def photo_of(text, kind="png", *, turned=0):
    """A clerk's photo of a phone that shows the code."""
    drawn = io.BytesIO()
    segno.make_qr(text, error="l").save(drawn, kind="png", scale=5)
    photo = Image.new("RGB", (1600, 1200), "#8a7f70")
    photo.paste(Image.open(drawn).convert("RGB").rotate(turned, expand=True, fillcolor="white"), (300, 120))
    found = io.BytesIO()
    photo.save(found, kind)
    return SimpleUploadedFile(f"code.{kind}", found.getvalue())


def portraits_in(answer):
    """The portraits that stand in the page."""
    return re.findall(r'src="data:image/jpeg;base64,([^"]+)"', answer.content.decode())


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_a_photo_of_the_code_is_read_here_for_whoever_has_no_script(town, kind):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="freight")
    answer = Client().post(reverse("licences:verify"), {"code": "", "picture": photo_of(code, kind, turned=7)})
    read = Page(answer)
    assert answer.status_code == 200
    assert record.name in read.text
    assert fits(answer)
    assert len(looks_of(licence)) == 1


def test_only_a_rental_code_shows_the_portrait_and_it_is_the_one_of_the_licence(town):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    shown = {}
    for purpose in ("rental", "freight", "age"):
        code = town.shown(phone, bundle, at=town.later(minutes=5), purpose=purpose)
        answer = Client().post(reverse("licences:verify"), {"code": code})
        assert "no-store" in answer["Cache-Control"]
        shown[purpose] = portraits_in(answer)
    assert shown["freight"] == shown["age"] == []
    [portrait] = shown["rental"]
    assert base64.b64decode(portrait) == queries.photo(licence.photo_id)


def test_no_portrait_without_a_code_that_holds(town):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    for old in (town.shown(phone, bundle, purpose="rental"), town.shown(generate(), bundle, purpose="rental")):
        answer = Client().post(reverse("licences:verify"), {"code": old})
        assert answer.status_code == 200
        assert portraits_in(answer) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_portrait_that_was_changed_since_is_not_shown_as_the_one_of_the_code(town, language):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="rental")
    Photo.objects.filter(pk=licence.photo_id).update(jpeg=portraits.draw(9))
    client = Client()
    client.cookies["django_language"] = language
    answer = client.post(reverse("licences:verify"), {"code": code})
    assert portraits_in(answer) == []
    assert ("刚换了照片" if language == "zh-hans" else "has just changed") in Page(answer).text
    assert language != "en" or Page(answer).untranslated == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("picture", "zh", "en"),
    [
        (b"%PDF-1.7\n", "不要选 PDF", "not a PDF"),
        (b"\xff\xd8\xff\xe0 broken", "不要选 PDF", "not a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(8 * 1024 * 1024), "图片太大", "too large"),
        (portraits.draw(3), "没有找到码", "No code in the picture"),
        (None, "选一张有码的图片，或者贴上", "Choose a picture with a code, or paste"),
    ],
)
def test_what_is_wrong_with_a_picture_stands_at_its_field(town, language, picture, zh, en):
    client = Client()
    client.cookies["django_language"] = language
    given = {} if picture is None else {"picture": SimpleUploadedFile("x", picture)}
    answer = client.post(reverse("licences:verify"), given)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert (zh if language == "zh-hans" else en) in page
    assert 'href="#id_picture"' in page
    assert fits(answer)
    assert language != "en" or Page(answer).untranslated == []


def test_a_bomb_of_pixels_is_refused_before_it_is_read(town):
    bomb = io.BytesIO()
    Image.new("1", (5001, 5000)).save(bomb, "png")
    assert bomb.tell() < 50_000
    answer = Client().post(reverse("licences:verify"), {"picture": SimpleUploadedFile("x.png", bomb.getvalue())})
    assert answer.status_code == 400
    assert "图片太大" in answer.content.decode()


@pytest.mark.parametrize("as_picture", [False, True])
def test_a_code_of_another_kind_is_told_and_not_repeated(town, caplog, as_picture):
    text = "https://example.org/<b>somebody</b>"
    given = {"picture": photo_of(text)} if as_picture else {"code": text}
    answer = Client().post(reverse("licences:verify"), given)
    assert answer.status_code == 400
    assert "从开头看是网址" in Page(answer).text
    assert "somebody" not in answer.content.decode() + caplog.text


def test_the_holder_reads_that_whoever_checks_a_rental_code_sees_the_photo(town, signed_in, holding):
    _record, holder, _licence = holding
    for language, said in (("zh-hans", "谁就能看到您驾驶证上的照片"), ("en", "sees the photo on your licence")):
        answer = signed_in(holder, language=language).get(reverse("licences:code"))
        seen_at_once = re.sub(r"</summary>.*?</details>", "", answer.content.decode(), flags=re.DOTALL)
        assert said in seen_at_once
        assert "核对值" not in answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_roadside_code_is_for_the_police_and_rubbish_is_no_code(town, language):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    client = Client()
    client.cookies["django_language"] = language
    roadside = client.post(reverse("licences:verify"), {"code": town.shown(phone, bundle, at=town.later(minutes=5))})
    rubbish = client.post(reverse("licences:verify"), {"code": "hello"})
    assert (roadside.status_code, rubbish.status_code) == (403, 400)
    assert fits(roadside)
    assert fits(rubbish)
    assert language != "en" or Page(roadside).untranslated + Page(rubbish).untranslated == []


def looks_of(licence):
    return [one for one in journal.history(f"licence:{licence.id}", limit=1_000) if one.tag == "licence-shown"]


def test_a_code_that_is_sent_two_hundred_times_stands_once_in_the_holders_history(town):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="rental")
    for _ in range(220):
        licences.check_for_business(code, at=town.later(minutes=5, seconds=20))
    assert len(looks_of(licence)) == 1
    again = town.shown(phone, bundle, at=town.later(minutes=5, seconds=15), purpose="rental")
    age = town.shown(phone, bundle, at=town.later(minutes=5, seconds=15), purpose="age")
    for one in (again, age, code):
        licences.check_for_business(one, at=town.later(minutes=5, seconds=20))
    assert len(looks_of(licence)) == 3


def test_a_code_that_does_not_hold_leaves_nothing_in_the_holders_history(town):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    stale = town.shown(phone, bundle, purpose="rental")
    assert licences.check_for_business(stale, at=town.later(minutes=5)).outcome is not Outcome.HOLDS
    assert looks_of(licence) == []
