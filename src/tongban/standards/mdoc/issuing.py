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
from operator import add
from struct import unpack
from typing import Any

from tongban.standards import cbor, cose, pki
from tongban.standards.cbor.writing import ARRAY, BYTES, MAP, UNSIGNED
from tongban.standards.mdoc.names import VERSION
from tongban.standards.signing import Algorithm, PublicKey, Signer

SALT = 32  # bytes; the standard wants at least 16


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
    count = cbor.head(MAP, len(namespaces))
    items = [cbor.head(MAP, 2), cbor.encode("nameSpaces"), count]
    digests = [count]
    for namespace, values in namespaces.items():
        name = cbor.encode(namespace)
        items.append(name)
        digests.append(name)
        _add_items(items, digests, values, random)

    key_info = {"deviceKey": cbor.encode(cose.key_map(device_key))}
    if authorised:
        elements = {namespace: list(names) for namespace, names in authorised.items()}
        key_info["keyAuthorizations"] = cbor.encode({"dataElements": elements})
    parts = {
        "version": cbor.encode(VERSION),
        "digestAlgorithm": cbor.encode("SHA-256"),
        "valueDigests": b"".join(digests),
        "deviceKeyInfo": cbor.joined(key_info),
        "docType": cbor.encode(doctype),
        "validityInfo": _validity_info(signed, valid_from, valid_until, expected_update),
    }
    if status is not None:
        parts["status"] = cbor.encode(dict(status))

    protected, unprotected = _headers(signer.algorithm, signer.chain)
    issuer_auth = cose.sign1_with(
        cbor.wrapped(cbor.joined(parts)), signer=signer, protected=protected, unprotected=unprotected
    )
    return b"".join((*items, cbor.encode("issuerAuth"), issuer_auth))


@lru_cache(maxsize=64)
def _validity_info(*moments: datetime | None) -> bytes:
    """The same for all licences of one issue, as long as their moments are coarse."""
    names = ("signed", "validFrom", "validUntil", "expectedUpdate")
    return cbor.joined(
        {name: cbor.encode(moment) for name, moment in zip(names, moments, strict=True) if moment is not None}
    )


@lru_cache(maxsize=64)
def _headers(algorithm: Algorithm, chain: tuple[bytes, ...]) -> tuple[bytes, bytes]:
    """The headers of issuerAuth: alg alone in the protected one, x5chain in the other (docs/standards/mdoc.md)."""
    return cbor.encode({cose.ALG: algorithm.cose}), cbor.encode(
        {cose.X5CHAIN: list(chain) if len(chain) > 1 else chain[0]}
    )


def _add_items(
    items: list[bytes], digests: list[bytes], elements: Mapping[str, Any], random: Callable[[int], bytes]
) -> None:
    """Add to `items` the tag-24 items of one namespace as an array, to `digests` their digests as a map.

    The digestIDs are shuffled, so that they tell nothing about which element is which (12.3.4).
    """
    number = len(elements)
    chance = random(number * (SALT + 8))
    salts = unpack(f"{SALT}s" * number, chance[: number * SALT])
    order = unpack(f"{number}Q", chance[number * SALT :])
    digest_ids = sorted(range(number), key=order.__getitem__)
    befores, digest_heads = _numbered(number)
    made = cbor.wrapped_rows(
        [befores[digest_id] for digest_id in digest_ids],
        list(salts),
        _named(tuple(elements)),
        cbor.encode_each(elements.values()),
    )
    by_id = dict(zip(digest_ids, [sha256(item).digest() for item in made], strict=True))
    items += [cbor.head(ARRAY, number), *made]
    digests += [cbor.head(MAP, number), *map(add, digest_heads, map(by_id.__getitem__, range(number)))]


@lru_cache(maxsize=64)
def _numbered(number: int) -> tuple[list[bytes], list[bytes]]:
    """For each digestID below `number` what stands before its item's salt, and before its digest."""
    heads = [cbor.head(UNSIGNED, digest_id) for digest_id in range(number)]
    first, last = cbor.head(MAP, 4) + cbor.encode("digestID"), cbor.encode("random") + cbor.head(BYTES, SALT)
    return [first + head + last for head in heads], [head + cbor.head(BYTES, 32) for head in heads]


@lru_cache(maxsize=64)
def _named(names: tuple[str, ...]) -> list[bytes]:
    """What stands between an item's salt and its value; licences of one kind have the same elements."""
    identifier, value = cbor.encode("elementIdentifier"), cbor.encode("elementValue")
    return [identifier + name + value for name in cbor.encode_each(names)]


def _in_order(signed: datetime, valid_from: datetime, valid_until: datetime, signer: Signer) -> None:
    if not signer.chain:
        raise ValueError("expected a signer with its certificate, got a bare key")
    certificate = pki.parse(signer.chain[0])
    if not signed <= valid_from < valid_until:
        raise ValueError("expected signed <= valid_from < valid_until")
    if not certificate.valid_from <= signed or not valid_until <= certificate.valid_until:
        raise ValueError("expected signed and valid_until inside the validity of the signer's certificate")
