"""The transfer on the house's own pages: on the front page where it is open, on an officer's home with what to do."""

from __future__ import annotations

from datetime import date

import pytest
from desk_browser import client_of

from tongban.offices import actions as offices


def test_the_front_page_offers_what_a_region_has_opened(client, town):
    assert "/vehicles/check/" not in client.get("/?public").content.decode()
    offices.open_service(
        service="transfers", region_prefix="5101", from_day=date(2021, 12, 10), by="officer:test", at=town.AT
    )
    assert "/vehicles/check/" in client.get("/?public").content.decode()


@pytest.mark.parametrize(
    "said",
    [
        ("zh-hans", "看材料：齐全、补正，或者不予受理", "到期不告知就算受理"),
        ("en", "Look at the papers: complete, to be corrected, or not accepted", "Silence counts as acceptance"),
    ],
)
def test_an_officers_home_says_of_each_case_what_is_to_be_done_and_why(cars, at, desk_clock, monkeypatch, said):
    language, act, reason = said
    monkeypatch.setattr("tongban.portal.views.now", at)
    case = cars.submitted(at=at)
    html = client_of(case.officers["acceptor"], language=language).get("/home/").content.decode()
    row = html.split(f"/desk/transfers/{case.id}/")[1].split("</tr>")[0]
    assert f">{act}</a>" in row
    assert f"<small>{reason}" in row
