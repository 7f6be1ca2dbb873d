"""Workers and an officer at the same photos, on a real database: eight at once, and some of them killed.

    python tests/licences/deciding.py KILLS      # against TONGBAN_DATABASE_URL, an empty database

For every photo the officer undoes at the last moment at which they may, while workers carry out at the first moment at
which they may: whoever comes second must find what the first did. Prints one JSON object with what came of it and every
broken promise (there must be none).
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
import uuid
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import django

django.setup()

import town  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402

from tongban.credentials.models import Holding  # noqa: E402
from tongban.errors import Problem  # noqa: E402
from tongban.followers.models import DeadLetter  # noqa: E402
from tongban.journal.models import Entry  # noqa: E402
from tongban.keys import actions as keys  # noqa: E402
from tongban.licences import actions  # noqa: E402
from tongban.licences.actions import Decision  # noqa: E402
from tongban.licences.models import ProposedDecision  # noqa: E402
from tongban.licences.profile import profile  # noqa: E402
from tongban.offices.records import Duty  # noqa: E402
from tongban.simulation import portraits  # noqa: E402

PHOTOS = 16
RIVALS = 8
LONGEST_LIFE_SECONDS = 0.25
DUE = town.AT + timedelta(seconds=profile().review_undo_seconds)
IN_TIME = DUE - timedelta(microseconds=1)


def propose(officer, picture):
    """A photo with a decision on it; every other one is approved."""
    application, proposal = uuid.uuid4(), uuid.uuid4()
    actions.apply(application_id=application, citizen=town.citizen(town.driver()), picture=picture, at=town.AT)
    is_fine = ProposedDecision.objects.count() % 2 == 0
    actions.propose_decision(
        proposal_id=proposal,
        application_id=application,
        attempt=1,
        decision=Decision.APPROVE if is_fine else Decision.RETURN,
        broken=() if is_fine else ("P5",),
        officer=officer,
        at=town.AT,
    )


def undo_some(officer, seed):
    """The officer takes decisions back at the last moment, in an order of their own."""
    chance = random.Random(seed)  # noqa: S311
    found = list(ProposedDecision.objects.values_list("pk", flat=True))
    for one in chance.sample(found, len(found) // 3):
        with suppress(Problem):
            patiently(lambda one=one: actions.undo_decision(proposal_id=one, officer=officer, at=IN_TIME))


def carry_out(seconds=0.0):
    """A worker at the first moment; it goes on until it is killed, or takes one turn."""
    until = time.monotonic() + seconds
    patiently(lambda: actions.carry_out_decisions(at=DUE, limit=3 if seconds else 1000))
    while time.monotonic() < until:
        patiently(lambda: actions.carry_out_decisions(at=DUE, limit=3))


def patiently(act):
    """As the worker's steps do: while the database is too busy, try again."""
    while True:
        try:
            return act()
        except OperationalError:
            connection.close()


def fork(act):
    """A child with a connection of its own; it never returns."""
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    ended = 1
    try:
        act()
        ended = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(ended)


def ended(pids):
    """How many of these children ended by a fault of their own."""
    return sum(os.WIFEXITED(status) and os.waitstatus_to_exitcode(status) != 0 for status in map(waited, pids))


def waited(pid):
    return os.waitpid(pid, 0)[1]


def broken():
    """Every promise that does not hold, by the database's own word."""
    found = []
    for one in ProposedDecision.objects.select_related("application"):
        about = Entry.objects.filter(about__key=f"application:{one.application_id}").values_list("tag", flat=True)
        said = Counter(about)
        said.subtract({"photo-decision-proposed": 1})
        about_driver = Entry.objects.filter(about__key=f"driver:{one.application.driver_id}")
        reviewed = about_driver.filter(tag="photo-reviewed").count()
        licences = Holding.objects.filter(subject_id=one.application.driver_id).count()
        is_issued = one.outcome == "carried-out" and one.decision == "approve"
        stage = {"carried-out": "approved" if is_issued else "returned"}.get(one.outcome, "review")
        if (said.total(), said["photo-decision-undone"]) != (one.outcome == "undone",) * 2:
            found.append(f"{one.outcome}: the journal says {dict(said)}")
        if (reviewed, licences) != (one.outcome == "carried-out", is_issued):
            found.append(f"{one.outcome}: reviewed {reviewed} times, {licences} licences")
        if one.application.stage != stage or one.application.returned != (stage == "returned"):
            found.append(f"{one.outcome}: the application is {one.application.stage}")
    return found + [f"set aside: {one.error}" for one in DeadLetter.objects.all()]


def main(kills: int) -> int:
    """Eight at once, then so many killed; look after each, finish, and print what was found."""
    call_command("migrate", verbosity=0)
    keys.hold_ceremony(at=town.AT - timedelta(days=1))
    town.open_town()
    officer, picture = town.officer(Duty.PHOTO_REVIEW), portraits.draw(7)
    for _ in range(PHOTOS):
        propose(officer, picture)
    # The officer first: workers who begin alone would leave nothing to undo.
    rivals = [fork(lambda n=n: carry_out() if n % 2 else undo_some(officer, n)) for n in range(RIVALS)]
    died_by_themselves = ended(rivals)
    faults = broken()
    for _ in range(PHOTOS):
        propose(officer, picture)
    chance = random.Random(20261130)  # noqa: S311
    for n in range(kills):
        undoer, worker = fork(lambda n=n: undo_some(officer, 100 + n)), fork(lambda: carry_out(seconds=5))
        time.sleep(chance.uniform(0.01, LONGEST_LIFE_SECONDS))
        for pid in (undoer, worker):
            os.kill(pid, signal.SIGKILL)
        died_by_themselves += ended((undoer, worker))
        faults += broken()
    actions.carry_out_decisions(at=DUE)
    outcomes = Counter(ProposedDecision.objects.values_list("outcome", flat=True))
    print(
        json.dumps(
            {
                "died_by_themselves": died_by_themselves,
                "outcomes": dict(outcomes),
                "faults": faults + broken(),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
