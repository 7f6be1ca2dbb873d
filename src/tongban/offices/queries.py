"""Reading about regions, offices, officers and rollouts, for anyone on a higher floor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import BigIntegerField, FilteredRelation, Q, UUIDField

from tongban.clock import day_of, now
from tongban.errors import NotFound
from tongban.identifiers import IdentityNumber, OfficeCode
from tongban.journal.records import Recorded
from tongban.offices import models, places, regions, rules
from tongban.offices.records import (
    Charge,
    Duty,
    LookAlarmRecord,
    OfficeKind,
    OfficeRecord,
    OfficerRecord,
    Region,
    RolloutRecord,
)
from tongban.people import queries as people
from tongban.statements import Statement, blank
from tongban.ui.paging import Paged, paged
from tongban.verdicts import Text, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet


# --- Regions: no database ------------------------------------------------------------------------------------
def region(code: str) -> Region:
    """The division of GB/T 2260 with that six-digit code, also one that ended; NotFound("region.unknown")."""
    return regions.region(code)


def regions_under(prefix: str, *, level: int | None = None) -> list[Region]:
    """The divisions of today whose codes begin with `prefix` ("" = all), of one level (1, 2, 3) if given, by code."""
    return regions.under(prefix, level=level)


def require_standing(code: str) -> None:
    """For something new: Malformed("region.ended") for a division that ended. Codes that no table has are let through."""
    if code in regions.table():
        regions.standing(code)


def regions_as_of() -> date:
    """The day to which the table of divisions goes; shown wherever somebody chooses a region."""
    return regions.as_of()


def is_former(code: str) -> bool:
    """True for a division that ended: it can be named, not chosen. False for codes that the table does not have."""
    found = regions.table().get(code)
    return found is not None and found.is_former


def region_name(code: str) -> str:
    """The full Chinese name, e.g. "江苏省苏州市虎丘区"; "" for a code that GB/T 2260 does not have."""
    return regions.full_name(code)


def place_name(code: str) -> Text:
    """The place that an area's code names, as people say it: "江苏省苏州市" and "Suzhou, Jiangsu".

    The English of a city is its vehicle office's; where there is none the Chinese name stands beside the province.
    """
    return place_names([code])[code]


def place_names(codes: Iterable[str]) -> dict[str, Text]:
    """As `place_name`, of many places in one query."""
    wanted = {code: region_name(code) for code in codes}
    cities = {f"{code}000000": code for code, zh in wanted.items() if zh and not code.endswith("0000")}
    rows = models.Office.objects.filter(pk__in=cities).values_list("pk", "name_en") if cities else ()
    called = {cities[pk]: name_en for pk, name_en in rows}
    return {code: _place(code, zh, called.get(code, "")) for code, zh in wanted.items()}


def _place(code: str, zh: str, office_en: str) -> Text:
    province = province_name(code).en
    if not zh or code.endswith("0000"):
        return Text(zh or code, province if zh else code)
    city = (office_en or regions.region(code).name).removesuffix(" Vehicle Office")
    return Text(zh, city if city == province else f"{city}, {province}")


def province_name(code: str) -> Text:
    """The province of any code or prefix of two digits or more; NotFound("region.unknown")."""
    digits = places.province_of(code)
    return Text(zh=regions.region(f"{digits:0<6}").name, en=regions.PROVINCES_EN[digits])


# --- Places: where an office works, and what lies in what. Nothing outside compares digits (offices/places.py) ------
def city_of(place: str) -> str:
    """The city of a place, six digits: 320505 and the office 320508000001 to 320500, 500229 to 500000 (重庆), 潜江 429005
    to itself. place: a division, an office's code, or a prefix; its vehicle office registers for it and its rules
    bind there."""
    return places.city_of(place)


def cities_in(area: str) -> list[Region]:
    """The cities inside an area, by code: prefectures, municipalities, and counties directly under a province."""
    return regions.cities(area)


def area_of(office: str) -> str:
    """The area for which an office registers, by its code: the whole of its city, also for a county's brigade or a
    service station; the province for an office that stands above cities. Six digits."""
    return places.city_of(office)


def serves(office: str, *, region: str) -> bool:
    """True if the office registers for people who live in that division: it lies in the office's city.

    For "is this officer charged there?" ask `OfficerRecord.may(duty, region=office_or_division)` instead: that goes by
    the area of the duty, not by the office.
    """
    return places.contains(area_of(office), region)


def lies_in(place: str, area: str) -> bool:
    """True if a place (division, office's code or prefix) lies in an area or is that area."""
    return places.contains(area, place)


def province_of(place: str) -> str:
    """The two digits of a place's province."""
    return places.province_of(place)


def within(areas: Iterable[str], *fields: str) -> Q:
    """Rows of which one of the fields, a division or an office's code, lies in one of the areas; none without areas."""
    found = Q(pk__in=[])
    for digits in sorted({places.digits_of(area) for area in areas}):
        for field in fields:
            found |= Q(**{f"{field}__startswith": digits})
    return found


RULING_MAX = 3


def ruling(place: str) -> tuple[str, ...]:
    """Whose rules bind in a place, as six digits: its city, and the areas that contain the city. At most RULING_MAX."""
    return tuple(f"{prefix:0<6}" for prefix in places.widening(places.city_of(place)) if prefix)


# --- Offices and officers ------------------------------------------------------------------------------------
def office(code: str) -> OfficeRecord:
    """The office with that 12-digit code; NotFound("office.unknown")."""
    row = models.Office.objects.filter(pk=code).first()
    if row is None:
        raise NotFound("office.unknown")
    return _office(row)


def offices_of(codes: Iterable[str]) -> dict[str, OfficeRecord]:
    """The offices with these codes, by code, in one query; a code that nobody has is left out."""
    wanted = set(codes)
    return {row.pk: _office(row) for row in models.Office.objects.filter(pk__in=wanted)} if wanted else {}


def in_words(entries: Iterable[Recorded]) -> list[Recorded]:
    """The entries of a history with the office that each names as a Text, in both languages: one query for all.

    An office is named as it was called then; of one that is gone the name stays as it was written.
    """
    found = list(entries)
    names = {name for entry in found if isinstance(name := entry.details.get("office"), str)}
    rows = models.Office.objects.filter(name_zh__in=names).exclude(name_en="").order_by("-pk")
    called = {name: Text(name, name_en) for name, name_en in rows.values_list("name_zh", "name_en")}
    return [
        replace(entry, details={**entry.details, "office": called[entry.details["office"]]})
        if entry.details.get("office") in called
        else entry
        for entry in found
    ]


def offices_under(prefix: str) -> list[OfficeRecord]:
    """The open offices inside an area ("" = all), by code."""
    rows = models.Office.objects.filter(within([prefix], "code"), is_open=True).order_by("pk")
    return [_office(row) for row in rows]


OFFICER = tuple(field.attname for field in models.Officer._meta.concrete_fields)
OFFICE = tuple(field.attname for field in models.Office._meta.concrete_fields)
SIGNED_IN = Statement(
    lambda: (
        models.Officer.objects.annotate(live=FilteredRelation("grants", condition=Q(grants__withdrawn_at=None)))
        .filter(account_id=blank("account", BigIntegerField()), is_active=True)
        .values_list(
            *OFFICER,
            *(f"office__{name}" for name in OFFICE),
            *(f"live__{name}" for name in ("duty", "region_prefix", "from_day", "until_day")),
        )
    )
)
RECUSED = Statement(lambda: recused_rows(blank("officer", UUIDField())).values_list("pk"))


def officer(user: AbstractBaseUser | AnonymousUser, *, on: date | None = None) -> OfficerRecord | None:
    """The active officer behind a signed-in account with the duties in force on a day, or None.

    Without `on` it is today: views ask this before they have a moment in hand.
    """
    if not user.is_authenticated:
        return None
    rows = SIGNED_IN.rows(account=user.pk)
    if not rows:
        return None
    known, office = rows[0][: len(OFFICER)], rows[0][len(OFFICER) : len(OFFICER) + len(OFFICE)]
    row = models.Officer.from_db(None, OFFICER, known)
    row.office = models.Office.from_db(None, OFFICE, office)
    grants = [one[len(OFFICER) + len(OFFICE) :] for one in rows]
    charges = [Charge(Duty(duty), *term) for duty, *term in grants if duty is not None]
    return _officer(row, charges, on=on or day_of(now()))


def for_a_request(found: OfficerRecord) -> OfficerRecord:
    """The same officer with those whose business they may not handle, so that no list of this request asks again."""
    return replace(found, recused=frozenset(one[0] for one in RECUSED.rows(officer=found.id)))


def officer_by_id(officer_id: UUID, *, on: date) -> OfficerRecord:
    """The officer with that id, active or not (then without duties); NotFound("officer.unknown")."""
    row = _officers().filter(pk=officer_id).first()
    if row is None:
        raise NotFound("officer.unknown")
    return _officer(row, on=on)


def officers_with(duty: Duty, *, region: str, on: date) -> list[OfficerRecord]:
    """The active officers who hold a duty for a region on a day, by service number."""
    found = (_officer(row, on=on) for row in _officers().filter(is_active=True, grants__duty=duty).distinct())
    return sorted((one for one in found if one.may(duty, region=region)), key=lambda one: one.number)


def officers_under(prefixes: Iterable[str], *, on: date, size: int, number: int = 1) -> Paged[OfficerRecord]:
    """A page of the active officers of offices that lie in one of the areas, by service number."""
    rows = _officers().filter(within(prefixes, "office__region"), is_active=True).order_by("number")
    page = paged(rows, number=number, size=size)
    return page.of([_officer(row, on=on) for row in page.rows])


def officers_of(ids: Iterable[UUID], *, on: date) -> dict[UUID, OfficerRecord]:
    """The officers with these ids, active or not; unknown ids are left out."""
    return {row.pk: _officer(row, on=on) for row in _officers().filter(pk__in=list(ids))}


def unidentified_officers() -> list[str]:
    """The service numbers of active officers whose identity number is not recorded; they have no duty until it is."""
    rows = models.Officer.objects.filter(is_active=True, identity_digest="").order_by("number")
    return list(rows.values_list("number", flat=True))


def officer_by_number(number: str, *, on: date) -> OfficerRecord:
    """The officer with that service number, active or not; NotFound("officer.unknown")."""
    row = _officers().filter(number=number).first()
    if row is None:
        raise NotFound("officer.unknown")
    return _officer(row, on=on)


def charges_of(officer_id: UUID) -> list[Charge]:
    """What an officer was given and nobody took back, whatever its term, the newest first."""
    rows = models.DutyGrant.objects.filter(officer_id=officer_id, withdrawn_at__isnull=True)
    return [_charge(row) for row in rows.order_by("-from_day", "duty", "region_prefix")]


def look_alarms(auditor: OfficerRecord) -> list[LookAlarmRecord]:
    """The alarms about officers of the regions that this officer audits, unseen ones first, then the newest; at most 100.

    One about a relative is another auditor's; about oneself one may know, and notes nothing (`see_look_alarm`).
    """
    kin = models.Kin.objects.filter(officer_id=auditor.id).values("identity_digest")
    rows = models.LookAlarm.objects.filter(within(auditor.areas(Duty.AUDIT), "officer__office__region"))
    rows = rows.exclude(officer__identity_digest__in=kin).select_related("officer__office").order_by("-raised_at", "pk")
    found: list[LookAlarmRecord] = []
    for is_unseen in (True, False):
        found += [_look_alarm(row) for row in rows.filter(seen_at__isnull=is_unseen)[: 100 - len(found)]]
    return found


def kin_of(officer_id: UUID) -> list[str]:
    """The relations that an officer has declared; who they are nobody can read."""
    return list(models.Kin.objects.filter(officer_id=officer_id).order_by("pk").values_list("relation", flat=True))


def may_handle(officer_id: UUID, *, parties: Iterable[IdentityNumber] = (), citizens: Iterable[UUID] = ()) -> Verdict:
    """Recusal: may this officer handle a case with these people, or is it their own or a relative's?

    parties by number, citizens by the id under which they are known here."""
    row = models.Officer.objects.get(pk=officer_id)
    return rules.may_handle(
        parties=[*(people.identity_digest(number) for number in parties), *people.identity_digests_of(citizens)],
        own=row.identity_digest,
        kin=models.Kin.objects.filter(officer_id=officer_id).values_list("identity_digest", flat=True),
    )


def recusals(officer_id: UUID) -> frozenset[str]:
    """The digests of the identity numbers whose business this officer may not handle: the own and relatives'."""
    rows = models.Officer.objects.filter(pk=officer_id).values_list("identity_digest", "kin__identity_digest")
    return frozenset(digest for row in rows for digest in row if digest)


def recused_from(officer: OfficerRecord) -> frozenset[UUID]:
    """The people known here whose business this officer may not handle: themselves and declared relatives.

    For lists, which leave them out; a single matter is asked by `matters.guard`.
    """
    return people.citizens_with(recusals(officer.id)) if officer.recused is None else officer.recused


def recused_rows(officer_id: UUID) -> QuerySet[Any, Any]:
    """As `recused_from`, for use inside the query of a list, which then asks nothing more."""
    return people.rows_with(recusing(officer_id))


def recusing(officer_id: UUID) -> QuerySet[Any, Any]:
    """As `recusals`, for use inside the query of a list. One set, not two with "or" between them: by one set the
    database finds the few people, by two it reads all."""
    own = models.Officer.objects.filter(pk=officer_id).exclude(identity_digest="").values("identity_digest")
    return own.union(models.Kin.objects.filter(officer_id=officer_id).values("identity_digest"))


# --- Rollouts ------------------------------------------------------------------------------------------------
def rollout(service: str, *, region: str) -> RolloutRecord | None:
    """The line that decides about a service in a region: that of the narrowest area; None if nobody spoke."""
    rows = models.Rollout.objects.filter(service=service, region_prefix__in=places.widening(region))
    found = max(rows, key=lambda row: len(row.region_prefix), default=None)
    return None if found is None else _rollout(found)


def is_open(service: str, *, region: str, on: date) -> bool:
    """Is the service open in the region on that day? The most specific region decides; silence means closed."""
    deciding = rollout(service, region=region)
    return deciding is not None and deciding.is_open(on=on)


def open_regions(service: str, asked: Iterable[str], *, on: date) -> frozenset[str]:
    """Those of these regions in which the service is open on that day; one query however many there are."""
    areas = {place: places.widening(place) for place in asked}
    rows = models.Rollout.objects.filter(service=service, region_prefix__in=set(chain(*areas.values())))
    open_now = {row.region_prefix: _rollout(row).is_open(on=on) for row in rows}
    narrowest = {place: next((one for one in around if one in open_now), None) for place, around in areas.items()}
    return frozenset(place for place, area in narrowest.items() if area is not None and open_now[area])


def is_open_anywhere(service: str, *, on: date) -> bool:
    """Has any region the service on that day?"""
    return any(line.is_open(on=on) for line in rollouts(service))


def rollouts(service: str) -> list[RolloutRecord]:
    """Every line about a service, the widest region first."""
    rows = models.Rollout.objects.filter(service=service)
    return sorted((_rollout(row) for row in rows), key=lambda line: (len(line.region_prefix), line.region_prefix))


def _rollout(row: models.Rollout) -> RolloutRecord:
    return RolloutRecord(
        service=row.service, region_prefix=row.region_prefix, from_day=row.from_day, until_day=row.until_day
    )


def _look_alarm(row: models.LookAlarm) -> LookAlarmRecord:
    office = row.officer.office
    return LookAlarmRecord(
        id=row.pk,
        officer_id=row.officer_id,
        officer_number=row.officer.number,
        office_text=Text(office.name_zh, office.name_en or office.name_zh),
        region=office.region,
        limit=row.limit,
        raised_at=row.raised_at,
        seen_at=row.seen_at,
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


def _officer(row: models.Officer, charges: Iterable[Charge] | None = None, *, on: date) -> OfficerRecord:
    if charges is None:
        charges = [_charge(grant) for grant in row.grants.all() if grant.withdrawn_at is None]
    is_known = bool(row.identity_digest and row.is_active)
    charges = tuple(charge for charge in charges if is_known and charge.is_in_force(on=on))
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
        is_identified=bool(row.identity_digest),
    )
