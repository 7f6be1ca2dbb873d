"""A client whose site consists of nothing but "no", in either language; and catalogues as the sources stand."""

from __future__ import annotations

import pytest
from django.test import Client

from tongban.config import translations


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """The .mo files are not committed; they are made of the .po files that are."""
    translations.compile_all()


@pytest.fixture
def site(settings, tmp_path):
    """A browser before the "no" site."""
    settings.STATIC_ROOT = str(tmp_path)  # whitenoise warns when the folder is missing
    settings.ROOT_URLCONF = "ui_addresses"
    return Client(raise_request_exception=False)
