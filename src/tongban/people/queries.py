"""Reading about people, for anyone on a higher floor."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import BigIntegerField, CharField, Q, UUIDField

from tongban.errors import NotFound
from tongban.identifiers import CreditCode, IdentityNumber, Phone
from tongban.people import models, sealing
from tongban.people.records import (
    AccountMoveRecord,
    Answer,
    BoundBy,
    Business,
    CitizenRecord,
    HomeKind,
    HomeRecord,
    MandateRecord,
    OrganisationRecord,
    Resident,
)
from tongban.people.signatures import signatures as signatures  # noqa: PLC0414 - a door
from tongban.statements import Statement, blank

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet


# What every page of somebody signed in asks.
OF_ACCOUNT = Statement(lambda: models.Citizen.objects.filter(account_id=blank("account", BigIntegerField())))
OF_ID = Statement(lambda: models.Citizen.objects.filter(pk=blank("citizen", UUIDField())))
MOVES = Statement(lambda: models.AccountMove.objects.filter(citizen_id=blank("citizen", UUIDField()), ended_at=None))
FACTORS = Statement(
    lambda: Authenticator.objects.filter(
        user_id=blank("account", BigIntegerField()), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).values_list("pk")[:1]
)


def citizen(user: models.Account | AnonymousUser) -> CitizenRecord | None:
    """The person behind a signed-in account, or None while nobody is bound to it (or nobody is signed in)."""
    if not user.is_authenticated:
        return None
    found = OF_ACCOUNT.objects(account=user.pk)
    return _citizen(found[0]) if found else None


def account(username: str) -> models.Account:
    """The account with that user name, for `actions.sign_in_as` and commands; NotFound("account.unknown")."""
    row = models.Account.objects.filter(username=username).first()
    if row is None:
        raise NotFound("account.unknown")
    return row


def citizen_by_id(citizen_id: UUID) -> CitizenRecord:
    """The person with that id; NotFound("citizen.unknown") if there is none."""
    found = OF_ID.objects(citizen=citizen_id)
    if not found:
        raise NotFound("citizen.unknown")
    return _citizen(found[0])


def citizen_by_identity(number: IdentityNumber) -> CitizenRecord | None:
    """The person with that identity number, or None."""
    row = models.Citizen.objects.filter(identity_digest=sealing.digest_of(number)).first()
    return None if row is None else _citizen(row)


def citizen_by_number(number: str) -> CitizenRecord | None:
    """The person with that owner's or party's number; None for an organisation, or somebody who never came here."""
    return citizen_by_identity(IdentityNumber(number)) if IdentityNumber.is_right(number) else None


def homes_of(citizen_id: UUID) -> tuple[HomeRecord, ...]:
    """Where a person lives, by every way in which it is known: what the population register said when it was last
    asked, and what an officer has looked at. Empty while nobody knows; the identity number is no home."""
    return tuple(_home(row) for row in models.Home.objects.filter(citizen_id=citizen_id).order_by("kind", "pk"))


CITIZEN_COLUMNS = tuple(field.attname for field in models.Citizen._meta.concrete_fields)
HOME_COLUMNS = tuple(field.attname for field in models.Home._meta.concrete_fields)
RESIDENTS = Statement(
    lambda: (
        models.Citizen.objects.filter(
            Q(pk__in=[blank(name, UUIDField()) for name in ("first", "second", "third")])
            | Q(identity_digest=blank("digest", CharField()))
        )
        .order_by("homes__kind", "homes__pk")
        .values_list(*CITIZEN_COLUMNS, *(f"homes__{name}" for name in HOME_COLUMNS))
    )
)


def residents(first: UUID | None, second: UUID | None, third: UUID | None, *, number: str) -> list[Resident]:
    """Up to three people by id, and the one with that owner's or party's number, each once, by one statement: those who
    are known here, in no order."""
    digest = sealing.digest_of(IdentityNumber(number)) if IdentityNumber.is_right(number) else None
    found: dict[UUID, Resident] = {}
    for row in RESIDENTS.rows(first=first, second=second, third=third, digest=digest):
        person, home = row[: len(CITIZEN_COLUMNS)], row[len(CITIZEN_COLUMNS) :]
        if person[0] not in found:
            found[person[0]] = Resident(_citizen(models.Citizen.from_db(None, CITIZEN_COLUMNS, person)), ())
        if home[0] is not None:
            known = found[person[0]]
            lives = _home(models.Home.from_db(None, HOME_COLUMNS, home))
            found[person[0]] = Resident(known.citizen, (*known.homes, lives))
    return list(found.values())


def _home(row: models.Home) -> HomeRecord:
    return HomeRecord(
        kind=HomeKind(row.kind),
        region=row.region,
        address=_address(row),
        until=row.until_day,
        told_at=row.told_at,
    )


def _address(row: models.Home) -> str:
    if not row.address_sealed:
        return ""
    return sealing.open_sealed(row.address_sealed, field="home.address", row=f"{row.citizen_id}.{row.kind}")


def identity_digest(number: IdentityNumber) -> str:
    """The keyed digest of an identity number: 64 hex digits, for comparing people without keeping their numbers."""
    return sealing.digest_of(number)


def identity_digests_of(citizen_ids: Iterable[UUID]) -> list[str]:
    """The digests of the identity numbers of these people, in one query."""
    wanted = list(citizen_ids)
    if not wanted:
        return []
    return list(models.Citizen.objects.filter(pk__in=wanted).values_list("identity_digest", flat=True))


def citizens_with(digests: Iterable[str]) -> frozenset[UUID]:
    """The people behind these digests of identity numbers, as far as they are known here."""
    wanted = list(digests)
    if not wanted:
        return frozenset()
    return frozenset(models.Citizen.objects.filter(identity_digest__in=wanted).values_list("pk", flat=True))


def rows_with(digests: QuerySet[Any, Any]) -> QuerySet[models.Citizen, Any]:
    """As `citizens_with` for digests that another query finds: for use inside a query, where it costs none of its own."""
    return models.Citizen.objects.filter(identity_digest__in=digests).values("pk")


def has_second_factor(user: models.Account | AnonymousUser) -> bool:
    """True if the account has a passkey or an authenticator app; recovery codes alone do not count."""
    if not user.is_authenticated:
        return False
    return bool(FACTORS.rows(account=user.pk))


def face_matches(
    citizen: CitizenRecord, *, act: str, session: str, at: datetime, minutes: int
) -> QuerySet[models.FaceCheck]:
    """The unused matches of this person for this act in this session (its `session_digest`), less than `minutes` old.

    At exactly `minutes` a match has expired; one that lies in the future (a clock set back) does not count.
    """
    return models.FaceCheck.objects.filter(
        account__citizen=citizen.id,
        person_digest=sealing.person_digest(number=citizen.identity_number, name=citizen.name),
        act=act,
        session=session,
        answer=Answer.MATCH.value,
        used_at__isnull=True,
        at__gt=at - timedelta(minutes=minutes),
        at__lte=at,
    ).order_by("-at")


def session_digest(session_key: str | None) -> str:
    """What is kept of a session's key beside a face check: enough to know it again, not enough to take it over."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


def names_of(citizen_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of several people in one query."""
    return dict(models.Citizen.objects.filter(pk__in=list(citizen_ids)).values_list("pk", "name"))


def organisation_by_credit_code(code: CreditCode) -> OrganisationRecord | None:
    """The organisation with that credit code, or None."""
    row = models.Organisation.objects.filter(credit_code=code).first()
    if row is None:
        return None
    return OrganisationRecord(
        id=row.pk, name=row.name, credit_code=CreditCode(row.credit_code), confirmed_at=row.confirmed_at
    )


def organisations_of(citizen_id: UUID, *, on: date) -> list[OrganisationRecord]:
    """The confirmed organisations that this person works for on a day, by name."""
    rows = models.Organisation.objects.filter(
        Q(memberships__until_day__isnull=True) | Q(memberships__until_day__gte=on),
        memberships__citizen_id=citizen_id,
        memberships__from_day__lte=on,
        confirmed_at__isnull=False,
    )
    return [
        OrganisationRecord(row.pk, row.name, CreditCode(row.credit_code), row.confirmed_at)
        for row in rows.order_by("name").distinct()
    ]


def mandates_given(principal_id: UUID) -> list[MandateRecord]:
    """Every mandate that this person ever gave, the newest first."""
    return [
        mandate_record(row) for row in models.Mandate.objects.filter(principal_id=principal_id).order_by("-given_at")
    ]


def mandates_held(agent_id: UUID, *, on: date) -> list[MandateRecord]:
    """The mandates in force for this agent on a day."""
    rows = models.Mandate.objects.filter(
        agent_id=agent_id, revoked_at__isnull=True, from_day__lte=on, until_day__gte=on
    )
    return [mandate_record(row) for row in rows.order_by("-given_at")]


def may_act_for(agent_id: UUID, *, principal_id: UUID, business: Business, on: date) -> bool:
    """May this agent do this business for this person today? Asks mandates in force only."""
    return mandate_for(agent_id, principal_id=principal_id, business=business, on=on) is not None


def mandate_for(agent_id: UUID, *, principal_id: UUID, business: Business, on: date) -> MandateRecord | None:
    """The mandate under which this agent may do this business for this person on a day; None without one."""
    held = mandates_held(agent_id, on=on)
    return next((one for one in held if one.principal_id == principal_id and business in one.businesses), None)


def move_under_way(citizen_id: UUID) -> AccountMoveRecord | None:
    """The move to another account that waits for its day, or None."""
    found = MOVES.objects(citizen=citizen_id)
    return move_record(found[0]) if found else None


def move_record(row: models.AccountMove) -> AccountMoveRecord:
    """The stored move as a record."""
    return AccountMoveRecord(id=row.pk, citizen_id=row.citizen_id, asked_at=row.asked_at, due_at=row.due_at)


def mandate_record(row: models.Mandate) -> MandateRecord:
    """The stored mandate as a record."""
    return MandateRecord(
        id=row.pk,
        principal_id=row.principal_id,
        agent_id=row.agent_id,
        businesses=frozenset(Business(business) for business in row.businesses),
        from_day=row.from_day,
        until_day=row.until_day,
        given_at=row.given_at,
        revoked_at=row.revoked_at,
    )


def _citizen(row: models.Citizen) -> CitizenRecord:
    number = sealing.open_sealed(row.identity_sealed, field="citizen.identity", row=row.pk)
    phone = sealing.open_sealed(row.phone_sealed, field="citizen.phone", row=row.pk) if row.phone_sealed else None
    return CitizenRecord(
        id=row.pk,
        account_id=row.account_id,
        name=row.name,
        identity_number=IdentityNumber(number),
        phone=Phone(phone) if phone else None,
        bound_at=row.bound_at,
        bound_by=BoundBy(row.bound_by) if row.bound_by else None,
        died_on=row.died_on,
    )
