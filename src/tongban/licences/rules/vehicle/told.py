"""What an owner reads of why an officer typed the plate. Chosen from a list, never written: whoever writes freely about
a stolen car may warn the thief."""

from __future__ import annotations

from tongban.verdicts import Text

CHECK_REASONS: dict[str, Text] = {
    "patrol": Text("路面巡逻检查", "Check on patrol"),
    "checkpoint": Text("设卡检查", "Check at a control point"),
    "violation": Text("处理交通违法", "Handling a traffic violation"),
    "accident": Text("处理交通事故", "Handling an accident"),
    "plate": Text("核对号牌和车辆", "Comparing plate and vehicle"),
}
WRITTEN = Text("依法核查", "Checked as the law allows")
"""Instead of what officers wrote before there was a list."""
