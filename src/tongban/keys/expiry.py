"""When a key or its certificate runs out, and whom to tell: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tongban.keys.roles import COMMON_NAMES, PROFILES, Role
from tongban.verdicts import Text

WARN_DAYS = (60, 30, 7)


class Ends(StrEnum):
    """What runs out."""

    KEY_USE = "key-use"  # the key should sign no more, so that what it signed outlives it
    CERTIFICATE = "certificate"


ENDS_ZH = {Ends.KEY_USE: "密钥签发使用期", Ends.CERTIFICATE: "证书有效期"}
ENDS_EN = {Ends.KEY_USE: "signing period of the key", Ends.CERTIFICATE: "certificate"}
NAMES_ZH = {
    Role.IACA: "根证书",
    Role.DOCUMENT: "证件签名证书",
    Role.LIST: "状态列表签名证书",
    Role.CODE: "亮码签名证书",
    Role.SEAL: "电子档案印章证书",
    Role.PARTNER: "部门协同签名证书",
}


@dataclass(frozen=True)
class Term:
    """The two ends of a key that is in use; moments are aware, UTC."""

    role: Role
    number: int
    key_use_ends: datetime
    certificate_ends: datetime

    @classmethod
    def of(cls, role: Role, number: int, *, valid_from: datetime, valid_until: datetime) -> Term:
        """The ends that follow from a certificate and its role's profile."""
        use_ends = valid_from + timedelta(days=PROFILES[role].key_use_days)
        return cls(role, number, min(use_ends, valid_until), valid_until)


@dataclass(frozen=True)
class ExpiryWarning:
    """Something runs out. threshold_days: 60, 30 or 7; 0 once it is over. days_left: whole days, 0 if over."""

    role: Role
    number: int
    ends: Ends
    at: datetime
    days_left: int
    threshold_days: int

    @property
    def text(self) -> Text:
        """The warning as a sentence for the person who looks after the keys."""
        day = f"{self.at:%Y-%m-%d}"
        zh, en = f"{NAMES_ZH[self.role]}（第 {self.number} 号）", f"{COMMON_NAMES[self.role]} {self.number}"
        if self.threshold_days == 0:
            return Text(
                zh=f"{zh}的{ENDS_ZH[self.ends]}已于 {day} 结束，请立即轮换。",
                en=f"The {ENDS_EN[self.ends]} of {en} ended on {day}; rotate it now.",
            )
        return Text(
            zh=f"{zh}的{ENDS_ZH[self.ends]}将于 {day} 结束，还有 {self.days_left} 天，请安排轮换。",
            en=f"The {ENDS_EN[self.ends]} of {en} ends on {day}, in {self.days_left} days; plan its rotation.",
        )


def due(terms: Iterable[Term], *, at: datetime) -> tuple[ExpiryWarning, ...]:
    """What runs out within 60 days of `at` or has run out, the most urgent first."""
    found: list[ExpiryWarning] = []
    for term in terms:
        for ends, moment in ((Ends.KEY_USE, term.key_use_ends), (Ends.CERTIFICATE, term.certificate_ends)):
            left = moment - at
            if left > timedelta(days=WARN_DAYS[0]):
                continue
            is_over = left <= timedelta()
            threshold = 0 if is_over else min(days for days in WARN_DAYS if left <= timedelta(days=days))
            found.append(ExpiryWarning(term.role, term.number, ends, moment, max(left.days, 0), threshold))
    return tuple(sorted(found, key=lambda warning: (warning.at, warning.role, warning.ends)))
