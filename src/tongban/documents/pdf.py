"""The pages of a PDF, each as a PDF or as a picture. Reading is done by a process of its own (`pdf_worker.py`)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tongban.documents.contents import NOT_SUCH, SIGNED
from tongban.errors import Malformed
from tongban.verdicts import Text

WORKER = Path(__file__).with_name("pdf_worker.py")
TOO_MANY_STATUS = 4
PAGES_MAX = 100
SECONDS = 40
DRAWN = (1654, 2339)
"""Pixels into which a drawn page fits: A4 at 200 dpi."""
TOO_MANY = Text(
    f"这个 PDF 超过 {PAGES_MAX} 页，请分成几个文件再传。",
    f"This PDF has more than {PAGES_MAX} pages; send it as several files.",
)


def split(content: bytes) -> list[bytes]:
    """Each page of the PDF as a PDF of its own, in order; one of one page, or one that is signed, comes back as it is.

    Malformed("document.pdf") for what cannot be read, has no pages or more than PAGES_MAX, or takes too long.
    """
    if SIGNED in content:
        return [content]
    found = _asked(content, "split", str(PAGES_MAX))
    if not found:
        raise Malformed("document.pdf", "expected a PDF with pages", say=NOT_SUCH)
    return [content] if len(found) == 1 else found


def drawn(content: bytes) -> bytes:
    """The first page as a JPEG; Malformed("document.pdf") as `split`."""
    (picture,) = _asked(content, "draw", *map(str, DRAWN))
    return picture


def _asked(content: bytes, *words: str) -> list[bytes]:
    try:
        answer = subprocess.run(
            [sys.executable, "-I", str(WORKER), *words],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise Malformed("document.pdf", f"expected a PDF that is read in {SECONDS} seconds", say=NOT_SUCH) from error
    if answer.returncode == TOO_MANY_STATUS:
        raise Malformed("document.pdf", f"expected at most {PAGES_MAX} pages", say=TOO_MANY)
    if answer.returncode != 0:
        raise Malformed("document.pdf", "expected a PDF that can be read", say=NOT_SUCH)
    return _pieces(answer.stdout)


def _pieces(stream: bytes) -> list[bytes]:
    found, place = [], 0
    while place < len(stream):
        length = int.from_bytes(stream[place : place + 4], "big")
        found.append(stream[place + 4 : place + 4 + length])
        place += 4 + length
    return found
