"""Reading, for anyone: what came back, what is waited for, who is filed."""

from __future__ import annotations

from django.db.models import Count, Q

from tongban.identifiers import CreditCode
from tongban.offices import queries as offices
from tongban.partners import answers
from tongban.partners.models import Circuit, Dealer, Message
from tongban.partners.profile import profile
from tongban.partners.records import Answer, DealerKind, DealerRecord, Line, Outcome, Partner, Waiting


def answers_after(cursor: int, limit: int = 500) -> list[Answer]:
    """At most `limit` answers with seq > cursor, in the order of seq. Start with 0, keep the last seq.

    No answer ever appears behind a cursor that was handed out, whatever order transactions commit in.
    """
    return answers.after(cursor, limit)


def outstanding(about: str) -> list[Waiting]:
    """The messages about one thing that have no answer, oldest first; those that were given up are among them."""
    rows = Message.objects.filter(about=about, outcome__in=("", Outcome.FAILED)).order_by("sent_at", "kind", "key")
    return [_waiting(row) for row in rows]


def given_up(limit: int = 100) -> list[Waiting]:
    """The messages that were given up, oldest first: what an operator may try again."""
    rows = Message.objects.filter(outcome=Outcome.FAILED).order_by("sent_at")[:limit]
    return [_waiting(row) for row in rows]


def lines() -> list[Line]:
    """How it stands with every partner."""
    circuits = {row.partner: row for row in Circuit.objects.all()}
    counted: dict[str, dict[str, int]] = {
        row["partner"]: {"waiting": row["waiting"], "lost": row["lost"]}
        for row in Message.objects.values("partner").annotate(
            waiting=Count("pk", filter=Q(outcome="")), lost=Count("pk", filter=Q(outcome=Outcome.FAILED))
        )
    }
    none = {"waiting": 0, "lost": 0}
    return [
        _line(partner, circuits.get(partner, Circuit(partner=partner)), counted.get(partner, none))
        for partner in Partner
    ]


def dealer(credit_code: str) -> DealerRecord | None:
    """The enterprise of this 统一社会信用代码, filed now or once (`is_filed` tells for a day); None if never filed."""
    row = Dealer.objects.filter(pk=CreditCode.clean(credit_code)).first()
    return None if row is None else _dealer(row)


def _waiting(row: Message) -> Waiting:
    is_given_up = row.outcome == Outcome.FAILED
    return Waiting(
        id=row.id,
        partner=Partner(row.partner),
        kind=row.kind,
        key=row.key,
        about=row.about,
        since=row.sent_at,
        tries=row.tries,
        next_try_at=None if is_given_up else row.next_try_at,
        give_up_at=row.give_up_at,
        last_error=row.last_error,
        is_given_up=is_given_up,
    )


def _line(partner: Partner, circuit: Circuit, counted: dict[str, int]) -> Line:
    return Line(
        partner=partner,
        is_set_up=bool(profile().url(partner)),
        failures=circuit.failures,
        shut_until=circuit.shut_until,
        waiting=counted["waiting"],
        given_up=counted["lost"],
        last_error=circuit.last_error,
        last_answer_at=circuit.last_answer_at,
    )


def _dealer(row: Dealer) -> DealerRecord:
    return DealerRecord(
        credit_code=CreditCode(row.credit_code),
        name=row.name,
        kind=DealerKind(row.kind),
        address=row.address,
        prefecture=offices.city_of(row.prefecture),
        filed_from=row.filed_from,
        filed_until=row.filed_until,
    )
