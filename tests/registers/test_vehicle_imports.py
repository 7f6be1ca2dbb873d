"""A file of vehicles with joint owners, mortgages and seizures: read, refused by line, and never undone by an older file."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from register_rows import AT, BY, DRIVER, VEHICLE

from tongban.identifiers import Plate
from tongban.registers import actions, columns, imports, queries
from tongban.registers.files import Row
from tongban.registers.records import LineKind, Owner
from tongban.simulation.fleet import with_check

no_deadline = settings(deadline=None)  # a busy machine is no failure

SPOUSE = {"name": "样本·林岚", "number": "990205199105170026", "address": ""}
CELLS = {
    "plate_kind": "02",
    "plate": str(VEHICLE.plate),
    "vin": str(VEHICLE.vin),
    "owner_name": "样本·张伟",
    "owner_number": str(DRIVER.number),
    "use": "A",
    "type": "K33",
    "colour": "A",
    "fuel": "A",
    "emission": "6",
    "seats": "5",
    "total_mass_kg": "1850",
    "length_mm": "4650",
    "registered_on": "2020-05-01",
    "inspected_until": "2028-05-01",
    "insured_until": "2027-05-01",
    "certificate_number": "990120000001",
    "office": "990100000000",
}
MORE = {
    "is_mortgaged": "1",
    "mortgagee": "样本银行",
    "mortgagee_number": "91350100M000100Y43",
    "letters": "K",
    "seized_by": "示例区人民法院",
    "owner_since": "2024-03-01",
    "mileage_km": "52000",
    "co_owners": json.dumps([SPOUSE]),
}


@pytest.fixture
def take(tmp_path, db):
    def taken(**cells):
        path = tmp_path / "vehicles.jsonl"
        path.write_text(json.dumps(CELLS | cells) + "\n", "utf-8")
        result, digest = imports.import_file(path, kind="vehicles", by="system:test", at=AT)
        return result, list(imports.faults_of(digest, kind="vehicles"))

    return taken


def found():
    return queries.vehicle(plate_kind="02", plate=VEHICLE.plate)


def test_everything_that_a_vehicle_has_can_come_from_a_file(take):
    assert take(**MORE)[1] == []
    vehicle = found()
    assert vehicle.co_owners == (Owner(**SPOUSE),)
    assert (vehicle.mortgagee, vehicle.mortgagee_number) == ("样本银行", "91350100M000100Y43")
    assert (vehicle.seized_by, vehicle.owner_since, vehicle.mileage_km) == (
        "示例区人民法院",
        date(2024, 3, 1),
        52_000,
    )


def test_a_file_without_the_newer_columns_is_taken_as_before(take):
    assert take()[1] == []
    assert (found().owner_since, found().mileage_km, found().co_owners) == (date(2020, 5, 1), 0, ())
    assert [line.kind for line in queries.vehicle_lines(found().id)] == [LineKind.REGISTERED]


def test_what_an_older_file_does_not_tell_stays(take):
    take(**MORE)
    kept = found()
    result, faults = take(is_mortgaged="1", letters="K", colour="J")
    assert (result.changed, faults) == (1, [])
    assert (found().mortgagee, found().seized_by, found().mileage_km, found().co_owners) == (
        kept.mortgagee,
        kept.seized_by,
        kept.mileage_km,
        kept.co_owners,
    )


def test_a_mortgage_and_a_seizure_that_are_over_take_their_names_along(take):
    take(**MORE)
    take(co_owners="[]")
    assert (found().mortgagee, found().mortgagee_number, found().seized_by, found().co_owners) == ("", "", "", ())
    assert found().owner_since == date(2024, 3, 1)


def test_the_same_vehicle_again_is_unchanged(take):
    take(**MORE)
    result, faults = take(**MORE, engine_number="")
    assert (result.unchanged, faults) == (1, [])


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("co_owners", {"co_owners": "林岚"}),
        ("co_owners", {"co_owners": "{}"}),
        ("co_owners", {"co_owners": '[{"name": "林岚"}]'}),
        ("co_owners", {"co_owners": '[{"name": "林岚", "number": 5}]'}),
        ("co_owners", {"co_owners": json.dumps([SPOUSE | {"phone": "1"}])}),
        ("co_owners", {"co_owners": json.dumps([SPOUSE] * 21)}),
        ("co_owners", {"co_owners": json.dumps([SPOUSE | {"number": str(DRIVER.number)}])}),
        ("co_owners", {"co_owners": "[" * 3_000}),
        ("mortgagee", {"mortgagee": "样本银行"}),
        ("mortgagee_number", {"is_mortgaged": "1", "mortgagee_number": "91350100M000100Y43"}),
        ("mortgagee_number", {"is_mortgaged": "1", "mortgagee": "样本银行", "mortgagee_number": "9135"}),
        ("seized_by", {"seized_by": "示例区人民法院"}),
        ("owner_since", {"owner_since": "2020-04-30"}),
        ("owner_since", {"owner_since": "昨天"}),
        ("mileage_km", {"mileage_km": "-5"}),
        ("mileage_km", {"mileage_km": "10000000"}),
    ],
)
def test_a_cell_that_cannot_be_is_named_and_the_row_left_out(field, cells, take):
    result, faults = take(**cells)
    assert result.bad == 1
    assert [fault.field for fault in faults] == [field]
    assert "林岚" not in faults[0].expected


def test_a_line_that_would_undo_a_transfer_is_a_change_like_any_other(take):
    take()
    actions.transfer_vehicle(
        vehicle_id=found().id,
        owner=Owner(**SPOUSE),
        office="320500000000",
        plate_kind="02",
        plate=str(VEHICLE.plate),
        reason="二手车交易",
        by=BY,
        at=AT,
    )
    result, _ = take(colour="J")
    assert result.changed == 1
    assert found().owner_number == DRIVER.number


@no_deadline
@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_whatever_stands_in_a_cell_is_read_or_named_as_a_fault(text):
    row = Row(1, CELLS | {"co_owners": text, "mileage_km": text, "seized_by": text})
    values, faults = columns.read(row, layout=columns.VEHICLES, on=date(2026, 11, 22))
    assert faults or values["co_owners"] in (None, [])


# --- Numbers in force whose check character is another ----------------------------------------------------------------
def test_numbers_with_another_check_character_are_taken_as_they_are_and_told_by_line(tmp_path, db):
    wrong_code = "91320500MAC0DEM0AA"
    share = json.dumps([{"name": "样本公司", "number": wrong_code}])
    rows = (
        CELLS,
        CELLS | {"plate": "川A12346", "vin": "LSVFF66R0C2116280", "owner_number": wrong_code},
        CELLS | {"plate": "川A12347", "vin": str(with_check("LSVFF66R0C2116281")), "co_owners": share},
    )
    path = tmp_path / "vehicles.jsonl"
    path.write_text(
        "".join(json.dumps(row | {"certificate_number": f"99012000000{n}"}) + "\n" for n, row in enumerate(rows))
    )
    for _ in range(2):  # also when the file was read before
        err = io.StringIO()
        call_command("import_vehicles", path, stdout=io.StringIO(), stderr=err)
        told = err.getvalue().splitlines()
        assert "0 with faults" in told[-4]
        assert told[-3:] == [
            "vin: 1 without a check digit by GB 16735, taken as they are (line 2)",
            "owner_number: 1 without a check character by GB 32100, taken as they are (line 2)",
            "co_owners: 1 without a check character by GB 32100, taken as they are (line 3)",
        ]
    assert queries.vehicle(plate_kind="02", plate=Plate("川A12346")).owner_number == wrong_code
