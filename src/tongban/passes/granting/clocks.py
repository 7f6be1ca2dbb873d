"""By when the authority, by when the haulier. Only the authority's periods count in working days (《行政许可法》 82)."""

from __future__ import annotations

from datetime import date, timedelta

from tongban.calendars import Holidays, Rule, deadline
from tongban.passes.granting.terms import Terms

TELL_WITHIN = (
    5  # what lacks, once and whole: Article 32(1)(4); else the application counts as accepted from its receipt
)
DECIDE_WITHIN = 20  # from acceptance: Article 42(1)
PROLONG_BY = 10  # with the head's approval, the reason told: Article 42(1)
SERVE_WITHIN = 10  # the certificate, from the decision: Article 44
RENEW_BEFORE = timedelta(days=30)  # Article 50(1); natural days, because they are the haulier's


def told_by(received: date, *, holidays: Holidays | None = None) -> date:
    """The last day on which what lacks can be told."""
    return deadline(Rule.PERMISSION, TELL_WITHIN, received, holidays=holidays)


def accepted_on(received: date, *, told_on: date | None, on: date, holidays: Holidays | None = None) -> date | None:
    """The day from which an incomplete application counts as accepted because nobody said what lacks; None: it does not."""
    last = told_by(received, holidays=holidays)
    is_told = told_on is not None and told_on <= last
    return received if not is_told and on > last else None


def decided_by(accepted: date, terms: Terms, *, is_prolonged: bool = False, holidays: Holidays | None = None) -> date:
    """The day that the haulier is promised: the type's own shorter period, and the law's where it was prolonged."""
    days = DECIDE_WITHIN + PROLONG_BY if is_prolonged else terms.promised_working_days or DECIDE_WITHIN
    return deadline(Rule.PERMISSION, days, accepted, holidays=holidays)


def legal_end(accepted: date, *, is_prolonged: bool = False, holidays: Holidays | None = None) -> date:
    """The last day that the law leaves, whatever was promised."""
    return deadline(Rule.PERMISSION, DECIDE_WITHIN + (PROLONG_BY if is_prolonged else 0), accepted, holidays=holidays)


def served_by(decided: date, *, holidays: Holidays | None = None) -> date:
    """The last day on which a granted pass reaches its holder."""
    return deadline(Rule.PERMISSION, SERVE_WITHIN, decided, holidays=holidays)


def renewed_until(first: date, last: date) -> date | None:
    """The last day on which another term can be asked for so that silence renews it; None for a pass that is shorter than
    that: it is applied for anew (Article 50(1) leaves no day)."""
    ends = last - RENEW_BEFORE
    return ends if ends >= first else None


def is_renewed_by_silence(first: date, last: date, *, asked_on: date, decided_on: date | None, on: date) -> bool:
    """Asked in time and not decided before the end: the renewal counts as granted (Article 50(2))."""
    limit = renewed_until(first, last)
    is_asked_in_time = limit is not None and asked_on <= limit
    return is_asked_in_time and on > last and (decided_on is None or decided_on > last)
