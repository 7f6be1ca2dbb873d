"""A firm checks a code that a driver shows: it gets the answers the holder chose to give, and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.errors import Forbidden
from tongban.journal import actions as journal
from tongban.keys import queries as keys
from tongban.licences.entries import LicenceShown
from tongban.licences.models import Licence
from tongban.licences.queries import live_entitlement
from tongban.licences.rules.categories import parse_classes
from tongban.standards import qrcode
from tongban.verdicts import Outcome, Report, Text

FACTS = frozenset(fact.name for fact in qrcode.FACTS) - {"portrait_hash", "licence"}
CLASSES = ("classes", "may_drive")
SAME_SHOWING = timedelta(minutes=10)  # longer than a proof is fresh
FOR_OFFICERS = ("roadside", "vehicle")
FOR_POLICE = Text(
    "这个码只给民警和窗口看。请对方换租车、货运或年龄码。",
    "This code is for the police and for windows only. Ask for another purpose.",
)


@dataclass(frozen=True)
class Shown:
    """What the firm reads. facts: by name, only those of the chosen purpose, and only if everything holds."""

    report: Report
    purpose: str
    facts: dict[str, Any]

    @property
    def outcome(self) -> Outcome:
        """Holds, does not hold, or cannot be told."""
        return self.report.outcome


def check_for_business(code: str, *, at: datetime) -> Shown:
    """Check a rental, freight or age code. Malformed when it is none, Forbidden for a roadside code.

    The holder's history shows that it was looked at and for which purpose; of the firm nothing is known here, so
    nothing is written of it.
    """
    report = qrcode.verify(code, signers=keys.code_signers(), at=at, entitlement=live_entitlement(at=at))
    purpose = purpose_for_firms(report)
    record_look(report, purpose, at=at)
    return Shown(report=report, purpose=purpose, facts=disclosed(report))


def purpose_for_firms(report: Report) -> str:
    """The purpose that the holder chose; Forbidden for a code that only officers may ask for."""
    purpose = str(report.elements["purpose"])
    if purpose in FOR_OFFICERS:
        raise Forbidden("verify.roadside-code", "expected a code for rental, freight or age", say=FOR_POLICE)
    return purpose


def disclosed(report: Report) -> dict[str, Any]:
    """What the holder chose to say, typed and by name; nothing unless every check holds."""
    if report.outcome is not Outcome.HOLDS:
        return {}
    return {name: value for name, value in report.elements.items() if name in FACTS}


def disclosed_plainly(report: Report) -> dict[str, Any]:
    """The same for programs: licence classes one by one instead of in one word."""
    return {name: parse_classes(value) if name in CLASSES else value for name, value in disclosed(report).items()}


def record_look(report: Report, purpose: str, *, at: datetime) -> None:
    """Note the look for the holder: only of a code that holds, and once for the moment at which the phone signed it.

    Anybody can send a code that was seen somewhere as often as they like; the history would be full of it. The phone
    signs the moment, so that nobody makes a second one of it, and a code holds for SAME_SHOWING at most.
    """
    if report.outcome is not Outcome.HOLDS:
        return
    with transaction.atomic():
        place = {"entitlement_list": report.elements["list_number"], "entitlement_index": report.elements["index"]}
        row = Licence.objects.select_for_update().filter(**place).first()
        if row is None:
            return
        shown_at = report.elements["shown_at"].isoformat()
        entry = LicenceShown(licence=str(row.id), purpose=purpose, outcome=report.outcome, shown_at=shown_at)
        about = [f"licence:{row.id}", f"driver:{row.driver_id}", f"citizen:{row.citizen_id}"]
        journal.record_once(entry, by="system:verify", about=about, at=at, within=SAME_SHOWING)
