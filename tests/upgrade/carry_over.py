"""Run by this build over what `fill_0_2_0.py` left: it migrates, goes on with every open case, and prints what it found.

    python carry_over.py FOLDER [DATABASE_URL]

The same members as the other's JSON object, read back after `migrate`; then what came of going on. New proofs of custody
are written into FOLDER/proofs-after, the phone's code and the list that judges it beside them.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path

from tongban.config import demo

folder = Path(sys.argv[1])
filled = json.loads((folder / "filled.json").read_text())
demo.environment(argparse.Namespace(data=folder / "data", port=8000, drivers=300))
if len(sys.argv) > 2:
    os.environ |= {"TONGBAN_MODE": "development", "TONGBAN_DATABASE_URL": sys.argv[2]}  # a demo is on SQLite alone

import django  # noqa: E402 - the environment comes first

django.setup()

from cryptography.hazmat.primitives import serialization  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from tongban.clock import now  # noqa: E402
from tongban.credentials import actions as credentials  # noqa: E402
from tongban.credentials import queries as held  # noqa: E402
from tongban.credentials.models import Holding  # noqa: E402
from tongban.dossiers import queries as dossiers  # noqa: E402
from tongban.dossiers.models import FileMove  # noqa: E402
from tongban.journal import actions as journal  # noqa: E402
from tongban.journal import queries as entries  # noqa: E402
from tongban.licences import queries as licences  # noqa: E402
from tongban.people import queries as people  # noqa: E402
from tongban.registers import queries as registers  # noqa: E402
from tongban.simulation import scans  # noqa: E402
from tongban.simulation.transfers import sales  # noqa: E402
from tongban.standards import qrcode  # noqa: E402
from tongban.standards.signing import SoftwareSigner  # noqa: E402
from tongban.transfers import actions, queries  # noqa: E402
from tongban.transfers.models import Transfer  # noqa: E402
from tongban.transfers.queries import decisions  # noqa: E402

call_command("migrate", verbosity=0, interactive=False)
found = {
    "licences": {
        str(row.id): [str(row.citizen_id), row.entitlement_list, row.entitlement_index, row.entitlement]
        for row in Holding.objects.filter(kind=licences.DRIVING_LICENCE)
    },
    "cases": {str(row.id): [row.stage, row.number] for row in Transfer.objects.all()},
    "decisions": {
        str(row.id): sorted(queries.facts.blocked_codes(decisions.replay(row)))
        for row in Transfer.objects.exclude(decision=None)
    },
    "entries": entries.head().size,
}
open_cases = list(Transfer.objects.filter(ended_at=None).values_list("pk", flat=True))
with redirect_stdout(sys.stderr):
    demo.prepare(300)  # what `run demo` does over a folder that an earlier version left: it names the officers, for one

# --- The phone of 0.2.0 ---------------------------------------------------------------------------------------------
phone = SoftwareSigner(serialization.load_pem_private_key(filled["phone"].encode(), None))
code = qrcode.present(base64.b64decode(filled["tokens"]["roadside"]), device=phone, at=now())
(folder / "code.txt").write_text(code)
credentials.publish_lists(at=now())
(folder / "entitlement.jwt").write_bytes(held.list_file("entitlement", 1, "jwt").read_bytes())
public = phone.public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
refreshed = credentials.refresh(
    licences.DRIVING_LICENCE,
    citizen_id=people.citizen_by_id(filled["holder"]).id,
    public_key=public,
    at=now() + timedelta(days=3),
)
found["refreshed"] = refreshed is not None
visitor = Client()
visitor.force_login(get_user_model().objects.get(username="zhangwei"))
found["pages"] = {address: visitor.get(address).status_code for address in ("/home/", "/licence/", "/cases/")}


# --- Every open case goes on to its end -----------------------------------------------------------------------------
scene = sales.open_scene(at=now())
by = scene.officers


def go_on(told: sales.Told, stage: str) -> None:
    """The next act of whoever's turn it is. 0.2.0 did not ask where a buyer lives: the window looks at a proof."""
    act = told.act
    match stage:
        case "submitted":
            act("accept", officer=by["window"], at=scene())
        case "file-requested" | "file-returned":
            scan_what_lacks(told, stage)
        case "file-sent":
            act("receive_file", by="system:transfers", at=scene())
        case "file-check":
            act("accept_file", officer=by["checker"], at=scene())
        case "inspection":
            sales.inspect(told, officer=by["inspector"])
        case "review":
            act("confirm_home", officer=by["window"], at=scene())
            act("approve", officer=by["reviewer"], at=scene())
        case "approved":
            act("choose_number", plate=sales.first_offered(told), citizen=told.buyer, at=scene())
        case "numbered":
            act("confirm_home", officer=by["window"], at=scene())
            act("issue", officer=by["window"], at=scene(), **sales.ALL_RECOVERED)
        case _:
            scene.partners_answer()
            actions.move_files(at=scene())


def scan_what_lacks(told: sales.Told, stage: str) -> None:
    """The keeper scans what lacks or was returned, and sends it."""
    wanted = [("certificate", 4)] if stage == "file-returned" else [("vin-rubbing", 1), ("licence-card", 1)]
    for item, number in wanted:
        title, pages = scans.TITLES[item]
        picture = scans.draw(title, vin=str(told.car.vin), note="0.2.0", number=number, of=pages)
        actions.scan_page(
            transfer_id=told.id,
            item=item,
            number=number,
            content=picture,
            media_type="image/jpeg",
            officer=by["keeper"],
            at=scene(),
        )
    told.act("repair_pages" if stage == "file-returned" else "send_file", officer=by["keeper"], at=scene())


ends = {}
for row in Transfer.objects.filter(pk__in=open_cases):
    told = sales.Told(
        scene,
        row.id,
        registers.vehicle_by_id(row.vehicle_id),
        people.citizen_by_id(row.seller_id),
        people.citizen_by_id(row.buyer_id),
    )
    walked = []
    for _ in range(16):
        stage = str(Transfer.objects.values_list("stage", flat=True).get(pk=row.id))
        walked.append(stage)
        if stage == "closed":
            break
        go_on(told, stage)
    ends[str(row.id)] = walked
found["ends"] = ends


# --- What was proven stays proven -----------------------------------------------------------------------------------
journal.sequence(at=now(), limit=100_000)
report = entries.verify_all()
found["journal"] = [report.outcome, entries.head().size]
after = folder / "proofs-after"
after.mkdir()
for vehicle in FileMove.objects.filter(voided_at=None, received_at__isnull=False).values_list("subject_id", flat=True):
    (after / f"{vehicle}.json").write_text(dossiers.custody_proof(queries.VEHICLE_FILE, vehicle))
print(json.dumps(found))
