"""Identifiers as types that exist only through their check.

Each is a `str` whose constructor checks and normalises; Malformed says what was expected, never what came
when that could be a person's number. Algorithms: GB 11643 (identity number, ISO 7064 MOD 11-2), GB 32100
(unified social credit code), GB 16735 (VIN), GA 36 (plates). Sources: docs/standards/identifiers.md.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Self

from tongban.errors import Malformed

IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10), *range(10)], strict=True)
)
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
EARLIEST_BIRTH = 1850  # what has an earlier year there is a credit code
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"


class Identifier(str):
    """A checked string. Subclasses say how to clean and what is right."""

    __slots__ = ()
    code: str = "identifier"
    expected: str = ""

    def __new__(cls, text: str) -> Self:
        cleaned = cls.clean(text)
        if not cls.is_right(cleaned):
            raise Malformed(f"{cls.code}.malformed", f"expected {cls.expected}")
        return super().__new__(cls, cleaned)

    @classmethod
    def clean(cls, text: str) -> str:
        """Without surrounding and inner white space, in upper case."""
        return re.sub(r"\s", "", text).upper()

    @classmethod
    def is_right(cls, text: str) -> bool:
        """True if the cleaned `text` is a well-formed identifier of this kind."""
        raise NotImplementedError


class IdentityNumber(Identifier):
    """公民身份号码 (GB 11643), also residence permits of the same build. 18 characters."""

    __slots__ = ()
    code = "identity-number"
    expected = "18 characters: area, birth date, sequence, check character (GB 11643)"

    @classmethod
    def is_right(cls, text: str) -> bool:
        if not re.fullmatch(r"\d{17}[\dX]", text) or not text.isascii():
            return False
        try:
            date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
        except ValueError:
            return False
        return identity_check(text[:17]) == text[17]

    @property
    def born(self) -> date:
        """The birth date in the number."""
        return date(int(self[6:10]), int(self[10:12]), int(self[12:14]))

    @property
    def area(self) -> str:
        """The six-digit division where the number was given, as it was called then; it says nothing about a home."""
        return self[:6]

    @property
    def is_male(self) -> bool:
        """Odd sequence numbers are men's (GB 11643)."""
        return int(self[16]) % 2 == 1

    @property
    def masked(self) -> str:
        """First and last four characters, the rest as asterisks."""
        return f"{self[:4]}{'*' * 10}{self[-4:]}"


class LicenceNumber(IdentityNumber):
    """驾驶证证号: the holder's identity number (驾驶证申领和使用规定 Article 12)."""

    __slots__ = ()
    code = "licence-number"


class FileNumber(Identifier):
    """档案编号 of a driver: 12 digits."""

    __slots__ = ()
    code = "file-number"
    expected = "12 digits"

    @classmethod
    def is_right(cls, text: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{12}", text))


class CardCoreNumber(Identifier):
    """证芯编号: 13 digits, opaque; a new one at each re-issue."""

    __slots__ = ()
    code = "card-core-number"
    expected = "13 digits"

    @classmethod
    def is_right(cls, text: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{13}", text))


class OfficeCode(Identifier):
    """管理部门代码: 12 digits, the first six a GB/T 2260 division."""

    __slots__ = ()
    code = "office-code"
    expected = "12 digits, the first six a GB/T 2260 division"

    @classmethod
    def is_right(cls, text: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{12}", text))

    @property
    def region(self) -> str:
        """The six-digit GB/T 2260 division."""
        return self[:6]


class CreditCode(Identifier):
    """统一社会信用代码 (GB 32100): 18 characters."""

    __slots__ = ()
    code = "credit-code"
    expected = "18 characters of 0-9 A-Z without I O S V Z, with check character (GB 32100)"

    @classmethod
    def is_right(cls, text: str) -> bool:
        if len(text) != 18 or any(letter not in CREDIT_ALPHABET for letter in text):
            return False
        total = sum(CREDIT_ALPHABET.index(a) * weight for a, weight in zip(text[:17], CREDIT_WEIGHTS, strict=True))
        return CREDIT_ALPHABET[(31 - total % 31) % 31] == text[17]


class Vin(Identifier):
    """车辆识别代号 (GB 16735): 17 characters without I, O, Q.

    A wrong check digit warns and never rejects: imported cars may carry none (`has_right_check`).
    """

    __slots__ = ()
    code = "vin"
    expected = "17 characters of 0-9 A-Z without I O Q"

    @classmethod
    def is_right(cls, text: str) -> bool:
        return len(text) == 17 and all(letter in VIN_VALUES for letter in text)

    @property
    def has_right_check(self) -> bool:
        """True if position 9 is the check digit of the others."""
        total = sum(VIN_VALUES[a] * weight for a, weight in zip(self, VIN_WEIGHTS, strict=True))
        return "0123456789X"[total % 11] == self[8]


class Plate(Identifier):
    """号牌号码 (GA 36): province, letter, serial. Key a vehicle by (号牌种类, 号牌号码), never by this alone."""

    __slots__ = ()
    code = "plate"
    expected = "province character, letter, serial of 4 to 6 characters (GA 36)"

    @classmethod
    def clean(cls, text: str) -> str:
        return re.sub(r"[\s·•.-]", "", text).upper()

    @classmethod
    def is_right(cls, text: str) -> bool:
        serial = r"[A-HJ-NP-Z0-9]"
        return bool(
            re.fullmatch(
                rf"[{PROVINCES}][A-HJ-NP-Z](?:{serial}{{5,6}}|{serial}{{4}}[挂学警领港澳])|使\d{{6}}|\d{{6}}使", text
            )
        )


class Phone(Identifier):
    """A mobile number of mainland China: 11 digits."""

    __slots__ = ()
    code = "phone"
    expected = "11 digits beginning with 13 to 19"

    @classmethod
    def is_right(cls, text: str) -> bool:
        return bool(re.fullmatch(r"1[3-9][0-9]{9}", text))

    @property
    def masked(self) -> str:
        """First three and last two digits."""
        return f"{self[:3]}******{self[-2:]}"


def identity_check(first_17: str) -> str:
    """The check character of the first 17 digits of an identity number (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, IDENTITY_WEIGHTS, strict=True))
    return IDENTITY_CHECKS[total % 11]


def is_person(number: str) -> bool:
    """Who is behind an owner's or a party's number: True for a natural person, False for an organisation.

    The first character tells nothing: numbers of people of 北京 and 四川 begin with 1 and 5 like the credit codes of
    agencies and social bodies, a foreigner's residence card of 2023 with 9 like a firm's. So: whatever is a right
    identity number is a person's (one in 31 of those is a right credit code too, by chance); any other 18 characters
    of GB 32100, with right check character or not, and the older organisation code with its hyphen, are an
    organisation's; the rest, passports and travel permits among them, are people's.
    """
    text = Identifier.clean(number)
    if IdentityNumber.is_right(text) and int(text[6:10]) >= EARLIEST_BIRTH:
        return True
    is_credit_code = len(text) == 18 and all(letter in CREDIT_ALPHABET for letter in text)
    return not (is_credit_code or re.fullmatch(r"[0-9A-Z]{8}-[0-9X]", text))
