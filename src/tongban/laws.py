"""The texts that the rules of this service cite: since when, until when, and how sure we are of them.

mark: "V1" read in the full text, "V2" seen in public pages, "M" from memory. What is marked M must be read
before the rule is relied on in service. A rule that no text demands cites nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tongban.verdicts import Reason, Text


@dataclass(frozen=True)
class Source:
    """A rule text: its official title, the days on which it was in force (until: the last one), its mark
    and, where it has one, its own number in brackets."""

    title: str
    since: date
    mark: str
    until: date | None = None
    number: str = ""

    def article(self, number: str = "") -> str:
        """The citation as it is printed, e.g. 《…规定》第二十五条; without a number the text as a whole."""
        return f"《{self.title}》{self.number}{number}"


REGISTRATION = Source("机动车登记规定", date(2022, 5, 1), "V1")
# Repealed by Article 93 of the one above, which names both orders. We never read its articles: cited as a whole.
REGISTRATION_2012 = Source(
    "机动车登记规定", date(2012, 9, 12), "M", until=date(2022, 4, 30), number="（公安部令第102号，第124号修改）"
)
NOTICE_2021 = Source(
    "商务部、公安部、税务总局关于二手车交易登记跨省通办的通知", date(2021, 6, 1), "V2", number="（2021年）"
)
NOTICE_92 = Source(
    "关于搞活汽车流通 扩大汽车消费若干措施的通知", date(2022, 8, 1), "V2", number="（商消费发〔2022〕92号）"
)
NOTICE_92_DEALERS = replace(NOTICE_92, since=date(2022, 10, 1))
NOTICE_92_SHORT_HELD = replace(NOTICE_92, since=date(2023, 1, 1), mark="M")
ROAD_LAW = Source("道路交通安全法", date(2021, 4, 29), "V1")
ROAD_REGULATION = Source("道路交通安全法实施条例", date(2017, 10, 7), "V1")
INSURANCE_REGULATION = Source("机动车交通事故责任强制保险条例", date(2019, 3, 2), "M")
SCRAPPING_STANDARD = Source("机动车强制报废标准规定", date(2013, 5, 1), "M")
TRADE_RULES = Source("二手车流通管理办法", date(2005, 10, 1), "M")
CIVIL_CODE = Source("民法典", date(2021, 1, 1), "M")
LICENSING_LAW = Source("行政许可法", date(2019, 4, 23), "V1")
REVIEW_LAW = Source("行政复议法", date(2024, 1, 1), "V1")
LITIGATION_LAW = Source("行政诉讼法", date(2017, 7, 1), "M")


def as_of(reason: Reason, on: date) -> Reason:
    """The reason as it is cited on that day: before 2022-05-01 the older 《机动车登记规定》, as a whole."""
    if on >= REGISTRATION.since or not reason.article.startswith(REGISTRATION.article()):
        return reason
    return replace(reason, article=REGISTRATION_2012.article(), since=REGISTRATION_2012.since)


def ground(  # noqa: PLR0917 - read in tables, in the order in which it is printed
    code: str, source: Source, number: str, what: Text, remedy: Text, quote: str = ""
) -> Reason:
    """A reason that cites one article, with the day on which the text took effect and its decisive words."""
    return Reason(code, source.article(number), what, remedy, source.since, quote)


def filled(reason: Reason, **words: object) -> Reason:
    """The reason with its {words} put in; the same words in both languages."""
    return replace(
        reason,
        what=Text(reason.what.zh.format(**words), reason.what.en.format(**words)),
        remedy=Text(reason.remedy.zh.format(**words), reason.remedy.en.format(**words)),
    )
