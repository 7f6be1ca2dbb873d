"""The clock and the sign-in of the citizens' pages."""

from __future__ import annotations

import pytest
from django.test import Client
from recognised import Recognised

from tongban.people.models import Account


@pytest.fixture
def citizen_clock(monkeypatch, town, settings):
    """The citizens' pages five minutes after the town opened."""
    settings.STATIC_ROOT = str(settings.DATA)  # whitenoise warns when the folder is missing
    settings.DEMO = True
    for module in (
        "licences.views.citizen",
        "licences.views.public",
        "credentials.views",
        "people.gates",
        "portal.views",
    ):
        monkeypatch.setattr(f"tongban.{module}.now", lambda: town.later(minutes=5))


@pytest.fixture
def signed_in(town):
    """A client signed in as a citizen; with a face check just passed unless told otherwise."""

    def open_browser(holder, *, language="zh-hans", steps_up=True):
        client = Recognised(holder, at=lambda: town.later(minutes=4)) if steps_up else Client()
        account = Account.objects.get(pk=holder.account_id)
        client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
        client.cookies["django_language"] = language
        return client

    return open_browser


@pytest.fixture
def holding(town):
    """(driver, holder, licence) with the identity-card photo."""
    return town.issued()
