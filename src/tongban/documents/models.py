"""What is stored: one row a document, named by its content, so that no row is ever changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.documents.contents import MEDIA_TYPES


class Document(models.Model):
    """One document. digest: SHA-256 of content in hexadecimal; size: of content in bytes."""

    digest = models.CharField(primary_key=True, max_length=64)
    media_type = models.CharField(max_length=40, choices=[(one, one) for one in MEDIA_TYPES])
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="document_named_by_sha256"),
            models.CheckConstraint(condition=Q(media_type__in=MEDIA_TYPES), name="document_of_a_known_type"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.digest}"
