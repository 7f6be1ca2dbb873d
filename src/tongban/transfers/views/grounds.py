"""Codes of questions, grounds of refusal, an invoice's checks and suspicions, as the journal keeps them, in words."""

from __future__ import annotations

from tongban.transfers.rules import invoice
from tongban.transfers.rules.precheck import RULES
from tongban.transfers.rules.refusals import GROUNDS
from tongban.verdicts import Reason, Text

SUSPICIONS: dict[str, Text] = {
    "smuggled": Text("涉嫌走私", "Possibly smuggled"),
    "stolen": Text("涉嫌被盗抢骗", "Possibly stolen"),
    "assembled": Text("涉嫌拼装", "Possibly assembled from parts"),
    "modified": Text("涉嫌非法改装", "Possibly modified unlawfully"),
    "forged-papers": Text("涉嫌提交虚假材料", "Possibly false papers"),
    "frequent-reissue": Text("短期内频繁补领、换领牌证", "Plates or papers replaced often in a short time"),
    "frequent-moves": Text("短期内频繁转让、转出转入", "Transferred or moved often in a short time"),
    "vin-differs": Text("车辆识别代号和档案不一致", "The VIN differs from the file"),
    "UC-20": Text("预检发现风险", "Found by the pre-check"),
}
GROUND_WORDS: dict[str, Text] = (
    {question.code: question.title for question in RULES}
    | {reason.code: reason.what for reason in GROUNDS.values()}
    | {
        reason.code: reason.what
        for reason in vars(invoice).values()
        if isinstance(reason, Reason) and "{" not in reason.what.zh
    }
    | SUSPICIONS
)
