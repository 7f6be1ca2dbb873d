"""What the simulated partners know and answer, without HTTP: issued invoices, deals, policies, mortgages.

A question that was answered under its key is answered the same again; another question under that key is refused. What
they know can be kept in a file, so that a demo that is started again still knows its invoices.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from tongban.offices import queries as offices
from tongban.partners import shapes
from tongban.partners.records import Partner
from tongban.simulation.partner_dealers import DEALERS, rows

POLICY_DAYS = 180
NORMAL = "01"


class No(Exception):  # noqa: N818 - an answer, not a fault
    """A final "no": status and stable code of the problem details."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail


@dataclass
class Knowledge:
    """All that the four partners know. Keys of invoices are "CODE:NUMBER", of the rest VINs; said: by Idempotency-Key."""

    dealers: list[dict[str, Any]] = field(default_factory=lambda: rows(DEALERS))
    invoices: dict[str, dict[str, Any]] = field(default_factory=dict)
    used_by: dict[str, str] = field(default_factory=dict)
    deals: dict[str, dict[str, Any]] = field(default_factory=dict)
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)
    uninsured: list[str] = field(default_factory=list)
    disagreeing: list[str] = field(default_factory=list)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    serial: int = 0


class Desks:
    """The four partners' desks over one body of knowledge. file: where to keep it, None for memory only."""

    def __init__(self, *, file: Path | None = None) -> None:
        self.file = file
        self.knows = restored(file)
        self.lock = threading.Lock()

    def answer(self, kind: shapes.Kind, key: str, content: bytes, *, on: date) -> tuple[int, dict[str, Any]]:
        """Status and body for one question; done once for each key."""
        question = hashlib.sha256(kind.path.encode() + content).hexdigest()
        with self.lock:
            before = self.knows.said.get(key)
            if before is not None and before["question"] == question:
                return before["status"], before["body"]
            try:
                if before is not None:
                    raise No(409, "idempotency.other-question", "Another question came with this Idempotency-Key.")
                asked = read(kind, content)
                status, body = 200, DESKS[kind.partner, kind.name](self.knows, asked, on)
            except No as no:
                status, body = no.status, problem(no)
            if before is None and status != 400:
                self.knows.said[key] = {"question": question, "status": status, "body": body}
                self.keep()
        return status, body

    def void(self, code: str, number: str, *, status: str) -> bool:
        """Give an invoice another status; False if it was never issued."""
        with self.lock:
            invoice = self.knows.invoices.get(f"{code}:{number}")
            if invoice is not None:
                invoice["status"] = status
                self.keep()
        return invoice is not None

    def keep(self) -> None:
        """Write what is known to the file, whole or not at all."""
        if self.file is None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_suffix(f".{os.getpid()}.draft")
        draft.write_text(json.dumps(asdict(self.knows), ensure_ascii=False), "utf-8")
        draft.replace(self.file)


def restored(file: Path | None) -> Knowledge:
    """What was known when the file was written; nothing without one."""
    if file is None or not file.exists():
        return Knowledge()
    found = json.loads(file.read_text("utf-8"))
    return Knowledge(**{each.name: found[each.name] for each in fields(Knowledge) if each.name in found})


def read(kind: shapes.Kind, content: bytes) -> Any:
    """The question as its shape; No(400) for anything else."""
    try:
        return msgspec.convert(shapes.value_of(content), kind.asked)
    except ValueError as error:
        raise No(400, "question.malformed", "The question is not of the agreed form.") from error


def problem(no: No) -> dict[str, Any]:
    """RFC 9457 problem details."""
    return {"type": "about:blank", "title": no.code, "status": no.status, "code": no.code, "detail": no.detail}


# --- tax -----------------------------------------------------------------------------------------------------------
def issue_invoice(knows: Knowledge, asked: shapes.InvoiceAsked, on: date) -> dict[str, Any]:
    """A new invoice, for an enterprise that is filed."""
    issuer = filed_issuer(knows, asked.dealer_number, asked.market_number, on=on, code="invoice.issuer")
    knows.serial += 1
    code, number = numbers(asked.type, prefecture=issuer["prefecture"], serial=knows.serial, on=on)
    invoice = shapes.as_json(asked) | {"code": code, "number": number, "issued_on": on.isoformat(), "status": NORMAL}
    knows.invoices[f"{code}:{number}"] = invoice
    return dict(invoice)


def numbers(kind: str, *, prefecture: str, serial: int, on: date) -> tuple[str, str]:
    """发票代码 and 发票号码. Paper: 12 and 8 digits; 数电: none and 20 (year 2, province 2, channel 1, serial 15)."""
    if kind == "15":
        return f"0{prefecture:.4}{on:%y}00117", f"{serial:08d}"
    return "", f"{on:%y}{offices.province_of(prefecture)}2{serial:015d}"


def filed_issuer(knows: Knowledge, dealer_number: str, market_number: str, *, on: date, code: str) -> dict[str, Any]:
    """The one enterprise that is named, filed on that day."""
    named = [number for number in (dealer_number, market_number) if number]
    if len(named) != 1:
        raise No(409, code, "Exactly one of dealer and market is expected.")
    for dealer in knows.dealers:
        until = dealer["filed_until"] or "9999-12-31"
        if dealer["credit_code"] == named[0] and dealer["filed_from"] <= on.isoformat() <= until:
            return dealer
    raise No(409, "dealer.not-filed", "This enterprise is not filed with commerce.")


def verify_invoice(knows: Knowledge, asked: shapes.InvoiceNamed, on: date) -> dict[str, Any]:  # noqa: ARG001
    """The invoice as it stands now."""
    found = knows.invoices.get(f"{asked.code}:{asked.number}")
    return {"found": False} if found is None else dict(found)


def note_use(knows: Knowledge, asked: shapes.InvoiceUsed, on: date) -> dict[str, Any]:  # noqa: ARG001
    """An invoice serves one registration."""
    name = f"{asked.code}:{asked.number}"
    if name not in knows.invoices:
        raise No(404, "invoice.unknown", "This invoice was never issued.")
    if knows.invoices[name]["status"] != NORMAL:
        raise No(409, "invoice.not-valid", "This invoice was voided or red-flushed.")
    if knows.used_by.setdefault(name, asked.case) != asked.case:
        raise No(409, "invoice.used", "This invoice was used for another registration.")
    return {"is_noted": True}


# --- commerce, insurers, banks -------------------------------------------------------------------------------------
def enter_deal(knows: Knowledge, asked: shapes.DealMade, on: date) -> dict[str, Any]:
    """A deal by an enterprise that is filed gets a number."""
    filed_issuer(knows, asked.dealer_number, asked.market_number, on=on, code="deal.dealer")
    knows.serial += 1
    number = f"ESC{on:%Y%m%d}{knows.serial:06d}"
    knows.deals[number] = shapes.as_json(asked)
    return {"deal_number": number}


def policy_of(knows: Knowledge, asked: shapes.VehicleNamed, on: date) -> dict[str, Any]:
    """Every vehicle is insured, but for those that the simulator was told are not."""
    if asked.vin in knows.uninsured:
        return {"found": False}
    return dict(knows.policies.setdefault(asked.vin, new_policy(asked.vin, on=on)))


def new_policy(vin: str, *, on: date) -> dict[str, Any]:
    """An invented policy, the same number for the same vehicle."""
    number = int(hashlib.sha256(vin.encode()).hexdigest(), 16) % 10**15
    return {
        "policy_number": f"样证PDZA{number:015d}",
        "valid_until": (on + timedelta(days=POLICY_DAYS)).isoformat(),
    }


def change_insured(knows: Knowledge, asked: shapes.InsuredChanged, on: date) -> dict[str, Any]:
    """The policy goes on for the new owner."""
    found = policy_of(knows, shapes.VehicleNamed(vin=asked.vin), on)
    if found.get("policy_number") != asked.policy_number:
        raise No(404, "policy.unknown", "There is no such policy for this vehicle.")
    return found


def confirm_mortgage(knows: Knowledge, asked: shapes.MortgageAsked, on: date) -> dict[str, Any]:  # noqa: ARG001
    """The bank agrees, unless it was told not to."""
    return {"is_agreed": asked.vin not in knows.disagreeing}


DESKS: Mapping[tuple[Partner, str], Callable[[Knowledge, Any, date], dict[str, Any]]] = {
    (Partner.TAX, "issue-invoice"): issue_invoice,
    (Partner.TAX, "verify-invoice"): verify_invoice,
    (Partner.TAX, "note-use"): note_use,
    (Partner.COMMERCE, "enter-deal"): enter_deal,
    (Partner.INSURANCE, "policy-of"): policy_of,
    (Partner.INSURANCE, "change-insured"): change_insured,
    (Partner.BANK, "confirm-mortgage-transfer"): confirm_mortgage,
}
