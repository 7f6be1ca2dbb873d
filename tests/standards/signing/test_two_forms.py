"""r and s with a fixed width and as Ecdsa-Sig-Value: our conversion beside the one of `cryptography`."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from tongban.standards import signing
from tongban.standards.signing import p256

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
    assert signing._der(raw, width) == signing._spelt_out(raw, width) == der
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


@given(
    st.binary(min_size=32, max_size=32)
    | st.integers(-9, 40).map(lambda n: (PRIME + n).to_bytes(33, "big")[-32:])
    | st.integers(0, 99).map(lambda n: n.to_bytes(32, "big")),
    st.booleans(),
)
def test_a_point_is_the_one_that_cryptography_finds(x: bytes, is_odd: bool) -> None:
    try:
        expected = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), (b"\x03" if is_odd else b"\x02") + x)
    except ValueError:
        with pytest.raises(ValueError, match=r".*"):
            p256.of_point(x, is_odd)
    else:
        found = p256.of_point(x, is_odd)
        numbers = expected.public_numbers()
        both = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        assert found.point == both if isinstance(found, p256.P256) else found == expected


PRIME = (1 << 256) - (1 << 224) + (1 << 192) + (1 << 96) - 1


@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(0, 63), st.integers(0, 255))
def test_both_libraries_judge_a_signature_alike(message: bytes, other: bytes, place: int, byte: int) -> None:
    """AWS-LC, where it is installed, beside OpenSSL: what one signs the other takes, and what one refuses it refuses."""
    signer = signing.SoftwareSigner(KEY)
    signature = signer.sign(message)
    openssl = signing._fixed_width(KEY.sign(message, ec.ECDSA(hashes.SHA256())), 32)
    changed = signature[:place] + bytes([byte]) + signature[place + 1 :]
    for text, found in ((message, signature), (message, openssl), (other, signature), (message, changed)):
        try:
            KEY.public_key().verify(signing._der(found, 32), text, ec.ECDSA(hashes.SHA256()))
            is_right = True
        except InvalidSignature:
            is_right = False
        assert signing.is_signed_by(signer.public_key, text, found) is is_right


KEY = ec.generate_private_key(ec.SECP256R1())
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.mark.parametrize("r", [0, 1, ORDER - 1, ORDER, ORDER + 1, (1 << 256) - 1])
@pytest.mark.parametrize("s", [0, 1, ORDER - 1, ORDER, ORDER + 1, (1 << 256) - 1])
def test_numbers_out_of_range_are_no_signature(r: int, s: int) -> None:
    assert not signing.is_signed_by(KEY.public_key(), b"", r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def test_many_keys_are_each_judged_by_themselves() -> None:
    """More than are remembered: none may be taken for one that was forgotten."""
    signers = [signing.generate() for _ in range(p256.MOST_KEYS + 10)]
    signatures = [signer.sign(b"x") for signer in signers]
    for signer, signature, another in zip(signers, signatures, signatures[1:] + signatures[:1], strict=True):
        assert signing.is_signed_by(signer.public_key, b"x", signature)
        assert not signing.is_signed_by(signer.public_key, b"x", another)
