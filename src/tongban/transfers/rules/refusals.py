"""不予登记: the grounds of the law, and what a written refusal must tell (Article 3 paragraph 2).

Articles 29 and 15 are a closed list: an officer chooses from it and adds no ground of their own (Article 83(4) makes
that an offence). A refusal names every ground with its remedy, and where and until when it can be contested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongban.calendars import Holidays, years_later
from tongban.transfers.rules.clocks import due
from tongban.transfers.rules.sources import LITIGATION_LAW, REGISTRATION, REVIEW_LAW, as_of, ground
from tongban.verdicts import Reason, Text, Verdict

LITIGATION_MONTHS = 6


def listed(code: str, number: str, what: Text, remedy: Text) -> Reason:
    """A ground of 《机动车登记规定》."""
    return ground(code, REGISTRATION, number, what, remedy)


SALE: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        listed("REF-29-1", "第二十九条第一项", Text("机动车与该车档案记载内容不一致。", "The vehicle differs from its file."), Text("先办理变更登记或者更正，再申请。", "Have the change registered or the file corrected, then apply again.")),
        listed("REF-29-2", "第二十九条第二项", Text("属于海关监管的机动车，海关未解除监管或者批准转让。", "Under customs supervision, neither released nor permitted."), Text("取得海关的解除监管证明书或者批准转让证明后再申请。", "Apply again with the customs release or permission.")),
        listed("REF-29-3", "第二十九条第三项", Text("距机动车强制报废标准规定要求使用年限一年以内。", "Within one year of the end of its years of use."), Text("不能转让；到期前办理注销登记。", "It cannot be transferred; have it deregistered in time.")),
        listed("REF-15-1", "第二十九条第四项、第十五条第一项", Text("提交的证明、凭证无效。", "A proof handed in is invalid."), Text("换成有效的证明后再申请。", "Apply again with a valid proof.")),
        listed("REF-15-2", "第二十九条第四项、第十五条第二项", Text("机动车来历证明被涂改，或者记载的所有人与身份证明不符。", "The proof of origin was altered, or names another owner than the proof of identity."), Text("请开票方重新开具。", "Have it issued again.")),
        listed("REF-15-7", "第二十九条第四项、第十五条第七项", Text("机动车达到国家规定的强制报废标准。", "The vehicle has reached compulsory scrapping."), Text("办理报废注销。", "Have it scrapped and deregistered.")),
        listed("REF-15-8", "第二十九条第四项、第十五条第八项", Text("机动车被依法查封、扣押。", "The vehicle is sealed up or seized by law."), Text("解除查封、扣押后再申请。", "Apply again after it is lifted.")),
        listed("REF-15-9", "第二十九条第四项、第十五条第九项", Text("机动车属于被盗抢骗的。", "The vehicle was stolen, robbed or defrauded."), Text("由公安机关依法处理。", "The police deal with it.")),
        listed("REF-80", "第八十条第一款", Text("隐瞒有关情况或者提供虚假材料。", "Facts were hidden or false papers handed in."), Text("自决定之日起一年内不得再次申请。", "No new application within one year of the decision.")),
    )
}  # fmt: skip
MOVE: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        listed("REF-21-3-1", "第二十一条第一款第三项、第十五条第一项", SALE["REF-15-1"].what, SALE["REF-15-1"].remedy),
        listed("REF-21-3-7", "第二十一条第一款第三项、第十五条第七项", SALE["REF-15-7"].what, SALE["REF-15-7"].remedy),
        listed("REF-21-3-8", "第二十一条第一款第三项、第十五条第八项", SALE["REF-15-8"].what, SALE["REF-15-8"].remedy),
        listed("REF-21-3-9", "第二十一条第一款第三项、第十五条第九项", SALE["REF-15-9"].what, SALE["REF-15-9"].remedy),
        listed("REF-21-2", "第二十一条第二款", Text("距机动车强制报废标准规定要求使用年限一年以内，不能迁出。", "Within one year of the end of its years of use; it cannot move."), SALE["REF-29-3"].remedy),
        SALE["REF-80"],
    )
}  # fmt: skip

GROUNDS: dict[str, Reason] = SALE | MOVE
"""Every ground by its code; `grounds_for` has those of one kind of registration."""


def grounds_for(*, is_sale: bool) -> dict[str, Reason]:
    """The closed list: Articles 29 and 15 for a transfer, Articles 21 and 15 when the owner moves home."""
    return SALE if is_sale else MOVE


@dataclass(frozen=True)
class Remedy:
    """A way to contest a decision: what, by which article, until which day, and how.

    is_counted: the last day depends on which days are worked, so that a holiday notice may move it.
    """

    title: Text
    article: str
    until: date
    how: Text
    is_counted: bool = False


@dataclass(frozen=True)
class Refusal:
    """What a written refusal says, beside the names that only the page knows."""

    on: date
    grounds: tuple[Reason, ...]
    remedies: tuple[Remedy, ...]


def may_refuse(codes: Sequence[str], *, is_sale: bool = True) -> Verdict:
    """Only with at least one ground, and only with grounds of the law's list."""
    known = grounds_for(is_sale=is_sale)
    return Verdict.of(
        [NO_GROUND if not codes else None, NOT_LISTED if any(code not in known for code in codes) else None]
    )


def refusal(codes: Sequence[str], *, on: date, is_sale: bool = True, holidays: Holidays | None = None) -> Refusal:
    """The content of the refusal served on that day. KeyError for a ground that is not listed (ask may_refuse)."""
    known = grounds_for(is_sale=is_sale)
    grounds = tuple(as_of(known[code], on) for code in dict.fromkeys(codes))
    return Refusal(on, grounds, remedies(on, holidays=holidays))


def remedies(on: date, *, holidays: Holidays | None = None) -> tuple[Remedy, ...]:
    """行政复议 within 60 days and 行政诉讼 within six months of the day on which the decision was served."""
    return (
        Remedy(
            Text("行政复议", "Administrative review"),
            REVIEW_LAW.article("第二十条第一款"),
            due("review", start=on, holidays=holidays),
            Text("向作出决定的公安机关交通管理部门的本级人民政府申请。", "Apply to the people's government of the office that decided."),
            is_counted=True,
        ),
        Remedy(
            Text("行政诉讼", "Action before the court"),
            LITIGATION_LAW.article("第四十六条第一款"),  # marked M: the article was not at hand
            months_later(on, LITIGATION_MONTHS),
            Text("向有管辖权的人民法院起诉。", "Sue before the people's court that has jurisdiction."),
        ),
    )  # fmt: skip


def may_apply_again(*, refused_for_falsehood_on: date | None, on: date) -> Verdict:
    """Article 80: barred for one year after false papers. The three years of Article 81 follow an annulment of the
    registration, which is not decided here and which no register tells us of: the window asks."""
    is_barred = refused_for_falsehood_on is not None and on < years_later(refused_for_falsehood_on, 1)
    return Verdict.of([BARRED_ONE if is_barred else None])


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month when it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


WAIT = Text("期满后再申请。", "Apply again when that time is over.")
BARRED_ONE = listed("REF-80-year", "第八十条第一款", Text("因虚假材料不予登记未满一年。", "Less than a year since a refusal for false papers."), WAIT)  # fmt: skip
NO_GROUND = listed("REF-00", "第三条第二款", Text("没有写明不予登记的理由。", "No ground is given."), Text("至少选择一项法定理由。", "Choose at least one ground of the law."))  # fmt: skip
NOT_LISTED = listed("REF-01", "第八十三条第一款第四项", Text("不能用规定以外的理由拒绝。", "No ground outside the law's list may be used."), Text("从法定理由中选择。", "Choose from the list."))  # fmt: skip
