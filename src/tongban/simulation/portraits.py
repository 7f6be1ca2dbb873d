"""Drawn faces: nobody's. A seed gives always the same flat picture, 260 wide and 378 high, of at most 6 kB.

They stand in for register photos (domain: portrait, white background, dark clothes), and in a second, flawed
version for what people really upload, so that the photo checks have something to find.
"""

from __future__ import annotations

import io
import random
from enum import StrEnum
from functools import lru_cache

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

WIDTH, HEIGHT = 260, 378
SCALE = 2  # drawn at twice the size and reduced: smooth edges
MOST_BYTES = 6 * 1024

SKINS = ("#f3cda8", "#efc19a", "#e8b48a", "#dda478", "#cf9265", "#f0c9a6")
HAIR = ("#2a211e", "#1d1a1b", "#3a2b25", "#5a4036", "#4a332b", "#2d2523")
GREY_HAIR = ("#8d9094", "#75787c", "#a5a7aa")
CLOTHES = ("#35404a", "#3b3f56", "#2f4a44", "#4b3a55", "#5a4338", "#3e4a34", "#57303c", "#2e3f5c", "#4a4438")
INK = "#2b2320"


class Flaw(StrEnum):
    """What can be wrong with an uploaded picture, by the requirement that it breaks."""

    GREY_BACKGROUND = "grey-background"
    YELLOW_BACKGROUND = "yellow-background"
    UNEVEN_LIGHT = "uneven-light"
    TOO_SMALL = "too-small"
    HAT = "hat"
    DARK_GLASSES = "dark-glasses"
    OFF_CENTRE = "off-centre"
    FAR_AWAY = "far-away"
    BLURRED = "blurred"
    LIGHT_CLOTHES = "light-clothes"
    YELLOW_AND_UNEVEN = "yellow-and-uneven"


@lru_cache(maxsize=512)
def draw(
    seed: int, *, flaw: Flaw | None = None, is_male: bool | None = None, is_grey: bool = False, shot: int = 0
) -> bytes:
    """The JPEG of the face with this seed. is_male: None leaves it to the seed. is_grey: grey hair.

    shot: 0 is the picture in the register; others show the same face on another day, in other clothes.
    """
    chance = random.Random(f"face {seed}")  # noqa: S311 - a picture, not a secret
    male = chance.random() < 0.5 if is_male is None else is_male
    worn = random.Random(f"shot {seed} {shot}").choice(CLOTHES) if shot else None  # noqa: S311 - a picture
    picture = _figure(chance, is_male=male, is_grey=is_grey, flaw=flaw, worn=worn)
    return _jpeg(_spoilt(picture, flaw))


def _figure(chance: random.Random, *, is_male: bool, is_grey: bool, flaw: Flaw | None, worn: str | None) -> Image.Image:
    """Everything in a grid of 260 by 378, drawn back to front."""
    skin = chance.choice(SKINS)
    hair = chance.choice(GREY_HAIR if is_grey else HAIR)
    in_register = chance.choice(CLOTHES)
    clothes = "#f4f4f0" if flaw is Flaw.LIGHT_CLOTHES else worn or in_register
    wide = chance.randint(-5, 5)
    long = chance.randint(-6, 6)
    has_glasses = chance.random() < 0.3
    style = chance.choice(("short", "crew", "parted") if is_male else ("long", "bob", "bun", "parted"))
    background = {
        Flaw.GREY_BACKGROUND: "#b9bdc2",
        Flaw.YELLOW_BACKGROUND: "#e6d9b4",
        Flaw.YELLOW_AND_UNEVEN: "#eadfca",
    }.get(flaw or Flaw.HAT, "#ffffff")
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
    pen = _Pen(ImageDraw.Draw(image))
    left, right, top, chin = 78 - wide, 182 + wide, 62, 236 + long
    if style == "long":
        pen.shape((left - 14, top - 12, right + 14, 318), hair, corner=56)
    elif style == "bob":
        pen.shape((left - 12, top - 12, right + 12, 250), hair, corner=52)
    elif style == "bun":
        pen.oval((114, top - 30, 146, top + 4), hair)
    pen.body(clothes)
    pen.shape((108, chin - 40, 152, 286), _darker(skin, 0.9), corner=18)
    pen.collar(skin)
    for ear in (left - 9, right - 9):
        pen.oval((ear, 138, ear + 18, 172), _darker(skin, 0.95))
    pen.oval((left - 2, top - 8, right + 2, top + 120), hair)
    pen.shape((left, top + 8, right, chin), skin, corner=50)
    pen.hair(left, right, top, hair, style)
    pen.features(chance, chin=chin, hair=hair, is_male=is_male)
    if flaw is Flaw.DARK_GLASSES:
        pen.glasses(fill="#15181b")
    elif has_glasses:
        pen.glasses(fill=None)
    if flaw is Flaw.HAT:
        pen.shape((left - 14, top - 26, right + 14, top + 42), "#31455f", corner=26)
        pen.shape((left - 30, top + 34, right + 30, top + 50), "#273850", corner=7)
    return image


class _Pen:
    """Shapes in the grid of the finished picture."""

    def __init__(self, canvas: ImageDraw.ImageDraw) -> None:
        self.canvas = canvas

    def oval(self, box: tuple[float, float, float, float], colour: str) -> None:
        self.canvas.ellipse([value * SCALE for value in box], fill=colour)

    def shape(self, box: tuple[float, float, float, float], colour: str, *, corner: int) -> None:
        self.canvas.rounded_rectangle([value * SCALE for value in box], radius=corner * SCALE, fill=colour)

    def polygon(self, points: list[tuple[float, float]], colour: str) -> None:
        self.canvas.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def line(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        self.canvas.line([(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=round(width * SCALE))

    def arc(self, box: tuple[float, float, float, float], colour: str, width: float, ends: tuple[int, int]) -> None:
        self.canvas.arc([value * SCALE for value in box], *ends, fill=colour, width=round(width * SCALE))

    def body(self, clothes: str) -> None:
        self.shape((22, 268, 238, 480), clothes, corner=72)

    def collar(self, skin: str) -> None:
        """White shirt in a V, the neck in it."""
        self.polygon([(90, 270), (170, 270), (130, 322)], "#f5f6f7")
        self.polygon([(106, 268), (154, 268), (130, 300)], _darker(skin, 0.9))

    def hair(self, left: float, right: float, top: float, hair: str, style: str) -> None:
        """The front of the hair, over the forehead."""
        box = [value * SCALE for value in (left - 4, top - 10, right + 4, top + 96)]
        if style in ("short", "crew", "bun"):
            self.canvas.pieslice(box, 180, 360, fill=hair)
            if style == "short":
                self.polygon([(left - 2, top + 36), (left + 10, top + 74), (left + 18, top + 36)], hair)
                self.polygon([(right + 2, top + 36), (right - 10, top + 74), (right - 18, top + 36)], hair)
        else:
            middle = left + 34 if style == "long" else left + 70
            self.canvas.chord(box, 180, 360, fill=hair)
            self.polygon(
                [(left - 3, top + 34), (left - 3, top + 88), (middle, top + 42), (middle + 12, top + 30)], hair
            )
            self.polygon([(right + 3, top + 34), (right + 3, top + 88), (middle + 8, top + 34)], hair)

    def features(self, chance: random.Random, *, chin: float, hair: str, is_male: bool) -> None:
        """Brows, eyes, nose and mouth."""
        brow, gap = 138 + chance.randint(-2, 2), chance.randint(22, 26)
        for x in (130 - gap, 130 + gap):
            self.arc((x - 13, brow, x + 13, brow + 14), hair, 3.4 if is_male else 2.2, (200, 340))
            self.oval((x - 5, 153, x + 5, 163), INK)
        nose = chance.randint(188, 194)
        self.line([(131, 164), (126, nose), (136, nose)], "#b98562", 2.4)
        mouth = chin - chance.randint(34, 38)
        half = chance.randint(13, 18)
        self.arc((130 - half, mouth - 12, 130 + half, mouth + 6), "#a1503f", 3, (25, 155))

    def glasses(self, *, fill: str | None) -> None:
        for x in (105, 155):
            box = [value * SCALE for value in (x - 18, 144, x + 18, 172)]
            self.canvas.rounded_rectangle(box, radius=10 * SCALE, fill=fill, outline="#3a3f45", width=3 * SCALE // 2)
        self.line([(123, 155), (137, 155)], "#3a3f45", 2)


def _spoilt(picture: Image.Image, flaw: Flaw | None) -> Image.Image:
    """Reduced to the finished size, with the flaws that concern the picture as a whole."""
    image = picture.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    if flaw in (Flaw.UNEVEN_LIGHT, Flaw.YELLOW_AND_UNEVEN):
        shade = Image.new("L", (WIDTH, HEIGHT), 255)
        pen = ImageDraw.Draw(shade)
        pen.polygon(
            [(WIDTH * 0.78, 0), (WIDTH * 0.52, HEIGHT * 0.55), (WIDTH * 0.52, HEIGHT), (WIDTH, HEIGHT), (WIDTH, 0)], 165
        )
        dark = ImageEnhance.Brightness(image).enhance(0.68)
        return Image.composite(image, dark, shade.point(lambda value: 255 if value == 255 else 0))
    if flaw is Flaw.TOO_SMALL:
        return image.resize((130, 189), Image.Resampling.LANCZOS)
    if flaw is Flaw.OFF_CENTRE:
        moved = Image.new("RGB", (WIDTH, HEIGHT), "#ffffff")
        moved.paste(image, (72, 0))
        return moved
    if flaw is Flaw.FAR_AWAY:
        small = image.resize((round(WIDTH * 0.35), round(HEIGHT * 0.35)), Image.Resampling.LANCZOS)
        moved = Image.new("RGB", (WIDTH, HEIGHT), "#ffffff")
        moved.paste(small, ((WIDTH - small.width) // 2, HEIGHT - small.height))
        return moved
    if flaw is Flaw.BLURRED:
        return image.filter(ImageFilter.GaussianBlur(6))
    return image


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    for quality in (80, 70, 60, 50, 40):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def _darker(colour: str, factor: float) -> str:
    return "#" + "".join(f"{round(int(colour[k : k + 2], 16) * factor):02x}" for k in (1, 3, 5))
