"""An IssuerSigned (10.3.3) with its mobile security object (12.3.4).

Bytes are joined from parts that were encoded once: cbor.encode of the nested whole takes three times as long,
and a country issues tens of millions. The parts of an item and of the security object stand in the order of
the standard's CDDL.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from tongban.standards import cbor, cose, pki
from tongban.standards.cbor.writing import ARRAY, BYTES, MAP, UNSIGNED
from tongban.standards.mdoc.names import VERSION
from tongban.standards.signing import PublicKey, Signer

SALT = 32  # bytes; the standard wants at least 16

_ITEM = cbor.head(MAP, 4) + cbor.encode("digestID")
_RANDOM = cbor.encode("random") + cbor.head(BYTES, SALT)
_DIGEST = cbor.head(BYTES, 32)


def issue(
    *,
    doctype: str,
    namespaces: Mapping[str, Mapping[str, Any]],
    device_key: PublicKey,
    signer: Signer,
    signed: datetime,
    valid_from: datetime,
    valid_until: datetime,
    expected_update: datetime | None = None,
    status: Mapping[str, Any] | None = None,
    authorised: Mapping[str, list[str]] | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """The IssuerSigned that binds the elements of `namespaces` to `device_key`, signed by a document signer.

    status: the claim of 12.3.6, as it is. authorised: elements by namespace that the device may sign itself.
    Moments are cut to whole seconds; make them coarse, or they link the copies of one licence (E.9.5).
    Raises ValueError if the moments are out of order or outside the signer's certificate (12.3.4, 12.8.1).
    """
    _in_order(signed, valid_from, valid_until, signer)
    items: list[bytes] = []
    digests: list[bytes] = []
    for namespace, elements in namespaces.items():
        name = cbor.encode(namespace)
        shown, hashed = _items(elements, random)
        items += (name, shown)
        digests += (name, hashed)
    count = cbor.head(MAP, len(namespaces))

    key_info: dict[str, Any] = {"deviceKey": cose.key_map(device_key)}
    if authorised:
        key_info["keyAuthorizations"] = {"dataElements": {name: list(names) for name, names in authorised.items()}}
    validity = {"signed": signed, "validFrom": valid_from, "validUntil": valid_until}
    if expected_update is not None:
        validity["expectedUpdate"] = expected_update
    parts = {
        "version": cbor.encode(VERSION),
        "digestAlgorithm": cbor.encode("SHA-256"),
        "valueDigests": count + b"".join(digests),
        "deviceKeyInfo": cbor.encode(key_info),
        "docType": cbor.encode(doctype),
        "validityInfo": cbor.encode(validity),
    }
    if status is not None:
        parts["status"] = cbor.encode(dict(status))

    leaf, *others = signer.chain
    issuer_auth = cose.sign1(
        cbor.wrapped(cbor.joined(parts)),
        signer=signer,
        protected={cose.X5T: cose.thumbprint(leaf)},
        unprotected={cose.X5CHAIN: [leaf, *others] if others else leaf},
    )
    return cbor.joined({"nameSpaces": count + b"".join(items), "issuerAuth": issuer_auth})


def _items(elements: Mapping[str, Any], random: Callable[[int], bytes]) -> tuple[bytes, bytes]:
    """The tag-24 items of one namespace as an array, and their digests as a map by digestID.

    The digestIDs are shuffled, so that they tell nothing about which element is which (12.3.4).
    """
    number = len(elements)
    chance = random(number * (SALT + 8))
    shuffle = chance[number * SALT :]
    ids = sorted(range(number), key=lambda place: shuffle[8 * place : 8 * place + 8])
    items = [cbor.head(ARRAY, number)]
    digests: list[bytes] = [b""] * number
    for place, (name, value) in enumerate(elements.items()):
        digest_id = cbor.head(UNSIGNED, ids[place])
        salt = chance[SALT * place : SALT * place + SALT]
        item = cbor.wrapped(b"".join((_ITEM, digest_id, _RANDOM, salt, _element(name), cbor.encode(value))))
        items.append(item)
        digests[ids[place]] = digest_id + _DIGEST + sha256(item).digest()
    return b"".join(items), cbor.head(MAP, number) + b"".join(digests)


@lru_cache(maxsize=1024)
def _element(name: str) -> bytes:
    return cbor.encode("elementIdentifier") + cbor.encode(name) + cbor.encode("elementValue")


def _in_order(signed: datetime, valid_from: datetime, valid_until: datetime, signer: Signer) -> None:
    if not signer.chain:
        raise ValueError("expected a signer with its certificate, got a bare key")
    certificate = pki.parse(signer.chain[0])
    if not signed <= valid_from < valid_until:
        raise ValueError("expected signed <= valid_from < valid_until")
    if not certificate.valid_from <= signed or not valid_until <= certificate.valid_until:
        raise ValueError("expected signed and valid_until inside the validity of the signer's certificate")
