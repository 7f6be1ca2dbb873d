"""r and s with a fixed width and as Ecdsa-Sig-Value: our conversion beside the one of `cryptography`."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from tongban.standards import signing

WIDTHS = {width for _, width in signing.SCHEMES.values()}


@st.composite
def numbers(draw: st.DrawFn) -> tuple[int, int, int]:
    """r and s of any length up to the width, so that leading zeros and set first bits are common."""
    width = draw(st.sampled_from(sorted(WIDTHS)))
    r, s = (draw(st.integers(0, 8 * width).flatmap(lambda bits: st.integers(0, (1 << bits) - 1))) for _ in range(2))
    return width, r, s


@given(numbers())
def test_any_two_numbers_have_the_der_that_cryptography_gives_them(drawn: tuple[int, int, int]) -> None:
    width, r, s = drawn
    raw, der = r.to_bytes(width, "big") + s.to_bytes(width, "big"), encode_dss_signature(r, s)
    assert signing._der(raw, width) == der
    assert signing._fixed_width(der, width) == raw


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()], ids=lambda curve: curve.name)
def test_a_signature_has_the_width_of_its_curve_and_holds_for_its_message_alone(curve: ec.EllipticCurve) -> None:
    signer = signing.SoftwareSigner(ec.generate_private_key(curve))
    width = (curve.key_size + 7) // 8
    for number in range(40):  # of 40, some begin with a zero and some with a set bit
        signature = signer.sign(b"%d" % number)
        assert len(signature) == 2 * width
        assert signing.is_signed_by(signer.public_key, b"%d" % number, signature)
        assert not signing.is_signed_by(signer.public_key, b"other", signature)
        assert not signing.is_signed_by(signer.public_key, b"%d" % number, signature[:-1])


def test_zeros_are_no_signature() -> None:
    assert not signing.is_signed_by(signing.generate().public_key, b"", bytes(64))
