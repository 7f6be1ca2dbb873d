"""What the journal can prove of a file's way, judged by the auditor alone."""

from __future__ import annotations

import json

import pytest

from tongban.auditor.__main__ import main as auditor
from tongban.documents import queries as documents
from tongban.journal import actions as journal_actions
from tongban.journal import queries as journal
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.standards import pki, vehiclefile
from tongban.transfers import actions, queries
from tongban.transfers.models import FileMove
from tongban.transfers.rules import archive


@pytest.fixture
def judge(tmp_path, capsys):
    """Runs a command of the auditor over a text; gives its exit code and what it says."""
    trust = tmp_path / "root.pem"
    trust.write_bytes(pki.pem(keys.certificates(Role.IACA)))

    def judge(command, text, *options, at):
        file = tmp_path / "given"
        file.write_text(text)
        given = [command, str(file), "--trust", str(trust), "--at", at.isoformat(), "--json", *map(str, options)]
        code = auditor(given)
        return code, json.loads(capsys.readouterr().out)

    return judge


def test_the_file_s_way_there_is_proven_without_a_server(cars, at, judge):
    case = cars.submitted(at=at).accept(at).move_file(at)
    journal_actions.sequence(at=at())
    proof = queries.custody_proof(case.vehicle.id)
    code, report = judge("custody", proof, "--key", journal.vkey(), at=at())
    assert (code, report["outcome"]) == (0, "holds")
    assert (report["elements"]["origin"], report["elements"]["holder"]) == (cars.ORIGIN, cars.DESTINATION)
    changed = proof.replace(cars.DESTINATION, cars.ORIGIN)
    assert judge("custody", changed, "--key", journal.vkey(), at=at())[0] == 1


def test_a_file_that_went_back_is_proven_to_be_at_the_origin_again(cars, at, judge):
    case = cars.submitted(at=at).accept(at).move_file(at)
    actions.withdraw(transfer_id=case.id, key=cars.key(), citizen=case.buyer, at=at())
    journal_actions.sequence(at=at())
    code, report = judge("custody", queries.custody_proof(case.vehicle.id), "--key", journal.vkey(), at=at())
    assert (code, report["elements"]["holder"]) == (0, cars.ORIGIN)
    assert [move["is_given_back"] for move in report["elements"]["moves"].values()] == [False, True]


def test_the_seal_holds_for_the_pages_that_are_stored_and_for_no_other(cars, at, judge, tmp_path):
    case = cars.submitted(at=at).accept(at).move_file(at)
    move = FileMove.objects.get(vehicle_id=case.vehicle.id)
    folder = tmp_path / "pages"
    folder.mkdir()
    for kind, page in vehiclefile.decode(bytes(move.manifest)).pages():
        (folder / f"{kind} {page.number}").write_bytes(documents.content(page.digest))
    assert judge("file", move.seal, "--documents", folder, at=at())[0] == 0
    (folder / "vin-rubbing 1").write_bytes(b"another picture")
    code, report = judge("file", move.seal, "--documents", folder, at=at())
    assert (code, report["checks"][-1]["reason"]) == (1, "missing or altered: vin-rubbing 1")


def test_the_service_and_the_open_format_have_the_same_kinds_of_documents_and_codes():
    assert list(archive.ITEM_NAMES.items()) == list(vehiclefile.ITEM_TYPES.items())
    assert {code: one.what for code, one in archive.RETURN_CODES.items()} == dict(vehiclefile.RETURN_CODES)
