"""Reading the lines of an import file, whatever somebody put into it. Pure: a stream of bytes in, rows out.

One record a line, so that one broken quote can never swallow the rest of the file. A line that cannot be read
becomes a Fault with its number, and reading goes on with the next. Faults never repeat what stood in the file.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from tongban.errors import Malformed

LONGEST_LINE_BYTES = 64 * 1024
UTF8_BOM = b"\xef\xbb\xbf"
CLEAN = "expected text without control characters"
GB18030_BOM = b"\x84\x31\x95\x33"
BOMS = {"utf-8": UTF8_BOM, "gb18030": GB18030_BOM}
OTHER_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", UTF8_BOM: "UTF-8", GB18030_BOM: "GB18030"}
# GB 18030-2022 gave these characters their places in Unicode; Python's table is of 2000 and has them for private use.
GB18030_2022 = str.maketrans(
    {
        **dict(zip(range(0xE78D, 0xE794), "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16", strict=True)),
        **{0xE794: "\ufe17", 0xE795: "\ufe18", 0xE796: "\ufe19", 0xE7C7: "\u1e3f"},
        **{0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc"},
        **{0xE81E: "\u9fb4", 0xE826: "\u9fb5", 0xE82B: "\u9fb6", 0xE82C: "\u9fb7", 0xE831: "\U000215d7"},
        **{0xE832: "\u9fb8", 0xE83B: "\U0002298f", 0xE843: "\u9fb9", 0xE854: "\u9fba", 0xE855: "\U000241fe"},
        **{0xE864: "\u9fbb"},
    }
)


class Format(StrEnum):
    """The two kinds of file."""

    CSV = "csv"
    JSON_LINES = "jsonl"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line. field: "" when it is the line as a whole. expected: in English, without content."""

    line: int
    field: str
    expected: str


@dataclass(frozen=True)
class Row:
    """The fields of a line as text; absent ones are missing, empty ones are ""."""

    line: int
    fields: dict[str, str]


def format_of(name: str) -> Format:
    """By the ending of the file's name; Malformed("import.format") for another ending than .csv, .jsonl or .ndjson."""
    ending = name.lower().rsplit(".", 1)[-1]
    if ending == "csv":
        return Format.CSV
    if ending in ("jsonl", "ndjson"):
        return Format.JSON_LINES
    raise Malformed("import.format", "expected a file whose name ends in .csv, .jsonl or .ndjson")


def rows(
    stream: BinaryIO, *, file_format: Format, encoding: str, allowed: Sequence[str], required: Sequence[str]
) -> Iterator[Row | Fault]:
    """Every line of the file as a Row or a Fault, with its number counted from 1; empty lines are passed over.

    encoding: utf-8 or gb18030. allowed, required: names of columns. Malformed("import.encoding"),
    Malformed("import.columns") or Malformed("import.empty") when nothing of the file can be read.
    """
    lines = _lines(stream, encoding=encoding)
    if file_format is Format.JSON_LINES:
        return _json_rows(lines, allowed=allowed)
    return _csv_rows(lines, allowed=allowed, required=required)


def _csv_rows(
    lines: Iterator[tuple[int, str | None, str]], *, allowed: Sequence[str], required: Sequence[str]
) -> Iterator[Row | Fault]:
    for number, text, expected in lines:
        if text is None:
            raise Malformed("import.columns", f"line {number} should name the columns, but {expected}")
        header = _header(text, allowed=allowed, required=required)
        break
    else:
        raise Malformed("import.empty", "expected a first line that names the columns, found an empty file")
    for number, text, expected in lines:
        if text is None:
            yield Fault(number, "", expected)
            continue
        try:
            cells = next(csv.reader([text], strict=True), [])
        except csv.Error:
            yield Fault(number, "", "expected quoted fields that end on their own line, quotes inside doubled")
            continue
        if len(cells) != len(header):
            yield Fault(number, "", f"expected {len(header)} fields as in the first line, found {len(cells)}")
        else:
            yield Row(number, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})


def _header(text: str, *, allowed: Sequence[str], required: Sequence[str]) -> list[str]:
    try:
        header = [name.strip() for name in next(csv.reader([text], strict=True), [])]
    except csv.Error:
        raise Malformed("import.columns", "expected column names separated by commas in the first line") from None
    missing = [name for name in required if name not in header]
    unknown = sum(name not in allowed for name in header)
    if missing or unknown or len(set(header)) != len(header):
        raise Malformed(
            "import.columns",
            f"missing columns: {', '.join(missing) or 'none'}; unknown columns: {unknown}; "
            f"each at most once; known are: {', '.join(allowed)}",
        )
    return header


def _json_rows(lines: Iterator[tuple[int, str | None, str]], *, allowed: Sequence[str]) -> Iterator[Row | Fault]:
    found_any = False
    for number, text, expected in lines:
        found_any = True
        if text is None:
            yield Fault(number, "", expected)
            continue
        try:
            pairs = json.loads(text, object_pairs_hook=list, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            yield Fault(number, "", "expected one JSON object on this line")
            continue
        yield _json_row(number, pairs, allowed=allowed)
    if not found_any:
        raise Malformed("import.empty", "expected one JSON object a line, found an empty file")


def _json_row(number: int, pairs: object, *, allowed: Sequence[str]) -> Row | Fault:
    is_object = isinstance(pairs, list) and all(isinstance(pair, tuple) for pair in pairs)
    if not isinstance(pairs, list) or not is_object or not pairs:
        return Fault(number, "", "expected one JSON object on this line")
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        return Fault(number, "", "expected each name once in the object")
    if any(name not in allowed for name in names):
        return Fault(number, "", f"expected no other names than: {', '.join(allowed)}")
    fields = {}
    for name, value in pairs:
        if not isinstance(value, str | int | bool) and value is not None:
            return Fault(number, name, "expected text, a whole number, true, false or null")
        if isinstance(value, str) and not _is_clean(value):
            return Fault(number, name, CLEAN)
        fields[name] = "" if value is None else (str(value).lower() if isinstance(value, bool) else str(value).strip())
    return Row(number, fields)


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _lines(stream: BinaryIO, *, encoding: str) -> Iterator[tuple[int, str | None, str]]:
    """(number, text, "") or (number, None, what was expected)."""
    number = 0
    while raw := stream.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(BOMS[encoding])
            for mark, other in OTHER_BOMS.items():
                if raw.startswith(mark):
                    raise Malformed("import.encoding", f"expected {encoding}, found the mark of {other}")
        if len(raw) > LONGEST_LINE_BYTES and not raw.endswith(b"\n"):
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST_LINE_BYTES)
            yield number, None, f"expected a line of at most {LONGEST_LINE_BYTES} bytes"
            continue
        raw = raw.rstrip(b"\r\n")
        if not raw.strip():
            continue
        yield number, *_text(raw, encoding=encoding)


def _text(raw: bytes, *, encoding: str) -> tuple[str | None, str]:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None, f"expected {encoding}; if the file was saved as another encoding, name it with --encoding"
    if encoding == "gb18030":
        text = text.translate(GB18030_2022)
    return (text, "") if _is_clean(text) else (None, CLEAN)


def _is_clean(text: str) -> bool:
    """No control character but the tab, and no half of a surrogate pair, which no database stores."""
    return not any((ord(a) < 32 and a != "\t") or 0x7F <= ord(a) < 0xA0 or 0xD800 <= ord(a) < 0xE000 for a in text)
