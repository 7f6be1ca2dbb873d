"""Entries get their places in the log, once, in order, and never under a second history."""

from __future__ import annotations

import os
import stat
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from journal_acts import AT, OFFICER, issue

from tongban.errors import NotFound, Unavailable, Untrusted
from tongban.journal import actions, queries, storage
from tongban.journal.models import About, Details, Entry, Log, Place, Tile, Waiting
from tongban.standards.signing import SoftwareSigner
from tongban.standards.tlog import checkpoints, prooftext, tiles
from tongban.standards.tlog.hashing import EMPTY_ROOT, leaf_hash
from tongban.standards.tlog.notes import NoteKey
from tongban.standards.tlog.tree import Tree
from tongban.verdicts import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def sequence(key, last):
    return lambda limit=4096: actions.sequence(at=AT, limit=limit, key=key, last=last)


def fill_disk(last):
    """Let the next write of the checkpoint file meet a full disk: /dev/full answers as one does."""
    last.path.parent.mkdir(parents=True, exist_ok=True)
    last.path.with_suffix(".new").symlink_to("/dev/full")


def test_a_log_without_entries_has_a_checkpoint_too(sequence, holds):
    assert sequence() == 0
    assert queries.head().size == 0
    assert queries.head().root == EMPTY_ROOT
    assert holds() == []


def test_entries_are_placed_in_the_order_in_which_they_were_recorded(sequence, holds):
    numbers = issue(3)
    assert [queries.entry(number).index for number in numbers] == [None, None, None]
    assert queries.waiting() == 3
    assert sequence() == 3
    assert [queries.entry(number).index for number in numbers] == [0, 1, 2]
    assert queries.waiting() == 0
    assert holds() == []


@pytest.mark.parametrize("limit", [100, 256, 300])
def test_a_log_grown_in_lots_is_the_tree_of_its_leaves(sequence, holds, limit):
    numbers = issue(600)
    while sequence(limit) == limit:
        pass
    tree = Tree()
    tree.extend(queries.leaf(number) for number in numbers)
    assert (queries.head().size, queries.head().root) == (600, tree.root())
    assert holds() == []


def test_nothing_new_leaves_the_checkpoint_as_it_is(sequence):
    issue()
    sequence()
    before = queries.checkpoint()
    assert sequence() == 0
    assert queries.checkpoint() == before


def test_a_proof_holds_for_its_entry_alone(sequence, verifier):
    first, second = issue(2)
    with pytest.raises(Unavailable, match=r"journal\.not-yet"):
        queries.proof(first)
    sequence()
    text = queries.proof(first).encode()
    assert prooftext.verify(text, entry=queries.leaf(first), key=verifier).outcome is Outcome.HOLDS
    assert prooftext.verify(text, entry=queries.leaf(second), key=verifier).outcome is Outcome.DOES_NOT_HOLD


def test_an_entry_recorded_after_the_checkpoint_has_no_proof_yet(sequence):
    issue()
    sequence()
    [late] = issue()
    with pytest.raises(Unavailable, match=r"journal\.not-yet"):
        queries.proof(late)


def test_an_unknown_entry_is_not_found():
    for ask in (queries.proof, queries.leaf, queries.entry):
        with pytest.raises(NotFound, match=r"journal\.entry"):
            ask("00000000-0000-0000-0000-000000000000")


def test_sequencing_inside_an_act_is_a_mistake_of_the_caller(sequence):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        sequence()


# --- erasure ---------------------------------------------------------------------------------------------


def test_erased_details_are_gone_and_the_proof_still_holds(sequence, verifier, holds):
    [number] = issue()
    sequence()
    proof, key = queries.proof(number).encode(), About.objects.get().key
    actions.erase_details(number, by=OFFICER, reason="citizen-request", at=AT)
    assert not Details.objects.filter(entry__id=number).exists()
    report, erased = queries.history(key)
    assert (erased.is_erased, erased.details, erased.by) == (True, {}, "")
    assert (report.tag, report.details) == ("details-erased", {"entry": str(number), "reason": "citizen-request"})
    assert prooftext.verify(proof, entry=queries.leaf(number), key=verifier).outcome is Outcome.HOLDS
    sequence()
    assert holds() == []


def test_erasing_twice_changes_nothing_and_an_unknown_entry_is_not_found():
    [number] = issue()
    for _ in range(2):
        actions.erase_details(number, by=OFFICER, reason="citizen-request", at=AT)
    assert Entry.objects.count() == 2
    with pytest.raises(NotFound, match=r"journal\.entry"):
        actions.erase_details("00000000-0000-0000-0000-000000000000", by=OFFICER, reason="x", at=AT)


# --- what stops the signature -----------------------------------------------------------------------------


def test_a_database_restored_from_an_older_backup_is_refused(sequence):
    issue(3)
    sequence()
    sid = transaction.savepoint()  # the backup
    backup = [(model, list(model.objects.values())) for model in (Tile, Log)]
    issue(4)
    sequence()
    transaction.savepoint_commit(sid)
    lost = Place.objects.filter(index__gte=3)
    Waiting.objects.bulk_create(
        Waiting(transaction=0, entry_id=one.entry_id, leaf_hash=leaf_hash(queries.leaf(one.entry.id))) for one in lost
    )
    lost.delete()
    for model, rows in backup:
        model.objects.all().delete()
        model.objects.bulk_create(model(**row) for row in rows)
    with pytest.raises(Untrusted, match=r"journal\.behind"):
        sequence()
    assert queries.waiting() == 4  # nothing was placed either


def test_a_restored_database_that_grew_past_the_last_checkpoint_is_refused_as_a_fork(sequence, key, last):
    issue(3)
    sequence()
    kept = last.read()
    other = Tree()
    other.extend([b"another", b"history"])
    last.keep(checkpoints.sign(checkpoints.Checkpoint(key.name, 2, other.root()), key=key))
    with pytest.raises(Untrusted, match=r"journal\.forked"):
        sequence()
    last.keep(kept)
    assert sequence() == 0


def test_a_checkpoint_file_that_was_lost_stops_the_log_until_a_person_decides(sequence, key, last, holds):
    issue(3)
    sequence()
    last.path.unlink()
    issue()
    with pytest.raises(Untrusted, match=r"journal\.checkpoint-file-missing"):
        sequence()
    actions.adopt_checkpoint(key=key, last=last)
    assert sequence() == 1
    assert holds() == []


def test_a_checkpoint_is_not_adopted_over_one_that_is_ahead(sequence, key, last):
    issue(1)
    sequence()
    ahead = checkpoints.sign(checkpoints.Checkpoint(key.name, 9, bytes(32)), key=key)
    last.keep(ahead)
    with pytest.raises(Untrusted, match=r"journal\.behind"):
        actions.adopt_checkpoint(key=key, last=last)
    assert last.read() == ahead


def test_there_is_nothing_to_adopt_before_the_first_checkpoint(key, last):
    with pytest.raises(NotFound, match=r"journal\.checkpoint"):
        actions.adopt_checkpoint(key=key, last=last)


def test_a_checkpoint_file_of_another_key_is_refused(sequence, last):
    other = NoteKey("tongban.example/journal", SoftwareSigner(Ed25519PrivateKey.from_private_bytes(bytes(32))))
    last.keep(checkpoints.sign(checkpoints.Checkpoint(other.name, 0, EMPTY_ROOT), key=other))
    with pytest.raises(Untrusted, match=r"tlog\.note-signature"):
        sequence()


def test_a_full_disk_stops_the_checkpoint_and_loses_nothing(sequence, last, holds):
    issue(2)
    sequence()
    before, kept = queries.checkpoint(), last.read()
    issue(2)
    fill_disk(last)
    with pytest.raises(Unavailable, match=r"journal\.checkpoint-file"):
        sequence()
    assert queries.checkpoint() == before
    assert last.read() == kept
    assert sequence() == 0  # the places were given; only the signature was missing
    assert queries.head().size == 4
    assert holds() == []


def test_the_checkpoint_file_is_replaced_whole(last):
    last.keep(b"one")
    last.keep(b"two")
    assert last.read() == b"two"
    assert [file.name for file in last.path.parent.iterdir()] == ["checkpoint"]
    assert stat.S_ISREG(os.lstat(last.path).st_mode)


def test_a_checkpoint_file_that_cannot_be_read_is_unavailable_not_missing(last):
    last.path.mkdir(parents=True)
    with pytest.raises(Unavailable, match=r"journal\.checkpoint-file"):
        last.read()


# --- what the verification finds ---------------------------------------------------------------------------


@pytest.fixture
def log(sequence):
    issue(600)
    sequence()


def flipped(octets, at):
    octets = bytearray(octets)
    octets[at] ^= 1
    return bytes(octets)


def test_a_flipped_byte_in_an_entry_is_found_with_its_number(log, holds):
    row = Entry.objects.get(place__index=511)
    row.commitment = flipped(row.commitment, -1)
    row.save()
    found = dict(holds())
    assert found["entries"] == "entry 511 does not match the tree"
    assert found["details"] == f"the details of entry {row.id} are not those that were committed to"
    assert "tree" not in found


@pytest.mark.parametrize(("level", "index"), [(0, 1), (0, 2), (1, 0)])
def test_a_flipped_byte_in_any_tile_is_found(log, holds, level, index):
    tile = Tile.objects.get(level=level, index=index)
    tile.hashes = flipped(tile.hashes, 5)
    tile.save()
    assert "tree" in dict(holds())


def test_a_row_that_was_changed_behind_the_log_is_found(log, holds):
    for changes in ({"at": AT + timedelta(seconds=1)}, {"tag": "licence-lost"}):
        before = Entry.objects.filter(place__index=300).values("at", "tag").get()
        Entry.objects.filter(place__index=300).update(**changes)
        assert dict(holds()).keys() == {"entries", "details"}
        Entry.objects.filter(place__index=300).update(**before)
    assert holds() == []


def test_a_row_that_was_deleted_behind_the_log_is_found(log, holds):
    row = Entry.objects.get(place__index=300)
    Entry.objects.filter(pk=row.pk)._raw_delete("default")
    assert dict(holds()).keys() == {"entries", "places"}


def test_an_entry_that_nobody_will_ever_place_is_found(log, holds):
    [number] = issue()
    Waiting.objects.all().delete()
    assert dict(holds()) == {"places": f"entry {number} has no place and waits for none"}


def test_a_place_that_was_taken_away_is_found(log, holds):
    Place.objects.filter(index=599).delete()
    assert "places" in dict(holds())


def test_details_that_were_rewritten_are_found(log, holds):
    kept = Details.objects.get(entry__place__index=7)
    kept.said = kept.said.replace("C1", "A1")
    kept.save()
    assert dict(holds()).keys() == {"details"}


def test_a_deleted_tile_cannot_be_told(log, verifier, last):
    Tile.objects.filter(level=0, index=1).delete()
    report = queries.verify_all(key=verifier, last=last)
    assert report.check("tree").outcome is Outcome.CANNOT_BE_TOLD
    assert report.check("entries").outcome is Outcome.CANNOT_BE_TOLD


def test_a_checkpoint_that_was_edited_is_found(log, holds):
    Log.objects.update(checkpoint=Log.objects.get().checkpoint.replace("\n600\n", "\n599\n"))
    assert {"checkpoint-signature", "tree"} <= dict(holds()).keys()


def test_a_partial_tile_that_is_too_narrow_stops_the_growth(log, sequence):
    tile = Tile.objects.get(level=0, index=2)
    tile.hashes = bytes(tile.hashes)[:-32]
    tile.save()
    issue()
    with pytest.raises(NotFound, match=r"journal\.tile"):
        sequence()


# --- PostgreSQL ----------------------------------------------------------------------------------------------
def patiently(sequence):
    """How many entries were taken, once some were: transaction numbers are the whole server's, so a long transaction of
    another test in another database holds them back for a while."""
    import time

    for _ in range(1200):
        if taken := sequence():
            return taken
        time.sleep(0.1)
    return 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_neither_skipped_nor_overtaken(sequence, holds):
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    has_recorded, may_commit = Event(), Event()

    def slow_act():
        try:
            with transaction.atomic():
                [number] = issue()
                has_recorded.set()
                may_commit.wait(30)
            return number
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(slow_act)
        has_recorded.wait(30)
        [quick] = issue()
        taken_meanwhile = sequence()
        may_commit.set()
        first = slow.result(30)
    assert taken_meanwhile == 0
    assert patiently(sequence) == 2
    assert [queries.entry(number).index for number in (first, quick)] == [0, 1]
    assert holds() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_holds_the_journal_back_is_told_after_a_minute_and_no_longer_when_it_has_ended(key, last):
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    has_begun, may_end = Event(), Event()

    def long_import():
        try:
            with transaction.atomic():
                issue()
                has_begun.set()
                may_end.wait(60)
        finally:
            connection.close()

    def sequence(**later):
        return actions.sequence(at=AT + timedelta(**later), key=key, last=last)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(long_import)
        has_begun.wait(30)
        issue()
        assert sequence() == sequence(seconds=59) == 0
        with pytest.raises(Unavailable, match=r"journal\.held-back: entries wait since 2026-11-22.*process \d+"):
            sequence(seconds=60)
        may_end.set()
    assert patiently(sequence) == 2
    assert Log.objects.get().held_since is None


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no transaction numbers")
def test_entries_restored_into_another_server_are_taken_whatever_their_transaction_number(sequence):
    issue(2)
    Waiting.objects.update(transaction=2**60)
    assert sequence() == 2


def test_tiles_are_served_from_what_is_stored_at_any_width_the_tree_had(log):
    for width in (1, 88):
        path = tiles.TilePath(0, 2, width)
        assert len(tiles.parse_tile(storage.read(path), width=width)) == width
