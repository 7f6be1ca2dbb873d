"""A migration waits for nobody, what is built online waits for all, and rows that change often have room beside them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models.signals import post_migrate, pre_migrate

from tongban.tables import changes


@pytest.fixture
def postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer and no such setting")


@pytest.mark.usefixtures("postgresql")
def test_given_a_migration_when_it_begins_then_it_waits_two_seconds_for_a_lock_and_afterwards_as_long_as_before():
    before = changes.waits_for(connection)
    pre_migrate.send(None, using="default")
    assert changes.waits_for(connection) == changes.WAIT
    with connection.schema_editor(atomic=False) as editor, changes.patient(editor):
        assert changes.waits_for(connection) == "0"
    assert changes.waits_for(connection) == changes.WAIT
    (ends,) = [one for one in post_migrate._live_receivers(None)[0] if one.__module__ == changes.__name__]
    ends(using="default")
    assert changes.waits_for(connection) == before


@pytest.mark.usefixtures("postgresql")
def test_given_an_operator_who_said_how_long_when_a_migration_begins_then_that_stands():
    changes.wait(connection, "7s")
    changes.in_haste(using="default")
    assert changes.waits_for(connection) == "7s"
    changes.in_no_haste(using="default")


@pytest.mark.usefixtures("postgresql")
def test_holdings_and_phones_are_changed_on_their_pages():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE 'fillfactor=85' = ANY(reloptions) ORDER BY relname")
        assert [name for (name,) in cursor.fetchall()] == ["credentials_device", "credentials_holding"]
