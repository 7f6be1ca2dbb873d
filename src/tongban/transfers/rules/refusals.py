"""不予登记: the grounds of the law (Article 3 paragraph 2). What a written refusal tells: cases/letters.py.

Articles 29 and 15 are a closed list: an officer chooses from it and adds no ground of their own (Article 83(4) makes
that an offence).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tongban.calendars import Holidays, years_later
from tongban.cases.letters import Grounds, Refusal
from tongban.laws import REGISTRATION, as_of, ground
from tongban.verdicts import Reason, Text, Verdict


def listed(code: str, number: str, what: Text, remedy: Text, quote: str = "") -> Reason:
    """A ground of 《机动车登记规定》."""
    return ground(code, REGISTRATION, number, what, remedy, quote)


def unmet(code: str, number: str, quote: str, what: Text, remedy: Text) -> Reason:
    """What an article asks of the application, and is not so: Article 3 has the office say no with the reason."""
    return listed(
        code,
        f"第三条第二款、{number}",
        what,
        remedy,
        f"对不符合规定的，应当书面或者电子告知不予受理、登记的理由……{quote}",
    )


COMPLETE_IT = Text("备齐以后重新申请。", "Apply again with everything.")
OPEN_MATTERS = Text(
    "申请时，涉及这辆车的违法或者事故没有处理完。",
    "At the application a violation or accident of the vehicle was not dealt with.",
)
SETTLE = Text("处理完以后重新申请。", "Have it dealt with, then apply again.")
NOT_COMPLETE = Text(
    "规定的证明、凭证不齐，一次告知以后没有补正。", "A required proof lacks, and did not come after it was told once."
)
NOT_SHOWN = Text("没有在期限内交验机动车。", "The vehicle was not shown in time.")
SHOW_IT = Text("能带车来时重新申请。", "Apply again when the car can be shown.")
NOT_THERE = Text("住所不在这个车管所的管辖区域内。", "The home is not in this office's district.")
AT_HOME = Text(
    "向住所地的车管所申请；在这里居住的，办理居住证以后再申请。",
    "Apply where the home is, or here with a residence permit.",
)
WITHOUT_MORTGAGEE = Text(
    "抵押登记期间，抵押权人没有共同申请。",
    "The vehicle is mortgaged, and the mortgagee has not applied with the others.",
)
WITH_MORTGAGEE = Text(
    "同抵押权人一起申请，或者先解除抵押登记。",
    "Apply together with the mortgagee, or have the mortgage released first.",
)
HOME_WORDS = "个人的住所是户籍登记地或者其身份证明记载的住址"
AGENT_WORDS = "代理人申请机动车登记和业务时，应当提交代理人的身份证明和机动车所有人的委托书"


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
        unmet("REF-25-2", "第二十五条第二款", "申请转让登记前，应当将涉及该车的道路交通安全违法行为和交通事故处理完毕", OPEN_MATTERS, SETTLE),
        unmet("REF-26-1", "第二十六条第一款", "确认申请信息，并提交以下证明、凭证", NOT_COMPLETE, COMPLETE_IT),
        unmet("REF-26-shown", "第二十六条第一款", "现机动车所有人应当交验机动车", NOT_SHOWN, SHOW_IT),
        unmet("REF-26-3", "第二十六条第三款", "应当由原机动车所有人、现机动车所有人和抵押权人共同申请", WITHOUT_MORTGAGEE, WITH_MORTGAGEE),
        unmet("REF-26-4", "第二十六条第四款", "应当由原机动车所有人、现机动车所有人和质权人共同申请", Text("质押备案期间，质权人没有共同申请。", "The vehicle is pledged, and the pledgee has not applied with the others."), Text("同质权人一起申请，或者先解除质押备案。", "Apply together with the pledgee, or have the pledge released first.")),
        unmet("REF-89", "第八十九条第三项", HOME_WORDS, NOT_THERE, AT_HOME),
        unmet("REF-86", "第八十六条第二款", AGENT_WORDS, Text("代理人没有身份证明或者委托书。", "The agent has no proof of identity or no mandate."), COMPLETE_IT),
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
        listed("REF-21-1-1", "第二十一条第一款第一项", Text("改变了品牌、型号或者发动机型号。", "Make, model or engine type was changed."), Text("恢复原状以后再申请。", "Apply again with the vehicle as it was."), "改变机动车的品牌、型号和发动机型号的"),
        listed("REF-21-1-2", "第二十一条第一款第二项", Text("改变了已登记的外形或者技术参数。", "Registered shape or technical data were changed."), Text("恢复原状，或者先依法办理变更登记。", "Restore it, or have the change registered first where the law allows it."), "改变已登记的机动车外形和有关技术参数的"),
        unmet("REF-18-3", "第十八条第三款", "申请转出、转入前，应当将涉及该车的道路交通安全违法行为和交通事故处理完毕", OPEN_MATTERS, SETTLE),
        unmet("REF-18-2", "第十八条第二款", "应当确认申请信息，提交身份证明、机动车登记证书", NOT_COMPLETE, COMPLETE_IT),
        unmet("REF-18-shown", "第十八条第二款", "并交验机动车", NOT_SHOWN, SHOW_IT),
        unmet("REF-32-3", "第三十二条第三款", "应当由机动车所有人和抵押权人共同申请", WITHOUT_MORTGAGEE, WITH_MORTGAGEE),
        SALE["REF-89"],
        SALE["REF-86"],
        SALE["REF-80"],
    )
}  # fmt: skip

GROUNDS: dict[str, Reason] = SALE | MOVE
"""Every ground by its code; `grounds_for` has those of one kind of registration."""


def may_refuse(codes: Sequence[str], *, is_sale: bool = True) -> Verdict:
    """As `Grounds.may_refuse`."""
    return grounds_for(is_sale=is_sale).may_refuse(codes)


def refusal(codes: Sequence[str], *, on: date, is_sale: bool = True, holidays: Holidays | None = None) -> Refusal:
    """As `Grounds.refusal`."""
    return grounds_for(is_sale=is_sale).refusal(codes, on=on, holidays=holidays)


def grounds_for(*, is_sale: bool) -> Grounds:
    """The closed list: Articles 29 and 15 for a transfer, Articles 21 and 15 when the owner moves home."""
    return Grounds(SALE if is_sale else MOVE, none=NO_GROUND, not_listed=NOT_LISTED, cited=as_of)


def may_apply_again(*, refused_for_falsehood_on: date | None, on: date) -> Verdict:
    """Article 80: barred for one year after false papers. The three years of Article 81 follow an annulment of the
    registration, which is not decided here and which no register tells us of: the window asks."""
    is_barred = refused_for_falsehood_on is not None and on < years_later(refused_for_falsehood_on, 1)
    return Verdict.of([BARRED_ONE if is_barred else None])


WAIT = Text("期满后再申请。", "Apply again when that time is over.")
BARRED_ONE = listed("REF-80-year", "第八十条第一款", Text("因虚假材料不予登记未满一年。", "Less than a year since a refusal for false papers."), WAIT)  # fmt: skip
NO_GROUND = listed("REF-00", "第三条第二款", Text("没有写明不予登记的理由。", "No ground is given."), Text("至少选择一项法定理由。", "Choose at least one ground of the law."))  # fmt: skip
NOT_LISTED = listed("REF-01", "第八十三条第一款第四项", Text("不能用规定以外的理由拒绝。", "No ground outside the law's list may be used."), Text("从法定理由中选择。", "Choose from the list."))  # fmt: skip
