"""SessionTranscript (12.7): what device and reader must agree on having said before a device proves itself.

Each function gives the CBOR of one, as `present` and `verify` take it.
"""

from __future__ import annotations

from hashlib import sha256

from tongban.standards import cbor


def for_qr(*, device_engagement: bytes, reader_key: bytes) -> bytes:
    """Engagement by QR code (12.7): the DeviceEngagement and the reader's ephemeral COSE_Key, each in CBOR."""
    return cbor.encode([cbor.Tag(cbor.EMBEDDED, device_engagement), cbor.Tag(cbor.EMBEDDED, reader_key), None])


def for_openid4vp(*, client_id: str, nonce: str, response_uri: str, jwk_thumbprint: bytes | None) -> bytes:
    """A redirect (OpenID4VP 1.0 B.2.6.1). client_id: with its prefix; response_uri: or the redirect_uri.

    jwk_thumbprint: SHA-256 of the key that the response is encrypted to (RFC 7638, 32 raw bytes); None if it is not.
    """
    return _online("OpenID4VPHandover", [client_id, nonce, jwk_thumbprint, response_uri])


def for_dc_api(*, origin: str, nonce: str, jwk_thumbprint: bytes | None) -> bytes:
    """The browser's Digital Credentials API (OpenID4VP 1.0 B.2.6.2). origin: as it is, without "origin:"."""
    return _online("OpenID4VPDCAPIHandover", [origin, nonce, jwk_thumbprint])


def _online(name: str, agreed: list[str | bytes | None]) -> bytes:
    return cbor.encode([None, None, [name, sha256(cbor.encode(agreed)).digest()]])
