"""Pages say whose they are; whoever signs out leaves nothing in the browser, and an officer's queue is never lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tongban.offices.records import Duty
from tongban.people.models import Account
from tongban.ui.persons import COOKIE, HEADER, NOBODY, QUEUE_COOKIE, mark_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages(settings, town):
    settings.STATIC_ROOT = str(settings.DATA)  # whitenoise warns when the folder is missing
    settings.DEMO = True


def signed_in(account):
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
    return client


@pytest.fixture
def account(town):
    """A citizen's account."""
    _record, holder, _licence = town.issued()
    return Account.objects.get(pk=holder.account_id)


def test_every_page_bears_the_mark_of_its_person_in_itself_in_a_header_and_in_a_cookie(account):
    client = signed_in(account)
    answer = client.get(reverse("people:account"))
    mark = mark_of(account.pk)
    assert f'data-person="{mark}"' in answer.content.decode()
    assert (answer[HEADER], answer.cookies[COOKIE].value) == (mark, mark)
    assert mark != str(account.pk)  # a keyed digest, from which nobody reads the account
    assert re.fullmatch(r"[0-9a-f]{16}", mark)
    assert COOKIE not in client.get(reverse("people:account")).cookies  # said once


def test_a_page_for_nobody_says_so(client):
    answer = client.get(reverse("licences:verify"))
    assert 'data-person="none"' in answer.content.decode()
    assert "data-worker" not in answer.content.decode()
    assert answer[HEADER] == NOBODY


def test_a_sign_out_clears_everything_that_the_browser_keeps(account):
    answer = signed_in(account).post(reverse("account_logout"))
    assert (answer.status_code, answer["Clear-Site-Data"]) == (302, '"cache", "storage"')
    assert answer.cookies[COOKIE].value == NOBODY


def test_a_sign_out_with_checks_that_wait_for_a_network_leaves_the_storage_to_the_script(town):
    officer = town.officer(Duty.ROADSIDE_CHECK)
    client = signed_in(Account.objects.get(pk=officer.account_id))
    client.cookies[QUEUE_COOKIE] = "1"
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "现在没有网络"), ("en", "There is no network")])
def test_the_page_for_no_network_is_the_same_for_everybody(client, language, said):
    answer = client.get(reverse("ui:offline", args=[language]))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "data-person" not in answer.content.decode()
    assert (answer.cookies, answer["Cache-Control"]) == ({}, "public, max-age=3600")
    assert client.get("/offline/xx/").status_code == 404
