"""The tamper-evident journal: what was done here, provable to anybody, readable only to those concerned.

An act calls `actions.record` inside its own transaction, so act and entry happen together or not at all. One
sequencer (`actions.sequence`, run by the command `sequence_journal`) later gives every entry its place in a
Merkle tree in the C2SP tlog-tiles form and signs a checkpoint. The leaf holds no personal data: only a tag, a
time and a salted commitment. The details lie in a table of their own; deleting a row there erases them for
ever (个人信息保护法第四十七条) while every proof stays valid.

Doors: `actions` (record, sequence, erase_details), `queries` (history, proof, checkpoint, verify_all).
The journal does not know what it records.
"""
