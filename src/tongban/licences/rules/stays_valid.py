"""EL-03 and EL-12: does the electronic licence survive a change in the register?

A change of 准驾车型, 有效期 or 发证机关, or a re-issued card, supersedes it; points and letters do not: they
change its standing, which every display and every check recomputes.
"""

from __future__ import annotations

from tongban.licences.rules.facts import LicenceFacts
from tongban.licences.rules.sources import LICENCE_RULES
from tongban.verdicts import Reason, Text, Verdict

OLD_CARD_WORDS = "原机动车驾驶证作废，不得继续使用……机动车驾驶人补换领机动车驾驶证后，继续使用原机动车驾驶证的"
APPLY_AGAIN = Text("点一下重新申领，照片不用再交。", "Tap once to apply again; no new photo is needed.")


def stays_valid(issued_on: LicenceFacts, now: LicenceFacts) -> Verdict:
    """Not allowed (= superseded), with every ground, when a fact that the licence certifies has changed."""
    changes = [
        ("EL-03", issued_on.classes != now.classes, Text("准驾车型已变更。", "The licence classes have changed.")),
        (
            "EL-03",
            (issued_on.valid_from, issued_on.valid_until) != (now.valid_from, now.valid_until),
            Text("有效期已变更。", "The validity has changed."),
        ),
        ("EL-03", issued_on.office != now.office, Text("发证机关已变更。", "The issuing office has changed.")),
        (
            "EL-12",
            issued_on.card_core_number != now.card_core_number,
            Text("驾驶证已补发或换发，原证作废。", "The card was re-issued; the old one is void."),
        ),
    ]
    grounds = {"EL-03": ("", ""), "EL-12": (LICENCE_RULES.article("第六十九条", "第九十八条"), OLD_CARD_WORDS)}
    return Verdict.of(
        Reason(code, grounds[code][0], what, APPLY_AGAIN, LICENCE_RULES.since, grounds[code][1]) if is_changed else None
        for code, is_changed, what in changes
    )
