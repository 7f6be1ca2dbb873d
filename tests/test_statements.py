"""A statement with blanks answers as the query it is made of would, whatever is filled in."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from counted import statements
from django.db import connection
from django.db.models import BooleanField, CharField, DateField, DateTimeField, IntegerField, Q, UUIDField

from tongban.registers.models import Vehicle
from tongban.statements import Change, Entered, Statement, blank, blanks, numbered
from tongban.transfers.models import Consent, RegisteredOn, Transfer

OWNERS = [uuid.UUID(int=n) for n in range(3)]
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def consents(db):
    for n, owner in enumerate(OWNERS):
        Consent.objects.create(
            vehicle_id=uuid.UUID(int=10 + n),
            owner_id=owner,
            code_digest=str(n),
            given_at=AT,
            until=AT.replace(day=21 + n),
        )


@pytest.mark.usefixtures("consents")
def test_given_blanks_of_several_kinds_when_they_are_filled_then_the_rows_are_those_of_the_query():
    asked = Statement(
        lambda: (
            Consent.objects.filter(
                Q(owner_id__in=[blank("one", UUIDField()), blank("other", UUIDField())]),
                until__gt=blank("at", DateTimeField()),
                withdrawn_at=None,
            )
            .exclude(code_digest=blank("code", CharField()))
            .order_by("code_digest")
            .values_list("owner_id", "until")
        )
    )
    for one, other, at, code in (
        (OWNERS[0], OWNERS[2], AT, "x"),
        (OWNERS[0], OWNERS[2], AT, "0"),
        (OWNERS[0], OWNERS[1], AT.replace(day=21), "x"),
        (uuid.uuid4(), OWNERS[1], AT, "x"),
    ):
        expected = Consent.objects.filter(owner_id__in=[one, other], until__gt=at, withdrawn_at=None)
        wanted = expected.exclude(code_digest=code).order_by("code_digest").values_list("owner_id", "until")
        assert asked.rows(one=one, other=other, at=at, code=code) == [list(row) for row in wanted]


@pytest.mark.usefixtures("consents")
def test_given_a_blank_that_is_left_empty_when_it_is_asked_then_it_equals_nothing():
    asked = Statement(lambda: Consent.objects.filter(owner_id=blank("owner", UUIDField())).values_list("pk"))
    assert asked.rows(owner=None) == []
    assert len(asked.rows(owner=OWNERS[0])) == 1
    with pytest.raises(KeyError):
        asked.rows()


@pytest.mark.django_db
def test_given_a_statement_that_was_asked_before_when_it_is_asked_again_then_its_text_is_the_same():
    asked = Statement(
        lambda: Transfer.objects.filter(plate=blank("plate", CharField()), deal__is_short_held=True).values_list("pk")
    )
    with statements() as sent:
        asked.rows(plate="川A00001")
        asked.rows(plate="川A00002")
    assert len(sent) == 2
    assert sent[0] == sent[1]


@pytest.mark.django_db
def test_given_values_of_every_kind_that_a_column_holds_when_they_are_filled_in_then_both_databases_take_them():
    asked = Statement(
        lambda: Vehicle.objects.filter(
            registered_on__lte=blank("on", DateField()),
            seats=blank("seats", IntegerField()),
            is_mortgaged=blank("mortgaged", BooleanField()),
        ).values_list("co_owners", "registered_on")
    )
    values = {
        "plate_kind": "02", "plate": "川A00001", "vin": "V", "owner_name": "样本", "owner_number": "1", "use": "A",
        "type": "K33", "colour": "A", "fuel": "A", "emission": "5", "seats": 5, "total_mass_kg": 1, "length_mm": 1,
        "registered_on": date(2019, 5, 6), "inspected_until": date(2027, 5, 6), "insured_until": date(2027, 5, 6),
        "certificate_number": "1", "office": "510100000000", "co_owners": [{"name": "样本", "number": "2"}],
    }  # fmt: skip
    Vehicle.objects.create(**values)
    found = asked.rows(on=date(2019, 5, 6), seats=5, mortgaged=False)
    assert found == [[[{"name": "样本", "number": "2"}], date(2019, 5, 6)]]
    assert asked.rows(on=date(2019, 5, 5), seats=5, mortgaged=False) == []


@pytest.mark.usefixtures("consents")
def test_given_a_reading_of_whole_rows_when_it_is_asked_then_they_are_the_models_own():
    asked = Statement(lambda: Consent.objects.filter(owner_id=blank("owner", UUIDField())))
    (found,) = asked.objects(owner=OWNERS[1])
    assert found == Consent.objects.get(owner_id=OWNERS[1])
    assert (found.vehicle_id, found.until) == (uuid.UUID(int=11), AT.replace(day=22))
    found.code_digest = "changed"
    found.save(update_fields=["code_digest"])
    assert asked.objects(owner=OWNERS[1])[0].code_digest == "changed"


@pytest.mark.usefixtures("consents")
def test_given_a_change_of_so_many_rows_when_it_is_run_then_it_meets_those_and_says_how_many():
    ended = Change(
        lambda: Consent.objects.filter(owner_id__in=blanks("owner", UUIDField(), 2), withdrawn_at=None),
        lambda: {"withdrawn_at": blank("at", DateTimeField()), "code_digest": "it's 100%"},
    )
    assert ended.run(at=AT, **numbered("owner", OWNERS[:2])) == 2
    assert ended.run(at=AT, **numbered("owner", OWNERS[1:])) == 1
    assert set(Consent.objects.values_list("withdrawn_at", "code_digest")) == {(AT, "it's 100%")}


@pytest.mark.django_db
def test_given_a_row_that_stands_there_when_it_is_entered_again_then_nothing_happens_and_that_is_told():
    noted = Entered(lambda: RegisteredOn)
    assert noted.run(day=AT.date(), vehicles=3) == 1
    assert noted.run(day=AT.date(), vehicles=4) == 0
    assert [row.vehicles for row in RegisteredOn.objects.all()] == [3]


@pytest.mark.django_db
def test_given_postgresql_when_a_statement_is_asked_again_then_the_server_has_kept_it_and_its_one_plan():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps its own")
    asked = Statement(lambda: Consent.objects.filter(code_digest=blank("code", CharField())).values_list("until"))
    for code in "abcdefgh":
        asked.rows(code=code)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ['%"transfers_consent"."code_digest" = ($1)%'],
        )
        assert cursor.fetchall() == [(8, 0)]
