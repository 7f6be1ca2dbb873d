"""Replacing claims by digests: the issuer's half of RFC 9901 section 4.2."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from tongban.standards.jose.spelling import to_base64url, to_json_lines

# The way to a claim: names of members and places in arrays, None for every place (SD-JWT VC "Claim Path").
# A plain text stands for a claim of the first level.
Path = tuple[str | int | None, ...]

# 18 bytes are 24 characters without padding, so one base64url of many bytes is cut into salts of 144 bits
# (RFC 9901 9.3 asks for 128).
SALT_BYTES, SALT_CHARACTERS, SALTS_AT_ONCE = 18, 24, 16
DIGEST_BYTES = 32

RESERVED_NAMES = frozenset({"_sd", "..."})  # RFC 9901 4.1
CONTAINERS = (dict, list)


@dataclass
class Branch:
    """What is to be hidden below one claim: is_hidden, the claim itself; below, its parts."""

    is_hidden: bool = False
    below: dict[str | int | None, Branch] = field(default_factory=dict)


@lru_cache(maxsize=64)
def branches(paths: tuple[str | Path, ...]) -> Branch:
    """The tree of `paths`. Cached, because a credential type hides the same claims a million times."""
    root = Branch()
    for path in paths:
        branch = root
        for step in (path,) if isinstance(path, str) else path:
            branch = branch.below.setdefault(step, Branch())
        branch.is_hidden = True
    if root.is_hidden:
        raise ValueError("expected a path of at least one step")
    return root


class Concealer:
    """Collects the disclosures of one credential while its claims are replaced by digests."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self.disclosures: list[str] = []
        self._salts = salts(random)
        self._random = random

    def conceal_object(self, claims: Mapping[str, Any], branch: Branch, *, decoys: int = 0) -> dict[str, Any]:
        """`claims` with the members that `branch` names behind digests in `_sd` (4.2.4.1).

        The digests are sorted, which hides the order of the claims. Decoys are digests of nothing (4.2.5).
        """
        if not RESERVED_NAMES.isdisjoint(claims):
            raise ValueError("expected no claim of a reserved name (RFC 9901 4.1)")
        shown: dict[str, Any] = {}
        hidden: list[tuple[Any, ...]] = []
        digests = [to_base64url(sha256(self._random(DIGEST_BYTES)).digest()) for _ in range(decoys)]
        below = branch.below
        for name, value in claims.items():
            part = below.get(name)
            kept = self.conceal(value, part) if isinstance(value, CONTAINERS) else value
            if part and part.is_hidden:
                hidden.append((name, kept))
            else:
                shown[name] = kept
        if hidden:
            digests += self._disclose(hidden)
        if digests:
            digests.sort()
            shown["_sd"] = digests
        return shown

    def conceal_array(self, values: list[Any], branch: Branch) -> list[Any]:
        """`values` with the elements that `branch` names replaced by {"...": digest} (4.2.4.2)."""
        shown = []
        for place, value in enumerate(values):
            part = branch.below.get(place, branch.below.get(None))
            kept = self.conceal(value, part)
            shown.append({"...": self._disclose([(kept,)])[0]} if part and part.is_hidden else kept)
        return shown

    def conceal(self, value: Any, branch: Branch | None) -> Any:
        """`value` with what lies below it hidden; also looks for reserved names where nothing is hidden."""
        if isinstance(value, dict):
            return self.conceal_object(value, branch or NOTHING)
        if isinstance(value, list):
            return self.conceal_array(value, branch or NOTHING)
        return value

    def _disclose(self, contents: list[tuple[Any, ...]]) -> list[str]:
        """Adds the disclosure [salt, *content] of each and gives their digests (4.2.1 to 4.2.3).

        All together, because a call for each costs more than what is done in it.
        """
        lines = to_json_lines([(next(self._salts), *content) for content in contents]).split(b"\n")[:-1]
        disclosures = list(map(to_base64url, lines))
        self.disclosures += disclosures
        return digests_of(disclosures)


NOTHING = Branch()


def digests_of(disclosures: Iterable[str], new: Callable[[bytes], Any] = sha256) -> list[str]:
    """The digest of each as text (4.2.3)."""
    return [to_base64url(new(disclosure).digest()) for disclosure in map(str.encode, disclosures)]


def salts(random: Callable[[int], bytes]) -> Iterator[str]:
    """Salts as text, made many at once."""
    while True:
        text = to_base64url(random(SALT_BYTES * SALTS_AT_ONCE))
        for start in range(0, len(text), SALT_CHARACTERS):
            yield text[start : start + SALT_CHARACTERS]


def as_paths(paths: Iterable[str | Path]) -> tuple[str | Path, ...]:
    """`paths` in a form that can be remembered."""
    return tuple([path if isinstance(path, str) else tuple(path) for path in paths])
