"""Putting disclosures back in their places: RFC 9901 section 7.1, steps 3 to 5.

Every departure is a problem, not an exception: the rest is still opened, so that a report can be complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tongban.standards.sdjwt.concealing import CONTAINERS, RESERVED_NAMES, Path, digests_of
from tongban.standards.sdjwt.token import HASHES, SdJwt

# SD-JWT VC, "Registered JWT Claims": never in a disclosure.
NEVER_DISCLOSABLE = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"})

# A disclosure may hold digests of others; deeper than this is nobody's credential.
MAX_DEPTH = 64


@dataclass
class Opened:
    """The processed payload.

    claims: what is shown, without any `_sd`, `...` or `_sd_alg`. paths: where each disclosure, by its
    number, belongs in the payload with nothing withheld. problems: why the SD-JWT must be rejected, each
    with its step; empty if it must not.
    """

    claims: dict[str, Any] = field(default_factory=dict)
    paths: dict[int, Path] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def open_claims(token: SdJwt) -> Opened:
    """The claims of `token` with its disclosures in their places; raises nothing."""
    name = token.hash_name
    if not isinstance(name, str) or name not in HASHES:
        # Step 2.d. Without its hash nothing can be put in place, so only the open claims are shown.
        return Opened(claims=Opening({}, ()).opened(token.jws.claims), problems=["7.1 (2.d): unknown _sd_alg"])
    # Step 3.a: the digest of each disclosure, over its text as received.
    digests = digests_of(token.disclosures, HASHES[name])
    numbers = dict(zip(digests, range(len(digests)), strict=True))
    opening = Opening(numbers, token.contents)
    claims = opening.opened(token.jws.claims)
    if len(numbers) != len(token.disclosures):
        opening.problem("4", "a disclosure is repeated")
    # Step 5: every disclosure must have been asked for by a digest.
    if len(opening.paths) != len(numbers):
        opening.problem("5", "a disclosure belongs to no digest")
    return Opened(claims=claims, paths=opening.paths, problems=opening.problems)


class Opening:
    """One walk through a payload, with what has been met so far."""

    def __init__(self, numbers: dict[str, int], contents: tuple[Any, ...]) -> None:
        self.paths: dict[int, Path] = {}
        self.problems: list[str] = []
        self._numbers = numbers
        self._contents = contents
        self._seen: set[str] = set()

    def problem(self, step: str, what: str) -> None:
        text = f"7.1 ({step}): {what}"
        if text not in self.problems:
            self.problems.append(text)

    def opened(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The payload's claims, opened."""
        claims = self.opened_object(payload, ())
        claims.pop("_sd_alg", None)  # step 3.f
        return claims

    def opened_object(self, members: dict[str, Any], path: Path) -> dict[str, Any]:
        """Steps 3.b and 3.c.ii for one object; 3.e happens by not copying `_sd`."""
        found = {}
        for name, value in members.items():
            if name == "...":
                self.problem("3.b", "the name ... outside an array")
            elif name != "_sd":
                found[name] = self.opened_value(value, (*path, name)) if isinstance(value, CONTAINERS) else value
        if "_sd" in members:
            self.insert_hidden(found, members["_sd"], path)
        return found

    def insert_hidden(self, found: dict[str, Any], digests: Any, path: Path) -> None:
        """Step 3.c.ii for all of `_sd`."""
        if not isinstance(digests, list):
            self.problem("3.b", "_sd is no array")
            return
        for number in self.numbers_of(digests):
            self.insert(found, number, path)

    def insert(self, found: dict[str, Any], number: int, path: Path) -> None:
        """Step 3.c.ii: the claim of a disclosure goes to the level of its digest."""
        content = self._contents[number]
        if type(content) is not list or len(content) != 3 or type(content[1]) is not str:
            self.problem("3.c.ii.1", "a disclosure in _sd is not [salt, name, value]")
            return
        _, name, value = content
        if name in found:
            self.problem("3.c.ii.3", "a disclosed claim is there already")
        elif name in RESERVED_NAMES:
            self.problem("3.c.ii.2", "a disclosure has a reserved name")
        elif name in NEVER_DISCLOSABLE and not path:
            self.problem("3.c; SD-JWT VC, Registered JWT Claims", "a claim that may not be withheld was disclosed")
        else:
            place = (*path, name)
            self.paths[number] = place
            found[name] = self.opened_value(value, place) if isinstance(value, CONTAINERS) else value

    def opened_array(self, values: list[Any], path: Path) -> list[Any]:
        """Steps 3.b and 3.c.iii for one array; 3.d happens by not copying an element that stays hidden."""
        found = []
        for place, value in enumerate(values):
            if not isinstance(value, dict) or "..." not in value:
                found.append(self.opened_value(value, (*path, place)))
                continue
            if len(value) != 1:
                self.problem("3.b", "a hidden element has other members")
                continue
            number = self.number_of(value["..."])
            if number is None:
                continue
            content = self._contents[number]
            if not isinstance(content, list) or len(content) != 2:
                self.problem("3.c.iii.1", "a disclosure of an element is not [salt, value]")
                continue
            self.paths[number] = (*path, place)
            found.append(self.opened_value(content[1], (*path, place)))
        return found

    def opened_value(self, value: Any, path: Path) -> Any:
        """`value` with everything below it opened (the recursion of step 3.c)."""
        if len(path) > MAX_DEPTH:
            self.problem("3.c", f"nesting deeper than {MAX_DEPTH}")
            return None
        if isinstance(value, dict):
            return self.opened_object(value, path)
        if isinstance(value, list):
            return self.opened_array(value, path)
        return value

    def numbers_of(self, digests: list[Any]) -> Iterable[int]:
        """number_of each that is not withheld; of an ordinary list all together."""
        if set(map(type, digests)) == {str} and self._seen.isdisjoint(digests):
            fresh = set(digests)
            if len(fresh) == len(digests):
                self._seen |= fresh
                return [self._numbers[text] for text in digests if text in self._numbers]
        return [number for number in map(self.number_of, digests) if number is not None]

    def number_of(self, text: Any) -> int | None:
        """Steps 3.c.i and 4: the disclosure of a digest, None when it is withheld or a decoy."""
        if not isinstance(text, str):
            self.problem("3.b", "a digest is no text")
            return None
        if text in self._seen:
            self.problem("4", "a digest is repeated")
            return None
        self._seen.add(text)
        return self._numbers.get(text)
