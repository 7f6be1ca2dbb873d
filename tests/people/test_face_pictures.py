"""Pictures of faces: read safely, cleaned of everything but the face."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people.conftest import picture
from PIL import Image

from tongban.errors import Malformed
from tongban.people import faces


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_given_a_picture_of_a_phone_when_it_is_cleaned_then_it_is_a_jpeg_of_at_most_960_pixels(form):
    image = Image.open(io.BytesIO(faces.cleaned(picture(form=form, size=(2000, 1500)))))

    assert image.format == "JPEG"
    assert image.size == (960, 720)


def test_given_a_picture_with_place_and_device_when_it_is_cleaned_then_they_are_gone():
    exif = Image.Exif()
    exif[0x0110] = "A Phone"
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 0.0)}
    out = io.BytesIO()
    Image.open(io.BytesIO(picture())).save(out, "JPEG", exif=exif)

    assert b"A Phone" in out.getvalue()
    cleaned = faces.cleaned(out.getvalue())
    assert b"A Phone" not in cleaned
    assert not Image.open(io.BytesIO(cleaned)).getexif()


def test_given_a_picture_taken_sideways_when_it_is_cleaned_then_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.open(io.BytesIO(picture(size=(300, 200)))).save(out, "JPEG", exif=exif)

    assert Image.open(io.BytesIO(faces.cleaned(out.getvalue()))).size == (200, 300)


@pytest.mark.parametrize(
    ("bytes_", "code"),
    [
        (b"GIF89a", "face.not-a-picture"),
        (picture(size=(119, 400)), "face.too-small"),
        (b"\xff" * (faces.LONGEST_BYTES + 1), "face.too-large"),
        (picture()[:300], "face.not-a-picture"),
    ],
)
def test_given_something_else_when_it_is_read_then_it_is_malformed_by_name(bytes_, code):
    with pytest.raises(Malformed) as error:
        faces.cleaned(bytes_)
    assert error.value.code == code


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP"])
)
def test_given_any_bytes_when_they_are_read_then_malformed_is_all_that_happens(tail, head):
    try:
        faces.cleaned(head + tail)
    except Malformed as error:
        assert error.code.startswith("face.")  # noqa: PT017


def test_given_the_drawn_face_when_it_is_cleaned_then_it_is_accepted():
    assert faces.cleaned(faces.specimen()).startswith(b"\xff\xd8")
