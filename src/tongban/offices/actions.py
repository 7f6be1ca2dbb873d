"""Writing about offices, officers and rollouts: one function for each thing that happens.

Each is guard, change, record in one transaction. `by` is an internal key ("officer:<uuid>", "system:<name>").
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.errors import Forbidden, Malformed, NotFound, Refused, TooMany
from tongban.followers import actions as followers
from tongban.identifiers import IdentityNumber, OfficeCode
from tongban.journal import actions as journal
from tongban.limits import actions as limits
from tongban.offices import entries, models, queries, regions, rules
from tongban.offices.records import Duty, OfficeKind, OfficeRecord, OfficerRecord, RolloutRecord
from tongban.people import actions as accounts
from tongban.people import queries as people
from tongban.verdicts import Verdict


@transaction.atomic
def open_office(
    *, code: OfficeCode, name_zh: str, name_en: str, kind: OfficeKind, by: str, at: datetime
) -> OfficeRecord:
    """Register an office, or correct its names; NotFound("region.unknown") if its division does not exist, and
    Malformed("region.ended") for a new office of a division that ended (one that stands already keeps its code).

    The same again changes nothing.
    """
    if models.Office.objects.filter(pk=str(code)).exists():
        regions.region(code.region)
    else:
        regions.standing(code.region)
    values = {"name_zh": name_zh, "name_en": name_en, "region": code.region, "kind": kind.value}
    if models.Office.objects.filter(pk=str(code), **values).exists():
        return queries.office(code)
    models.Office.objects.update_or_create(pk=str(code), defaults=values)
    entry = entries.OfficeOpened(office=code, name_zh=name_zh, name_en=name_en, kind=kind.value)
    journal.record(entry, by=by, about=[f"office:{code}"], at=at)
    return queries.office(code)


@transaction.atomic
def create_officer(
    *,
    account_id: int,
    name: str,
    number: str,
    office: OfficeCode,
    identity_number: IdentityNumber,
    by: str,
    at: datetime,
) -> OfficerRecord:
    """Make the person behind an officer's account an officer; the identity number is kept as a digest only: by it
    their own cases are known, which they may not handle.

    Malformed("officer.taken") if the account, the service number or the person already is an officer's: two officers
    who are one person would be two hands for what needs two persons.
    """
    queries.office(office)
    digest = people.identity_digest(identity_number)
    try:
        with transaction.atomic():
            row = models.Officer.objects.create(
                account_id=account_id, name=name, number=number, office_id=str(office), identity_digest=digest
            )
    except IntegrityError:
        raise Malformed("officer.taken", TAKEN) from None
    record = queries.officer_by_id(row.pk, on=day_of(at))
    journal.record(entries.OfficerCreated(number=number, office=office), by=by, about=[record.key], at=at)
    return record


@transaction.atomic
def identify_officer(*, officer_id: UUID, identity_number: IdentityNumber, by: str, at: datetime) -> None:
    """Note who an officer is that was made before this was asked; until then they have no duty. The same number again
    changes nothing; another one is Malformed("officer.identified"), somebody else's Malformed("officer.taken")."""
    row, digest = _locked(officer_id), people.identity_digest(identity_number)
    if row.identity_digest == digest:
        return
    if row.identity_digest:
        raise Malformed("officer.identified", "expected an officer whose identity number is not recorded yet")
    row.identity_digest = digest
    try:
        with transaction.atomic():
            row.save(update_fields=["identity_digest"])
    except IntegrityError:
        raise Malformed("officer.taken", TAKEN) from None
    journal.record(entries.OfficerIdentified(), by=by, about=[f"officer:{officer_id}"], at=at)


@transaction.atomic
def sign_out_officer(*, officer_id: UUID, reason: str, by: str, at: datetime) -> int:
    """End all sessions of an officer, such as after a lost phone or on leaving; returns how many ended. The duties stay."""
    row = _locked(officer_id)
    count = accounts.end_sessions_of(row.account, by=by)
    entry = entries.OfficerSignedOut(count=count, reason=reason)
    journal.record(entry, by=by, about=[f"officer:{officer_id}"], at=at)
    return count


@transaction.atomic
def grant_duty(
    *,
    officer_id: UUID,
    duty: Duty,
    region_prefix: str,
    from_day: date,
    by: str,
    at: datetime,
    until_day: date | None = None,
    reason: str = "",
) -> None:
    """Give an officer a duty for a region and a term. Giving the same duty for the same region again changes its
    term; with the same term it changes nothing. Refused("duty.not-compatible") when the separation of duties forbids
    it: against duties that the officer has (OF-01), because `by` is the officer (OF-05), or because nobody could
    tell the officer's own cases (OF-06)."""
    _check_prefix(region_prefix)
    _check_term(from_day, until_day)
    officer = _locked(officer_id)
    open_grants = list(officer.grants.filter(withdrawn_at__isnull=True))
    if any(
        (grant.duty, grant.region_prefix, grant.from_day, grant.until_day)
        == (duty.value, region_prefix, from_day, until_day)
        for grant in open_grants
    ):
        return
    verdicts = (
        rules.may_appoint(is_self=by == f"officer:{officer_id}", is_identified=bool(officer.identity_digest)),
        rules.may_hold(
            duty,
            held=[Duty(grant.duty) for grant in open_grants if grant.until_day is None or grant.until_day >= from_day],
        ),
    )
    if not all(verdict.is_allowed for verdict in verdicts):
        raise Refused("duty.not-compatible", Verdict.of(reason for verdict in verdicts for reason in verdict.reasons))
    models.DutyGrant.objects.update_or_create(
        officer=officer,
        duty=duty.value,
        region_prefix=region_prefix,
        withdrawn_at=None,
        defaults={"from_day": from_day, "until_day": until_day},
    )
    journal.record(
        entries.DutyGranted(
            duty=duty.value,
            region_prefix=region_prefix,
            from_day=str(from_day),
            until_day=str(until_day or ""),
            reason=reason,
        ),
        by=by,
        about=[f"officer:{officer_id}"],
        at=at,
    )


@transaction.atomic
def withdraw_duty(*, officer_id: UUID, duty: Duty, region_prefix: str, reason: str, by: str, at: datetime) -> None:
    """Take a duty back at once. Nothing happens if it was already taken back, or never given."""
    _locked(officer_id)
    changed = models.DutyGrant.objects.filter(
        officer_id=officer_id, duty=duty.value, region_prefix=region_prefix, withdrawn_at__isnull=True
    ).update(withdrawn_at=at)
    if changed:
        journal.record(
            entries.DutyWithdrawn(duty=duty.value, region_prefix=region_prefix, reason=reason),
            by=by,
            about=[f"officer:{officer_id}"],
            at=at,
        )


@transaction.atomic
def declare_kin(*, officer_id: UUID, identity_number: IdentityNumber, relation: str, by: str, at: datetime) -> None:
    """Note a relative whose business this officer will not handle; a second declaration changes nothing."""
    _locked(officer_id)
    _, is_new = models.Kin.objects.get_or_create(
        officer_id=officer_id,
        identity_digest=people.identity_digest(identity_number),
        defaults={"relation": relation},
    )
    if is_new:
        journal.record(entries.KinDeclared(relation=relation), by=by, about=[f"officer:{officer_id}"], at=at)


@transaction.atomic
def open_service(
    *, service: str, region_prefix: str, from_day: date, by: str, at: datetime, until_day: date | None = None
) -> RolloutRecord:
    """Open a service in the regions under a prefix; another term replaces the one before, the same changes nothing."""
    _check_prefix(region_prefix)
    _check_term(from_day, until_day)
    wanted = RolloutRecord(service=service, region_prefix=region_prefix, from_day=from_day, until_day=until_day)
    if wanted in queries.rollouts(service):
        return wanted
    models.Rollout.objects.update_or_create(
        service=service, region_prefix=region_prefix, defaults={"from_day": from_day, "until_day": until_day}
    )
    journal.record(
        entries.RolloutOpened(
            service=service, region_prefix=region_prefix, from_day=str(from_day), until_day=str(until_day or "")
        ),
        by=by,
        about=[f"service:{service}"],
        at=at,
    )
    return wanted


@transaction.atomic
def close_service(*, service: str, region_prefix: str, from_day: date, by: str, at: datetime) -> None:
    """Close a service in the regions under exactly this prefix, from a day on; NotFound("rollout.unknown").

    A region inside that has a line of its own keeps it. Closing it again for the same day changes nothing.
    """
    row = models.Rollout.objects.select_for_update().filter(service=service, region_prefix=region_prefix).first()
    if row is None:
        raise NotFound("rollout.unknown")
    last = from_day - timedelta(days=1)
    if row.until_day == last:
        return
    row.from_day, row.until_day = min(row.from_day, last), last
    row.save()
    journal.record(
        entries.RolloutClosed(service=service, region_prefix=region_prefix, until_day=str(last)),
        by=by,
        about=[f"service:{service}"],
        at=at,
    )


TAKEN = "expected an account, a service number and a person that are no officer's yet"


def _locked(officer_id: UUID) -> models.Officer:
    row = models.Officer.objects.select_for_update().filter(pk=officer_id).first()
    if row is None:
        raise NotFound("officer.unknown")
    return row


def _check_prefix(prefix: str) -> None:
    queries.require_standing(f"{prefix:0<6}")
    if prefix and not (len(prefix) in (2, 4, 6) and regions.under(prefix)):
        raise Malformed("region.prefix", "expected 2, 4 or 6 digits of a division of GB/T 2260, or nothing")


def _check_term(from_day: date, until_day: date | None) -> None:
    if until_day is not None and until_day < from_day:
        raise Malformed("term.backwards", f"expected an end not before {from_day}, found {until_day}")


# --- What was set aside ----------------------------------------------------------------------------------------
@transaction.atomic
def release_letter(*, line: str, item: str, officer: OfficerRecord, at: datetime) -> None:
    """An administrator says that the cause is mended: the item is tried again. NotFound("letter.unknown")."""
    followers.release_letter(line=line, item=item, at=at)
    journal.record(entries.LetterReleased(line=line, item=item), by=officer.key, about=[officer.key], at=at)


# --- Looking people up ---------------------------------------------------------------------------------------
def count_look(*, officer: OfficerRecord, at: datetime) -> None:
    """An officer is about to look at somebody's record: count it, outside the transaction of the look.

    Past the limits that only tell, work goes on and an alarm is raised for whoever audits the officer's region;
    past `looks`, TooMany("limits.reached") and an alarm too.
    """
    by = {"officer": str(officer.id)}
    for name in ("looks-hour", "looks-week"):
        if limits.reaches(name, by=by, at=at):
            raise_look_alarm(officer=officer, limit=name, at=at)
    try:
        limits.take("looks", by=by, at=at)
    except TooMany:
        raise_look_alarm(officer=officer, limit="looks", at=at)
        raise


@transaction.atomic
def raise_look_alarm(*, officer: OfficerRecord, limit: str, at: datetime) -> None:
    """Tell those who audit, once a day for officer and limit."""
    _, is_new = models.LookAlarm.objects.get_or_create(
        officer_id=officer.id, limit=limit, day=day_of(at), defaults={"raised_at": at}
    )
    if is_new:
        journal.record(entries.LooksAlarmed(limit=limit), by=officer.key, about=[officer.key], at=at)


@transaction.atomic
def see_look_alarm(*, alarm_id: UUID, note: str, officer: OfficerRecord, at: datetime) -> None:
    """An auditor has asked the officer why, and notes what came of it (4 to 200 characters). A second time changes nothing.

    NotFound("look-alarm.unknown"), also outside the auditor's region; Forbidden("look-alarm.own") for an alarm
    about oneself.
    """
    found = next((one for one in queries.look_alarms(officer) if one.id == alarm_id), None)
    if found is None:
        raise NotFound("look-alarm.unknown")
    if found.officer_id == officer.id:
        raise Forbidden("look-alarm.own", "expected somebody else's alarm")
    note = " ".join(note.split())
    if not 4 <= len(note) <= 200:
        raise Malformed("look-alarm.note", f"expected 4 to 200 characters, found {len(note)}")
    if models.LookAlarm.objects.filter(pk=alarm_id, seen_at=None).update(seen_at=at, seen_by=officer.key):
        entry = entries.LookAlarmSeen(alarm=str(alarm_id), note=note)
        journal.record(entry, by=officer.key, about=[f"officer:{found.officer_id}"], at=at)
