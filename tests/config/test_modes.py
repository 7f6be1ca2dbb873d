"""What refuses to start: each objection raised and each not raised, from both sides of the border."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tongban.config import modes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def demo(tmp_path):
    """A demo as it should be."""
    modes.mark(tmp_path / "data")
    return modes.Installation(
        mode="demo",
        data=tmp_path / "data",
        keys=tmp_path / "data" / "keys",
        database_engine="django.db.backends.sqlite3",
        database_name=str(tmp_path / "data" / "tongban.sqlite3"),
        hosts=("localhost", "127.0.0.1", "[::1]"),
        secret_key="",
        keys_passphrase="",
        is_debug=False,
    )


@pytest.fixture
def production(tmp_path):
    """Production as it should be."""
    return modes.Installation(
        mode="production",
        data=tmp_path / "data",
        keys=tmp_path / "keys",
        database_engine="django.db.backends.postgresql",
        database_name="tongban",
        hosts=("licences.example",),
        secret_key="s" * 32,
        keys_passphrase="p" * 12,
        is_debug=False,
    )


@pytest.fixture
def development(production):
    """Development as it should be: whoever sets nothing."""
    return dataclasses.replace(
        production,
        mode="development",
        hosts=("localhost", "127.0.0.1", "[::1]", "testserver"),
        secret_key="insecure-development-key",
        keys_passphrase="development",
    )


def test_given_development_on_this_machine_when_it_starts_then_nothing_objects(development):
    assert modes.objections(development) == []


@pytest.mark.parametrize("host", ["licence.example", "192.0.2.7", "*", ".example", "0.0.0.0"])  # noqa: S104
def test_given_development_on_a_host_that_others_reach_when_it_starts_then_it_is_refused(development, host):
    """It started there with the published secret and cookies in clear."""
    assert host in one_objection(development, hosts=("localhost", host))
    assert host in one_objection(development, hosts=(host,), secret_key="s" * 48)


def one_objection(installation, **changes) -> str:
    found = modes.objections(dataclasses.replace(installation, **changes))
    assert len(found) == 1, found
    return found[0]


def test_given_a_demo_in_its_own_folder_when_it_starts_then_nothing_objects(demo):
    assert modes.objections(demo) == []


def test_given_an_empty_folder_when_a_demo_starts_then_nothing_objects(demo, tmp_path):
    fresh = tmp_path / "fresh"
    assert modes.objections(dataclasses.replace(demo, data=fresh, database_name=str(fresh / "db"))) == []
    fresh.mkdir()
    assert modes.objections(dataclasses.replace(demo, data=fresh, database_name=str(fresh / "db"))) == []


@pytest.mark.parametrize("host", ["licences.example", "*", ".example", "0.0.0.0", "192.0.2.1"])  # noqa: S104 - refused
def test_given_an_address_that_others_reach_when_a_demo_starts_then_it_names_the_address(demo, host):
    assert host in one_objection(demo, hosts=("localhost", host))


def test_given_a_database_server_when_a_demo_starts_then_it_refuses(demo):
    assert "embedded" in one_objection(demo, database_engine="django.db.backends.postgresql")


def test_given_a_database_outside_its_folder_when_a_demo_starts_then_it_refuses(demo, tmp_path):
    assert "embedded" in one_objection(demo, database_name=str(tmp_path / "data-of-others.sqlite3"))


def test_given_productions_folder_when_a_demo_starts_then_it_refuses(demo, tmp_path):
    used = tmp_path / "production"
    used.mkdir()
    (used / "tongban.sqlite3").touch()
    assert modes.MARK in one_objection(demo, data=used, database_name=str(used / "tongban.sqlite3"))


def test_given_production_as_it_should_be_when_it_starts_then_nothing_objects(production):
    assert modes.objections(production) == []


@pytest.mark.parametrize("folder", ["data", "keys"])
def test_given_a_demos_folder_when_production_starts_then_it_refuses(production, folder):
    modes.mark(getattr(production, folder))
    assert modes.MARK in one_objection(production)


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"secret_key": "s" * 31}, "TONGBAN_SECRET_KEY"),
        ({"keys_passphrase": "p" * 11}, "TONGBAN_KEYS_PASSPHRASE"),
        ({"is_debug": True}, "TONGBAN_DEBUG"),
        ({"clock_offset": "+1d"}, "TONGBAN_CLOCK_OFFSET"),
    ],
)
def test_given_an_unsafe_setting_when_production_starts_then_the_setting_is_named(production, changes, setting):
    assert setting in one_objection(production, **changes)


def test_given_several_faults_when_production_starts_then_all_are_told_at_once(production):
    assert len(modes.objections(dataclasses.replace(production, secret_key="", keys_passphrase="", is_debug=True))) == 3


def test_given_secrets_in_the_settings_when_an_objection_is_told_then_they_are_not_repeated(production):
    said = one_objection(production, secret_key="short-and-secret")
    assert "short-and-secret" not in said


def test_given_a_developers_machine_when_it_starts_then_nothing_is_asked(production):
    development = {"mode": "development", "hosts": ("localhost",), "secret_key": "", "is_debug": True}
    assert modes.objections(dataclasses.replace(production, **development)) == []


def test_given_a_demos_folder_when_production_is_really_started_then_the_program_ends_with_the_reason(tmp_path):
    modes.mark(tmp_path)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TONGBAN_")} | {
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "TONGBAN_MODE": "production",
        "TONGBAN_DATA": str(tmp_path),
        "TONGBAN_HOSTS": "licences.example",
        "TONGBAN_SECRET_KEY": "s" * 50,
        "TONGBAN_KEYS_PASSPHRASE": "p" * 12,
    }
    ended = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    assert "Tongban does not start" in ended.stderr
    assert modes.MARK in ended.stderr


@pytest.mark.django_db
def test_given_an_account_outside_a_demo_when_somebody_signs_in_as_it_then_it_is_refused(rf, settings):
    from tongban.errors import Forbidden
    from tongban.people import actions as people

    settings.DEMO = False
    account = people.open_account(username="somebody", password=None)
    with pytest.raises(Forbidden):
        people.sign_in_as(rf.post("/roles/"), account)
