"""A citizen applies on the pages: refusals with every reason, a photo that comes back, a new card."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from licence_browser import Page, hand_in, page, returned

from tongban.licences import actions, queries
from tongban.licences.stages import ApplicationStage
from tongban.people import gates
from tongban.registers import actions as registers
from tongban.simulation import portraits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("citizen_clock")]


def test_a_refusal_lists_every_reason_at_once(town, signed_in):
    record = town.driver(letters="DK")
    read = page(signed_in(town.citizen(record)), "licences:licence")
    assert "驾驶证已暂扣" in read.text
    assert "驾驶证已被依法扣押" in read.text
    assert reverse("licences:apply") not in read.text


def test_where_the_service_is_not_open_yet_it_says_so_politely(town, signed_in):
    from tongban.offices.models import Rollout

    Rollout.objects.all().delete()
    read = page(signed_in(town.citizen(town.driver())), "licences:licence")
    assert "您的发证地还没有接入本平台。" in read.text
    assert "纸质驾驶证照常使用" in read.text


def test_who_has_no_licence_in_the_register_is_told_where_to_ask(town, signed_in):
    record = town.driver()
    holder = town.citizen(record)
    from tongban.registers.models import Driver

    Driver.objects.filter(pk=record.id).delete()
    assert "登记系统里没有您的驾驶证" in page(signed_in(holder), "licences:licence").text
    assert signed_in(holder).get(reverse("licences:apply")).status_code == 404


def test_applying_needs_a_face_check_and_what_was_posted_comes_back(town, signed_in):
    holder = town.citizen(town.driver())
    client = signed_in(holder, steps_up=False)
    answer = client.post(reverse("licences:apply"), {"application": str(uuid.uuid4()), "source": "identity"})
    assert answer.status_code == 302
    kept = next(iter(client.session[gates.RETURNS].values()))
    assert ["source", "identity"] in gates.opened(kept)
    assert queries.application_of(holder.id) is None


def test_the_identity_photo_is_issued_by_a_plain_form_and_leads_to_the_phone(town, signed_in):
    holder = town.citizen(town.driver())
    client = signed_in(holder)
    form = page(client, "licences:apply").hidden
    posted = {"application": form["application"], "source": "identity"}
    assert client.post(reverse("licences:apply"), posted).url == reverse("licences:collect")
    assert client.post(reverse("licences:apply"), posted).url == reverse("licences:collect")  # a double click
    assert queries.licence_of(holder.id, at=town.AT).is_live


def test_an_own_photo_goes_to_an_officer_and_the_page_says_by_when(town, signed_in):
    holder = town.citizen(town.driver())
    client = signed_in(holder)
    posted = {
        "application": str(uuid.uuid4()),
        "source": "upload",
        "photo": SimpleUploadedFile("me.jpg", portraits.draw(2), content_type="image/jpeg"),
    }
    assert client.post(reverse("licences:apply"), posted).url == reverse("licences:application")
    read = page(client, "licences:application")
    assert "照片审核中" in read.text
    assert "最迟 11月20日（周五） 14:05" in read.text


def test_an_own_photo_that_is_missing_is_asked_for_and_the_choice_is_kept(town, signed_in):
    client = signed_in(town.citizen(town.driver()))
    answer = client.post(reverse("licences:apply"), {"application": str(uuid.uuid4()), "source": "upload"})
    assert "选一张照片，或者改用身份证照片" in answer.content.decode()
    assert 'value="upload" id="id_source_1" checked' in answer.content.decode()


def test_a_photo_that_the_rules_refuse_says_every_reason_and_hands_nothing_in(town, signed_in):
    import io

    from PIL import Image

    holder = town.citizen(town.driver())
    small = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(small, "JPEG")
    answer = signed_in(holder).post(
        reverse("licences:apply"),
        {
            "application": str(uuid.uuid4()),
            "source": "upload",
            "photo": SimpleUploadedFile("me.jpg", small.getvalue(), content_type="image/jpeg"),
        },
    )
    assert answer.status_code == 409
    assert len(answer.context["refused"].verdict.reasons) >= 1
    for reason in answer.context["refused"].verdict.reasons:
        assert reason.what.zh in Page(answer).text
    assert queries.application_of(holder.id) is None


def test_a_returned_photo_says_why_and_a_better_one_can_be_sent(town, signed_in):
    _record, holder, found = returned(town)
    client = signed_in(holder)
    read = page(client, "licences:application")
    assert "照片退回了" in read.text
    for reason in queries.application(found).broken:
        assert reason.remedy.zh in read.text
    answer = client.post(
        reverse("licences:application"),
        {"photo": SimpleUploadedFile("me.jpg", portraits.draw(7), content_type="image/jpeg")},
    )
    assert answer.url == reverse("licences:application")
    assert queries.application(found).stage is ApplicationStage.REVIEW


def test_after_too_many_returns_only_the_window_is_offered(town, signed_in):
    _record, holder, _found = returned(town, times=3)
    answer = signed_in(holder).get(reverse("licences:application"))
    assert "请到窗口办理" in Page(answer).text
    assert 'name="photo"' not in answer.content.decode()


def test_an_application_can_be_taken_back_by_its_own_applicant_only(town, signed_in):
    _record, holder, found = hand_in(town)
    address = reverse("licences:withdraw", args=[found])
    assert signed_in(town.citizen(town.driver())).post(address).status_code == 404
    assert queries.application(found).stage is ApplicationStage.REVIEW
    assert signed_in(holder).post(address).url == reverse("licences:licence")
    assert queries.application(found).stage is ApplicationStage.WITHDRAWN


def test_after_a_new_card_one_tap_applies_again(town, signed_in):
    record, holder, licence = town.issued()
    registers.replace_card(key=town.key(), driver_id=record.id, reason="遗失", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    client = signed_in(holder)
    read = page(client, "licences:licence")
    assert "原来的电子驾驶证已失效" in read.text
    tap = {name: read.hidden[name] for name in ("application", "source")}
    assert client.post(reverse("licences:apply"), tap).url == reverse("licences:collect")
    again = queries.licence_of(holder.id, at=town.AT)
    assert again.is_live
    assert again.id != licence.id
