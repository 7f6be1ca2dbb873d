"""docs/rules/law.md: what each rule about drivers rests on, in one table, from the code.

A rule that cites an article quotes the words that decide; a test finds the words in the text of that article. What cites
none is practice of the authorities or this platform's own design, and says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from tongban.faces.markdown import MADE, both, table
from tongban.verdicts import Basis, Reason, Text, basis_of

# Cited, and not among the texts that were read: quoted by nobody, and to be read before anybody relies on it.
NOT_AT_HAND = ("公安部关于修改〈机动车驾驶证申领和使用规定〉的决定（公安部令第172号）", "公务员法")

NOTHING = Text("", "")


@dataclass(frozen=True)
class Rested:
    """One rule: its code, what it says, the articles, their decisive words, and law, practice or design."""

    code: str
    what: Text
    remedy: Text
    article: str
    quote: str
    basis: Basis


def page() -> str:
    """The page."""
    rows = list(rested())
    counts = ", ".join(f"{sum(one.basis is basis for one in rows)} {basis.value}" for basis in Basis)
    return "\n\n".join(
        [
            "# What the rules about drivers rest on",
            MADE.format("change the tables of the rules instead"),
            f"{len(rows)} rules: {counts}. *Law*: the article says so, in the words that are quoted; “……” stands for what is left out"
            " between them, and between one article and the next. *Practice*: authorities do so, and no text says it."
            " *Design*: this platform's own. A test finds every quoted phrase in the text of the article that it is quoted from.",
            "Cited without a quotation, because the text was not at hand: "
            + "、".join(f"《{title}》" for title in NOT_AT_HAND)
            + ".",
            table(
                ("rule", "what it says", "article", "decisive words", "rests on"),
                [
                    (one.code, f"{both(one.what)} {both(one.remedy)}".strip(), one.article, one.quote, one.basis.value)
                    for one in rows
                ],
            ),
            "",
        ]
    )


def rested() -> Iterator[Rested]:
    """Every rule about drivers, the electronic licences, the roadside, recusal and the counting of days."""
    licences = "tongban.licences.rules"
    letters, standing = import_module(f"{licences}.letters"), import_module(f"{licences}.standing")
    for one in letters.LETTERS.values():
        yield Rested(
            one.reason.code, one.what if one.what.zh else one.name, one.remedy, one.article, one.quote, one.basis
        )
    yield from of_reasons([*constants(letters), *examples(standing), *constants(standing), *standing.AIDS.values()])
    for name in ("may_apply", "photo_change", "presentation", "local_licences", "photo"):
        yield from of_reasons(constants(import_module(f"{licences}.{name}")))
    rulebook = import_module("tongban.licences.rulebook")
    stays = import_module(f"{licences}.stays_valid")
    yield from of_reasons(stays.stays_valid(*rulebook.changed(import_module(f"{licences}.facts").LicenceFacts)).reasons)
    for one in import_module(f"{licences}.paper_card").BUSINESSES:
        yield Rested(f"EL-10 {one.code}", one.why, NOTHING, one.article, one.quote, one.basis)
    yield from of_vehicles(f"{licences}.vehicle")
    yield from of_reasons(constants(import_module("tongban.registers.rules.drivers")))
    roadside = import_module("tongban.roadside.rules")
    yield from of_reasons([*constants(roadside), *roadside.VOID.values()])
    offices = import_module("tongban.offices.rules")
    yield from of_reasons([*offices.may_handle(parties=["1"], own="1", kin=["1"]).reasons, offices.UNIDENTIFIED])
    for rule in import_module("tongban.calendars").Rule:
        counting = Text(f"期间的计算：{rule.name}", "")
        yield Rested(
            "calendars",
            counting,
            NOTHING,
            rule.value.article,
            rule.value.quote,
            basis_of(rule.value.article, is_practice=False),
        )


def of_vehicles(package: str) -> Iterator[Rested]:
    """The rules of the electronic vehicle licence."""
    conditions, receive = import_module(f"{package}.conditions"), import_module(f"{package}.may_receive")
    for one in conditions.CONDITIONS.values():
        yield Rested(
            f"VL-04 {one.code}", one.what if one.what.zh else one.name, one.remedy, one.article, one.quote, one.basis
        )
    yield from of_reasons(constants(receive))
    for name, (article, what, quote) in import_module(f"{package}.stays_valid").CHANGES.items():
        yield Rested(f"VL-05-{name}", what, NOTHING, article, quote, basis_of(article, is_practice=False))


def constants(module: ModuleType) -> list[Reason]:
    """The reasons that stand in a module as constants, each once."""
    return list({id(one): one for one in vars(module).values() if isinstance(one, Reason)}.values())


def examples(standing: ModuleType) -> list[Reason]:
    """The reasons that are made of marks, with an example of each."""
    marks = (
        "age-60 A1 A2 A3 B1 B2 M N P",
        "age-63 A1 A2 A3 B1 B2 M N P",
        "age-70 C3 C4 C6 D E",
        "age-60-all M",
        "never F",
        "again F 2029-03-01",
        "again E 2029-03-01",
    )
    found = []
    for mark in marks:
        instead, others = standing.grounds_of([mark])
        found += [*instead.values(), *(reason for reason, _may_drive in others)]
    return found


def of_reasons(reasons: Iterable[Reason]) -> Iterator[Rested]:
    """Reasons as rows of the table."""
    for one in reasons:
        yield Rested(one.code, one.what, one.remedy, one.article, one.quote, one.basis)
