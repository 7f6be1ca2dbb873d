"""Keys of rows that come one after the other are in the order of time; what must not tell its time is random."""

from __future__ import annotations

import pytest
from django.apps import apps

from tongban.tables.ids import in_order

RANDOM = (
    "credentials.Holding",
    "people.Citizen",
    "offices.Officer",
    "transfers.Transfer",
    "registers.Driver",
    "registers.Vehicle",
    "licences.Application",
)


def test_a_later_key_begins_with_a_later_moment():
    first, second = in_order(), in_order()
    assert first.int >> 80 <= second.int >> 80
    assert (first.version, first.variant) == (7, "specified in RFC 4122")


@pytest.mark.parametrize("name", RANDOM)
def test_what_others_see_does_not_tell_when_it_came_to_be(name):
    assert apps.get_model(name)._meta.pk.get_default().version == 4


def test_a_phone_and_its_credentials_come_in_order():
    for name in ("credentials.Device", "credentials.Credential", "notices.Notice", "people.Signature"):
        assert apps.get_model(name)._meta.pk.default is in_order
