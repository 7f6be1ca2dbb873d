"""A code that is no licence code is told what it is by its published beginning, and nothing of it is repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards.qrcode import world

from tongban.errors import Malformed
from tongban.standards import qrcode
from tongban.standards.qrcode.foreign import NO_LICENCE_CODE

CODES = {
    "DL1:": "damaged",
    "DL1:NO CODE": "damaged",
    "00020101021229300012D156000000000510A93FO3230Q5303156": "payment",
    "BCD\n002\n1\nSCT": "payment",
    "weixin://wxpay/bizpayurl?pr=SPECIMEN": "payment",
    "https://qr.alipay.com/bax00000": "payment",
    "HTTPS://QR.95516.COM/00010000/": "payment",
    "WIFI:T:WPA;S:specimen;P:secret;;": "wifi",
    "HC1:6BFOXN*TS0BI": "health",
    "shc:/56762909": "health",
    "mdoc:owBjMS4w": "mobile-document",
    "openid4vp://?client_id=x": "mobile-document",
    "BEGIN:VCARD\r\nVERSION:4.0": "contact",
    "MECARD:N:Specimen;;": "contact",
    "BEGIN:VCALENDAR\r\nVERSION:2.0": "event",
    "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP": "sign-in",
    "tel:+861012345678": "message",
    "mailto:specimen@example.org": "message",
    "geo:30.66,104.06": "place",
    "https://example.org/DL1:": "address",
    "http://qr.alipay.com.example.org/": "address",
}
UNKNOWN = [
    "",
    "hello",
    "110101199003070011",
    "dl2:ABC",
    " https://example.org",
    "DL1",
    "see https://example.org",
    "wxp:",
]


@pytest.mark.parametrize(("text", "name"), CODES.items())
def test_a_published_beginning_names_the_kind(text, name):
    found = qrcode.kind_of(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_nobody_has_published_is_called_nothing(text):
    assert qrcode.kind_of(text) is None


def test_every_kind_has_an_example_and_words_in_both_languages():
    assert {kind.name for kind in qrcode.KINDS} == set(CODES.values())
    assert all(kind.words.zh and kind.words.en for kind in qrcode.KINDS)
    assert all(kind.pattern.startswith("^") for kind in qrcode.KINDS)


@pytest.mark.parametrize("text", [*CODES, *UNKNOWN])
def test_who_reads_it_as_a_licence_code_is_told_what_it_is_and_never_what_it_says(text):
    with pytest.raises(Malformed) as problem:
        qrcode.parse(text)
    kind = qrcode.kind_of(text)
    assert problem.value.say == (kind.words if kind else NO_LICENCE_CODE)
    said = f"{problem.value.say.zh} {problem.value.say.en} {problem.value}"
    assert len(text) < 8 or text not in said


@given(st.text(max_size=40))
def test_any_text_is_read_or_told(text):
    with pytest.raises(Malformed) as problem:
        qrcode.parse(text)
    assert problem.value.say is not None


def test_a_licence_code_is_read_as_before():
    assert qrcode.parse(world.code("rental")).token.purpose is qrcode.Purpose.RENTAL
