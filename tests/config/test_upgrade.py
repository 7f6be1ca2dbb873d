"""A database that 0.2.0 filled is carried over: made by the migrations of 0.2.0, filled, and migrated forward."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from uuid import UUID

import pytest
from django.db import connection

LEAVES = {
    "documents": "0001_initial",
    "journal": "0001_initial",
    "licences": "0003_photo_change",
    "notices": "0001_initial",
    "offices": "0002_vehicle_duties",
    "partners": "0002_forgetting",
    "people": "0001_initial",
    "registers": "0002_vehicle_history",
    "roadside": "0002_vehicle_checks",
    "statistics": "0001_initial",
    "transfers": "0003_alert",
}

PRELUDE = """
import io, json, sys
from datetime import UTC, date, datetime
from uuid import UUID
import django
django.setup()
from django.core.management import call_command as run
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
AT, DAY = datetime(2026, 11, 20, 2, tzinfo=UTC), date(2026, 11, 20)
def uid(n):
    return UUID(int=n)
"""

FILL = """
run("key_ceremony", by="officer 001", stdout=io.StringIO())
executor = MigrationExecutor(connection)
leaves = list(json.loads(sys.argv[1]).items())
ours = {app for app, _ in leaves}
others = [node for node in executor.loader.graph.leaf_nodes() if node[0] in ("admin", "auth", "contenttypes", "sessions")]
targets = leaves + others + [node for node in executor.loader.graph.leaf_nodes() if node[0] == "mfa"]
executor.migrate(targets)
apps = executor.loader.project_state(targets).apps
make = lambda model, **values: apps.get_model(model).objects.create(**values)

from tongban.keys import queries as keys, sealing
secret = keys.index_key("people.citizen")
def old(text):
    return b"\\x01" + sealing.seal(text, secret=secret, place="people.citizen")[1:]
digest = lambda text: sealing.digest(text, secret=secret, place="people.citizen")

account = make("people.Account", username="lan", password="!", kind="citizen")
other = make("people.Account", username="lin", password="!", kind="officer")
third = make("people.Account", username="mei", password="!", kind="officer")
doubled = [make("people.Account", username=f"officer-{n}", password="!", kind="officer") for n in range(3)]
number = "990102199001010015"
make("people.Citizen", id=uid(1), account=account, name="\u6837\u672c", identity_sealed=old(number),
     identity_digest=digest(number), phone_sealed=old("13900000001"), phone_digest=digest("13900000001"),
     bound_at=AT, bound_by="window")
make("people.FaceCheck", account=account, identity_digest=digest(number), answer="match", face_digest="f" * 64, at=AT)
make("mfa.Authenticator", user_id=account.pk, type="totp", data={"secret": old("JBSWY3DPEHPK3PXP").hex()})
office = make("offices.Office", code="320500000000", name_zh="s", name_en="S", region="320500", kind="city")
for n, one in enumerate((other, third)):
    make("offices.Officer", account=one, name="o", number=f"000{n}", office=office)
make("registers.EventCounter", id=1, last=41)
make("partners.AnswerCounter", id=1, last=42)
make("licences.Follower", name="licences", seq=43)
make("transfers.Follower", name="partners", seq=44)
make("transfers.Follower", name="register", seq=45)
for n, one in enumerate(doubled):
    make("offices.Officer", account=one, name="o", number=f"001{n}", office=office, identity_digest="e" * 64)
make("partners.Dealer", credit_code="91320500MA00000000"[:18], name="d", kind="market", address="a", prefecture="3205",
     filed_from=DAY, as_of=AT)
car = make("registers.Vehicle", id=uid(2), plate_kind="02", plate="\u82cfE12345", vin="LSVFF66R8C2116280",
     owner_name="o", owner_number=number, use="A", type="K33", colour="A", fuel="A", emission="5", seats=5,
     total_mass_kg=1800, length_mm=4600, registered_on=DAY, inspected_until=DAY, insured_until=DAY,
     certificate_number="320000000001", office="320500000000")
make("registers.VehicleLine", vehicle=car, kind="transfer", on=date(2024, 5, 1), plate="\u5dddA8K2M6")
make("registers.VehicleLine", vehicle=car, kind="transfer", on=DAY, plate="\u82cfE12345")
make("registers.Import", digest="d" * 64, kind="drivers", lines_done=7, finished_at=AT)
given = make("licences.Photo", driver_id=uid(3), source="upload", jpeg=b"x", digest="p" * 64, taken_at=AT)
phone = dict(public_key=b"\\x04" + bytes(64), added_at=AT, refreshed_at=AT)
mdoc = dict(kind="mdoc", digest="m" * 64, issued_at=AT, expires_at=AT)
licence = dict(region="320500", stage="issued", register_version=1, entitlement_list=1, issued_at=AT, changed_at=AT)
held = make("licences.Licence", driver_id=uid(3), citizen_id=uid(1), locked_at=AT, photo=given, certified={"valid_until": "2030-01-02"},
     letters="A", entitlement_index=1, **licence)
make("licences.Licence", driver_id=uid(4), citizen_id=uid(5), photo=given, certified={"valid_until": None},
     letters="A", entitlement_index=2, **licence)
cars = make("licences.VehicleLicence", vehicle_id=uid(2), citizen_id=uid(1), entitlement_index=3,
     certified={"inspected_until": "2027-06-30", "insured_until": "2027-05-05"}, **licence | {"entitlement": 2})
for n, whose in enumerate((dict(licence=held), dict(vehicle_licence=cars))):
    on = make("licences.Device", label=f"phone {n}", **whose, **phone)
    make("licences.Credential", device=on, list_number=1, list_index=n, **whose, **mdoc)
make("licences.Credential", device=on, list_number=1, list_index=20, vehicle_licence=cars, revoked_at=AT, **mdoc)
make("licences.RetiredPlace", list_number=1, list_index=9)
make("licences.StatusList", kind="revocation", number=1, next_sequence=3, version=7, published_version=7)
make("licences.StatusList", kind="entitlement", number=1, next_sequence=4, version=7, published_version=6)
for prefecture in ("3205", "5001", "4290"):
    make("transfers.Policy", prefecture=prefecture, kind="emission", minimum_emission="5", from_day=DAY, text_zh="t",
         text_en="t", source="s", author=uid(6), drafted_at=AT)
case = make("transfers.Transfer", id=uid(7), number="T1", way="one-place", ground="sale", stage="draft",
     stage_since=AT, vehicle_id=uid(2), plate_kind="02", plate="\u82cfE12345", vin="LSVFF66R8C2116280",
     origin="510100000000", destination="320500000000", created_at=AT, seller_by=AT,
     deal={"price_fen": 8500000, "delivered_on": "2026-11-19", "trade_prefecture": "3205", "on": "2026-11-20",
           "is_short_held": False, "asked": 1, "agreed": [str(uid(1))], "co_owners_agreed": True, "quota": "a" * 64,
           "partner_trouble": ["commerce/enter-deal"], "address": "a", "number_rounds": 2})
make("transfers.Custody", vehicle_id=uid(2), office="320500000000", since=AT, moves=1)
make("transfers.FileMove", vehicle_id=uid(2), sequence=1, transfer=case, from_office="510100000000",
     to_office="320500000000", manifest=b"m", manifest_digest="d" * 64, seal="s", sent_at=AT, sent_by="officer:o",
     sent_entry=uid(20), received_at=AT, received_entry=uid(21))
make("transfers.FilePage", vehicle_id=uid(2), item="certificate", number=1, digest="c" * 64, media_type="image/jpeg",
     size=9, origin="scan", signer="officer:o", added_at=AT)
make("transfers.PageReturn", transfer=case, item="certificate", number=1, code="A2", by=uid(6), at=AT)
for plate, state, more in (("K1", "kept", {"kept_for": uid(1), "until": AT}), ("K2", "held", {"transfer": case})):
    make("transfers.PlateNumber", plate_kind="02", plate=f"\u82cfE{plate}", office="320500000000", state=state, since=AT, **more)
make("transfers.Act", key="k" * 36, transfer=case, move="confirm", at=AT)
make("transfers.Inspection", id=uid(30), transfer=case, attempt=1, office="320500000000", inspector=uid(6), form={"vin": "V"},
     photos={"0111": "f" * 64}, mileage_km=61000, is_passed=False, failed=["8"], at=AT)
for n, tries in ((8, 5), (9, 2)):
    make("transfers.Consent", vehicle_id=uid(n), owner_id=uid(1), code_digest="c" * 64, wrong_tries=tries, given_at=AT,
         until=AT)
"""

# What 0.2.0's own journal wrote, by its forms and its order: 300 acts placed and signed, one of them erased, one waiting.
FILL += """
import hashlib
from tongban.standards.tlog import checkpoints, proofs, tiles
from tongban.standards.tlog.hashing import leaf_hash
from tongban.standards.tlog.tree import Tree
from tongban.journal import queries as journal
tree, leaves = Tree(), []
for n in range(301):
    keys = [f"driver:{uid(n % 7)}", f"licence:{uid(n)}"]
    said = {"note": "\u6837\u672c \\"quoted\\"", "count": n, "list": ["a", None, True]}
    body = json.dumps({"about": keys, "at": "2026-11-20T02:00:00.000250Z", "by": f"officer:{uid(n % 3)}", "details": said,
        "tag": "licence-issued"}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    salt = bytes([n % 256]) * 32
    committed = hashlib.sha256(b"tongban journal commitment v1\\n" + salt + body.encode()).hexdigest()
    leaf = f'{{"at":"2026-11-20T02:00:00.000250Z","commitment":"{committed}","tag":"licence-issued","v":1}}'.encode()
    row = make("journal.Entry", id=uid(1000 + n), transaction=5, tag="licence-issued", at=AT.replace(microsecond=250),
        leaf=leaf, index=n if n < 300 else None)
    if n != 17:
        make("journal.Details", entry=row, salt=salt, by=f"officer:{uid(n % 3)}", body=body)
    for key in keys:
        make("journal.About", entry=row, key=key)
    leaves.append(leaf)
tree.extend(leaves[:300])
for (level, index), hashes in tiles.grow(0, partial={}, hashes=[leaf_hash(one) for one in leaves[:300]]).items():
    make("journal.Tile", level=level, index=index, hashes=hashes)
bundles = [tiles.bundle(leaves[:256]), tiles.bundle(leaves[256:300])]
for index, entries in enumerate(bundles):
    make("journal.Bundle", index=index, entries=entries)
note = journal.note_key()
signed = checkpoints.sign(checkpoints.Checkpoint(note.name, 300, tree.root()), key=note)
make("journal.Log", id=1, size=300, checkpoint=signed.decode(), signed_at=AT)
journal.last_checkpoint().keep(signed)
print(json.dumps([one.hex() for one in bundles] + [signed.hex()]))
"""

CARRY = """
run("migrate", verbosity=0)
out = io.StringIO()
run("migrate", "--check", stdout=out)
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from tongban.followers.models import Cursor
from tongban.credentials.actions import bitmaps
from tongban.credentials.models import Device, Holding, RetiredPlace, StatusList
from tongban.dossiers.models import Custody, FileMove, FilePage, PageReturn
from tongban.licences.models import Licence, VehicleLicence
from tongban.offices.models import Officer
from tongban.partners.models import Dealer
from tongban.people import queries as people
from tongban.people.models import AccountMove, FaceCheck, Home
from tongban.inspections.models import Inspection
from tongban.registers.models import FormerPlate, Import, PlateNumber
from tongban.policies.models import Policy
from tongban.transfers.queries.policies import city_policies
from tongban.transfers.models import Act, Consent, Transfer
from tongban.transfers.rules import terms
from tongban.journal import actions as log, queries as journal
from tongban.journal.export import export
from pathlib import Path
from tongban.standards.tlog.tiles import TilePath
folder = Path(sys.argv[1])
export(folder)
served = [journal.tile(TilePath(None, 0)).hex(), journal.tile(TilePath(None, 1, 44)).hex(), journal.checkpoint().hex()]
files = [(folder / name).read_bytes().hex() for name in ("tile/entries/000", "tile/entries/001.p/44", "checkpoint")]
erased = journal.entry(uid(1017))
waited = journal.waiting()
import time
while not log.sequence(at=AT):  # another database's transaction may hold it back for a moment
    time.sleep(0.1)
audited = export(folder / "later")
person = people.citizen_by_id(uid(1))
print(json.dumps({
    "person": [person.identity_number, person.phone, person.bound_by.value],
    "factor": decrypt(Authenticator.objects.get().data["secret"]),
    "face checks": list(FaceCheck.objects.values_list("answer", "person_digest", "act", "used_at")),
    "homes and moves": Home.objects.count() + AccountMove.objects.count(),
    "officers": list(Officer.objects.order_by("number").values_list("number", "identity_digest")),
    "cursors": dict(Cursor.objects.values_list("name", "seq")),
    "dealer": Dealer.objects.get().prefecture,
    "former plates": [[one.plate, str(one.until)] for one in FormerPlate.objects.all()],
    "import": [Import.objects.get().encoding, Import.objects.get().lines_done],
    "holdings": sorted([one.kind, one.subject_id.int, one.stage, one.entitlement_index, str(one.due_on),
        one.locked_at is not None] for one in Holding.objects.all()),
    "what they certify": sorted(set(Licence.objects.values_list("letters", flat=True))) + [
        VehicleLicence.objects.get(pk=Holding.objects.get(kind="vehicle-licence").pk).certified["insured_until"]],
    "phones": sorted(Device.objects.values_list("label", "holding__kind", "credentials__list_index")),
    "lists": [list(RetiredPlace.objects.values_list("list_index", flat=True)),
        sorted(StatusList.objects.values_list("kind", "next_sequence", "version"))],
    "bits": [[bitmaps.statuses(row)[place] for place in (1, 2, 3, 9, 20)] for row in StatusList.objects.order_by("kind")],
    "strays": [bitmaps.compare_list(row.kind, row.number, at=AT) for row in StatusList.objects.all()],
    "file": [one.values_list(*names).get() for one, *names in (
        (Custody.objects, "subject_id", "office", "moves"), (FileMove.objects, "subject_id", "matter_id", "received_entry"),
        (FilePage.objects, "subject_id", "item"), (PageReturn.objects, "matter_id", "code"))],
    "policies": sorted(Policy.objects.values_list("place", flat=True)),
    "what they say": [one.policy.text.en + one.policy.minimum_emission for one in city_policies("320500", on=DAY)],
    "act": [Act.objects.get().key, str(Act.objects.get().transfer_id) == str(uid(7)), Transfer.objects.count()],
    "deal": terms.to_json(Transfer.objects.get().deal),
    "log as it was served": served == json.loads(sys.argv[2]) == files,
    "the journal": [waited, audited.size, str(journal.verify_all().outcome), erased.is_erased, erased.index],
    "a history": [one.details["count"] for one in journal.history(f"driver:{uid(3)}", limit=2)],
    "what an officer did": [len(journal.history_by(f"officer:{uid(1)}", limit=500)), journal.entry(uid(1300)).index],
    "a proof": journal.proof(uid(1005)).startswith("c2sp.org/tlog-proof"),
    "inspections": list(Inspection.objects.values_list("matter_id", "attempt", "form", "photos", "failed")),
    "numbers": sorted(PlateNumber.objects.values_list("plate", "state", "matter_id", "kept_for")),
    "consents": sorted(one.vehicle_id.int for one in Consent.objects.filter(withdrawn_at=None)),
}, default=str))
"""

CARRIED = {
    "person": ["990102199001010015", "13900000001", "window"],
    "factor": "JBSWY3DPEHPK3PXP",
    "face checks": [["match", "", "", None]],
    "homes and moves": 0,
    "cursors": {
        "registers.registerevent": 41,
        "partners.kept": 42,
        "licences/register": 43,
        "transfers/answers": 44,
        "transfers/register": 45,
    },
    "officers": [["0000", ""], ["0001", ""], ["0010", "e" * 64], ["0011", ""], ["0012", ""]],
    "dealer": "3205",
    "former plates": [["川A8K2M6", "2024-05-01"]],
    "import": ["utf-8", 7],
    "holdings": [
        ["driving-licence", 3, "issued", 1, "2030-01-02", True],
        ["driving-licence", 4, "issued", 2, "None", False],
        ["vehicle-licence", 2, "issued", 3, "2027-05-05", False],
    ],
    "what they certify": ["A", "2027-05-05"],
    "phones": [
        ["phone 0", "driving-licence", 0],
        ["phone 1", "vehicle-licence", 1],
        ["phone 1", "vehicle-licence", 20],
    ],
    "lists": [[9], [["entitlement", 4, 8], ["revocation", 3, 8]]],
    "bits": [[0, 0, 2, 1, 0], [0, 0, 0, 0, 1]],
    "strays": [{}, {}],
    "file": [
        [str(UUID(int=2)), "320500000000", 1],
        [str(UUID(int=2)), str(UUID(int=7)), str(UUID(int=21))],
        [str(UUID(int=2)), "certificate"],
        [str(UUID(int=7)), "A2"],
    ],
    "policies": ["320500", "429000", "500000"],
    "what they say": ["t5"],
    "act": ["k" * 36, True, 1],
    "deal": {
        "on": "2026-11-20",
        "price_fen": 8500000,
        "delivered_on": "2026-11-19",
        "trade_prefecture": "3205",
        "quota": "a" * 64,
        "address": "a",
        "agreed": ["00000000-0000-0000-0000-000000000001"],
        "co_owners_agreed": True,
        "asked": 1,
        "number_rounds": 2,
        "partner_trouble": ["commerce/enter-deal"],
    },
    "log as it was served": True,
    "the journal": [1, 301, "holds", True, 17],
    "a history": [297, 290],
    "what an officer did": [100, 300],
    "a proof": True,
    "inspections": [[str(UUID(int=7)), 1, {"vin": "V"}, {"0111": "f" * 64}, ["8"]]],
    "numbers": [
        ["苏EK1", "kept", None, str(UUID(int=1))],
        ["苏EK2", "held", str(UUID(int=7)), None],
    ],
    "consents": [9],
}


@pytest.fixture
def environment(tmp_path, request):
    """An installation of its own: on SQLite, and on the PostgreSQL of these tests where there is one."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("TONGBAN_")} | {
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "TONGBAN_MODE": "production",
        "TONGBAN_DATA": str(tmp_path / "data"),
        "TONGBAN_SECRET_KEY": "x" * 48,
        "TONGBAN_KEYS_PASSPHRASE": "a long enough phrase",
        "TONGBAN_HOSTS": "licence.example",
        "TONGBAN_BASE_URL": "https://licence.example",
    }
    (tmp_path / "data").mkdir()
    server = os.environ.get("TONGBAN_DATABASE_URL", "")
    if connection.vendor != "postgresql":
        yield found
        return
    name = f"upgrade_{uuid.uuid4().hex}"
    with connection._nodb_cursor() as cursor:  # a database is made outside every transaction
        cursor.execute(f"CREATE DATABASE {name}")
    yield found | {"TONGBAN_DATABASE_URL": f"{server.rpartition('/')[0]}/{name}"}
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def python(program, *arguments, environment):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PRELUDE + program, *arguments],
        env=environment,
        input="a long enough phrase\n",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        start_new_session=True,
    )


def audited(folder):
    """The exit code of the auditor, which knows no database."""
    command = [
        sys.executable,
        "-m",
        "tongban.auditor",
        "journal",
        str(folder),
        "--key",
        (folder / "vkey").read_text().strip(),
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode


@pytest.mark.django_db
def test_what_0_2_0_left_is_there_after_migrate_and_without_keys_nothing_is_changed(environment, tmp_path):
    filled = python(FILL, json.dumps(LEAVES), environment=environment)
    assert filled.returncode == 0, filled.stderr[-3000:]

    without = python("run('migrate', verbosity=0)", environment=environment | {"TONGBAN_KEYS": str(tmp_path / "none")})
    assert without.returncode != 0
    assert "keys." in without.stderr
    log = tmp_path / "log"
    carried = python(CARRY, str(log), filled.stdout.splitlines()[-1], environment=environment)

    assert carried.returncode == 0, carried.stderr[-3000:]
    assert json.loads(carried.stdout.splitlines()[-1]) == CARRIED
    assert audited(log / "later") == 0
    for doubled in ("0011", "0012"):
        assert f"officers 0010 and {doubled} are one person" in without.stderr + carried.stderr
