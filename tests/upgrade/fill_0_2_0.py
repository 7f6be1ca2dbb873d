"""Run by 0.2.0's own interpreter: its demonstration is filled, a phone collects, and what it says of itself is printed.

    python fill_0_2_0.py FOLDER [DATABASE_URL]

The last line of the output is one JSON object: licences, cases, decisions, numbers of entries, the phone's code. Proofs of
custody are written into FOLDER/proofs.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
from pathlib import Path

from tongban.config import demo, modes, translations

folder = Path(sys.argv[1])
data = folder / "data"
demo.environment(argparse.Namespace(data=data, port=8000, drivers=300))
if len(sys.argv) > 2:
    os.environ |= {"TONGBAN_MODE": "development", "TONGBAN_DATABASE_URL": sys.argv[2]}  # a demo is on SQLite alone
modes.mark(data)
modes.mark(data / "keys")
(data / "static").mkdir(exist_ok=True)
translations.compile_all()

import django  # noqa: E402 - the environment comes first

django.setup()
demo.prepare(300)

from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402

from tongban.clock import now  # noqa: E402
from tongban.journal import actions as journal  # noqa: E402
from tongban.journal import queries as entries  # noqa: E402
from tongban.keys import queries as keys  # noqa: E402
from tongban.licences import actions as licences  # noqa: E402
from tongban.licences import queries as licence_queries  # noqa: E402
from tongban.licences.models import Licence  # noqa: E402
from tongban.simulation import stories  # noqa: E402
from tongban.transfers import queries as transfers  # noqa: E402
from tongban.transfers.models import FileMove, Transfer  # noqa: E402
from tongban.transfers.queries import decisions, files  # noqa: E402

at = now()
phone = ec.generate_private_key(ec.SECP256R1())
point = phone.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
holder = stories.citizen("zhangwei")
held = licence_queries.licence_of(holder.id, at=at)
licences.publish_lists(at=at)
collected = licences.collect(licence_id=held.id, citizen=holder, public_key=point, label="0.2.0", at=at)
licences.publish_lists(at=now())
journal.sequence(at=now(), limit=100_000)

proofs = folder / "proofs"
proofs.mkdir()
for vehicle in FileMove.objects.filter(voided_at=None, received_at__isnull=False).values_list("vehicle_id", flat=True):
    (proofs / f"{vehicle}.json").write_text(files.custody_proof(vehicle))
(folder / "log.key").write_text(entries.vkey())
(folder / "trust.pem").write_bytes(keys.trust_list())

print(
    json.dumps(
        {
            "licences": {
                str(row.id): [str(row.citizen_id), row.entitlement_list, row.entitlement_index, row.entitlement]
                for row in Licence.objects.all()
            },
            "cases": {str(row.id): [row.stage, row.number] for row in Transfer.objects.all()},
            "decisions": {
                str(row.id): sorted(transfers.facts.blocked_codes(decisions.replay(row)))
                for row in Transfer.objects.exclude(decision=None)
            },
            "entries": entries.head().size,
            "phone": phone.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ).decode(),
            "holder": str(holder.id),
            "licence": str(held.id),
            "tokens": {
                purpose: base64.b64encode(token).decode() for purpose, token in collected.credentials.tokens.items()
            },
            "mdoc": base64.b64encode(collected.credentials.mdoc).decode(),
        }
    )
)
