"""Trees, roots and proofs: against the RFC written naively, and against the vectors of transparency-dev/merkle."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import merkle_oracle as oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.standards.tlog import proofs, tiles
from tongban.standards.tlog.hashing import EMPTY_ROOT, leaf_hash, leaf_hashes
from tongban.standards.tlog.tree import Tree

VECTORS = Path(os.environ.get("TONGBAN_VECTORS") or Path(__file__).parents[4] / "shared" / "vectors") / "merkle"
SIZES = [*range(1, 20), 31, 32, 33, 255, 256, 257, 511, 512, 513, 1000]
ENTRIES = [f"entry {number}".encode() for number in range(1000)]


def vectors(kind):
    files = sorted((VECTORS / kind).rglob("*.json"))
    if not files and not os.environ.get("CI"):
        return [pytest.param(None, marks=pytest.mark.skip(f"no vectors in {VECTORS}; set TONGBAN_VECTORS"))]
    return [pytest.param(file, id="/".join(file.parts[-3:]).removesuffix(".json")) for file in files]


def octets(text):
    return base64.b64decode(text or "")


def grown(size):
    tree = Tree()
    tree.extend(ENTRIES[:size])
    return tree


@pytest.mark.skipif(not VECTORS.exists() and not os.environ.get("CI"), reason=f"no vectors in {VECTORS}")
def test_all_published_vectors_are_there():
    assert sum(len(list((VECTORS / kind).rglob("*.json"))) for kind in ("inclusion", "consistency")) == 196


@pytest.mark.parametrize("file", vectors("inclusion"))
def test_published_inclusion_proofs_are_judged_as_published(file):
    vector = json.loads(file.read_text())
    holds = proofs.is_included(
        leaf=octets(vector["leafHash"]),
        index=vector["leafIdx"],
        size=vector["treeSize"],
        path=[octets(hash_) for hash_ in vector["proof"] or []],
        root=octets(vector["root"]),
    )
    assert holds is not vector["wantErr"], vector["desc"]


@pytest.mark.parametrize("file", vectors("consistency"))
def test_published_consistency_proofs_are_judged_as_published(file):
    vector = json.loads(file.read_text())
    holds = proofs.is_consistent(
        old=vector["size1"],
        new=vector["size2"],
        old_root=octets(vector["root1"]),
        new_root=octets(vector["root2"]),
        path=[octets(hash_) for hash_ in vector["proof"] or []],
    )
    assert holds is not vector["wantErr"], vector["desc"]


def test_the_empty_tree_has_the_hash_of_nothing():
    assert Tree().root() == EMPTY_ROOT == oracle.mth([])


@pytest.mark.parametrize("size", SIZES)
def test_a_root_is_the_one_of_the_rfc(size):
    assert grown(1000).root(size) == grown(size).root() == oracle.mth(ENTRIES[:size])


def test_entries_added_one_by_one_and_in_uneven_lots_give_the_same_tree():
    single, lots = Tree(), Tree()
    for entry in ENTRIES:
        single.append(entry)
    for start, end in ((0, 1), (1, 3), (3, 258), (258, 258), (258, 1000)):
        lots.extend(ENTRIES[start:end])
    assert single.root() == lots.root() == grown(1000).root()
    assert single.size == 1000


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 257])
def test_an_inclusion_proof_is_the_one_of_the_rfc_and_holds_only_for_its_place(size):
    tree = grown(size)
    for index in range(size):
        path = proofs.inclusion(index, size, node=tree.node)
        assert path == oracle.path(index, ENTRIES[:size])
        judged = {"leaf": leaf_hash(ENTRIES[index]), "size": size, "path": path, "root": tree.root()}
        assert proofs.is_included(index=index, **judged)
        assert not proofs.is_included(index=(index + 1) % size if size > 1 else 1, **judged)
        assert not proofs.is_included(index=-1, **judged)


@pytest.mark.parametrize("new", [1, 2, 3, 7, 8, 13, 257])
def test_a_consistency_proof_is_the_one_of_the_rfc_and_refuses_another_past(new):
    tree = grown(new)
    for old in range(1, new + 1):
        path = proofs.consistency(old, new, node=tree.node)
        assert path == oracle.proof(old, ENTRIES[:new])
        judged = {"old": old, "new": new, "new_root": tree.root(), "path": path}
        assert proofs.is_consistent(old_root=tree.root(old), **judged)
        assert not proofs.is_consistent(old_root=leaf_hash(b"another past"), **judged)


@given(st.data())
@settings(max_examples=60)
def test_a_changed_bit_anywhere_in_a_proof_is_found(data):
    size = data.draw(st.integers(2, 600))
    index = data.draw(st.integers(0, size - 1))
    tree = grown(size)
    path = proofs.inclusion(index, size, node=tree.node)
    at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
    path[at] = (int.from_bytes(path[at], "big") ^ 1 << bit).to_bytes(32, "big")
    assert not proofs.is_included(leaf=leaf_hash(ENTRIES[index]), index=index, size=size, path=path, root=tree.root())


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 5), (5, 5)])
def test_no_inclusion_proof_is_made_for_a_place_outside_the_tree(index, size):
    with pytest.raises(ValueError, match="expected an index"):
        proofs.inclusion(index, size, node=grown(10).node)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5)])
def test_no_consistency_proof_is_made_from_nothing_or_backwards(old, new):
    with pytest.raises(ValueError, match="expected an old size"):
        proofs.consistency(old, new, node=grown(10).node)


# --- tiles -----------------------------------------------------------------------------------------------


def store(entries, lots):
    """Tiles as a log keeps them after growing in lots of these sizes."""
    kept, size = {}, 0
    for lot in lots:
        fresh = leaf_hashes(entries[size : size + lot])
        kept |= tiles.grow(size, partial={at: kept[at] for at in tiles.edge(size)}, hashes=fresh)
        size += len(fresh)
    return kept, size


def reader(kept):
    return lambda path: kept[path.level, path.index][: path.width * 32]


@given(st.lists(st.integers(0, 700), min_size=1, max_size=5), st.randoms())
@settings(max_examples=25, deadline=None)
def test_a_tree_grown_tile_by_tile_proves_the_same_as_one_in_memory(lots, random):
    kept, size = store(ENTRIES * 4, lots)
    tree = Tree()
    tree.extend((ENTRIES * 4)[:size])
    tiled = tiles.TiledTree(size, read=reader(kept))
    assert proofs.root(size, node=tiled.node) == tree.root()
    if size:
        index, old = random.randrange(size), random.randint(1, size)
        assert proofs.inclusion(index, size, node=tiled.node) == proofs.inclusion(index, size, node=tree.node)
        assert proofs.consistency(old, size, node=tiled.node) == proofs.consistency(old, size, node=tree.node)
    assert {(path.level, path.index) for path in tiles.paths(size) if path.level is not None} == kept.keys()


def test_a_tree_of_three_levels_is_cut_as_the_specification_says():
    # c2sp.org/tlog-tiles, "Partial Tiles": the example of 70,000 entries
    listed = list(tiles.paths(70_000))
    hashes = [path for path in listed if path.level is not None]
    assert sum(path.level == 0 and path.width == 256 for path in hashes) == 273
    assert [str(path) for path in hashes if path.width < 256] == [
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    assert [path for path in hashes if path.level == 1 and path.width == 256] == [tiles.TilePath(1, 0)]
    assert [str(path) for path in tiles.paths(256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert tiles.edge(70_000) == [(0, 273), (1, 1), (2, 0)]
    assert list(tiles.paths(0)) == []


def test_a_large_tree_in_tiles_has_the_root_of_the_tree_in_memory():
    tree, hashes = Tree(), [number.to_bytes(32, "big") for number in range(70_000)]
    tree.extend_hashes(hashes)
    kept = tiles.grow(0, partial={}, hashes=hashes)
    tiled = tiles.TiledTree(70_000, read=reader(kept))
    assert proofs.root(70_000, node=tiled.node) == tree.root()
    assert proofs.consistency(65_537, 70_000, node=tiled.node) == proofs.consistency(65_537, 70_000, node=tree.node)


def test_a_partial_tile_of_the_wrong_width_stops_the_growth():
    with pytest.raises(Malformed, match=r"tlog\.tile"):
        tiles.grow(3, partial={(0, 0): bytes(64)}, hashes=[bytes(32)])


PATHS = [
    (tiles.TilePath(0, 0), "tile/0/000"),
    (tiles.TilePath(0, 1234067), "tile/0/x001/x234/067"),
    (tiles.TilePath(None, 1234067, 8), "tile/entries/x001/x234/067.p/8"),
    (tiles.TilePath(63, 999, 255), "tile/63/999.p/255"),
    (tiles.TilePath(1, 1000), "tile/1/x001/000"),
]


@pytest.mark.parametrize(("path", "text"), PATHS)
def test_a_tile_has_one_address(path, text):
    assert str(path) == text
    assert tiles.TilePath.parse(text) == path


@given(st.builds(tiles.TilePath, st.none() | st.integers(0, 63), st.integers(0, 2**63 - 1), st.integers(1, 256)))
def test_every_address_is_read_back(path):
    assert tiles.TilePath.parse(str(path)) == path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/x001",
        "tile/0/x001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/01",
        "tile/0/001.p/",
        "tile/data/000",
        "tile/0/../000",
        "tile/0/٠٠٠",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/000\n",
    ],
)
def test_another_spelling_of_an_address_is_malformed(text):
    with pytest.raises(Malformed, match=r"tlog\.tile-path"):
        tiles.TilePath.parse(text)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_is_read_back_and_every_prefix_of_it(entries):
    whole = tiles.bundle(entries)
    assert tiles.parse_bundle(whole, width=len(entries)) == entries
    half = len(entries) // 2
    assert tiles.bundle_prefix(whole, width=half) == tiles.bundle(entries[:half])


def test_an_entry_may_have_65535_bytes_and_not_one_more():
    assert tiles.parse_bundle(tiles.bundle([bytes(65_535)]), width=1) == [bytes(65_535)]
    with pytest.raises(ValueError, match="at most 65535"):
        tiles.bundle([bytes(65_536)])


@given(st.binary(max_size=600), st.integers(0, 256))
def test_any_bytes_are_a_bundle_or_malformed(octets, width):
    try:
        read = tiles.bundle(tiles.parse_bundle(octets, width=width))
    except Malformed as problem:
        read = problem.code
    assert read in (octets, "tlog.bundle")


@given(st.text(max_size=40) | st.from_regex(tiles.PATH))
def test_any_text_is_an_address_or_malformed(text):
    try:
        read = str(tiles.TilePath.parse(text))
    except Malformed as problem:
        read = problem.code
    assert read in (text, "tlog.tile-path")
