"""What was agreed and handed in is one record, and its JSON is read exactly or not at all."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.transfers.rules import terms
from tongban.transfers.rules.terms import PAPERS, Deal

DEALS = st.builds(
    Deal,
    on=st.dates(),
    price_fen=st.none() | st.integers(0, 10**12),
    delivered_on=st.none() | st.dates(),
    trade_prefecture=st.sampled_from(["", "320500"]),
    is_short_held=st.booleans(),
    quota=st.sampled_from(["", "a" * 64]),
    address=st.text(),
    agreed=st.lists(st.uuids()).map(tuple),
    co_owners_agreed=st.booleans(),
    asked=st.integers(0, 9),
    partner_trouble=st.lists(st.text()).map(tuple),
)


@given(DEALS)
def test_given_any_deal_when_it_is_stored_and_read_then_it_is_the_same(deal):
    assert terms.from_json(terms.to_json(deal)) == deal


def test_given_a_row_of_0_2_0_when_it_is_read_then_what_it_lacks_is_as_at_first():
    deal = terms.from_json(
        {
            "price_fen": 1,
            "delivered_on": "2026-11-19",
            "on": "2026-11-20",
            "agreed": [str(UUID(int=1))],
            "quota": "a" * 64,
        }
    )
    assert (deal.on, deal.delivered_on) == (date(2026, 11, 20), date(2026, 11, 19))
    assert (deal.agreed, deal.papers, deal.paper("quota")) == ((UUID(int=1),), ("quota",), "a" * 64)
    assert (deal.paper("seller_proof"), deal.paper("price_fen"), deal.asked) == ("", "", 0)
    assert set(PAPERS) <= set(Deal.__struct_fields__)


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"price_fen": 1}, "`on`"),
        ({"on": "2026-11-20", "colour": "red"}, "`colour`"),
        ({"on": "never"}, r"\$\.on"),
        ({"on": "2026-11-20", "price_fen": "1"}, r"price_fen"),
        ({"on": "2026-11-20", "agreed": ["somebody"]}, r"agreed"),
        ([], "object"),
        (None, "object"),
    ],
)
def test_given_a_member_that_is_unknown_wrong_or_missing_when_it_is_read_then_it_is_told(document, named):
    with pytest.raises(Malformed, match=named) as told:
        terms.from_json(document)
    assert told.value.code == "transfer.deal-malformed"
