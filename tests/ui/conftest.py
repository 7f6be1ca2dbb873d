"""A client whose site consists of nothing but "no", in either language."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def site(settings, tmp_path):
    """A browser before the "no" site."""
    settings.STATIC_ROOT = str(tmp_path)  # whitenoise warns when the folder is missing
    settings.ROOT_URLCONF = "ui_addresses"
    return Client(raise_request_exception=False)
