"""Lines are followed once each, a bad item stops nobody, and `work` keeps its account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError

from tongban.config.management.commands import work
from tongban.errors import NotFound, Unavailable
from tongban.followers import actions, queries
from tongban.followers.models import Cursor, DeadLetter
from tongban.verdicts import Text

AT = datetime(2026, 11, 30, 4, tzinfo=UTC)
WORDS = Text("样例", "Toy")


@dataclass(frozen=True)
class Thing:
    seq: int


def line_of(count: int):
    things = [Thing(seq) for seq in range(1, count + 1)]
    return lambda cursor, limit: [one for one in things if one.seq > cursor][:limit]


@pytest.mark.django_db
def test_a_bad_item_is_set_aside_tried_again_at_growing_pauses_and_dies():
    handled, is_mended = [], False

    def handle(thing):
        if thing.seq == 2 and not is_mended:
            raise KeyError("a name that must not be kept")
        handled.append(thing.seq)

    assert actions.follow("toy/things", line_of(3), handle, at=AT, limit=10) == 3
    assert handled == [1, 3]
    at, pauses = AT, []
    while not (letter := DeadLetter.objects.get()).is_dead:
        pauses.append((letter.next_try_at - at).total_seconds())
        at = letter.next_try_at
        assert actions.follow("toy/things", line_of(3), handle, at=at - timedelta(seconds=1), limit=10) == 0
        assert actions.follow("toy/things", line_of(3), handle, at=at, limit=10) == 0
    assert pauses == [2, 4, 8, 16, 32, 64, 128]
    assert (letter.line, letter.item, letter.error, letter.tries) == ("toy/things", "2", "KeyError", 8)
    is_mended = True
    assert actions.follow("toy/things", line_of(3), handle, at=at + timedelta(days=1), limit=10) == 0
    actions.release_letter(line="toy/things", item="2", at=at)
    assert actions.follow("toy/things", line_of(3), handle, at=at, limit=10) == 1
    assert handled == [1, 3, 2]
    assert queries.dead_letters() == []


@pytest.mark.django_db
def test_what_a_constraint_refuses_is_the_items_own_fault_and_stops_no_other():
    def handle(thing):
        if thing.seq == 1:
            raise IntegrityError("a row that must not be kept")

    assert actions.follow("toy/things", line_of(2), handle, at=AT, limit=10) == 2
    assert DeadLetter.objects.get().error == "IntegrityError"


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [OperationalError("gone"), Unavailable("keys.hsm")])
def test_what_is_nobodys_fault_moves_no_cursor_and_sets_nothing_aside(trouble):
    def handle(thing):
        if thing.seq == 2:
            raise trouble

    with pytest.raises(type(trouble)):
        actions.follow("toy/things", line_of(3), handle, at=AT, limit=10)
    assert Cursor.objects.get().seq == 1
    assert not DeadLetter.objects.exists()


@pytest.mark.django_db
def test_the_oldest_that_cannot_be_done_does_not_starve_the_rest():
    import uuid

    ids = [uuid.UUID(int=number) for number in range(1, 4)]
    done = []

    def act(one):
        if one == ids[0]:
            raise ValueError
        done.append(one)

    assert actions.each("toy/rows", ids, act, at=AT) == 2
    assert done == ids[1:]
    assert actions.held("toy/rows", at=AT) == {str(ids[0])}
    assert actions.held("toy/rows", at=AT + timedelta(seconds=2)) == set()


@pytest.mark.django_db(transaction=True)  # a step that fails closes its connection
def test_a_step_of_work_keeps_its_account():
    answers = iter([3, ValueError("somebody's name"), OSError("twice"), 0, 2])

    def act():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    turns = work.Turns(work.Step("toy", 0, act, WORDS))
    turns.take()
    turns.take()
    [first] = queries.steps()
    turns.take()
    [failing] = queries.steps()
    assert (failing.done, failing.failed, failing.error) == (3, 2, "OSError")
    assert failing.failing_since == first.failing_since
    turns.take()
    [well] = queries.steps()
    assert (well.done, well.failed, well.error, well.failing_since) == (3, 2, "", None)
    turns.take()
    assert queries.steps()[0].done == 5


@pytest.mark.django_db
def test_an_idle_step_writes_once_and_then_rarely(django_assert_num_queries):
    turns = work.Turns(work.Step("toy", 0, lambda: 0, WORDS))
    turns.take()
    with django_assert_num_queries(0):
        turns.take()


@pytest.mark.django_db(transaction=True)
def test_a_step_that_hangs_does_not_delay_the_others():
    stop, hangs, went = Event(), Event(), Event()

    def slow():
        hangs.wait(30)
        return 0

    def quick():
        went.set()
        return 1

    threads = [
        Thread(target=work.Turns(work.Step(name, 0.01, act, WORDS)).run, args=(stop,))
        for name, act in (("slow", slow), ("quick", quick))
    ]
    for thread in threads:
        thread.start()
    assert went.wait(30)
    stop.set()
    hangs.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


@pytest.mark.django_db
def test_the_command_names_service_line_and_item(capsys):
    actions.set_aside("toy/things", "7", KeyError(), at=AT)
    call_command("dead_letters")
    assert "toy/things/7  KeyError  1 tries" in capsys.readouterr().out
    for wrong in ("7", "toy/things/8"):
        with pytest.raises(CommandError):
            call_command("dead_letters", "--release", wrong)
    call_command("dead_letters", "--release", "toy/things/7")
    with pytest.raises(NotFound):
        actions.release_letter(line="toy", item="things/7", at=AT)
