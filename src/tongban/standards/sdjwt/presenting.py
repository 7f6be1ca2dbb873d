"""The holder's side: choosing what to show, and binding it to one request (RFC 9901 7.2, 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tongban.errors import NotFound, Untrusted
from tongban.standards.jose import sign, to_json
from tongban.standards.sdjwt.concealing import Path, as_paths
from tongban.standards.sdjwt.opening import Opened, open_claims
from tongban.standards.sdjwt.token import KEY_BINDING_TYPE, SdJwt, digest, parse
from tongban.standards.signing import Signer


def disclosable_paths(token: str) -> tuple[Path, ...]:
    """The paths of all claims in `token` that can be shown or withheld. Malformed, or Untrusted if inconsistent."""
    return tuple(path for _, path in sorted(opened(parse(token)).paths.items()))


def select(token: str, *, disclose: Iterable[str | Path] | None) -> str:
    """`token` with the disclosures of the claims in `disclose` only, and of what they lie in; no key binding.

    Paths are those of `disclosable_paths`, where None stands for every element of an array; the parts of a
    claim that are hidden on their own must be named. `disclose=None` shows everything. Claims that are
    always in the open may be named without effect; NotFound("sdjwt.claim") for one that is not there.
    """
    sd_jwt = parse(token)
    found = opened(sd_jwt)
    chosen = set(range(len(sd_jwt.disclosures))) if disclose is None else chosen_numbers(found, as_paths(disclose))
    kept = (text for number, text in enumerate(sd_jwt.disclosures) if number in chosen)
    return "~".join([sd_jwt.text.split("~", 1)[0], *kept, ""])


def present(
    token: str,
    *,
    disclose: Iterable[str | Path] | None,
    holder: Signer,
    audience: str,
    nonce: str,
    at: datetime,
) -> str:
    """`select` and then the holder's signature over the selection, for one verifier and one nonce (4.3)."""
    selection = select(token, disclose=disclose)
    claims = {
        "iat": int(at.timestamp()),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": digest(selection, algorithm=parse(selection).hash_name),  # 4.3.1
    }
    return selection + sign(payload=to_json(claims), signer=holder, header={"typ": KEY_BINDING_TYPE})


def opened(token: SdJwt) -> Opened:
    """The opened claims of a credential that a holder can use; Untrusted if it must be rejected (7.2)."""
    found = open_claims(token)
    if found.problems:
        raise Untrusted("sdjwt.disclosures", "; ".join(found.problems))
    return found


def chosen_numbers(found: Opened, wanted: tuple[str | Path, ...]) -> set[int]:
    """The disclosures that lie on the way to a wanted claim."""
    chosen = set()
    for wish in wanted:
        way = (wish,) if isinstance(wish, str) else wish
        numbers = {number for number, path in found.paths.items() if lies_on(path, way)}
        if not numbers and way[0] not in found.claims:
            raise NotFound("sdjwt.claim", "expected a claim that the credential has")
        chosen |= numbers
    return chosen


def lies_on(path: Path, way: Path) -> bool:
    """True if `path` is `way` or leads to it."""
    return len(path) <= len(way) and all(
        want == step or (want is None and isinstance(step, int)) for step, want in zip(path, way, strict=False)
    )
