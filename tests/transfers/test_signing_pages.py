"""Both sides sign on their phones: papers, prices, joint owners and faces, and the way out of it."""

from __future__ import annotations

import uuid

import pytest
from citizen_browser import entered, hidden, sent, shown, url

from tongban.transfers.models import Transfer
from tongban.transfers.stages import Stage

pytestmark = pytest.mark.usefixtures("citizen_clock")


def test_both_sides_sign_on_their_phones_and_the_case_goes_to_the_office(cars, at, signed_in):
    case, seller, buyer, _clerk = entered(cars, at)
    as_seller, as_buyer = signed_in(seller), signed_in(buyer)
    assert url("case-confirm", case) in shown(as_seller, "case", case)
    html = shown(as_seller, "case-confirm", case)
    assert "85,000" in html
    assert buyer.name in html
    sent(as_seller, "case-confirm", case, key=hidden(html), shown=hidden(html, "shown"))
    assert "您现在不用做什么" in shown(as_seller, "case", case)
    html = shown(as_buyer, "case-apply", case)
    permit = cars.page("permit")
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent(
        as_buyer,
        "case-apply",
        case,
        key=hidden(html),
        shown=hidden(html, "shown"),
        residence_permit=SimpleUploadedFile("a.png", permit, content_type="image/png"),
    )
    cars.answer_all(at)
    assert Transfer.objects.get(pk=case).stage == Stage.SUBMITTED
    page = shown(as_buyer, "case", case)
    assert "现在由苏州车管所办理" in page
    assert "居住证" in page


def test_a_file_of_another_kind_is_refused_on_the_page(cars, at, signed_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    case, _seller, buyer, _clerk = entered(cars, at)
    browser = signed_in(buyer)
    agreed = hidden(shown(browser, "case-apply", case), "shown")
    wrong = SimpleUploadedFile("a.png", b"not a picture", content_type="image/png")
    answer = sent(browser, "case-apply", case, status=400, key=str(uuid.uuid4()), shown=agreed, quota=wrong)
    assert "现在不能办" in answer.content.decode()
    assert Transfer.objects.get(pk=case).buyer_applied_at is None


def test_a_price_that_changed_meanwhile_is_not_confirmed(cars, at, signed_in):
    case, seller, _buyer, _clerk = entered(cars, at)
    answer = sent(signed_in(seller), "case-confirm", case, status=409, key=str(uuid.uuid4()), shown="0" * 64)
    assert "交易内容和您看到的不一样了" in answer.content.decode()


@pytest.mark.parametrize("name", ["case-confirm", "case-apply", "case-withdraw", "case-number", "case-apply-in"])
def test_every_act_asks_for_a_fresh_face_check(cars, at, signed_in, name):
    case, seller, buyer, _clerk = entered(cars, at)
    person = seller if name == "case-confirm" else buyer
    answer = signed_in(person, steps_up=False).get(url(name, case))
    assert answer.status_code == 302
    assert "face" in answer["Location"]


def test_who_withdraws_reads_what_follows_first(cars, at, signed_in):
    case, seller, buyer, _clerk = entered(cars, at)
    browser = signed_in(buyer)
    html = shown(browser, "case-withdraw", case)
    assert "不能恢复" in html
    sent(browser, "case-withdraw", case, key=hidden(html))
    assert "已撤回" in shown(signed_in(seller), "case", case)


def test_a_joint_owner_confirms_on_the_same_page_and_the_seller_sees_who_is_missing(cars, at, signed_in):
    other = cars.citizen(area="510104")
    shares = [{"name": other.name, "number": str(other.identity_number), "address": ""}]
    case, seller, _buyer, _clerk = entered(cars, at, co_owners=shares)
    assert "没有确认的共有人：1 位" in shown(signed_in(seller), "case", case)
    browser = signed_in(other)
    assert "您是共有人" in shown(browser, "case", case)
    html = shown(browser, "case-confirm", case)
    sent(browser, "case-confirm", case, key=hidden(html), shown=hidden(html, "shown"))
    assert "没有确认的共有人" not in shown(signed_in(seller), "case", case)
    for name in ("case-withdraw", "case-apply"):
        sent(browser, name, case, status=404, key=str(uuid.uuid4()), shown="0" * 64)
    assert Transfer.objects.get(pk=case).stage == Stage.DRAFT
