"""Files of drivers and vehicles: every bad line named, nothing lost, a kill survived, hostile bytes answered."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from register_rows import AT, DRIVER, VEHICLE

from tongban.errors import Malformed, Unavailable
from tongban.identifiers import LicenceNumber, Plate, identity_check
from tongban.journal import queries as journal
from tongban.registers import columns, files, imports, queries
from tongban.registers.files import Fault, Format, Row
from tongban.registers.models import Driver, Import
from tongban.registers.records import EventKind

no_deadline = settings(deadline=None)  # a busy machine is no failure

pytestmark = pytest.mark.django_db

DRIVER_CELLS = {
    "number": DRIVER.number,
    "name": DRIVER.name,
    "sex": "男",
    "first_issued": "2015-06-17",
    "classes": "C1",
    "valid_from": "2021-06-17",
    "valid_until": "2031-06-17",
    "file_number": DRIVER.file_number,
    "card_core_number": DRIVER.card_core_number,
    "office": DRIVER.office,
    "issuing_authority": DRIVER.issuing_authority,
    "letters": "A",
    "points": "3",
}


def cells(serial: int, **changes: str) -> dict[str, str]:
    """A driver's cells; each serial another person."""
    first = f"99010219800101{serial:03d}"
    number = first + identity_check(first)
    return DRIVER_CELLS | {"number": number, "file_number": f"9901{serial:08d}"} | changes


def csv_text(rows: list[dict[str, str]]) -> str:
    return "\n".join([",".join(DRIVER_CELLS), *(",".join(row.values()) for row in rows)]) + "\n"


@pytest.fixture
def given_file(tmp_path):
    def write(content: str | bytes, name: str = "drivers.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def take(path, *, kind="drivers", **more):
    result, digest = imports.import_file(path, kind=kind, by="system:test", at=AT, **more)
    return result, list(imports.faults_of(digest, kind=kind))


# --- Good files ---


def test_a_good_file_is_taken_in_and_the_same_file_again_changes_nothing(given_file):
    path = given_file(csv_text([cells(1), cells(2, valid_until="长期", letters="BD", points="13")]))
    result, faults = take(path)
    assert (result.created, result.bad, faults, result.is_finished) == (2, 0, [], True)
    driver = queries.driver(LicenceNumber(cells(2)["number"]))
    assert (driver.valid_until, driver.letters, driver.points) == (None, {"B", "D"}, 13)
    assert sorted(line.points for line in queries.points_of(driver.id)) == [1, 12]
    assert take(path)[0] == result
    again = given_file(csv_text([cells(1), cells(2, valid_until="长期", letters="BD", points="13")]) + "\n")
    result, _ = take(again)
    assert (result.created, result.changed, result.unchanged) == (0, 0, 2)
    assert queries.events_after(0) == []


def test_a_changed_line_changes_its_driver_and_is_announced(given_file):
    take(given_file(csv_text([cells(1), cells(2)])))
    result, _ = take(given_file(csv_text([cells(1), cells(2, letters="H", points="6")])))
    assert (result.changed, result.unchanged) == (1, 1)
    driver = queries.driver(LicenceNumber(cells(2)["number"]))
    assert (driver.letters, driver.points, driver.version) == ({"H"}, 6, 2)
    assert [line.points for line in queries.points_of(driver.id, only_counted=True)] == [6]
    assert [(event.kind, event.driver_id) for event in queries.events_after(0)] == [(EventKind.IMPORTED, driver.id)]


def test_json_lines_are_read_like_csv(given_file):
    lines = [json.dumps(cells(1)), json.dumps(cells(2) | {"points": 3, "remarks": None}, ensure_ascii=False)]
    result, faults = take(given_file("\n".join(lines), "drivers.jsonl"))
    assert (result.created, faults) == (2, [])


def test_vehicles_are_keyed_by_kind_and_number(given_file):
    head = [name for name, column in columns.VEHICLES.columns.items() if column.default is None]
    values = {name: str(getattr(VEHICLE, name)) for name in head}
    other = values | {"plate_kind": "01", "vin": "1M8GDM9AXKP042788", "type": "H11"}
    text = "\n".join([",".join(head), *(",".join(row.values()) for row in (values, other))])
    result, faults = take(given_file(text, "vehicles.csv"), kind="vehicles")
    assert (result.created, faults) == (2, [])
    assert queries.vehicle(plate_kind="01", plate=Plate("川A12345")).type == "H11"


def test_windows_files_are_read_with_their_mark_and_line_ends(given_file):
    text = csv_text([cells(1), cells(2)]).replace("\n", "\r\n")
    assert take(given_file(b"\xef\xbb\xbf" + text.encode()))[0].created == 2


def test_gb18030_is_read_when_it_is_named_and_every_line_is_a_fault_when_it_is_not(given_file):
    path = given_file(csv_text([cells(1, points="0")]).encode("gb18030"))
    result, faults = take(path)
    assert result.created == 0
    assert [fault.line for fault in faults] == [2]
    assert "--encoding" in faults[0].expected
    path = given_file(csv_text([cells(1)]).encode("gb18030"), "named.csv")
    assert take(path, encoding="gb18030")[0].created == 1
    assert queries.driver(LicenceNumber(cells(1)["number"])).name == DRIVER.name


# --- Bad lines ---


def test_every_fault_of_every_line_is_named_and_the_good_lines_go_in(given_file):
    bad = cells(2, sex="x", classes="C9", valid_until="", office="51")
    path = given_file(csv_text([cells(1), bad, cells(3, letters="B"), cells(4)]))
    result, faults = take(path)
    assert (result.created, result.bad) == (2, 2)
    assert [(fault.line, fault.field) for fault in faults] == [
        (3, "sex"),
        (3, "classes"),
        (3, "valid_until"),
        (3, "office"),
        (4, "letters"),
    ]


def test_a_person_twice_in_a_file_is_a_fault_of_the_second_line_even_parts_later(given_file):
    rows = [cells(1), cells(2), cells(1, file_number="990199999999"), cells(3, file_number=cells(2)["file_number"])]
    _, faults = take(given_file(csv_text(rows)), lines_at_once=1)
    assert [(fault.line, fault.field) for fault in faults] == [(4, "number"), (5, "file_number")]
    assert "line 2" in faults[0].expected


def test_a_file_number_that_another_driver_of_the_register_has_is_a_fault(given_file):
    take(given_file(csv_text([cells(1)])))
    result, [fault] = take(given_file(csv_text([cells(2, file_number=cells(1)["file_number"])])))
    assert (fault.line, fault.field, result.bad, result.created) == (2, "file_number", 1, 0)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b'"broken quote,1,2', ""),
        (b"one,two", ""),
        (b"\x00" * 40, ""),
        (b"\xff\xfe\xfd", ""),
        (b"x" * (10 * 1024 * 1024), ""),
    ],
    ids=["quote", "too-few", "nul", "not-utf-8", "ten-megabytes"],
)
def test_a_hostile_line_is_one_fault_and_its_neighbours_go_in(given_file, line, field):
    head, one, two = csv_text([cells(1), cells(2)]).encode().splitlines()
    result, faults = take(given_file(b"\n".join([head, one, line, two])))
    assert (result.created, [(fault.line, fault.field) for fault in faults]) == (2, [(3, field)])


@pytest.mark.parametrize(
    "line",
    ["[]", "1", "{", '{"a": 1}', '{"name": "a", "name": "b"}', '{"name": {}}', '{"name": [["a", 1]]}', '{"points": 1.5}',
     '{"name": "\\u0000"}', '{"name": "\\ud800"}', '{"points": NaN}', "[" * 20000, '{"points": ' + "9" * 5000 + "}"],
)  # fmt: skip
def test_a_hostile_json_line_is_a_fault_and_its_neighbours_go_in(given_file, line):
    lines = [json.dumps(cells(1)), line, json.dumps(cells(2))]
    result, faults = take(given_file("\n".join(lines), "drivers.jsonl"))
    assert (result.created, {fault.line for fault in faults}) == (2, {2})


def test_faults_never_repeat_what_stood_in_the_file(given_file):
    number = cells(1)["number"]
    _, faults = take(given_file(csv_text([cells(1, number=number[:-1] + "?", name="样本·秘密" * 30, born="x")])))
    shown = "".join(fault.expected for fault in faults)
    assert faults
    assert number[:-1] not in shown
    assert "秘密" not in shown


# --- Files of which nothing can be read ---


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "drivers.csv", "import.empty"),
        (b"", "drivers.jsonl", "import.empty"),
        (b"number,name\n", "drivers.csv", "import.columns"),
        (csv_text([]).replace("points", "point").encode(), "drivers.csv", "import.columns"),
        (csv_text([]).replace("points", "name").encode(), "drivers.csv", "import.columns"),
        (b'"number', "drivers.csv", "import.columns"),
        (b"\x00\x00\n", "drivers.csv", "import.columns"),
        (csv_text([]).encode("utf-16"), "drivers.csv", "import.encoding"),
        (b"x", "drivers.xlsx", "import.format"),
    ],
)
def test_a_file_without_a_usable_beginning_is_refused_whole_with_its_reason(given_file, content, name, code):
    with pytest.raises(Malformed) as malformed:
        take(given_file(content, name))
    assert malformed.value.code == code
    assert not Import.objects.filter(lines_done__gt=0).exists()


# --- A killed import ---


class Killed(BaseException):
    """The process is gone."""


def test_a_killed_import_goes_on_where_it_stopped_and_loses_no_fault(given_file):
    rows = [cells(n, **({"sex": "?"} if n % 4 == 0 else {})) for n in range(1, 11)]
    path = given_file(csv_text(rows))
    shown = []

    def kill_at_the_second_part(progress):
        shown.append(progress)
        if len(shown) == 2:
            raise Killed

    with pytest.raises(Killed):
        take(path, lines_at_once=3, show=kill_at_the_second_part)
    assert Driver.objects.count() == 5
    result, faults = take(path, lines_at_once=3)
    assert (result.created, result.bad, result.lines, result.is_finished) == (8, 2, 10, True)
    assert [fault.line for fault in faults] == [5, 9]
    recorded = [entry.details for entry in journal.history(f"import:{Import.objects.get().digest}")]
    assert sorted((entry["first"], entry["last"]) for entry in recorded) == [(2, 4), (5, 7), (8, 10), (11, 11)]


def test_a_part_that_fails_half_way_leaves_nothing_of_itself(given_file, monkeypatch):
    path = given_file(csv_text([cells(1), cells(2)]))

    def fails(rows):
        raise Killed

    monkeypatch.setattr(imports, "_opening", lambda *args, **kwargs: fails(None))
    with pytest.raises(Killed):
        take(path)
    assert Driver.objects.count() == 0
    monkeypatch.undo()
    assert take(path)[0].created == 2


def test_two_imports_of_one_file_do_not_both_write(given_file):
    path = given_file(csv_text([cells(n) for n in range(1, 5)]))

    def another_process(progress):
        Import.objects.update(lines_done=99)

    with pytest.raises(Unavailable, match=r"import\.in-use"):
        take(path, lines_at_once=2, show=another_process)


# --- The commands ---


def test_the_command_lists_every_fault_and_ends_with_an_error(given_file, tmp_path):
    path = given_file(csv_text([cells(1), cells(2, sex="?", classes="?")]))
    out, err, listed = io.StringIO(), io.StringIO(), tmp_path / "faults.csv"
    with pytest.raises(CommandError, match="1 lines were not taken in"):
        call_command("import_drivers", path, faults=listed, stdout=out, stderr=err)
    assert "1 created" in err.getvalue()
    assert listed.read_text().splitlines()[:2] == ["line,field,expected", '3,sex,"expected 1 or 男, 2 or 女"']
    with pytest.raises(CommandError):
        call_command("import_drivers", path, stdout=out, stderr=err)
    assert "line 3, sex: expected 1 or 男, 2 or 女" in out.getvalue()


def test_the_command_says_what_is_wrong_with_a_file_that_it_cannot_read(given_file, tmp_path):
    with pytest.raises(CommandError, match=r"import\.columns"):
        call_command("import_vehicles", given_file("a,b\n"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_drivers", tmp_path / "absent.csv")


# --- The reader alone ---


@no_deadline
@given(
    content=st.binary(max_size=400), file_format=st.sampled_from(Format), encoding=st.sampled_from(imports.ENCODINGS)
)
def test_any_bytes_become_rows_or_faults_or_malformed(content, file_format, encoding):
    head = b"number,name\n" if file_format is Format.CSV else b""
    try:
        found = list(
            files.rows(
                io.BytesIO(head + content),
                file_format=file_format,
                encoding=encoding,
                allowed=["number", "name"],
                required=["number"],
            )
        )
    except Malformed as problem:
        assert problem.code in ("import.empty", "import.columns", "import.encoding")  # noqa: PT017
    else:
        numbers = [line.line for line in found]
        assert numbers == sorted(set(numbers))
        assert all(isinstance(line, Row | Fault) for line in found)


@no_deadline
@given(st.dictionaries(st.sampled_from(list(columns.DRIVERS.columns)), st.text(max_size=30)))
def test_any_cells_become_values_or_faults(fields):
    values, faults = columns.read(Row(2, fields), layout=columns.DRIVERS, on=date(2026, 11, 22))
    assert faults or set(values) == set(columns.DRIVERS.columns)
