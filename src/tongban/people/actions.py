"""Writing about people: one function for each thing that happens.

The partner is asked outside transactions: a slow partner must not hold a lock. A question is first noted as
asked (so that two requests at once cannot have a fourth try), then answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.errors import Forbidden, Malformed, NotFound, Refused, Unavailable
from tongban.identifiers import CreditCode, IdentityNumber, Phone, spelling
from tongban.journal import actions as journal
from tongban.people import entries, faces, models, queries, rules, sealing
from tongban.people.homes import learn_home as learn_home  # noqa: PLC0414 - a door
from tongban.people.homes import record_home as record_home  # noqa: PLC0414
from tongban.people.realname import Finding, HttpPartner, Partner
from tongban.people.records import (
    BINDING,
    AccountKind,
    AccountMoveRecord,
    Answer,
    BoundBy,
    Business,
    CitizenRecord,
    MandateRecord,
    OrganisationRecord,
)
from tongban.people.signatures import sign as sign  # noqa: PLC0414 - a door
from tongban.ui.security import Event, note
from tongban.verdicts import Reason, Text, Verdict

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

MATCH_LIFE = timedelta(minutes=rules.FACE_MATCH_MINUTES)
MOVES_AT_ONCE = 200
ANSWER_DUE = timedelta(seconds=60)  # a question without an answer for longer was lost and no longer counts


def partner() -> Partner:
    """The real-name partner of this installation (TONGBAN_REALNAME_URL)."""
    return HttpPartner(settings.REALNAME_URL, token=settings.REALNAME_TOKEN)


# --- Accounts ------------------------------------------------------------------------------------------------
def open_account(*, username: str, password: str | None, kind: AccountKind = AccountKind.CITIZEN) -> models.Account:
    """Make an account; Malformed("account.password") or ("account.taken"). None: no password opens it."""
    if password is not None:
        try:
            validate_password(password, models.Account(username=username))
        except ValidationError as error:
            raise Malformed("account.password", " ".join(error.messages)) from None
    try:
        with transaction.atomic():
            return models.Account.objects.create_user(username, password, kind=kind.value)
    except IntegrityError:
        raise Malformed("account.taken", "expected a user name that is not in use") from None


def open_officer_account(*, username: str, password: str | None) -> models.Account:
    """Make an account for an officer; the first sign-in asks for a second factor (not in the demo)."""
    return open_account(username=username, password=password, kind=AccountKind.OFFICER)


def sign_in_as(request: HttpRequest, account: models.Account) -> None:
    """One-click sign-in of the demonstration. Forbidden("demo.only") anywhere else, whoever asks."""
    if not settings.DEMO:
        raise Forbidden("demo.only", "one-click sign-in exists only in the demonstration")
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, account, method="demo")


def forget_sessions(*, at: datetime) -> int:
    """Delete the sessions that are over, with the forms that nobody came back for; returns how many. For a job."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def end_session(account: models.Account, *, session_id: int) -> None:
    """Sign one browser of this account out; NotFound("session.unknown"), also for somebody else's session."""
    session = UserSession.objects.filter(pk=session_id, user=account).first()
    if session is None:
        raise NotFound("session.unknown")
    session.end()
    note(Event.SESSIONS_ENDED, account=account.pk, count=1, ended_by="self")


def end_other_sessions(account: models.Account, *, keep: str) -> int:
    """Sign every browser of this account out but the one with session key `keep`; returns how many."""
    return _ended(UserSession.objects.filter(user=account).exclude(session_key=keep), account=account, by="self")


def end_sessions_of(account: models.Account, *, by: str) -> int:
    """Sign this account out everywhere; returns how many sessions ended. by: who does it, an internal key."""
    return _ended(UserSession.objects.filter(user=account), account=account, by=by)


def end_all_sessions(*, by: str) -> int:
    """Sign everybody out, and forget what browsers that were nobody's had begun; returns how many sessions ended."""
    UserSession.objects.all().delete()
    count, _ = Session.objects.all().delete()
    note(Event.SESSIONS_ENDED, count=count, ended_by=by)
    return count


def account_named(username: str) -> models.Account:
    """The account with this user name; NotFound("account.unknown")."""
    found = models.Account.objects.filter(username=username).first()
    if found is None:
        raise NotFound("account.unknown")
    return found


def _ended(sessions: QuerySet[UserSession], *, account: models.Account, by: str) -> int:
    found = list(sessions)
    for session in found:
        session.end()
    note(Event.SESSIONS_ENDED, account=account.pk, count=len(found), ended_by=by)
    return len(found)


# --- Who is behind an account --------------------------------------------------------------------------------
def bind_real_name(
    *,
    account: models.Account,
    name: str,
    number: IdentityNumber,
    phone: Phone,
    face: bytes,
    request_id: UUID,
    session: str,
    at: datetime,
    ask: Partner | None = None,
) -> CitizenRecord:
    """Tie the person with this name, number and face to the account, if the partner recognises them.

    Refused("face.no-match"), Refused("face.paused") after three failures, Unavailable("realname.silent") when the
    partner cannot tell. The same `request_id` twice is one attempt, by the same `session` (its `session_digest`)
    about the same person; the match serves this binding and nothing else. Whether number or phone is known here is
    told to nobody before the partner has recognised the person: Refused("person.not-bindable") comes after it.
    Forbidden("citizen.required") for the account of an officer or administrator.
    """
    if account.kind != AccountKind.CITIZEN:
        raise Forbidden("citizen.required", "expected a citizen's account")
    if (already := _already_bound(account, number)) is not None:
        return already
    if models.Citizen.objects.filter(account=account).exists():
        raise Refused("person.not-bindable", rules.may_bind(account_has_citizen=True))
    question = _Question(account, number, name, act=BINDING, session=session)
    check = _asked(question, face=face, request_id=request_id, at=at, ask=ask)
    with transaction.atomic():
        models.Account.objects.select_for_update().get(pk=account.pk)
        if (already := _already_bound(account, number)) is not None:
            return already  # the same request, sent twice, was quicker
        row = models.FaceCheck.objects.select_for_update().get(pk=request_id)
        if row.used_at is not None:  # served already: a clerk has moved the person away meanwhile
            raise Refused("face.spent", Verdict((SPENT,)))
        row.used_at = at  # also if the answer is no: another phone needs another face check
        row.save(update_fields=["used_at"])
        try:
            with transaction.atomic():
                return _bound(
                    account=account,
                    name=name,
                    number=number,
                    phone=phone,
                    how=BoundBy.FACE,
                    score=check.score,
                    by=None,
                    at=at,
                )
        except Refused as no:
            refused = no
    raise refused


def confirm_at_window(
    *,
    account: models.Account | None,
    name: str,
    number: IdentityNumber,
    phone: Phone | None,
    by: str,
    at: datetime,
    names: Iterable[str] = (),
) -> CitizenRecord:
    """A clerk has seen the person and the identity card: bind without a face check, and forgive failed ones.

    names: by which registers know this number; the one that was typed must be each of them.
    Without an account the person becomes known and can be served at windows; the account can follow. A person with
    another account moves by `ask_to_move`. Refused("person.not-bindable") if person, account or phone is bound
    otherwise, or the person is known by another name.
    """
    with transaction.atomic():
        if account is not None:
            models.Account.objects.select_for_update().get(pk=account.pk)
        _guard_binding(account=account, number=number, name=name, phone=phone, names=names)
        record = _bound(
            account=account, name=name, number=number, phone=phone, how=BoundBy.WINDOW, score=None, by=by, at=at
        )
        models.FaceCheck.objects.filter(identity_digest=sealing.digest_of(number)).update(is_forgiven=True)
        if account is not None:
            account.face_checks.update(is_forgiven=True)
    return record


@transaction.atomic
def ask_to_move(
    *,
    account: models.Account,
    name: str,
    number: IdentityNumber,
    by: str,
    at: datetime,
    names: Iterable[str] = (),
) -> AccountMoveRecord:
    """A clerk has seen a person who lost the account: in a day they move to this one, unless the old one says no.

    Whoever can open the old account is told, and stops it (`stop_move`): a clerk and a borrowed card must not be
    enough. Asking again changes nothing. Refused("person.not-bindable") if the name is not the known one, the new
    account has a person, or a move to a third account is under way; NotFound("citizen.unknown") for a person without
    an account, who needs no move.
    """
    models.Account.objects.select_for_update().get(pk=account.pk)
    person = models.Citizen.objects.select_for_update().filter(identity_digest=sealing.digest_of(number)).first()
    if person is None or person.account_id is None:
        raise NotFound("citizen.unknown")
    under_way = models.AccountMove.objects.filter(citizen=person, ended_at=None).first()
    if under_way is not None and under_way.to_account_id == account.pk:
        return queries.move_record(under_way)
    verdict = rules.may_bind(
        account_has_citizen=models.Citizen.objects.filter(account=account).exists(),
        name_differs=any(not rules.is_same_name(name, known) for known in (person.name, *names)),
        is_moving=under_way is not None,
    )
    if not verdict.is_allowed:
        raise Refused("person.not-bindable", verdict)
    row = models.AccountMove.objects.create(
        citizen=person,
        from_account_id=person.account_id,
        to_account=account,
        asked_at=at,
        due_at=at + timedelta(hours=rules.MOVE_HOURS),
    )
    entry = entries.AccountMoveAsked(move=str(row.pk), due_at=row.due_at.isoformat())
    journal.record(entry, by=by, about=[f"citizen:{person.pk}"], at=at)
    return queries.move_record(row)


@transaction.atomic
def stop_move(move_id: UUID, *, citizen_id: UUID, at: datetime) -> None:
    """The person, from the old account: it was not me. A second time changes nothing; NotFound("move.unknown")."""
    row = models.AccountMove.objects.select_for_update().filter(pk=move_id, citizen_id=citizen_id).first()
    if row is None:
        raise NotFound("move.unknown")
    if row.ended_at is None:
        _end_move(row, entries.AccountMoveStopped(move=str(row.pk)), by=f"citizen:{citizen_id}", at=at)


def finish_moves(*, at: datetime) -> int:
    """The moves whose day is over: the old account is closed, its sessions end, the person is on the new one.

    One whose accounts have changed meanwhile is stopped. Returns how many were ended; a job by the clock.
    """
    due = models.AccountMove.objects.filter(ended_at=None, due_at__lte=at).order_by("due_at")[:MOVES_AT_ONCE]
    return sum(_finish_move(move_id, at=at) for move_id in due.values_list("pk", flat=True))


@transaction.atomic
def _finish_move(move_id: UUID, *, at: datetime) -> bool:
    row = models.AccountMove.objects.select_for_update().get(pk=move_id)
    if row.ended_at is not None:
        return False  # another worker, or the person, was quicker
    person = models.Citizen.objects.select_for_update().get(pk=row.citizen_id)
    old, new = row.from_account, row.to_account
    is_as_asked = (
        person.account_id == old.pk and new.is_active and not models.Citizen.objects.filter(account=new).exists()
    )
    if not is_as_asked:
        _end_move(row, entries.AccountMoveStopped(move=str(row.pk)), by="system:people", at=at)
        return True
    person.account = new
    person.save(update_fields=["account"])
    old.is_active = False
    old.save(update_fields=["is_active"])
    end_sessions_of(old, by="system:people")
    _end_move(row, entries.AccountMoved(move=str(row.pk)), by="system:people", at=at)
    return True


def _end_move(
    row: models.AccountMove, entry: entries.AccountMoved | entries.AccountMoveStopped, *, by: str, at: datetime
) -> None:
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    journal.record(entry, by=by, about=[f"citizen:{row.citizen_id}"], at=at)


def check_face(
    *,
    account: models.Account,
    act: str,
    session: str,
    face: bytes,
    request_id: UUID,
    at: datetime,
    ask: Partner | None = None,
) -> Finding:
    """A fresh look at the person already bound to this account (step-up). Returns a match, or raises as above.

    The match serves the one `act` (the address of its page) in this `session` (its `session_digest`), and whoever
    does the act uses it (`use_face_match`). Forbidden("citizen.required") when nobody is bound yet.
    """
    citizen = queries.citizen(account)
    if citizen is None or not citizen.is_bound:
        raise Forbidden("citizen.required", "expected an account with a bound person")
    question = _Question(account, citizen.identity_number, citizen.name, act=act, session=session)
    return _asked(question, face=face, request_id=request_id, at=at, ask=ask)


def face_match(
    citizen: CitizenRecord, *, act: str, session: str, sent: str, at: datetime, minutes: int
) -> models.FaceCheck | None:
    """The match that serves this act now, locked until the caller's transaction ends; None: the face is asked first.

    sent: the keyed digest of a form that bears a key, or "": the very form that a match has served may come again (a
    double click): it finds that match, and what its key makes of it is the act's affair. Nothing is renewed by it.
    """
    fresh = queries.face_matches(citizen, act=act, session=session, at=at, minutes=minutes)
    found = fresh.select_for_update(of=("self",)).first()
    if found is None and sent:
        since = at - timedelta(minutes=minutes)
        found = models.FaceCheck.objects.filter(
            account__citizen=citizen.id, session=session, served=sent, at__gt=since, at__lte=at
        ).first()
    return found


def use_face_match(match: models.FaceCheck, *, sent: str, at: datetime, then: str = "") -> None:
    """The act is done, in the caller's transaction: its match serves nothing more.

    then: the address of the page on which the same act ends, on the phone (applied for, then collected): the match
    goes on to it, once.
    """
    if match.used_at is not None or (sent and match.served == sent):
        return  # the same form again
    match.served = sent
    if then:
        match.act = then
    else:
        match.used_at = at
    match.save(update_fields=["served", "act", "used_at"])


# --- Organisations and mandates ------------------------------------------------------------------------------
@transaction.atomic
def confirm_organisation(
    *, name: str, credit_code: CreditCode, administrator_id: UUID, on: date, at: datetime
) -> OrganisationRecord:
    """A clerk has seen the organisation's papers and its administrator in person (面签)."""
    row, _ = models.Organisation.objects.update_or_create(
        credit_code=str(credit_code), defaults={"name": name, "confirmed_at": at}
    )
    models.Membership.objects.update_or_create(
        organisation=row,
        citizen_id=administrator_id,
        until_day=None,
        defaults={"is_administrator": True, "from_day": on},
    )
    return OrganisationRecord(id=row.pk, name=row.name, credit_code=credit_code, confirmed_at=row.confirmed_at)


@transaction.atomic
def give_mandate(
    *,
    principal_id: UUID,
    agent_name: str,
    agent_number: IdentityNumber,
    businesses: list[str],
    from_day: date,
    until_day: date,
    at: datetime,
) -> MandateRecord:
    """Let another citizen do listed businesses for a term. Refused("mandate.not-allowed") by PE-05 to PE-08;
    Refused("mandate.agent-unknown") alike for an unknown number and a name that does not fit it, so that nobody
    learns who is registered. The same mandate twice on a day is one."""
    principal = models.Citizen.objects.select_for_update().get(pk=principal_id)
    agent = queries.citizen_by_identity(agent_number)
    verdict = rules.may_give_mandate(
        businesses=businesses,
        is_to_self=agent is not None and agent.id == principal.pk,
        from_day=from_day,
        until_day=until_day,
        on=day_of(at),
    )
    if not verdict.is_allowed:
        raise Refused("mandate.not-allowed", verdict)
    if agent is None or not agent.is_bound or agent.name != spelling.name(agent_name):
        raise Refused("mandate.agent-unknown", Verdict((AGENT_UNKNOWN,)))
    wanted = sorted({Business(business).value for business in businesses})
    row, is_new = models.Mandate.objects.get_or_create(
        principal=principal,
        agent_id=agent.id,
        businesses=wanted,
        from_day=from_day,
        until_day=until_day,
        revoked_at=None,
        defaults={"given_at": at},
    )
    if is_new:
        journal.record(
            entries.MandateGiven(
                mandate=str(row.pk), businesses=tuple(wanted), from_day=str(from_day), until_day=str(until_day)
            ),
            by=f"citizen:{principal_id}",
            about=[f"citizen:{principal_id}", agent.key],
            at=at,
        )
    return queries.mandate_record(row)


@transaction.atomic
def revoke_mandate(mandate_id: UUID, *, principal_id: UUID, at: datetime) -> MandateRecord:
    """Take a mandate back at once; a second time changes nothing. NotFound("mandate.unknown"), also for one that
    somebody else gave."""
    row = models.Mandate.objects.select_for_update().filter(pk=mandate_id, principal_id=principal_id).first()
    if row is None:
        raise NotFound("mandate.unknown")
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        journal.record(
            entries.MandateRevoked(mandate=str(row.pk)),
            by=f"citizen:{principal_id}",
            about=[f"citizen:{principal_id}", f"citizen:{row.agent_id}"],
            at=at,
        )
    return queries.mandate_record(row)


# --- The steps that these share ------------------------------------------------------------------------------
AGENT_UNKNOWN = Reason(
    code="PE-09",
    article="",
    what=Text(
        zh="没有找到这位代理人：姓名和身份证号不一致，或者对方还没有完成实名认证。",
        en="No such agent: the name does not fit the number, or they have not confirmed their identity yet.",
    ),
    remedy=Text(
        zh="核对姓名和身份证号，并请对方先登录完成实名认证。",
        en="Check name and number, and ask them to sign in and confirm their identity first.",
    ),
)
NO_MATCH = Reason(
    code="PE-10",
    article="",
    what=Text(zh="照片和登记的本人不一致。", en="The picture does not match the person on record."),
    remedy=Text(
        zh="面向光源，摘下帽子、口罩和墨镜，再拍一张；也可以到窗口办理。",
        en="Face the light, take off hat, mask and sunglasses, and take another; or come to a window.",
    ),
)
SPENT = Reason(
    code="PE-11",
    article="",
    what=Text(
        zh="这次核验已经用过，或者超过了时间。一次核验只办一件事。",
        en="This face check was used already, or is too old. One check serves one act.",
    ),
    remedy=Text(zh="再拍一张，重新核验。", en="Take another picture and be checked anew."),
)
SILENT = Text(
    zh="实名核验系统现在没有回应，不是您的问题，也不计次数。过几分钟再试，或到窗口办理。",
    en="The identity service does not answer. It is not your fault and does not count. "
    "Try again in a few minutes, or come to a window.",
)


@dataclass(frozen=True)
class _Question:
    """Whose account asks about whom, for which act, in which session: what a request id stands for."""

    account: models.Account
    number: IdentityNumber = field(repr=False)
    name: str = field(repr=False)
    act: str
    session: str

    @property
    def person_digest(self) -> str:
        return sealing.person_digest(number=self.number, name=self.name)

    def is_of(self, row: models.FaceCheck) -> bool:
        """True if the row is this very question."""
        asked = (row.account_id, row.person_digest, row.act, row.session)
        return asked == (self.account.pk, self.person_digest, self.act, self.session)


def _already_bound(account: models.Account, number: IdentityNumber) -> CitizenRecord | None:
    citizen = queries.citizen(account)
    return citizen if citizen is not None and citizen.is_bound and citizen.identity_number == number else None


def _asked(question: _Question, *, face: bytes, request_id: UUID, at: datetime, ask: Partner | None) -> Finding:
    """1. note the question, 2. ask outside any transaction, 3. note the answer, 4. a match, or the fitting "no"."""
    digest = faces.digest_of(face)
    # 1.
    with transaction.atomic():
        models.Account.objects.select_for_update().get(pk=question.account.pk)
        row = models.FaceCheck.objects.filter(pk=request_id).first()
        if row is not None:
            if row.face_digest != digest or not question.is_of(row):
                raise Malformed("face.request-reused", "expected a fresh request id for another question")
            if row.used_at is not None or at - row.at >= MATCH_LIFE:
                raise Refused("face.spent", Verdict((SPENT,)))
        else:
            verdict = rules.may_check_face(failures=_failures(question.account, question.number, at=at))
            if not verdict.is_allowed:
                raise Refused("face.paused", verdict)
            row = models.FaceCheck.objects.create(
                pk=request_id,
                account=question.account,
                identity_digest=sealing.digest_of(question.number),
                person_digest=question.person_digest,
                act=question.act,
                session=question.session,
                answer="",
                face_digest=digest,
                at=at,
            )
    # 2.
    if row.answer in ("", Answer.CANNOT_BE_TOLD):
        found = (ask or partner()).check_face(
            request_id=request_id, name=question.name, number=question.number, face=face
        )
        # 3. An answer that is already there wins: the same request was sent twice.
        with transaction.atomic():
            row = models.FaceCheck.objects.select_for_update().get(pk=request_id)
            if row.answer in ("", Answer.CANNOT_BE_TOLD):
                row.answer, row.score = found.answer.value, found.score
                row.save(update_fields=["answer", "score"])
    # 4.
    if row.answer == Answer.CANNOT_BE_TOLD:
        raise Unavailable("realname.silent", "the real-name partner gave no clear answer", say=SILENT)
    if row.answer == Answer.NO_MATCH:
        raise Refused("face.no-match", Verdict((NO_MATCH,)))
    return Finding(Answer(row.answer), row.score)


def _failures(account: models.Account, number: IdentityNumber, *, at: datetime) -> int:
    """Clear failures of the last day, and questions still on their way: of the account, and while it is not bound
    also of the number, whatever account asked. A bound person's number is left out: else anybody could pause it."""
    recent = models.FaceCheck.objects.filter(
        is_forgiven=False, at__gt=at - timedelta(hours=rules.FACE_FAILURES_HOURS), at__lte=at
    )
    waiting = {"answer": "", "at__gt": at - ANSWER_DUE}

    def count(**of: object) -> int:
        return recent.filter(answer=Answer.NO_MATCH.value, **of).count() + recent.filter(**waiting, **of).count()

    if models.Citizen.objects.filter(account=account).exists():
        return count(account=account)
    return max(count(account=account), count(identity_digest=sealing.digest_of(number)))


def _guard_binding(
    *,
    account: models.Account | None,
    number: IdentityNumber,
    name: str,
    phone: Phone | None,
    names: Iterable[str] = (),
) -> None:
    person = models.Citizen.objects.filter(identity_digest=sealing.digest_of(number)).first()
    mine = models.Citizen.objects.filter(account=account).first() if account else None
    owner = models.Citizen.objects.filter(phone_digest=sealing.digest_of(phone)).first() if phone else None
    verdict = rules.may_bind(
        account_has_citizen=mine is not None and mine != person,
        citizen_has_other_account=(
            account is not None and person is not None and person.account_id not in (None, account.pk)
        ),
        phone_is_taken=owner is not None and owner != person,
        name_differs=any(
            not rules.is_same_name(name, known) for known in (*names, *([] if person is None else [person.name]))
        ),
    )
    if not verdict.is_allowed:
        raise Refused("person.not-bindable", verdict)


def _bound(
    *,
    account: models.Account | None,
    name: str,
    number: IdentityNumber,
    phone: Phone | None,
    how: BoundBy,
    score: int | None,
    by: str | None,
    at: datetime,
) -> CitizenRecord:
    """Inside a transaction: guard once more, write, record. Two who come at once meet at the unique columns."""
    _guard_binding(account=account, number=number, name=name, phone=phone)
    fields: dict[str, object] = {"bound_at": at, "bound_by": how.value}  # a name that is known is never written over
    if account is not None:
        fields["account"] = account
    digest = sealing.digest_of(number)
    try:
        with transaction.atomic():
            row = models.Citizen.objects.select_for_update().filter(identity_digest=digest).first()
            if row is None:
                row = models.Citizen(name=name.strip(), identity_digest=digest)
                row.identity_sealed = sealing.seal(number, field="citizen.identity", row=row.pk)
            if phone is not None:
                row.phone_sealed = sealing.seal(phone, field="citizen.phone", row=row.pk)
                row.phone_digest = sealing.digest_of(phone)
            for field, value in fields.items():
                setattr(row, field, value)
            row.save()
    except IntegrityError:
        _guard_binding(account=account, number=number, name=name, phone=phone)
        raise
    record = queries.citizen_by_id(row.pk)
    journal.record(
        entries.RealNameBound(bound_by=how.value, score=score), by=by or record.key, about=[record.key], at=at
    )
    return record
