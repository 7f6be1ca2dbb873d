"""How much of each limit is used up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Used(models.Model):
    """One limit for one client, account or other subject.

    key: a keyed digest of the limit's name and of what it counts by, so that no name and no address stands here.
    full_at: microseconds since 1970 at which nothing of the limit is used up any more; from then on the row says
    nothing and may go.
    """

    key = models.CharField(max_length=64, primary_key=True)
    full_at = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["full_at"], name="limits_used_full_at")]
