"""The doors of what belongs to no service: records, the window, audit, offices, background work, the trust list."""

from __future__ import annotations

from tongban.faces.records import Door, Face, Spot
from tongban.offices.records import Duty
from tongban.portal.budgets import BUDGETS
from tongban.verdicts import Text

ADMINISTRATORS = frozenset({Duty.ADMINISTER})
OFFICES, WORK = Text("机构和人员", "Offices and staff"), Text("后台运行", "Background work")
FACE = Face(
    name="portal",
    doors=(
        Door(Spot.RAIL_BELOW, "portal:journal", Text("办理记录", "My record"), 30, "history", key="journal"),
        Door(
            Spot.RAIL_BELOW, "portal:window-identity", Text("当面核对", "Identity at the window"), 40, "id",
            key="window", duties=frozenset({Duty.WINDOW}),
        ),
        Door(
            Spot.RAIL_BELOW, "portal:audit", Text("日志审计", "Journal audit"), 60, "shield-check",
            key="audit", duties=frozenset({Duty.AUDIT}),
        ),
        Door(Spot.RAIL_BELOW, "offices:rollouts", OFFICES, 70, "building", key="offices", duties=ADMINISTRATORS),
        Door(Spot.RAIL_BELOW, "portal:workings", WORK, 80, "refresh", key="workings", duties=ADMINISTRATORS),
        Door(
            Spot.DESK, "offices:rollouts", Text("机构和人员", "Offices and officers"), 100, "building",
            Text("哪里开通了什么，谁有什么职责", "What is open where, who has which duty"), duties=ADMINISTRATORS,
        ),
        Door(
            Spot.DESK, "portal:workings", WORK, 110, "refresh",
            Text("每一步怎样，放在一边的有什么", "How each step goes, and what was set aside"), duties=ADMINISTRATORS,
        ),
        Door(
            Spot.FRONT, "credentials:trust-pem", Text("信任名单和状态名单", "Trust list and status lists"), 20, "certificate",
            Text(
                "签名文件，任何人都能下载、核对，包括法院和企业。",
                "Signed files that anybody may download and check, courts and companies included.",
            ),
        ),
    ),
    budgets=BUDGETS,
)  # fmt: skip
