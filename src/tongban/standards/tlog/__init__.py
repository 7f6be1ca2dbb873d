"""Transparency logs in the C2SP form: Merkle tree of RFC 6962, signed notes, checkpoints, tiles, proofs.

`notes` signs and opens notes, `checkpoints` puts a tree's head into one, `tiles` names, cuts and grows the tree
that is stored and served, `proofs` makes and judges proofs, `prooftext` writes a proof that is complete in
itself. `tree.Tree` is the whole tree in memory. What we do of each specification: docs/standards/tlog.md.

Any bytes give a value or Malformed with a code that begins with "tlog.", never another exception.
"""
