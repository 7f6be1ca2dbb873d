"""A phone that is reported lost while it asks for new credentials gets none."""

from __future__ import annotations

import pytest

from tongban.credentials.actions import collecting
from tongban.errors import NotFound
from tongban.licences import actions


def test_given_a_phone_that_asks_when_it_is_locked_before_its_turn_then_it_is_empty(town, monkeypatch):
    _record, holder, licence = town.issued()
    phone, _bundle = town.collected(holder, licence)
    taken = collecting.taken

    def after_the_lock(kind, holding_id, **whose):
        monkeypatch.undo()
        actions.lock(licence_id=licence.id, citizen=holder, at=town.AT)
        return taken(kind, holding_id, **whose)

    monkeypatch.setattr(collecting, "taken", after_the_lock)
    with pytest.raises(NotFound, match=r"licences\.locked"):
        town.refreshed(holder, phone, at=town.later(days=2))
