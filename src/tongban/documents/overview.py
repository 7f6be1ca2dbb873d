"""Many pages in one small picture, on which one sees which page is which and can read none. Pure, but for Pillow."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from PIL import Image

from tongban.documents.contents import PDF, PICTURES
from tongban.errors import Malformed
from tongban.standards.pictures import bare, opened

CELL = (96, 128)
"""Width and height of a page's place, in pixels."""
QUALITY = 70


def overview(pages: Iterable[tuple[bytes, str]]) -> bytes:
    """The pages (bytes and media type) one below the other as a JPEG, each in the middle of a place of CELL.

    A PDF and what cannot be read leave their place white.
    """
    cells = [_cell(content, kind) for content, kind in pages]
    sheet = Image.new("RGB", (CELL[0], CELL[1] * max(len(cells), 1)), "white")
    for number, cell in enumerate(cells):
        if cell is not None:
            sheet.paste(cell, ((CELL[0] - cell.width) // 2, number * CELL[1] + (CELL[1] - cell.height) // 2))
    into = BytesIO()
    sheet.save(into, "JPEG", quality=QUALITY)
    return into.getvalue()


def _cell(content: bytes, kind: str) -> Image.Image | None:
    if kind == PDF:
        return None
    try:
        picture = opened(bare(content, forms=(PICTURES[kind],)))
    except Malformed:
        return None
    picture.thumbnail(CELL)
    return picture
