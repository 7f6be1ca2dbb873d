"""For every test: keys of its own in a folder of its own, no network but this machine, and no clock tricks left over."""

from __future__ import annotations

from datetime import UTC, datetime

import hypothesis
import pytest

from tongban.config import translations

hypothesis.settings.register_profile("house", deadline=None)  # how long an example takes is the machine's matter
hypothesis.settings.load_profile("house")

CEREMONY_AT = datetime(2026, 10, 10, tzinfo=UTC)  # before all that the demo says has happened


def pytest_sessionstart():
    """English pages need their catalogues, which are made of the .po files and not committed."""
    translations.compile_all()


@pytest.fixture(autouse=True)
def chinese():
    """A request in English leaves its language behind in the thread; the next test begins in Chinese again."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def nobody_is_asked_where_people_live(settings):
    """No population register unless a test sets one up; a home is told by hand (people.actions.record_home)."""
    settings.POPULATION_URL = ""


@pytest.fixture(scope="session")
def ceremony_folder(tmp_path_factory):
    """Keys made once a run."""
    from tongban.keys import actions

    folder = tmp_path_factory.mktemp("ceremony")
    actions.hold_ceremony(at=CEREMONY_AT, folder=folder)
    return folder


@pytest.fixture
def town(db, settings, ceremony_folder, tmp_path):
    """An open town with keys and a data folder of its own; see tests/town.py."""
    import town as small_town

    settings.KEYS = ceremony_folder
    settings.DATA = settings.STATIC_ROOT = tmp_path
    small_town.open_town()
    return small_town


@pytest.fixture
def query_budget():
    """Holds pages to their budgets of statements; see counted.Ledger and tongban.config.budgets."""
    import counted

    return counted.Ledger()
