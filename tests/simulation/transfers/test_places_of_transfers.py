"""Where the invented country has opened the transfer, and whom it serves there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tongban.identifiers import IdentityNumber, OfficeCode, Phone, identity_check
from tongban.offices import queries as offices
from tongban.people import actions as people_actions
from tongban.registers import queries as registers
from tongban.simulation import actions
from tongban.simulation.personas import by_username
from tongban.simulation.population_server import Home, Register, within_process
from tongban.transfers.forms.fields import OfficeField
from tongban.transfers.queries.facts import situation_before
from tongban.transfers.rules.precheck import judge

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _installed_keys(settings, ceremony_folder, tmp_path):
    settings.KEYS, settings.DATA = ceremony_folder, tmp_path


def test_the_transfer_is_open_where_the_vehicle_offices_are():
    actions.seed(drivers=1, at=AT)
    for region in ("510100", "320500", "320200", "500000"):
        assert offices.is_open("transfers", region=region, on=AT.date()), region
    assert not offices.is_open("transfers", region="650102", on=AT.date())
    names = [
        offices.office(OfficeCode(f"{region}000000")).name_zh for region in ("510100", "320500", "320200", "500000")
    ]
    assert names == ["成都市车管所", "苏州市车管所", "无锡市车管所", "重庆市车管所"]


@pytest.mark.parametrize(
    ("number", "lives", "destination", "is_served"),
    [
        ("50022919850612303", "500229", "500000000000", True),  # a county of the group 5002
        ("51022119790203401", "500103", "500000000000", True),  # 巴县 of Sichuan then, moved inside Chongqing since
        ("12022519820909102", "120119", "120000000000", True),  # 蓟县 then, 蓟州区 since 2016
        ("12010119820909103", "500229", "120000000000", False),
        ("42900419820909104", "429004", "429004000000", True),
        ("42900519820909105", "429005", "429004000000", False),  # 潜江 is not 仙桃
    ],
)
def test_the_municipalities_and_the_county_under_a_province_serve_their_people(number, lives, destination, is_served):
    actions.seed(drivers=1, at=AT)
    field = OfficeField()
    field.offer(on=AT.date())
    assert destination in [code for _province, offered in field.choices[1:] for code, _name in offered]
    assert offices.is_open("licences", region=destination, on=AT.date())
    for brigade in (destination, "500229000000"):
        assert offices.office(OfficeCode(brigade)).name_en

    citizen = people_actions.confirm_at_window(
        account=people_actions.open_account(username="somebody", password=None),
        name="样本·远",
        number=IdentityNumber(number + identity_check(number)),
        phone=Phone("13800000099"),
        by="system:test",
        at=AT,
    )
    register = Register(homes={str(citizen.identity_number): Home(lives)})
    citizen = people_actions.learn_home(citizen.id, at=AT, ask=within_process(register))
    [car] = registers.vehicles_of(by_username("zhaoying").number)
    found = judge(
        situation_before(car, destination=destination, buyer=citizen, trade=None, on=AT.date(), for_owner=False)
    )
    assert (found.finding("UC-15").result == "ok") is is_served
    assert offices.serves(destination, region=lives) is is_served
