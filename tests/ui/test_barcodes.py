"""The bars of the card core number, read by a program that we did not write."""

from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tongban.ui.barcodes import code_128

QUIET, MODULE, HIGH = 10, 3, 60  # ISO/IEC 15417: ten modules of quiet zone on each side


def picture(bars):
    """The bars as a picture, black on white."""
    wide = bars[-1][0] + bars[-1][1] + 2 * QUIET
    drawn = Image.new("L", (wide * MODULE, HIGH), 255)
    pen = ImageDraw.Draw(drawn)
    for place, width in bars:
        left = (QUIET + place) * MODULE
        pen.rectangle((left, 0, left + width * MODULE - 1, HIGH), fill=0)
    return drawn


@given(number=st.text(alphabet="0123456789", min_size=2, max_size=24))
@example(number="5130000000012")
@settings(max_examples=60, deadline=None)
def test_given_any_number_when_its_bars_are_scanned_then_the_number_is_read(number):
    found = zxingcpp.read_barcodes(picture(code_128(number)), formats=zxingcpp.BarcodeFormat.Code128)
    assert [one.text for one in found] == [number]


@pytest.mark.parametrize("text", ["", "51A", "５１", "5 1"])
def test_given_anything_but_digits_when_bars_are_wanted_then_it_is_refused(text):
    with pytest.raises(ValueError, match="expected digits"):
        code_128(text)
