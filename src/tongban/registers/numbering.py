"""号牌号码: which numbers can be composed or drawn, and who may have an old number again (Articles 43 to 45).

The grammar is that of GA 36 by plate kind (facts 2.3). A number is either drawn by the computer or composed by the
owner under these rules; both come from the one pool of the issuing office (`transfers.actions`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from tongban.calendars import years_later
from tongban.identifiers import PROVINCES
from tongban.laws import REGISTRATION, filled, ground
from tongban.verdicts import Reason, Text, Verdict

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, no O
DIGITS = "0123456789"
ELECTRIC, OTHER_NEW_ENERGY = "DABCE", "FGHJK"  # M
PURE_ELECTRIC_FUEL = "C"
LETTERS_MAX = 2
KEEP_YEARS, HELD_YEARS, MARRIED_YEARS = 2, 1, 1


@dataclass(frozen=True)
class Grammar:
    """What follows the office's prefix: so many characters, the energy letter at `energy_at` (None: none), a suffix."""

    length: int
    energy_at: int | None = None
    suffix: str = ""


GRAMMARS: dict[str, Grammar] = {
    "01": Grammar(5),
    "02": Grammar(5),
    "07": Grammar(5),
    "08": Grammar(5),
    "15": Grammar(4, suffix="挂"),
    "16": Grammar(4, suffix="学"),
    "51": Grammar(6, energy_at=5),
    "52": Grammar(6, energy_at=0),
}


def may_compose(plate: str, *, kind: str, prefix: str, fuel: str = "") -> Verdict:
    """May a plate of this kind and office be composed like this? Every fault at once.

    prefix: province character and issuing letter, e.g. 苏E. fuel: code of 燃料; for 51 and 52 it decides the letter,
    "" leaves that open.
    """
    grammar = GRAMMARS.get(kind)
    if grammar is None:
        return Verdict.of([NO_KIND])
    if not plate.startswith(prefix) or not is_prefix(prefix):
        return Verdict.of([filled(PREFIX, prefix=prefix)])
    serial = plate[len(prefix) :]
    if grammar.suffix and not serial.endswith(grammar.suffix):
        return Verdict.of([filled(SUFFIX, suffix=grammar.suffix)])
    serial = serial[: len(serial) - len(grammar.suffix)]
    return Verdict.of(
        [
            filled(LENGTH, length=grammar.length) if len(serial) != grammar.length else None,
            NO_I_O if set(serial) & set("IO") else None,
            CHARACTERS if set(serial) - set(LETTERS + DIGITS + "IO") else None,
            *(ordinary(serial) if grammar.energy_at is None else new_energy(serial, grammar.energy_at, fuel)),
        ]
    )


def is_prefix(prefix: str) -> bool:
    """True for a province character and a letter that is not I or O."""
    return bool(re.fullmatch(rf"[{PROVINCES}][{LETTERS}]", prefix))


def ordinary(serial: str) -> tuple[Reason | None, ...]:
    """At most two letters among the characters of an ordinary plate."""
    return (TOO_MANY_LETTERS if sum(one.isalpha() for one in serial) > LETTERS_MAX else None,)


def new_energy(serial: str, energy_at: int, fuel: str) -> tuple[Reason | None, ...]:
    """The energy letter in its place, digits where only digits may be."""
    if len(serial) <= energy_at:
        return ()
    letter = serial[energy_at]
    wanted = wanted_letters(fuel)
    # Small: the second place may be a letter too, the last four are digits. Large: all but the last are digits.
    rest = serial[2:] if energy_at == 0 else serial[:energy_at]
    return (
        filled(ENERGY_PLACE, place=energy_at + 1) if letter not in ELECTRIC + OTHER_NEW_ENERGY else None,
        filled(ENERGY_LETTER, letters="、".join(wanted))
        if letter in ELECTRIC + OTHER_NEW_ENERGY and letter not in wanted
        else None,
        ENERGY_DIGITS if any(one not in DIGITS for one in rest) else None,
    )


def wanted_letters(fuel: str) -> str:
    """D A B C E for pure electric, F G H J K for other new energy, all when the fuel is not given."""
    if not fuel:
        return ELECTRIC + OTHER_NEW_ENERGY
    return ELECTRIC if fuel == PURE_ELECTRIC_FUEL else OTHER_NEW_ENERGY


def random_candidates(
    *,
    prefix: str,
    kind: str,
    count: int,
    random: Random,
    fuel: str = "",
    is_free: Callable[[str], bool] | None = None,
) -> tuple[str, ...]:
    """`count` different numbers of the kind that are free, drawn at random; fewer when the pool seems used up.

    random: the caller's source; in service one that nobody can foresee (SystemRandom). is_free: asked for each
    draw, None: all are free.
    Raises ValueError for a kind that has no pool or a prefix that is none.
    """
    grammar = GRAMMARS.get(kind)
    if grammar is None or not is_prefix(prefix):
        raise ValueError("expected a plate kind with a pool and a prefix such as 苏E")
    found: dict[str, None] = {}
    for _ in range(50 * count):
        if len(found) == count:
            break
        plate = f"{prefix}{drawn(grammar, random, fuel)}{grammar.suffix}"
        if plate not in found and (is_free is None or is_free(plate)):
            found[plate] = None
    return tuple(found)


def drawn(grammar: Grammar, random: Random, fuel: str) -> str:
    """One serial: mostly digits, up to two letters where the grammar allows them."""
    serial = [random.choice(DIGITS) for _ in range(grammar.length)]
    if grammar.energy_at is None:
        for place in random.sample(range(grammar.length), random.randint(0, LETTERS_MAX)):
            serial[place] = random.choice(LETTERS)
    else:
        serial[grammar.energy_at] = random.choice(wanted_letters(fuel))
        if grammar.energy_at == 0 and random.random() < 0.5:
            serial[1] = random.choice(LETTERS)
    return "".join(serial)


# --- the old number again ------------------------------------------------------------------------------------------
def kept_until(ended_on: date) -> date:
    """The last day on which the former owner may ask for the number (Article 44): two years after the old
    registration ended. Until then nobody else gets it."""
    return years_later(ended_on, KEEP_YEARS)


def may_keep(
    *,
    is_former_owner: bool,
    held_since: date,
    ended_on: date,
    has_open_matters: bool,
    is_same_kind: bool,
    on: date,
) -> Verdict:
    """May this person have the number of their former vehicle for the next one? All reasons at once (Article 44).

    held_since: the day from which they owned that vehicle with that number. ended_on: the day of transfer,
    moving away, change of co-owner or deregistration. has_open_matters: violations or accidents of that vehicle.
    """
    return Verdict.of(
        [
            NOT_FORMER_OWNER if not is_former_owner else None,
            filled(TOO_LATE, day=kept_until(ended_on)) if on > kept_until(ended_on) else None,
            HELD_TOO_SHORT if years_later(held_since, HELD_YEARS) > ended_on else None,
            OPEN_MATTERS if has_open_matters else None,
            OTHER_KIND if not is_same_kind else None,
        ]
    )


def may_spouse_keep(*, married_since: date | None, is_joint_application: bool, on: date) -> Verdict:
    """May the number stay when a car of both spouses goes from one name to the other (Article 45)?"""
    is_long_enough = married_since is not None and years_later(married_since, MARRIED_YEARS) <= on
    return Verdict.of([None if is_long_enough else MARRIED_TOO_SHORT, None if is_joint_application else NOT_JOINT])


POOL = "第四十三条第一款"
NO_KIND = ground("NUM-01", REGISTRATION, POOL, Text("这个号牌种类不能选号。", "Numbers of this plate kind are not chosen."), Text("由车管所按规定核发。", "The office issues them."))  # fmt: skip
PREFIX = ground("NUM-02", REGISTRATION, POOL, Text("号码要以{prefix}开头。", "The number begins with {prefix}."), Text("改成发牌地的代号。", "Use the issuing office's prefix."))  # fmt: skip
LENGTH = ground("NUM-03", REGISTRATION, POOL, Text("代号后面要有{length}位。", "{length} characters follow the prefix."), Text("改成{length}位。", "Make it {length} characters."))  # fmt: skip
NO_I_O = ground("NUM-04", REGISTRATION, POOL, Text("号码里不能有字母 I 和 O。", "The letters I and O are not used."), Text("换成别的字母或者数字 1、0。", "Use another letter, or the digits 1 and 0."))  # fmt: skip
CHARACTERS = ground("NUM-05", REGISTRATION, POOL, Text("号码里只能有大写字母和数字。", "Only capital letters and digits are used."), Text("删掉别的字符。", "Take the other characters out."))  # fmt: skip
TOO_MANY_LETTERS = ground("NUM-06", REGISTRATION, POOL, Text("最多两个字母。", "At most two letters."), Text("把多余的字母换成数字。", "Use digits for the others."))  # fmt: skip
ENERGY_PLACE = ground("NUM-07", REGISTRATION, POOL, Text("新能源号牌的第{place}位要是字母 A 至 H、J、K。", "Place {place} of a new-energy plate is a letter A to H, J or K."), Text("改第{place}位。", "Change place {place}."))  # fmt: skip
ENERGY_LETTER = ground("NUM-08", REGISTRATION, POOL, Text("按这辆车的能源种类只能用 {letters}。", "For this vehicle's energy only {letters} are used."), Text("换成其中一个字母。", "Use one of them."))  # fmt: skip
ENERGY_DIGITS = ground("NUM-09", REGISTRATION, POOL, Text("新能源号牌的其余位置要是数字。", "The other places of a new-energy plate are digits."), Text("小型车只有前两位可以是字母，大型车只有最后一位。", "Letters stand in the first two places of a small car's, in the last of a large one's."))  # fmt: skip
SUFFIX = ground("NUM-10", REGISTRATION, POOL, Text("号码要以“{suffix}”结尾。", "The number ends with {suffix}."), Text("在末尾加上“{suffix}”。", "Add {suffix} at the end."))  # fmt: skip
NOT_FORMER_OWNER = ground("NUM-11", REGISTRATION, "第四十四条第一款", Text("只有原车主可以申请使用原号码。", "Only the former owner may have the old number again."), Text("请重新选号。", "Choose another number."))  # fmt: skip
TOO_LATE = ground("NUM-12", REGISTRATION, "第四十四条第二款第一项", Text("两年内可以申请，最后一天是{day}，已经超过。", "It can be asked for within two years; the last day was {day}."), Text("请重新选号。", "Choose another number."))  # fmt: skip
HELD_TOO_SHORT = ground("NUM-13", REGISTRATION, "第四十四条第二款第二项", Text("拥有原车并使用原号码不满一年。", "The former vehicle and number were held less than a year."), Text("请重新选号。", "Choose another number."))  # fmt: skip
OPEN_MATTERS = ground("NUM-14", REGISTRATION, "第四十四条第二款第三项", Text("原车的违法或者事故没有处理完。", "Violations or accidents of the former vehicle are not dealt with."), Text("处理完后再申请。", "Deal with them, then ask again."))  # fmt: skip
OTHER_KIND = Reason("NUM-15", "", Text("原号码的号牌种类和这辆车不同。", "The old number is of another plate kind."), Text("请重新选号。", "Choose another number."))  # fmt: skip
MARRIED_TOO_SHORT = ground("NUM-16", REGISTRATION, "第四十五条", Text("婚姻关系存续不满一年。", "The spouses are married less than a year."), Text("满一年后再申请，或者重新选号。", "Ask after a year, or choose another number."))  # fmt: skip
NOT_JOINT = ground("NUM-17", REGISTRATION, "第四十五条", Text("要由夫妻双方共同申请。", "Both spouses apply together."), Text("请另一方也确认。", "Let the other spouse confirm too."))  # fmt: skip
