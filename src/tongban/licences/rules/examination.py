"""What a machine can tell of a portrait: the measured half of EL-05.

It advises; the officer decides. No face recognition and no model: the picture is reduced to a small grid,
the background colour is taken from the upper edges, and what differs from it is the silhouette. Thresholds
are design values (facts: P) and stand in one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFilter, ImageStat

from tongban.errors import Malformed
from tongban.licences.rules.photo import REQUIREMENTS
from tongban.standards.pictures import Form, bare, opened
from tongban.verdicts import Text

WIDTH_MIN_PX, HEIGHT_MIN_PX = 260, 378
PIXELS_MAX = 40_000_000
BYTES_MAX = 8 * 1024 * 1024
GRID = (65, 95)  # columns, rows of the reduced picture; the ratio of 260 x 378
WHITE_MIN = 215  # mean of each colour channel of a white background, 0 to 255
TINT_MAX = 22  # largest difference between the channels of a white background
UNEVEN_MAX_PERCENT = 10  # left against right brightness of background and face
HEAD_MIN_PERCENT, HEAD_MAX_PERCENT = 35, 66  # crown to chin, of the picture's height
CENTRE_MAX_PERCENT = 9  # head's centre line off the picture's, of the width
SHARPNESS_MIN = 3.0  # standard deviation of the Laplacian over the silhouette
CLOTHES_MAX = 205  # mean brightness of the clothes


@dataclass(frozen=True)
class Finding:
    """One measurement against its requirement, in words for the desk."""

    code: str
    name: Text
    measured: Text
    wanted: Text
    is_met: bool


@dataclass(frozen=True)
class Examination:
    """All findings, in the order of the requirements; `broken` are the codes that are not met."""

    findings: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[str, ...]:
        return tuple(finding.code for finding in self.findings if not finding.is_met)


def examine(picture: bytes) -> Examination:
    """Measure a portrait. Malformed when it is no JPEG or PNG that can be read whole, or far too large."""
    image = open_picture(picture)
    small = image.resize(GRID, Image.Resampling.BOX)
    grey = small.convert("L")
    background = edge_colour(small)
    mask = silhouette(small, background)
    return Examination(
        (
            background_is_white(background),
            light_is_even(grey, mask),
            head_is_placed(mask),
            is_large_enough(image.size),
            is_sharp(image),
            clothes_are_dark(grey, mask),
        )
    )


def open_picture(picture: bytes) -> Image.Image:
    """The decoded picture as RGB, upright. Only JPEG and PNG, at most 8 MiB and 40 megapixels."""
    if len(picture) > BYTES_MAX:
        raise Malformed("photo.too-many-bytes", f"expected at most {BYTES_MAX} bytes, came {len(picture)}")
    try:
        bared = bare(picture, forms=(Form.JPEG, Form.PNG))
        is_too_large = bared.width * bared.height > PIXELS_MAX
        image = None if is_too_large else opened(bared)
    except Malformed as cause:
        raise Malformed("photo.unreadable", "expected a JPEG or PNG picture") from cause
    if image is None:
        raise Malformed("photo.too-many-pixels", f"expected at most {PIXELS_MAX} pixels")
    return image


def as_portrait(picture: bytes) -> bytes:
    """The picture as the JPEG that is kept: 260 x 378, no metadata (a phone's picture tells where it was taken)."""
    image = open_picture(picture)
    wanted = WIDTH_MIN_PX / HEIGHT_MIN_PX
    width, height = image.size
    if width / height > wanted:
        cut = int((width - height * wanted) / 2)
        image = image.crop((cut, 0, width - cut, height))
    else:
        image = image.crop((0, 0, width, int(width / wanted)))
    out = BytesIO()
    image.resize((WIDTH_MIN_PX, HEIGHT_MIN_PX), Image.Resampling.LANCZOS).save(out, "JPEG", quality=82)
    return out.getvalue()


def background_is_white(colour: tuple[int, int, int]) -> Finding:
    """P1: the upper edges are white, without tint."""
    is_met = min(colour) >= WHITE_MIN and max(colour) - min(colour) <= TINT_MAX
    return finding(
        "P1",
        Text(f"色值 {colour[0]}/{colour[1]}/{colour[2]}", f"colour {colour[0]}/{colour[1]}/{colour[2]}"),
        Text(f"白色，各通道 ≥ {WHITE_MIN}", f"white, each channel ≥ {WHITE_MIN}"),
        is_met,
    )


def light_is_even(grey: Image.Image, mask: list[list[bool]]) -> Finding:
    """P2: left and right halves of background and face are equally bright."""
    columns, rows = GRID
    halves: tuple[list[int], list[int]] = ([], [])
    for y in range(rows // 2):
        for x in range(columns):
            if not mask[y][x]:
                halves[0 if x < columns // 2 else 1].append(brightness(grey, x, y))
    left, right = (sum(half) / len(half) if half else 0.0 for half in halves)
    percent = round(100 * abs(left - right) / max(left, right, 1))
    return finding(
        "P2",
        Text(f"左右亮度差 {percent}%", f"left and right differ by {percent}%"),
        Text(f"差 ≤ {UNEVEN_MAX_PERCENT}%", f"≤ {UNEVEN_MAX_PERCENT}%"),
        percent <= UNEVEN_MAX_PERCENT,
    )


def head_is_placed(mask: list[list[bool]]) -> Finding:
    """P4: crown to chin fills about half the height, in the middle."""
    columns, rows = GRID
    widths = [sum(row) for row in mask]
    crown = next((y for y, width in enumerate(widths) if width >= 3), rows)
    chin = chin_row(widths, crown)
    head = round(100 * (chin - crown) / rows)
    filled = [x for row in mask[crown:chin] for x, is_figure in enumerate(row) if is_figure]
    centre = sum(filled) / len(filled) if filled else 0.0
    offset = round(100 * abs(centre - (columns - 1) / 2) / columns)
    is_met = HEAD_MIN_PERCENT <= head <= HEAD_MAX_PERCENT and offset <= CENTRE_MAX_PERCENT and crown > 0
    return finding(
        "P4",
        Text(f"占高 {head}%，偏离中线 {offset}%", f"{head}% of the height, {offset}% off centre"),
        Text(f"{HEAD_MIN_PERCENT}%–{HEAD_MAX_PERCENT}%，居中", f"{HEAD_MIN_PERCENT}–{HEAD_MAX_PERCENT}%, centred"),
        is_met,
    )


def chin_row(widths: list[int], crown: int) -> int:
    """The row where the shoulders begin: the first that is much wider than the head above it."""
    widest = 0
    for y in range(crown, len(widths)):
        if y - crown > 12 and widths[y] > widest * 1.25 and widths[y] > GRID[0] * 0.45:
            return max(crown, y - 4)
        if y - crown <= 40:
            widest = max(widest, widths[y])
    return len(widths)


def is_large_enough(size: tuple[int, int]) -> Finding:
    """P6: at least 260 x 378 pixels."""
    return finding(
        "P6",
        Text(f"{size[0]} × {size[1]} 像素", f"{size[0]} × {size[1]} pixels"),
        Text(f"≥ {WIDTH_MIN_PX} × {HEIGHT_MIN_PX}", f"≥ {WIDTH_MIN_PX} × {HEIGHT_MIN_PX}"),
        size[0] >= WIDTH_MIN_PX and size[1] >= HEIGHT_MIN_PX,
    )


def is_sharp(image: Image.Image) -> Finding:
    """P7: edges are edges."""
    grey = image.convert("L").resize((WIDTH_MIN_PX, HEIGHT_MIN_PX), Image.Resampling.BILINEAR)
    edges = grey.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128))
    sharpness = ImageStat.Stat(edges.crop((4, 4, WIDTH_MIN_PX - 4, HEIGHT_MIN_PX - 4))).stddev[0]
    return finding(
        "P7",
        Text(f"清晰度 {sharpness:.1f}", f"sharpness {sharpness:.1f}"),
        Text(f"≥ {SHARPNESS_MIN}", f"≥ {SHARPNESS_MIN}"),
        sharpness >= SHARPNESS_MIN,
    )


def clothes_are_dark(grey: Image.Image, mask: list[list[bool]]) -> Finding:
    """P8: the clothes stand out from the background."""
    columns, rows = GRID
    lower = [brightness(grey, x, y) for y in range(rows * 7 // 8, rows) for x in range(columns) if mask[y][x]]
    mean = round(sum(lower) / len(lower)) if lower else 255
    return finding(
        "P8",
        Text(f"衣服亮度 {mean}", f"brightness of the clothes {mean}"),
        Text(f"≤ {CLOTHES_MAX}", f"≤ {CLOTHES_MAX}"),
        mean <= CLOTHES_MAX,
    )


def finding(code: str, measured: Text, wanted: Text, is_met: bool) -> Finding:
    """A finding named as its requirement is."""
    return Finding(code, REQUIREMENTS[code].name, measured, wanted, is_met)


def edge_colour(small: Image.Image) -> tuple[int, int, int]:
    """The mean colour of the two upper corners, where only background can be."""
    columns, rows = GRID
    corner_width, corner_height = columns // 7, rows // 4
    means = [
        ImageStat.Stat(small.crop(box)).mean
        for box in ((0, 0, corner_width, corner_height), (columns - corner_width, 0, columns, corner_height))
    ]
    red, green, blue = (round((a + b) / 2) for a, b in zip(*means, strict=True))
    return red, green, blue


def silhouette(small: Image.Image, background: tuple[int, int, int]) -> list[list[bool]]:
    """Rows of cells; True where the cell differs from the background by more than a shadow would."""
    columns, rows = GRID
    pixels = small.tobytes()
    return [
        [
            max(abs(pixels[3 * (y * columns + x) + channel] - background[channel]) for channel in range(3)) > 60
            for x in range(columns)
        ]
        for y in range(rows)
    ]


def brightness(grey: Image.Image, x: int, y: int) -> int:
    """The grey value of one cell, 0 to 255."""
    return int(grey.getpixel((x, y)))  # type: ignore[arg-type]
