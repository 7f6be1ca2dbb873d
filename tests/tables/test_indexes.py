"""No index that nobody asks, and no list of areas without one that serves it."""

from __future__ import annotations

import pytest
from django.db import connection

KNOWN_WHOLE = ("digest", "key", "file_number", "vin", "identity_digest", "phone_digest", "credit_code")


@pytest.mark.django_db
def test_what_is_always_known_whole_has_no_index_by_its_beginning():
    if connection.vendor != "postgresql":
        pytest.skip("Django makes such indexes on PostgreSQL alone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, indexdef FROM pg_indexes WHERE indexname LIKE '%\\_like'")
        found = cursor.fetchall()
    twins = [
        (table, index)
        for table, index in found
        for column in KNOWN_WHOLE
        if not table.startswith("account_") and f"({column} " in index
    ]
    assert found, "Django's own tables keep theirs"
    assert twins == []
