"""Files as they are sent with a form: one or several, of a kind that is kept, no larger than is kept; and documents as they
are handed out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext

PICTURES = "image/jpeg,image/png"
PAGES = f"{PICTURES},application/pdf"
MEDIA_TYPES = ("image/jpeg", "image/png", "application/pdf")


class FilesInput(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files: cleaned, a list of those that are there."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file as Django examines one; an error for each that is none."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


def checked_file(file: Any, *, kinds: Iterable[str]) -> Any:
    """The file, not larger than is kept and of one of the kinds; whether its bytes are what they say is asked later."""
    limit = settings.DOCUMENT_MAX_BYTES
    if (file.size or 0) > limit:
        raise forms.ValidationError(gettext("文件超过 %(n)s MB，换一个小一点的") % {"n": limit // (1024 * 1024)})
    if media_type(file) not in set(kinds):
        wanted = gettext("JPEG、PNG 图片") if MEDIA_TYPES[2] not in set(kinds) else gettext("JPEG、PNG 图片或者 PDF")
        raise forms.ValidationError(gettext("只收%(kinds)s") % {"kinds": wanted})
    return file


def media_type(file: Any) -> str:
    """The kind of a file by how its bytes begin; the name and what the browser says prove nothing."""
    file.seek(0)
    begin = file.read(8)
    file.seek(0)
    for start, found in (
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"%PDF-", MEDIA_TYPES[2]),
    ):
        if begin.startswith(start):
            return found
    return ""


def private(found: tuple[bytes, str]) -> HttpResponse:
    """A document that nobody may keep and that can run nothing, whatever its bytes say. A PDF can hold programs, so it
    is handed over for the viewer of the device and never shown within our own address."""
    content, kind = found
    answer = HttpResponse(content, content_type=kind)
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = 'attachment; filename="page.pdf"' if kind == "application/pdf" else "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    return answer
