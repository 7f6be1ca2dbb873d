"""Asking for another photo, approving it and sending it back, as the tests of acts and of pages do."""

from __future__ import annotations

import uuid

from tongban.licences import actions
from tongban.licences.actions import Decision
from tongban.offices.records import Duty
from tongban.simulation import portraits


def ask(holder, *, at, picture=None, application_id=None):
    """Ask for another photo; returns the application's id."""
    found = application_id or uuid.uuid4()
    actions.apply_for_new_photo(application_id=found, citizen=holder, picture=picture or portraits.draw(7), at=at)
    return found


def approve(town, application_id, *, at, attempt=1):
    """An officer approves what was sent."""
    return actions.review_photo(
        application_id=application_id,
        attempt=attempt,
        decision=Decision.APPROVE,
        officer=town.officer(Duty.PHOTO_REVIEW),
        at=at,
    )


def send_back(town, application_id, *, at, attempt=1, broken=("P2",)):
    """An officer returns what was sent, for these reasons."""
    return actions.review_photo(
        application_id=application_id,
        attempt=attempt,
        decision=Decision.RETURN,
        broken=broken,
        officer=town.officer(Duty.PHOTO_REVIEW),
        at=at,
    )
