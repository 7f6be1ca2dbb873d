"""The terms on which a city gives a type of pass (申领规定), as data. Closed: an unknown member is refused.

The type itself (its legal basis, organ, conditions, procedure, who can have it) stands in the city's notice
(`rules.records.PassType`); here stands what an application must bring and how it is decided. Days are those of China.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from tongban.passes.rules.records import (
    END,
    AnyCondition,
    Basis,
    Id,
    Moment,
    Named,
    Record,
    Sentence,
    Window,
    Words,
)

FORMAT = "tongban-pass-terms/1"

CategoryName = Literal[
    "livelihood", "mail", "cold-chain", "urban-delivery", "engineering", "maintenance", "removal", "emergency"
]  # fmt: skip
ApplicantName = Literal["person", "firm"]
Days = Annotated[int, Meta(ge=0, le=3660)]


class Material(Record, frozen=True, kw_only=True):
    """A paper that is asked for. lasts: its validity must reach the pass's last day. of: only from these applicants."""

    id: Id
    name: Words
    lasts: bool = False
    of: tuple[ApplicantName, ...] = ("person", "firm")


class Quota(Record, frozen=True, kw_only=True):
    """So many passes of this type that count at a place on one day."""

    place: Id
    per_day: Annotated[int, Meta(ge=0, le=1_000_000)]


class Lists(Record, frozen=True, kw_only=True):
    """The city's grey or black list keeps people from this type. basis: the local law that says so; without one it keeps
    nobody (行政许可法 16, 78 and 79 know one year and three)."""

    basis: Basis


class Terms(Record, frozen=True, kw_only=True):
    """What one type of pass of one city asks for, from a moment on.

    type: its id in the city's notices. by: for a drawn or planned route, or for areas out of `areas`. windows: the hours that
    it can open, () = any. asked_ahead: at least and at most so many days before its first day. lasts: its shortest, usual
    and longest term. at_once_if: whoever fulfils it and has brought everything is answered at once by the system; None: a
    clerk always looks. promised_working_days: shorter than the law's twenty. most_open_violations: None: not asked.
    needs_driver: the driver's class is looked at. sentence: the words of the text for each part, by its member's name.
    """

    format: Literal["tongban-pass-terms/1"]
    type: Id
    city: Annotated[str, Meta(pattern=r"^[0-9]{6}" + END, description="GB/T 2260")]
    number: Named
    published: Moment
    starts: Moment
    ends: Moment | None = None
    category: CategoryName
    applicants: Annotated[tuple[ApplicantName, ...], Meta(min_length=1)] = ("person", "firm")
    by: Literal["route", "area", "either"] = "either"
    areas: tuple[Id, ...] = ()
    windows: tuple[Window, ...] = ()
    materials: tuple[Material, ...] = ()
    asked_ahead: tuple[Days, Days] = (0, 90)
    lasts: tuple[Days, Days, Days] = (1, 30, 365)
    quotas: tuple[Quota, ...] = ()
    at_once_if: AnyCondition | None = None
    promised_working_days: Annotated[int, Meta(ge=1, le=20)] | None = None
    most_open_violations: Days | None = None
    needs_driver: bool = False
    lists: Lists | None = None
    sentences: dict[str, Sentence] = {}  # noqa: RUF012 - msgspec copies an empty default
