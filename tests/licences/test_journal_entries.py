"""Journal entries of every package: one stable tag each, frozen, and only fields that JSON keeps without loss.

Here because the licence service writes the most of them; the journal itself does not know what it records.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
import uuid
from collections import Counter
from datetime import UTC, datetime

import pytest

from tongban.config.scanning import journal_entries
from tongban.journal import leaves
from tongban.licences import entries as licence_entries
from tongban.roadside import entries as roadside_entries

ENTRIES = journal_entries()
SAMPLES = {str: "样", int: 7, bool: True, types.NoneType: None, uuid.UUID: uuid.UUID(int=1), tuple: ("a", "b")}
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def sample(hint):
    """A value of a field's type; KeyError for a type that an entry may not have."""
    if isinstance(hint, types.UnionType):
        return sample(next(kind for kind in typing.get_args(hint) if kind is not types.NoneType))
    if typing.get_origin(hint) is tuple:
        return tuple(sample(kind) for kind in typing.get_args(hint) if kind is not Ellipsis)
    return SAMPLES[hint]


def test_no_two_entries_share_a_tag():
    assert [tag for tag, count in Counter(entry.tag for entry in ENTRIES).items() if count > 1] == []


def test_the_services_name_all_their_entries():
    for module in (licence_entries, roadside_entries):
        package = module.__name__.split(".")[1]
        assert set(module.ENTRIES) == {entry.kind for entry in ENTRIES if entry.package == package}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.tag)
def test_an_entry_is_frozen_and_its_fields_survive_json(entry):
    hints = typing.get_type_hints(entry.kind)
    values = {name: sample(hints[name]) for name, _ in entry.fields}
    made = entry.kind(**values)
    for name in values:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, name, None)
    kept = json.loads(leaves.said_text(made))
    assert kept == {name: json.loads(json.dumps(value, default=str)) for name, value in values.items()}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.tag)
def test_an_entry_says_what_it_means(entry):
    assert entry.meaning.endswith((".", "]"))
    assert not entry.meaning.startswith(f"{entry.name}("), "a dataclass without a docstring gets its signature as one"
