"""What real registers hold: people from elsewhere, every kind of plate, codes and chassis numbers without a right check,
characters of older tables; and what no register can hold: births to come, days by weeks, places that are none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from register_rows import AT, DRIVER
from test_register_imports import cells
from test_vehicle_imports import CELLS

from tongban.errors import Malformed
from tongban.identifiers import LicenceNumber, Plate, Vin, identity_check
from tongban.licences.kinds.driving import iso_elements
from tongban.registers import imports, queries
from tongban.registers.models import Driver, Import, Vehicle

pytestmark = pytest.mark.django_db

FAULTS = Path(__file__).parent
GB18030_BOM = b"\x84\x31\x95\x33"


def take(path, kind, **options):
    result, digest = imports.import_file(path, kind=kind, by="system:import", at=AT, **options)
    return result, list(imports.faults_of(digest, kind=kind, encoding=options.get("encoding", "utf-8")))


@pytest.fixture
def taken(tmp_path):
    """Imports one row; gives the result and the fields with a fault."""

    def import_row(kind, row, *, encoding="utf-8", mark=b""):
        path = tmp_path / f"{kind}.jsonl"
        path.write_bytes(mark + json.dumps(row, ensure_ascii=False).encode(encoding) + b"\n")
        return take(path, kind, encoding=encoding)

    return import_row


# --- the files of the report ---------------------------------------------------------------------------------------------
def test_a_file_that_was_read_in_a_wrong_encoding_can_be_read_again_in_the_right_one():
    path = FAULTS / "12-vehicles-gb18030.csv"
    first, faults = take(path, "vehicles")
    assert (first.created, first.bad) == (0, 1)
    assert "--encoding" in faults[0].expected
    second, faults = take(path, "vehicles", encoding="gb18030")
    assert (second.created, second.bad, faults) == (1, 0, [])
    again, _ = take(path, "vehicles", encoding="gb18030")
    assert again == second
    assert Import.objects.count() == 2


def test_a_day_by_its_week_is_a_fault():
    result, faults = take(FAULTS / "13-vehicles-week-date.csv", "vehicles")
    assert result.created == 1
    assert [(fault.line, fault.field) for fault in faults] == [(2, "registered_on")]


# --- what is taken ---------------------------------------------------------------------------------------------------------
def number_of(first_17):
    return first_17 + identity_check(first_17)


@pytest.mark.parametrize(
    ("number", "nationality"),
    [
        ("H12345678", "CN"),
        ("12345678", "CN"),
        ("E12345678", "GB"),
        ("CAN110090010112", "CA"),
        (number_of("91184019900101001"), "CA"),
        (number_of("83000019900101001"), "CN"),
    ],
)
def test_a_driver_with_a_document_of_elsewhere_is_imported_and_found(taken, number, nationality):
    result, faults = taken("drivers", cells(1, number=number, nationality=nationality) | {"born": "1990-01-01"})
    assert (result.created, faults) == (1, [])
    found = queries.driver(LicenceNumber(f" {number.lower()} "))
    assert (found.number, found.born.isoformat(), found.nationality) == (number, "1990-01-01", nationality)


def test_a_birth_date_that_the_number_does_not_hold_has_to_be_told(taken):
    _, faults = taken("drivers", cells(1, number="H12345678"))
    assert [fault.field for fault in faults] == ["born"]


@pytest.mark.parametrize(
    ("kind", "plate"),
    [("33", "京X0001应急"), ("18", "川A1234试"), ("99", "川A1234超"), ("14", "川01·12345"), ("03", "使０１４５７８")],
)
def test_a_vehicle_with_any_kind_of_plate_is_imported_and_found(taken, kind, plate):
    result, faults = taken("vehicles", CELLS | {"plate_kind": kind, "plate": plate})
    assert (result.created, faults) == (1, [])
    assert queries.vehicle(plate_kind=kind, plate=Plate(plate)).plate == Plate(plate)


def test_two_spellings_of_a_plate_are_one_vehicle(taken):
    taken("vehicles", CELLS | {"plate_kind": "03", "plate": "使014578"})
    result, _ = taken("vehicles", CELLS | {"plate_kind": "03", "plate": "使０１４・５７８", "colour": "B"})
    assert (result.created, result.changed, Vehicle.objects.count()) == (0, 1, 1)


@pytest.mark.parametrize("owner", ["91350100M000100Y44", "E12345678", "M1234567801"])
def test_owners_with_codes_and_documents_as_they_are_in_force(taken, owner):
    result, faults = taken("vehicles", CELLS | {"owner_number": owner})
    assert (result.created, faults) == (1, [])
    assert queries.vehicles_of(owner)[0].owner.number == owner


def test_a_chassis_number_is_taken_of_old_cars_alone(taken):
    result, faults = taken("vehicles", CELLS | {"vin": "bj-212-04417", "registered_on": "1988-05-01"})
    assert (result.created, faults) == (1, [])
    assert not queries.vehicle_by_vin(Vin("BJ21204417")).vin.is_standard
    _, faults = taken("vehicles", CELLS | {"vin": "LSVFF66R8C211628", "plate": "川A54321"})
    assert [fault.field for fault in faults] == ["vin"]


# --- what cannot be ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("drivers", {"number": number_of("51010429990101001")}, "number"),
        ("drivers", {"number": number_of("51010420270101001")}, "number"),
        ("drivers", {"number": number_of("00000019900101001")}, "number"),
        ("drivers", {"number": "H12345678", "born": "2999-01-01"}, "born"),
        ("drivers", {"number": "H12345678", "born": "2026-12-01"}, "born"),
        (
            "drivers",
            {"first_issued": "2099-06-17", "valid_from": "2099-06-17", "valid_until": "2100-06-17"},
            "first_issued",
        ),
        ("vehicles", {"registered_on": "2099-05-01", "inspected_until": "2100-05-01"}, "registered_on"),
        ("vehicles", {"registered_on": "2026-11-21"}, "registered_on"),
        ("vehicles", {"owner_since": "2026-11-21"}, "owner_since"),
        ("vehicles", {"owner_number": number_of("51010420270101001")}, "owner_number"),
        ("vehicles", {"owner_number": "510104199001010010"}, "owner_number"),
        ("vehicles", {"registered_on": "２０２０-05-01"}, "registered_on"),
        ("vehicles", {"plate": "沪O12345"}, "plate"),
    ],
)
def test_what_cannot_be_is_a_fault(taken, kind, change, field):
    result, faults = taken(kind, (cells(1) if kind == "drivers" else CELLS) | change)
    assert result.created == 0
    assert field in {fault.field for fault in faults}


def test_digits_of_full_width_are_digits(taken):
    result, _ = taken("vehicles", CELLS | {"seats": "５", "certificate_number": "９９0120000001"})
    assert result.created == 1
    assert (Vehicle.objects.get().seats, Vehicle.objects.get().certificate_number) == (5, "990120000001")


# --- characters --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("octets", "letter"),
    [
        (b"\xfe\x59", "龴"),
        (b"\xfe\xa0", "龻"),
        (b"\xa6\xd9", "︐"),
        (b"\xa8\xbc", "ḿ"),
        (b"\xfe\x51", "𠂇"),
        (b"\xfe\x91", "𤇾"),
    ],
)
def test_bytes_that_older_tables_put_into_private_use_are_read_by_the_table_of_2022(tmp_path, octets, letter):
    path = tmp_path / "drivers.jsonl"
    line = json.dumps(cells(1, name="张@"), ensure_ascii=False).encode("gb18030").replace(b"@", octets)
    path.write_bytes(line)
    assert take(path, "drivers", encoding="gb18030")[0].created == 1
    assert Driver.objects.get().name == f"张{letter}"


@pytest.mark.parametrize(
    ("name", "why"), [("张\ue000", "private-use"), ("张\u202e伟", "direction"), ("张\u2067伟", "direction")]
)
def test_names_that_look_otherwise_elsewhere_are_refused_with_the_reason(taken, name, why):
    _, faults = taken("drivers", cells(1, name=name))
    assert [fault.field for fault in faults] == ["name"]
    assert why in faults[0].expected
    _, faults = taken("vehicles", CELLS | {"owner_name": name})
    assert why in faults[0].expected


def test_the_mark_of_gb18030_is_no_text_and_no_other_encoding_s_mark_is_passed_over(taken):
    assert taken("drivers", cells(1), encoding="gb18030", mark=GB18030_BOM)[0].created == 1
    for encoding, mark in (("utf-8", GB18030_BOM), ("gb18030", b"\xef\xbb\xbf"), ("gb18030", b"\xff\xfe")):
        with pytest.raises(Malformed, match=r"import\.encoding"):
            taken("drivers", cells(2), encoding=encoding, mark=mark)


# --- shown -------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "parts"),
    [("欧阳修远", ("欧阳", "修远")), ("艾力•买买提", ("艾力", "买买提")), ("司马·样本", ("司马", "样本"))],
)
def test_the_mobile_licence_splits_names_and_bears_any_document_s_number(name, parts):
    from tongban.identifiers import Document
    from tongban.licences.queries import Standing
    from tongban.verdicts import Verdict

    driver = replace(DRIVER, name=name, number=LicenceNumber("E12345678"), nationality="GB")
    standing = Standing.__new__(Standing)
    object.__setattr__(standing, "may_drive", Verdict())
    object.__setattr__(standing, "classes", ("C1",))
    found = iso_elements(driver, standing, b"", on=AT.date())
    assert (found["family_name_national_character"], found["given_name_national_character"]) == parts
    assert found["document_number"] == "E12345678"
    assert driver.number.document is Document.PASSPORT
