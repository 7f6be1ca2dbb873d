"""The pages as a browser without script gets them."""

from __future__ import annotations

import pytest


@pytest.fixture
def sign_in(client, settings, town, monkeypatch):
    """sign_in(officer): the client is signed in as that officer of the demonstration."""
    from django.contrib.auth import get_user_model

    settings.DEMO = True
    settings.STATIC_ROOT = str(settings.DATA)  # whitenoise warns when the folder is missing

    def sign_in(officer):
        client.force_login(get_user_model().objects.get(pk=officer.account_id))
        return client

    return sign_in
