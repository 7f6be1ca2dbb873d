"""Drawn faces: small, the same for the same seed, good enough for the photo checks, and flawed on demand."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from tongban.licences.rules.examination import examine
from tongban.simulation.personas import PERSONAS
from tongban.simulation.portraits import HEIGHT, MOST_BYTES, WIDTH, Flaw, draw

BREAKS = {
    Flaw.GREY_BACKGROUND: "P1",
    Flaw.YELLOW_BACKGROUND: "P1",
    Flaw.UNEVEN_LIGHT: "P2",
    Flaw.YELLOW_AND_UNEVEN: "P2",
    Flaw.TOO_SMALL: "P6",
    Flaw.OFF_CENTRE: "P4",
    Flaw.FAR_AWAY: "P4",
    Flaw.BLURRED: "P7",
    Flaw.LIGHT_CLOTHES: "P8",
}
ONLY_AN_OFFICER_SEES = {Flaw.HAT, Flaw.DARK_GLASSES}


@pytest.mark.parametrize("seed", range(24))
def test_a_face_without_flaw_passes_every_measurement(seed):
    assert examine(draw(seed)).broken == ()


def test_the_people_of_the_demo_pass_every_measurement():
    assert {persona.username: examine(persona.portrait()).broken for persona in PERSONAS} == {
        persona.username: () for persona in PERSONAS
    }


@pytest.mark.parametrize(("flaw", "code"), BREAKS.items())
@pytest.mark.parametrize("seed", [0, 3, 8])
def test_a_flawed_picture_breaks_its_requirement(flaw, code, seed):
    assert code in examine(draw(seed, flaw=flaw)).broken


def test_every_flaw_is_measured_or_left_to_an_officer():
    assert set(Flaw) == set(BREAKS) | ONLY_AN_OFFICER_SEES
    for flaw in ONLY_AN_OFFICER_SEES:
        assert draw(3, flaw=flaw) != draw(3)


def test_faces_are_upright_small_and_repeatable():
    for seed in range(40):
        image = draw(seed)
        assert Image.open(io.BytesIO(image)).size == (WIDTH, HEIGHT)
        assert len(image) <= MOST_BYTES
    uncached = draw.__wrapped__
    assert uncached(7) == uncached(7) == draw(7)
    assert len({draw(seed) for seed in range(40)}) == 40


def test_sex_and_grey_hair_can_be_asked_for():
    assert len({draw(5, is_male=male, is_grey=grey) for male in (True, False) for grey in (True, False)}) == 4


@pytest.mark.parametrize("seed", range(40, 52))
def test_another_shot_shows_the_same_face_in_clothes_of_another_day(seed):
    face = (80, 60, 180, 200)
    first, second = (Image.open(io.BytesIO(draw(seed, shot=shot))).convert("L") for shot in (0, 1))
    apart = ImageChops.difference(first.crop(face), second.crop(face)).getextrema()
    assert apart[1] < 40  # the compression of another picture, and nothing else
    assert examine(draw(seed, shot=1)).broken == ()


def test_the_clothes_are_mostly_others():
    assert sum(draw(seed) != draw(seed, shot=1) for seed in range(40, 52)) > 6
