"""Making an SD-JWT VC."""

from __future__ import annotations

import os
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from tongban.standards.jose import jwk, to_base64url, to_json
from tongban.standards.sdjwt.concealing import Concealer, Path, as_paths, branches
from tongban.standards.sdjwt.opening import NEVER_DISCLOSABLE
from tongban.standards.sdjwt.token import DEFAULT_HASH, TYPE
from tongban.standards.signing import PublicKey, Signer


def issue(
    *,
    claims: Mapping[str, Any],
    disclosable: Iterable[str | Path],
    vct: str,
    holder_key: PublicKey | None,
    signer: Signer,
    issued_at: datetime,
    expires_at: datetime,
    valid_from: datetime | None = None,
    issuer: str | None = None,
    status: Mapping[str, Any] | None = None,
    decoys: int = 0,
    random: Callable[[int], bytes] = os.urandom,
) -> str:
    """An SD-JWT VC with all its disclosures, ready for its holder.

    claims: JSON values. disclosable: which of them the holder may withhold: names of the first level, or
    paths such as ("address", "city"), ("nationalities", None) for every element, ("nationalities", 0); name a
    claim and its parts for a recursive disclosure. holder_key: the key that must present it, None for a
    bearer credential. status: the status claim, {"status_list": {"idx": …, "uri": …}}. Moments are aware
    and are written in whole seconds. The certificates of `signer` go into x5c, the root never.

    ValueError if a claim has a reserved name, or one that may never be withheld is to be disclosable.
    """
    hidden = branches(as_paths(disclosable))
    if not NEVER_DISCLOSABLE.isdisjoint(hidden.below):
        raise ValueError("expected iss, nbf, exp, cnf, vct, status to stay in the open (SD-JWT VC, registered claims)")
    if not RESERVED.isdisjoint(claims):
        raise ValueError(f"expected claims other than {', '.join(sorted(RESERVED))}: those have parameters")
    concealer = Concealer(random)
    payload = concealer.conceal_object(claims, hidden, decoys=decoys)
    payload["_sd_alg"] = DEFAULT_HASH
    payload["vct"] = vct
    payload["iat"] = int(issued_at.timestamp())
    payload["exp"] = int(expires_at.timestamp())
    if valid_from is not None:
        payload["nbf"] = int(valid_from.timestamp())
    if issuer is not None:
        payload["iss"] = issuer
    if holder_key is not None:
        payload["cnf"] = {"jwk": jwk(holder_key)}  # RFC 7800 3.2
    if status is not None:
        payload["status"] = status
    signing_input = f"{header(signer.algorithm.jose, signer.chain)}.{to_base64url(to_json(payload))}"
    signature = to_base64url(signer.sign(signing_input.encode("ascii")))
    return "~".join([f"{signing_input}.{signature}", *concealer.disclosures, ""])


RESERVED = (NEVER_DISCLOSABLE | {"iat", "_sd_alg"}) - {"vct#integrity", "aka_vcts"}


@lru_cache(maxsize=16)
def header(algorithm: str, chain: tuple[bytes, ...]) -> str:
    """The protected header as text. Cached: it is the same in every credential of a signer."""
    members: dict[str, Any] = {"alg": algorithm, "typ": TYPE}
    if chain:
        members["x5c"] = [b2a_base64(der, newline=False).decode("ascii") for der in chain]
    return to_base64url(to_json(members))
