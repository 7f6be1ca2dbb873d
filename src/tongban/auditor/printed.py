"""A report as JSON for programs, and as a page for a clerk of the court."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from tongban.standards import cbor
from tongban.verdicts import Outcome, Report, Text

OUTCOMES = {
    Outcome.HOLDS: Text("成立", "HOLDS"),
    Outcome.DOES_NOT_HOLD: Text("不成立", "DOES NOT HOLD"),
    Outcome.CANNOT_BE_TOLD: Text("无法判断", "CANNOT BE TOLD"),
}
MEANINGS = {
    Outcome.HOLDS: Text("所有检验均成立。", "Every check was made and every one holds."),
    Outcome.DOES_NOT_HOLD: Text(
        "至少一项检验不成立，不应采信。", "At least one check does not hold; do not rely on what is shown."
    ),
    Outcome.CANNOT_BE_TOLD: Text(
        "未发现不成立之处，但缺少作出判断所需的材料；这不等于伪造。",
        "Nothing was found wrong, but something needed to tell is missing; this does not mean that it is forged.",
    ),
}
AS_OF = Text("检验时点", "As of")
CHECKS = Text("检验项目", "Checks")
SAYS = Text("所载内容", "What it says")
BYTES = Text("字节", "bytes")


def as_json(report: Report) -> dict[str, Any]:
    """The report as the auditor's JSON: outcome, checks in order, elements with bytes in base64."""
    return {
        "outcome": str(report.outcome),
        "checks": [
            {"check": check.check, "clause": check.clause, "outcome": str(check.outcome), "reason": check.reason}
            for check in report.checks
        ],
        "elements": json_value(report.elements),
    }


def json_value(value: Any) -> Any:  # noqa: PLR0911 - a table of types
    """`value` in the types of JSON: bytes as base64, a date's tag dropped, any other tag and odd number as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if isfinite(value) else str(value)
        case bytes():
            return b64encode(value).decode("ascii")
        case Mapping():
            return {name: json_value(item) for name, item in named(value)}
        case list() | tuple():
            return [json_value(item) for item in value]
        case cbor.Tag(tag=0 | 1004, value=str(text)):
            return text
        case cbor.Tag():
            return {"tag": value.tag, "value": json_value(value.value)}
    return str(value)


def named(value: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """The entries of a map under names that JSON can hold. A key that is no text is told as what its bytes say, in
    CBOR's diagnostic notation (RFC 8949 8), with its kind beside it where a text reads the same."""
    for key, item in value.items():
        name = key if isinstance(key, str) else diagnostic(key)
        yield (f"{name} ({type(key).__name__})" if name is not key and name in value else name), item


def diagnostic(key: Any) -> str:
    """A key of a map in CBOR's diagnostic notation: 1, 1.0, true, null, h'00ff'."""
    match key:
        case bytes():
            return f"h'{key.hex()}'"
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[key]
    return str(key)


def as_text(report: Report, *, at: datetime, language: str, labels: Mapping[str, Text]) -> str:
    """The report as lines of text in `language`, its checks named by `labels` where there are such."""
    lines = [
        OUTCOMES[report.outcome].in_language(language),
        MEANINGS[report.outcome].in_language(language),
        f"{AS_OF.in_language(language)}: {at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
        "",
        CHECKS.in_language(language),
    ]
    for check in report.checks:
        label = labels[check.check].in_language(language) if check.check in labels else check.check
        lines.append(f"  [{OUTCOMES[check.outcome].in_language(language)}] {label} ({check.check}; {check.clause})")
        if check.reason:
            lines.append(f"      {check.reason}")
    if report.elements:
        lines += ["", SAYS.in_language(language), *_rows(report.elements, "  ", language)]
    return "\n".join(lines)


def _rows(elements: Mapping[Any, Any], indent: str, language: str) -> Iterator[str]:
    for name, value in named(elements):
        if isinstance(value, Mapping) and value:
            yield f"{indent}{_line(name)}"
            yield from _rows(value, indent + "  ", language)
        elif isinstance(value, bytes):
            yield f"{indent}{_line(name)}: {len(value)} {BYTES.in_language(language)}"
        else:
            yield f"{indent}{_line(name)}: {_line(json_value(value))}"


def _line(value: Any) -> str:
    """`value` on one line, without control characters, so that a forged element cannot draw a false report."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in str(value))
