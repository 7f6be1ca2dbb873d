"""UC-13 and UC-14: the invoice and where it was issued, the dealer, and how often this seller has sold."""

from __future__ import annotations

from tongban.calendars import years_later
from tongban.laws import NOTICE_92_DEALERS, NOTICE_92_SHORT_HELD, REGISTRATION, filled, ground
from tongban.transfers.rules import invoice as invoices
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.verdicts import Text


def uc_13(case: Situation) -> Answer:
    """UC-13: does the invoice prove this deal? Before there is one, only the place of the trade can be judged."""
    deal = case.deal
    if not deal.is_sale:
        return OK
    if deal.invoice is None:
        is_third = deal.trade_prefecture not in (None, deal.origin_prefecture, deal.destination_prefecture)
        if is_third:
            return Answer(Result.BLOCKED, (invoices.THIRD_PLACE,), Whose.DEALER, ("trade-elsewhere",))
        return Answer(Result.NOT_YET, (NO_INVOICE,), Whose.DEALER, ("ask-invoice",))
    verdict = invoices.check(
        deal.invoice,
        on=case.on,
        buyer_number=deal.buyer_number,
        owner_number=deal.seller_number,
        plate=case.vehicle.plate,
        vin=case.vehicle.vin,
        certificate_number=case.vehicle.certificate_number,
        destination_office=deal.destination_office,
        destination_prefecture=deal.destination_prefecture,
        origin_prefecture=deal.origin_prefecture,
        trade_prefecture=deal.trade_prefecture,
        issuer_is_filed=None,  # UC-14 says it
        is_used=deal.is_invoice_used,
        is_stock=deal.is_stock,
        delivered_on=deal.delivered_on,
    )
    if verdict.reasons:
        return Answer(Result.BLOCKED, verdict.reasons + verdict.notes, Whose.DEALER, ("reissue-invoice",))
    return Answer(Result.NOTE, verdict.notes) if verdict.notes else OK


def uc_14(case: Situation) -> Answer:
    """UC-14: is the dealer or market filed, and has the seller not sold too many short-held cars this year?"""
    if not case.deal.is_sale:
        return OK
    is_unfiled = case.deal.dealer_is_filed is False and case.on >= NOTICE_92_DEALERS.since
    too_many = (filled(TOO_MANY, limit=case.settings.short_held_limit),) if sells_too_often(case) else ()
    if is_unfiled:
        return Answer(Result.BLOCKED, (NOT_FILED, *too_many), Whose.DEALER, ("choose-filed-dealer",))
    if too_many:
        return Answer(Result.BLOCKED, too_many, Whose.SELLER)
    if case.deal.dealer_is_filed is None and case.on >= NOTICE_92_DEALERS.since:
        return Answer(Result.NOT_YET, (NO_DEALER,), Whose.DEALER, ("choose-filed-dealer",))
    return OK


def sells_too_often(case: Situation) -> bool:
    """True if this sale would make three cars held less than a year, sold by one person in one calendar year."""
    since = case.vehicle.owner_since
    sold = case.deal.short_held_sold
    is_in_force = case.on >= NOTICE_92_SHORT_HELD.since
    if not (is_in_force and case.parties.seller.is_person and since is not None and sold is not None):
        return False
    is_short_held = case.on < years_later(since, 1)
    return is_short_held and sold + 1 >= case.settings.short_held_limit


NO_INVOICE = ground(
    "UC-13", REGISTRATION, "第二十六条第一款第二项",
    Text("还没有二手车销售统一发票。", "There is no used-vehicle invoice yet."),
    Text("谈好后由备案的企业或者市场开具，税务直接传给我们，不用您提交。", "A filed dealer or market issues it after the deal; tax sends it to us, you hand in nothing."),
)  # fmt: skip
NOT_FILED = ground(
    "UC-14", NOTICE_92_DEALERS, "",
    Text("这家企业或者市场没有在商务主管部门备案。", "This dealer or market is not filed with the commerce department."),
    Text("请到已备案的企业或者市场交易。", "Trade with a filed dealer or market."),
)  # fmt: skip
NO_DEALER = ground(
    "UC-14-unknown", NOTICE_92_DEALERS, "",
    Text("还没有选定开票的企业或者市场。", "No dealer or market is chosen yet."),
    Text("从已备案名单里选择。", "Choose one from the list of those filed."),
)  # fmt: skip
TOO_MANY = ground(
    "UC-14-seller", NOTICE_92_SHORT_HELD, "",
    Text("卖方一年内出售持有不满一年的车达到{limit}辆，不能开票，也不能办理登记。", "The seller would have sold {limit} cars held less than a year within one year: no invoice, no registration."),
    Text("持有满一年后再卖；以卖车为业的要登记为企业并备案。", "Sell it after holding it for a year; whoever deals in cars registers as a firm and is filed."),
)  # fmt: skip
