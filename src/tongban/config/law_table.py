"""docs/rules/law.md: what each rule rests on, in one table, from the code.

A rule that cites an article quotes the words that decide; a test finds the words in the text of that article. What cites
none is practice of the authorities or this platform's own design, and says which. Services hand their rules out by their
faces; those of the floors below stand here.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from tongban.calendars import Rule
from tongban.faces.law import NOTHING, Rested, constants, of_reasons
from tongban.faces.markdown import MADE, both, table
from tongban.faces.queries import faces
from tongban.verdicts import Basis, Text, basis_of

# Cited, and not among the texts that were read: quoted by nobody, and to be read before anybody relies on it.
NOT_AT_HAND = ("公安部关于修改〈机动车驾驶证申领和使用规定〉的决定（公安部令第172号）", "公务员法")


def page() -> str:
    """The page."""
    rows = list(rested())
    counts = ", ".join(f"{sum(one.basis is basis for one in rows)} {basis.value}" for basis in Basis)
    return "\n\n".join(
        [
            "# What the rules rest on",
            MADE.format("change the tables of the rules instead"),
            f"{len(rows)} rules about drivers, electronic licences, the roadside, notices on trucks and their passes, recusal"
            f" and the counting of days: {counts}. *Law*: the"
            " article says so, in the words that are quoted; “……” stands for what is left out between them, and between one"
            " article and the next. *Practice*: authorities do so, and no text says it. *Design*: this platform's own. A test"
            " finds every quoted phrase in the text of the article that it is quoted from.",
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


def of_registers(package: str) -> Iterator[Rested]:
    """The rules of the driver register: points, the full-mark course, renewal, the ends of a licence."""
    drivers, course = import_module(f"{package}.drivers"), import_module(f"{package}.full_mark")
    yield from of_reasons([*constants(drivers), *drivers.DECLARED.values(), *constants(course), *course.SHORT.values()])
    endings = import_module(f"{package}.endings")
    ends = {one.code: one for name in ("renewal", "endings") for one in constants(import_module(f"{package}.{name}"))}
    yield from of_reasons(ends.values())
    for name, one in endings.ENDINGS.items():
        yield Rested(
            f"ending {name}", one.name, NOTHING, one.article, one.quote, basis_of(one.article, is_practice=False)
        )


def rested() -> Iterator[Rested]:
    """Every rule, service by service, then those of the floors below."""
    for face in faces():
        yield from face.rests() if face.rests else ()
    yield from of_registers("tongban.registers.rules")
    for name in ("rules.linter.findings", "granting.reading", "granting.grounds"):
        yield from of_reasons(constants(import_module(f"tongban.passes.{name}")))
    endings = import_module("tongban.passes.granting.endings").ENDINGS
    yield from of_reasons(one.reason for one in endings.values())
    yield from of_reasons([import_module("tongban.people.rules").NOT_TO_AGENTS])
    offices = import_module("tongban.offices.rules")
    yield from of_reasons([*offices.may_handle(parties=["1"], own="1", kin=["1"]).reasons, offices.UNIDENTIFIED])
    for rule in Rule:
        counting, cited = Text(f"期间的计算：{rule.name}", ""), rule.value
        yield Rested(
            "calendars", counting, NOTHING, cited.article, cited.quote, basis_of(cited.article, is_practice=False)
        )
