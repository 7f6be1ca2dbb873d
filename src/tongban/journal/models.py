"""What is stored: entries, each written once, their erasable details, what waits for a place, and the log's tiles.

Places and tiles lie in the database and not in files, so that an entry's place and the tree that proves it are
committed, backed up and restored together (docs/operate/journal.md).

An entry, its details and its links are written by one statement and never one without the other, so the database holds
no foreign keys between them; verify_all looks. Without those, and with nothing unique on the wide tables but `number`,
they can be partitioned by ranges of it.
"""

from __future__ import annotations

from django.db import models

from tongban.journal.keyfield import KeyField


class Entry(models.Model):
    """One recorded act as its leaf shows it. id: a UUID of version 7, so that ids come in the order of time."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(editable=False)
    tag = models.CharField(max_length=64)
    at = models.DateTimeField()
    commitment = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["id"], name="journal_entry_by_id"),)

    def __str__(self) -> str:
        return f"{self.tag} {self.id}"


class Details(models.Model):
    """What a leaf commits to, with its salt. Deleting the row is the erasure.

    about, said: canonical JSON as text, so that no database reorders it (leaves.body).
    """

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.PROTECT, related_name="details", db_constraint=False
    )
    salt = models.BinaryField()
    by = KeyField()
    about = models.TextField()
    said = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["by", "entry"], name="journal_details_by"),)

    def __str__(self) -> str:
        return f"details of {self.entry_id}"


class About(models.Model):
    """Whom or what an entry is about, by internal key."""

    pk = models.CompositePrimaryKey("key", "entry_id")
    key = KeyField()
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="about", db_index=False, db_constraint=False
    )

    def __str__(self) -> str:
        return str(self.key)


class Waiting(models.Model):
    """An entry without a place: a short queue, emptied by the sequencer.

    transaction: PostgreSQL's id of the writing one, because serial numbers are not handed out in the order of commits.
    """

    pk = models.CompositePrimaryKey("transaction", "entry_id")
    transaction = models.BigIntegerField()
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="waits", db_index=False, db_constraint=False
    )
    leaf_hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.entry_id} waits"


class Place(models.Model):
    """Where an entry stands in the log, counted from 0; written once."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="place", db_constraint=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(index__gte=0), name="journal_place_not_negative"),)

    def __str__(self) -> str:
        return f"{self.entry_id} at {self.index}"


class Tile(models.Model):
    """The hashes of one tile (tlog-tiles "Merkle Tree"); the last tile of a level is partial and grows."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["level", "index"], name="journal_tile_once"),)

    def __str__(self) -> str:
        return f"tile {self.level}/{self.index}"


class Log(models.Model):
    """The one row with the tree's size and the checkpoint that is published; `size` may be ahead of it.

    held_since: when entries waited first of which none could be given a place; None while all goes well.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    checkpoint = models.TextField(default="")
    signed_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_log_only_one"),)

    def __str__(self) -> str:
        return f"log of {self.size}"
