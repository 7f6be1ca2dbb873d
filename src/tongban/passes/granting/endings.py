"""How a pass ends before its last day, or is changed: by itself, by the city's decision, or by its holder.

What the register or the firm's standing ends by itself has its ground and needs no decision against the holder; what a new
rule or a fault of the office ends is a decision with notice, reasons, remedy and what is owed (《行政许可法》 8, 69).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tongban.verdicts import Reason, Text

PERMISSION = "《行政许可法》"


class How(StrEnum):
    """BY_ITSELF: the fact alone ends it, and the holder is told. BY_DECISION: heard first, then a letter with remedies."""

    BY_ITSELF = "by-itself"
    BY_DECISION = "by-decision"


class Owed(StrEnum):
    """What the authority owes for the loss."""

    NOTHING = "nothing"
    COMPENSATION = "compensation"  # 补偿: for a lawful change, Article 8(2)
    DAMAGES = "damages"  # 赔偿: for the authority's fault, Article 69(4)


@dataclass(frozen=True)
class Ending:
    """A ground on which a pass ends. is_suspended: it comes back when the ground falls away within its term."""

    reason: Reason
    how: How
    owed: Owed = Owed.NOTHING
    is_suspended: bool = False


def _fact(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Reason:
    return Reason(code, "", Text(zh, en), Text(remedy_zh, remedy_en), is_practice=True)


ENDINGS = {
    one.reason.code: one
    for one in (
        Ending(
            Reason(
                "PE-1", f"{PERMISSION}第七十条",
                Text("有效期届满，没有延续。", "Its term has ended and was not renewed."),
                Text("需要的话重新申请。", "Apply again if you need one."),
                quote="行政许可有效期届满未延续的",
            ),
            How.BY_ITSELF,
        ),
        Ending(
            Reason(
                "PE-2", f"{PERMISSION}第七十条",
                Text("持有通行码的企业已经终止。", "The firm that held it has ended."),
                Text("由承继的企业申请。", "Let its successor apply."),
                quote="法人或者其他组织依法终止的",
            ),
            How.BY_ITSELF,
        ),
        Ending(
            Reason(
                "PE-3", f"{PERMISSION}第九条",
                Text("车辆已经转让，通行码不随车转让。", "The vehicle has another owner; a pass does not go with it."),
                Text("新的所有人自己申请。", "The new owner applies."),
                quote="不得转让",
            ),
            How.BY_ITSELF,
        ),
        Ending(
            _fact("PE-4", "车辆已经注销登记。", "The vehicle's registration was cancelled.", "没有可以办的。", "Nothing can be done."),
            How.BY_ITSELF,
        ),
        Ending(
            _fact(
                "PE-5", "号牌号码变了，通行码写的是原来的号牌。", "The plate has changed; the pass names the old one.",
                "按新的号牌变更通行码，材料不用再交。", "Have the pass changed to the new plate; no paper is asked for again.",
            ),
            How.BY_ITSELF,
        ),
        Ending(
            _fact(
                "PE-6", "车辆登记状态为{letters}。", "The vehicle's status in the register is {letters}.",
                "状态恢复后，在有效期内的通行码自动恢复。", "Once it is cleared, the pass works again within its term.",
            ),
            How.BY_ITSELF,
            is_suspended=True,
        ),
        Ending(
            Reason(
                "PE-7", f"{PERMISSION}第八条",
                Text(
                    "通行规则变了，为了公共利益需要变更或者撤回这个通行码。",
                    "The rules have changed; in the public interest this pass is changed or withdrawn.",
                ),
                Text("看看最近的合法路线；造成损失的，可以要求补偿。", "See the nearest legal way; ask for compensation of your loss."),
                quote="行政机关可以依法变更或者撤回已经生效的行政许可。"
                "由此给公民、法人或者其他组织造成财产损失的，行政机关应当依法给予补偿",
            ),
            How.BY_DECISION,
            Owed.COMPENSATION,
        ),
        Ending(
            Reason(
                "PE-8", f"{PERMISSION}第六十九条",
                Text("核发有错，撤销这个通行码。", "It was given in error and is annulled."),
                Text(
                    "造成损失的，可以要求赔偿；不同意的，可以申请行政复议或者起诉。",
                    "Ask for damages; ask for review or go to court if you disagree.",
                ),
                quote="被许可人的合法权益受到损害的，行政机关应当依法给予赔偿",
            ),
            How.BY_DECISION,
            Owed.DAMAGES,
        ),
        Ending(
            Reason(
                "PE-9", f"{PERMISSION}第六十九条",
                Text("以欺骗等不正当手段取得，撤销这个通行码。", "It was obtained by fraud and is annulled."),
                Text("不同意的，可以申请行政复议或者起诉。", "Ask for review or go to court if you disagree."),
                quote="被许可人以欺骗、贿赂等不正当手段取得行政许可的，应当予以撤销",
            ),
            How.BY_DECISION,
        ),
    )
}  # fmt: skip
"""By code."""
