"""Kill -9 at random moments: workers that carry cases from the deal to the new number die, and others go on.

    python tests/transfers/killing.py KILLS      # against TONGBAN_DATABASE_URL, an empty database

A child does the acts of all parties, statement by statement, and says in shared memory what it is about to do. The
parent lets it live for a random while, kills it with SIGKILL, looks at the database with a connection of its own, and
starts the next child, which takes up whatever it finds. Prints one JSON object: what was in flight at each kill, what
the cases came to, and every broken promise (there must be none).
"""

from __future__ import annotations

import json
import mmap
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import django

django.setup()

import cars  # noqa: E402
import town  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402

from tongban.clock import now  # noqa: E402
from tongban.dossiers.models import Custody, FileMove  # noqa: E402
from tongban.errors import Problem  # noqa: E402
from tongban.journal import actions as journal  # noqa: E402
from tongban.journal import queries as journal_queries  # noqa: E402
from tongban.journal.models import Entry  # noqa: E402
from tongban.keys import actions as keys  # noqa: E402
from tongban.people import queries as people  # noqa: E402
from tongban.registers import queries as registers  # noqa: E402
from tongban.registers.models import PlateNumber, Vehicle  # noqa: E402
from tongban.transfers import actions  # noqa: E402
from tongban.transfers.models import Transfer  # noqa: E402
from tongban.transfers.stages import LOCKED, OPEN, Stage, row_of  # noqa: E402

FLIGHT = 200  # bytes that say what is in flight
CASES = 6
LONGEST_LIFE_SECONDS = 0.6
NOTHING = "between two acts"


def say(flight: mmap.mmap, text: str) -> None:
    """What the next statement is, for whoever finds the body."""
    flight.seek(0)
    flight.write(text.encode()[:FLIGHT].ljust(FLIGHT))


def heard(flight: mmap.mmap) -> str:
    """What the dead was about to do."""
    flight.seek(0)
    return flight.read(FLIGHT).decode(errors="ignore").strip() or NOTHING


def verb(sql: str) -> str:
    """The kind of a statement with its table: "UPDATE transfers_custody"."""
    words = sql.replace('"', "").split()
    if not words:
        return "?"
    for mark in ("INTO", "FROM", "UPDATE"):
        if mark in words[:60]:
            return f"{words[0]} {words[words.index(mark) + 1]}"
    return words[0]


def work(flight: mmap.mmap, cast: dict, seed: int) -> None:
    """Carry cases on until death: any act that is due, of any case, in random order."""
    chance = random.Random(seed)  # noqa: S311
    doing = [NOTHING]

    def watch(execute, sql, params, many, context):
        say(flight, f"{doing[0]}: {verb(sql)}")
        found = execute(sql, params, many, context)
        say(flight, f"{doing[0]}: after {verb(sql)}")
        return found

    with connection.execute_wrapper(watch):
        while True:
            waiting = list(Transfer.objects.filter(stage__in=OPEN).order_by("pk"))
            rows = chance.sample(waiting, min(3, len(waiting)))
            if len(rows) < 3 or chance.random() < 0.1:
                doing[0] = "enter-deal"
                with suppress(Problem):
                    enter(cast)
            for row in rows:
                doing[0] = row.stage
                say(flight, doing[0])
                with suppress(Problem):
                    carry_on(row, cast, chance)
                doing[0] = NOTHING
                say(flight, NOTHING)


def enter(cast: dict) -> None:
    """A new vehicle and a signed case."""
    at = moment()
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller)
    cars.fill_file(record)
    transfer_id = cars.deal(record, seller, buyer, cast["clerk"], at=at)
    actions.confirm(transfer_id=transfer_id, key=cars.key(), citizen=seller, at=at())
    actions.apply(transfer_id=transfer_id, key=cars.key(), citizen=buyer, at=at())


def carry_on(row: Transfer, cast: dict, chance: random.Random) -> None:
    """The act that is due in the case's stage; now and then somebody calls it off."""
    at, by = moment(), cast["officers"]
    known = {"transfer_id": row.id, "key": f"{row.id}-{row.stage}-{row.stage_since.isoformat()}"[:80]}
    buyer = people.citizen_by_id(row.buyer_id)
    if chance.random() < 0.04:
        actions.withdraw(citizen=buyer, at=at(), **known)
        return
    match Stage(row.stage):
        case Stage.DRAFT:
            seller = people.citizen_by_id(row.seller_id)
            for sign, who in ((actions.confirm, seller), (actions.apply, buyer)):
                with suppress(Problem):  # one of them may have signed before the other's worker died
                    sign(transfer_id=row.id, key=cars.key(), citizen=who, at=at())
            cars.answer_all(at)
            actions.follow_partners(at=at())
        case Stage.SUBMITTED:
            actions.accept(officer=by["acceptor"], at=at(), **known)
        case Stage.FILE_REQUESTED | Stage.FILE_SENT | Stage.ISSUED:
            actions.move_files(at=at())
        case Stage.FILE_CHECK:
            actions.accept_file(officer=by["checker"], at=at(), **known)
        case Stage.INSPECTION | Stage.REINSPECTION:
            cars.inspect(row.id, by["inspector"], at=at)
        case Stage.REVIEW:
            actions.approve(officer=by["reviewer"], at=at(), **known)
        case Stage.APPROVED:
            offered = actions.offer_numbers(transfer_id=row.id, citizen=buyer, at=at())
            actions.choose_number(plate=offered[0], citizen=buyer, at=at(), **known)
        case Stage.NUMBERED:
            actions.issue(
                plates_recovered=True, card_recovered=True, plates_ready=True, officer=by["issuer"], at=at(), **known
            )
    journal.sequence(at=at(), limit=500)


def moment():
    """A clock that starts now."""
    return cars.Clock(now())


def broken() -> list[str]:
    """Every promise that does not hold now, by the database's own word."""
    found = []
    for row in Transfer.objects.all():
        held = list(Custody.objects.filter(subject_id=row.vehicle_id).values_list("office", "moves"))
        done = FileMove.objects.filter(subject_id=row.vehicle_id, voided_at=None, received_at__isnull=False)
        ends = list(done.order_by("sequence").values_list("from_office", "to_office", "sent_entry", "received_entry"))
        where = row.origin
        for start, end, *_ in ends:
            if start != where:
                found.append(f"{row.number}: the file left {start} while {where} held it")
            where = end
        if held != [(where, len(ends))]:
            found.append(f"{row.number}: custody {held} is not where its journeys lead, {where}")
        for entry in (one for _, _, *entries in ends for one in entries):
            if not Entry.objects.filter(id=entry).exists():
                found.append(f"{row.number}: a move without its entry in the journal")
        if row.stage in OPEN and row_of(row).clock and row.due_at is None:
            found.append(f"{row.number}: nobody's turn in {row.stage}")
        if row.stage == Stage.CLOSED and not Vehicle.objects.filter(plate=row.new_plate, id=row.vehicle_id).exists():
            found.append(f"{row.number}: its new number is not on the vehicle")
        is_locked = "O" in registers.vehicle_by_id(row.vehicle_id).letters
        if is_locked != (row.stage in LOCKED):
            found.append(f"{row.number}: lock {is_locked} in stage {row.stage}")
    for name, table in (("number", PlateNumber.objects), ("plate", Vehicle.objects)):
        if table.values("plate_kind", "plate").annotate(n=Count("pk")).filter(n__gt=1).exists():
            found.append(f"a {name} twice")
    return found


def fork(act) -> int:
    """A child with a connection of its own; it never returns."""
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    try:
        act()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def main(kills: int) -> int:
    """Set the scene, kill so many workers, look after each, and print what was found."""
    call_command("migrate", verbosity=0)
    keys.hold_ceremony(at=now() - timedelta(days=1))
    town.open_town()
    cars.open_towns()
    cast = {"officers": cars.officers(), "clerk": cars.clerk()}
    for _ in range(CASES):
        enter(cast)
    chance = random.Random(20261122)  # noqa: S311
    flight = mmap.mmap(-1, FLIGHT)
    in_flight: Counter[str] = Counter()
    faults: list[str] = []
    died_by_itself = 0
    for n in range(kills):
        say(flight, "starting")
        cars.count_from(1000 * (n + 1))  # so that no two children invent the same person
        pid = fork(lambda n=n: work(flight, cast, n))
        time.sleep(chance.uniform(0.02, LONGEST_LIFE_SECONDS))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        died_by_itself += not os.WIFSIGNALED(status)
        in_flight[heard(flight)] += 1
        faults += broken()
    # Somebody finishes what the dead left behind: no case is stuck.
    finisher = fork(lambda: (finish(cast), os._exit(0)))
    _, status = os.waitpid(finisher, 0)
    faults += broken()
    journal.sequence(at=now(), limit=100_000)
    print(
        json.dumps(
            {
                "kills": kills,
                "died_by_itself": died_by_itself,
                "in_flight": dict(in_flight.most_common()),
                "stages": dict(Counter(Transfer.objects.values_list("stage", flat=True))),
                "moves": FileMove.objects.filter(received_at__isnull=False).count(),
                "finished": os.waitstatus_to_exitcode(status) == 0,
                "left_open": Transfer.objects.filter(stage__in=OPEN).count(),
                "journal": journal_queries.verify_all().outcome.value,
                "entries": Entry.objects.count(),
                "faults": faults,
            },
            ensure_ascii=False,
        )
    )
    return 1 if faults else 0


def finish(cast: dict) -> None:
    """Carry every open case to its end."""
    chance = random.Random(1)  # noqa: S311
    for _ in range(40):
        rows = list(Transfer.objects.filter(stage__in=OPEN))
        if not rows:
            return
        for row in rows:
            with suppress(Problem):
                carry_on(row, cast, chance)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
