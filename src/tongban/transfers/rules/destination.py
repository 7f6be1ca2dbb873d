"""UC-11 and UC-12: what the destination city asks of the vehicle and of the buyer, by its dated policies."""

from __future__ import annotations

from tongban.laws import filled
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.transfers.rules.policies import (
    EMISSION_NAMES,
    EMISSION_NAMES_EN,
    EMISSIONS,
    CityPolicy,
    Kind,
    in_force,
    override_for,
    rank,
)
from tongban.verdicts import Reason, Text


def uc_11(case: Situation) -> Answer:
    """UC-11: does it meet the destination's emission minimum? A national rule wins over every city's."""
    if not case.deal.is_across:
        return OK
    vehicle = case.vehicle
    broken = [policy for policy in of_kind(case, Kind.EMISSION) if is_below(case, policy)]
    if not broken:
        return OK
    override = override_for(
        emission=vehicle.emission, is_small_non_operating=vehicle.is_small_non_operating, on=case.on
    )
    if override is not None:
        protected = Reason(
            "UC-11-national", override.source.article(), override.text, NOTHING_TO_DO, override.source.since
        )
        return Answer(Result.NOTE, (protected,))
    binding = tuple(below(case, policy) for policy in broken if not policy.is_advice)
    if binding:
        return Answer(Result.BLOCKED, binding, Whose.DESTINATION, ("choose-destination",))
    return Answer(Result.NOTE, tuple(below(case, policy) for policy in broken))


def uc_12(case: Situation) -> Answer:
    """UC-12: where cars are limited in number, the buyer needs a quota; a dealer's stock uses none."""
    policies = [
        policy
        for policy in of_kind(case, Kind.QUOTA)
        if case.vehicle.is_small_passenger and not (policy.exempts_new_energy and case.vehicle.is_new_energy)
    ]
    buyer = case.parties.buyer
    if not policies or case.deal.is_stock or (buyer is not None and buyer.has_permit_quota):
        return OK
    reasons = tuple(quoted(NO_QUOTA, policy) for policy in policies)
    if buyer is None or buyer.has_permit_quota is None:
        return Answer(Result.NOT_YET, reasons, Whose.BUYER, ("show-quota",))
    return Answer(Result.BLOCKED, reasons, Whose.BUYER, ("apply-quota",))


def of_kind(case: Situation, kind: Kind) -> list[CityPolicy]:
    """The destination's policies of one kind on the day of the case."""
    found = in_force(case.policies, prefecture=case.deal.destination_prefecture, on=case.on)
    return [policy for policy in found if policy.kind is kind]


def is_below(case: Situation, policy: CityPolicy) -> bool:
    """True if the vehicle is under the policy's minimum and not exempt from it."""
    vehicle = case.vehicle
    is_exempt = (policy.exempts_new_energy and vehicle.is_new_energy) or (
        vehicle.is_small_non_operating and not policy.includes_small_non_operating
    )
    return not is_exempt and rank(vehicle.emission) < rank(policy.minimum_emission)


def below(case: Situation, policy: CityPolicy) -> Reason:
    """The reason with both stages named and the city's own text and document."""
    has, wants = case.vehicle.emission, policy.minimum_emission
    what = Text(
        f"这辆车是{EMISSION_NAMES.get(has, '未知标准')}，转入地最低要求{EMISSION_NAMES[wants]}。{policy.text.zh}",
        f"The vehicle meets {EMISSION_NAMES_EN.get(has, 'an unknown stage')}, the destination asks at least {EMISSION_NAMES_EN[wants]}. {policy.text.en}",
    )
    return Reason("UC-11", policy.source, what, OTHER_CITY, policy.from_day)


def quoted(reason: Reason, policy: CityPolicy) -> Reason:
    """The reason with the city's own text, document and first day."""
    words = filled(reason, zh=policy.text.zh, en=policy.text.en)
    return Reason(words.code, policy.source, words.what, words.remedy, policy.from_day)


assert set(EMISSION_NAMES) == set(EMISSION_NAMES_EN) == set(EMISSIONS)
NOTHING_TO_DO = Text("不用做任何事，转入地不得因此拒绝。", "Nothing to do; the destination may not refuse it for this.")
OTHER_CITY = Text(
    "不要在付款后才发现：换一辆达标的车，或者在别的城市登记。",
    "Better now than after paying: choose another car, or register it in another city.",
)
NO_QUOTA = Reason(
    "UC-12", "",
    Text("转入地对小客车限量，买方要有购车指标。{zh}", "The destination limits the number of cars; the buyer needs a quota. {en}"),
    Text("买方先向转入地申请指标，取得后再申请登记。", "Let the buyer apply for a quota there first."),
)  # fmt: skip
