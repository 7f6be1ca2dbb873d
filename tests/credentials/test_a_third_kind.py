"""A kind that no service knows, a library's card: one row, and everything else is there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import ClassVar

import pytest

from tongban.credentials import actions, queries
from tongban.credentials.kinds import KINDS, Kind
from tongban.credentials.records import Contents, Entitlement, Grant, Lives, Stage
from tongban.errors import NotFound, Refused
from tongban.journal import queries as journal
from tongban.keys import queries as keys
from tongban.standards import qrcode, statuslist
from tongban.standards.qrcode import Purpose
from tongban.standards.signing import generate
from tongban.verdicts import Outcome, Verdict

CARD, READER, SUBJECT = "library-card", uuid.uuid4(), uuid.uuid4()
OVERDUE: set[uuid.UUID] = set()  # what this library decides by


@dataclass(frozen=True)
class CardCollected:
    tag: ClassVar[str] = "card-collected"
    card: str
    device: str
    digests: tuple[str, ...]


ROW = Kind(
    name=CARD,
    key="card",
    subject="reader",
    doctype="example.library.card",
    purposes=(Purpose.AGE,),
    lives=lambda: Lives(code=timedelta(days=4), mdoc=timedelta(days=30)),
    contents=lambda holding, at: Contents(
        elements={"example.library": {"number": holding.subject_id.hex, "since": holding.issued_at}},
        facts={Purpose.AGE: {"age_over_18": True}},
        until=holding.issued_at + timedelta(days=2),
    ),
    entitlement=lambda subject, on: Entitlement.SUSPENDED if subject in OVERDUE else Entitlement.VALID,
    collected=CardCollected,
    unknown=lambda: NotFound("card.unknown"),
    gone=lambda: NotFound("card.gone"),
    not_live=lambda: Refused("card.over", Verdict()),
)


@pytest.fixture
def card(town, monkeypatch):
    monkeypatch.setitem(KINDS, CARD, ROW)
    OVERDUE.clear()
    return actions.issue(CARD, Grant(SUBJECT, READER, "510104", Stage.ISSUED, Entitlement.VALID), at=town.AT)


def test_a_card_is_issued_collected_shown_suspended_and_refreshed(town, card):
    phone, ask = generate(), partial(actions.refresh, CARD, citizen_id=READER)
    key = town.point(phone)
    first = actions.collect(CARD, card.id, citizen_id=READER, public_key=key, at=town.AT)
    assert judged(town, phone, first).outcome is Outcome.HOLDS
    assert first.expires_at == town.later(days=2)  # a card is for two days
    assert ask(public_key=key, at=town.later(hours=23)) is None
    assert ask(public_key=key, at=town.later(days=1)) is not None
    assert [one.tag for one in journal.history(f"reader:{SUBJECT}")] == ["card-collected"]
    OVERDUE.add(SUBJECT)
    assert judged(town, phone, first).check("status").outcome is Outcome.DOES_NOT_HOLD
    actions.set_entitlement(card, stage=Stage.SUSPENDED_VIEW, entitlement=Entitlement.SUSPENDED, at=town.AT)
    actions.publish_lists(at=town.AT)
    published = statuslist.read(queries.list_file("entitlement", card.place[0], "jwt").read_bytes())
    assert published.statuses[card.place[1]] == Entitlement.SUSPENDED
    assert actions.withdraw(CARD, card.id, by="citizen:reader", at=town.AT)
    with pytest.raises(NotFound, match=r"card\.gone"):
        ask(public_key=key, at=town.AT)
    assert queries.holding(CARD, SUBJECT).place != card.place


def test_a_thousand_cards_are_issued_at_once_with_places_that_nobody_else_has(town, card):
    grants = [Grant(uuid.uuid4(), READER, "510104", Stage.ISSUED, Entitlement.VALID) for _ in range(1000)]
    made = actions.issue_many(CARD, grants, at=town.AT)
    assert [one.subject_id for one in made] == [one.subject_id for one in grants]
    assert len({card.place, *(one.place for one in made)}) == 1001
    assert sum(one.subjects for one in queries.issued(CARD)) == 1001


def judged(town, phone, bundle):
    shown = qrcode.present(bundle.credentials.tokens["age"], device=phone, at=town.AT)
    status = queries.live_entitlement(at=town.AT)
    return qrcode.verify(shown, signers=keys.code_signers(), at=town.AT, entitlement=status)
