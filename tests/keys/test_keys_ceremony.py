"""Making keys, once and whole."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import stat
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tongban.errors import Malformed, Refused, Unavailable, Untrusted
from tongban.keys import actions, checks, queries
from tongban.keys.roles import PROFILES, SIGNERS, Role
from tongban.keys.vault import Vault, write_new
from tongban.standards import pki, qrcode
from tongban.standards.signing import Algorithm, is_signed_by
from tongban.standards.tlog.notes import VerifierKey
from tongban.verdicts import Outcome

CEREMONY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MESSAGE = b"what is to be signed"


def test_a_ceremony_makes_every_key_and_a_record(held, folder):
    assert [made.role for made in held.made] == list(Role)
    record = json.loads(held.path.read_text())
    assert (record["kind"], record["by"], record["is_specimen"]) == ("ceremony", "officer:one", True)
    prints = {line["role"]: line["sha256"] for line in record["made"]}
    for role in PROFILES:
        (raw,) = queries.certificates(role)
        assert prints[role] == pki.parse(raw).fingerprint.hex()
    assert prints[Role.JOURNAL] is None


@pytest.mark.parametrize("role", PROFILES)
def test_every_certificate_obeys_its_profile_and_says_specimen(held, role, settings):
    (raw,) = queries.certificates(role)
    report = pki.judge(raw, profile=PROFILES[role], at=CEREMONY)
    assert report.outcome is Outcome.HOLDS
    assert report.elements["common_name"].startswith("样证 SPECIMEN ")
    assert report.elements["country"] == settings.AUTHORITY["country"]
    assert report.elements["state"] == settings.AUTHORITY["jurisdiction"]


def test_in_production_nothing_says_specimen(folder, settings):
    settings.MODE = "production"
    actions.hold_ceremony(at=CEREMONY)
    assert "SPECIMEN" not in pki.parse(queries.certificates(Role.IACA)[0]).named("2.5.4.3")


@pytest.mark.parametrize("role", SIGNERS)
def test_a_verifier_with_our_root_believes_each_signer(held, role):
    signer = queries.signer(role)
    root = pki.TrustAnchors.of(queries.certificates(Role.IACA))
    result = pki.check_chain(signer.chain, anchors=root, profile=PROFILES[role], at=CEREMONY)
    assert result.outcome is Outcome.HOLDS
    assert is_signed_by(result.public_key, MESSAGE, signer.sign(MESSAGE))


def test_the_journal_has_an_ed25519_key_under_the_authority_s_name(held):
    key = queries.note_key()
    assert queries.signer(Role.JOURNAL).algorithm is Algorithm.EDDSA
    assert key.name == "tongban.example/journal"
    assert VerifierKey.parse(key.vkey).has_signed(MESSAGE, key.sign(MESSAGE))


def test_index_keys_are_32_bytes_stable_and_one_for_each_name(held):
    first = queries.index_key("entitlement/1")
    queries._remembered.clear()
    assert queries.index_key("entitlement/1") == first
    assert len({first, queries.index_key("entitlement/2"), queries.index_key("people.citizen")}) == 3
    assert len(first) == 32


def test_nothing_can_be_read_by_others(held, folder):
    for path in [folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_no_private_key_lies_open(held, folder):
    for path in folder.rglob("*.key"):
        assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_a_second_ceremony_is_refused_and_changes_nothing(held, folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(Refused, match=r"keys\.ceremony-held"):
        actions.hold_ceremony(at=CEREMONY)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def _hold(folder, gate, answers):
    gate.wait()
    try:
        actions.hold_ceremony(at=CEREMONY, folder=folder)
    except Refused:
        answers.put("refused")
    else:
        answers.put("held")


def test_of_ceremonies_held_at_once_exactly_one_is_there(folder):
    spawning = multiprocessing.get_context("spawn")
    gate, answers = spawning.Barrier(4), spawning.Queue()
    people = [spawning.Process(target=_hold, args=(folder, gate, answers)) for _ in range(4)]
    for person in people:
        person.start()
    found = sorted(answers.get(timeout=60) for _ in people)
    for person in people:
        person.join()
    assert found == ["held", "refused", "refused", "refused"]
    assert [path.name for path in folder.iterdir()] == ["authority"]
    assert all(len(list((folder / "authority" / role).glob("*.key"))) == 1 for role in Role)


def test_a_ceremony_that_breaks_off_leaves_nothing(folder, settings):
    settings.AUTHORITY = {**settings.AUTHORITY, "country": "utopia"}
    with pytest.raises(Malformed):
        actions.hold_ceremony(at=CEREMONY)
    assert list(folder.iterdir()) == []
    assert not actions.is_held()


def test_without_a_passphrase_no_key_is_made(folder, settings):
    settings.KEYS_PASSPHRASE = ""
    with pytest.raises(Malformed, match=r"keys\.passphrase"):
        actions.hold_ceremony(at=CEREMONY)
    assert not folder.exists()


def test_a_wrong_passphrase_is_told_as_such(held, settings):
    settings.KEYS_PASSPHRASE = "another"
    for ask in (lambda: queries.signer(Role.DOCUMENT), queries.note_key, lambda: queries.index_key("a")):
        with pytest.raises(Unavailable, match="TONGBAN_KEYS_PASSPHRASE does not open"):
            ask()


def test_before_the_ceremony_every_question_says_so(folder):
    for ask in (lambda: queries.signer(Role.CODE), queries.trust_list, queries.anchors, queries.note_key):
        with pytest.raises(Unavailable, match=r"keys\.no-ceremony"):
            ask()
    with pytest.raises(Unavailable):
        actions.rotate(Role.CODE, at=CEREMONY)
    assert not queries.is_ready()


def test_a_signer_is_opened_once_and_again_after_a_rotation(held):
    before = queries.signer(Role.DOCUMENT)
    assert queries.signer(Role.DOCUMENT) is before
    actions.rotate(Role.LIST, at=CEREMONY)
    assert queries.signer(Role.DOCUMENT) is before
    actions.rotate(Role.DOCUMENT, at=CEREMONY)
    assert queries.signer(Role.DOCUMENT) is not before


def test_after_a_rotation_the_old_signer_is_believed_until_it_expires(held):
    later = CEREMONY + timedelta(days=90)
    (old,) = queries.certificates(Role.DOCUMENT)
    made = actions.rotate(Role.DOCUMENT, at=later).made[0]
    new, former = queries.certificates(Role.DOCUMENT, at=later)
    assert former == old
    assert made.fingerprint == pki.parse(new).fingerprint.hex()
    assert queries.signer(Role.DOCUMENT).chain == (new,)
    assert queries.valid_until(Role.DOCUMENT) == pki.parse(new).valid_until
    anchors = pki.TrustAnchors.from_pem(queries.trust_list(at=later))
    for chain in ((old,), (new,)):
        held_now = pki.check_chain(chain, anchors=anchors, profile=pki.DOCUMENT_SIGNER, at=later)
        assert held_now.outcome is Outcome.HOLDS
    after = pki.parse(old).valid_until + timedelta(seconds=1)
    assert queries.certificates(Role.DOCUMENT, at=after) == (new,)
    assert pki.pem([old]) not in queries.trust_list(at=after)


def test_a_new_root_is_linked_from_the_old_and_vouches_for_new_signers(held):
    (old,) = queries.certificates(Role.IACA)
    actions.rotate(Role.IACA, at=CEREMONY)
    actions.rotate(Role.CODE, at=CEREMONY)
    new = queries.certificates(Role.IACA)[0]
    (link,) = queries.link_certificates()
    assert pki.parse(link).is_signed_with(pki.parse(old).key)
    assert pki.parse(link).key_bytes == pki.parse(new).key_bytes
    assert queries.issuer_of(queries.certificates(Role.CODE)[0]) == new
    assert queries.issuer_of(queries.certificates(Role.DOCUMENT)[0]) == old
    assert len(queries.anchors().roots) == 2


@pytest.mark.parametrize("role", [Role.JOURNAL, Role.INDEX])
def test_keys_that_names_hang_on_are_never_rotated(held, role):
    with pytest.raises(Malformed, match=r"keys\.role"):
        actions.rotate(role, at=CEREMONY)


def test_a_signer_never_outlives_its_root(held):
    late = CEREMONY + timedelta(days=3287 - 30)
    actions.rotate(Role.LIST, at=late)
    assert queries.valid_until(Role.LIST) == queries.valid_until(Role.IACA)


def test_the_signed_trust_list_is_read_by_a_device_that_pins_the_root(held):
    actions.rotate(Role.CODE, at=CEREMONY)
    text = queries.signed_trust_list(at=CEREMONY, lists={1: "https://a.example/1"})
    (root,) = queries.certificates(Role.IACA)
    found = qrcode.read_trust_list(text, pinned=pki.parse(root).fingerprint, at=CEREMONY + timedelta(days=6))
    assert dict(found.signers) == queries.code_signers()
    assert len(found.signers) == 2
    assert dict(found.lists) == {1: "https://a.example/1"}


def test_after_changes_of_roots_the_signed_trust_list_is_read_with_each_root_that_still_holds(held):
    for _ in range(4):
        actions.rotate(Role.IACA, at=CEREMONY)
    actions.rotate(Role.LIST, at=CEREMONY)
    text = queries.signed_trust_list(at=CEREMONY)
    newest, *former, oldest = (pki.parse(raw).fingerprint for raw in queries.certificates(Role.IACA))
    for pinned in (newest, *former):
        assert qrcode.read_trust_list(text, pinned=pinned, at=CEREMONY).signers
    with pytest.raises(Untrusted, match=r"trust-list\.pinned"):  # x5c holds eight, which are three changes
        qrcode.read_trust_list(text, pinned=oldest, at=CEREMONY)
    late = CEREMONY + timedelta(days=3287)
    assert queries.former_roots(queries.certificates(Role.IACA)[0], at=late) == ()
    served = pki.certificates_in(queries.trust_list())
    assert set(queries.link_certificates()) < set(served)
    assert len(queries.link_certificates()) == 4
    assert not any(pki.pem([link]) in queries.trust_list(at=late) for link in queries.link_certificates())


def test_a_certificate_that_cannot_be_read_is_passed_over_told_and_takes_no_other_with_it(held, folder, caplog):
    actions.rotate(Role.CODE, at=CEREMONY)
    (folder / "authority" / "code" / "1.crt").write_bytes(b"a disk that lost it")
    queries._remembered.clear()
    assert len(queries.code_signers()) == 1
    assert qrcode.passed_over(queries.signed_trust_list(at=CEREMONY)) == ()
    assert {record.getMessage() for record in caplog.records} == {
        "1 certificate passed over: code/1.crt: pki.no-certificate"
    }
    assert [error.msg for error in checks.keys_last() if error.id == "keys.E002"] == [
        "The certificate code/1.crt cannot be read; it is passed over."
    ]


def test_what_readers_of_the_signed_trust_list_pass_over_is_in_the_log(held, folder, caplog):
    """A certificate on a curve that no reader has, as a careless hand may put one there."""
    path = folder / "authority" / "code" / "1.crt"
    (der,) = pki.certificates_in(path.read_bytes())
    named = bytes.fromhex("2a8648ce3d030107")
    path.write_bytes(pki.pem([der.replace(named, named[:-1] + b"\x04")]))
    queries._remembered.clear()
    queries.signed_trust_list(at=CEREMONY)
    assert [record.getMessage() for record in caplog.records] == [
        "1 passed over in the signed trust list, by every reader: signer 0: key"
    ]


def test_a_key_without_its_certificate_does_not_count(held, folder):
    vault = Vault(folder / "authority")
    before = queries.signer(Role.CODE)
    write_new(vault.folder / "code" / "2.key", b"a process that was killed in the middle")
    assert queries.signer(Role.CODE).chain == before.chain
    actions.rotate(Role.CODE, at=CEREMONY)
    assert vault.current(Role.CODE).number == 3


def _older_vault(folder):
    """A vault from before seals and partner messages."""
    for role in (Role.SEAL, Role.PARTNER):
        shutil.rmtree(folder / "authority" / role)


def test_a_vault_from_before_a_role_says_which_command_makes_its_key(held, folder):
    _older_vault(folder)
    with pytest.raises(Unavailable, match=r"keys\.file: no key for seal; the command key_rotate seal makes one"):
        queries.signer(Role.SEAL)
    assert [caution.msg for caution in checks.keys_last() if caution.id == "keys.W005"] == [
        "No key for seal yet.",
        "No key for partner yet.",
    ]


def test_a_vault_from_before_a_role_still_serves_the_others_and_is_completed_by_a_rotation(held, folder):
    _older_vault(folder)
    before = queries.anchors()
    assert len(before.pinned) == 3
    actions.rotate(Role.CODE, at=CEREMONY)
    for role in (Role.SEAL, Role.PARTNER):
        assert actions.rotate(role, at=CEREMONY).made[0].number == 1
        assert queries.signer(role).chain == queries.certificates(role)
    assert queries.missing_roles() == ()
    assert len(queries.anchors().pinned) == 6


def test_what_the_roadside_trusts_are_signers_of_codes_and_lists_alone(held):
    (root,) = queries.certificates(Role.IACA)
    text = queries.signed_trust_list(at=CEREMONY)
    found = qrcode.read_trust_list(text, pinned=pki.parse(root).fingerprint, at=CEREMONY)
    assert set(found.signers.values()) == set(queries.certificates(Role.CODE))


def test_a_file_is_never_written_over(tmp_path):
    write_new(tmp_path / "one", b"first")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "one", b"second")
    assert (tmp_path / "one").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_a_damaged_key_file_is_told_without_its_content(held, folder):
    path = folder / "authority" / "document" / "1.key"
    path.write_bytes(path.read_bytes()[:-60] + b"AAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
    queries._remembered.clear()
    with pytest.raises(Unavailable):
        queries.signer(Role.DOCUMENT)


def test_the_commands_make_rotate_and_refuse(folder):
    out = StringIO()
    call_command("key_ceremony", "--by", "officer:one", stdout=out)
    assert "document 1 until" in out.getvalue()
    with pytest.raises(CommandError, match="ceremony-held"):
        call_command("key_ceremony")
    call_command("key_rotate", "document", stdout=out)
    assert "document 2 until" in out.getvalue()
