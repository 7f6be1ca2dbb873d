"""VL-05: does the electronic vehicle licence survive a change in the register?

A new owner, plate or office supersedes it, for the paper licence is taken back and issued anew; everything else that it
says follows by itself with the next credentials.
"""

from __future__ import annotations

from tongban.licences.rules.sources import REGISTRATION_RULES
from tongban.licences.rules.vehicle.facts import VehicleFacts
from tongban.verdicts import Reason, Text, Verdict

RECEIVE_AGAIN = Text("车主点一下就能领新的电子行驶证。", "The owner receives the new one with one tap.")
CHANGES = {
    "owner": (
        REGISTRATION_RULES.article("第二十六条"),
        Text("机动车所有人已变更。", "The vehicle has a new owner."),
    ),
    "plate": ("", Text("号牌号码已变更。", "The plate has changed.")),
    "office": (
        REGISTRATION_RULES.article("第十八条"),
        Text("登记地车管所已变更。", "The vehicle is registered at another office."),
    ),
}


def vehicle_stays_valid(issued_on: VehicleFacts, now: VehicleFacts) -> Verdict:
    """Not allowed (= superseded), with every ground, when owner, plate or office have changed."""
    changed = {
        "owner": issued_on.owner_number != now.owner_number,
        "plate": (issued_on.plate_kind, issued_on.plate) != (now.plate_kind, now.plate),
        "office": issued_on.office != now.office,
    }
    return Verdict.of(
        Reason(f"VL-05-{name}", *CHANGES[name], RECEIVE_AGAIN, REGISTRATION_RULES.since) if is_changed else None
        for name, is_changed in changed.items()
    )
