"""`python -m tongban.auditor code` judges a vehicle's code as it does a driver's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from standards.qrcode import world

from tongban.auditor.__main__ import main
from tongban.standards import pki


@pytest.mark.parametrize(("value", "answer"), [(0, 0), (1, 1), (2, 1)])
def test_a_vehicles_code_is_judged_with_the_list_of_its_time(tmp_path: Path, capsys, value: int, answer: int) -> None:
    code, trust, entitled = (tmp_path / name for name in ("code.txt", "trust.pem", "list.jwt"))
    code.write_text(world.code("vehicle"), encoding="ascii")
    trust.write_bytes(pki.pem([world.ROOT_DER, world.SIGNER.chain[0], world.LIST_SIGNER.chain[0]]))
    entitled.write_text(world.entitlement_list({123_456: value}), encoding="ascii")
    told = ["--trust", str(trust), "--at", world.AT.isoformat(), "--entitlement", str(entitled), "--json"]
    assert main(["code", str(code), *told]) == answer
    elements = json.loads(capsys.readouterr().out)["elements"]
    assert (elements["purpose"], elements["plate"]) == ("vehicle", "苏E58Q37")
    assert elements["inspected_until"] == "2027-05-31"
