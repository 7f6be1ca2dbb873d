"""What is handed out of one entry is all that a stranger needs to find it in the log."""

from __future__ import annotations

import json

import pytest
from journal_acts import AT, OFFICER, issue

from tongban.errors import NotFound, Unavailable
from tongban.journal import actions, leaves, queries
from tongban.standards.tlog import prooftext
from tongban.standards.vehiclefile import custody
from tongban.verdicts import Outcome

pytestmark = pytest.mark.django_db


def test_a_disclosed_entry_opens_the_leaf_that_its_proof_is_about(key, verifier, last):
    [number] = issue()
    with pytest.raises(Unavailable, match=r"journal\.not-yet"):
        queries.disclosure(number)
    actions.sequence(at=AT, key=key, last=last)
    shown = queries.disclosure(number)
    said = json.loads(shown.body)
    commitment = leaves.commitment(text=shown.body, salt=shown.salt)
    leaf = leaves.leaf(tag=said["tag"], at=said["at"], commitment=commitment)
    assert prooftext.verify(shown.proof.encode(), entry=leaf, key=verifier).outcome is Outcome.HOLDS
    assert custody.leaf_of(tag=said["tag"], at=said["at"], body=shown.body, salt=shown.salt) == leaf


def test_what_was_erased_or_never_was_is_not_disclosed():
    [number] = issue()
    actions.erase_details(number, by=OFFICER, reason="citizen-request", at=AT)
    with pytest.raises(NotFound, match=r"journal\.erased"):
        queries.disclosure(number)
    with pytest.raises(NotFound, match=r"journal\.entry"):
        queries.disclosure("00000000-0000-0000-0000-000000000000")
