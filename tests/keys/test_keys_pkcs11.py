"""The same Signer out of an HSM, tried with SoftHSM2 where that is installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tongban.errors import Unavailable
from tongban.keys import actions, checks, pkcs11, queries
from tongban.keys.roles import PROFILES, SIGNERS, Role
from tongban.standards import pki
from tongban.standards.signing import is_signed_by
from tongban.verdicts import Outcome

# python-pkcs11 0.10.1 ends a search whose session is gone in a destructor, and cannot.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
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


@pytest.fixture
def signer(folder, settings, token):
    """The document signer of a ceremony in the token, as the process keeps it."""
    settings.KEYS_PKCS11 = token
    actions.hold_ceremony(at=CEREMONY)
    return queries.signer(Role.DOCUMENT)


def signs(signer):
    return is_signed_by(signer.public_key, b"a message", signer.sign(b"a message"))


def close_session(keys):
    keys._session.close()


def log_everybody_out(keys):
    """As an operator at the HSM, or another part of the process, may do."""
    with keys._pkcs11.lib(MODULE).get_token(token_label="tongban").open() as other:
        assert other is not None
        keys._session.close()


def restart_library(keys):
    """As after a restart of the HSM: every session and every handle of the process is gone."""
    keys._pkcs11.lib(MODULE).reinitialize()


def end_library(keys):
    keys._pkcs11.lib(MODULE).finalize()


@with_token
@pytest.mark.parametrize("lose", [close_session, log_everybody_out, restart_library, end_library])
def test_after_the_session_is_lost_it_signs_again_without_a_restart(signer, lose):
    keys = pkcs11.token_keys()
    for _ in range(2):
        assert signs(signer)
        before = keys.session_number
        lose(keys)
        assert signs(signer)
        assert signs(signer)
        assert keys.session_number == before + 1  # opened anew once for the failure


@with_token
def test_after_the_session_is_lost_keys_are_made_and_found_again(signer):
    keys = pkcs11.token_keys()
    restart_library(keys)
    actions.rotate(Role.CODE, at=CEREMONY)
    restart_library(keys)
    queries._remembered.clear()
    assert signs(queries.signer(Role.CODE))


@with_token
def test_while_the_token_is_away_it_is_unavailable_and_then_it_signs_again(signer, token, tmp_path):
    keys = pkcs11.token_keys()
    tokens = Path(os.environ["SOFTHSM2_CONF"]).parent / "tokens"
    away = tokens.rename(tokens.with_name("away"))
    tokens.mkdir()
    restart_library(keys)
    for _ in range(2):
        with pytest.raises(Unavailable, match=r"keys\.hsm: the token does not open"):
            signer.sign(b"a message")
    tokens.rmdir()
    away.rename(tokens)
    assert signs(signer)


@with_token
def test_a_key_that_is_not_in_the_token_is_told_as_such(signer):
    with pytest.raises(Unavailable, match=r"keys\.hsm: the token does not find the key stranger: NoSuchKey"):
        pkcs11.token_keys().opened(b"pkcs11:object=stranger\n")
    assert signs(signer)


@with_token
def test_many_threads_lose_the_session_together_and_all_sign(signer):
    keys = pkcs11.token_keys()
    restart_library(keys)
    before = keys.session_number
    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(lambda _: signs(signer), range(32)))
    assert keys.session_number == before + 1


@pytest.mark.parametrize(
    ("named", "word"),
    [
        ({"module": "x.so", "token": "t" * 33, "pin": "1"}, "33 bytes"),
        ({"module": "x.so", "token": "通办" * 6, "pin": "1"}, "36 bytes"),
        ({"module": "x.so", "token": "", "pin": "1"}, "0 bytes"),
        ({"module": "x.so", "token": "t"}, "needs module, token and pin"),
        ({"module": "x.so", "token": "t", "pin": 1234}, "needs module, token and pin"),
        (["x.so"], "needs module, token and pin"),
    ],
)
def test_a_token_that_cannot_be_named_so_is_refused_clearly(settings, named, word):
    settings.KEYS_PKCS11 = named
    with pytest.raises(Unavailable, match=word):
        pkcs11.token_keys()
    (said,) = checks.hsm_is_named_rightly()
    assert (said.id, word in said.msg) == ("keys.E006", True)


def test_a_label_of_32_bytes_is_one(settings):
    settings.KEYS_PKCS11 = {"module": "x.so", "token": "t" * 32, "pin": "1"}
    assert checks.hsm_is_named_rightly() == []


@with_token
def test_the_labels_of_our_keys_fit_every_token(signer, folder):
    labels = [path.read_bytes().removeprefix(pkcs11.MARK).strip() for path in folder.rglob("*.key")]
    assert {len(label) <= pkcs11.MAX_LABEL_BYTES for label in labels if label.startswith(b"tongban-")} == {True}


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
