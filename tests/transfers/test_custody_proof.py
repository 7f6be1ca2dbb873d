"""Who held the file when: the proof that a party downloads, judged by the auditor, which knows no database."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tongban.auditor.__main__ import main
from tongban.errors import NotFound, Unavailable
from tongban.journal import actions as journal_actions
from tongban.journal import queries as journal
from tongban.keys import queries as keys
from tongban.transfers import actions, queries


@pytest.fixture
def proven(cars, at, tmp_path):
    """A file that went to Suzhou and came back, its proof, and what the auditor is given."""
    case = cars.submitted(at=at).accept(at).move_file(at)
    actions.withdraw(transfer_id=case.id, key=cars.key(), citizen=case.buyer, at=at())
    with pytest.raises(Unavailable):
        queries.custody_proof(case.vehicle.id)
    journal_actions.sequence(at=at())
    proof = tmp_path / "proof.json"
    proof.write_text(queries.custody_proof(case.vehicle.id), "utf-8")
    roots = tmp_path / "roots.pem"
    roots.write_bytes(keys.trust_list())
    return (
        case,
        proof,
        ["--key", journal.vkey(), "--trust", str(roots), "--at", (at() + timedelta(hours=1)).isoformat(), "--json"],
    )


def test_the_auditor_finds_one_holder_at_every_moment(proven, capsys):
    case, proof, options = proven
    assert main(["custody", str(proof), *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["outcome"] == "holds"
    document = json.loads(proof.read_text("utf-8"))
    assert [len(document["moves"]), document["origin"]] == [2, str(case.vehicle.office)]
    assert "opened" in document


def test_another_office_in_the_proof_does_not_hold(proven, capsys, cars):
    _, proof, options = proven
    text = proof.read_text("utf-8").replace(f'to_office\\":\\"{cars.DESTINATION}', 'to_office\\":\\"320200000000', 1)
    proof.write_text(text, "utf-8")
    assert main(["custody", str(proof), *options]) == 1


def test_a_proof_names_nobody(proven):
    case, proof, _ = proven
    text = proof.read_text("utf-8")
    for person in (case.seller, case.buyer):
        assert person.name not in text
        assert str(person.identity_number) not in text


def test_a_file_that_never_moved_has_no_proof(cars, at):
    seller = cars.citizen(area="510104")
    record = cars.vehicle(seller)
    cars.fill_file(record)
    with pytest.raises(NotFound):
        queries.custody_proof(record.id)
