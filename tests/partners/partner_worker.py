"""A process of its own that sends and delivers and is killed at every statement in turn: `python partner_worker.py`.

For each n it forks a child that sends two messages, delivers them, and kills itself at its n-th SQL statement, before
it or just after. Then another delivers what is left once the leases have run out. When a child ends by itself, every
place between two statements has been tried. It prints what there was after each round.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import timedelta

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tongban.keys import queries as keys
    from tongban.partners.actions.delivering import ROLE

    call_command("migrate", verbosity=0, skip_checks=True)
    connection.close()
    keys.signer(ROLE)  # opened once: the children inherit it
    sent, rounds = 0, []
    for statement in range(1, 1000):
        for when in ("before", "after"):
            name = f"{statement}-{when}"
            was_killed = forked(lambda name=name, n=statement, w=when: act(name, kill_at=n, when=w))
            found = forked_result(lambda name=name, done=sent: recovered(name, cursor=done))
            sent += found["answers"]
            rounds.append(found | {"killed": was_killed})
        if not was_killed:
            break
    json.dump(rounds, sys.stdout)


def forked(do) -> bool:
    """True if the child that did this was killed."""
    child = os.fork()
    if child == 0:
        try:
            do()
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), f"a child failed: {status}"
    return status == signal.SIGKILL


def forked_result(do):
    """What a child found: the parent never opens the database."""
    reader, writer = os.pipe()

    def tell():
        os.write(writer, json.dumps(do()).encode())

    assert not forked(tell)
    os.close(writer)
    content = os.read(reader, 1_000_000)
    os.close(reader)
    return json.loads(content)


def act(name: str, *, kill_at: int, when: str) -> None:
    """Send two messages in one transaction and deliver them."""
    from django.db import connection, transaction

    from tongban.clock import now
    from tongban.partners import actions
    from tongban.partners.examples import ASKED
    from tongban.partners.records import Partner

    count = 0

    def counting(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count == kill_at and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, params, many, context)
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(counting):
        with transaction.atomic():
            for n in range(2):
                actions.send(
                    partner=Partner.TAX,
                    kind="issue-invoice",
                    key=f"{name}-{n}",
                    body=ASKED[Partner.TAX, "issue-invoice"],
                    about=name,
                    at=now(),
                )
        deliver(at=now())


def recovered(name: str, *, cursor: int) -> dict[str, object]:
    """What there is after another process did what was left, once the leases had run out."""
    from tongban.clock import now

    deliver(at=now() + timedelta(seconds=70))
    return look(name, cursor=cursor)


def deliver(*, at) -> None:
    from tongban.partners import actions
    from tongban.partners.courier import Courier
    from tongban.partners.profile import Profile

    courier = Courier(Profile(wait_seconds=20))
    while actions.deliver(at=at, courier=courier):
        pass
    courier.close()


def look(name: str, *, cursor: int) -> dict[str, object]:
    """What there is now."""
    from tongban.partners import queries
    from tongban.partners.models import Message

    found = queries.answers_after(cursor, 1000)
    messages = list(Message.objects.filter(about=name))
    return {
        "name": name,
        "answers": len(found),
        "gapless": [answer.seq for answer in found] == list(range(cursor + 1, cursor + 1 + len(found))),
        "outcomes": sorted(answer.outcome for answer in found),
        "ids": sorted(str(message.id) for message in messages),
        "open": sum(not message.outcome for message in Message.objects.all()),
        "numbers": sorted(answer.body["number"] for answer in found),
        "tries": sum(message.tries for message in messages),
    }


if __name__ == "__main__":
    main()
