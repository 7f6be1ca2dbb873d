"""The log as the world sees it: over HTTP, as a folder, and by the commands."""

from __future__ import annotations

import argparse
import gzip
import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import resolve
from journal_acts import AT, KEY, issue

from tongban.auditor import journal as auditor
from tongban.errors import NotFound, Unavailable, Untrusted
from tongban.journal import actions, jobs, queries
from tongban.journal.export import export
from tongban.journal.models import Entry, Place
from tongban.standards.tlog import checkpoints, prooftext, tiles
from tongban.standards.tlog.hashing import leaf_hash
from tongban.standards.tlog.notes import VerifierKey
from tongban.verdicts import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def installed(settings, ceremony_folder, tmp_path):
    """Real keys and a data folder of its own; gives the sequencing job."""
    settings.KEYS = ceremony_folder
    settings.DATA = tmp_path / "data"
    return jobs.sequence_waiting


@pytest.fixture
def log(installed):
    """A log of 300 entries; gives their ids."""
    numbers = issue(300)
    assert installed() == 300
    return numbers


@pytest.fixture
def get(rf):
    def get(path, **headers):
        match = resolve(f"/{path}", urlconf="tongban.journal.urls")
        return match.func(rf.get(f"/{path}", headers=headers), **match.kwargs)

    return get


def judged(folder, *more):
    parser = argparse.ArgumentParser()
    auditor.add_arguments(parser)
    return auditor.judge(parser.parse_args([str(folder), "--key", queries.vkey(), *map(str, more)]))


# --- over HTTP -----------------------------------------------------------------------------------------------


def test_the_checkpoint_is_text_that_no_cache_keeps_long(log, get):
    answer = get("checkpoint")
    assert answer.content == queries.checkpoint()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=2"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_key_that_is_served_opens_the_checkpoint_that_is_served(log, get):
    key = VerifierKey.parse(get("vkey").content.decode())
    assert checkpoints.opened(get("checkpoint").content, key=key).size == 300


def test_a_tile_is_served_for_ever_at_the_width_that_was_asked(log, get):
    answer = get("tile/0/001.p/44")
    assert tiles.parse_tile(answer.content, width=44)[0] == leaf_hash(queries.leaf(log[256]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get("tile/0/001.p/9").content == answer.content[: 9 * 32]
    assert len(get("tile/0/000").content) == 8192


def test_entries_are_compressed_for_whoever_can_read_that(log, get):
    plain = get("tile/entries/001.p/44")
    packed = get("tile/entries/001.p/44", accept_encoding="gzip, br")
    assert tiles.parse_bundle(plain.content, width=44)[0] == queries.leaf(log[256])
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001",
        "tile/0/001.p/45",
        "tile/0/002.p/1",
        "tile/1/000",
        "tile/9/000",
        "tile/entries/001",
        "tile/x",
        "tile/0/1",
    ],
)
def test_what_the_published_tree_has_not_is_not_found(log, get, path):
    with pytest.raises(NotFound, match=r"journal\.tile|tlog\.tile-path"):
        get(path)


def test_a_tile_that_no_checkpoint_covers_yet_is_not_served(log, get, tmp_path):
    issue()
    folder = tmp_path / "data" / "journal"
    (folder / "checkpoint.new").symlink_to("/dev/full")  # the place is given, the signature fails
    with pytest.raises(Unavailable):
        jobs.sequence_waiting()
    assert Place.objects.filter(index=300).exists()
    with pytest.raises(NotFound, match=r"journal\.tile"):
        get("tile/0/001.p/45")


def test_a_receipt_is_a_file_that_holds(log, get):
    answer = get(f"proof/{log[5]}.tlog-proof")
    assert answer["Content-Disposition"] == f'attachment; filename="{log[5]}.tlog-proof"'
    report = prooftext.verify(answer.content, entry=queries.leaf(log[5]), key=VerifierKey.parse(queries.vkey()))
    assert report.outcome is Outcome.HOLDS


def test_before_the_first_checkpoint_the_log_is_unavailable_and_not_missing(installed, get):
    for path in ("checkpoint", "tile/0/000"):
        with pytest.raises(Unavailable, match=r"journal\.not-yet"):
            get(path)


@pytest.mark.parametrize("path", ["checkpoint", "vkey", "tile/0/000"])
def test_nobody_writes_to_the_log_over_http(rf, path):
    match = resolve(f"/{path}", urlconf="tongban.journal.urls")
    assert match.func(rf.post(f"/{path}"), **match.kwargs).status_code == 405


# --- as a folder ---------------------------------------------------------------------------------------------


def test_an_exported_log_is_accepted_by_the_auditor(log, tmp_path):
    out = io.StringIO()
    call_command("export_journal", tmp_path / "mirror", stdout=out)
    assert out.getvalue().startswith("300 entries of tongban.example/journal")
    assert judged(tmp_path / "mirror").outcome is Outcome.HOLDS
    assert (tmp_path / "mirror" / "vkey").read_text().strip() == queries.vkey()


def test_an_export_goes_on_where_the_last_one_ended(log, installed, tmp_path):
    receipt = tmp_path / "receipt.tlog-proof"
    receipt.write_text(queries.proof(log[17]))
    export(tmp_path / "mirror")
    untouched = (tmp_path / "mirror" / "tile" / "0" / "000").stat().st_mtime_ns
    issue(300)
    installed()
    assert export(tmp_path / "mirror").size == 600
    assert (tmp_path / "mirror" / "tile" / "0" / "000").stat().st_mtime_ns == untouched
    assert judged(tmp_path / "mirror", "--proof", receipt).outcome is Outcome.HOLDS


@pytest.mark.parametrize(("size", "root"), [(300, bytes(32)), (301, bytes(32))])
def test_an_export_over_another_history_is_refused(log, tmp_path, size, root):
    tmp_path.joinpath("checkpoint").write_bytes(checkpoints.sign(checkpoints.Checkpoint(KEY.name, size, root), key=KEY))
    with pytest.raises(Untrusted, match=r"journal\.export"):
        export(tmp_path)
    with pytest.raises(CommandError, match=r"journal\.export"):
        call_command("export_journal", tmp_path)
    assert not (tmp_path / "tile").exists()


def test_an_export_over_something_else_is_refused(log, tmp_path):
    (tmp_path / "checkpoint").write_text("something else")
    with pytest.raises(Untrusted, match=r"journal\.export"):
        export(tmp_path)


# --- commands ------------------------------------------------------------------------------------------------


def test_the_sequencer_takes_all_that_waits_in_lots(installed):
    issue(100)
    assert jobs.sequence_waiting(batch=40) == 100
    issue(7)
    out = io.StringIO()
    call_command("sequence_journal", stdout=out)
    assert out.getvalue() == "7 entries got their place\n"


def test_the_sequencer_says_why_it_refuses(log, tmp_path):
    (tmp_path / "data" / "journal" / "checkpoint").unlink()
    with pytest.raises(CommandError, match=r"journal\.checkpoint-file-missing"):
        call_command("sequence_journal")


def test_the_verification_names_every_check(log):
    out = io.StringIO()
    call_command("verify_journal", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.split()[:2] for line in lines[:6]] == [
        ["holds", name] for name in ("checkpoint-signature", "tree", "entries", "places", "details", "last-checkpoint")
    ]
    assert lines[6] == "300 entries, 0 waiting"


def test_the_verification_fails_when_a_check_does(log):
    Entry.objects.filter(place__index=255).update(tag="licence-lost")
    out = io.StringIO()
    with pytest.raises(CommandError, match="the journal does not hold"):
        call_command("verify_journal", stdout=out)
    assert "does-not-hold    entries  entry 255 does not match the tree" in out.getvalue()


def test_a_lost_checkpoint_file_is_adopted_by_command(log, tmp_path):
    (tmp_path / "data" / "journal" / "checkpoint").unlink()
    with pytest.raises(CommandError, match="the journal does not hold"):
        call_command("verify_journal", stdout=io.StringIO())
    call_command("verify_journal", "--adopt-checkpoint", stdout=io.StringIO())
    assert queries.verify_all().outcome is Outcome.HOLDS


def test_consistency_is_proven_from_any_earlier_size(log):
    assert queries.consistency(300) == []
    assert queries.consistency(1)
    for size in (0, 301):
        with pytest.raises(NotFound, match=r"journal\.size"):
            queries.consistency(size)


def test_a_fresh_installation_is_told_to_sequence_first(installed):
    actions.sequence(at=AT)
    assert queries.verify_all().outcome is Outcome.HOLDS
