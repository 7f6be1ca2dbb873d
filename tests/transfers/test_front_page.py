"""The public front page offers the transfer where it is open."""

from __future__ import annotations

from datetime import date

from tongban.offices import actions as offices


def test_the_front_page_offers_what_a_region_has_opened(client, town):
    assert "/vehicles/check/" not in client.get("/?public").content.decode()
    offices.open_service(
        service="transfers", region_prefix="5101", from_day=date(2021, 12, 10), by="officer:test", at=town.AT
    )
    assert "/vehicles/check/" in client.get("/?public").content.decode()
