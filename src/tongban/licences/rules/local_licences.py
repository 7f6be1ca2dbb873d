"""EL-11: an older local electronic licence stops counting in a region from the day the national one opens."""

from __future__ import annotations

from datetime import date

from tongban.verdicts import Reason, Text, Verdict


def local_licence_counts(*, opened_on: date | None, on: date) -> Verdict:
    """May a local electronic licence (city app, WeChat, Alipay) still be accepted on the day `on`?"""
    if opened_on is None or on < opened_on:
        return Verdict()
    return Verdict.of([STOPPED])


STOPPED = Reason(
    "EL-11",
    "",
    Text("本地的电子驾驶证已停用。", "The local electronic licence has stopped."),
    Text("请对方出示全国统一的电子驾驶证。", "Ask for the national electronic licence."),
)
