"""The enterprises that the invented commerce department has filed. Names say 示例; the credit codes are nobody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from tongban.identifiers import CreditCode
from tongban.partners import actions
from tongban.partners.records import DealerKind, DealerRecord, DealersReceived

BY = "system:simulation"
FILED_FROM = date(2022, 10, 1)  # since then filed enterprises reach the traffic authorities (商办消费函〔2022〕239号)
LISTED_AT = datetime(2022, 10, 1, tzinfo=UTC)  # any real list is newer

SUZHOU_MARKET = DealerRecord(
    credit_code=CreditCode("91320500MAC0DEM0A7"),
    name="苏州示例二手车市场",
    kind=DealerKind.MARKET,
    address="江苏省苏州市样本大道 1 号",
    prefecture="320500",
    filed_from=FILED_FROM,
    filed_until=None,
)
CHENGDU_MARKET = DealerRecord(
    credit_code=CreditCode("91510100MAC0DEM0BY"),
    name="成都示例二手车市场",
    kind=DealerKind.MARKET,
    address="四川省成都市样本路 8 号",
    prefecture="510100",
    filed_from=FILED_FROM,
    filed_until=None,
)
SUZHOU_DEALER = DealerRecord(
    credit_code=CreditCode("91320500MAC0DEM0CD"),
    name="示例诚信二手车有限公司",
    kind=DealerKind.DEALER,
    address="江苏省苏州市样本大道 20 号",
    prefecture="320500",
    filed_from=FILED_FROM,
    filed_until=None,
)
CHONGQING_MARKET = DealerRecord(
    credit_code=CreditCode("91500100MAC0DEM0D1"),
    name="重庆示例二手车市场",
    kind=DealerKind.MARKET,
    address="重庆市样本区样本街 5 号",
    prefecture="500000",
    filed_from=FILED_FROM,
    filed_until=None,
)
DEALERS = (SUZHOU_MARKET, CHENGDU_MARKET, SUZHOU_DEALER, CHONGQING_MARKET)


def list_dealers(*, at: datetime) -> DealersReceived:
    """Put the invented enterprises into the registry, once: what commerce has pushed since stays."""
    return actions.receive_dealers(rows=rows(DEALERS), is_full=False, as_of=LISTED_AT, by=BY, at=at)


def rows(dealers: Sequence[DealerRecord]) -> list[dict[str, Any]]:
    """The enterprises as commerce pushes them."""
    found: list[dict[str, Any]] = msgspec.to_builtins(list(dealers), enc_hook=str)  # an identifier is its text
    return found
