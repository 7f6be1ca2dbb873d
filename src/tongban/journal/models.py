"""What is stored: the outbox, its erasable details, and the log's tiles.

Tiles lie in the database and not in files, so that an entry's place and the tree that proves it are committed,
backed up and restored together (docs/operate/journal.md).
"""

from __future__ import annotations

import uuid

from django.db import models


class Entry(models.Model):
    """One recorded act: the outbox row, and after sequencing the link from its id to its place in the log."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # PostgreSQL's id of the writing transaction: serial numbers are not handed out in the order of commits.
    transaction = models.BigIntegerField(default=0)
    tag = models.CharField(max_length=64)
    at = models.DateTimeField()
    leaf = models.BinaryField()
    index = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["index"], name="journal_entry_index_once"),
            models.CheckConstraint(condition=models.Q(index__gte=0), name="journal_entry_index_not_negative"),
        )
        indexes = (
            models.Index(
                fields=["transaction", "number"], name="journal_entry_waiting", condition=models.Q(index__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.tag} {self.id}"


class Details(models.Model):
    """What a leaf commits to, with its salt. Deleting the row is the erasure."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="details")
    salt = models.BinaryField()
    by = models.CharField(max_length=100)
    body = models.TextField()  # the committed canonical JSON as text, so that no database reorders it

    def __str__(self) -> str:
        return f"details of {self.entry_id}"


class About(models.Model):
    """Whom or what an entry is about, by internal key."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="about")
    key = models.CharField(max_length=100)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "entry"], name="journal_about_once"),)

    def __str__(self) -> str:
        return self.key


class Tile(models.Model):
    """The hashes of one tile (tlog-tiles "Merkle Tree"); the last tile of a level is partial and grows."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["level", "index"], name="journal_tile_once"),)

    def __str__(self) -> str:
        return f"tile {self.level}/{self.index}"


class Bundle(models.Model):
    """The entries under one level-0 tile (tlog-tiles "Log Entries"); the last one is partial and grows."""

    index = models.BigIntegerField(primary_key=True)
    entries = models.BinaryField()

    def __str__(self) -> str:
        return f"bundle {self.index}"


class Log(models.Model):
    """The one row with the tree's size and the checkpoint that is published; `size` may be ahead of it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    checkpoint = models.TextField(default="")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_log_only_one"),)

    def __str__(self) -> str:
        return f"log of {self.size}"
