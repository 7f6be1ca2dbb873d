"""What a phone collects holds before our own verifiers with the published lists, and stops holding when it must."""

from __future__ import annotations

from functools import partial

import pytest

from tongban.credentials import actions as credentials
from tongban.credentials import queries as held
from tongban.credentials.actions import publishing
from tongban.credentials.models import Holding, StatusList
from tongban.keys import queries as keys
from tongban.licences import actions
from tongban.registers import actions as registers
from tongban.standards import cbor, mdoc, sdjwt, statuslist
from tongban.standards.mdoc import transcripts
from tongban.verdicts import Outcome

TRANSCRIPT = transcripts.for_openid4vp(
    client_id="x509_hash:test", nonce="n" * 22, response_uri="https://verifier.example/response", jwk_thumbprint=None
)


def lists(town, *, at):
    """The published lists, verified, by their address."""
    credentials.publish_lists(at=at)
    anchors = keys.anchors()
    found = {}
    for row in StatusList.objects.all():
        form = "cwt" if row.kind == "revocation" else "jwt"
        token = held.list_file(row.kind, row.number, form).read_bytes()
        found[held.list_uri(row.kind, row.number)] = statuslist.verify(token, anchors=anchors, at=at)
    return found


def judged_mdoc(town, phone, bundle, *, at):
    response = mdoc.present(
        bundle.credentials.mdoc,
        disclose={"org.iso.18013.5.1": ["document_number", "driving_privileges", "issuing_country"]},
        transcript=TRANSCRIPT,
        device=phone,
    )
    status = partial(statuslist.lookup, lists=lists(town, at=at), at=at)
    return mdoc.verify(response, anchors=keys.anchors(), at=at, transcript=TRANSCRIPT, status=status)


def test_a_collected_mdoc_holds_in_every_check(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    report = judged_mdoc(town, phone, bundle, at=town.AT)
    assert [(one.check, one.outcome) for one in report.checks if one.outcome is not Outcome.HOLDS] == []
    assert report.elements["org.iso.18013.5.1"]["document_number"] == record.number


def test_a_suspended_driver_s_old_mdoc_is_revoked_and_the_new_one_has_no_privileges(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    registers.set_letter(driver_id=record.id, letter="D", reason="样例", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    old = judged_mdoc(town, phone, bundle, at=town.AT)
    assert old.check("status").outcome is Outcome.DOES_NOT_HOLD
    new = town.refreshed(holder, phone, at=town.later(minutes=1))
    report = judged_mdoc(town, phone, new, at=town.later(minutes=1))
    assert report.outcome is Outcome.HOLDS
    assert report.elements["org.iso.18013.5.1"]["driving_privileges"] == []


def test_a_collected_sd_jwt_holds_and_is_suspended_with_the_licence(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    shown = sdjwt.present(
        bundle.credentials.sdjwt, disclose=["age_over_18"], holder=phone, audience="rental", nonce="n", at=town.AT
    )

    def judged(at):
        status = partial(statuslist.lookup, lists=lists(town, at=at), at=at)
        return sdjwt.verify(shown, anchors=keys.anchors(), at=at, audience="rental", nonce="n", status=status)

    assert judged(town.AT).outcome is Outcome.HOLDS
    registers.set_letter(driver_id=record.id, letter="D", reason="样例", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    assert judged(town.later(seconds=1)).check("status").outcome is Outcome.DOES_NOT_HOLD


def test_domestic_facts_travel_in_the_cn_namespace_and_the_iso_one_holds_only_table_20(town):
    _record, holder, licence = town.issued()
    _phone, bundle = town.collected(holder, licence)
    spaces = cbor.decode(bundle.credentials.mdoc)["nameSpaces"]
    names = {space: {cbor.decode(item.value)["elementIdentifier"] for item in items} for space, items in spaces.items()}
    assert {"points", "status_letters", "entitlement_status"} <= names["org.iso.18013.5.1.CN"]
    assert "points" not in names["org.iso.18013.5.1"]


# --- publishing --------------------------------------------------------------------------------------------------
def test_a_list_in_which_nothing_changes_is_signed_anew_by_the_clock(town):
    town.issued()
    assert credentials.publish_lists(at=town.AT) == 1
    assert credentials.publish_lists(at=town.later(minutes=29)) == 0
    assert credentials.publish_lists(at=town.later(minutes=30)) == 1
    [number] = Holding.objects.values_list("entitlement_list", flat=True)
    token = statuslist.read(held.list_file("entitlement", number, "jwt").read_bytes())
    assert (token.issued_at, token.expires_at) == (town.later(minutes=30), town.later(minutes=30, hours=24))


def test_a_full_disk_leaves_the_old_list_whole_and_the_next_turn_publishes(town, monkeypatch):
    record, _holder, licence = town.issued()
    credentials.publish_lists(at=town.AT)
    number = Holding.objects.get(pk=licence.id).entitlement_list
    path = held.list_file("entitlement", number, "jwt")
    before = path.read_bytes()
    registers.set_letter(driver_id=record.id, letter="D", reason="样例", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        credentials.publish_lists(at=town.later(seconds=1))
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.part"))
    monkeypatch.undo()
    assert credentials.publish_lists(at=town.later(seconds=2)) == 1
    assert path.read_bytes() != before


def test_a_change_during_signing_is_published_at_the_next_turn(town, monkeypatch):
    record, _holder, licence = town.issued()
    real = publishing.statuslist.to_jwt

    def slow(*args, **kwargs):
        registers.set_letter(driver_id=record.id, letter="D", reason="样例", by="officer:test", at=town.AT)
        actions.follow_register(at=town.AT)
        monkeypatch.setattr(publishing.statuslist, "to_jwt", real)
        return real(*args, **kwargs)

    monkeypatch.setattr(publishing.statuslist, "to_jwt", slow)
    credentials.publish_lists(at=town.AT)
    assert credentials.publish_lists(at=town.later(seconds=1)) == 1
    row = Holding.objects.get(pk=licence.id)
    token = statuslist.read(held.list_file("entitlement", row.entitlement_list, "jwt").read_bytes())
    assert token.statuses[row.entitlement_index] == 2


def test_lists_and_trust_list_are_served_with_an_etag_and_not_sent_twice(town, client):
    town.issued()
    credentials.publish_lists(at=town.AT)
    for path, kind in (
        ("/status/entitlement/1", "application/statuslist+jwt"),
        ("/trust-list.jwt", "application/jwt"),
        ("/trust-list.pem", "application/x-pem-file"),
    ):
        first = client.get(path)
        assert (first.status_code, first["Content-Type"]) == (200, kind)
        assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    as_cwt = client.get("/status/entitlement/1", headers={"Accept": "application/statuslist+cwt"})
    assert as_cwt["Content-Type"] == "application/statuslist+cwt"
    assert client.get("/status/entitlement/99").status_code == 404
