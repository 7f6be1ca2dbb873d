"""An act notes what happened in its own transaction."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from journal_acts import LicenceIssued

from tongban.journal import actions, leaves, queries
from tongban.journal.models import Details, Entry

AT = datetime(2026, 11, 22, 8, 30, 0, 250, tzinfo=UTC)


LICENCE = uuid4()
ISSUED = LicenceIssued(LICENCE, ("A2", "D"), "样本·王小明 110101199003070000")
OFFICER = f"officer:{uuid4()}"
KEY = f"licence:{LICENCE}"


def recorded(**changes):
    return actions.record(**{"entry": ISSUED, "by": OFFICER, "about": [KEY], "at": AT} | changes)


@pytest.mark.django_db
def test_what_was_recorded_is_read_back_by_what_it_is_about():
    number = recorded()
    [found] = queries.history(KEY)
    assert found.id == number
    assert (found.tag, found.at, found.by, found.index) == ("licence-issued", AT, OFFICER, None)
    assert found.details == {
        "licence": str(LICENCE),
        "classes": ["A2", "D"],
        "note": "样本·王小明 110101199003070000",
    }
    assert queries.history(OFFICER) == []


@pytest.mark.django_db
def test_the_newest_comes_first_and_the_limit_holds():
    numbers = [recorded() for _ in range(3)]
    assert [found.id for found in queries.history(KEY, limit=2)] == [numbers[2], numbers[1]]


@pytest.mark.django_db
def test_what_is_noted_later_of_an_earlier_act_stands_where_it_happened():
    now, before = recorded(), recorded(at=AT - timedelta(days=40))
    assert [found.id for found in queries.history(KEY)] == [now, before]


@pytest.mark.django_db
def test_the_leaf_shows_tag_time_and_commitment_and_nothing_else():
    recorded(random=lambda size: b"s" * size)
    row = Entry.objects.get()
    text = queries.leaf(row.id).decode()
    body = leaves.canonical(
        {
            "about": [KEY],
            "at": "2026-11-22T08:30:00.000250Z",
            "by": OFFICER,
            "details": json.loads(row.details.said),
            "tag": "licence-issued",
        }
    )
    committed = hashlib.sha256(b"tongban journal commitment v1\n" + b"s" * 32 + body.encode()).hexdigest()
    assert json.loads(text) == {
        "v": 1,
        "tag": "licence-issued",
        "at": "2026-11-22T08:30:00.000250Z",
        "commitment": committed,
    }
    for secret in ("王小明", "110101", str(LICENCE), OFFICER, "A2"):
        assert secret not in text


@pytest.mark.django_db
def test_the_same_act_twice_has_two_unlike_commitments():
    recorded()
    recorded()
    first, second = Entry.objects.all()
    assert bytes(first.commitment) != bytes(second.commitment)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry():
    def act_and_fail():
        with transaction.atomic():
            recorded()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        act_and_fail()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "王小明"},
        {"by": "citizen:110101199003070000"},
        {"about": ["licence:" + "1" * 65]},
        {"about": ["110101199003070000"]},
        {"at": datetime(2026, 11, 22)},  # noqa: DTZ001 - naive on purpose
    ],
)
def test_a_name_or_number_in_place_of_a_key_is_a_mistake_of_the_caller(wrong):
    with pytest.raises(ValueError, match="expected"):
        recorded(**wrong)


@pytest.mark.django_db
def test_many_acts_of_one_moment_are_recorded_in_their_order():
    issued = [LicenceIssued(uuid4(), ("C1",)) for _ in range(3)]
    numbers = actions.record_many([(act, [f"licence:{act.licence}", KEY]) for act in issued], by=OFFICER, at=AT)
    assert [found.id for found in queries.history(KEY)] == numbers[::-1]
    for act, number in zip(issued, numbers, strict=True):
        [found] = queries.history(f"licence:{act.licence}")
        assert (found.id, found.details["licence"]) == (number, str(act.licence))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 100, 201])
def test_many_acts_at_once_keep_their_order_and_their_details(count):
    issued = [LicenceIssued(uuid4(), ("C1",)) for _ in range(count)]
    ids = actions.record_many([(act, [KEY]) for act in issued], by=OFFICER, at=AT)
    stored = list(Entry.objects.order_by("number").select_related("details"))
    assert [row.id for row in stored] == ids
    assert [json.loads(row.details.said)["licence"] for row in stored] == [str(act.licence) for act in issued]
    assert {row.at for row in stored} <= {AT}


@pytest.mark.parametrize("year", [999, 1990, 9998])
def test_a_moment_has_four_digits_of_the_year_and_six_of_the_second(year):
    text = leaves.moment(datetime(year, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=8))))
    assert text == f"{year:04d}-01-01T19:04:05.000000Z"


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 64) - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None)
@given(PLAIN)
def test_canonical_json_is_that_of_the_standard_library_with_sorted_members(value):
    assert leaves.canonical(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# --- How much is read ---
def plan(rows):
    """How the database would answer, with tables too small to be worth an index treated as if they were large."""
    query, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + query, values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.django_db
def test_what_somebody_did_and_an_id_are_found_by_an_index_in_the_order_that_is_wanted():
    others = [(LicenceIssued(uuid4(), ("C1",)), [KEY]) for _ in range(1_000)]
    actions.record_many(others, by="officer:somebody-else", at=AT)
    recorded()
    if connection.vendor == "postgresql":  # a planner that knows nothing of a table takes any of its indexes
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE journal_details, journal_entry")
    done = plan(Details.objects.filter(by=OFFICER).order_by("-entry")[:5])
    assert "journal_details_by" in done
    assert "Sort" not in done
    assert "TEMP B-TREE" not in done
    assert "journal_entry_by_id" in plan(Entry.objects.filter(id=LICENCE))


@pytest.mark.django_db
def test_what_an_officer_did_comes_newest_first_in_pages_and_nothing_of_anybody_else():
    mine = [recorded() for _ in range(3)]
    recorded(by="officer:somebody-else")
    assert [one.id for one in queries.history_by(OFFICER, limit=2)] == mine[:0:-1]
    assert [one.id for one in queries.history_page_by(OFFICER, number=2, size=2).rows] == mine[:1]


@pytest.mark.django_db
def test_ids_come_in_the_order_of_time_and_are_of_version_7():
    first, second = recorded(at=AT), recorded(at=AT + timedelta(milliseconds=1))
    assert first < second
    assert {first.version, second.version} == {7}
    assert first.int >> 80 == int(AT.timestamp() * 1000)
