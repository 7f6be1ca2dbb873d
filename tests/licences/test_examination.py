"""The photo check names exactly the requirement that a picture breaks, and reads any bytes without falling over."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tongban.errors import Malformed
from tongban.licences.rules.examination import BYTES_MAX, as_portrait, examine
from tongban.simulation import portraits
from tongban.simulation.portraits import Flaw


@pytest.mark.parametrize("seed", range(40))
def test_a_good_portrait_breaks_nothing(seed):
    assert examine(portraits.draw(seed)).broken == ()


EXPECTED = {
    "TOO_SMALL": "P6",
    "GREY_BACKGROUND": "P1",
    "YELLOW_BACKGROUND": "P1",
    "UNEVEN_LIGHT": "P2",
    "OFF_CENTRE": "P4",
    "BLURRED": "P7",
    "FAR_AWAY": "P4",
    "LIGHT_CLOTHES": "P8",
    "YELLOW_AND_UNEVEN": "P1",
}


@pytest.mark.parametrize("flaw", [flaw for flaw in Flaw if flaw.name in EXPECTED], ids=lambda flaw: flaw.name)
@pytest.mark.parametrize("seed", range(10))
def test_a_flawed_portrait_breaks_its_requirement(flaw, seed):
    assert EXPECTED[flaw.name] in examine(portraits.draw(seed, flaw=flaw)).broken


def test_at_least_five_flaws_are_drawn_and_tested():
    assert len([flaw for flaw in Flaw if flaw.name in EXPECTED]) >= 5


@given(st.binary(max_size=300))
def test_any_bytes_are_malformed_or_examined(content):
    with pytest.raises(Malformed):
        examine(content)


@given(st.integers(0, 4000), st.integers(0, 255))
def test_a_damaged_jpeg_is_malformed_or_examined(place, byte):
    good = bytearray(portraits.draw(1))
    good[place % len(good)] = byte
    with contextlib.suppress(Malformed):
        examine(bytes(good))


def test_too_many_bytes_are_refused_before_they_are_read():
    with pytest.raises(Malformed, match="too-many-bytes"):
        examine(b"\xff\xd8" + b"\0" * BYTES_MAX)


def test_what_is_kept_has_the_cards_size_and_no_metadata():
    picture = Image.new("RGB", (900, 1200), "white")
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a phone"
    picture.save(out, "JPEG", exif=exif)
    kept = Image.open(io.BytesIO(as_portrait(out.getvalue())))
    assert kept.size == (260, 378)
    assert not kept.getexif()
