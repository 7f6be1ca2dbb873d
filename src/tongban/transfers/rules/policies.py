"""City policies as dated data: emission minimum, quota, residence; and what the nation says over them.

A city's author writes a policy and another person approves it (package `policies`); `findings` refuses what the nation
forbids before anybody is turned away by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongban.identifiers.spelling import is_digits
from tongban.laws import NOTICE_92, Source, ground
from tongban.offices.places import is_city
from tongban.policies.records import is_in_force, share_a_day
from tongban.verdicts import Reason, Text, Verdict

EMISSIONS = ("0", "1", "2", "3", "4", "5", "6", "99")  # worst to best, codes of the table 排放
EMISSION_NAMES = {
    "0": "国0",
    "1": "国一",
    "2": "国二",
    "3": "国三",
    "4": "国四",
    "5": "国五",
    "6": "国六",
    "99": "零排放",
}
EMISSION_NAMES_EN = {
    "0": "China 0", "1": "China 1", "2": "China 2", "3": "China 3", "4": "China 4", "5": "China 5", "6": "China 6",
    "99": "zero emission",
}  # fmt: skip


class Kind(StrEnum):
    """What a city may rule on."""

    EMISSION = "emission"
    QUOTA = "quota"
    RESIDENCE = "residence"


@dataclass(frozen=True)
class CityPolicy:
    """One policy of one prefecture (a city, offices.queries.city_of), in force from from_day to until_day inclusive.

    minimum_emission: a code of the table 排放, for EMISSION alone. text: what the citizen reads. source: number and
    title of the city's own document. exempts_new_energy: plates 51 and 52 are free of it.
    includes_small_non_operating: it is also for 小型、微型非营运载客汽车. is_advice: it warns and never blocks.
    """

    prefecture: str
    kind: Kind
    from_day: date
    until_day: date | None
    text: Text
    source: str
    minimum_emission: str = ""
    exempts_new_energy: bool = True
    includes_small_non_operating: bool = True
    is_advice: bool = False


@dataclass(frozen=True)
class Override:
    """A national rule that wins over every city's: from `since`, vehicles of `emission` and better are never barred.

    is_small_non_operating: it is for 小型、微型非营运载客汽车 alone.
    """

    emission: str
    source: Source
    text: Text
    is_small_non_operating: bool = True
    until: date | None = None

    def covers(self, *, emission: str, is_small_non_operating: bool, on: date) -> bool:
        """True if a vehicle of this emission stage is under the rule's protection on that day."""
        in_time = self.source.since <= on and (self.until is None or on <= self.until)
        return (
            in_time
            and rank(emission) >= rank(self.emission)
            and (is_small_non_operating or not self.is_small_non_operating)
        )


OVERRIDES: tuple[Override, ...] = (
    Override(
        "5",
        NOTICE_92,
        Text(
            "自2022年8月1日起，各地不得限制符合国五排放标准的小型非营运二手车迁入。",
            "Since 1 August 2022 no place may keep out small non-operating used cars that meet China 5.",
        ),
    ),
)


def rank(emission: str) -> int:
    """The place of an emission stage from worst to best; an unknown code ranks lowest, so that nothing is waved through."""
    return EMISSIONS.index(emission) if emission in EMISSIONS else -1


def in_force(policies: Iterable[CityPolicy], *, prefecture: str, on: date) -> tuple[CityPolicy, ...]:
    """The policies of a prefecture on that day, in their order."""
    return tuple(policy for policy in policies if policy.prefecture == prefecture and is_in_force(policy, on=on))


def override_for(*, emission: str, is_small_non_operating: bool, on: date) -> Override | None:
    """The national rule that protects such a vehicle on that day, None when there is none."""
    for override in OVERRIDES:
        if override.covers(emission=emission, is_small_non_operating=is_small_non_operating, on=on):
            return override
    return None


def findings(policy: CityPolicy, *, others: Sequence[CityPolicy] = ()) -> Verdict:
    """May this policy come into force? It may not break a national rule, be incomplete or overlap another.

    others: the city's policies that are in force or approved.
    """
    return Verdict.of(
        [
            NO_SOURCE if not policy.source.strip() else None,
            NO_TEXT if not (policy.text.zh.strip() and policy.text.en.strip()) else None,
            WRONG_PREFECTURE
            if not (len(policy.prefecture) == 6 and is_digits(policy.prefecture) and is_city(policy.prefecture))
            else None,
            ENDS_BEFORE if policy.until_day is not None and policy.until_day < policy.from_day else None,
            UNKNOWN_EMISSION if policy.kind is Kind.EMISSION and policy.minimum_emission not in EMISSIONS else None,
            NEEDLESS_EMISSION if policy.kind is not Kind.EMISSION and policy.minimum_emission else None,
            OVERLAPS if any(overlap(policy, other) for other in others) else None,
            AGAINST_NATIONAL if is_against_national(policy) else None,
        ]
    )


def is_against_national(policy: CityPolicy) -> bool:
    """True if the minimum would keep out a vehicle that a national rule protects on some day of the policy."""
    return (
        policy.kind is Kind.EMISSION
        and not policy.is_advice
        and policy.includes_small_non_operating
        and any(
            rank(policy.minimum_emission) > rank(override.emission)
            and (policy.until_day is None or policy.until_day >= override.source.since)
            and (override.until is None or policy.from_day <= override.until)
            for override in OVERRIDES
        )
    )


def overlap(one: CityPolicy, other: CityPolicy) -> bool:
    """True if two policies of the same kind and place share a day."""
    return (one.prefecture, one.kind) == (other.prefecture, other.kind) and share_a_day(one, other)


AGAINST_NATIONAL = ground(
    "POL-01", NOTICE_92, "",
    Text("这条政策会限制国五小型非营运二手车迁入，国家已经取消这项限制。", "This policy would keep out small non-operating used cars of China 5; the nation has ended such limits."),
    Text("把最低排放标准改为国五，或者写明不适用于小型非营运载客汽车，或者让政策在2022年7月31日前终止。", "Set the minimum to China 5, exclude small non-operating passenger cars, or let the policy end by 31 July 2022."),
)  # fmt: skip
NO_SOURCE = Reason(
    "POL-02", "", Text("没有写明依据的文件。", "The document it rests on is not named."),
    Text("填写文件名称和文号。", "Enter its title and number."),
)  # fmt: skip
NO_TEXT = Reason(
    "POL-03", "", Text("中文或者英文说明是空的。", "The Chinese or the English text is empty."),
    Text("两种语言都要写，群众会看到。", "Write both; citizens read them."),
)  # fmt: skip
WRONG_PREFECTURE = Reason(
    "POL-04", "", Text("代码不是一个城市的六位代码。", "The code is not the six digits of a city."),
    Text("填写城市的行政区划代码。", "Enter the code of the city's division."),
)  # fmt: skip
ENDS_BEFORE = Reason(
    "POL-05", "", Text("终止日期早于开始日期。", "It ends before it begins."),
    Text("改正日期。", "Correct the days."),
)  # fmt: skip
UNKNOWN_EMISSION = Reason(
    "POL-06", "", Text("最低排放标准不在代码表里。", "The emission minimum is not in the code table."),
    Text("从国零到国六或者零排放中选择。", "Choose from China 0 to China 6, or zero emission."),
)  # fmt: skip
NEEDLESS_EMISSION = Reason(
    "POL-07", "", Text("这类政策不能带排放标准。", "A policy of this kind has no emission minimum."),
    Text("清空排放标准，或者另写一条排放政策。", "Clear it, or write an emission policy beside it."),
)  # fmt: skip
OVERLAPS = Reason(
    "POL-08", "", Text("和这个城市的另一条同类政策日期重叠。", "Its days overlap another policy of this kind and city."),
    Text("先终止旧政策，再让新政策从下一天开始。", "End the older one first and begin this one on the next day."),
)  # fmt: skip
SAME_PERSON = Reason(
    "POL-09", "", Text("起草人不能批准自己的政策。", "Its author may not approve it."),
    Text("请另一位有批准权限的人批准。", "Ask another person who may approve."),
)  # fmt: skip
