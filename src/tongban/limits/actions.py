"""Counting: take from a limit, give back what was no failure, forget what is over.

A count is one statement of the database (insert, or change if there is room), so eight processes at once let through
as many as one. It must be kept whatever becomes of the act itself, so it is never part of the act's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil

from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from tongban.errors import TooMany
from tongban.limits.models import Used
from tongban.limits.table import Limit, limit, words_of
from tongban.verdicts import Reason, Text, Verdict

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What is used up: full_at, unless it is past, or further ahead than the limit is long. The latter happens only when a
# clock was set back, and then the row must shut nobody out.
USED = "CASE WHEN limits_used.full_at > %(now)s AND limits_used.full_at <= %(latest)s THEN limits_used.full_at ELSE %(now)s END"
TAKE = f"""
INSERT INTO limits_used (key, full_at) VALUES (%(key)s, %(now)s + %(cost)s)
ON CONFLICT (key) DO UPDATE SET full_at = {USED} + %(cost)s WHERE {USED} + %(cost)s <= %(latest)s
RETURNING full_at
"""  # noqa: S608 - constants only


def take(name: str, *, by: Mapping[str, str], at: datetime, count: int = 1) -> None:
    """Count `count` acts against the limit `name`; TooMany("limits.reached") when there is no room for them.

    by: a value for each thing that the limit counts by, such as {"client": address, "name": user name}.
    Call it before the act and outside its transaction: an act that is rolled back has been tried all the same.
    """
    one = limit(name)
    if not has_room(one, by=by, at=at, count=count):
        raise too_many(one, wait=wait_for(one, by=by, at=at, count=count))


def reaches(name: str, *, by: Mapping[str, str], at: datetime) -> bool:
    """Count one act against a limit that only tells; True when the limit is reached."""
    return not has_room(limit(name), by=by, at=at, count=1)


def give_back(name: str, *, by: Mapping[str, str], at: datetime) -> None:
    """Undo one `take`: the password was right after all."""
    one = limit(name)
    used, step = Used.objects.filter(pk=key_of(one, by)), int(one.step / MICROSECOND)
    used.filter(full_at__gt=microseconds(at)).update(full_at=F("full_at") - step)
    used.filter(full_at__lte=microseconds(at)).delete()


def forget(*, at: datetime) -> int:
    """Delete the rows of which nothing is used up any more; returns how many. For a job by the clock."""
    return Used.objects.filter(full_at__lte=microseconds(at)).delete()[0]


# --- How it is counted -----------------------------------------------------------------------------------------
def has_room(one: Limit, *, by: Mapping[str, str], at: datetime, count: int) -> bool:
    """Count, if there is room; False, and nothing counted, if there is none."""
    now = microseconds(at)
    values: dict[str, str | int] = {
        "key": key_of(one, by),
        "now": now,
        "cost": int(one.step / MICROSECOND) * count,
        "latest": now + int(one.period / MICROSECOND),
    }
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        return cursor.fetchone() is not None


def wait_for(one: Limit, *, by: Mapping[str, str], at: datetime, count: int) -> timedelta:
    """How long until there is room for `count` acts."""
    full_at = Used.objects.filter(pk=key_of(one, by)).values_list("full_at", flat=True).first() or 0
    room_at = full_at + int(one.step / MICROSECOND) * count - int(one.period / MICROSECOND)
    return max(timedelta(seconds=1), (room_at - microseconds(at)) * MICROSECOND)


def key_of(one: Limit, by: Mapping[str, str]) -> str:
    """The keyed digest under which this is counted; a wrong set of names is a bug."""
    assert tuple(sorted(by)) == tuple(sorted(one.by)), f"{one.name} counts by {one.by}"
    parts = [one.name, *(f"{len(by[name])}:{by[name]}" for name in one.by)]
    return salted_hmac("tongban.limits", "|".join(parts), algorithm="sha256").hexdigest()


def microseconds(at: datetime) -> int:
    """A moment as microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def too_many(one: Limit, *, wait: timedelta) -> TooMany:
    """The refusal, with the sentence for the person and the seconds after which to try again."""
    seconds = ceil(wait.total_seconds())
    minutes = ceil(seconds / 60)
    hours = ceil(minutes / 60)
    zh, en = (f"{hours} 小时", f"{hours} hours") if minutes > 90 else (f"{minutes} 分钟", f"{minutes} minutes")
    en = en.removesuffix("s") if en.startswith("1 ") else en
    what = Text(
        f"次数太多了：{one.counts.zh}，{words_of(one.period)[0]}内最多 {one.burst} 次。",
        f"Too often: {one.counts.en}, at most {one.burst} in {words_of(one.period)[1]}.",
    )
    reason = Reason(
        code=f"limit-{one.name}", article="", what=what, remedy=Text(f"{zh}后再试。", f"Try again in {en}.")
    )
    return TooMany("limits.reached", Verdict((reason,)), f"limit {one.name}", seconds=seconds)
