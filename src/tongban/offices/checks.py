"""What Django says about officers at every start of a command: who may not act because it is not known who they are."""

from __future__ import annotations

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError

from tongban.offices import queries


@register()
def officers_are_identified(*_: object, **__: object) -> list[CheckMessage]:
    """A warning that names the officers, by service number, whose identity number is not recorded."""
    try:
        found = queries.unidentified_officers()
    except DatabaseError:  # before the first `migrate`, or the database does not answer: others say so
        return []
    if not found:
        return []
    return [
        Caution(
            f"No identity number is recorded of {len(found)} officers, who have no duty until it is: {', '.join(found)}.",
            hint="Run the command identify_officer with the service number.",
            id="offices.W001",
        )
    ]
