"""A browser whose person looks into the camera whenever a page asks for it: for tests of what comes after."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client

from tongban.people import queries, sealing
from tongban.people.models import FaceCheck
from tongban.people.records import Answer, CitizenRecord


class Recognised(Client):
    """Before each request a face check for its act stands, made at the moment `at()`, unless one stands already."""

    def __init__(self, person: CitizenRecord, *, at: Callable[[], datetime], **options: Any) -> None:
        super().__init__(**options)
        self.person = person
        self.at = at

    def generic(self, method: str, path: str, *args: Any, **options: Any) -> Any:
        """As ever."""
        give_match(self, self.person, act=path.split("?", maxsplit=1)[0].replace("/wallet/", "/"), at=self.at())
        return super().generic(method, path, *args, **options)


def give_match(browser: Client, person: CitizenRecord, *, act: str, at: datetime) -> FaceCheck:
    """A face check of this browser's session for one act, answered with a match."""
    match, _ = FaceCheck.objects.get_or_create(
        account_id=person.account_id,
        act=act,
        session=queries.session_digest(browser.session.session_key),
        used_at=None,
        answer=Answer.MATCH.value,
        person_digest=sealing.person_digest(number=person.identity_number, name=person.name),
        at=at,
        defaults={
            "id": uuid.uuid4(),
            "identity_digest": queries.identity_digest(person.identity_number),
            "score": 96,
            "face_digest": "0" * 64,
        },
    )
    return match
