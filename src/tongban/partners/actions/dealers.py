"""The list of filed dealers, markets and auctioneers that commerce pushes every day (商办消费函〔2022〕239号)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q

from tongban.clock import day_of
from tongban.errors import Refused
from tongban.identifiers import CreditCode
from tongban.journal import actions as journal
from tongban.offices import queries as offices
from tongban.partners import shapes
from tongban.partners.entries import DealersListed
from tongban.partners.models import Circuit, Dealer
from tongban.partners.profile import profile
from tongban.partners.records import BadRow, DealersReceived, Partner
from tongban.verdicts import Reason, Text, Verdict

AT_ONCE = 500
MAY_ALWAYS_CLOSE = 5  # so many may vanish at once, however few there are
COLUMNS = ("name", "kind", "address", "prefecture", "filed_from", "filed_until", "as_of")
CUT_OFF = Verdict.of(
    [
        Reason(
            code="PARTNER-02",
            article="商办消费函〔2022〕239号",
            what=Text(
                zh="按这份全量名单，会有太多企业失去备案，名单可能不完整。",
                en="This full list would end the filing of too many enterprises: it was probably cut off.",
            ),
            remedy=Text(
                zh="请核对后重发；确实注销的，请在名单中写明备案截止日期。",
                en="Check it and send it again; name those that really ended, with their last day.",
            ),
        )
    ]
)
FROM_THE_FUTURE = Verdict.of(
    [
        Reason(
            code="PARTNER-03",
            article="",
            what=Text(zh="名单的时间晚于现在。", en="The list says that it was made later than now."),
            remedy=Text(zh="请校准时钟后重发。", en="Set the clock right and send it again."),
        )
    ]
)


@dataclass
class Sorted:
    """The rows of one push, as good and bad. names_all: False once a row came whose enterprise nobody can tell."""

    good: dict[str, shapes.DealerRow] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    names_all: bool = True


def receive_dealers(
    *, rows: Sequence[Any], is_full: bool, as_of: datetime, by: str, at: datetime, region: str = ""
) -> DealersReceived:
    """Take a list of filed enterprises; the same list again changes nothing, an older one neither.

    rows: JSON values as in shapes.DealerRow; a bad one is reported by its line and the others are taken. is_full: who is
    missing in `region` (a prefix of GB/T 2260) is closed on the day before `as_of`. Raises
    Refused("partners.dealers-future") for a list from the future, Refused("partners.dealers-cut-off") if it would close
    more than the profile allows.
    """
    if as_of > at + profile().push_age:
        raise Refused("partners.dealers-future", FROM_THE_FUTURE)
    found = sort(rows, region=region)
    with transaction.atomic():
        Circuit.objects.get_or_create(partner=Partner.COMMERCE)
        Circuit.objects.select_for_update().get(partner=Partner.COMMERCE)  # one list at a time
        added, changed = store(list(found.good.values()), as_of=as_of)
        closed = close_missing(found.named, region=region, as_of=as_of) if is_full and found.names_all else 0
        entry = DealersListed(
            is_full=is_full, as_of=as_of.isoformat(), added=added, changed=changed, closed=closed, bad=len(found.bad)
        )
        journal.record(entry, by=by, about=["partner:commerce"], at=at)
    unchanged = len(found.good) - added - changed
    return DealersReceived(added, changed, unchanged, closed, tuple(found.bad), is_full and not found.names_all)


def sort(rows: Sequence[Any], *, region: str) -> Sorted:
    """Each row judged by itself."""
    found = Sorted()
    for line, value in enumerate(rows, start=1):
        name = value.get("credit_code") if isinstance(value, dict) else None
        is_named = isinstance(name, str) and CreditCode.is_right(name)
        found.names_all &= is_named
        if isinstance(name, str) and is_named:
            found.named.add(name)
        faults = list(faults_of(value, region=region, known=found.good))
        if faults:
            found.bad += [BadRow(line, each, expected) for each, expected in faults]
        else:
            row = msgspec.convert(value, shapes.DealerRow)
            found.good[row.credit_code] = row
    return found


def faults_of(value: Any, *, region: str, known: dict[str, shapes.DealerRow]) -> Iterator[tuple[str, str]]:
    """What is wrong with one row: field and what was expected."""
    try:
        row = msgspec.convert(value, shapes.DealerRow)
    except msgspec.ValidationError as error:
        expected, _, place = shapes.where(error).partition(" at ")
        yield place.strip("`$."), expected
        return
    if not CreditCode.is_right(row.credit_code):
        yield "credit_code", f"expected {CreditCode.expected}"
    if row.credit_code in known:
        yield "credit_code", "expected each enterprise once"
    if not offices.lies_in(row.prefecture, region):
        yield "prefecture", "expected a prefecture of the list's region"
    if row.filed_until is None and offices.is_former(f"{row.prefecture:0<6}"):
        yield "prefecture", "expected a division that has not ended, for a filing that goes on"
    if row.filed_until is not None and row.filed_until < row.filed_from:
        yield "filed_until", "expected a day not before filed_from"


def store(rows: Sequence[shapes.DealerRow], *, as_of: datetime) -> tuple[int, int]:
    """Write what is new or different; returns how many of each. What a newer list said stays."""
    added, changed = 0, 0
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        there = Dealer.objects.in_bulk([row.credit_code for row in part])
        new, known = [], []
        for row in part:
            told = Dealer(as_of=as_of, **msgspec.structs.asdict(row))
            before = there.get(row.credit_code)
            if before is None:
                new.append(told)
            elif before.as_of <= as_of:
                known.append(told)
                changed += content(before) != content(told)
        Dealer.objects.bulk_create(new)
        Dealer.objects.bulk_update(known, COLUMNS)
        added += len(new)
    return added, changed


def content(row: Dealer) -> tuple[Any, ...]:
    """All that is said about an enterprise, without the moment."""
    return tuple(getattr(row, name) for name in COLUMNS[:-1])


def close_missing(named: set[str], *, region: str, as_of: datetime) -> int:
    """End the filing of those in the region whom the list does not name; Refused if these are too many."""
    day = day_of(as_of)
    filed = Dealer.objects.filter(offices.within([region], "prefecture"), filed_from__lte=day).filter(
        Q(filed_until__isnull=True) | Q(filed_until__gte=day)
    )
    missing = [row for row in filed.filter(as_of__lt=as_of) if row.credit_code not in named]
    share = 100 * len(missing) / max(filed.count(), 1)
    if len(missing) > MAY_ALWAYS_CLOSE and share > profile().dealers_may_close_percent:
        raise Refused("partners.dealers-cut-off", CUT_OFF)
    for row in missing:
        row.filed_until = last_day(row.filed_from, day)
        row.as_of = as_of
    Dealer.objects.bulk_update(missing, ("filed_until", "as_of"), batch_size=AT_ONCE)
    return len(missing)


def last_day(filed_from: date, gone_on: date) -> date:
    """The day before it was found missing, but not before it began."""
    return max(filed_from, gone_on - timedelta(days=1))
