"""What a city rules for vehicles that come to it: a kind of policy, and reading it."""

from __future__ import annotations

from datetime import date
from functools import partial

from tongban.offices.records import Duty
from tongban.policies import queries as policies
from tongban.policies.kinds import Kind
from tongban.policies.records import Policy
from tongban.transfers.entries import PolicyApproved, PolicyDrafted, PolicyEnded
from tongban.transfers.rules.policies import SAME_PERSON, CityPolicy, findings

CITY_RULES: Kind[CityPolicy] = Kind(
    name="policy",
    record=CityPolicy,
    place="prefecture",
    writes=Duty.RULE_EDIT,
    approves=Duty.RULE_APPROVAL,
    findings=lambda policy, others: findings(policy, others=others),
    same_person=SAME_PERSON,
    drafted=lambda key, policy: PolicyDrafted(key, policy.prefecture, policy.kind, policy.from_day.isoformat()),
    approved=PolicyApproved,
    ended=PolicyEnded,
)
policies_of = partial(policies.binding, CITY_RULES)
is_policy, city_policy = partial(policies.is_policy, CITY_RULES), partial(policies.one, CITY_RULES)


def city_policies(*areas: str, on: date) -> list[Policy[CityPolicy]]:
    """The rules of the cities in some areas, drafts too, by city, kind and first day."""
    found = policies.known(CITY_RULES, *areas, on=on)
    return sorted(found, key=lambda one: (one.place, one.policy.kind, one.policy.from_day))
