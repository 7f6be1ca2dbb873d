"""EL-07 to EL-09: when does a shown licence count?

It must be live (EL-07): the proof in the code is younger than a minute, so a screenshot is void. Off line
(EL-08) the sources disagree, so `offline_max_age` is a policy; 0 switches it off. It counts in the whole
country whichever office issued it (EL-09): nothing here looks at the region.
"""

from __future__ import annotations

from datetime import timedelta

from tongban.verdicts import Reason, Text, Verdict

PROOF_MAX_AGE = timedelta(seconds=60)


def may_show(*, refreshed_ago: timedelta, offline_max_age: timedelta) -> Verdict:
    """EL-08: may the phone still show what it last fetched `refreshed_ago` before?"""
    if refreshed_ago <= offline_max_age:
        return Verdict()
    return Verdict.of([NEEDS_NETWORK])


def counts_as_live(*, proof_age: timedelta) -> Verdict:
    """EL-07: is the proof in the code fresh? From the future counts as stale too (a wrong clock)."""
    return Verdict() if abs(proof_age) <= PROOF_MAX_AGE else Verdict.of([NOT_LIVE])


NEEDS_NETWORK = Reason(
    "EL-08",
    "",
    Text("离线时间太长，状态不能确定。", "Off line for too long; the standing cannot be told."),
    Text("连上网络后会自动更新。", "It updates by itself when there is a network."),
)
NOT_LIVE = Reason(
    "EL-07",
    "",
    Text("这个码不是现在生成的，可能是截屏。", "This code was not made just now; it may be a screenshot."),
    Text("请对方打开手机，当面亮码。", "Ask the holder to open the phone and show the code."),
)
