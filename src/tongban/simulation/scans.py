"""Drawn pages and photos that look like scanned papers from afar and are none from near.

Every page bears SPECIMEN across it. Letters are Latin, because a fresh machine has no Chinese font to draw with.
"""

from __future__ import annotations

import io
import random
from datetime import datetime
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 420, 594
PAPER, INK, FAINT, MARK = "#f7f5ee", "#2d3338", "#8b9299", "#b3542e"
TITLES = {
    "certificate": ("VEHICLE REGISTRATION CERTIFICATE", 4),
    "licence-card": ("VEHICLE LICENCE CARD", 1),
    "vin-rubbing": ("VIN RUBBING", 1),
    "origin-proof": ("PROOF OF ORIGIN", 1),
    "purchase-tax": ("PURCHASE TAX", 1),
    "conformity": ("CERTIFICATE OF CONFORMITY", 2),
    "import-proof": ("IMPORT CERTIFICATE", 2),
    "history": ("EARLIER REGISTRATIONS", 2),
    "customs": ("CUSTOMS PAPERS", 1),
    "mortgage": ("MORTGAGE CONTRACT", 2),
}


def paper(word: str, *, at: datetime) -> bytes:
    """A page of the kind that this word names, of no vehicle in particular. Each scan is another picture, as from a
    real scanner: a page that was returned is not repaired by the same bytes."""
    title, _ = TITLES.get(word, ("PAPER HANDED IN", 1))
    return draw(title, vin="SPECIMEN", note=f"{at:%H:%M:%S.%f}", number=1, of=1)


def draw(title: str, *, vin: str, note: str, number: int, of: int, is_blurred: bool = False) -> bytes:
    """One page as JPEG, always the same for the same words. note: what stands after SPECIMEN at its head; is_blurred:
    as a reflecting scan is."""
    chance = random.Random(f"{title} {vin} {number}")  # noqa: S311 - a picture, not a secret
    page = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((14, 14, WIDTH - 15, HEIGHT - 15), outline=FAINT)
    pen.text((30, 34), title, fill=INK, font=font(17))
    pen.text((30, 58), f"SPECIMEN {note}   {number} / {of}", fill=FAINT, font=font(13))
    if title == "VIN RUBBING":
        rubbing(page, vin, chance)
    else:
        pen.text((30, 92), f"VIN  {vin}", fill=INK, font=font(16))
        table(pen, chance)
    watermark(page)
    if is_blurred:
        page = page.filter(ImageFilter.GaussianBlur(6))
        ImageDraw.Draw(page).ellipse((150, 260, 400, 470), fill="#fffdf5")
        page = page.filter(ImageFilter.GaussianBlur(4))
    out = io.BytesIO()
    page.save(out, "JPEG", quality=60)
    return out.getvalue()


PHOTO_COLOURS = {"0111": "#7d97ad", "0112": "#6f8ba3", "0113": "#6d7378", "0114": "#c9ccd0", "0157": "#4f545c"}


@lru_cache(maxsize=64)
def photo(code: str, *, vin: str = "SPECIMEN") -> bytes:
    """A drawn inspection photo: a car from an angle, or the VIN in metal. Bears SPECIMEN and its code."""
    picture = Image.new("RGB", (480, 320), "#dfe3e6")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 220, 480, 320), fill="#b9bdc0")
    if code in ("0113", "0114", "0119"):
        pen.rounded_rectangle((50, 110, 430, 210), 12, fill="#8a9096", outline="#5d6368", width=3)
        pen.text((76, 146), vin, fill="#f2f0e8", font=font(26))
    else:
        body = PHOTO_COLOURS.get(code, "#7d97ad")
        turn = 40 if code == "0112" else 0
        pen.polygon([(110 + turn, 150), (180 + turn, 96), (300 + turn, 96), (360 + turn, 150)], fill="#46515a")
        pen.rounded_rectangle((60 + turn // 2, 145, 420 + turn // 2, 225), 26, fill=body)
        for x in (130, 350):
            pen.ellipse((x - 34 + turn // 2, 196, x + 34 + turn // 2, 264), fill="#2d3338")
            pen.ellipse((x - 14 + turn // 2, 216, x + 14 + turn // 2, 244), fill="#b9bdc0")
    pen.text((12, 10), f"SPECIMEN  {code}", fill=MARK, font=font(18))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=65)
    return out.getvalue()


def table(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Rows with strokes where words would be."""
    for row in range(12):
        top = 132 + row * 34
        pen.line((30, top + 26, WIDTH - 30, top + 26), fill="#d8d5ca")
        for left in (30, 160):
            length = chance.randint(40, 100 if left == 30 else 210)
            pen.rounded_rectangle((left, top + 8, left + length, top + 15), 3, fill=FAINT if left == 30 else INK)


def rubbing(page: Image.Image, vin: str, chance: random.Random) -> None:
    """The seventeen letters as a pencil brings them up from the metal."""
    pen = ImageDraw.Draw(page)
    pen.rectangle((26, 240, WIDTH - 26, 330), fill="#6d7378")
    for _ in range(900):
        x, y = chance.randint(26, WIDTH - 27), chance.randint(240, 329)
        pen.line((x, y, x + chance.randint(3, 12), y - 3), fill=chance.choice(("#5d6368", "#7d8388", "#868c91")))
    pen.text((44, 268), " ".join(vin[:9]), fill="#eceae2", font=font(22))
    pen.text((44, 298), " ".join(vin[9:]), fill="#eceae2", font=font(22))


def watermark(page: Image.Image) -> None:
    """SPECIMEN from corner to corner."""
    mark = turned_mark()
    page.paste(mark, (0, 0), mark)


@lru_cache(maxsize=1)
def turned_mark() -> Image.Image:
    """The layer of the watermark, the same for all pages."""
    layer = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    ImageDraw.Draw(layer).text((58, 270), "SPECIMEN", fill=(179, 84, 46, 70), font=font(64))
    return layer.rotate(35, center=(WIDTH / 2, HEIGHT / 2))


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font."""
    return ImageFont.load_default(size)
