"""A city's notice on trucks as data: the records of which the published JSON Schema is made.

Closed: an unknown member is refused. The algebra is that of the UK's D-TRO (and, or, not; exceptions first class; permit
conditions; recurring periods minus exception periods); nothing has a priority. Every clause carries its sentence word for
word. What each record means, and where we depart: docs/standards/truck-rules.md.

Days and hours are those of China. Every moment states its zone, falls on a whole minute, and every span is half-open:
the start belongs to it and the end does not, for hours, moments and tables alike; only `first` and `last` day are both in.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

FORMAT = "tongban-truck-rules/1"
END = r"(?!\n)$"  # in Python "$" alone also stands before a last line end

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}" + END, description="unique among its kind")]
Sentence = Annotated[str, Meta(min_length=1, max_length=4000)]
Named = Annotated[str, Meta(min_length=1, max_length=300)]
Moment = Annotated[datetime, Meta(tz=True, description="with its zone, on a whole minute")]
Hour = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)" + END, description="hour in China")]
Position = Annotated[tuple[float, float], Meta(description="longitude, latitude in degrees")]
Line = Annotated[tuple[Position, ...], Meta(min_length=2, max_length=100_000)]
Ring = Annotated[
    tuple[Position, ...], Meta(min_length=4, max_length=100_000, description="closed: the last is the first")
]
Prefix = Annotated[str, Meta(pattern=r"^[\u4e00-\u9fff][A-Z]?" + END, description="省 or 发牌机关: 川 or 川A")]
Stage = Annotated[int, Meta(ge=0, le=99, description="排放: 0 to 6, 99 for zero emission")]
Digit = Annotated[int, Meta(ge=0, le=9)]

Datum = Literal["WGS84", "GCJ-02"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Counted = Literal["by-weekday", "counted", "not-counted", "not-said"]
Level = Literal[
    "law", "administrative-regulation", "local-regulation", "provincial-rule", "departmental-rule", "city-rule", "notice"
]  # fmt: skip
SizeName = Literal["heavy", "medium", "light", "micro", "low-speed", "three-wheel"]
BodyName = Literal[
    "ordinary", "box", "closed", "tank", "flatbed", "container", "dump", "special", "stake", "pickup", "tractor", "trailer"
]  # fmt: skip
UseName = Literal[
    "military", "police", "fire", "ambulance", "rescue", "mail", "refuse", "sprinkler", "sweeper", "concrete", "mortar",
    "asphalt", "spoil", "hazardous", "cold-chain", "urban-delivery", "green-works", "agricultural", "epidemic", "removal",
]  # fmt: skip
EnergyName = Literal["petrol", "diesel", "gas", "methanol", "hybrid", "plug-in-hybrid", "electric", "fuel-cell"]
CargoName = Literal["livelihood", "fresh-produce", "epidemic", "hazardous", "spoil", "building-material", "other"]
DeviceName = Literal["particle-filter", "telematics", "locator"]
MeasureName = Literal[
    "rated_load_kg", "gross_mass_kg", "axle_load_kg", "axles", "length_mm", "width_mm", "height_mm"
]  # fmt: skip
AlertLevel = Literal["blue", "yellow", "orange", "red"]


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One JSON object of a notice."""


class Words(Record, frozen=True):
    """A name in both languages; Chinese is the master."""

    zh: Named
    en: Named


# --- when --------------------------------------------------------------------------------------------------------
class Days(Record, frozen=True):
    """Which days. Whether a worked Saturday or Sunday (调休上班) and a holiday count is this rule's own word: by their
    weekday, always, never; "not-said" makes those days unknown. holiday_means: all days off of the State Council's
    notice, or only those that are holidays by law."""

    weekdays: Annotated[tuple[Weekday, ...], Meta(min_length=1)] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    worked_days: Counted = "by-weekday"
    holidays: Counted = "by-weekday"
    holiday_means: Literal["days-off", "by-law"] = "days-off"
    parity: Literal["odd", "even"] | None = None
    months: tuple[Annotated[int, Meta(ge=1, le=12)], ...] = ()


class Window(Record, frozen=True):
    """Hours of a day. One that ends at or before its start goes on into the next morning and belongs to the day on which
    it begins; `overnight` says that this is meant (the linter asks)."""

    starts: Hour
    ends: Hour
    overnight: bool = False


class Period(Record, frozen=True):
    """Days with hours; no windows: the whole day. first, last: both in."""

    first: date | None = None
    last: date | None = None
    days: Days = Days()
    windows: tuple[Window, ...] = ()


class Schedule(Record, frozen=True):
    """Any of the periods, none of the exceptions."""

    periods: Annotated[tuple[Period, ...], Meta(min_length=1)]
    exceptions: tuple[Period, ...] = ()


class TailTable(Record, frozen=True):
    """From `first` to `last`, both in: the plate tails that are meant on a weekday, or on odd and even days of a month."""

    digits: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "odd", "even"], tuple[Digit, ...]]
    first: date | None = None
    last: date | None = None


class Rotation(Record, frozen=True):
    """Tables of plate tails that take turns. letters: what a plate that ends with a letter counts as. worked_days: a
    worked Sunday goes by its weekday, or the notice does not say."""

    id: Id
    tables: Annotated[tuple[TailTable, ...], Meta(min_length=1)]
    letters: Literal["last-digit", "not-said"] | Digit = "not-said"
    worked_days: Literal["by-weekday", "not-said"] = "by-weekday"


# --- where -------------------------------------------------------------------------------------------------------
class Boundary(Record, frozen=True):
    """A road on a zone's edge: included (含) or not (不含). edges: from the first edge of the outer ring to the one before
    the second number, where only a section of the road is meant; None: wherever the road bounds the zone."""

    road: Id
    included: bool
    name: Words | None = None
    edges: tuple[Annotated[int, Meta(ge=0)], Annotated[int, Meta(ge=1)]] | None = None


class Place(Record, frozen=True, tag_field="is"):
    """Something that a clause can be about. An id is the city's: the same id in two notices is the same place."""

    id: Id
    name: Words


class City(Place, frozen=True, tag="city"):
    """All roads of the city (全域). Said, never implied."""


class Zone(Place, frozen=True, tag="zone"):
    """An area: polygons, each an outer ring with its holes. extent: how much of the city it is."""

    polygons: Annotated[tuple[Annotated[tuple[Ring, ...], Meta(min_length=1)], ...], Meta(min_length=1)]
    boundary: tuple[Boundary, ...] = ()
    extent: Literal["part", "built-up"] = "part"


class Road(Place, frozen=True, tag="road"):
    """A road or a section of it: by the ids of the city's segments, and as a line. Segments count before the line."""

    line: Line
    segments: tuple[Id, ...] = ()
    direction: Literal["both", "along", "against"] = "both"
    starts_at: str = ""
    ends_at: str = ""


class Turn(Place, frozen=True, tag="turn"):
    """Turning at a junction from one road into others. is_only: all turns but those into `into` are meant (只能)."""

    junction: Position
    out_of: Id
    into: Annotated[tuple[Id, ...], Meta(min_length=1)]
    is_only: bool = False


AnyPlace = City | Zone | Road | Turn


# --- who: conditions ---------------------------------------------------------------------------------------------
class Condition(Record, frozen=True, tag_field="is"):
    """Something that holds, does not hold, or cannot be told."""


class AllOf(Condition, frozen=True, tag="all"):
    """And."""

    of: Annotated[tuple[AnyCondition, ...], Meta(min_length=1)]


class AnyOf(Condition, frozen=True, tag="any"):
    """Or."""

    of: Annotated[tuple[AnyCondition, ...], Meta(min_length=1)]


class Not(Condition, frozen=True, tag="not"):
    """Not."""

    of: AnyCondition


class Size(Condition, frozen=True, tag="size"):
    """重型, 中型, 轻型, 微型 (GA 802), 低速, 三轮."""

    one_of: Annotated[tuple[SizeName, ...], Meta(min_length=1)]


class Body(Condition, frozen=True, tag="body"):
    """车身: 厢式, 仓栅, 自卸 …; 多用途货车 is "pickup"."""

    one_of: Annotated[tuple[BodyName, ...], Meta(min_length=1)]


class Use(Condition, frozen=True, tag="use"):
    """What it is built or registered for; a vehicle may have several uses."""

    one_of: Annotated[tuple[UseName, ...], Meta(min_length=1)]


class Energy(Condition, frozen=True, tag="energy"):
    """燃料 or drive. A new-energy exemption names the kinds that it means."""

    one_of: Annotated[tuple[EnergyName, ...], Meta(min_length=1)]


class Emission(Condition, frozen=True, tag="emission"):
    """排放阶段, both bounds in."""

    at_least: Stage | None = None
    at_most: Stage | None = None


class Measure(Condition, frozen=True, tag="measure"):
    """A size or mass. 含 and 不含 are two different bounds: at least and above, at most and below."""

    of: MeasureName
    at_least: int | None = None
    above: int | None = None
    at_most: int | None = None
    below: int | None = None


class PlateRegion(Condition, frozen=True, tag="plate-region"):
    """号牌 of these provinces or issuing letters."""

    one_of: Annotated[tuple[Prefix, ...], Meta(min_length=1)]


class PlateKind(Condition, frozen=True, tag="plate-kind"):
    """号牌种类 by its code (51 and 52 are new energy)."""

    one_of: Annotated[tuple[Annotated[str, Meta(pattern=r"^[0-9]{2}" + END)], ...], Meta(min_length=1)]


class PlateTail(Condition, frozen=True, tag="plate-tail"):
    """The tail is one that the rotation means on the day of the moment."""

    rotation: Id


class Cargo(Condition, frozen=True, tag="cargo"):
    """What is carried."""

    one_of: Annotated[tuple[CargoName, ...], Meta(min_length=1)]


class Fitted(Condition, frozen=True, tag="fitted"):
    """All of these devices are fitted."""

    all_of: Annotated[tuple[DeviceName, ...], Meta(min_length=1)]


class Listed(Condition, frozen=True, tag="listed"):
    """The vehicle or its operator stands in a list that the city keeps (备案, 名单)."""

    list: Named


class Holds(Condition, frozen=True, tag="holds"):
    """A pass of one of these types is held and covers the place and the moment."""

    one_of: Annotated[tuple[Id, ...], Meta(min_length=1)]


class Through(Condition, frozen=True, tag="through"):
    """The trip neither begins nor ends in these places (过境)."""

    places: Annotated[tuple[Id, ...], Meta(min_length=1)]


class Alert(Condition, frozen=True, tag="alert"):
    """An alert of this kind is in force at this level or above."""

    of: Named
    at_least: AlertLevel


class During(Condition, frozen=True, tag="during"):
    """The moment falls into the schedule; for exceptions that hold at some hours only."""

    when: Schedule


class In(Condition, frozen=True, tag="in"):
    """The place is one of these; for exceptions that hold on some roads only."""

    places: Annotated[tuple[Id, ...], Meta(min_length=1)]


AnyCondition = (
    AllOf | AnyOf | Not | Size | Body | Use | Energy | Emission | Measure | PlateRegion | PlateKind | PlateTail
    | Cargo | Fitted | Listed | Holds | Through | Alert | During | In
)  # fmt: skip


# --- what: clauses -----------------------------------------------------------------------------------------------
class Clause(Record, frozen=True, kw_only=True, tag_field="effect"):
    """A sentence and what it says: where, when, for whom, except for whom. starts, ends: where they differ from the
    notice's own. No schedule: at all times."""

    id: Id
    article: Named
    sentence: Sentence
    english: str = ""
    where: Annotated[tuple[Id, ...], Meta(min_length=1)]
    when: Schedule | None = None
    who: AnyCondition | None = None
    unless: AnyCondition | None = None
    starts: Moment | None = None
    ends: Moment | None = None


class Forbid(Clause, frozen=True, kw_only=True, tag="forbid"):
    """It may not enter (驶入), be there (通行), stop (停留), or must have left before the hours begin (驶离).
    passes: the types that open it; none: no pass helps. grace_ends: until then nobody is fined."""

    action: Literal["enter", "be", "stop", "leave-by"]
    passes: tuple[Id, ...] = ()
    grace_ends: Moment | None = None


class Exempt(Clause, frozen=True, kw_only=True, tag="exempt"):
    """These clauses, bans and quotations, do not hold for it; none named: all of them. of_notice: another notice whose clauses are meant."""

    of: tuple[Id, ...] = ()
    of_notice: Named | None = None


class Quote(Clause, frozen=True, kw_only=True, tag="quote"):
    """What the other effects cannot say. Where it may apply, the answer is "ask the city" and never "allowed".
    would: a sentence that could only exempt makes nobody's road shorter: it is shown beside a ban, which stands."""

    why: Literal["open-list", "contradiction", "threshold", "undefined", "to-be-announced", "not-expressible"]
    would: Literal["forbid", "exempt"] = "forbid"


AnyClause = Forbid | Exempt | Quote


# --- the notice --------------------------------------------------------------------------------------------------
class Basis(Record, frozen=True, kw_only=True):
    """The text that something rests on, and its rank."""

    title: Named
    article: str = ""
    level: Level


class PassType(Record, frozen=True, kw_only=True):
    """A pass (通行证, 通行码) that opens clauses. kind: for a term or for single trips (次码). available_to: who can have it.
    basis, organ, conditions, procedure, decides_within: what 行政许可法 18 demands of a permit."""

    id: Id
    name: Words
    kind: Literal["term", "trip"] = "term"
    fixes_route: bool = False
    fixes_time: bool = False
    longest_days: Annotated[int, Meta(ge=1, le=3660)] | None = None
    available_to: AnyCondition | None = None
    basis: Basis | None = None
    organ: str = ""
    conditions: str = ""
    procedure: str = ""
    decides_within_working_days: Annotated[int, Meta(ge=1, le=60)] | None = None


class Supersession(Record, frozen=True):
    """An older notice that ends with the start of this one: whole, in some clauses, or "where inconsistent" (与本通告不一致
    的), which nobody can compute: what only the old one forbids then cannot be told."""

    number: Named
    extent: Literal["whole", "clauses", "where-inconsistent"] = "whole"
    clauses: tuple[Id, ...] = ()


class Notice(Record, frozen=True, kw_only=True):
    """One notice, as issued by a city or as somebody collected it."""

    format: Literal["tongban-truck-rules/1"]
    number: Named
    title: Words
    city: Annotated[str, Meta(pattern=r"^[0-9]{6}" + END, description="GB/T 2260")]
    issuer: Named
    origin: Literal["issued", "collected"]
    source: Named
    published: Moment | None = None
    starts: Moment
    ends: Moment | None = None
    bases: tuple[Basis, ...] = ()
    supersedes: tuple[Supersession, ...] = ()
    datum: Datum
    geometry: Literal["surveyed", "synthetic"]
    places: Annotated[tuple[AnyPlace, ...], Meta(min_length=1)]
    rotations: tuple[Rotation, ...] = ()
    passes: tuple[PassType, ...] = ()
    clauses: Annotated[tuple[AnyClause, ...], Meta(min_length=1)]
