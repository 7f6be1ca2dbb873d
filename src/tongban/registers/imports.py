"""Taking a file of drivers or vehicles into the embedded tables.

1. The file's SHA-256 and its encoding name the import; an import that was killed goes on after its last finished part.
2. Parts of 1,000 lines, each one transaction: rows, faults, the mark how far we are, the journal entry.
3. In a part: every line is read and checked (files.py, columns.py); new rows go in by bulk_write, rows that differ
   are changed and announced, equal ones are left alone. So the same file twice changes nothing.
4. A line with a fault is never taken in and never stops the others; every fault is kept and can be listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tongban.clock import day_of
from tongban.errors import Malformed, Unavailable
from tongban.journal import actions as journal
from tongban.registers import codes, columns, entries, events, files
from tongban.registers.bulk import bulk_write
from tongban.registers.columns import Layout
from tongban.registers.files import Fault, Row
from tongban.registers.models import Driver, Import, ImportFault, PointsEntry, Vehicle
from tongban.registers.records import EventKind
from tongban.registers.rules import drivers as rules
from tongban.registers.rules.renewal import ENDED

LINES_AT_ONCE = 1000
ENCODINGS = ("utf-8", "gb18030")
LAYOUTS: dict[str, tuple[Layout, type[Driver] | type[Vehicle]]] = {
    "drivers": (columns.DRIVERS, Driver),
    "vehicles": (columns.VEHICLES, Vehicle),
}
OPENING = "导入时的累积记分"


@dataclass(frozen=True)
class Progress:
    """How far an import is. lines: those read so far that were not empty; bad: lines with at least one fault."""

    lines: int
    created: int
    changed: int
    unchanged: int
    bad: int
    is_finished: bool


@dataclass
class _Part:
    rows: list[tuple[Row, dict[str, Any]]]
    faults: list[Fault]
    lines: int
    first: int
    last: int


def import_file(
    path: Path,
    *,
    kind: str,
    by: str,
    at: datetime,
    encoding: str = "utf-8",
    show: Callable[[Progress], None] = lambda _: None,
    warn: Callable[[Fault], None] = lambda _: None,
    lines_at_once: int = LINES_AT_ONCE,
) -> tuple[Progress, str]:
    """Take in `path` as `kind` ("drivers" or "vehicles"); returns the result and the import's name, its SHA-256.

    show: called after every part; warn: for every number that was taken as it is though its check character is another
    than its standard's, also when the file was read before. Malformed when nothing of the file can be read (files.rows);
    Unavailable("import.in-use") when another import is writing the same rows: nothing of that part was done.
    """
    if encoding not in ENCODINGS:
        raise Malformed("import.encoding", f"expected one of {', '.join(ENCODINGS)}")
    layout, model = LAYOUTS[kind]
    file_format = files.format_of(path.name)
    digest = _digest(path)
    with path.open("rb") as stream:
        rows = files.rows(
            stream,
            file_format=file_format,
            encoding=encoding,
            allowed=list(layout.columns),
            required=layout.required,
        )
        mark, _ = Import.objects.get_or_create(digest=digest, kind=kind, encoding=encoding)
        done = mark.lines_done
        for part in _parts(rows, layout=layout, on=day_of(at), lines_at_once=lines_at_once):
            for row, values in part.rows:
                for name, expected in layout.warn(values):
                    warn(Fault(row.line, name, expected))
            if part.last > done and mark.finished_at is None:
                mark = _take(part, mark_id=mark.pk, done=done, layout=layout, model=model, by=by, at=at)
                done = mark.lines_done
                show(_progress(mark))
    if mark.finished_at is None:
        mark.finished_at = at
        mark.save(update_fields=["finished_at"])
    return _progress(mark), digest


def faults_of(digest: str, *, kind: str, encoding: str = "utf-8") -> Iterator[Fault]:
    """Every fault found in the file with this SHA-256 when it was read in this encoding, by line."""
    found = ImportFault.objects.filter(of__digest=digest, of__kind=kind, of__encoding=encoding).order_by("line", "id")
    for fault in found.iterator():
        yield Fault(fault.line, fault.field, fault.expected)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _progress(mark: Import) -> Progress:
    return Progress(
        lines=mark.created + mark.changed + mark.unchanged + mark.bad,
        created=mark.created,
        changed=mark.changed,
        unchanged=mark.unchanged,
        bad=mark.bad,
        is_finished=mark.finished_at is not None,
    )


def _parts(found: Iterator[Row | Fault], *, layout: Layout, on: date, lines_at_once: int) -> Iterator[_Part]:
    """Parts of the file. A key that an earlier line already has is a fault of the later line.

    All lines are read again after a kill, the finished ones too, because only so the earlier keys are known;
    keys are remembered as 8-byte digests: about 100 bytes a line.
    """
    seen: dict[bytes, int] = {}
    while lines := list(islice(found, lines_at_once)):
        part = _Part([], [], len(lines), lines[0].line, lines[-1].line)
        for line in lines:
            if isinstance(line, Fault):
                part.faults.append(line)
                continue
            values, faults = columns.read(line, layout=layout, on=on)
            faults = faults or _repeated(line, values, layout=layout, seen=seen)
            part.faults.extend(faults)
            if not faults:
                part.rows.append((line, values))
        yield part


def _repeated(row: Row, values: dict[str, Any], *, layout: Layout, seen: dict[bytes, int]) -> list[Fault]:
    faults = []
    for key in layout.keys:
        text = "\0".join([*key, *(str(values[name]) for name in key)])
        mark = hashlib.blake2b(text.encode(), digest_size=8).digest()
        if (earlier := seen.setdefault(mark, row.line)) != row.line:
            faults.append(Fault(row.line, key[-1], f"expected another {' and '.join(key)} than on line {earlier}"))
    return faults


def _take(
    part: _Part,
    *,
    mark_id: int,
    done: int,
    layout: Layout,
    model: type[Driver] | type[Vehicle],
    by: str,
    at: datetime,
) -> Import:
    """One part in one transaction."""
    try:
        with transaction.atomic():
            mark = Import.objects.select_for_update().get(pk=mark_id)
            if mark.lines_done != done:
                raise Unavailable("import.in-use", "another process is importing this file")
            created, changed = _write(part, layout=layout, model=model, at=at)
            mark.lines_done = part.last
            bad = len({fault.line for fault in part.faults})
            mark.bad += bad
            mark.created += created
            mark.changed += changed
            mark.unchanged += part.lines - bad - created - changed
            mark.save()
            bulk_write([ImportFault(of=mark, line=f.line, field=f.field, expected=f.expected) for f in part.faults])
            entry = entries.RowsImported(
                register=mark.kind,
                file=mark.digest,
                first=part.first,
                last=part.last,
                created=created,
                changed=changed,
            )
            journal.record(entry, by=by, about=[f"import:{mark.digest}"], at=at)
    except IntegrityError:
        raise Unavailable("import.in-use", "somebody else wrote one of these rows; run the import again") from None
    return mark


def _write(part: _Part, *, layout: Layout, model: type[Driver] | type[Vehicle], at: datetime) -> tuple[int, int]:
    """Write the good rows of a part; rows that clash with other rows of the register join the faults."""
    by_key, by_other = _existing(part, layout=layout, model=model)
    first, other = layout.keys
    created: list[Any] = []
    ledger: list[PointsEntry] = []
    changed = 0
    for row, values in part.rows:
        found = by_key.get(_key(values, first))
        holder = by_other.get(_key(values, other))
        if holder is not None and (found is None or holder.pk != found.pk):
            part.faults.append(Fault(row.line, other[-1], f"expected {other[-1]} of no other row of the register"))
        elif found is None:
            created.append(_new(values, model=model, at=at))
            ledger.extend(_opening(created[-1], at=at))
        else:
            changed += _change(found, values, at=at)
    bulk_write(created)
    bulk_write(ledger)
    return len(created), changed


def _key(values: dict[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(values[name]) for name in names)


def _existing(
    part: _Part, *, layout: Layout, model: type[Driver] | type[Vehicle]
) -> tuple[dict[tuple[str, ...], Any], dict[tuple[str, ...], Any]]:
    """The register's rows that share a key with the part, locked, by each of the two keys."""
    wanted = Q(pk__in=[])
    for key in layout.keys:
        wanted |= Q(**{f"{name}__in": {values[name] for _, values in part.rows} for name in key})
    rows = list(model._default_manager.select_for_update().filter(wanted))
    by_key, by_other = ({tuple(str(getattr(row, n)) for n in key): row for row in rows} for key in layout.keys)
    return by_key, by_other


def _new(values: dict[str, Any], *, model: type[Driver] | type[Vehicle], at: datetime) -> Any:
    if model is Vehicle:
        return Vehicle(**_vehicle_values(values))
    start, end = rules.cycle_of(first_issued=values["first_issued"], on=day_of(at))
    since = {code: values["first_issued"].isoformat() for code in codes.classes(values["classes"])}
    return Driver(**_driver_values(values), class_dates=since, cycle_start=start, cycle_end=end)


def _driver_values(values: dict[str, Any]) -> dict[str, Any]:
    """With the birth date of the number, where the number holds it, and without what the file does not tell; a licence that
    has not ended has no ground for it."""
    told = {name: value for name, value in values.items() if value is not None or name not in UNTOLD}
    if not ENDED.intersection(values["letters"]):
        told |= {"ended_on": None, "ended_for": ""}
    return {**told, "born": values["number"].born or values["born"]}


UNTOLD = ("health_proof_on", "ended_on", "ended_for")


def _vehicle_values(values: dict[str, Any]) -> dict[str, Any]:
    """Without what the file does not tell; a mortgage or a seizure that is over has no mortgagee or authority."""
    told = {name: value for name, value in values.items() if value is not None or name == "scrapped_on"}
    if not values["is_mortgaged"]:
        told |= {"mortgagee": "", "mortgagee_number": ""}
    if "K" not in values["letters"]:
        told["seized_by"] = ""
    return told


def _opening(row: Any, *, at: datetime) -> list[PointsEntry]:
    """Ledger lines that add up to the points of an imported driver: the file knows the total only."""
    if not isinstance(row, Driver):
        return []
    lines, rest = [], row.points
    while rest:
        points = next(value for value in rules.VALUES if value <= rest)
        lines.append(PointsEntry(driver=row, points=points, reason=OPENING, on=day_of(at), at=at))
        rest -= points
    return lines


def _change(row: Any, values: dict[str, Any], *, at: datetime) -> bool:
    """Bring a row to what the file says; False if it is that already."""
    values = _driver_values(values) if isinstance(row, Driver) else _vehicle_values(values)
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not different:
        return False
    for name, value in different.items():
        setattr(row, name, value)
    if isinstance(row, Driver):
        if "points" in different:
            PointsEntry.objects.filter(driver=row, cleared_at__isnull=True).update(cleared_at=at)
            bulk_write(_opening(row, at=at))
        if different.keys() & {"classes", "first_issued"}:
            first = row.first_issued.isoformat()
            row.class_dates = {code: row.class_dates.get(code, first) for code in codes.classes(row.classes)}
            row.cycle_start, row.cycle_end = rules.cycle_of(first_issued=row.first_issued, on=day_of(at))
    row.version += 1
    row.save()
    events.announce(row, kind=EventKind.IMPORTED, at=at)
    return True
