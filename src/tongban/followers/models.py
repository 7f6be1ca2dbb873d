"""How far each line is numbered and followed, what was set aside, and how the steps of `work` go."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Cursor(models.Model):
    """A place in a line: the last number that was given, or the last that a follower has handled. Locking it makes
    numbering, or following, one at a time."""

    name = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)


class DeadLetter(models.Model):
    """An item of a line of work that could not be handled. line: "service/line"; item: the number or the id of a row;
    error: the code of a Problem or the name of an exception, never its words."""

    id = models.BigAutoField(primary_key=True)
    line = models.CharField(max_length=40)
    item = models.CharField(max_length=60)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    is_dead = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["line", "item"], name="dead_letter_once")]
        indexes: ClassVar = [models.Index(fields=["line", "next_try_at"], name="dead_letter_due")]


class Step(models.Model):
    """The account of one step of `work`: how much it has done, and how often it failed as a whole.

    failing_since: the first failure since it last went well, null when it goes well. error: as in a dead letter.
    words_zh, words_en, rest_seconds: what it does, and how long it rests between two turns, as `work` has said.
    """

    name = models.CharField(max_length=40, primary_key=True)
    words_zh = models.CharField(max_length=60, blank=True)
    words_en = models.CharField(max_length=60, blank=True)
    rest_seconds = models.FloatField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    last_done_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
