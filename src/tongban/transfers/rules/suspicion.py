"""UC-20: signs that turn an application on line into one on site (Article 74). They refuse nothing.

The numbers are design values (Settings); the article says "in a short time frequently" and leaves them open. The
reader is told that the case goes on at the window, not which sign it was: `alerts` says that to the office.
"""

from __future__ import annotations

from datetime import timedelta

from tongban.laws import REGISTRATION, ground
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.verdicts import Text


def uc_20(case: Situation) -> Answer:
    """UC-20: transferred often, far off the market price, or one telephone behind many deals?"""
    signs = (
        (is_frequent(case), FREQUENT),
        (is_price_far_off(case), PRICE),
        (case.deal.deals_same_phone > case.settings.deals_same_phone_max, PHONE),
    )
    alerts = tuple(reason for is_so, reason in signs if is_so)
    return Answer(Result.ONSITE, (ON_SITE,), Whose.DESTINATION, ("book-window",), alerts) if alerts else OK


def is_frequent(case: Situation) -> bool:
    """True if the vehicle changed hands as often as the settings say within their days, up to the day of the case."""
    first = case.on - timedelta(days=case.settings.frequent_days)
    recent = [day for day in case.vehicle.transfers_on if first < day <= case.on]
    return len(recent) >= case.settings.frequent_transfers


def is_price_far_off(case: Situation) -> bool:
    """True if the price is outside the settings' share of the market price; without one of the two nothing is said."""
    price, market = case.deal.price_fen, case.deal.market_price_fen
    if price is None or not market:
        return False
    percent = 100 * price / market
    return percent < case.settings.low_price_percent or percent > case.settings.high_price_percent


ON_SITE = ground(
    "UC-20", REGISTRATION, "第七十四条第二款",
    Text("这件业务要到窗口当面办理。", "This case is handled at the window."),
    Text("带上车辆和证件到转入地车管所，材料当场审查；已经填的内容不用再填。", "Bring the vehicle and your papers to the destination office; what you filled in is kept."),
)  # fmt: skip
FREQUENT = ground(
    "UC-20-often", REGISTRATION, "第七十四条第一款第五项",
    Text("短期内频繁转让登记、转出转入。", "Transferred or moved often in a short time."),
    Text("当场审查材料，及时开展调查。", "Examine the papers on site and make inquiries."),
)  # fmt: skip
PRICE = ground(
    "UC-20-price", REGISTRATION, "第七十四条第一款第二项",
    Text("成交价明显偏离市场价，涉嫌提交虚假申请材料。", "The price is far off the market: possibly false papers."),
    Text("当场审查材料，及时开展调查。", "Examine the papers on site and make inquiries."),
)  # fmt: skip
PHONE = ground(
    "UC-20-phone", REGISTRATION, "第七十四条第一款第六项",
    Text("同一个手机号用于多笔交易。", "One telephone number stands behind many deals."),
    Text("当场审查材料，及时开展调查。", "Examine the papers on site and make inquiries."),
)  # fmt: skip
