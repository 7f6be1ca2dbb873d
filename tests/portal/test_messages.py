"""A message counts as new until the home page has shown it once."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from tongban.notices import queries as notices


def test_a_message_is_new_once(town, client):
    _record, holder, _licence = town.issued()
    client.force_login(get_user_model().objects.get(pk=holder.account_id))
    assert notices.unread_count(holder.id) == 1
    page = client.get("/home/").content.decode()
    assert "电子驾驶证已签发" in page
    assert notices.unread_count(holder.id) == 0
    assert "电子驾驶证已签发" in client.get("/home/").content.decode()
