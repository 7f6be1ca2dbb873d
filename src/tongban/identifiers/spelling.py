"""One spelling for plates, VINs, codes, numbers, days and names, however an input method or an older system wrote them.

Everything that reads such a thing from a form, a file, an address or a partner comes through here, so that one thing
never lies in the register twice. Only ASCII digits are digits: Python's `isdigit`, `int` and `\\d` take those of every
script, and `date.fromisoformat` takes weeks.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from tongban.errors import Malformed

# What input methods give for the dot of a plate or of a name: middle dots of Latin, katakana, half and full width,
# bullets and operators. NFKC has made some of them one already.
DOTS = "·・•‧∙⋅･᛫⸱●．"
MIDDLE_DOT = "·"
HYPHENS = "-‐‑‒–—―−﹣－"
RAISED = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
DIGITS = re.compile(r"[0-9]+")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(DAY.pattern + r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
MOST_DIGITS = 18
# Unicode's general categories of what no name holds, and the reason in words.
UNNAMEABLE = {
    "Co": "private-use characters, which every system shows as something else: type the character anew",
    "Cs": "halves of characters",
    "Cn": "characters that Unicode does not know",
    "Cc": "control characters",
}
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
JOINERS = frozenset("\u200c\u200d")  # letters of Mongolian and Arabic names need them


def spelled(text: str) -> str:
    """A number, code or plate in its one spelling: full width made half, ASCII letters raised, every digit the ASCII
    one, without white space and characters that nobody sees.

    No character becomes two: "ß" does not turn into "SS" nor "ﬁ" into "FI", they stay what they are and are refused
    by whatever check follows.
    """
    return "".join(map(_one, text)).translate(RAISED)


def _one(letter: str) -> str:
    if letter.isascii():
        return "" if letter.isspace() else letter
    if unicodedata.category(letter) in {"Cf", "Zs", "Zl", "Zp", "Cc"}:
        return ""
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", letter)
    return ("" if plain.isspace() else plain) if len(plain) == 1 else letter


def without_dots(text: str) -> str:
    """`spelled`, without dots and hyphens of any kind: a plate or a part of one."""
    return "".join(letter for letter in spelled(text) if letter not in DOTS + HYPHENS + ".")


def is_digits(text: str) -> bool:
    """True for one ASCII digit or more, and nothing else."""
    return DIGITS.fullmatch(text) is not None


def whole(text: str, *, least: int, most: int) -> int:
    """A whole number between `least` (0 or more) and `most`; Malformed("number.malformed")."""
    if not is_digits(text) or len(text) > MOST_DIGITS or not least <= int(text) <= most:
        raise Malformed("number.malformed", f"expected a whole number from {least} to {most}")
    return int(text)


def day(text: str) -> date:
    """A day written as 2026-01-31 and in no other way; Malformed("day.malformed")."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Malformed("day.malformed", "expected a day as 2026-01-31")


def moment(text: str) -> datetime:
    """A moment written as 2026-01-31T08:00:00Z, with an offset or none; Malformed("moment.malformed")."""
    try:
        if MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise Malformed("moment.malformed", "expected a moment as 2026-01-31T08:00:00Z")


def why_no_name(text: str) -> str:
    """Why no person, firm or street can be written so, in English; "" when nothing speaks against it."""
    for letter in text:
        if letter in BIDIRECTIONAL:
            return "characters that turn the direction of writing"
        category = unicodedata.category(letter)
        if category in UNNAMEABLE:
            return UNNAMEABLE[category]
        if category == "Cf" and letter not in JOINERS:
            return "characters that nobody sees"
    return ""


def name(text: str) -> str:
    """A name in its one spelling: composed (NFC), every middle dot the same, white space single and none at the ends.

    Malformed("name.malformed") with the reason for private-use, bidirectional, invisible and control characters:
    somebody else's screen would show another name.
    """
    composed = unicodedata.normalize("NFC", text)
    if why := why_no_name(composed):
        raise Malformed("name.malformed", f"expected no {why}")
    return " ".join("".join(MIDDLE_DOT if letter in DOTS else letter for letter in composed).split())
