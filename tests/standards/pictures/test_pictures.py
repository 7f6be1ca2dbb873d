"""Of a phone's picture the pixels stay, byte for byte; place, time, device and second pictures go; odd is not broken."""

from __future__ import annotations

import io
import warnings
from concurrent.futures import ThreadPoolExecutor

import phone_pictures as phones
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tongban.documents import contents
from tongban.errors import Malformed
from tongban.licences.rules.examination import as_portrait, examine
from tongban.people import faces
from tongban.standards.pictures import Form, bare, opened

ALL = tuple(Form)
PHONES = {"JPEG": phones.phone_jpeg(), "PNG": phones.phone_png(), "WEBP": phones.phone_webp()}
PLAIN = {form: phones.saved(phones.drawn(), form) for form in PHONES}


def pixels(content: bytes) -> bytes:
    return Image.open(io.BytesIO(content)).convert("RGB").tobytes()


@pytest.mark.parametrize("form", PHONES)
def test_place_time_device_and_second_pictures_go_and_the_pixels_stay(form):
    assert any(secret in PHONES[form] for secret in phones.SECRETS)
    bared = bare(PHONES[form], forms=ALL)
    assert not [secret for secret in phones.SECRETS if secret in bared.content]
    assert pixels(bared.content) == pixels(PLAIN[form])
    assert (bared.width, bared.height) == (300, 200)


@pytest.mark.parametrize("form", PHONES)
def test_what_is_bare_comes_back_byte_for_byte(form):
    assert bare(PLAIN[form], forms=ALL).content == PLAIN[form]
    once = bare(PHONES[form], forms=ALL).content
    assert bare(once, forms=ALL).content == once


@pytest.mark.parametrize("options", [{"progressive": True}, {"subsampling": 0}, {"restart_marker_blocks": 1}])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_every_kind_of_jpeg_stays_what_it_is(options, mode):
    plain = phones.saved(phones.drawn(mode=mode), "JPEG", icc_profile=b"a profile", **options)
    bared = bare(phones.with_segments(plain, phones.segment(0xE1, phones.exif_block())) + b"\0SEFT", forms=ALL)
    assert bared.content == plain


@pytest.mark.parametrize("turned", range(1, 9))
def test_the_side_that_is_up_is_the_one_thing_carried_over(turned):
    bared = bare(phones.phone_jpeg(turned), forms=ALL)
    assert bared.orientation == turned
    assert Image.open(io.BytesIO(bared.content)).getexif() == ({0x0112: turned} if turned > 1 else {})
    assert opened(bared).size == ((300, 200) if turned < 5 else (200, 300))


@pytest.mark.parametrize("name", phones.ODD_JPEGS)
def test_a_whole_jpeg_whose_metadata_is_odd_is_taken_everywhere(name):
    odd = phones.with_segments(phones.saved(phones.drawn(size=(300, 400)), "JPEG"), phones.ODD_JPEGS[name])
    kept = contents.bared(odd, media_type="image/jpeg", max_bytes=100_000)
    assert pixels(kept) == pixels(phones.saved(phones.drawn(size=(300, 400)), "JPEG"))
    assert faces.cleaned(odd)
    assert examine(odd).findings
    assert as_portrait(odd)


def test_a_16_bit_grey_scan_is_scaled_and_not_turned_white():
    scan = phones.deep_grey()
    for picture in (opened(bare(scan, forms=ALL)), Image.open(io.BytesIO(faces.cleaned(scan)))):
        assert abs(picture.getpixel((20, 100))[0] - 39) <= 3
        assert abs(picture.getpixel((280, 100))[0] - 215) <= 3
    assert contents.bared(scan, media_type="image/png", max_bytes=200_000) == scan


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_white(mode):
    image = Image.new("RGBA", (200, 200), (255, 0, 0, 0)).convert(mode)
    png = phones.saved(image, "PNG", **({"transparency": bytes([0] * 256)} if mode == "P" else {}))
    assert opened(bare(png, forms=ALL)).getpixel((5, 5)) == (255, 255, 255)


@given(octets=st.binary(max_size=300), form=st.sampled_from(sorted(PLAIN)))
def test_any_bytes_behind_a_right_beginning_are_bared_or_malformed(octets, form):
    try:
        bared = bare(PLAIN[form][:30] + octets, forms=ALL)
    except Malformed as wrong:
        assert wrong.code == "picture.malformed"  # noqa: PT017
    else:
        assert bare(bared.content, forms=ALL).content == bared.content


@given(share=st.floats(0, 0.99), form=st.sampled_from(["JPEG", "PNG"]))
def test_a_picture_that_breaks_off_is_malformed_however_it_was_bared(share, form):
    cut = PLAIN[form][: int(len(PLAIN[form]) * share)]
    with pytest.raises(Malformed):
        opened(bare(cut, forms=ALL))


def test_a_photo_within_a_pdf_loses_its_place_and_nothing_moves():
    photo = phones.phone_jpeg()
    pdf = b"%PDF-1.7\n1 0 obj\nstream\n" + photo + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    kept = contents.bared(pdf, media_type="application/pdf", max_bytes=100_000)
    assert len(kept) == len(pdf)
    taken = phones.segment(0xE1, phones.exif_block())
    assert taken in pdf
    assert b"2026:11:22" not in kept
    start = kept.index(b"\xff\xd8\xff")
    assert pixels(kept[start : start + len(photo)]) == pixels(photo)
    signed = pdf.replace(b"1 0 obj", b"1 0 obj /ByteRange [0 1 2 3]")
    assert contents.bared(signed, media_type="application/pdf", max_bytes=100_000) == signed


def test_many_pictures_at_once_leave_the_process_as_it_was():
    """Given whole, odd and broken pictures in eight threads, when all are read, then each reads as it does alone, and
    Python's filters of warnings are those of before."""
    before = list(warnings.filters)
    whole = [phones.phone_jpeg(), PLAIN["JPEG"], phones.deep_grey(), phones.phone_png()]
    odd = [phones.with_segments(PLAIN["JPEG"], part) for part in phones.ODD_JPEGS.values()]
    broken = [PLAIN["JPEG"][:400], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]

    def read(content: bytes) -> tuple[bytes, bytes]:
        found = []
        for act in (lambda one: contents.bared(one, media_type=kind(one), max_bytes=500_000), faces.cleaned):
            try:
                found.append(act(content))
            except Malformed as wrong:
                found.append(wrong.code.encode())
        return tuple(found)

    def kind(content: bytes) -> str:
        return "image/png" if content.startswith(b"\x89") else "image/jpeg"

    alone = {content: read(content) for content in (*whole, *odd, *broken)}
    work = [*alone] * 8
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(read, work))
    assert together == [alone[content] for content in work]
    assert all(not found[0].startswith(b"document.") for found in (alone[one] for one in (*whole, *odd)))
    assert list(warnings.filters) == before
