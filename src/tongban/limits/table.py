"""The table of limits: data, read by `actions.take`, by docs/operate/limits.md and by whoever wants another number.

A limit lets `burst` acts through at once and gives them back one by one over `period` (GCRA, the rule of ITU-T
I.371 annex A that ATM and many web servers use). An installation changes burst and period with TONGBAN_LIMITS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, cast

from django.conf import settings

from tongban.errors import Malformed
from tongban.verdicts import Text

BURST_MAX = 1_000_000
PERIOD_MAX = timedelta(days=31)


class Kind(StrEnum):
    """What happens once a limit is reached."""

    REFUSE = "refuse"  # the act waits: TooMany, with the time after which it may be tried again
    ALARM = "alarm"  # the act goes on; those who supervise are told


@dataclass(frozen=True)
class Limit:
    """`burst` acts in `period`, counted for each combination of what `by` names. counts: what is an act here."""

    name: str
    by: tuple[str, ...]
    burst: int
    period: timedelta
    counts: Text
    kind: Kind = Kind.REFUSE

    @property
    def step(self) -> timedelta:
        """After this long one more act is let through."""
        return self.period / self.burst


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

LIMITS: Mapping[str, Limit] = {
    one.name: one
    for one in (
        # --- Signing in. By client and name together: a stranger who guesses at a name shuts out the stranger alone.
        Limit("sign-in", ("client", "name"), 5, 15 * MINUTE, Text("同一设备网络对同一用户名输错密码", "wrong passwords for one user name from one network address")),
        Limit("sign-in-client", ("client",), 60, 15 * MINUTE, Text("同一设备网络输错密码", "wrong passwords from one network address")),
        Limit("sign-in-name", ("name",), 50, DAY, Text("对同一用户名输错密码，不论来自哪里", "wrong passwords for one user name, from anywhere"), Kind.ALARM),
        Limit("second-factor", ("account",), 10, 15 * MINUTE, Text("输错动态码或备用码", "wrong codes of an authenticator app, or wrong recovery codes")),
        Limit("code-again", ("account", "code"), 1, 5 * MINUTE, Text("同一个动态码用第二次", "the same code of an authenticator app, a second time")),
        Limit("passkey", ("client",), 60, 15 * MINUTE, Text("用通行密钥登录", "sign-ins with a passkey from one network address")),
        Limit("passkey-begun", ("client",), 120, 15 * MINUTE, Text("同一设备网络开始用通行密钥登录", "sign-ins with a passkey begun from one network address")),
        Limit("kept-form", ("client",), 120, 15 * MINUTE, Text("同一设备网络没有登录就提交的表单", "forms sent without being signed in from one network address")),
        Limit("register", ("client",), 20, HOUR, Text("同一设备网络注册账号", "registrations from one network address")),
        Limit("new-password", ("account",), 10, HOUR, Text("修改密码", "changes of the password")),
        # --- Who somebody is. PE-01 (three clear failures of a face in a day) is a rule of people and stands beside these.
        Limit("real-name", ("account",), 10, DAY, Text("实名认证", "attempts to confirm who one is")),
        Limit("real-name-client", ("client",), 60, DAY, Text("同一设备网络实名认证", "attempts to confirm who one is from one network address")),
        Limit("mandate", ("account",), 20, DAY, Text("填写代理人", "names of agents that were tried")),
        # --- Codes that somebody else gave.
        Limit("consent-code", ("citizen",), 20, DAY, Text("输错车主授权码", "wrong consent codes of owners")),
        Limit("verify", ("client",), 120, 10 * MINUTE, Text("在核验页面核验", "checks on the verification page from one network address")),
        Limit("verify-code", ("client",), 60_000, 10 * MINUTE, Text("通过接口核验", "checks at /api/verify-code from one network address")),
        # --- What is kept for somebody before there is a case.
        Limit("residence-permit", ("citizen",), 10, DAY, Text("先交居住证", "residence permits handed in before a case")),
        # --- Officers who look somebody up. Work must go on, so the first two only tell; the third is no work any more.
        Limit("looks-hour", ("officer",), 60, HOUR, Text("查询他人的记录", "looks at people's or vehicles' records"), Kind.ALARM),
        Limit("looks-week", ("officer",), 200, 7 * DAY, Text("查询他人的记录", "looks at people's or vehicles' records"), Kind.ALARM),
        Limit("looks", ("officer",), 300, HOUR, Text("查询他人的记录", "looks at people's or vehicles' records")),
    )
}  # fmt: skip


def limit(name: str) -> Limit:
    """The limit of that name as this installation has it; KeyError for a name that is not in the table."""
    return changed()[name]


def changed() -> Mapping[str, Limit]:
    """The table with what TONGBAN_LIMITS changes; Malformed("limits.setting") for an unknown name or a senseless number."""
    rows = cast(dict[str, object], settings.LIMITS)
    return _changed(tuple(sorted((name, _row(row)) for name, row in rows.items())))


@lru_cache(maxsize=16)
def _changed(rows: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]) -> Mapping[str, Limit]:
    return {**LIMITS, **{name: _with(name, dict(row)) for name, row in rows}}


def _row(row: object) -> tuple[tuple[str, Any], ...]:
    if not isinstance(row, dict) or not all(isinstance(value, int) for value in row.values()):
        raise Malformed("limits.setting", "expected {name: {burst: number, minutes: number}}")
    return tuple(sorted(row.items()))


def _with(name: str, row: dict[str, int]) -> Limit:
    known = LIMITS.get(name)
    if known is None or not set(row) <= {"burst", "minutes"}:
        raise Malformed("limits.setting", f"expected names of the table with burst and minutes, found {name}")
    burst = row.get("burst", known.burst)
    period = timedelta(minutes=row["minutes"]) if "minutes" in row else known.period
    if not 1 <= burst <= BURST_MAX or not timedelta() < period <= PERIOD_MAX:
        raise Malformed("limits.setting", f"expected 1 to {BURST_MAX} acts in at most 31 days for {name}")
    return replace(known, burst=burst, period=period)


def words_of(period: timedelta) -> tuple[str, str]:
    """A period in words, Chinese and English."""
    for unit, zh, en in (
        (timedelta(days=1), "天", "day"),
        (timedelta(hours=1), "小时", "hour"),
        (timedelta(minutes=1), "分钟", "minute"),
    ):
        if period >= unit and period % unit == timedelta():
            n = period // unit
            return f"{n} {zh}", f"{n} {en}{'s' if n > 1 else ''}"
    seconds = period // timedelta(seconds=1)
    return f"{seconds} 秒", f"{seconds} seconds"
