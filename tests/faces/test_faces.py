"""What services show to the rest of the house: nobody there names one, and every door leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from tongban.faces import queries
from tongban.faces.queries import doors, doors_for, faces, words_of
from tongban.faces.records import Door, Face, Spot
from tongban.offices.records import Duty
from tongban.verdicts import Text

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongban"
READERS = ("portal", "ui", "statistics", "config", "faces")
SERVICES = re.compile(r"tongban\.(?:transfers|licences)\b|['\"](?:transfers|licences):")
ITS_LINE = re.compile(r'    "tongban\.\w+",')


def test_whoever_reads_faces_names_no_service():
    named = {}
    for package in READERS:
        for path in sorted((SOURCE / package).rglob("*")):
            if path.suffix in (".py", ".html") and "migrations" not in path.parts:
                lines = [line for line in path.read_text("utf-8").splitlines() if SERVICES.search(line)]
                named |= {str(path.relative_to(SOURCE)): lines} if lines else {}
    assert list(named) == ["config/settings.py"]
    assert all(ITS_LINE.fullmatch(line) for line in named["config/settings.py"])


def test_a_face_is_found_for_every_package_of_the_settings_that_has_one_in_their_order():
    written = {path.parent.name for path in SOURCE.glob("*/face.py")}
    assert {face.name for face in faces()} == written
    found = [f"tongban.{face.name}" for face in faces()]
    assert found == [name for name in settings.INSTALLED_APPS if name in found]


def test_every_door_leads_somewhere_and_no_two_of_a_spot_stand_in_the_same_place_for_one_reader():
    for spot in Spot:
        assert doors(spot), f"no door at {spot}"
        for door in doors(spot):
            assert door.link.startswith("/")
        for duty in Duty:
            seen = doors_for(spot, frozenset({duty}))
            assert len({door.place for door in seen}) == len(seen), (spot, duty)


def test_every_spot_that_a_template_names_is_one_and_each_is_drawn():
    """A name that is none would be empty in a template, and say nothing."""
    templates = (path.read_text("utf-8") for path in SOURCE.rglob("templates/**/*.html"))
    named = {name for text in templates for name in re.findall(r"\bin doors\.(\w+)", text)}
    assert named == set(Spot)


@pytest.mark.parametrize(
    ("duties", "is_seen"),
    [
        (set(), False),
        ({Duty.WINDOW}, True),
        ({Duty.WINDOW, Duty.AUDIT}, True),
        ({Duty.WINDOW, Duty.SUPERVISION}, False),
    ],
)
def test_an_officer_sees_a_door_by_one_of_its_duties_unless_another_opens_a_better_one(duties, is_seen):
    door = Door(
        Spot.RAIL,
        "portal:home",
        Text("门", "Door"),
        10,
        duties=frozenset({Duty.WINDOW, Duty.ARCHIVE}),
        unless=frozenset({Duty.SUPERVISION}),
    )
    assert door.is_for(frozenset(duties)) is is_seen


def test_no_two_services_have_words_for_the_same_entry():
    words = [face.words.tags for face in faces() if face.words]
    assert len(frozenset().union(*words)) == sum(map(len, words))


def test_an_entry_that_no_service_wrote_has_no_words_here(monkeypatch):
    monkeypatch.setattr(queries, "faces", lambda: (Face("toy"),))
    assert words_of(type("Entry", (), {"tag": "case-moved"})) is None
