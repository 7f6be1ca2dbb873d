"""The inspector's phone: a form with photos, a car that fails, and the origin that lets a car go."""

from __future__ import annotations

import pytest
from desk_browser import act, client_of, filled
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongban.offices.records import Duty
from tongban.transfers.models import Transfer
from tongban.transfers.stages import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_clock")]


@pytest.fixture
def at_the_gate(cars, at):
    """A case whose car may come, and the inspector's phone."""
    case = cars.submitted(at=at).accept(at).move_file(at)
    return case, client_of(case.officers["inspector"]), reverse("transfers:inspect-car", args=[case.id])


def test_photos_of_a_form_with_a_fault_need_not_be_taken_again(cars, at_the_gate):
    case, phone, address = at_the_gate
    answer = phone.post(address, filled(cars, case, mileage_km="viel"))
    assert answer.status_code == 400
    assert "只填数字" in answer.content.decode()
    assert "已拍" in answer.content.decode()
    again = {name: value for name, value in filled(cars, case).items() if not name.startswith("photo-")}
    assert phone.post(address, again).status_code == 302
    assert case.stage == Stage.REVIEW


def test_another_vin_is_asked_for_once_more_and_then_turns_the_case_on_site(cars, at_the_gate):
    case, phone, address = at_the_gate
    other = cars.vin(7_654_321)
    answer = phone.post(address, filled(cars, case, vin=other))
    assert answer.status_code == 400
    assert "和登记的不一样" in answer.content.decode()
    assert case.stage == Stage.INSPECTION
    assert phone.post(address, filled(cars, case, vin=other, vin_confirmed="on")).status_code == 302
    assert case.stage == Stage.REINSPECTION
    assert case.row.onsite_codes == ["vin-differs"]
    assert "不合格" in phone.get(reverse("transfers:inspect-result", args=[case.id])).content.decode()


def test_an_item_that_fails_sends_the_car_home_and_it_comes_again(cars, at_the_gate):
    case, phone, address = at_the_gate
    phone.post(address, filled(cars, case, **{"item-8": "fail"}))
    assert case.stage == Stage.REINSPECTION
    assert "轮胎完好情况" in phone.get(reverse("transfers:inspect-result", args=[case.id])).content.decode()
    assert "第 2 次查验" in phone.get(address).content.decode()
    assert phone.post(address, filled(cars, case)).status_code == 302
    assert case.stage == Stage.REVIEW


@pytest.mark.parametrize("left_out", ["item-3", "photo-0113", "is_recorded", "is_certified", "vin"])
def test_nothing_of_the_form_may_be_left_out(cars, at_the_gate, left_out):
    case, phone, address = at_the_gate
    data = filled(cars, case)
    del data[left_out]
    answer = phone.post(address, data)
    assert answer.status_code == 400
    assert "还差一点" in answer.content.decode()
    assert case.stage == Stage.INSPECTION


def test_a_photo_that_cannot_be_read_is_named(cars, at_the_gate):
    case, phone, address = at_the_gate
    broken = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff half a picture", "image/jpeg")
    answer = phone.post(address, filled(cars, case, **{"photo-0111": broken}))
    assert "照片打不开" in answer.content.decode()
    assert case.stage == Stage.INSPECTION


def test_the_list_shows_the_cars_of_the_own_office_alone(cars, at_the_gate, town):
    case, phone, _address = at_the_gate
    assert str(case.vehicle.plate)[2:] in phone.get(reverse("transfers:inspect-list")).content.decode()
    elsewhere = client_of(town.officer(Duty.INSPECTION, region="4401"))
    assert str(case.vehicle.plate)[2:] not in elsewhere.get(reverse("transfers:inspect-list")).content.decode()


def test_the_origin_lets_a_car_go_the_old_way_once_its_plates_are_back(cars, at):
    case = cars.submitted(at=at)
    Transfer.objects.filter(pk=case.id).update(way="origin-first")
    assert act(case, "origin_window", "accept").status_code == 302
    phone = client_of(case.officers["origin_inspector"])
    out, fail = (reverse(f"transfers:inspect-{word}", args=[case.id]) for word in ("out", "fail"))
    assert "放行，发临时号牌" in phone.get(reverse("transfers:inspect-car", args=[case.id])).content.decode()
    assert phone.post(fail, {"key": "f1", "text": "改"}).status_code == 400
    assert phone.post(fail, {"key": "f2", "text": "后视镜和登记照片不一样"}).status_code == 302
    assert phone.post(out, {"key": "o1"}).status_code == 400
    assert phone.post(out, {"key": "o2", "plates_recovered": "on"}).status_code == 302
    assert case.stage == Stage.MOVED_OUT
    assert "30 天临时号牌" in phone.get(reverse("transfers:inspect-result", args=[case.id])).content.decode()
