"""The code announces what it carries; locking hides the face, and unlocking asks for one."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from licence_browser import page

from tongban.licences import actions, queries
from tongban.standards import qrcode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("citizen_clock")]


def test_the_code_page_begins_with_the_smallest_disclosure(town, signed_in):
    _record, holder, _licence = town.issued()
    html = signed_in(holder).get(reverse("licences:code")).content.decode()
    chosen = re.findall(r'data-purpose="(\w+)"(?: data-reveal)? aria-selected="(\w+)"', html)
    assert chosen == [("age", "true"), ("rental", "false"), ("freight", "false"), ("roadside", "false")]
    assert re.findall(r'data-purpose="(\w+)" data-reveal', html) == ["roadside"]


@pytest.mark.parametrize("purpose", sorted(set(qrcode.Purpose) - {qrcode.Purpose.VEHICLE}))
def test_as_many_items_are_announced_as_the_code_carries(town, signed_in, purpose):
    _record, holder, _licence = town.issued()
    html = signed_in(holder).get(reverse("licences:code")).content.decode()
    announced = re.search(rf'data-for-purpose="{purpose.name.lower()}".*?(\d+) 项', html, re.S)
    carried = set(qrcode.facts.SETS[purpose]) - {"licence"}  # an internal key, no item for a reader
    if "valid_until" in carried:
        carried.remove("valid_from")  # one item on the page: validity
    assert int(announced[1]) == len(carried)


def test_without_a_live_licence_there_is_no_code_page(town, signed_in):
    client = signed_in(town.citizen(town.driver()))
    for name in ("code", "collect", "lock", "unlock"):
        assert client.get(reverse(f"licences:{name}")).url == reverse("licences:licence"), name


def test_the_demonstration_alone_exposes_the_code_to_tests(town, signed_in, settings):
    _record, holder, _licence = town.issued()
    settings.DEMO = settings.DEBUG = False
    assert "data-expose-code" not in signed_in(holder).get(reverse("licences:code")).content.decode()


def test_locking_needs_no_face_check_hides_the_face_and_empties_the_phone(town, signed_in):
    _record, holder, licence = town.issued()
    town.collected(holder, licence)
    client = signed_in(holder, steps_up=False)
    assert client.post(reverse("licences:lock")).url == reverse("licences:lock")
    assert 'data-wallet="forget-now"' in client.get(reverse("licences:lock")).content.decode()
    assert client.get(reverse("licences:code")).url == reverse("licences:lock")
    read = page(client, "licences:licence")
    assert "已挂失，不能出示" in read.text
    assert "档案编号" not in read.text
    assert not queries.licence_of(holder.id, at=town.AT).has_phone


def test_unlocking_needs_a_face_check(town, signed_in):
    _record, holder, licence = town.issued()
    actions.lock(licence_id=licence.id, citizen=holder, at=town.AT)
    assert "face-check" in signed_in(holder, steps_up=False).post(reverse("licences:unlock")).url
    assert queries.licence_of(holder.id, at=town.AT).is_locked
    assert signed_in(holder).post(reverse("licences:unlock")).url == reverse("licences:collect")
    assert not queries.licence_of(holder.id, at=town.AT).is_locked


def test_forms_are_refused_without_the_token_of_the_page(town, signed_in):
    _record, holder, _licence = town.issued()
    client = signed_in(holder)
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse("licences:lock")).status_code == 403
    assert not queries.licence_of(holder.id, at=town.AT).is_locked
