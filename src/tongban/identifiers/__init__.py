"""Identifiers as types that exist only through their check.

Each is a `str` whose constructor checks and normalises (spelling.py, the one place for it); Malformed says what was
expected, never what came when that could be a person's number. Algorithms: GB 11643 (identity number, ISO 7064
MOD 11-2), GB 32100 (unified social credit code), GB 16735 (VIN), GA 36 (plates). Sources:
docs/standards/identifiers.md. Names: names.py.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Self

from tongban.errors import Malformed
from tongban.identifiers.spelling import spelled, without_dots
from tongban.verdicts import Text

IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10), *range(10)], strict=True)
)
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
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
        """In its one spelling (spelling.py)."""
        return spelled(text)

    @classmethod
    def is_right(cls, text: str) -> bool:
        """True if the cleaned `text` is a well-formed identifier of this kind."""
        raise NotImplementedError


class Document(StrEnum):
    """Which 身份证明 (驾驶证申领和使用规定 Article 109, 机动车登记规定 Article 89) a number is of, as far as its build tells."""

    RESIDENT = "resident"
    HONG_KONG_MACAO_TAIWAN = "hong-kong-macao-taiwan"
    PERMANENT_RESIDENT = "permanent-resident"
    HONG_KONG_MACAO_PERMIT = "hong-kong-macao-permit"
    TAIWAN_PERMIT = "taiwan-permit"
    PASSPORT = "passport"


DOCUMENT_NAMES = {
    Document.RESIDENT: Text("居民身份证", "Resident identity card"),
    Document.HONG_KONG_MACAO_TAIWAN: Text(
        "港澳台居民居住证", "Residence permit of Hong Kong, Macao or Taiwan residents"
    ),
    Document.PERMANENT_RESIDENT: Text("外国人永久居留身份证", "Foreigner's permanent residence card"),
    Document.HONG_KONG_MACAO_PERMIT: Text("港澳居民来往内地通行证", "Mainland travel permit (Hong Kong, Macao)"),
    Document.TAIWAN_PERMIT: Text("台湾居民来往大陆通行证", "Mainland travel permit (Taiwan)"),
    Document.PASSPORT: Text("护照", "Passport"),
}
# The first two digits of a division (GB/T 2260); 83 as in permits of Taiwan residents; 99 is the specimen province.
PROVINCE_CODES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
            99,
        ),
    )
)
YEARS = range(1850, 2100)
PERMANENT_OLD = re.compile(r"[A-Z]{3}[0-9]{4}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{2}")
OTHER_DOCUMENTS = (
    (Document.PERMANENT_RESIDENT, PERMANENT_OLD),  # before 2023: country, place, birth as yymmdd, sequence, check
    (Document.HONG_KONG_MACAO_PERMIT, re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")),
    (Document.TAIWAN_PERMIT, re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]")),
    (Document.PASSPORT, re.compile(r"(?=(?:[A-Z]*[0-9]){3})[A-Z0-9]{7,9}")),  # ICAO 9303-4: at most nine
)


class IdentityNumber(Identifier):
    """身份证明号码: of a resident (公民身份号码, GB 11643) or of a foreigner's or other document (`Document`).

    18 characters have a check character: residents, residence permits of people of Hong Kong, Macao and Taiwan
    (areas 81, 82, 83), foreigners' permanent residence cards of 2023 (beginning with 9). Those of passports, travel
    permits and older cards have none that we know; only their build is looked at.
    """

    __slots__ = ()
    code = "identity-number"
    expected = "18 characters with a right check character (GB 11643), or a residence card, travel permit or passport"

    @classmethod
    def is_right(cls, text: str) -> bool:
        return is_resident_build(text) or any(build.fullmatch(text) for _, build in OTHER_DOCUMENTS)

    @property
    def document(self) -> Document:
        """Which document the number is of. Eight digits are taken for a Taiwan permit; some passports have them too."""
        if len(self) == RESIDENT_LENGTH:
            if self[0] == "9" and not self.startswith("99"):
                return Document.PERMANENT_RESIDENT
            is_permit = self[:2] in ("81", "82", "83")
            return Document.HONG_KONG_MACAO_TAIWAN if is_permit else Document.RESIDENT
        return next(document for document, build in OTHER_DOCUMENTS if build.fullmatch(self))

    @property
    def born(self) -> date | None:
        """The birth date in the number; None where it holds none in full (any but 18 characters)."""
        return _birth(self) if len(self) == RESIDENT_LENGTH else None

    @property
    def area(self) -> str:
        """The six-digit division where a resident's number was given, as it was called then; it says nothing about a
        home. "" for a foreigner's card, a travel permit and a passport."""
        return self[:6] if self.document in (Document.RESIDENT, Document.HONG_KONG_MACAO_TAIWAN) else ""

    @property
    def is_male(self) -> bool | None:
        """Odd sequence numbers are men's (GB 11643); None where the number does not tell."""
        return int(self[16]) % 2 == 1 if len(self) == RESIDENT_LENGTH else None

    @property
    def masked(self) -> str:
        """First and last four characters, the rest as asterisks; of a shorter number the first and last two."""
        shown = 4 if len(self) == RESIDENT_LENGTH else 2
        return f"{self[:shown]}{'*' * (len(self) - 2 * shown)}{self[-shown:]}"


RESIDENT_LENGTH = 18


def is_resident_build(text: str) -> bool:
    """True for 18 characters with a place, a day of birth and a right check character (GB 11643)."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return False
    place = text[1:3] if text[0] == "9" and text[1] != "9" else text[:2]
    born = _birth(text)
    return place in PROVINCE_CODES and born is not None and identity_check(text[:17]) == text[17]


def _birth(text: str) -> date | None:
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None
    return born if born.year in YEARS else None


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
    """统一社会信用代码 (GB 32100): 18 characters.

    A wrong check character warns and never rejects: codes in force have some (`has_right_check`). But 18 characters
    that are built as a resident's number are one that was mistyped, not a code with a wrong check.
    """

    __slots__ = ()
    code = "credit-code"
    expected = "18 characters of 0-9 A-Z without I O S V Z, six digits of a division from the third on (GB 32100)"

    @classmethod
    def is_right(cls, text: str) -> bool:
        if len(text) != 18 or any(letter not in CREDIT_ALPHABET for letter in text):
            return False
        if not re.fullmatch(r"[0-9]{6}", text[2:8]):
            return False
        return credit_check(text[:17]) == text[17] or not _is_built_as_a_person_s(text)

    @property
    def has_right_check(self) -> bool:
        """True if the last character is the check of the others."""
        return credit_check(self[:17]) == self[17]


def credit_check(first_17: str) -> str:
    """The check character of the first 17 characters of a credit code (GB 32100)."""
    total = sum(CREDIT_ALPHABET.index(a) * weight for a, weight in zip(first_17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def _is_built_as_a_person_s(text: str) -> bool:
    is_all_digits = re.fullmatch(r"[0-9]{17}[0-9X]", text) is not None
    return is_all_digits and text[:2] in PROVINCE_CODES and _birth(text) is not None


class Vin(Identifier):
    """车辆识别代号 (GB 16735): 17 characters without I, O, Q; or the chassis number (车架号) of an older car.

    A wrong check digit warns and never rejects: imported cars may carry none (`has_right_check`). Chassis numbers of
    cars made before the standard are 4 to 16 letters and digits without any rule.
    """

    __slots__ = ()
    code = "vin"
    expected = "17 characters of 0-9 A-Z without I O Q, or an older car's chassis number of 4 to 16"

    @classmethod
    def clean(cls, text: str) -> str:
        """As others; without the dots, hyphens and stars that stand around and in an engraved number."""
        return without_dots(text).strip("*★☆")

    @classmethod
    def is_right(cls, text: str) -> bool:
        if len(text) == VIN_LENGTH:
            return all(letter in VIN_VALUES for letter in text)
        return OLD_CHASSIS.fullmatch(text) is not None

    @property
    def is_standard(self) -> bool:
        """True for a VIN, False for an older car's chassis number."""
        return len(self) == VIN_LENGTH

    @property
    def has_right_check(self) -> bool:
        """True if position 9 is the check digit of the others, or if there is none because the number is older."""
        if not self.is_standard:
            return True
        total = sum(VIN_VALUES[a] * weight for a, weight in zip(self, VIN_WEIGHTS, strict=True))
        return "0123456789X"[total % 11] == self[8]


VIN_LENGTH = 17
OLD_CHASSIS = re.compile(r"(?=.*[0-9])[A-Z0-9]{4,16}")
SERIAL = "[A-HJ-NP-Z0-9]"
PLATES = tuple(
    re.compile(build)
    for build in (
        rf"[{PROVINCES}][A-HJ-NP-Z]{SERIAL}{{5,6}}",  # cars, motorcycles, new energy, 境外 and 外籍
        rf"[{PROVINCES}][A-HJ-NP-Z]{SERIAL}{{4}}[挂学警领港澳试超]",
        rf"[{PROVINCES}][A-HJ-NP-Z]{SERIAL}{{4}}应急",  # 33
        rf"[{PROVINCES}][A-HJ-NP-Z]{SERIAL}{{4,6}}临",  # 22: differs by region
        r"使[0-9]{6}|[0-9]{6}使",  # 03, 09
        rf"[{PROVINCES}][0-9]{{2}}[A-HJ-NP-Z0-9]{{5}}",  # 14, 25: tractors
        rf"WJ(?:[{PROVINCES}]|[0-9]{{2}})?[0-9]{{4}}[A-Z0-9]",  # 31
        r"[A-HJ-NP-Z]{2}[0-9]{5}",  # 32
    )
)


class Plate(Identifier):
    """号牌号码 (GA 36): province, letter, serial, and the builds of other kinds of registers/codes.json.

    Key a vehicle by (号牌种类, 号牌号码), never by this alone.
    """

    __slots__ = ()
    code = "plate"
    expected = "province character, letter, serial of 4 to 6 characters (GA 36), or another kind of plate in full"

    @classmethod
    def clean(cls, text: str) -> str:
        """As others; without the dot that plates show, whatever an input method makes of it."""
        return without_dots(text)

    @classmethod
    def is_right(cls, text: str) -> bool:
        return any(build.fullmatch(text) for build in PLATES)


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
    organisation's; the rest are people's.
    """
    text = Identifier.clean(number)
    if IdentityNumber.is_right(text):
        return True
    is_credit_code = len(text) == 18 and all(letter in CREDIT_ALPHABET for letter in text)
    return not (is_credit_code or re.fullmatch(r"[0-9A-Z]{8}-[0-9X]", text))
