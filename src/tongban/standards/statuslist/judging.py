"""May this list be believed? (section 8.3, steps 3 to 5; ISO/IEC 18013-5 ed. 2, 12.3.6.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.standards import pki
from tongban.standards.statuslist.bits import StatusList
from tongban.standards.statuslist.tokens import CWT_TYPE, JWT_TYPE, ListToken, read
from tongban.verdicts import Check, Outcome, Report

TYPES = {"jwt": JWT_TYPE, "cwt": CWT_TYPE}
CLAUSE = "Token Status List 8.3"


@dataclass(frozen=True, eq=False)
class Verified:
    """A list and what was found about it. Keep it, and ask it with `lookup`, as long as it has not expired."""

    report: Report
    token: ListToken

    @property
    def statuses(self) -> StatusList:
        """The statuses, believed or not: look at `report` first, or use `find`."""
        return self.token.statuses


def verify(
    token: bytes | str,
    *,
    anchors: pki.TrustAnchors,
    at: datetime,
    uri: str | None = None,
    profile: pki.Profile = pki.LIST_SIGNER,
    max_skew_seconds: int = 60,
) -> Verified:
    """Judge a status list token at the moment `at`. uri: where it was fetched, None if that is not known.

    Checks: list-certificate, list-signature, list-type, list-address, list-validity. A list that is too old
    or too new for `at` cannot be told: it was true once. Raises Malformed and nothing else.
    """
    found = read(token)
    certificate, signature = signer_checks(found, anchors=anchors, profile=profile, at=at)
    checks = (
        certificate,
        signature,
        told("list-type", "Token Status List 5.1, 5.2", "" if found.typ == TYPES[found.form] else "typ is another"),
        told("list-address", f"{CLAUSE} (4.a)", "" if uri in {None, found.uri} else "sub is another address"),
        validity(found, at=at, skew=timedelta(seconds=max_skew_seconds)),
    )
    return Verified(Report(checks), found)


def told(name: str, clause: str, problem: str, outcome: Outcome = Outcome.DOES_NOT_HOLD) -> Check:
    """A check that holds if there is no problem, else has `outcome`."""
    return Check(name, clause, outcome if problem else Outcome.HOLDS, problem)


def signer_checks(
    token: ListToken, *, anchors: pki.TrustAnchors, profile: pki.Profile, at: datetime
) -> tuple[Check, Check]:
    """Whose key it is, and whether it signed. Without certificates, a pinned signer who signed is believed."""
    clause = f"{CLAUSE} (3); ISO/IEC 18013-5 12.3.6.4"
    chain = token.chain or next(((pinned.raw,) for pinned in anchors.pinned if is_signed(token, pinned)), ())
    if not chain:
        reason = "the list carries no certificate, and it was signed by no pinned signer"
        return (
            told("list-certificate", clause, reason, Outcome.CANNOT_BE_TOLD),
            told("list-signature", clause, reason, Outcome.CANNOT_BE_TOLD),
        )
    result = pki.check_chain(chain, anchors=anchors, profile=profile, at=at)
    certificate = result.as_check("list-certificate", clause)
    if result.public_key is None:
        reason = "signatures of this kind of key are not read here"
        return certificate, told("list-signature", clause, reason, Outcome.CANNOT_BE_TOLD)
    outcome, reason = token.judge(result.public_key)
    return certificate, told("list-signature", clause, reason, outcome)


def is_signed(token: ListToken, pinned: pki.Certificate) -> bool:
    key = pki.certificates.verifying_key(pinned.key)
    return key is not None and token.is_signed_by(key)


def validity(token: ListToken, *, at: datetime, skew: timedelta) -> Check:
    """Step 4.b and 4.c: the list is of the moment `at`."""
    clause = f"{CLAUSE} (4.b, 4.c); ISO/IEC 18013-5 12.3.6.3"
    if token.expires_at is None and token.form == "cwt":
        return told("list-validity", clause, "a CWT without exp")
    if token.expires_at is not None and at >= token.expires_at:
        return told("list-validity", clause, "the list has expired", Outcome.CANNOT_BE_TOLD)
    if at + skew < token.issued_at:
        return told("list-validity", clause, "the list was issued later", Outcome.CANNOT_BE_TOLD)
    return told("list-validity", clause, "")
