"""UC-01: one place or the old way? Which vehicles the one-place handling is for, as dated data.

The 2021 notice opened it for 小型、微型非营运载客汽车; Article 27 paragraph 3 of the rules of 2022 says 小型、微型载客汽车或者
摩托车 and no word on the use. What is outside goes by Article 27 paragraphs 1 and 2: origin first, then destination.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.laws import NOTICE_2021, REGISTRATION, Source, ground
from tongban.transfers.rules.facts import NON_OPERATING, VehicleFacts
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.verdicts import Reason, Text


@dataclass(frozen=True)
class Scope:
    """Which vehicles may be registered in one place, from `since` to `until` (inclusive; None: still)."""

    source: Source
    article: str
    since: date
    until: date | None
    has_motorcycles: bool
    is_non_operating_only: bool

    def has(self, vehicle: VehicleFacts) -> bool:
        """True if the vehicle is within it."""
        is_kind = vehicle.is_small_passenger or (self.has_motorcycles and vehicle.is_motorcycle)
        return is_kind and (vehicle.use == NON_OPERATING or not self.is_non_operating_only)


SCOPES: tuple[Scope, ...] = (
    Scope(NOTICE_2021, "", date(2021, 6, 1), date(2022, 4, 30), has_motorcycles=False, is_non_operating_only=True),
    Scope(REGISTRATION, "第二十七条第三款", date(2022, 5, 1), None, has_motorcycles=True, is_non_operating_only=False),
)


def scope_on(on: date) -> Scope | None:
    """The scope in force on that day, None before the service existed."""
    return next((scope for scope in SCOPES if scope.since <= on and (scope.until is None or on <= scope.until)), None)


def uc_01(case: Situation) -> Answer:
    """UC-01: may the destination do everything, or does the origin have to let the vehicle go first?"""
    if not case.deal.is_across:
        return OK
    scope = scope_on(case.on)
    if scope is None:
        return old_way(NO_SERVICE)
    if not scope.has(case.vehicle):
        return old_way(NOT_IN_SCOPE if scope.source is REGISTRATION else NOT_IN_SCOPE_2021)
    is_at_origin = case.deal.trade_prefecture == case.deal.origin_prefecture
    return old_way(TRADED_AT_ORIGIN) if is_at_origin and case.deal.is_sale and scope.source is REGISTRATION else OK


def old_way(reason: Reason) -> Answer:
    """Not refused: handled by the other of the law's two ways."""
    return Answer(Result.OLD_WAY, (reason,), Whose.ORIGIN, ("apply-at-origin",))


ORIGIN_FIRST = Text(
    "先到登记地车管所办理转出，领取有效期30日的临时行驶车号牌，再到转入地车管所办理转入。",
    "First let the present office release the vehicle; it gives a temporary plate for 30 days. Then apply at the new office.",
)
NOT_IN_SCOPE = ground(
    "UC-01", REGISTRATION, "第二十七条第三款",
    Text("只有小型、微型载客汽车和摩托车可以在转入地一次办完，这辆车不在范围内。", "Only small and micro passenger cars and motorcycles can be done in one place; this vehicle is not one."),
    ORIGIN_FIRST,
)  # fmt: skip
TRADED_AT_ORIGIN = ground(
    "UC-01-origin", REGISTRATION, "第二十七条第三款",
    Text("车辆在转出地交易；在转入地交易的才能在转入地一次办完。", "The vehicle was traded at its origin; only what is traded at the destination is done there in one place."),
    ORIGIN_FIRST,
)  # fmt: skip
NOT_IN_SCOPE_2021 = ground(
    "UC-01-2021", NOTICE_2021, "",
    Text("当时只有小型、微型非营运载客汽车可以在转入地一次办完。", "At that time only small and micro non-operating passenger cars could be done in one place."),
    ORIGIN_FIRST,
)  # fmt: skip
NO_SERVICE = Reason(
    "UC-01-before", "",
    Text("2021年6月1日前还没有开通异地办理。", "Before 1 June 2021 there was no handling in one place."),
    ORIGIN_FIRST,
)  # fmt: skip
