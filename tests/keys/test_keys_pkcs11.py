"""The same Signer out of an HSM, tried with SoftHSM2 where that is installed."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tongban.errors import Unavailable
from tongban.keys import actions, pkcs11, queries
from tongban.keys.roles import PROFILES, SIGNERS, Role
from tongban.standards import pki
from tongban.standards.signing import is_signed_by
from tongban.verdicts import Outcome

CEREMONY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)
MODULE = next((path for path in LIBRARIES if Path(path).exists()), None)

with_token = pytest.mark.skipif(
    MODULE is None or not shutil.which("softhsm2-util") or importlib.util.find_spec("pkcs11") is None,
    reason="needs SoftHSM2 (apt: softhsm2) and python-pkcs11 (extra: hsm)",
)


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """One SoftHSM token; the library reads its configuration once per process."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    patch = pytest.MonkeyPatch()
    patch.setenv("SOFTHSM2_CONF", str(configuration))
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "tongban", "--pin", "1234", "--so-pin", "5678"],
        check=True,
        capture_output=True,
    )
    yield {"module": MODULE, "token": "tongban", "pin": "1234"}
    patch.undo()


@with_token
def test_a_ceremony_in_a_token_gives_signers_that_verifiers_believe(folder, settings, token):
    settings.KEYS_PKCS11 = token
    actions.hold_ceremony(at=CEREMONY)
    for role in PROFILES:
        assert (folder / "authority" / role / "1.key").read_bytes().startswith(b"pkcs11:object=tongban-")
    root = pki.TrustAnchors.of(queries.certificates(Role.IACA))
    for role in SIGNERS:
        signer = queries.signer(role)
        result = pki.check_chain(signer.chain, anchors=root, profile=PROFILES[role], at=CEREMONY)
        assert result.outcome is Outcome.HOLDS
        assert is_signed_by(result.public_key, b"a message", signer.sign(b"a message"))
    actions.rotate(Role.IACA, at=CEREMONY)
    assert len(queries.link_certificates()) == 1


@with_token
def test_a_wrong_pin_or_token_is_told_as_such(settings, token):
    for change in ({"pin": "0000"}, {"token": "another"}):
        settings.KEYS_PKCS11 = {**token, **change}
        with pytest.raises(Unavailable, match=r"keys\.hsm"):
            pkcs11.token_keys()


def test_a_key_in_an_hsm_that_the_settings_do_not_name_is_told_as_such(held, folder):
    (folder / "authority" / "code" / "1.key").write_bytes(b"pkcs11:object=tongban-code-1\n")
    queries._remembered.clear()
    with pytest.raises(Unavailable, match="KEYS_PKCS11 is empty"):
        queries.signer(Role.CODE)
