"""Reads a PDF in a process of its own, which may use little and write nothing but its answer.

Run as a file by `pdf.py` (no package, no settings, no database): `pdf_worker.py split MOST` or `draw WIDTH HEIGHT`, the
PDF on standard input. PDFium is written in C++ and reads what strangers send: what goes wrong in it ends this process.

The answer is pieces, each preceded by its length in four bytes, big-endian: a PDF for each page, or one JPEG. Exit
status 3: PDFium cannot read it; 4: it has more pages than MOST.
"""

from __future__ import annotations

import io
import resource
import sys

import pypdfium2 as pdfium

UNREADABLE, TOO_MANY = 3, 4
MEMORY_BYTES = 1_500_000_000
SECONDS = 20
JPEG_QUALITY = 85


def main(words: list[str]) -> int:
    """Do what the words say; returns the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    try:
        document = pdfium.PdfDocument(sys.stdin.buffer.read())
        pieces = (
            split(document, int(words[1])) if words[0] == "split" else [draw(document, int(words[1]), int(words[2]))]
        )
    except pdfium.PdfiumError:
        return UNREADABLE
    if pieces is None:
        return TOO_MANY
    for piece in pieces:
        sys.stdout.buffer.write(len(piece).to_bytes(4, "big") + piece)
    sys.stdout.buffer.flush()
    return 0


def split(document: pdfium.PdfDocument, most: int) -> list[bytes] | None:
    """Each page as a PDF of its own; None when there are more than `most`. What belongs to the whole document
    (its programs, its outline, files attached to it) belongs to no page and stays behind."""
    if len(document) > most:
        return None
    found = []
    for number in range(len(document)):
        page = pdfium.PdfDocument.new()
        page.import_pages(document, [number])
        into = io.BytesIO()
        page.save(into)
        found.append(into.getvalue())
    return found


def draw(document: pdfium.PdfDocument, width: int, height: int) -> bytes:
    """The first page as a JPEG that fits into so many pixels; nothing in it runs, forms are drawn as they stand."""
    page = document[0]
    scale = min(width / max(page.get_width(), 1), height / max(page.get_height(), 1))
    into = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(into, "JPEG", quality=JPEG_QUALITY)
    return into.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
