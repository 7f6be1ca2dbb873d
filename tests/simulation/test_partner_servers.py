"""The simulated partners over HTTP: in the demo only, each with its own faults, told what to do at /control/."""

from __future__ import annotations

import json

import httpx
import pytest

from tongban.clock import day_of, now
from tongban.errors import Forbidden
from tongban.keys import queries as keys
from tongban.partners import shapes, signatures
from tongban.partners.actions.delivering import ROLE
from tongban.partners.examples import ASKED
from tongban.partners.profile import profile
from tongban.partners.records import Partner
from tongban.simulation import partner_servers
from tongban.simulation.partner_desks import Desks, numbers
from tongban.simulation.partner_servers import FAULTS, Simulators, signing_keys

ISSUE = shapes.kind_of(Partner.TAX, "issue-invoice")


@pytest.fixture
def server(town, settings):
    settings.DEMO = True
    told = []
    simulators = Simulators(
        our_keys=signing_keys,
        push=lambda path, content, headers: told.append((path, json.loads(content))) or 200,
        pause=lambda seconds: told.append(("paused", seconds)),
        later=lambda act: act(),
    )
    found = partner_servers.start(port=0, simulators=simulators, daily=False)
    found.simulators, found.told = simulators, told
    yield found
    found.shutdown()
    found.server_close()


def ask(server, partner=Partner.TAX, kind="issue-invoice", *, key="k-1", body=None, change=None):
    """One signed question over HTTP."""
    content = json.dumps(body or ASKED[partner, kind]).encode()
    path = f"/{partner}/v1/{kind}"
    made = signatures.sign(method="POST", path=path, body=content, key=key, at=now(), signer=keys.signer(ROLE))
    headers = {signatures.KEY: key, **made} | (change or {})
    return httpx.post(server.url + path, content=content, headers=headers, trust_env=False, timeout=20)


def control(server, method, path, wish):
    return httpx.request(method, f"{server.url}/control/{path}", json=wish, trust_env=False)


def test_given_no_demo_when_started_then_it_refuses(town, settings):
    settings.DEMO = False
    with pytest.raises(Forbidden, match=r"demo\.only"):
        partner_servers.start(port=0)


def test_given_a_started_server_when_the_keys_are_read_then_the_answers_hold_under_them(server):
    response = ask(server)
    public_keys = signatures.public_keys(profile().jwks(Partner.TAX), whose="tax")
    asked = {"method": "POST", "path": "/tax/v1/issue-invoice", "key": "k-1", "status": 200}
    assert signatures.verify(headers=response.headers, body=response.content, public_keys=public_keys, **asked)


def test_given_a_question_when_asked_twice_then_one_invoice_is_issued(server):
    first, again = ask(server), ask(server)
    assert first.json() == again.json()
    assert len(server.simulators.knows.knows.invoices) == 1


def test_given_a_key_when_another_question_comes_under_it_then_it_is_refused_and_signed(server):
    ask(server)
    response = ask(server, body=ASKED[Partner.TAX, "issue-invoice"] | {"price_fen": 1})
    assert (response.status_code, response.json()["code"]) == (409, "idempotency.other-question")
    assert signatures.SIGNATURE in response.headers


@pytest.mark.parametrize("change", [{signatures.SIGNATURE: "x..y"}, {signatures.KEY: "another"}])
def test_given_a_question_that_we_did_not_sign_when_asked_then_nothing_is_done(server, change):
    assert ask(server, change=change).status_code == 401
    assert not server.simulators.knows.knows.said


def test_given_invoices_when_numbered_then_digital_ones_have_20_digits_and_paper_ones_a_code():
    today = day_of(now()).replace(year=2026)
    assert numbers("84", prefecture="3205", serial=7, on=today) == ("", "26322000000000000007")
    assert numbers("15", prefecture="3205", serial=7, on=today) == ("032052600117", "00000007")


@pytest.mark.parametrize("named", [{}, {"dealer_number": "91320500MAC0DEM0CD"}])
def test_given_no_or_two_issuers_when_an_invoice_is_wanted_then_it_is_refused(server, named):
    body = {name: value for name, value in ASKED[Partner.TAX, "issue-invoice"].items() if name != "market_number"}
    body |= named | ({"market_number": "91320500MAC0DEM0A7"} if named else {})
    response = ask(server, body=body)
    assert (response.status_code, response.json()["code"]) == (409, "invoice.issuer")


def test_given_a_voided_invoice_when_it_is_to_be_used_then_tax_refuses_and_has_told_us(server):
    issued = ask(server).json()
    named = {"code": issued["code"], "number": issued["number"]}
    assert control(server, "POST", "tax/status", named | {"status": "02"}).json() == {"status": 200}
    assert server.told[-1][0] == "/api/partners/tax/invoice-status"
    assert server.told[-1][1]["status"] == "02"
    assert ask(server, kind="verify-invoice", key="k-2", body=named).json()["status"] == "02"
    response = ask(server, kind="note-use", key="k-3", body=named | {"case": "T1"})
    assert (response.status_code, response.json()["code"]) == (409, "invoice.not-valid")


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in ("cut", "silent")])
def test_given_a_fault_when_switched_over_http_then_only_that_partner_has_it(server, fault):
    shown = control(server, "PUT", "tax/fault", {"fault": fault, "delay_seconds": 2}).json()
    assert shown["fault"] == fault
    assert control(server, "GET", "bank/fault", None).json()["fault"] == ""
    response = ask(server)
    if fault == "down":
        assert response.status_code == 503
    elif fault == "late":
        assert response.status_code == 202
    elif fault == "flood":
        assert len(response.content) > 400_000
    elif fault == "wrong":
        assert response.json()["vin"] != ASKED[Partner.TAX, "issue-invoice"]["vin"]
    else:
        assert response.status_code == 200
    assert (("paused", 2.0) in server.told) is (fault == "slow")
    assert sum(path.endswith("/answers") for path, _ in server.told) == (3 if fault in ("repeats", "late") else 0)


@pytest.mark.parametrize("fault", ["cut", "silent"])
def test_given_a_partner_without_a_word_when_asked_then_the_line_is_closed(server, fault):
    control(server, "PUT", "tax/fault", {"fault": fault})
    with pytest.raises(httpx.RemoteProtocolError):
        ask(server)
    assert any(path == "paused" for path, _ in server.told) is (fault == "silent")


@pytest.mark.parametrize(
    ("method", "path", "wish"),
    [
        ("PUT", "tax/fault", {"fault": "on fire"}),
        ("PUT", "post/fault", {"fault": "slow"}),
        ("PUT", "tax/fault", []),
        ("POST", "tax/nothing", {}),
        ("POST", "tax/status", {"code": "", "number": "1", "status": "02"}),
        ("POST", "", {}),
    ],
)
def test_given_a_wish_that_makes_no_sense_when_sent_then_nothing_changes(server, method, path, wish):
    assert control(server, method, path, wish).status_code == 400
    assert {desk.fault for desk in server.simulators.desks.values()} == {""}


def test_given_news_of_a_bank_and_an_insurer_when_told_to_then_they_call_us(server):
    release = {"vin": "LSVFF66R8C2116280", "mortgagee": "示例银行", "mortgagee_number": "91320500MAC0DEM0EK"}
    control(server, "POST", "bank/release", release)
    policy = {"vin": "LSVFF66R8C2116280", "policy_number": "P2", "valid_until": "2027-01-01"}
    control(server, "POST", "insurance/policy", policy)
    control(server, "POST", "commerce/dealers", {})
    assert [path.rpartition("/")[2] for path, _ in server.told] == ["mortgage-released", "policy-changed", "dealers"]
    assert ask(server, Partner.INSURANCE, "policy-of").json()["policy_number"] == "P2"


def test_given_a_bank_that_does_not_agree_when_asked_then_it_says_so(server):
    control(server, "POST", "bank/disagrees", {"vin": "LSVFF66R8C2116280"})
    assert ask(server, Partner.BANK, "confirm-mortgage-transfer").json() == {"is_agreed": False}


def test_given_a_file_when_the_partners_are_started_again_then_they_know_their_invoices(tmp_path):
    content = json.dumps(dict(ASKED[Partner.TAX, "issue-invoice"])).encode()
    before = Desks(file=tmp_path / "knows.json")
    issued = before.answer(ISSUE, "k-1", content, on=day_of(now()))
    after = Desks(file=tmp_path / "knows.json")
    assert after.answer(ISSUE, "k-1", content, on=day_of(now())) == issued
    assert after.knows == before.knows


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/tax/v1/issue-invoice", 405), ("POST", "/tax/v2", 404)]
)
def test_given_another_method_or_address_when_called_then_it_says_so(server, method, path, status):
    assert httpx.request(method, server.url + path, trust_env=False).status_code == status
