"""What a list says about one credential (sections 6, 7 and 8.3).

Whatever stands between a credential and its status - no list, a stale one, one that is not believed, an
index beyond it - leaves the status untold. Only a list that holds can say "revoked".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from tongban.standards import jose
from tongban.standards.statuslist.judging import CLAUSE, Verified
from tongban.verdicts import Check, Outcome


class Status(IntEnum):
    """Section 7.1. Values that are not named are the application's own."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2
    APPLICATION_SPECIFIC = 3


WORDS = {1: "revoked", 2: "suspended"}


@dataclass(frozen=True)
class Found:
    """The status and the check it makes. value: None unless the list that says it holds."""

    value: int | None
    check: Check


def lookup(claim: Mapping[str, Any], *, lists: Mapping[str, Verified], at: datetime) -> Check:
    """What the status claim of a credential means at `at`, as a check named "status".

    claim: {"status_list": {"idx": …, "uri": …}}, of an SD-JWT VC or an mdoc. lists: verified lists by their
    address. Holds for 0; does not hold for any other status; cannot be told without a list that holds.
    """
    return find(claim, lists=lists, at=at).check


def find(claim: Mapping[str, Any], *, lists: Mapping[str, Verified], at: datetime) -> Found:
    """As `lookup`, with the value for those who give the application's own statuses a meaning."""
    match claim.get("status_list"):
        case {"idx": idx, "uri": str(uri)} if (index := jose.whole(idx)) is not None and index >= 0:
            return status_at(index, uri=uri, found=lists.get(uri), at=at)
    return untold("the status claim names no place in a status list", "Token Status List 6.1")


def status_at(index: int, *, uri: str, found: Verified | None, at: datetime) -> Found:
    """The status at one place of one list, after everything that forbids to believe it."""
    if found is None:
        return untold("the status list is not at hand", f"{CLAUSE} (2)")
    bad = [check for check in found.report.checks if check.outcome is not Outcome.HOLDS]
    if bad:
        return untold("; ".join(f"{check.check}: {check.reason}" for check in bad), bad[0].clause)
    if found.token.uri != uri:
        return untold("the list is that of another address", f"{CLAUSE} (4.a)")
    if found.token.expires_at is not None and at >= found.token.expires_at:
        return untold("the list has expired", f"{CLAUSE} (4.c)")
    if index >= len(found.statuses):
        return untold("the index is beyond the list", f"{CLAUSE} (6)")
    value = found.statuses[index]
    outcome = Outcome.HOLDS if value == Status.VALID else Outcome.DOES_NOT_HOLD
    word = "" if value == Status.VALID else WORDS.get(value, f"status {value} of the application")
    return Found(value, Check("status", f"{CLAUSE} (7); 7.1", outcome, word))


def untold(reason: str, clause: str) -> Found:
    return Found(None, Check("status", clause, Outcome.CANNOT_BE_TOLD, reason))
