"""What hypothesis draws for the engines: notices as JSON, questions about them, and the calendar they are read with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import drafts
from hypothesis import strategies as st

from tongban.passes.rules.days import Calendar

MONDAY = datetime(2026, 2, 9, tzinfo=UTC) - timedelta(hours=8)  # the week before the Spring Festival, in China
DAYS_OFF = frozenset(date(2026, 2, day) for day in range(15, 24))
CALENDAR = Calendar(
    days_off=DAYS_OFF,
    by_law=frozenset(date(2026, 2, day) for day in range(16, 20)),
    worked=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
)
PLAIN_CALENDAR = {"days_off": CALENDAR.days_off, "by_law": CALENDAR.by_law, "worked": CALENDAR.worked}
PLACES = ("inner", "outer", "road")
HOURS = ("00:00", "06:00", "07:00", "09:00", "17:30", "22:00", "23:59")
COUNTED = ("by-weekday", "counted", "not-counted", "not-said")


def members(**values):
    """A dict whose members are there or not."""
    return st.fixed_dictionaries({}, optional=values)


def some(names, most=3):
    return st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True)


windows = st.tuples(st.sampled_from(HOURS), st.sampled_from((*HOURS, "24:00"))).filter(lambda pair: pair[0] != pair[1])
days = members(
    weekdays=some(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], 5),
    worked_days=st.sampled_from(COUNTED),
    holidays=st.sampled_from(COUNTED),
    holiday_means=st.sampled_from(["days-off", "by-law"]),
    parity=st.sampled_from(["odd", "even"]),
    months=some([2, 3], 1),
)
periods = members(
    first=st.sampled_from(["2026-02-10", "2026-02-14"]),
    last=st.sampled_from(["2026-02-16", "2026-02-21"]),
    days=days,
    windows=st.lists(windows.map(lambda pair: {"starts": pair[0], "ends": pair[1]}), max_size=2),
)
schedules = st.fixed_dictionaries(
    {"periods": st.lists(periods, min_size=1, max_size=2)}, optional={"exceptions": st.lists(periods, max_size=1)}
)
atoms = st.one_of(
    some(["heavy", "light"]).map(lambda names: {"is": "size", "one_of": names}),
    some(["diesel", "electric"]).map(lambda names: {"is": "energy", "one_of": names}),
    some(["fire", "cold-chain"]).map(lambda names: {"is": "use", "one_of": names}),
    some(["livelihood"]).map(lambda names: {"is": "cargo", "one_of": names}),
    st.integers(2, 6).map(lambda stage: {"is": "emission", "at_most": stage}),
    st.sampled_from(["at_least", "above", "at_most", "below"]).map(
        lambda bound: {"is": "measure", "of": "rated_load_kg", bound: 1000}
    ),
    some(["川A", "川"]).map(lambda names: {"is": "plate-region", "one_of": names}),
    st.just({"is": "plate-tail", "rotation": "tails"}),
    st.just({"is": "through", "places": ["inner", "outer"]}),
    st.sampled_from(["yellow", "red"]).map(lambda level: {"is": "alert", "of": "ozone", "at_least": level}),
    schedules.map(lambda schedule: {"is": "during", "when": schedule}),
    some(["road", "outer"]).map(lambda places: {"is": "in", "places": places}),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)).map(
            lambda pair: {"is": pair[0], "of": pair[1]}
        ),
        inner.map(lambda one: {"is": "not", "of": one}),
    ),
    max_leaves=4,
)
moments = st.sampled_from(["2026-02-12T10:30:00+08:00", "2026-02-18T00:00:00+08:00"])
shared = {"when": schedules, "who": conditions, "unless": conditions, "starts": moments, "ends": moments}
forbids = st.fixed_dictionaries(
    {"action": st.sampled_from(["enter", "be", "stop", "leave-by"]), "where": some([*PLACES, "all"])},
    optional=shared | {"passes": some(["p", "q"])},
)
quotes = st.fixed_dictionaries(
    {"where": some(PLACES), "why": st.just("open-list")},
    optional=shared | {"would": st.sampled_from(["forbid", "exempt"])},
)
exempts = st.fixed_dictionaries({"where": some([*PLACES, "all"])}, optional=shared | {"of": some(["0", "1"])})


@st.composite
def notices(draw):
    """A notice as JSON, with at least one ban."""
    made = [("forbid", one) for one in draw(st.lists(forbids, min_size=1, max_size=3))]
    made += [("exempt", one) for one in draw(st.lists(exempts, max_size=2))]
    made += [("quote", one) for one in draw(st.lists(quotes, max_size=1))]
    clauses = [
        {"effect": effect, "id": str(n), "article": f"第{n}条", "sentence": f"第{n}句。"} | one
        for n, (effect, one) in enumerate(made)
    ]
    known = {clause["id"] for clause in clauses}
    for clause in clauses:
        clause["of"] = [one for one in clause.get("of", []) if one in known]
        if not clause["of"]:
            del clause["of"]
    return drafts.draft(
        *clauses,
        places=[drafts.CITY, *(drafts.zone(name) for name in PLACES)],
        passes=[{"id": one, "name": {"zh": "码", "en": "pass"}} for one in "pq"],
        rotations=[
            {
                "id": "tails",
                "tables": [{"digits": draw(st.sampled_from([{"mon": [1, 6], "sat": [0]}, {"odd": [1, 3, 5], "even": [0, 2]}]))}],
            }
        ],
        starts="2026-02-10T00:00:00+08:00",
    )  # fmt: skip


vehicles = members(
    plate=st.sampled_from(["川A12340", "川B12345", "京A1234挂", "川A1234D"]),
    size=st.sampled_from(["heavy", "light"]),
    energy=st.sampled_from(["diesel", "electric"]),
    uses=st.lists(st.sampled_from(["fire", "cold-chain"]), max_size=1),
    emission=st.sampled_from([3, 5, 99]),
    rated_load_kg=st.sampled_from([999, 1000, 1001]),
)
trips = members(
    cargo=st.lists(st.just("livelihood"), max_size=1),
    begins_in=st.sampled_from([[], ["inner"]]),
    ends_in=st.sampled_from([[], ["outer"]]),
)
alerts = st.none() | members(ozone=st.sampled_from(["blue", "yellow", "red"]))
spots = st.fixed_dictionaries(
    {
        "inside": st.lists(st.sampled_from(PLACES), max_size=2, unique=True),
        "doing": st.sampled_from(["enter", "be", "stop"]),
    },
    optional={"unsure": some(PLACES, 1)},
)
held = st.lists(
    st.tuples(st.sampled_from("pq"), st.integers(0, 10), st.integers(0, 14 * 1440)).map(
        lambda one: {
            "type": one[0], "number": "7", "starts": MONDAY + timedelta(days=one[1]),
            "ends": MONDAY + timedelta(days=one[1], minutes=one[2]),
        }
    ),
    max_size=1,
)  # fmt: skip
minutes = st.integers(-1440, 15 * 1440).map(lambda n: MONDAY + timedelta(minutes=n)) | st.sampled_from(
    [
        MONDAY + timedelta(days=day, minutes=minute)
        for day in range(-1, 14)
        for minute in (0, 360, 420, 539, 540, 1319, 1320, 1439)
    ]
)
