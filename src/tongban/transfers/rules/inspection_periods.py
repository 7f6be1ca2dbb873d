"""UC-09: has the inspection run out? And how often a vehicle is inspected.

The periods are those of Article 16 of 《道路交通安全法实施条例》. Practice since 2022-10-01 for private cars of up to nine
seats (on the line in the years 6 and 10 only, the certificate every two years in between) is marked M in the facts and
decides nothing here: UC-09 goes by the last day that the register has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.calendars import years_later
from tongban.transfers.rules.facts import VehicleFacts
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.transfers.rules.sources import REGISTRATION, ROAD_REGULATION, filled, ground
from tongban.verdicts import Text

NON_OPERATING_USES = "AHIJKLMNU"


@dataclass(frozen=True)
class Period:
    """Up to `years` of age (None: for ever) one inspection in `months` months."""

    years: int | None
    months: int


@dataclass(frozen=True)
class Periods:
    """A kind of vehicle with its periods and the item of Article 16 that sets them."""

    article: str
    periods: tuple[Period, ...]


OPERATING_PASSENGER = Periods("第十六条第一款第一项", (Period(5, 12), Period(None, 6)))
TRUCK_OR_LARGE = Periods("第十六条第一款第二项", (Period(10, 12), Period(None, 6)))
SMALL_NON_OPERATING = Periods("第十六条第一款第三项", (Period(6, 24), Period(15, 12), Period(None, 6)))
MOTORCYCLE = Periods("第十六条第一款第四项", (Period(4, 24), Period(None, 12)))
OTHER = Periods("第十六条第一款第五项", (Period(None, 12),))


def periods_of(vehicle: VehicleFacts) -> Periods:
    """The line of Article 16 for this vehicle."""
    if vehicle.is_motorcycle:
        return MOTORCYCLE
    if vehicle.type.startswith("K") and vehicle.use not in NON_OPERATING_USES:
        return OPERATING_PASSENGER
    if vehicle.is_small_passenger:
        return SMALL_NON_OPERATING
    return TRUCK_OR_LARGE if vehicle.type.startswith(("K", "H", "Q")) else OTHER


def months_between(vehicle: VehicleFacts, *, on: date) -> int:
    """How many months may pass between two inspections at the vehicle's age on that day."""
    for period in periods_of(vehicle).periods:
        if period.years is None or on < years_later(vehicle.registered_on, period.years):
            return period.months
    raise AssertionError("the last period has no end")


def article_of(vehicle: VehicleFacts) -> str:
    """The citation that sets this vehicle's period."""
    return ROAD_REGULATION.article(periods_of(vehicle).article)


def is_expired(vehicle: VehicleFacts, *, on: date) -> bool:
    """True from the day after the inspection's last day, or when the register says so (letter Q)."""
    return "Q" in vehicle.letters or vehicle.inspected_until < on


def uc_09(case: Situation) -> Answer:
    """UC-09: when the inspection has run out, a new one and the compulsory insurance are needed."""
    if not is_expired(case.vehicle, on=case.on):
        return OK
    is_past = case.vehicle.inspected_until < case.on
    reason = filled(EXPIRED, day=case.vehicle.inspected_until) if is_past else OVERDUE
    return Answer(Result.NEEDED, (reason,), Whose.SELLER, ("book-inspection", "renew-insurance"))


INSPECT_IT = Text(
    "先做安全技术检验，申请时提交检验合格证明和交强险凭证。",
    "Have it inspected; hand in the certificate and the proof of compulsory insurance when you apply.",
)
EXPIRED = ground(
    "UC-09", REGISTRATION, "第二十六条第一款第六项",
    Text("检验有效期到{day}，已经超过。", "The inspection was valid until {day} and has run out."),
    INSPECT_IT,
)  # fmt: skip
OVERDUE = ground(
    "UC-09-Q", REGISTRATION, "第二十六条第一款第六项",
    Text("这辆车登记为逾期未检验。", "The vehicle is on record as not inspected in time."), INSPECT_IT,
)  # fmt: skip
