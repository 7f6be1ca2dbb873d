"""Files that are received together: all arrive or none, what does not verify stays, and the work per file is small."""

from __future__ import annotations

import counted
import pytest
from django.db import IntegrityError, connection

from tongban.documents.models import Document
from tongban.dossiers.models import Custody, FileMove
from tongban.errors import NotFound, Refused
from tongban.journal import actions as journal_actions
from tongban.journal import queries as journal
from tongban.journal.models import Entry
from tongban.transfers import actions, queries
from tongban.transfers.actions.files import receipt_key
from tongban.transfers.models import Act, Transfer
from tongban.transfers.stages import Stage


@pytest.fixture
def sent(cars, at):
    """Three accepted cases whose files are on their way."""
    found = [cars.submitted(at=at).accept(at) for _ in range(3)]
    for case in found:
        actions.send_file(transfer_id=case.id, key=cars.key(), officer=None, at=at())
    return found


def offices(cases):
    """Who holds the file of each."""
    return [Custody.objects.get(subject_id=case.vehicle.id).office for case in cases]


def received(cases, at):
    return actions.receive_files(transfer_ids=[case.id for case in cases], by="system:test", at=at())


def test_many_files_arrive_in_one_transaction_as_each_would_alone(cars, at, sent):
    assert received(sent[:2], at) == 2
    actions.receive_file(transfer_id=sent[2].id, key=cars.key(), by="system:test", at=at())
    assert offices(sent) == [cars.DESTINATION] * 3
    for case in sent:
        assert case.stage == Stage.FILE_CHECK
        (move,) = queries.moves(case.vehicle.id)
        assert move.received_at == case.row.stage_since
        assert Entry.objects.get(id=move.received_entry).tag == "file-received"
        assert Act.objects.filter(transfer_id=case.id, move="receive-file").count() == 1
        assert case.row.due_at == sent[2].row.due_at
    for case in sent:
        tags = list(
            Entry.objects.filter(about__key=f"transfer:{case.id}").order_by("number").values_list("tag", flat=True)
        )
        assert tags[-2:] == ["file-received", "case-moved"]
    journal_actions.sequence(at=at())
    assert journal.verify_all().outcome == "holds"
    for case in sent:
        assert queries.custody_proof(case.vehicle.id)


def test_received_again_nothing_more_happens(cars, at, sent):
    assert received(sent, at) == 3
    entries = Entry.objects.count()
    assert received(sent, at) == 0
    assert Entry.objects.count() == entries
    assert [row.moves for row in Custody.objects.all()] == [1, 1, 1]


def test_a_file_that_does_not_verify_stays_and_the_others_arrive(cars, at, sent):
    page = queries.items(sent[1].vehicle.id)[0].pages[0]
    row = Document.objects.get(digest=page.digest)
    Document.objects.filter(pk=row.pk).update(content=bytes(row.content)[:-1] + b"\x00")
    assert received(sent, at) == 2
    assert offices(sent) == [cars.DESTINATION, cars.ORIGIN, cars.DESTINATION]
    assert sent[1].stage == Stage.FILE_SENT


def test_one_file_that_is_elsewhere_stops_all_of_them_and_the_follower_goes_one_by_one(cars, at, sent):
    Custody.objects.filter(subject_id=sent[1].vehicle.id).update(office="440300000000")
    entries = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        received(sent, at)
    assert refused.value.code == "vehicle-file.elsewhere"
    assert offices(sent) == [cars.ORIGIN, "440300000000", cars.ORIGIN]
    assert Entry.objects.count() == entries
    assert not Act.objects.filter(move="receive-file").exists()
    assert actions.move_files(at=at()) == 2
    assert offices(sent) == [cars.DESTINATION, "440300000000", cars.DESTINATION]
    assert [case.stage for case in sent] == [Stage.FILE_CHECK, Stage.FILE_SENT, Stage.FILE_CHECK]


@pytest.mark.parametrize("poisoned", [0, 1, 2])
def test_one_file_that_a_constraint_refuses_stops_nobody_else(cars, at, sent, poisoned):
    bad = sent[poisoned]
    key = receipt_key(bad.id, since=bad.row.stage_since)
    other = cars.submitted(at=at)
    Act.objects.create(key=key, transfer_id=other.id, move="attach-invoice", by="citizen:other", at=at())
    with pytest.raises(IntegrityError):
        received(sent, at)
    assert actions.move_files(at=at()) == 2
    assert [case.stage for case in sent if case is not bad] == [Stage.FILE_CHECK] * 2
    assert (bad.stage, offices([bad])) == (Stage.FILE_SENT, [cars.ORIGIN])
    Act.objects.filter(key=key).delete()
    assert actions.move_files(at=at()) == 1, "mended, it goes on by itself"
    assert offices(sent) == [cars.DESTINATION] * 3


def test_a_file_that_was_called_off_after_it_was_verified_does_not_arrive(cars, at, sent):
    case, called_off = sent[0], []

    def call_off(execute, sql, params, many, context):
        if 'FROM "transfers_transfer"' in sql and not called_off:
            called_off.append(True)
            FileMove.objects.filter(matter_id=case.id).update(voided_at=at.at)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(call_off), pytest.raises(NotFound) as missing:
        actions.receive_file(transfer_id=case.id, key=cars.key(), by="system:test", at=at())
    assert missing.value.code == "vehicle-file.not-sent"
    assert offices([case]) == [cars.ORIGIN]
    assert case.stage == Stage.FILE_SENT


# --- How much work it is ---
RECEIVE_STATEMENTS = 13
SEND_STATEMENTS = 14


def statements(act):
    """The statements that an act makes, without those that open and close transactions."""
    with counted.statements() as sent:
        act()
    return sent


def test_to_send_and_to_receive_a_file_are_few_statements(cars, at):
    case = cars.submitted(at=at).accept(at)
    sending = statements(lambda: actions.send_file(transfer_id=case.id, key=cars.key(), officer=None, at=at()))
    assert len(sending) <= SEND_STATEMENTS, sending
    receiving = statements(lambda: actions.receive_file(transfer_id=case.id, key=cars.key(), by="system:test", at=at()))
    assert len(receiving) <= RECEIVE_STATEMENTS, receiving


def test_one_more_file_in_a_transaction_is_only_one_more_read_of_its_pages(cars, at, sent):
    assert Transfer.objects.filter(stage=Stage.FILE_SENT).count() == 3
    first = statements(lambda: received(sent[:1], at))
    more = statements(lambda: received(sent[1:], at))
    pages = [sql for sql in more if "documents_document" in sql]
    others = [sql for sql in more if "documents_document" not in sql]
    assert len(pages) <= 2
    assert len({sql.split("VALUES")[0].split("WHERE")[0][:60] for sql in others}) <= len(first)
