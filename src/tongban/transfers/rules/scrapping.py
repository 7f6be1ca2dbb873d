"""UC-08: is the vehicle deregistered, at the end of its years of use (registers/lives.py), or within one year of it?"""

from __future__ import annotations

from tongban.calendars import years_later
from tongban.laws import REGISTRATION, filled, ground
from tongban.registers.lives import scraps_on
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.verdicts import Text


def uc_08(case: Situation) -> Answer:
    """UC-08: deregistered, at the end of its life, or within one year of it?"""
    vehicle, letters = case.vehicle, case.vehicle.letters
    end = scraps_on(type=vehicle.type, use=vehicle.use, registered_on=vehicle.registered_on)
    reasons = [
        DEREGISTERED if "E" in letters else None,
        REACHED if letters & {"M", "P"} or (end is not None and end <= case.on) else None,
        filled(WITHIN_A_YEAR, day=end) if end is not None and case.on < end <= years_later(case.on, 1) else None,
    ]
    found = tuple(reason for reason in reasons if reason is not None)
    return Answer(Result.BLOCKED, found, Whose.SELLER, ("scrap",)) if found else OK


SCRAP = Text(
    "交给有资质的报废机动车回收企业，办理注销登记。",
    "Hand the vehicle to a licensed recycler and have it deregistered.",
)
REACHED = ground(
    "UC-08", REGISTRATION, "第二十九条第四项、第十五条第七项",
    Text("这辆车已经达到强制报废标准，不能办理登记。", "The vehicle has reached compulsory scrapping and cannot be registered anew."), SCRAP,
)  # fmt: skip
WITHIN_A_YEAR = ground(
    "UC-08-year", REGISTRATION, "第二十九条第三项",
    Text("这辆车的使用年限到{day}为止，距强制报废在一年以内，不能办理登记。", "The vehicle's years of use end on {day}, within one year; it cannot be registered anew."),
    Text("可以继续使用到期，到期前办理注销登记。", "It may be used until then; have it deregistered before."),
)  # fmt: skip
DEREGISTERED = ground(
    "UC-08-gone", REGISTRATION, "第二十五条第一款",
    Text("这辆车已经注销，没有登记可以办理。", "The vehicle is deregistered; there is no registration left."),
    Text("不要购买这辆车，它不能再上道路行驶。", "Do not buy it; it may not be driven any more."),
)  # fmt: skip
