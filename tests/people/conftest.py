"""Keys for sealed fields, two people who do not exist, and a real-name partner that listens on this machine."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime

import pytest
from PIL import Image

from tongban.identifiers import IdentityNumber, Phone, identity_check
from tongban.keys import actions as keys
from tongban.people import actions, faces
from tongban.people.realname import Finding
from tongban.people.records import Answer

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def number(sequence: int, *, area: str = "990102", born: str = "19900101") -> IdentityNumber:
    """An identity number of the fictitious area 99."""
    first = f"{area}{born}{sequence:03d}"
    return IdentityNumber(first + identity_check(first))


def picture(*, form: str = "JPEG", size: tuple[int, int] = (240, 320), colour: str | None = None) -> bytes:
    """A picture: stripes that a simulated partner accepts, or one colour that it does not."""
    image = Image.new("RGB", size, colour or "white")
    if colour is None:
        for x in range(0, size[0], 7):
            image.paste("black", (x, 0, x + 3, size[1]))
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


FACE = faces.cleaned(picture())


class Says:
    """A partner that says what it is told to, and counts."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[uuid.UUID] = []

    def check_face(self, *, request_id, name, number, face) -> Finding:
        self.asked.append(request_id)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Finding(answer, {Answer.MATCH: 96, Answer.NO_MATCH: 12}.get(answer))


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    keys.hold_ceremony(at=AT, folder=folder)
    return folder


@pytest.fixture(autouse=True)
def _installed_keys(settings, keys_folder):
    settings.KEYS = keys_folder
    settings.STATIC_ROOT = str(keys_folder)  # whitenoise warns when the folder is missing
    settings.ROOT_URLCONF = "people.addresses"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing here tests it


@pytest.fixture
def account(db):
    return actions.open_account(username="lan", password="a long enough phrase")


@pytest.fixture
def citizen(account):
    return actions.confirm_at_window(
        account=account, name="样本·兰", number=number(1), phone=Phone("13800000001"), by="officer:test", at=AT
    )


@pytest.fixture
def neighbour(db):
    other = actions.open_account(username="mei", password="a long enough phrase")
    return actions.confirm_at_window(
        account=other, name="样本·梅", number=number(2), phone=Phone("13800000002"), by="officer:test", at=AT
    )
