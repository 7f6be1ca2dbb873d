"""Reading about regions, offices, officers and rollouts, for anyone on a higher floor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from tongban.clock import day_of, now
from tongban.errors import NotFound
from tongban.identifiers import IdentityNumber, OfficeCode
from tongban.offices import models, regions, rules
from tongban.offices.records import Charge, Duty, OfficeKind, OfficeRecord, OfficerRecord, Region, RolloutRecord
from tongban.people import queries as people
from tongban.verdicts import Text, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet


# --- Regions: no database ------------------------------------------------------------------------------------
def region(code: str) -> Region:
    """The division of GB/T 2260 with that six-digit code; NotFound("region.unknown")."""
    return regions.region(code)


def regions_under(prefix: str, *, level: int | None = None) -> list[Region]:
    """The divisions whose codes begin with `prefix` ("" = all), of one level (1, 2, 3) if given, by code."""
    return regions.under(prefix, level=level)


def region_name(code: str) -> str:
    """The full Chinese name, e.g. "江苏省苏州市虎丘区"; "" for a code that GB/T 2260 does not have."""
    return regions.full_name(code)


def province_name(code: str) -> Text:
    """The province of any code or prefix of two digits or more; NotFound("region.unknown")."""
    return Text(zh=regions.region(f"{code[:2]}0000").name, en=regions.PROVINCES_EN[code[:2]])


# --- Offices and officers ------------------------------------------------------------------------------------
def office(code: str) -> OfficeRecord:
    """The office with that 12-digit code; NotFound("office.unknown")."""
    row = models.Office.objects.filter(pk=code).first()
    if row is None:
        raise NotFound("office.unknown")
    return _office(row)


def offices_under(prefix: str) -> list[OfficeRecord]:
    """The open offices whose code begins with `prefix`, by code."""
    return [_office(row) for row in models.Office.objects.filter(pk__startswith=prefix, is_open=True).order_by("pk")]


def officer(user: AbstractBaseUser | AnonymousUser, *, on: date | None = None) -> OfficerRecord | None:
    """The active officer behind a signed-in account with the duties in force on a day, or None.

    Without `on` it is today: views ask this before they have a moment in hand.
    """
    if not user.is_authenticated:
        return None
    row = _officers().filter(account_id=user.pk, is_active=True).first()
    return None if row is None else _officer(row, on=on or day_of(now()))


def officer_by_id(officer_id: UUID, *, on: date) -> OfficerRecord:
    """The officer with that id, active or not; NotFound("officer.unknown")."""
    row = _officers().filter(pk=officer_id).first()
    if row is None:
        raise NotFound("officer.unknown")
    return _officer(row, on=on)


def officers_with(duty: Duty, *, region: str, on: date) -> list[OfficerRecord]:
    """The active officers who hold a duty for a region on a day, by service number."""
    found = (_officer(row, on=on) for row in _officers().filter(is_active=True, grants__duty=duty).distinct())
    return sorted((one for one in found if one.may(duty, region=region)), key=lambda one: one.number)


def officers_under(prefixes: Iterable[str], *, on: date) -> list[OfficerRecord]:
    """The active officers of offices whose region lies under one of the prefixes, by service number."""
    scope = tuple(prefixes)
    rows = _officers().filter(is_active=True).order_by("number")
    return [_officer(row, on=on) for row in rows if row.office.region.startswith(scope)]


def officers_of(ids: Iterable[UUID], *, on: date) -> dict[UUID, OfficerRecord]:
    """The officers with these ids, active or not; unknown ids are left out."""
    return {row.pk: _officer(row, on=on) for row in _officers().filter(pk__in=list(ids))}


def charges_of(officer_id: UUID) -> list[Charge]:
    """What an officer was given and nobody took back, whatever its term, the newest first."""
    rows = models.DutyGrant.objects.filter(officer_id=officer_id, withdrawn_at__isnull=True)
    return [_charge(row) for row in rows.order_by("-from_day", "duty", "region_prefix")]


def kin_of(officer_id: UUID) -> list[str]:
    """The relations that an officer has declared; who they are nobody can read."""
    return list(models.Kin.objects.filter(officer_id=officer_id).order_by("pk").values_list("relation", flat=True))


def may_handle(officer_id: UUID, *, parties: Iterable[IdentityNumber]) -> Verdict:
    """Recusal: may this officer handle a case with these people, or is it their own or a relative's?"""
    row = models.Officer.objects.get(pk=officer_id)
    return rules.may_handle(
        parties=[people.identity_digest(number) for number in parties],
        own=row.identity_digest,
        kin=models.Kin.objects.filter(officer_id=officer_id).values_list("identity_digest", flat=True),
    )


# --- Rollouts ------------------------------------------------------------------------------------------------
def rollout(service: str, *, region: str) -> RolloutRecord | None:
    """The line that decides about a service in a region: that with the longest prefix; None if nobody spoke."""
    prefixes = [region[:length] for length in range(len(region) + 1)]
    rows = models.Rollout.objects.filter(service=service, region_prefix__in=prefixes)
    found = max(rows, key=lambda row: len(row.region_prefix), default=None)
    return None if found is None else _rollout(found)


def is_open(service: str, *, region: str, on: date) -> bool:
    """Is the service open in the region on that day? The most specific region decides; silence means closed."""
    deciding = rollout(service, region=region)
    return deciding is not None and deciding.is_open(on=on)


def rollouts(service: str) -> list[RolloutRecord]:
    """Every line about a service, the widest region first."""
    rows = models.Rollout.objects.filter(service=service)
    return sorted((_rollout(row) for row in rows), key=lambda line: (len(line.region_prefix), line.region_prefix))


def _rollout(row: models.Rollout) -> RolloutRecord:
    return RolloutRecord(
        service=row.service, region_prefix=row.region_prefix, from_day=row.from_day, until_day=row.until_day
    )


def _office(row: models.Office) -> OfficeRecord:
    return OfficeRecord(
        code=OfficeCode(row.code),
        name_zh=row.name_zh,
        name_en=row.name_en,
        region=row.region,
        kind=OfficeKind(row.kind),
    )


def _officers() -> QuerySet[models.Officer]:
    return models.Officer.objects.select_related("office").prefetch_related("grants")


def _charge(grant: models.DutyGrant) -> Charge:
    return Charge(Duty(grant.duty), grant.region_prefix, grant.from_day, grant.until_day)


def _officer(row: models.Officer, *, on: date) -> OfficerRecord:
    charges = tuple(
        charge
        for charge in (_charge(grant) for grant in row.grants.all() if grant.withdrawn_at is None)
        if charge.is_in_force(on=on)
    )
    return OfficerRecord(
        id=row.pk,
        account_id=row.account_id,
        name=row.name,
        number=row.number,
        office=OfficeCode(row.office.code),
        office_name=row.office.name_zh,
        office_name_en=row.office.name_en,
        duties=frozenset(charge.duty for charge in charges),
        region_prefix=min((charge.region_prefix for charge in charges), key=len, default=row.office.region),
        charges=charges,
    )
