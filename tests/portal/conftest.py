"""The pages as a browser without script gets them."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def static_folder(settings, tmp_path):
    """whitenoise warns when the folder is missing."""
    settings.STATIC_ROOT = str(tmp_path)


@pytest.fixture
def sign_in(client, settings, town, monkeypatch):
    """sign_in(officer): the client is signed in as that officer of the demonstration."""
    from django.contrib.auth import get_user_model

    settings.DEMO = True

    def sign_in(officer):
        client.force_login(get_user_model().objects.get(pk=officer.account_id))
        return client

    return sign_in
