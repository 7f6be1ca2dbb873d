"""Where people live, as far as this house knows: from the population register, or because an officer looked at a proof.

The register is asked outside transactions, at most once in some days about a person, and a silent one is left alone
for some minutes: who waits for a page goes on without a home rather than without a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from tongban.journal import actions as journal
from tongban.people import entries, models, queries, sealing
from tongban.people.population import HttpRegister, Register, Result
from tongban.people.records import CitizenRecord, HomeKind

FRESH = timedelta(days=30)  # for so long the register's answer counts (a proposal)
PAUSE = timedelta(minutes=5)  # a silent register is left alone about the same person


def population_register() -> Register:
    """The population register of this installation (TONGBAN_POPULATION_URL)."""
    return HttpRegister(settings.POPULATION_URL, token=settings.POPULATION_TOKEN)


def learn_home(
    citizen_id: UUID, *, at: datetime, request_id: UUID | None = None, ask: Register | None = None
) -> CitizenRecord:
    """Ask the population register where a person lives and whether they live, unless it said so in the last days.

    Whatever is no clear answer changes nothing. Never raises for the register's sake.
    """
    with transaction.atomic():
        row = models.Citizen.objects.select_for_update().get(pk=citizen_id)
        told = models.Home.objects.filter(citizen=row).exclude(kind=HomeKind.SEEN).order_by("-told_at").first()
        is_fresh = told is not None and told.told_at > at - FRESH
        was_asked = row.home_asked_at is not None and row.home_asked_at > at - PAUSE
        is_asked = not (is_fresh or was_asked or row.bound_at is None)
        if is_asked:
            row.home_asked_at = at
            row.save(update_fields=["home_asked_at"])
    citizen = queries.citizen_by_id(citizen_id)
    if not is_asked:
        return citizen
    found = (ask or population_register()).homes_of(
        request_id=request_id or uuid4(), name=citizen.name, number=citizen.identity_number
    )
    if found.result is not Result.FOUND:
        return citizen
    with transaction.atomic():
        row = models.Citizen.objects.select_for_update().get(pk=citizen_id)
        row.died_on = found.died_on
        row.save(update_fields=["died_on"])
        kinds = [one.kind for one in found.homes]
        models.Home.objects.filter(citizen=row).exclude(kind__in=[*kinds, HomeKind.SEEN]).delete()
        for one in found.homes:
            _keep(row, one.kind, region=one.region, address=one.address, until=one.until, at=at)
        journal.record(entries.HomeLearned(kinds=tuple(kinds)), by="system:population", about=[citizen.key], at=at)
    return queries.citizen_by_id(citizen_id)


def record_home(
    citizen_id: UUID, *, region: str, by: str, at: datetime, address: str = "", about: Iterable[str] = ()
) -> None:
    """An officer has looked at the proof of where a person lives (residence permit, household booklet).

    The look is of this person, this place and this moment: a look in another city, for another case, leaves it as it is.
    about: what the look was for, such as a case; the entry stands in its history too.
    """
    with transaction.atomic():
        row = models.Citizen.objects.select_for_update().get(pk=citizen_id)
        _keep(row, HomeKind.SEEN, region=region, address=address, until=None, at=at)
        entry = entries.HomeLearned(kinds=(HomeKind.SEEN.value,))
        journal.record(entry, by=by, about=[f"citizen:{citizen_id}", *about], at=at)


def _keep(row: models.Citizen, kind: HomeKind, *, region: str, address: str, until: date | None, at: datetime) -> None:
    """Inside a transaction: the home of one kind as it is now; of those that were seen, the one in that region."""
    which: dict[str, Any] = {"citizen": row, "kind": kind.value} | ({"region": region} if kind is HomeKind.SEEN else {})
    models.Home.objects.update_or_create(
        **which,
        defaults={
            "region": region,
            "address_sealed": sealing.seal(address, field="home.address", row=f"{row.pk}.{kind.value}")
            if address
            else None,
            "until_day": until,
            "told_at": at,
        },
    )
