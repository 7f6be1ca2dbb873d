"""EL-10: do I need the paper card? By business, with what to bring instead.

The practice list is marked V2+ in the facts: it is data that an authority edits, and each line says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongban.licences.rules.sources import LICENCE_RULES, POINTS_RULES, ROAD_LAW
from tongban.verdicts import Text


@dataclass(frozen=True)
class Business:
    """An occasion on which a licence is asked for."""

    code: str
    name: Text
    needs_paper: bool
    why: Text
    article: str = ""


BUSINESSES: tuple[Business, ...] = (
    Business(
        "roadside", Text("路面检查", "Roadside check"), False,
        Text("亮码即可，民警不会再要纸质证。", "Show the code; the officer will not ask for paper."), LICENCE_RULES.article("第六十一条"),
    ),
    Business(
        "no-card", Text("没带纸质证", "Paper card left at home"), False,
        Text("亮证后不按未携带驾驶证处罚。", "Once the electronic licence is shown, there is no fine for not carrying it."), ROAD_LAW.article("第九十五条"),
    ),
    Business("rental", Text("租车、投保、应聘司机", "Rental, insurance, job as a driver"), False, Text("给对方看码，内容由您选。", "Show a code; you choose what is seen."), LICENCE_RULES.article("第六十一条")),
    Business("simple", Text("简易程序处理违法", "Violations, simple procedure"), False, Text("电子驾驶证可以办。", "The electronic licence is enough."), LICENCE_RULES.article("第六十一条")),
    Business("renewal", Text("期满换证", "Renewal"), False, Text("网上办，旧证作废不用交回。", "On line; the old card is void and need not be handed in."), LICENCE_RULES.article("第六十三条")),
    Business("full-mark", Text("记满 12 分扣留", "Withholding at 12 points"), False, Text("系统里扣留，不收纸质证；纸质证不能再用。", "Withheld in the system; the paper card is not collected and cannot be used."), POINTS_RULES.article("第十七条")),
    Business("general", Text("一般程序、暂扣、吊销", "General procedure, suspension, revocation"), True, Text("要收回或者登记纸质证。", "The paper card is taken back or endorsed."), ROAD_LAW.article("第一百一十条")),
    Business("recover", Text("注销、降级、转入换证、损毁换证", "Cancellation, downgrade, moving in, damaged card"), True, Text("办理时收回纸质证。", "The paper card is taken back."), LICENCE_RULES.article("第六十八条")),
    Business("school-bus", Text("校车驾驶资格", "School bus permit"), True, Text("要在纸质证上签注。", "The paper card is endorsed."), LICENCE_RULES.article("第八十九条")),
    Business("accident", Text("事故中驾驶证作为证据", "Licence taken as evidence after a crash"), True, Text("需要扣留的，交纸质证。", "Where it must be withheld, the paper card is handed over.")),
)  # fmt: skip
