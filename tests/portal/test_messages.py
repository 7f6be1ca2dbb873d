"""The message centre: a message is new until somebody opens it, and nobody opens another one's."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tongban.notices import actions as telling
from tongban.notices import queries as notices
from tongban.verdicts import Text


@pytest.fixture
def holder(town):
    return town.issued()[1]


@pytest.fixture
def client(holder):
    client = Client()
    client.force_login(get_user_model().objects.get(pk=holder.account_id))
    return client


def test_a_message_stays_new_until_it_is_opened_whatever_page_shows_it(holder, client):
    for address in ("/home/", "/messages/", "/messages/?unread"):
        assert "电子驾驶证已签发" in client.get(address).content.decode()
    assert notices.unread_count(holder.id) == 1
    (message,) = notices.notices(holder.id)
    answer = client.post(f"/messages/{message.id}/")
    assert (answer.status_code, answer["Location"]) == (302, "/licence/")
    assert notices.unread_count(holder.id) == 0
    assert "没有未读消息" in client.get("/messages/?unread").content.decode()
    assert "电子驾驶证已签发" in client.get("/messages/").content.decode()


def test_opening_is_no_get_and_somebody_elses_message_is_not_there(town, holder, client):
    (message,) = notices.notices(holder.id)
    assert client.get(f"/messages/{message.id}/").status_code == 405
    other = Client()
    other.force_login(get_user_model().objects.get(pk=town.citizen(town.driver()).account_id))
    assert other.post(f"/messages/{message.id}/").status_code == 404
    assert other.post("/messages/read/").status_code == 302
    assert notices.unread_count(holder.id) == 1


def test_many_messages_stand_on_pages_of_twenty_and_none_is_lost(town, holder, client):
    for number in range(44):
        telling.tell(holder.id, Text(f"第{number:02}号消息", f"message {number:02}"), at=town.AT)
    seen = [
        number
        for page in ("1", "2", "3", "99", "0", "x", "９", "-1")
        for number in range(44)
        if page in "123" and f"第{number:02}号消息" in client.get(f"/messages/?page={page}").content.decode()
    ]
    assert sorted(seen) == list(range(44))
    for page in ("99", "0", "x", "９", "-1", "9" * 400):
        assert client.get("/messages/", {"page": page}).status_code == 200
    client.post("/messages/read/")
    assert notices.unread_count(holder.id) == 0


def test_a_message_without_a_page_of_its_own_leads_back_to_the_messages(town, holder, client):
    telling.tell(holder.id, Text("甲", "one"), at=town.later(minutes=1))
    newest = notices.notices(holder.id)[0]
    assert client.post(f"/messages/{newest.id}/")["Location"] == "/messages/"
