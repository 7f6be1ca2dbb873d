"""The YAML test cases of the IETF reference implementation, read into what `issue` and `present` take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from standards.published import vectors

CASES = (
    "array_data_types",
    "array_full_sd",
    "array_in_sd",
    "array_nested_in_plain",
    "array_none_disclosed",
    "array_of_nulls",
    "array_of_objects",
    "array_of_scalars",
    "array_recursive_sd",
    "array_recursive_sd_some_disclosed",
    "header_mod",
    "json_serialization_flattened",
    "json_serialization_general",
    "key_binding",
    "no_sd",
    "object_data_types",
    "recursions",
)
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Hidden:
    """A key or value that the case marks with !sd."""

    value: Any

    def __hash__(self) -> int:
        return hash(repr(self.value))


class Loader(yaml.SafeLoader):
    """YAML with the tag !sd."""


def hidden(loader: Loader, node: yaml.Node) -> Hidden:
    if isinstance(node, yaml.MappingNode):
        return Hidden(loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Hidden(loader.construct_sequence(node, deep=True))
    assert isinstance(node, yaml.ScalarNode)
    tag = "tag:yaml.org,2002:str" if node.style else loader.resolve(yaml.ScalarNode, node.value, (True, False))
    return Hidden(loader.construct_object(yaml.ScalarNode(tag, node.value), deep=True))


Loader.add_constructor("!sd", hidden)


@dataclass(frozen=True)
class Case:
    """claims with the paths that can be hidden, the paths that the holder discloses, and what is then seen."""

    claims: dict[str, Any]
    disclosable: tuple[Path, ...]
    disclosed: tuple[Path, ...]
    expected: dict[str, Any]


def case(name: str) -> Case:
    """One case of the published folder `sd-jwt`; skips without it, but fails in CI."""
    text = (vectors("sd-jwt") / name / "specification.yml").read_text()
    found = yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader with one tag more
    disclosable: list[Path] = []
    claims = plain(found["user_claims"], (), disclosable)
    asked = paths_of(found["holder_disclosed_claims"], ())
    # What is said of a claim that is in the open anyway is no wish.
    disclosed = tuple(path for path in asked if path in disclosable)
    return Case(claims, tuple(disclosable), disclosed, found["expect_verified_user_claims"])


def plain(value: Any, path: Path, disclosable: list[Path]) -> Any:
    """`value` without marks, whose paths are added to `disclosable`."""
    if isinstance(value, Hidden):
        disclosable.append(path)
        return plain(value.value, path, disclosable)
    if isinstance(value, dict):
        made = {}
        for key, member in value.items():
            name = key.value if isinstance(key, Hidden) else key
            if isinstance(key, Hidden):
                disclosable.append((*path, name))
            made[name] = plain(member, (*path, name), disclosable)
        return made
    if isinstance(value, list):
        return [plain(member, (*path, place), disclosable) for place, member in enumerate(value)]
    return value


def paths_of(wish: Any, path: Path) -> list[Path]:
    """The paths that a holder's wish names: every true one, and the way to it."""
    if isinstance(wish, dict):
        below = [found for key, member in wish.items() for found in paths_of(member, (*path, key))]
    elif isinstance(wish, list):
        below = [found for place, member in enumerate(wish) for found in paths_of(member, (*path, place))]
    else:
        return [path] if wish is True else []
    return [path, *below] if path else below
