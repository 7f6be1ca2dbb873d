"""EL-10: do I need the paper card? By business, with what to bring instead.

It is data that an authority edits, and each line says why; a line without an article is practice.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongban.licences.rules.sources import ACCIDENT_RULES, LICENCE_RULES, POINTS_RULES, ROAD_LAW, VIOLATION_RULES
from tongban.verdicts import Basis, Text, basis_of


@dataclass(frozen=True)
class Business:
    """An occasion on which a licence is asked for. article, quote: what says so; without one it is practice."""

    code: str
    name: Text
    needs_paper: bool
    why: Text
    article: str = ""
    quote: str = ""

    @property
    def basis(self) -> Basis:
        """Law or practice."""
        return basis_of(self.article, is_practice=True)


EQUAL = LICENCE_RULES.article("第六十一条")
EQUAL_WORDS = "机动车驾驶证电子版与纸质版具有同等效力"
BUSINESSES: tuple[Business, ...] = (
    Business(
        "roadside", Text("路面检查", "Roadside check"), False,
        Text("亮码即可，电子版和纸质版具有同等效力。", "Show the code: the electronic licence counts as the paper one does."), EQUAL, EQUAL_WORDS,
    ),
    Business(
        "no-card", Text("没带纸质证", "Paper card left at home"), False,
        Text(
            "能亮出电子驾驶证，就是带了证。手机没电、没有领到手机里、亮不出来的，算没有带：扣留机动车，出示后及时退还，可以处警告或者二十元以上二百元以下罚款。",
            "Whoever shows the electronic licence carries the licence. A flat phone, or one that has not collected it, counts as not carried: the car is "
            "kept until a licence is shown, and a warning or a fine of 20 to 200 yuan may follow.",
        ),
        f"{EQUAL}、{ROAD_LAW.article('第十九条', '第九十五条', '第九十条')}",
        f"{EQUAL_WORDS}……驾驶机动车时，应当随身携带机动车驾驶证……公安机关交通管理部门应当扣留机动车……应当及时退还机动车……处警告或者二十元以上二百元以下罚款",
    ),
    Business("rental", Text("租车、投保、应聘司机", "Rental, insurance, job as a driver"), False, Text("给对方看码，内容由您选。", "Show a code; you choose what is seen."), EQUAL, EQUAL_WORDS),
    Business(
        "simple", Text("简易程序处理违法", "Violations, simple procedure"), False,
        Text("警告或者二百元以下罚款的，电子驾驶证可以办。", "For a warning or a fine of at most 200 yuan the electronic licence is enough."),
        f"{EQUAL}、{VIOLATION_RULES.article('第四十三条')}", f"{EQUAL_WORDS}……对违法行为人处以警告或者二百元以下罚款的，可以适用简易程序",
    ),
    Business(
        "renewal", Text("期满换证", "Renewal"), False,
        Text(
            "在发证地换，旧证不用交回。在发证地以外换的，驾驶证同时转到换证地，要交回旧证。",
            "Renewed by the issuing office, the old card is not handed in. Elsewhere the licence moves there, and the old card is taken back.",
        ),
        LICENCE_RULES.article("第六十三条", "第六十八条", "第七十条"),
        "医疗机构出具的有关身体条件的证明……对符合第六十四条、第六十五条、第六十六条第一款第一项、第六十七条规定的，还应当收回原机动车驾驶证"
        "……应当同时按照第六十四条规定办理",
    ),
    Business(
        "full-mark", Text("记满12分", "12 points reached"), True,
        Text(
            "交警扣留驾驶证，开强制措施凭证，送达满分教育通知书；考试合格、罚款缴清后发还。电子版显示红色，不能驾驶。",
            "The card is withheld against a receipt, with the notice of the course; it is given back when the test is passed and the fines are paid. "
            "The electronic licence is red meanwhile: no driving.",
        ),
        f"{POINTS_RULES.article('第十七条', '第二十三条')}、{VIOLATION_RULES.article('第三十一条', '第三十二条')}",
        "应当扣留其机动车驾驶证，开具强制措施凭证，并送达满分教育通知书……考试合格且罚款已缴纳的，记分予以清除，发还机动车驾驶证"
        "……在一个记分周期内累积记分达到十二分的……扣留机动车驾驶证至考试合格之日",
    ),
    Business(
        "general", Text("可能暂扣、吊销驾驶证的违法", "Violations for which the licence may be suspended or revoked"), True,
        Text("交警可以先扣留驾驶证，二十四小时内移交处理；十五日内去接受处理。", "The card may be withheld first; the case is handed on within 24 hours, and you have to come within 15 days."),
        ROAD_LAW.article("第一百一十条"),
        "可以先予扣留机动车驾驶证，并在二十四小时内将案件移交公安机关交通管理部门处理……应当在十五日内到公安机关交通管理部门接受处理",
    ),
    Business(
        "recover", Text("转入换证、信息变更换证、到龄或者身体条件降低准驾车型、因身体条件注销", "Moving in, changed particulars, a lower class for age or health, cancellation for health"), True,
        Text("办理时收回纸质证。", "The paper card is taken back."),
        LICENCE_RULES.article("第六十八条"),
        "对符合第六十四条、第六十五条、第六十六条第一款第一项、第六十七条规定的，还应当收回原机动车驾驶证",
    ),
    Business(
        "ended", Text("申请注销、驾驶证被注销", "Cancellation, asked for or not"), True,
        Text("交回纸质证；没有收回的，公告作废。", "The card is handed in; if it is not, it is declared void."),
        LICENCE_RULES.article("第七十九条"), "未收回机动车驾驶证的，应当公告机动车驾驶证作废",
    ),
    Business(
        "damaged", Text("损毁换证", "Damaged card"), False,
        Text("凭身份证明换，不要求交回损毁的证。", "Replaced on proof of identity; the damaged card is not asked for."),
        LICENCE_RULES.article("第六十六条"), "机动车驾驶证损毁无法辨认的……属于第一款第一项的，还应当提交机动车驾驶证",
    ),
    Business(
        "lost", Text("遗失补证", "Lost card"), False,
        Text(
            "凭身份证明补发，补领后原证作废；被扣押、扣留或者暂扣期间不能补。",
            "Re-issued on proof of identity, and the old card is void; not while it is seized, withheld or suspended.",
        ),
        LICENCE_RULES.article("第六十九条"),
        "机动车驾驶人补领机动车驾驶证后，原机动车驾驶证作废，不得继续使用……机动车驾驶证被依法扣押、扣留或者暂扣期间，机动车驾驶人不得申请补发",
    ),
    Business(
        "review", Text("审验、提交身体条件证明", "Review, health proof"), False,
        Text("在发证地或者发证地以外办，没有要求交纸质证。", "Anywhere; no article asks for the card."),
        LICENCE_RULES.article("第七十二条"), "可以在机动车驾驶证核发地或者核发地以外的地方参加审验、提交身体条件证明",
    ),
    Business(
        "school-bus", Text("校车驾驶资格", "School bus permit"), True,
        Text("要在纸质证上签注；资格注销时换领驾驶证。", "The paper card is endorsed; when the permit ends it is exchanged."),
        LICENCE_RULES.article("第八十九条", "第九十二条"), "在机动车驾驶证上签注准许驾驶校车及相应车型……应当注销其校车驾驶资格，通知机动车驾驶人换领机动车驾驶证",
    ),
    Business(
        "accident", Text("事故中驾驶证作为证据，或者先予扣留", "Licence taken as evidence after a crash, or withheld"), True,
        Text("涉嫌犯罪的，依法扣押，出具扣押文书；可能暂扣、吊销的，可以先予扣留。", "Seized against a document where a crime is suspected; withheld where it may be suspended or revoked."),
        f"{ACCIDENT_RULES.article('第四十条')}、{ROAD_LAW.article('第一百一十条')}",
        "扣押机动车驾驶证等与事故有关的物品、证件，并按照规定出具扣押法律文书……可以先予扣留机动车驾驶证",
    ),
)  # fmt: skip
