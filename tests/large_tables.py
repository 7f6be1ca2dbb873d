"""How every table that grows with people, vehicles or acts is filled with as many rows as a test wants, by PostgreSQL.

LARGE has a line for each such table, SMALL names the tables that do not grow like that; a model that stands in neither
fails `test_no_table_is_read_whole`. A row is copied from a real one, which the services' own actions made; what tells
rows apart is SQL in terms of `n`, which counts from 1: the n-th driver is the n-th citizen, who owns the n-th vehicle,
which has the n-th case. Rows are spread over all cities of the country, three years of days and the stages. What
grows from ten thousand rows to a hundred thousand is history: as many cases are open, as many photos wait with either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db import DatabaseError, connection, models

from tongban.licences.stages import ApplicationStage
from tongban.offices import queries as offices
from tongban.offices.records import OfficeKind
from tongban.transfers.stages import Stage

ZERO = "'\\x00'::bytea"
CITIES = [one.code for one in offices.cities_in("")]


@dataclass(frozen=True)
class Many:
    """The rows of one table. columns: what each has of its own, as SQL; all others are those of the row that is copied.

    like: which row is copied. only: for which n there is a row.
    """

    model: str
    columns: dict[str, str] = field(default_factory=dict)
    like: str = "true"
    only: str = "true"


def key(model: str, n: str = "n") -> str:
    """The primary key of the n-th row of a model with a UUID."""
    return f"md5('{model.lower()}' || ({n}))::uuid"


def packed(kind: str, uuid: str) -> str:
    """An internal key as the journal's columns have it (journal.keyfield)."""
    return f"convert_to('{kind}', 'UTF8') || {ZERO} || uuid_send({uuid})"


def digest(what: str, n: str = "n") -> str:
    """64 hexadecimal digits of the n-th."""
    return f"md5('{what}' || ({n})) || md5(({n}) || '{what}')"


def one_of(values: Iterable[str], n: str = "n") -> str:
    """These values in turn."""
    listed = list(values)
    return f"(ARRAY[{', '.join(map(repr, map(str, listed)))}])[1 + ({n}) % {len(listed)}]"


def city(n: str = "n") -> str:
    """The city of the n-th."""
    return one_of(CITIES, n)


def office(n: str = "n") -> str:
    """The vehicle office of that city."""
    return f"{city(n)} || '000000'"


def ago(days: int = 1000) -> str:
    """A moment of the last days, the later the later the row is written, as it is in a table that has grown."""
    return f"now() - interval '{days} days' * (last - n + 1) / (last - first + 1)"


def letters(what: str, n: str = "n", digits: int = 8) -> str:
    """A prefix and a number with leading zeros."""
    return f"'{what}' || lpad(({n})::text, {digits}, '0')"


def plate(n: str = "n") -> str:
    """A plate of 四川, none of those in other tests."""
    return f"'川' || chr(67 + ({n}) / 100000) || lpad((({n}) % 100000)::text, 5, '0')"


def identity_number(n: str = "n") -> str:
    """A valid identity number of 成都."""
    born = f"to_char(date '1950-01-01' + ({n}) / 900, 'YYYYMMDD')"
    digits = f"('510104' || {born} || (100 + ({n}) % 900)::text)"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = " + ".join(f"{weight} * substr({digits}, {at}, 1)::int" for at, weight in enumerate(weights, start=1))
    return f"{digits} || substr('10X98765432', 1 + ({total}) % 11, 1)"


ENDED = (Stage.CLOSED, Stage.CLOSED, Stage.CLOSED, Stage.WITHDRAWN, Stage.REFUSED, Stage.LAPSED)
WAITING = (Stage.DRAFT, Stage.SUBMITTED, Stage.FILE_REQUESTED, Stage.INSPECTION, Stage.CORRECTION, Stage.REVIEW)
BRIEF = (Stage.FILE_SENT, Stage.ISSUED)
ACCOUNT = ENTRY = "1000000 + n"
FULL_LIST = "900"  # a list of its own: in the others places are drawn at random
IS_WAITING = "n <= 10000 AND n % 20 = 0"
IS_OPEN = "n <= 10000 AND n % 3 = 0"
STAGE = (
    f"CASE WHEN NOT ({IS_OPEN}) THEN {one_of(ENDED)} WHEN n % 999 = 0 THEN {one_of(BRIEF, 'n / 999')} "
    f"ELSE {one_of(WAITING, 'n / 3')} END"
)
IS_LATE = "n % 39 = 0 AND (n / 3) % 6 IN (1, 2, 3)"  # stages whose clock ends nothing

DUE_AT = (
    f"CASE WHEN NOT ({IS_OPEN}) THEN NULL WHEN {IS_LATE} THEN now() - n % 9 * interval '1 day' - interval '1 hour' "
    "ELSE now() + interval '1 hour' + n % 700 * interval '1 hour' END"
)
PHOTO_STAGE = (
    f"CASE WHEN {IS_WAITING} THEN '{ApplicationStage.REVIEW}' "
    f"WHEN n <= 10000 AND n % 101 = 0 THEN '{ApplicationStage.WINDOW_ONLY}' ELSE '{ApplicationStage.APPROVED}' END"
)

LARGE: tuple[Many, ...] = (
    # --- people ---
    Many("people.Account", {"id": ACCOUNT, "username": letters("many")}, like="kind = 'citizen'"),
    Many(
        "people.Citizen",
        {
            "account_id": ACCOUNT,
            "identity_digest": digest("person"),
            "phone_digest": digest("phone"),
        },
    ),
    Many("people.Home", {"citizen_id": key("people.Citizen"), "region": city()}),
    Many(
        "people.FaceCheck",
        {
            "account_id": ACCOUNT,
            "identity_digest": digest("person"),
            "person_digest": "''",
            "act": "'/licence/collect/'",
            "session": digest("session"),
            "served": digest("served"),
            "used_at": ago(),
            "answer": "'match'",
            "score": "90",
            "face_digest": digest("face"),
            "at": ago(),
            "is_forgiven": "false",
        },
    ),
    Many(
        "people.AccountMove",
        {
            "citizen_id": key("people.Citizen"),
            "from_account_id": ACCOUNT,
            "to_account_id": ACCOUNT,
            "asked_at": ago(),
            "due_at": "now() + interval '1 day'",
            "ended_at": "CASE WHEN n <= 10000 AND n % 1000 = 0 THEN NULL ELSE now() END",
        },
    ),
    Many("people.Organisation", {"name": letters("样本"), "credit_code": letters("91", digits=16)}),
    Many("people.Membership", {"organisation_id": key("people.Organisation"), "citizen_id": key("people.Citizen")}),
    Many(
        "people.Signature",
        {
            "citizen_id": key("people.Citizen"),
            "signer_id": key("people.Citizen"),
            "mandate_id": "NULL",
            "face_check_id": "NULL",
            "about": f"'transfer:' || {key('transfers.Transfer')}",
            "at": ago(),
        },
    ),
    Many(
        "people.Mandate",
        {
            "principal_id": key("people.Citizen"),
            "agent_id": key("people.Citizen", "n + 1"),
            "businesses": "'[]'",
            "from_day": f"({ago()})::date",
            "until_day": "current_date + 100",
            "given_at": ago(),
        },
    ),
    Many("mfa.Authenticator", {"user_id": ACCOUNT}),
    Many(
        "usersessions.UserSession",
        {
            "user_id": ACCOUNT,
            "session_key": letters("many", digits=28),
        },
    ),
    Many(
        "sessions.Session",
        {"session_key": letters("many", digits=28), "expire_date": "now() + (n - 50) * interval '1 minute'"},
    ),
    Many(
        "limits.Used",
        {"key": digest("limit"), "full_at": "(extract(epoch FROM now()) * 1000000)::bigint + 1000000::bigint * n"},
    ),
    # --- offices: officers are many in the whole country, few in a city ---
    Many(
        "offices.Officer",
        {"account_id": "-n", "number": letters("m"), "office_id": office(), "identity_digest": digest("officer")},
    ),
    Many(
        "offices.DutyGrant",
        {
            "officer_id": key("offices.Officer"),
            "region_prefix": f"left({city()}, 4)",
            "duty": one_of(("window", "photo-review", "archive", "audit")),
        },
    ),
    Many("offices.Kin", {"officer_id": key("offices.Officer"), "identity_digest": digest("kin"), "relation": "'子女'"}),
    # --- registers ---
    Many("registers.Portrait", {"digest": digest("portrait"), "image": ZERO}),
    Many(
        "registers.Driver",
        {
            "number": identity_number(),
            "file_number": letters("9", digits=11),
            "office": office(),
            "portrait_digest": digest("portrait"),
            "valid_until": "current_date + n % 2000",
            "cycle_start": "current_date - n % 360",
            "cycle_end": "current_date + 365 - n % 360",
        },
    ),
    Many(
        "registers.PointsEntry",
        {
            "driver_id": key("registers.Driver"),
            "points": "3",
            "reason": "'样本'",
            "on": f"({ago()})::date",
            "at": ago(),
            "is_fine_paid": "true",
        },
    ),
    Many(
        "registers.FullMarkRound",
        {
            "driver_id": key("registers.Driver"),
            "began_on": "current_date",
            "passed_on": "current_date",
            "onsite_days": "2",
            "online_days": "3",
            "own_days": "2",
            "tests": "''",
        },
    ),
    Many(
        "registers.Vehicle",
        {
            "plate": plate(),
            "vin": letters("LMANY", digits=12),
            "owner_number": identity_number(),
            "office": office(),
            "certificate_number": letters("", digits=12),
        },
    ),
    Many(
        "registers.VehicleLine",
        {"vehicle_id": key("registers.Vehicle"), "kind": "'inspection'", "on": f"({ago()})::date"},
    ),
    Many(
        "registers.FormerPlate",
        {
            "vehicle_id": key("registers.Vehicle"),
            "plate_kind": "'02'",
            "plate": plate("n + 1000000"),
            "until": f"({ago()})::date",
        },
    ),
    Many(
        "registers.KeyedAct",
        {
            "key": letters("many", digits=30),
            "subject": key("registers.Vehicle"),
            "act": "'record_inspection'",
            "by": "'system:x'",
            "content": digest("content"),
            "at": ago(),
        },
    ),
    Many(
        "registers.RegisterEvent",
        {
            "seq": "1000000 + n",
            "driver_id": f"CASE WHEN n % 2 = 0 THEN {key('registers.Driver')} END",
            "vehicle_id": f"CASE WHEN n % 2 > 0 THEN {key('registers.Vehicle')} END",
            "kind": "'letter-set'",
            "version": "1",
            "at": ago(),
        },
    ),
    Many("registers.ImportFault", {"of_id": "1", "line": "n", "field": "'vin'", "expected": "'17'"}),
    # --- licences and what shows them ---
    Many(
        "licences.Photo",
        {"driver_id": key("registers.Driver"), "digest": digest("photo"), "jpeg": ZERO, "taken_at": ago()},
        like="source = 'upload'",
    ),
    Many(
        "licences.Application",
        {
            "driver_id": key("registers.Driver"),
            "citizen_id": key("people.Citizen"),
            "region": city(),
            "photo_id": key("licences.Photo"),
            "stage": PHOTO_STAGE,
            "submitted_at": ago(),
            "due_at": f"{ago()} + interval '4 hours'",
            "decided_at": f"CASE WHEN {IS_WAITING} THEN NULL ELSE {ago()} + interval '1 hour' END",
            "decided_by": f"CASE WHEN {IS_WAITING} THEN NULL ELSE {key('offices.Officer')} END",
            "claimed_by": "NULL",
            "claimed_until": "NULL",
            "content": digest("photo"),
        },
        like="stage = 'review'",
    ),
    Many(
        "licences.ProposedDecision",
        {
            "application_id": key("licences.Application"),
            "officer_id": key("offices.Officer"),
            "attempt": "1",
            "proposed_at": ago(),
            "due_at": ago(),
            "outcome": "'carried-out'",
            "ended_at": ago(),
        },
    ),
    Many("licences.Licence", {"id": key("credentials.Holding"), "photo_id": key("licences.Photo")}),
    Many("licences.VehicleLicence", {"id": key("credentials.Holding", "-n")}),
    Many(
        "credentials.Holding",
        {
            "subject_id": key("registers.Driver"),
            "citizen_id": key("people.Citizen"),
            "region": city(),
            "entitlement_list": FULL_LIST,
            "entitlement_index": "n",
            "entitlement": "CASE WHEN n % 500 = 0 THEN 1 ELSE 0 END",
            "stage": "CASE WHEN n % 500 = 0 THEN 'revoked' ELSE 'issued' END",
            "issued_at": ago(),
            "due_on": "current_date + 2 + n % 2000",
        },
        like="kind = 'driving-licence'",
    ),
    Many(
        "credentials.Holding",
        {
            "id": key("credentials.Holding", "-n"),
            "subject_id": key("registers.Vehicle"),
            "citizen_id": key("people.Citizen"),
            "region": city(),
            "entitlement_list": FULL_LIST,
            "entitlement_index": "300000 + n",
            "issued_at": ago(),
            "due_on": "current_date + 2 + n % 2000",
        },
        like="kind = 'vehicle-licence'",
    ),
    Many(
        "credentials.Device",
        {
            "holding_id": key("credentials.Holding"),
            "public_key": "decode(md5(n::text) || md5('a' || n), 'hex')",
            "added_at": ago(),
            "refreshed_at": ago(),
        },
    ),
    Many(
        "credentials.Credential",
        {
            "holding_id": key("credentials.Holding"),
            "device_id": key("credentials.Device"),
            "digest": digest("credential"),
            "list_number": FULL_LIST,
            "list_index": "n",
            "issued_at": ago(),
            "expires_at": "now() + n % 30 * interval '1 day'",
            "revoked_at": "CASE WHEN n % 200 = 0 THEN now() END",
        },
        like="kind = 'mdoc'",
    ),
    Many(
        "credentials.RetiredPlace",
        {
            "list_number": FULL_LIST,
            "list_index": "500000 + n",
        },
    ),
    # --- transfers ---
    Many(
        "transfers.Transfer",
        {
            "number": letters("M", digits=12),
            "stage": STAGE,
            "stage_since": ago(20),
            "due_at": DUE_AT,
            "escalated": f"CASE WHEN {IS_OPEN} AND {IS_LATE} THEN 2 ELSE 0 END",
            "created_at": ago(),
            "ended_at": f"CASE WHEN {IS_OPEN} THEN NULL ELSE {ago()} + interval '2 hours' END",
            "decided_at": f"CASE WHEN {IS_OPEN} THEN NULL ELSE {ago()} + interval '1 hour' END",
            "looked_at": "NULL",
            "vehicle_id": key("registers.Vehicle"),
            "plate": plate(),
            "vin": letters("LMANY", digits=12),
            "origin": office(),
            "destination": office("n / 3 + 7"),
            "seller_id": key("people.Citizen"),
            "buyer_id": key("people.Citizen", "n + 1"),
            "dealer": letters("91", "n % 1000", digits=16),
            "invoice_key": letters("many", digits=16),
        },
        like="stage = 'submitted'",
    ),
    Many(
        "transfers.JointOwner", {"transfer_id": key("transfers.Transfer"), "identity_digest": digest("person", "n + 2")}
    ),
    Many(
        "transfers.Act",
        {
            "key": letters("accept", digits=30),
            "transfer_id": key("transfers.Transfer"),
            "move": "'accept'",
            "by": f"'officer:' || {key('offices.Officer', 'n % 5000')}",
            "at": ago(),
        },
    ),
    Many(
        "transfers.Act",
        {
            "key": letters("send", digits=30),
            "transfer_id": key("transfers.Transfer"),
            "move": "'send-file'",
            "by": "'system:transfers'",
            "at": ago(),
        },
    ),
    Many(
        "transfers.Act",
        {
            "key": letters("issue", digits=30),
            "transfer_id": key("transfers.Transfer"),
            "move": "'issue'",
            "by": f"'officer:' || {key('offices.Officer', 'n % 5000')}",
            "at": ago(),
        },
        only=f"NOT ({IS_OPEN})",
    ),
    Many(
        "transfers.Consent",
        {
            "vehicle_id": key("registers.Vehicle"),
            "owner_id": key("people.Citizen"),
            "given_at": ago(),
            "until": f"{ago()} + interval '1 day'",
            "code_digest": digest("code"),
        },
    ),
    Many(
        "transfers.ConsentGuess",
        {"consent_id": key("transfers.Consent"), "citizen_id": key("people.Citizen"), "tries": "1"},
    ),
    Many(
        "transfers.HeldPermit",
        {
            "citizen_id": key("people.Citizen"),
            "key": letters("many", digits=30),
            "said": digest("said"),
            "city": city(),
            "media_type": "'image/png'",
            "content": "''",
            "handed_at": ago(),
            "until": "now() + (n + 1) * interval '1 minute'",
        },
    ),
    Many("dossiers.Custody", {"subject_id": key("registers.Vehicle"), "office": office()}),
    Many(
        "dossiers.FileMove",
        {
            "subject_id": key("registers.Vehicle"),
            "matter_id": key("transfers.Transfer"),
            "manifest": ZERO,
            "seal": "''",
            "from_office": office(),
            "to_office": office("n + 1"),
            "sent_at": ago(),
        },
        only=f"NOT ({IS_OPEN})",
        like="received_at IS NOT NULL",
    ),
    Many("dossiers.FilePage", {"subject_id": key("registers.Vehicle"), "digest": digest("page")}),
    Many(
        "dossiers.PageReturn",
        {
            "matter_id": key("transfers.Transfer"),
            "item": "'certificate'",
            "number": "1",
            "code": "'A1'",
            "text": "''",
            "by": key("offices.Officer"),
            "at": ago(),
            "repaired_at": ago(),
        },
    ),
    Many(
        "transfers.Urging",
        {
            "transfer_id": key("transfers.Transfer"),
            "officer": key("offices.Officer"),
            "text": "'样本'",
            "day": f"({ago()})::date",
            "at": ago(),
        },
    ),
    Many(
        "inspections.Inspection",
        {"matter_id": key("transfers.Transfer"), "inspector": key("offices.Officer"), "at": ago()},
    ),
    Many(
        "registers.PlateNumber",
        {
            "plate_kind": "'02'",
            "plate": plate(),
            "office": office(),
            "state": "CASE WHEN n % 100 = 0 THEN 'kept' ELSE 'taken' END",
            "matter_id": key("transfers.Transfer"),
            "kept_for": key("people.Citizen"),
            "since": ago(),
            "until": "CASE WHEN n % 100 = 0 THEN now() + interval '1 hour' + n * interval '1 minute' END",
        },
    ),
    Many(
        "transfers.TemporaryPlate",
        {
            "transfer_id": key("transfers.Transfer"),
            "number": letters("临", digits=10),
            "purpose": "'move-out'",
            "from_day": "current_date",
            "until_day": "current_date + 30",
        },
    ),
    Many(
        "transfers.SalePrice",
        {
            "transfer_id": key("transfers.Transfer"),
            "model": letters("样本牌", "n % 1000"),
            "registered_year": "2000 + n % 25",
            "price_fen": "n",
            "on": f"({ago()})::date",
        },
    ),
    # --- around ---
    Many("documents.Document", {"digest": digest("document"), "size": "1", "content": ZERO}),
    Many("notices.Notice", {"citizen_id": key("people.Citizen"), "at": ago()}),
    Many(
        "partners.Message",
        {
            "key": letters("many", digits=30),
            "about": f"'transfer:' || {key('transfers.Transfer')}",
            "outcome": "'answered'",
            "claim": "NULL",
            "sent_at": ago(),
            "next_try_at": ago(),
            "give_up_at": f"{ago()} + interval '1 day'",
        },
    ),
    Many(
        "partners.Kept",
        {
            "seq": "1000000 + n",
            "message_id": key("partners.Message"),
            "key": letters("many", digits=30),
            "about": f"'transfer:' || {key('transfers.Transfer')}",
            "is_forgotten": "n % 10 > 0",
            "at": f"CASE WHEN n % 10 > 0 THEN {ago()} ELSE now() - n % 20 * interval '1 hour' END",
        },
    ),
    Many(
        "partners.Heard",
        {
            "partner": "'tax'",
            "key": letters("many", digits=30),
            "question": digest("question"),
            "reply": "'{}'",
            "at": "now() - n % 500 * interval '1 minute'",
        },
    ),
    Many(
        "partners.Dealer",
        {"credit_code": letters("92", digits=16), "name": letters("样本", digits=8), "prefecture": city()},
    ),
    Many(
        "roadside.Check",
        {
            "officer_id": key("offices.Officer"),
            "driver_id": key("registers.Driver"),
            "proof_id": digest("proof"),
            "scanned_at": ago(),
            "checked_at": ago(),
        },
    ),
    # --- journal ---
    Many(
        "journal.Entry",
        {
            "number": ENTRY,
            "id": key("journal.Entry"),
            "at": ago(),
            "tag": one_of(("licence-issued", "case-looked", "record-looked", "file-sent")),
        },
    ),
    Many("journal.Details", {"entry_id": ENTRY, "by": packed("officer", key("offices.Officer", "n % 5000"))}),
    Many("journal.About", {"entry_id": ENTRY, "key": packed("citizen", key("people.Citizen"))}),
    Many("journal.About", {"entry_id": ENTRY, "key": packed("transfer", key("transfers.Transfer"))}),
    Many("journal.Place", {"entry_id": ENTRY, "index": "1000000 + n"}),
)
"""In an order in which each line finds what it names."""

SMALL = {
    "offices.LookAlarm": "rare: an officer who looked too many people up",
    "transfers.Alert": "rare: somebody asked about a stolen vehicle",
    "credentials.IssuedOn": "a row a day and province",
    "transfers.RegisteredOn": "a row a day",
    "credentials.ListPart": "a row some thousands of places",
    "offices.Office": "an office a place",
    "offices.Rollout": "a line a service and region",
    "policies.Policy": "a few a city",
    "transfers.CountedTimes": "one row",
    "transfers.CaseNumber": "a row a year",
    "statistics.MonthlyFigure": "a row a month and province",
    "statistics.ReportedDrivers": "a row a province",
    "statistics.Counted": "one row",
    "credentials.StatusList": "a row a million places",
    "registers.Import": "a row a file",
    "partners.Circuit": "a row a partner",
    "journal.Tile": "a row 256 entries",
    "journal.Log": "one row",
    "journal.Waiting": "what the sequencer has not placed yet",
    "followers.Cursor": "a row a line",
    "followers.DeadLetter": "what cannot be handled",
    "followers.Step": "a row a step",
}
DJANGOS = {"auth", "contenttypes", "account"}  # nothing of these grows: no groups, no addresses of e-mail


def make_ready() -> None:
    """An office in every city, and the lists in which the many have their places."""
    lists = apps.get_model("credentials.StatusList")
    for kind in ("entitlement", "revocation"):
        lists.objects.create(kind=kind, number=int(FULL_LIST))
    models_ = apps.get_model("offices.Office")
    models_.objects.bulk_create(
        [
            models_(code=f"{one}000000", name_zh=f"{one}车管所", name_en=one, region=one, kind=OfficeKind.CITY)
            for one in CITIES
        ],
        ignore_conflicts=True,
    )


def fill(first: int, last: int) -> None:
    """The rows from `first` to `last` of every table, and the planner's statistics."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # foreign keys are not asked row by row
        for one in LARGE:
            try:
                cursor.execute(insert(one), [first, last])
            except DatabaseError as error:
                error.add_note(f"filling {one.model}")
                raise
            assert cursor.rowcount > 0, f"{one.model}: no row to copy"
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute(
            "UPDATE followers_cursor SET seq = CASE WHEN name LIKE '%/answers' OR name LIKE '%kept' THEN"
            " (SELECT max(seq) FROM partners_kept) ELSE (SELECT max(seq) FROM registers_registerevent) END"
            " - CASE WHEN name LIKE '%/%' THEN 20 ELSE 0 END"
        )
        cursor.execute("VACUUM ANALYZE")


def insert(one: Many) -> str:
    """The statement that copies."""
    model = apps.get_model(one.model)
    values: dict[str, str] = {}
    for made in model._meta.concrete_fields:
        if made.column in one.columns:
            values[made.column] = f"({one.columns[made.column]})"
        elif made.primary_key and isinstance(made, models.UUIDField):
            values[made.column] = key(one.model)
        elif not made.primary_key:
            values[made.column] = f"pattern.{connection.ops.quote_name(made.column)}"
    unknown = set(one.columns) - set(values)
    assert not unknown, f"{one.model} has no columns {unknown}"
    table = connection.ops.quote_name(model._meta.db_table)
    copied = any(value.startswith("pattern.") for value in values.values())
    pattern = f" LEFT JOIN (SELECT * FROM {table} WHERE {one.like} LIMIT 1) AS pattern ON true" if copied else ""  # noqa: S608 - the same
    return (
        f"INSERT INTO {table} ({', '.join(map(connection.ops.quote_name, values))}) "  # noqa: S608 - our own names
        f"SELECT {', '.join(values.values())} FROM (SELECT %s AS first, %s AS last) AS span, "
        f"generate_series(first, last) AS n{pattern} WHERE {one.only}"
    ).replace("% ", "%% ")
