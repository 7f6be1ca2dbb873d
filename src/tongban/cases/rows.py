"""What every case and every act on one stores. Abstract: each service has tables and constraints of its own."""

from __future__ import annotations

import uuid

from django.db import models

REMINDED, OVER = 1, 2
"""In `escalated`, of a stage in which it is a person's turn: they were reminded; what follows the end was done."""


class Case(models.Model):
    """One case. `number` is what people read; `due_at` is the running clock, None when none runs.

    escalated: how far a late office was reported in this stage; where it is a person's turn, REMINDED or OVER.
    looked_at: when the system last looked whether the case can go on by itself and found that it cannot; who has waited
    longest for a look comes first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    stage = models.CharField(max_length=20)
    stage_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    escalated = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Act(models.Model):
    """An act that was done under a key that its maker chose: the same act under the same key again does nothing more.

    by: who acted ("citizen:<uuid>"); content: the SHA-256 of what was said. Both are "" for acts before 0.3.0. The
    service adds the key of its case, named as the kind is.
    """

    key = models.CharField(max_length=80, primary_key=True)
    move = models.CharField(max_length=20)
    by = models.CharField(max_length=60, default="")
    content = models.CharField(max_length=64, default="")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class CaseNumber(models.Model):
    """The next case number of a year; one row a year, locked while it is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    next = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
