"""The pages on which the photo of a licence is changed, for the holder and at the desk."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from licence_browser import Page, fits, hand_in, page
from photo_changes import approve, ask, send_back

from tongban.licences import actions, queries
from tongban.licences.models import Application, Licence
from tongban.licences.rules.photo import REQUIREMENTS
from tongban.licences.stages import ApplicationStage
from tongban.offices.records import Duty
from tongban.people.models import Account
from tongban.registers import queries as register
from tongban.simulation import portraits

pages = pytest.mark.usefixtures("citizen_clock")


def portrait_file(seed=7):
    return SimpleUploadedFile("me.jpg", portraits.draw(seed), content_type="image/jpeg")


@pytest.fixture
def desk(town, monkeypatch, settings):
    """A client at the desk of a reviewer, five minutes after the town opened."""
    settings.DEMO = True  # no second factor
    for module in ("licences.views.desk", "offices.gates"):
        monkeypatch.setattr(f"tongban.{module}.now", lambda: town.later(minutes=5))

    def open_desk(duty=Duty.PHOTO_REVIEW, *, language="zh-hans"):
        client = Client()
        account = Account.objects.get(pk=town.officer(duty).account_id)
        client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
        client.cookies["django_language"] = language
        return client

    return open_desk


@pages
def test_the_licence_leads_to_a_plain_form_that_hands_the_photo_in(holding, signed_in):
    client = signed_in(holding[1])
    address = reverse("licences:photo-change")
    assert address in client.get(reverse("licences:licence")).content.decode()
    form = page(client, "licences:photo-change").hidden["application"]
    for _ in range(2):  # a double click
        answer = client.post(address, {"application": form, "photo": portrait_file()})
        assert answer.url == reverse("licences:application")
    read = page(client, "licences:application")
    assert "换照片进度" in read.text
    assert "照片审核中" in read.text
    assert "领到手机" not in read.text
    face = client.get(reverse("licences:licence")).content.decode()
    assert "正在办理，看进度" in face
    assert address not in face


@pages
def test_changing_the_photo_needs_a_face_check(holding, signed_in):
    answer = signed_in(holding[1], steps_up=False).get(reverse("licences:photo-change"))
    assert answer.status_code == 302
    assert "face-check" in answer.url


@pages
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_licence_and_form_say_from_which_day_it_may_be_changed(town, holding, signed_in, language):
    _record, holder, _licence = holding
    approve(town, ask(holder, at=town.AT), at=town.AT)
    client = signed_in(holder, language=language)
    day = "2027年5月20日起可以再换。" if language == "zh-hans" else "You can change it again from 20 May 2027."
    assert day in page(client, "licences:licence").text
    answer = client.get(reverse("licences:photo-change"))
    assert day in Page(answer).text
    assert 'name="photo"' not in answer.content.decode()
    refused = client.post(
        reverse("licences:photo-change"), {"application": str(uuid.uuid4()), "photo": portrait_file()}
    )
    assert refused.status_code == 409
    assert day in Page(refused).text


@pages
@pytest.mark.parametrize(
    "posted",
    [
        {"more": "1"},
        {"application": "not an id"},
        {"application": str(uuid.uuid4()), "photo": "a text, not a file"},
        {"application": str(uuid.uuid4()), "photo": SimpleUploadedFile("empty.jpg", b"")},
        {"photo": SimpleUploadedFile("me.jpg", b"\x00\xff")},
    ],
    ids=["nothing", "no id", "text", "empty file", "file without id"],
)
def test_odd_input_is_asked_for_again_and_hands_nothing_in(holding, signed_in, posted):
    answer = signed_in(holding[1]).post(reverse("licences:photo-change"), posted)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Application.objects.filter(licence__isnull=False).exists()


@pages
def test_a_file_that_is_no_picture_is_malformed(holding, signed_in):
    posted = {"application": str(uuid.uuid4()), "photo": SimpleUploadedFile("me.jpg", b"\x00\xff")}
    answer = signed_in(holding[1]).post(reverse("licences:photo-change"), posted)
    assert answer.status_code == 400
    assert not Application.objects.filter(licence__isnull=False).exists()


@pages
def test_a_returned_photo_says_why_a_better_one_is_sent_and_the_change_can_be_withdrawn(town, holding, signed_in):
    _record, holder, licence = holding
    found = ask(holder, at=town.later(minutes=1))
    send_back(town, found, at=town.later(minutes=2))
    client = signed_in(holder)
    read = page(client, "licences:application")
    assert "照片退回了" in read.text
    assert REQUIREMENTS["P2"].remedy.zh in read.text
    assert client.post(reverse("licences:application"), {"photo": portrait_file(9)}).status_code == 302
    assert queries.application(found).stage is ApplicationStage.REVIEW
    assert client.post(reverse("licences:withdraw", args=[found])).url == reverse("licences:licence")
    assert "驾驶证上还是原来的照片" in page(client, "licences:application").text
    assert queries.licence(licence.id, at=town.AT).photo_id == licence.photo_id


@pages
def test_every_page_of_a_change_fits_a_strict_policy_and_leaves_no_chinese_in_english(town, holding, signed_in):
    _record, holder, _licence = holding
    client = signed_in(holder, language="en")
    addresses = [reverse(f"licences:{name}") for name in ("licence", "photo-change", "application")]

    def all_fit():
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert fits(answer), address
            assert Page(answer).untranslated == [], address

    found = ask(holder, at=town.later(minutes=1))
    assert queries.application_of(holder.id).id == found
    all_fit()
    actions.withdraw(application_id=found, citizen=holder, at=town.later(minutes=1))
    all_fit()
    found = ask(holder, at=town.later(minutes=2))
    for attempt in (1, 2, 3):
        if attempt > 1:
            actions.resubmit_photo(
                application_id=found, citizen=holder, picture=portraits.draw(20 + attempt), at=town.later(minutes=2)
            )
        send_back(town, found, attempt=attempt, broken=("P5",), at=town.AT)
        all_fit()
    actions.take_photo_at_window(
        application_id=found,
        picture=portraits.draw(30),
        officer=town.officer(Duty.WINDOW),
        at=town.later(minutes=3),
    )
    all_fit()


def test_the_desk_says_that_it_is_a_change_and_shows_the_present_photo_beside_the_new_one(town, holding, desk):
    _record, holder, licence = holding
    found = ask(holder, at=town.AT)
    client = desk()
    assert "更换照片" in client.get(reverse("licences:desk-photos")).content.decode()
    review = client.get(reverse("licences:desk-review", args=[found])).content.decode()
    assert "更换电子驾驶证照片，第 1 次提交" in review
    present, sent = (reverse("licences:desk-picture", args=[found, which]) for which in ("present", "upload"))
    assert present in review
    assert sent in review
    assert client.get(present).content == queries.photo(licence.photo_id)
    assert client.get(sent).content == queries.photo(queries.application(found).photo_id)
    assert client.get(present)["Cache-Control"] == "private, no-store"


def test_a_second_change_shows_the_identity_card_photo_as_well(town, holding, desk):
    _record, holder, _licence = holding
    first = ask(holder, at=town.later(days=-200))
    client = desk()
    review = client.get(reverse("licences:desk-review", args=[first])).content.decode()
    assert reverse("licences:desk-picture", args=[first, "identity"]) not in review, "the present photo is that one"
    approve(town, first, at=town.later(days=-200))
    second = ask(holder, at=town.AT, picture=portraits.draw(9))
    review = client.get(reverse("licences:desk-review", args=[second])).content.decode()
    assert reverse("licences:desk-picture", args=[second, "identity"]) in review


def test_the_desk_approves_by_a_plain_form_and_a_withdrawn_change_is_refused_in_words(town, holding, desk):
    _record, holder, licence = holding
    gone = ask(holder, at=town.AT)
    actions.withdraw(application_id=gone, citizen=holder, at=town.AT)
    client = desk()
    decision = {"attempt": 1, "decision": "approve", "key": town.key(), "confirmed": "1"}
    refused = client.post(reverse("licences:desk-review", args=[gone]), decision)
    assert refused.status_code == 409
    assert "这件事已经有人办过" in refused.content.decode()
    found = ask(holder, at=town.AT)
    assert client.post(reverse("licences:desk-review", args=[found]), decision).status_code == 302
    actions.carry_out_decisions(at=town.later(hours=1))
    assert Licence.objects.get(pk=licence.id).photo_id == queries.application(found).photo_id


def test_the_present_photo_of_a_first_application_is_the_identity_cards(town, desk):
    record, _holder, found = hand_in(town)
    answer = desk().get(reverse("licences:desk-picture", args=[found, "present"]))
    assert answer.content == register.portrait(record.id)


@pytest.mark.parametrize("duty", [Duty.PHOTO_REVIEW, Duty.WINDOW])
def test_the_english_desk_pages_of_a_change_have_no_chinese_but_names(town, holding, desk, duty):
    found = ask(holding[1], at=town.AT)
    name = "desk-review" if duty is Duty.PHOTO_REVIEW else "desk-window"
    if duty is Duty.WINDOW:
        Application.objects.filter(pk=found).update(stage=ApplicationStage.WINDOW_ONLY)
    answer = desk(duty, language="en").get(reverse(f"licences:{name}", args=[found]))
    assert answer.status_code == 200
    assert fits(answer)
    assert [said for said in Page(answer).untranslated if "示例市" not in said] == []
