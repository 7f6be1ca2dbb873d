"""What Django says at every start of a command about the virus scanner."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Caution


@register()
def uploads_are_scanned(*_: object, **__: object) -> list[CheckMessage]:
    """In production a warning while uploads are shown to no scanner."""
    if settings.SCANNER or settings.MODE != "production":
        return []
    return [
        Caution(
            "No virus scanner is named: what people send is handed to officers as it came.",
            hint="Set TONGBAN_SCANNER to the address of a clamd (docs/operate/settings.md).",
            id="documents.W001",
        )
    ]
