"""Passwords that are easy to guess here, or known to those who guess: two questions beside Django's own three.

WORDS are told to whoever runs an installation (docs/operate/people.md#passwords), as is how to name a list of breaches.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    "tongban", "通办", "password", "mima", "密码", "admin", "officer", "window", "police", "traffic", "licence",
    "license", "driver", "driving", "vehicle", "jiaojing", "交警", "jiaoguan", "交管", "jiashi", "驾驶", "jiazhao",
    "驾照", "cheguan", "车管", "chepai", "车牌", "weizhang", "违章", "12123", "122",
)  # fmt: skip
SHORT = 3  # letters of a part of the authority's name that stand in many words

HASH_BYTES = 40  # of a SHA-1 in hexadecimal digits
LINE_BYTES = 128  # longer than any line of such a list


def house_words() -> frozenset[str]:
    """The words that are no part of a good password here: WORDS, and the names and addresses of this authority."""
    own = [settings.AUTHORITY["zh"], settings.AUTHORITY["en"], settings.AUTHORITY["origin"], *settings.ALLOWED_HOSTS]
    parts = {part for name in own for part in re.split(r"[\W_]+", plain(name)) if len(part) > SHORT}
    return frozenset(WORDS) | parts


def plain(text: str) -> str:
    """The text without what makes no difference to somebody who guesses: width and case of letters."""
    return unicodedata.normalize("NFKC", text).casefold()


class HouseWords:
    """A word of the house counts for nothing: the rest has to be long enough by itself."""

    def __init__(self, min_length: int = 8) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django names it
        """ValidationError when, without such words, the password is shorter than `min_length`."""
        words = sorted((re.escape(word) for word in house_words()), key=len, reverse=True)
        rest, found = re.subn("|".join(words), "", plain(password))
        if found and len(rest) < self.min_length:
            raise ValidationError(self.get_help_text(), code="password_house_word")

    def get_help_text(self) -> str:
        """What is asked."""
        return _("密码里不要用本平台、本单位或者本行业的词，例如“12123”“交管”；用了的词不算长度。")


class Breached:
    """A password that stands in the installation's list of breaches is known to whoever guesses.

    The list is a file on this machine (TONGBAN_BREACHED_PASSWORDS): a line each, the SHA-1 of a password in capital
    hexadecimal digits, sorted, with or without ":" and how often it was found. That is the form in which Pwned Passwords
    is published. It is searched where it lies, however long it is; nothing of a password leaves this machine.
    """

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django names it
        """ValidationError when the password stands in the list; a list that is named and cannot be read is a fault."""
        path = settings.BREACHED_PASSWORDS
        digest = hashlib.sha1(password.encode("utf-8"), usedforsecurity=False).hexdigest().upper()
        if path and stands_in(Path(path), digest):
            raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self) -> str:
        """What is asked."""
        return _("不要用已经在别处泄露过的密码。")


def stands_in(path: Path, digest: str) -> bool:
    """True if a line of the sorted list begins with the digest; a few dozen reads of a list of any length."""
    wanted = digest.encode("ascii")
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)  # the line that is looked for, if any, begins in low ... high
        while low < high:
            middle = (low + high) // 2
            start = line_after(file, middle)
            file.seek(start)
            found = file.readline(LINE_BYTES)[:HASH_BYTES]
            if found == wanted:
                return True
            if start < high and found < wanted:
                low = start + 1
            else:
                high = middle
    return False


def line_after(file: Any, place: int) -> int:
    """Where the first line begins that does not begin before `place`."""
    if place == 0:
        return 0
    file.seek(place - 1)
    file.readline(LINE_BYTES)
    return int(file.tell())
