"""A DeviceResponse (10.3.3): some of the elements, and the proof that the device is the one they are bound to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tongban.errors import Malformed
from tongban.standards import cbor, cose
from tongban.standards.cbor.writing import ARRAY, MAP
from tongban.standards.mdoc.names import VERSION
from tongban.standards.mdoc.reading import read
from tongban.standards.signing import Signer


@dataclass(frozen=True)
class MacKey:
    """The secret Z_AB that the device's key and the reader's ephemeral key have in common (12.4)."""

    shared_secret: bytes

    def for_session(self, transcript: bytes) -> bytes:
        """EMacKey for the session of this SessionTranscript."""
        salt = sha256(cbor.wrapped(transcript)).digest()
        return HKDF(hashes.SHA256(), 32, salt, b"EMacKey").derive(self.shared_secret)


def agree(private_key: ec.EllipticCurvePrivateKey, public_key: ec.EllipticCurvePublicKey) -> MacKey:
    """The MacKey of one's own key and the other's; ValueError if they are not on one curve."""
    return MacKey(private_key.exchange(ec.ECDH(), public_key))


def reader_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """A reader's ephemeral key from PEM; Malformed("mdoc.reader-key") if there is none in it."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Malformed("mdoc.reader-key", "expected an unencrypted private key in PEM") from error
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key
    raise Malformed("mdoc.reader-key", "expected a private key on an elliptic curve")


def present(
    issuer_signed: bytes,
    *,
    disclose: Mapping[str, Collection[str]],
    transcript: bytes,
    device: Signer | MacKey,
    own: Mapping[str, Mapping[str, Any]] | None = None,
) -> bytes:
    """The DeviceResponse that shows the elements named in `disclose`, as far as there are such (10.3.3).

    transcript: SessionTranscript in CBOR (tongban.standards.mdoc.transcripts). device: its key to sign with, or
    the secret to MAC with. own: elements that the device says itself. Malformed if `issuer_signed` is not one.
    """
    (document,) = read(issuer_signed)
    doctype = document.security_object.doctype
    shown = {
        namespace: [item.encoded for item in items if item.name in disclose.get(namespace, ())]
        for namespace, items in document.items.items()
    }
    shown = {namespace: items for namespace, items in shown.items() if items}
    namespaces = cbor.head(MAP, len(shown)) + b"".join(
        [cbor.encode(name) + cbor.head(ARRAY, len(items)) + b"".join(items) for name, items in shown.items()]
    )
    own_encoded = cbor.wrapped(cbor.encode({name: dict(elements) for name, elements in (own or {}).items()}))
    at = cbor.locate(issuer_signed, "issuerAuth")
    issuer_auth = issuer_signed[at : cbor.span_end(issuer_signed, at)]
    proof = _proof(device_authentication(transcript, doctype, own_encoded), device, transcript)
    shown_document = cbor.joined(
        {
            "docType": cbor.encode(doctype),
            "issuerSigned": cbor.joined({"nameSpaces": namespaces, "issuerAuth": issuer_auth}),
            "deviceSigned": cbor.joined({"nameSpaces": own_encoded, "deviceAuth": proof}),
        }
    )
    documents = cbor.head(ARRAY, 1) + shown_document
    return cbor.joined({"version": cbor.encode(VERSION), "documents": documents, "status": cbor.encode(0)})


def device_authentication(transcript: bytes, doctype: str, namespaces_encoded: bytes) -> bytes:
    """DeviceAuthenticationBytes, which the device signs or MACs without sending them (12.4)."""
    return cbor.wrapped(
        b"".join(
            (
                cbor.head(ARRAY, 4),
                cbor.encode("DeviceAuthentication"),
                transcript,
                cbor.encode(doctype),
                namespaces_encoded,
            )
        )
    )


def _proof(authenticated: bytes, device: Signer | MacKey, transcript: bytes) -> bytes:
    """DeviceAuth: one of the two, never both (12.4)."""
    if isinstance(device, MacKey):
        mac = cose.mac0(authenticated, key=device.for_session(transcript), detached=True)
        return cbor.joined({"deviceMac": mac})
    return cbor.joined({"deviceSignature": cose.sign1(authenticated, signer=device, detached=True)})
