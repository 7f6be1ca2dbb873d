"""Somebody notices before something runs out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tongban.keys import actions, checks, queries
from tongban.keys.expiry import Ends, Term, due
from tongban.keys.roles import Role
from tongban.standards import pki

START = datetime(2026, 11, 22, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "threshold", "left"),
    [
        (61 * DAY, None, None),
        (60 * DAY, 60, 60),
        (31 * DAY, 60, 31),
        (30 * DAY, 30, 30),
        (8 * DAY, 30, 8),
        (7 * DAY, 7, 7),
        (timedelta(seconds=1), 7, 0),
        (timedelta(), 0, 0),
        (-3 * DAY, 0, 0),
    ],
)
def test_warnings_come_at_60_30_and_7_days_and_at_the_end(before, threshold, left):
    ends = START + 1000 * DAY
    term = Term(Role.LIST, 1, key_use_ends=ends + 500 * DAY, certificate_ends=ends)
    found = due([term], at=ends - before)
    assert [(one.threshold_days, one.days_left, one.ends) for one in found] == (
        [] if threshold is None else [(threshold, left, Ends.CERTIFICATE)]
    )


def test_a_document_signer_s_key_stops_92_days_in_so_that_a_year_s_credential_can_be_verified():
    term = Term.of(Role.DOCUMENT, 1, valid_from=START, valid_until=START + 457 * DAY)
    assert term.key_use_ends == START + 92 * DAY
    assert term.certificate_ends - term.key_use_ends == 365 * DAY


def test_the_most_urgent_warning_stands_first_and_speaks_both_languages(held):
    found = actions.warnings(at=START + 60 * DAY)
    assert [(one.role, one.ends, one.days_left) for one in found] == [(Role.DOCUMENT, Ends.KEY_USE, 32)]
    assert found[0].text.zh == "证件签名证书（第 1 号）的密钥签发使用期将于 2027-02-22 结束，还有 32 天，请安排轮换。"
    assert found[0].text.en == (
        "The signing period of the key of document signer 1 ends on 2027-02-22, in 32 days; plan its rotation."
    )
    later = actions.warnings(at=START + 440 * DAY)
    assert [one.at for one in later] == sorted(one.at for one in later)
    assert {one.role for one in later} == {Role.DOCUMENT, Role.CODE, Role.PARTNER}


def test_a_rotation_silences_the_warning_of_the_former_key(held):
    at = START + 80 * DAY
    assert actions.warnings(at=at)
    actions.rotate(Role.DOCUMENT, at=at)
    assert actions.warnings(at=at) == ()


def test_the_command_is_quiet_and_exits_1_when_something_runs_out(held, monkeypatch):
    real = (datetime.now(UTC) - START).total_seconds()
    out = StringIO()
    monkeypatch.setenv("TONGBAN_CLOCK_OFFSET", str(-real))
    call_command("key_warnings", stdout=out)
    assert out.getvalue() == ""
    monkeypatch.setenv("TONGBAN_CLOCK_OFFSET", str(80 * 86_400 - real))
    with pytest.raises(SystemExit) as left:
        call_command("key_warnings", stdout=out)
    assert left.value.code == 1
    assert "证件签名证书" in out.getvalue()
    assert "document signer 1" in out.getvalue()


def test_django_says_at_its_start_what_runs_out(held, monkeypatch):
    real = (datetime.now(UTC) - START).total_seconds()
    monkeypatch.setenv("TONGBAN_CLOCK_OFFSET", str(80 * 86_400 - real))
    (said,) = checks.keys_last()
    assert said.id == "keys.W003"
    assert said.hint == "Run the command key_rotate document."
    assert f"{said.msg}{said.hint}".isascii()
    monkeypatch.setenv("TONGBAN_CLOCK_OFFSET", str(-real))
    assert checks.keys_last() == []


def test_django_says_when_keys_cannot_be_read_or_are_missing(held, folder, settings, tmp_path):
    (folder / "authority" / "code" / "1.crt").write_bytes(b"nothing")
    queries._remembered.clear()
    assert [message.id for message in checks.keys_last()] == ["keys.E002"]
    settings.KEYS = tmp_path / "elsewhere"
    assert checks.keys_last() == []
    settings.MODE = "production"
    assert [message.id for message in checks.keys_last()] == ["keys.W001"]


def test_django_says_when_others_may_read_a_key(held, folder):
    assert checks.keys_are_private() == []
    (folder / "authority" / "iaca" / "1.key").chmod(0o640)
    assert [message.id for message in checks.keys_are_private()] == ["keys.E004"]


def test_the_linter_s_command_judges_anyone_s_certificate(held, tmp_path):
    file = tmp_path / "signer.pem"
    file.write_bytes(pki.pem(queries.certificates(Role.DOCUMENT)))
    out = StringIO()
    call_command("judge_certificate", str(file), "--at", "2026-12-01T00:00:00+00:00", stdout=out)
    assert "does-not-hold" not in out.getvalue()
    assert "Table B.3, keyUsage" in out.getvalue()
    with pytest.raises(SystemExit):
        call_command("judge_certificate", str(file), "--profile", "reader", stdout=out)
    assert "1.0.18013.5.1.6 expected" in out.getvalue()
