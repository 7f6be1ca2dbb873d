"""The authority changes its root, and who knows only the old one goes on: on line, and with the auditor at a desk.

The officer's phone, on line and off, stands in tests/frontend/test_browser.py; both readers of the signed list are held
to the same vectors.
"""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from tongban.auditor.__main__ import main
from tongban.credentials import actions as credentials
from tongban.errors import Untrusted
from tongban.keys import actions as ceremonies
from tongban.keys import queries as keys
from tongban.keys.roles import SIGNERS, Role
from tongban.standards import mdoc, pki, qrcode, sdjwt
from tongban.standards.mdoc import transcripts
from tongban.verdicts import Outcome

TRANSCRIPT = transcripts.for_openid4vp(
    client_id="x509_hash:test", nonce="n" * 22, response_uri="https://verifier.example/response", jwk_thumbprint=None
)


@pytest.fixture
def changed(town, settings, ceremony_folder, tmp_path, citizen_clock):
    """(the old root, what the holder's phone collected after the change, with that phone). `citizen_clock` serves the
    public files five minutes after the town opened."""
    settings.KEYS = tmp_path / "keys"
    shutil.copytree(ceremony_folder, settings.KEYS)
    _driver, holder, licence = town.issued()
    (old,) = keys.certificates(Role.IACA)
    for role in (Role.IACA, *SIGNERS):
        ceremonies.rotate(role, at=town.AT)
    phone, bundle = town.collected(holder, licence)
    credentials.publish_lists(at=town.AT)
    return old, phone, bundle


def fetched(client, town, old):
    """The trust list and the entitlement list, as a verifier reads them that pinned the old root."""
    at = town.later(minutes=5)
    text = client.get("/trust-list.jwt").content.decode()
    trust = qrcode.read_trust_list(text, pinned=pki.parse(old).fingerprint, at=at)
    token = client.get("/status/entitlement/1", headers={"Accept": "application/statuslist+jwt"}).content.decode()
    return trust, qrcode.read_entitlement_list(token, trust=trust, number=1, at=at)


def test_a_verifier_that_pinned_the_old_root_goes_on_over_the_network(changed, town, client):
    old, phone, bundle = changed
    trust, entitlements = fetched(client, town, old)
    at = town.later(minutes=5)
    text = town.shown(phone, bundle, at=at)
    assert qrcode.parse(text).token.signer == qrcode.kid_of(keys.certificates(Role.CODE)[0])
    report = qrcode.verify(
        text,
        signers=trust.signers,
        at=at,
        entitlement=lambda number, index: (entitlements.statuses[index], timedelta(minutes=5)),
    )
    assert report.outcome is Outcome.HOLDS


def test_a_root_that_nobody_linked_is_not_led_to(changed, town, client):
    text = client.get("/trust-list.jwt").content.decode()
    with pytest.raises(Untrusted, match=r"trust-list\.pinned"):
        qrcode.read_trust_list(text, pinned=bytes(32), at=town.later(minutes=5))


@pytest.fixture
def desk(changed, town, client, tmp_path):
    """What lies on an auditor's desk; the trust file is the published one, which vouches for nobody by itself."""
    old, phone, bundle = changed
    at = town.later(minutes=5)
    folder = tmp_path / "desk"
    folder.mkdir()
    response = mdoc.present(
        bundle.credentials.mdoc,
        disclose={mdoc.ISO_NAMESPACE: ["document_number"]},
        transcript=TRANSCRIPT,
        device=phone,
    )
    shown = sdjwt.present(
        bundle.credentials.sdjwt, disclose=["age_over_18"], holder=phone, audience="rental", nonce="n", at=at
    )
    files = {
        "old.pem": pki.pem([old]),
        "published.pem": client.get("/trust-list.pem").content,
        "licence.mdoc": response,
        "transcript.cbor": TRANSCRIPT,
        "licence.sdjwt": shown.encode(),
        "code.txt": town.shown(phone, bundle, at=at).encode(),
        "revocation.cwt": client.get("/status/revocation/1").content,
        "entitlement.jwt": client.get("/status/entitlement/1").content,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)

    def audited(command, *more, vouched=True):
        words = {name: str(folder / name) for name in files}
        given = [
            command,
            *(words.get(word, word) for word in more),
            "--trust",
            words["old.pem"],
            "--at",
            at.isoformat(),
        ]
        return main([*given, *(["--vouched", words["published.pem"]] if vouched else []), "--json"])

    return audited


COMMANDS = {
    "mdoc": ("licence.mdoc", "--transcript", "transcript.cbor", "--status-list", "revocation.cwt"),
    "sdjwt": ("licence.sdjwt", "--audience", "rental", "--nonce", "n", "--status-list", "entitlement.jwt"),
    "code": ("code.txt", "--entitlement", "entitlement.jwt"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_an_auditor_who_holds_the_old_root_goes_on_with_the_published_certificates(desk, command):
    assert desk(command, *COMMANDS[command]) == 0


@pytest.mark.parametrize(("command", "exit_code"), [("mdoc", 1), ("sdjwt", 1), ("code", 2)])
def test_without_the_link_the_old_root_vouches_for_nobody_new(desk, command, exit_code):
    assert desk(command, *COMMANDS[command], vouched=False) == exit_code


def test_between_the_new_root_and_its_signers_everything_goes_on_as_before(town, settings, ceremony_folder, tmp_path):
    settings.KEYS = tmp_path / "keys"
    shutil.copytree(ceremony_folder, settings.KEYS)
    (old,) = keys.certificates(Role.IACA)
    ceremonies.rotate(Role.IACA, at=town.AT)
    text = keys.signed_trust_list(at=town.AT)
    assert qrcode.read_trust_list(text, pinned=pki.parse(old).fingerprint, at=town.AT).signers
    new = pki.parse(keys.certificates(Role.IACA)[0]).fingerprint
    with pytest.raises(Untrusted, match=r"trust-list\.pinned"):
        qrcode.read_trust_list(text, pinned=new, at=town.AT)
    ceremonies.rotate(Role.LIST, at=town.AT)
    text = keys.signed_trust_list(at=town.AT)
    for pinned in (new, pki.parse(old).fingerprint):
        assert qrcode.read_trust_list(text, pinned=pinned, at=town.AT).signers
