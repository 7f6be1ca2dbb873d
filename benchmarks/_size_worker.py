"""One build's tables filled by SQL and measured: "filled", "fill" (first, last), "measure" (rows).

A row's columns are made by the kind of the field; COLUMNS says what must be something of its own. Keys are random or in
the order of time, as the build's own model makes them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from _worker import answer, installed

LIST = 1 << 20
ADDED = 10_000  # rows that are written, and changed, to count the write-ahead log
CREDENTIALS = ("mdoc", "sd-jwt", "code")
CITIES = "(ARRAY['510100', '320500', '110100', '440300', '310100'])[1 + n % 5]"
AGO = "now() - interval '1000 days' + n * interval '1 second'"
CERTIFIED = json.dumps(
    {
        "identity_number": "510104199003070010",
        "name": "样本·张伟",
        "classes": "C1",
        "first_issued": "2015-06-17",
        "valid_from": "2021-06-17",
        "valid_until": "2031-06-17",
        "file_number": "510100382746",
        "card_core_number": "5107002481936",
        "issuing_authority": "四川省成都市公安局交通警察支队",
    },
    ensure_ascii=False,
)
TEXT = '{"licence":"3f6c2f0e-6a0c-4c53-9f8b-1f5f7e9f2a11","office":"510100000400","region":"510104"}'
HEX = "md5(n::text) || md5('a' || n)"
BODY = f"""'{{"about":[],"at":"2026-11-20T02:00:00.000000Z","by":"","details":{TEXT},"tag":"licence-issued"}}'"""

DIGITS = "('510104' || to_char(date '1950-01-01' + (n / 900)::int, 'YYYYMMDD') || (100 + n % 900)::text)"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
SUM = " + ".join(f"{weight} * substr({DIGITS}, {at}, 1)::int" for at, weight in enumerate(WEIGHTS, start=1))
IDENTITY = f"{DIGITS} || substr('10X98765432', 1 + ({SUM}) % 11, 1)"

COLUMNS: dict[str, dict[str, str]] = {
    "registers.driver": {
        "number": IDENTITY,
        "file_number": "lpad(n::text, 12, '0')",
        "name": "'样本·张伟'",
        "office": f"{CITIES} || '000000'",
        "valid_until": "current_date + (2 + n % 2000)::int",
        "cycle_end": "current_date + 365",
        "born": "date '1990-03-07'",
        "first_issued": "date '2015-06-17'",
        "portrait_digest": HEX,
        "sex": "1",
        "classes": "'C1'",
        "card_core_number": "lpad(n::text, 13, '0')",
        "letters": "'A'",
        "valid_from": "date '2021-06-17'",
    },
    "people.citizen": {
        "identity_digest": HEX,
        "phone_digest": "md5('p' || n) || md5('q' || n)",
        "phone_sealed": "decode(md5('s' || n) || md5('t' || n), 'hex')",
        "name": "'样本·张伟'",
        "bound_at": AGO,
        "bound_by": "'face'",
    },
    "licences.application": {
        "region": CITIES,
        "stage": "'approved'",
        "submitted_at": AGO,
        "due_at": AGO,
        "decided_at": AGO,
        "decided_by": "md5('officer' || n % 5000)::uuid",
    },
    "licences.licence": {
        "region": CITIES,
        "stage": "'issued'",
        "certified": f"'{CERTIFIED}'",
        "letters": "'A'",
        "entitlement_list": f"n / {LIST}",
        "entitlement_index": f"n % {LIST}",
        "issued_at": AGO,
        "changed_at": AGO,
    },
    "credentials.holding": {
        "kind": "'driving-licence'",
        "region": CITIES,
        "stage": "'issued'",
        "entitlement_list": f"n / {LIST}",
        "entitlement_index": f"n % {LIST}",
        "issued_at": AGO,
        "changed_at": AGO,
        "due_on": "current_date + (2 + n % 2000)::int",
    },
    "credentials.device": {"public_key": f"decode({HEX}, 'hex')", "added_at": AGO, "refreshed_at": AGO},
    "credentials.credential": {
        "digest": HEX,
        "list_number": f"n / {LIST}",
        "list_index": f"n % {LIST}",
        "issued_at": AGO,
        "expires_at": f"{AGO} + interval '30 days'",
    },
    "notices.notice": {
        "at": AGO,
        "text_zh": "'您的电子驾驶证已经签发，可以领取。'",
        "text_en": "'Your licence was issued.'",
    },
    "journal.entry": {
        "number": "n",
        "tag": "'licence-issued'",
        "at": AGO,
        "leaf": f'convert_to(\'{{"at":"2026-11-20T02:00:00.000000Z","commitment":"\' || {HEX} || \'"}}\', \'UTF8\')',
        "commitment": f"decode({HEX}, 'hex')",
        "index": "n - 1",
    },
    "journal.details": {
        "entry_id": "n",
        "salt": f"decode({HEX}, 'hex')",
        "body": BODY,
        "about": "'[\"licence:' || md5(n::text)::uuid || '\"]'",
        "said": f"'{TEXT}'",
    },
    "journal.about": {"entry_id": "n"},
    "journal.place": {"entry_id": "n", "index": "n - 1"},
}
COLUMNS["licences.device"], COLUMNS["licences.credential"] = (
    COLUMNS["credentials.device"],
    COLUMNS["credentials.credential"],
)
TABLES = (
    "registers.Driver", "people.Citizen", "licences.Application", "credentials.Holding", "licences.Licence",
    "licences.Device", "licences.Credential", "credentials.Device", "credentials.Credential", "notices.Notice",
    "journal.Entry", "journal.Details", "journal.About", "journal.Place",
)  # fmt: skip
OF_SUBJECT = {"driver_id": "registers.Driver", "subject_id": "registers.Driver", "citizen_id": "people.Citizen"}


def main() -> None:
    """Set the build up in its database, then answer."""
    installed()
    from django.apps import apps  # noqa: PLC0415

    models = [
        apps.get_model(name) for name in TABLES if name.split(".")[1].lower() in apps.all_models[name.split(".")[0]]
    ]
    photo = a_photo(apps)
    insertions = [one for model in models for one in inserted(model, photo)]

    def asked(question: dict[str, Any]) -> Any:
        match question["what"]:
            case "filled":
                return apps.get_model("registers.Driver").objects.count()
            case "fill":
                return fill(insertions, question["first"], question["last"])
        return measured(models, insertions, question["rows"])

    answer(asked)


def a_photo(apps: Any) -> uuid.UUID:
    """The one photo that all have: bytes of photos are not what is asked here."""
    known = {"id": uuid.UUID(int=1), "driver_id": uuid.UUID(int=1), "source": "upload", "jpeg": b"x"}
    row, _ = apps.get_model("licences.Photo").objects.get_or_create(
        id=known["id"], defaults=known | {"digest": "0" * 64, "taken_at": datetime.now(UTC)}
    )
    return row.pk  # type: ignore[no-any-return]


# --- Filling ---
def key_of(model: Any, n: str = "n") -> str:
    """The key of the n-th row: in the order of time where the model makes such keys."""
    name = model._meta.label_lower
    if name == "licences.licence" and any(one.name == "photo" for one in model._meta.fields):
        name = "holding"  # a licence and its holding have one key
    if name == "credentials.holding":
        name = "holding"
    field = model._meta.pk
    if getattr(field.default, "__name__", "") == "in_order":
        return ordered(name, n)
    return f"md5('{name}' || ({n}))::uuid"


def ordered(name: str, n: str) -> str:
    """A UUID of version 7 whose millisecond grows with n."""
    return (
        f"(lpad(to_hex(1760000000000 + ({n}) * 1000), 12, '0') || '7' || left(md5('{name}' || ({n})), 3) || '8'"
        f" || right(md5('{name}' || ({n})), 15))::uuid"
    )


def inserted(model: Any, photo: uuid.UUID) -> list[str]:
    """The INSERTs of the rows from %(first)s to %(last)s of a table: one, or one for each of what a licence has several of."""
    name = model._meta.label_lower
    if name.endswith(".credential"):
        return [insertion(model, photo, n=f"n * 3 + {k}", kind=f"'{kind}'") for k, kind in enumerate(CREDENTIALS)]
    if name == "journal.about":
        return [insertion(model, photo, kind=kind) for kind in ("licence", "driver")]
    return [insertion(model, photo)]


def insertion(model: Any, photo: uuid.UUID, *, n: str = "n", kind: str = "''") -> str:
    """One INSERT ... SELECT. n: what the row's own key is made of; kind: what tells a licence's several rows apart."""
    from django.db import connection  # noqa: PLC0415

    quote, values = connection.ops.quote_name, {}
    for field in model._meta.concrete_fields:
        if field.get_internal_type() in ("BigAutoField", "AutoField") and field.attname != "number":
            continue
        values[quote(field.column)] = value_of(model, field, photo, n=n, kind=kind)
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(values)}) SELECT {', '.join(values.values())} "  # noqa: S608 - our own names
        f"FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS counted(n)"
    )


def value_of(model: Any, field: Any, photo: uuid.UUID, *, n: str, kind: str) -> str:  # noqa: PLR0911 - a table
    """A column's value as SQL."""
    own = COLUMNS.get(model._meta.label_lower, {})
    is_credential = model._meta.label_lower.endswith(".credential")
    if field.attname in own:
        return own[field.attname].replace("n ", f"({n}) ") if is_credential and n != "n" else own[field.attname]
    if field.attname == "kind" and is_credential:
        return kind
    if model._meta.label_lower.startswith("journal.") and field.attname in ("key", "by"):
        what = f"md5('{kind}' || n)::uuid" if field.attname == "key" else "md5('officer' || n % 5000)::uuid"
        who = kind if field.attname == "key" else "officer"
        if field.get_internal_type() == "CharField":
            return f"'{who}:' || {what}"
        return f"convert_to('{who}', 'UTF8') || '\\x00'::bytea || uuid_send({what})"
    if field.attname == "photo_id":
        return f"'{photo}'::uuid"
    if field.attname in OF_SUBJECT:
        from django.apps import apps  # noqa: PLC0415

        return key_of(apps.get_model(OF_SUBJECT[field.attname]))
    if field.primary_key or (model._meta.label_lower == "journal.entry" and field.attname == "id"):
        is_ours = not field.has_default() and field.attname == "id" and not field.primary_key
        return ordered("entry", n) if is_ours else key_of(model, n)
    if field.is_relation and not (field.null and field.attname in ("vehicle_licence_id", "account_id")):
        return "NULL" if model._meta.label_lower == "licences.application" else key_of(field.related_model)
    if field.null:
        return "NULL"
    return plain(field)


def plain(field: Any) -> str:
    """Some value of the kind of a column that nobody asks for."""
    kind = field.get_internal_type()
    if kind == "JSONField":
        return f"'{json.dumps(field.get_default() if field.has_default() else [])}'"
    if kind in ("CharField", "TextField"):
        length = 0 if field.blank else min(field.max_length or 12, 12)
        return (
            f"'{field.default}'" if isinstance(field.default, str) else f"left(md5('{field.attname}' || n), {length})"
        )
    values = {
        "BooleanField": "false",
        "BinaryField": f"decode({HEX} || md5('b' || n), 'hex')",
        "DateField": "current_date",
        "DateTimeField": AGO,
        "UUIDField": f"md5('{field.attname}' || n)::uuid",
    }
    return values.get(kind) or str(field.get_default() or 0)


def fill(insertions: list[str], first: int, last: int) -> int:
    """All tables' rows, in one transaction; foreign keys are not asked row by row."""
    from django.db import connection, transaction  # noqa: PLC0415

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for one in insertions:
            cursor.execute(one.replace("% ", "%% "), {"first": first, "last": last})
    return last


# --- Measuring ---
def measured(models: list[Any], insertions: list[str], rows: int) -> dict[str, float | None]:
    """By what it is: bytes a licence, blocks that questions read, bytes of write-ahead log."""
    run("VACUUM ANALYZE")
    found: dict[str, float | None] = {}
    sizes = {one._meta.db_table: sized(one._meta.db_table) for one in models}
    acts = [name for name in sizes if name.startswith("journal_")]
    shown = [
        name for name in sizes if name.startswith("credentials_") or name.endswith(("licence", "device", "credential"))
    ]
    for what, tables in (("an act in the journal", acts), ("a licence with its phone and three credentials", shown)):
        found[f"bytes of {what}"] = round(sum(sizes[name][0] for name in tables) / rows)
    found["bytes a licence, all of it"] = round(sum(whole for whole, _ in sizes.values()) / rows)
    found["of them indexes"] = round(sum(part for _, part in sizes.values()) / rows)
    for name, question in questions(rows).items():
        found[f"blocks: {name}"] = blocks(question)
    for setting in ("full_page_writes", "fsync", "synchronous_commit"):
        run(f"ALTER SYSTEM RESET {setting}")
    run("SELECT pg_reload_conf()")
    found["WAL bytes of a new licence with all its rows"] = round(
        logged(lambda: fill(insertions, rows + 1, rows + ADDED)) / ADDED
    )
    found |= restanding(rows)
    return found


def run(statement: str, *params: Any) -> list[Any]:
    """One statement outside any transaction."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return cursor.fetchall() if cursor.description else []


def sized(table: str) -> tuple[int, int]:
    """Bytes of a table with all that belongs to it, and of its indexes alone."""
    ((whole, indexes),) = run(
        "SELECT pg_total_relation_size(%s::regclass), pg_indexes_size(%s::regclass)", table, table
    )
    return whole, indexes


def logged(act: Callable[[], Any]) -> int:
    """Bytes of write-ahead log that an act makes after a checkpoint, images of pages included."""
    run("CHECKPOINT")
    ((begin,),) = run("SELECT pg_current_wal_insert_lsn()::text")
    act()
    ((made,),) = run("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s::pg_lsn)", begin)
    return int(made)


def restanding(rows: int) -> dict[str, float | None]:
    """What changes of licences and phones again and again, spread over the whole table."""
    from django.apps import apps  # noqa: PLC0415

    is_apart = "holding" in apps.all_models.get("credentials", {})
    licence, phone = (
        (("credentials", "Holding"), ("credentials", "Device"))
        if is_apart
        else (
            ("licences", "Licence"),
            ("licences", "Device"),
        )
    )
    return changed("a licence is locked", apps.get_model(*licence), "locked_at", rows) | changed(
        "a phone refreshes", apps.get_model(*phone), "refreshed_at", rows
    )


def changed(what: str, model: Any, column: str, rows: int) -> dict[str, float | None]:
    """Of one change of a row, many times at once: bytes of write-ahead log, and how many no index had to be told of."""
    table, step = model._meta.db_table, max(1, rows // ADDED)
    count = rows // step
    keys = f"SELECT {key_of(model, f'n * {step}')} FROM generate_series(1, {count}) AS counted(n)"  # noqa: S608
    before = hot(table)
    made = logged(lambda: run(f"UPDATE {table} SET {column} = now() WHERE id IN ({keys})"))  # noqa: S608 - our own names
    run("SELECT pg_stat_force_next_flush()")
    updated, inside = (now - then for now, then in zip(hot(table), before, strict=True))
    return {
        f"WAL bytes when {what}": round(made / count),
        f"of 100 times that {what} HOT": round(100 * inside / updated) if updated else None,
    }


def hot(table: str) -> tuple[int, int]:
    """Rows updated so far, and those of them that no index had to be told of."""
    ((updated, inside),) = run("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = %s", table)
    return updated, inside


def blocks(question: Callable[[], Any]) -> float | None:
    """Blocks of 8 kB that its readings touch, by EXPLAIN of each; None where this build has no such question."""
    from django.db import connection  # noqa: PLC0415

    touched = [0]

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            with connection.connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, params)
                plan = cursor.fetchone()[0]
            plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
            touched[0] += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        return execute(sql, params, many, context)

    try:
        question()  # what is remembered by the process is there
        with connection.execute_wrapper(explained):
            question()
    except (ImportError, AttributeError):
        return None
    return touched[0]


def questions(rows: int) -> dict[str, Callable[[], Any]]:
    """What people and programs ask again and again, by functions that both builds have."""
    from tongban.journal import queries as journal  # noqa: PLC0415
    from tongban.licences import queries as licences  # noqa: PLC0415
    from tongban.statistics import queries as statistics  # noqa: PLC0415

    at, middle = datetime.now(UTC), rows // 2
    driver, citizen = (keyed(name, middle) for name in ("registers.driver", "people.citizen"))
    if hasattr(statistics, "count"):  # as `work` does before anybody looks
        from tongban.statistics import actions  # noqa: PLC0415

        getattr(actions, "count_figures", lambda **_: None)(at=at)
    return {
        "licence of a driver": lambda: licences.licence_of_driver(driver, at=at),
        "application of a citizen": lambda: licences.application_of(citizen),
        "public figures": statistics.figures,
        "what an officer did who did nothing yet": lambda: journal.history_by(f"officer:{uuid.UUID(int=7)}", 5),
        "what an officer did of many": lambda: journal.history_by(f"officer:{keyed('officer', 7)}", 5),
        "history of a licence": lambda: journal.history(f"licence:{keyed('licence', middle)}"),
        "entries that wait for the journal": journal.waiting,
        "photo review in a city, 30 days": lambda: licences.review_clocks(
            region_prefixes=["5101"], since=at - timedelta(days=30), at=at
        ),
        "journal by actor, one day": lambda: journal.counts_by_actor(
            ["licence-issued"], since=at - timedelta(days=900), until=at - timedelta(days=899)
        ),
    }


def keyed(name: str, n: int) -> uuid.UUID:
    """The key that `key_of` writes down in SQL."""
    ((found,),) = run(f"SELECT md5('{name}' || {n})::uuid")
    return found  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()
