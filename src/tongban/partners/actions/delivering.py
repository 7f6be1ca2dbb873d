"""Calling partners with what was said, and keeping what comes back."""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from tongban.errors import NotFound
from tongban.journal import actions as journal
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.partners import answers, shapes, signatures
from tongban.partners.courier import Back, Call, Courier, path_of
from tongban.partners.entries import MessageRevived
from tongban.partners.models import Circuit, Message
from tongban.partners.profile import Profile, profile
from tongban.partners.records import Outcome, Partner
from tongban.standards.signing import PublicKey, Signer

log = logging.getLogger("tongban.partners")

ROLE = Role.PARTNER
ENDED = (Outcome.ANSWERED, Outcome.REFUSED)


def deliver(
    *, at: datetime, limit: int = 20, jitter: Callable[[], float] = random.random, courier: Courier | None = None
) -> int:
    """Call partners with what is due and keep what comes back; returns how many calls ended and messages were given up.

    1. Give up what has waited too long. 2. Claim what is due, partner by partner, each for the length of a lease.
    3. Call, outside any transaction. 4. Keep each answer, or note the error and when to try again, in one transaction.
    Any number of processes may do this. One that is killed leaves a lease behind: when it has run out, the same message
    goes out once more under the same Idempotency-Key. Calls that take longer than `wait_seconds` stay in flight, and
    what they bring is kept the next time. jitter: from 0 to 1, so that many messages do not come back at once.
    """
    courier = courier or standing_courier(os.getpid())
    done = give_up(at=at, limit=limit)
    until = time.monotonic() + courier.profile.wait_seconds
    trouble: dict[Partner, Exception] = {}
    while done < limit:
        for partner in due_partners(at=at):
            with guarded(partner, trouble):
                room = min(courier.room(partner), limit - done)
                for call in claim(partner, at=at, limit=room, chosen=courier.profile):
                    courier.start(call)
        over = courier.back(seconds=max(0.0, until - time.monotonic()))
        for call, back in over:
            with guarded(call.partner, trouble):
                settle(call, back, at=at, jitter=jitter, chosen=courier.profile)
        done += len(over)
        if not over:
            break
    for problem in trouble.values():
        raise problem  # the others have been served; whoever runs this has to know all the same
    return done


@contextmanager
def guarded(partner: Partner, trouble: dict[Partner, Exception]) -> Iterator[None]:
    """Trouble with one partner stops none of the others: it is logged, and raised when all have had their turn."""
    try:
        yield
    except Exception as problem:
        if partner not in trouble:
            log.exception("messages to %s are held up", partner.value)
        trouble[partner] = problem


@lru_cache(maxsize=1)
def standing_courier(process: int) -> Courier:  # noqa: ARG001 - a process that was forked has none of the threads
    """The courier of this process."""
    return Courier(profile())


def due_partners(*, at: datetime) -> list[Partner]:
    """Partners with something due whose line is not shut."""
    due = Message.objects.filter(outcome="", next_try_at__lte=at, give_up_at__gt=at)
    asked = set(due.values_list("partner", flat=True).distinct())
    shut = set(Circuit.objects.filter(shut_until__gt=at).values_list("partner", flat=True))
    return [partner for partner in Partner if partner in asked - shut]


def claim(partner: Partner, *, at: datetime, limit: int, chosen: Profile) -> list[Call]:
    """At most `limit` calls of what is due to this partner, its own for the length of a lease; while its line is on
    trial, one."""
    signer = keys.signer(ROLE)
    public_keys = signatures.public_keys(chosen.jwks(partner), whose=partner.value)
    with transaction.atomic():
        if is_on_trial(partner, chosen=chosen):
            flying = Message.objects.filter(partner=partner, outcome="", claim__isnull=False, next_try_at__gt=at)
            limit = 0 if flying.exists() else min(limit, 1)
        due = Message.objects.filter(partner=partner, outcome="", next_try_at__lte=at, give_up_at__gt=at)
        rows = list(due.order_by("next_try_at", "sent_at").select_for_update(skip_locked=True)[: max(limit, 0)])
        for row in rows:
            row.claim = uuid4()
            row.tries += 1
            row.next_try_at = at + chosen.lease
            row.save(update_fields=["claim", "tries", "next_try_at"])
    return [call_for(row, address=chosen.url(partner), signer=signer, public_keys=public_keys, at=at) for row in rows]


def is_on_trial(partner: Partner, *, chosen: Profile) -> bool:
    """True if the partner failed so often that one call goes first to see."""
    return Circuit.objects.filter(partner=partner, failures__gte=chosen.shut_after).exists()


def call_for(row: Message, *, address: str, signer: Signer, public_keys: tuple[PublicKey, ...], at: datetime) -> Call:
    """The message as a signed call; the body is the text that was stored, byte by byte the same each time."""
    kind = shapes.kind_of(Partner(row.partner), row.kind)
    url = address + kind.path if address else ""
    content = row.body.encode()
    assert row.claim is not None
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, application/problem+json",
        "Accept-Encoding": "identity",
        signatures.KEY: str(row.id),
    }
    if url:
        headers |= signatures.sign(
            method="POST", path=path_of(url), body=content, key=str(row.id), at=at, signer=signer
        )
    return Call(row.id, row.claim, kind.partner, kind, url, content, headers, public_keys, at)


def settle(call: Call, back: Back, *, at: datetime, jitter: Callable[[], float], chosen: Profile) -> None:
    """Keep what a call brought: the end of the message, or when to try it again; and how it goes with the partner."""
    with transaction.atomic():
        row = Message.objects.select_for_update().get(pk=call.message_id)
        if back.outcome is not None:
            end(row, outcome=back.outcome, body=back.body, at=at)
        elif row.claim == call.claim:  # otherwise its lease ran out, and somebody else is at it
            row.claim = None
            row.last_error = back.error[:60]
            seconds = max(pause_seconds(row.tries, jitter=jitter(), chosen=chosen), back.pause_seconds)
            row.next_try_at = at + timedelta(seconds=seconds)
            row.save(update_fields=["claim", "last_error", "next_try_at"])
        note_line(call.partner, back, at=at, chosen=chosen)


def end(row: Message, *, outcome: Outcome, body: Mapping[str, Any], at: datetime) -> bool:
    """End a locked message and keep the answer. False, and only counted, if it was answered or refused before: an
    answer that comes twice is kept once. One that comes after the message was given up is kept."""
    if row.outcome in ENDED:
        row.repeated += 1
        row.save(update_fields=["repeated"])
        return False
    row.outcome = outcome
    row.claim = None
    row.save(update_fields=["outcome", "claim"])
    answers.keep(row, outcome=outcome, body=body, at=at)
    return True


def pause_seconds(tries: int, *, jitter: float, chosen: Profile) -> float:
    """The pause after so many tries: twice as long each time up to the longest, and of that a random half to whole."""
    longest = min(chosen.first_pause_seconds * 2.0 ** min(tries - 1, 40), chosen.longest_pause_seconds)
    return longest * (0.5 + jitter / 2)


def note_line(partner: Partner, back: Back, *, at: datetime, chosen: Profile) -> None:
    """Count failures in a row; from `shut_after` on leave the partner alone for a while, longer each time."""
    Circuit.objects.get_or_create(partner=partner)
    circuit = Circuit.objects.select_for_update().get(partner=partner)
    if back.outcome is not None or back.is_promised:
        circuit.failures, circuit.shut_until, circuit.last_error, circuit.last_answer_at = 0, None, "", at
    else:
        circuit.failures += 1
        circuit.last_error = back.error[:60]
        over = circuit.failures - chosen.shut_after
        if over >= 0:
            seconds = min(chosen.shut_seconds * 2.0 ** min(over, 40), chosen.longest_pause_seconds)
            circuit.shut_until = at + timedelta(seconds=seconds)
    circuit.save()


def give_up(*, at: datetime, limit: int = 100) -> int:
    """End messages as failed that have waited until their last moment and are not being called just now."""
    is_free = Q(claim__isnull=True) | Q(next_try_at__lte=at)
    late = list(Message.objects.filter(is_free, outcome="", give_up_at__lte=at).values_list("pk", flat=True)[:limit])
    done = 0
    for message_id in late:
        with transaction.atomic():
            row = Message.objects.select_for_update().get(pk=message_id)
            if not row.outcome:
                body = {"tries": row.tries, "last_error": row.last_error}
                done += end(row, outcome=Outcome.FAILED, body=body, at=at)
    return done


def try_again(*, message_id: UUID, by: str, at: datetime) -> None:
    """Wait for an answer once more, for as long as the first time; nothing happens if the message was not given up.

    Its partner is called at once, even if its line was shut. NotFound("partners.message") if there is no such message.
    """
    with transaction.atomic():
        row = Message.objects.select_for_update().filter(pk=message_id).first()
        if row is None:
            raise NotFound("partners.message")
        if row.outcome == Outcome.FAILED:
            row.outcome, row.tries, row.last_error = "", 0, ""
            row.next_try_at, row.give_up_at = at, at + profile().give_up_after
            row.save()
            Circuit.objects.filter(partner=row.partner).update(failures=0, shut_until=None)
            entry = MessageRevived(message=str(row.id), partner=row.partner, kind=row.kind)
            journal.record(entry, by=by, about=[key for key in (row.about,) if key], at=at)
