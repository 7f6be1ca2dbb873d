// Checklog reads a log that Tongban exported, with the libraries that Go uses for its own checksum database.
//
//	checklog FOLDER VKEY [receipt FILE ENTRY | consistency FILE]
//
// The signature, every hash, every tile and every proof are judged by golang.org/x/mod/sumdb/{note,tlog}. Ours is
// only the reading of files: C2SP leaves the tile height out of the path, and has bundles where Go has records.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func run(args []string) error {
	folder, vkey := args[0], args[1]
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := head(signed, vkey)
	if err != nil {
		return err
	}
	switch {
	case len(args) == 2:
		return whole(folder, tree)
	case args[2] == "receipt":
		return receipt(args[3], args[4], vkey)
	case args[2] == "consistency":
		return consistency(args[3], tree, tlog.TileHashReader(tree, files{folder}))
	}
	return fmt.Errorf("unknown: %s", args[2])
}

// head opens a checkpoint: origin, size, root.
func head(signed []byte, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// whole lets Go build the tree from the entries, and compares its tiles and its root with ours.
//
// TileHashReader alone is not enough in x/mod 0.7.0: it counts the tiles that it has authenticated by the tree hash
// once per subtree instead of once per tile, so that it takes the next few on trust.
func whole(folder string, tree tlog.Tree) error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for start := int64(0); start < tree.N; start += 256 {
		leaves := tlog.Tile{H: 8, L: 0, N: start / 256, W: int(min(256, tree.N-start))}
		entries, err := bundle(folder, leaves)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(filepath.Join(folder, name(leaves)))
		if err != nil {
			return err
		}
		for place, entry := range entries {
			n := start + int64(place)
			leaf, err := tlog.HashFromTile(leaves, data, tlog.StoredHashIndex(0, n))
			if err != nil {
				return err
			}
			if tlog.RecordHash(entry) != leaf {
				return fmt.Errorf("ENTRY DOES NOT MATCH TREE: %d", n)
			}
			hashes, err := tlog.StoredHashes(n, entry, reader)
			if err != nil {
				return err
			}
			stored = append(stored, hashes...)
		}
	}
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		if tile.W < 256 && tile.N*256+int64(tile.W) != tree.N>>(8*tile.L) {
			continue // a partial tile of an earlier size
		}
		theirs, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return err
		}
		ours, err := os.ReadFile(filepath.Join(folder, name(tile)))
		if err != nil {
			return err
		}
		if !bytes.Equal(theirs, ours) {
			return fmt.Errorf("TILE DOES NOT MATCH ENTRIES: %s", name(tile))
		}
	}
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("ROOT DOES NOT MATCH CHECKPOINT")
	}
	fmt.Printf("%d entries match the tree\n", tree.N)
	return nil
}

// bundle reads the entries under a tile of leaves.
func bundle(folder string, leaves tlog.Tile) ([][]byte, error) {
	leaves.L = -1
	data, err := os.ReadFile(filepath.Join(folder, name(leaves)))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) >= 2 {
		end := 2 + int(binary.BigEndian.Uint16(data))
		if end > len(data) {
			break
		}
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if len(data) > 0 || len(entries) != leaves.W {
		return nil, fmt.Errorf("BUNDLE IS NOT %d ENTRIES: %s", leaves.W, name(leaves))
	}
	return entries, nil
}

// receipt checks a c2sp.org/tlog-proof.
func receipt(proofFile, entryFile, vkey string) error {
	text, err := os.ReadFile(proofFile)
	if err != nil {
		return err
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	top, signed, _ := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(top), "\n")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	tree, err := head(signed, vkey)
	if err != nil {
		return err
	}
	proof, err := parse(lines[2:])
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	fmt.Printf("entry %d is in the tree of %d\n", index, tree.N)
	return nil
}

// consistency checks our proof from an older tree (lines: size, root, hashes) and that Go makes the same.
func consistency(file string, tree tlog.Tree, hashes tlog.HashReader) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	lines := strings.Fields(string(text))
	size, err := strconv.ParseInt(lines[0], 10, 64)
	if err != nil {
		return err
	}
	parsed, err := parse(lines[1:])
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(parsed[1:], tree.N, tree.Hash, size, parsed[0]); err != nil {
		return err
	}
	theirs, err := tlog.ProveTree(tree.N, size, hashes)
	if err != nil {
		return err
	}
	if fmt.Sprint(theirs) != fmt.Sprint(tlog.TreeProof(parsed[1:])) {
		return fmt.Errorf("Go makes another proof")
	}
	fmt.Printf("the tree of %d continues the tree of %d\n", tree.N, size)
	return nil
}

func parse(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// files reads tiles from a folder.
type files struct{ folder string }

func (f files) Height() int                     { return 8 }
func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(f.folder, name(tile)))
		if err != nil {
			return nil, err
		}
		read = append(read, data)
	}
	return read, nil
}

// name is Go's path of a tile without the height: tile/8/0/001 is tile/0/001; Go's "data" is C2SP's "entries".
func name(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}
