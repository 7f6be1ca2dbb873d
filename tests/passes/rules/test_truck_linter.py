"""Each rule of the linter finds its fault, and a notice without faults has none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import drafts
import pytest

from tongban.faces.law import constants
from tongban.passes.rules import collected, datum
from tongban.passes.rules.linter import findings, lint
from tongban.passes.rules.linter.findings import Weight
from tongban.passes.rules.linter.relief import monday
from tongban.passes.rules.places import Where
from tongban.passes.rules.shapes import along

BOUNDARY = [{"road": f"r{n}", "included": True, "edges": [n, n + 1]} for n in range(4)]
ZONE = drafts.zone(boundary=BOUNDARY)
PLACES = [drafts.CITY, ZONE]
BASIS = {"title": "示例市道路交通安全条例", "article": "第三十三条", "level": "local-regulation"}
PASS = {
    "id": "A", "name": {"zh": "甲码", "en": "code A"}, "basis": BASIS, "organ": "交警支队", "conditions": "有送货单",
    "procedure": "网上申请", "decides_within_working_days": 3,
}  # fmt: skip
RELIEF = {"is": "any", "of": [{"is": "energy", "one_of": ["electric"]}, {"is": "use", "one_of": ["cold-chain"]}]}
HEAVY = {"is": "size", "one_of": ["heavy", "medium"]}


def hours(starts, ends, **window):
    return {"periods": [{"windows": [{"starts": starts, "ends": ends} | window]}]}


def codes(*clauses, notice=None, **options):
    changes = {name: options.pop(name) for name in list(options) if name not in ("others", "roads", "depots")}
    found = lint(notice or drafts.notice(*clauses, **({"places": PLACES} | changes)), **options)
    return {one.reason.code for one in found}


def with_pass(**changes):
    return {"passes": [{name: value for name, value in (PASS | changes).items() if value is not None}]}


def test_a_notice_without_faults_has_no_findings():
    ban = drafts.forbid(when=hours("06:00", "22:00"), unless=RELIEF, passes=["A"])
    assert codes(ban, drafts.exempt(), **with_pass()) == set()


LIGHT = {"is": "measure", "of": "rated_load_kg", "at_least": 1000}
NIGHT = drafts.forbid(when=hours("22:00", "06:00", overnight=True), who=HEAVY)
BUILT_UP = [drafts.CITY, ZONE | {"extent": "built-up"}]
FAULTS = {
    "a pass without a basis": ("TR-01", [drafts.forbid(passes=["A"])], with_pass(basis=None)),
    "a pass of a notice": ("TR-01", [drafts.forbid(passes=["A"])], with_pass(basis=BASIS | {"level": "notice"})),
    "a temporary permit": ("TR-01", [drafts.forbid(passes=["A"])], with_pass(basis=BASIS | {"level": "provincial-rule"})),
    "a pass without a procedure": ("TR-02", [drafts.forbid(passes=["A"])], with_pass(procedure="")),
    "a pass without a period": ("TR-02", [drafts.forbid(passes=["A"])], with_pass(decides_within_working_days=None)),
    "plates of other places": ("TR-03", [drafts.forbid(who={"is": "not", "of": {"is": "plate-region", "one_of": ["川A"]}})], {}),
    "never published": ("TR-04", [drafts.forbid()], {"published": None}),
    "published when it starts": ("TR-04", [drafts.forbid()], {"published": "2026-02-01T00:00:00+08:00"}),
    "the whole city all day": ("TR-11", [drafts.forbid(where=["all"], when=None)], {}),
    "the built-up area all day but for a pass": ("TR-11", [drafts.forbid(when=None, passes=["A"])], {"places": BUILT_UP} | with_pass()),
    "five hours left": ("TR-12", [drafts.forbid(when=hours("05:00", "24:00"), unless=RELIEF)], {}),
    "light trucks by tonnage": ("TR-13", [drafts.forbid(who=LIGHT, unless=RELIEF)], {}),
    "light trucks by plate": ("TR-13", [drafts.forbid(who={"is": "plate-kind", "one_of": ["01"]})], {}),
    "new energy at noon": ("TR-14", [drafts.forbid(when=hours("06:00", "22:00"))], {}),
    "cold chain without relief": ("TR-15", [drafts.forbid(when=hours("06:00", "22:00"), unless=RELIEF["of"][0])], {}),
    "no vehicle is both": ("TR-21", [drafts.forbid(who={"is": "all", "of": [HEAVY, {"is": "not", "of": HEAVY}]})], {}),
    "no such day": ("TR-21", [drafts.forbid(when={"periods": [{"first": "2020-01-01", "last": "2020-12-31"}]})], {}),
    "an exemption from nothing": ("TR-21", [NIGHT, drafts.exempt(when=hours("09:00", "17:00"))], {}),
    "lifted for everybody": ("TR-22", [drafts.forbid(), drafts.exempt(who={"is": "emission", "at_least": 0})], {}),
    "a pass that another ban does not know": ("TR-23", [drafts.forbid("1", passes=["A"]), drafts.forbid("2")], with_pass()),
    "a window that ends before it begins": ("TR-25", [drafts.forbid(when=hours("22:00", "06:00"), who=HEAVY)], {}),
    "days that end before they begin": ("TR-25", [drafts.forbid(when={"periods": [{"first": "2026-05-02", "last": "2026-05-01"}]})], {}),
    "a notice that ends before it starts": ("TR-25", [drafts.forbid()], {"ends": "2026-01-01T00:00:00+08:00"}),
    "a clause that ends before it starts": ("TR-25", [drafts.forbid(ends="2026-01-01T00:00:00+08:00")], {}),
    "a grace before the start": ("TR-25", [drafts.forbid(grace_ends="2026-01-01T00:00:00+08:00")], {}),
    "23:59": ("TR-26", [drafts.forbid(when=hours("17:00", "23:59"), who=HEAVY)], {}),
    "00:01": ("TR-26", [drafts.forbid(when=hours("00:01", "06:00"), who=HEAVY)], {}),
    "no word on the boundary": ("TR-30", [drafts.forbid()], {"places": [drafts.CITY, drafts.zone()]}),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name):
    code, clauses, changes = FAULTS[name]
    assert code in codes(*clauses, **changes)


SOUND = [
    (NIGHT, {}),
    (drafts.forbid(when=hours("06:00", "24:00"), who=HEAVY), {}),
    (drafts.forbid(when={"periods": [{"first": "2026-02-28", "last": "2026-02-28"}]}, who=HEAVY), {}),
    (drafts.forbid(when={"periods": [{"days": {"months": [11]}}]}, who=HEAVY), {}),
    (drafts.forbid(who={"is": "all", "of": [{"is": "use", "one_of": ["spoil"]}, {"is": "use", "one_of": ["green-works"]}]}), {}),
    (drafts.forbid(action="stop", who=HEAVY), {}),
    (drafts.forbid(who={"is": "through", "places": ["inner"]}, where=["all"]), {}),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "changes"), SOUND, ids=lambda one: one.get("sentence", "")[:0])
def test_sound_clauses_are_not_called_dead(clause, changes):
    assert not codes(clause, **changes) & {"TR-21", "TR-22", "TR-23", "TR-25", "TR-26"}


BOW_TIE = [[104.0, 30.6], [104.1, 30.7], [104.1, 30.6], [104.0, 30.7], [104.0, 30.6]]
OUTSIDE = [[105.0, 30.6], [105.1, 30.6], [105.1, 30.7], [105.0, 30.6]]
CUTTING = [[104.05, 30.65], [104.2, 30.65], [104.2, 30.68], [104.05, 30.65]]
WITHIN = [[104.03, 30.63], [104.06, 30.63], [104.06, 30.66], [104.03, 30.63]]


@pytest.mark.parametrize(
    ("rings", "is_bad"),
    [([BOW_TIE], True), ([drafts.SQUARE, OUTSIDE], True), ([drafts.SQUARE, CUTTING], True), ([drafts.SQUARE, WITHIN], False)],
)  # fmt: skip
def test_rings_that_cross_themselves_or_holes_outside_are_found(rings, is_bad):
    zone = ZONE | {"polygons": [rings], "boundary": [{"road": "r", "included": True}]}
    assert ("TR-27" in codes(drafts.forbid(who=HEAVY), places=[drafts.CITY, zone])) == is_bad


def test_a_city_half_a_kilometre_off_is_noticed():
    """The drawing is in GCJ-02 and says WGS84, or the other way round."""
    roads = {f"r{n}": [tuple(drafts.SQUARE[n]), tuple(drafts.SQUARE[n + 1])] for n in range(4)}
    assert "TR-28" not in codes(drafts.forbid(who=HEAVY), roads=roads)
    for turn in (datum.to_gcj02, datum.from_gcj02):
        shifted = {name: [turn(along(line, part / 20)) for part in range(21)] for name, line in roads.items()}
        found = lint(drafts.notice(drafts.forbid(who=HEAVY), places=PLACES), roads=shifted)
        assert [one.weight for one in found if one.reason.code == "TR-28"] == [Weight.ERROR] * 4
    far = {name: [(x + 0.02, y + 0.02) for x, y in line] for name, line in roads.items()}
    weights = {one.weight for one in lint(drafts.notice(drafts.forbid(who=HEAVY), places=PLACES), roads=far)}
    assert weights == {Weight.WARNING}


def test_two_notices_on_one_area_say_which_ends_which():
    old = drafts.notice(drafts.forbid(who=HEAVY), places=PLACES)
    shifted = [[x + 0.05, y] for x, y in drafts.SQUARE]
    overlapping = [drafts.CITY, drafts.zone("other", ring=shifted, boundary=BOUNDARY)]
    ban = drafts.forbid(who=HEAVY, where=["other"])
    assert "TR-24" in codes(ban, number="新", places=overlapping, others=[old])
    assert "TR-24" not in codes(ban, number="新", places=overlapping, others=[old], supersedes=[{"number": old.number}])
    apart = [drafts.CITY, drafts.zone("other", ring=[[x + 1, y] for x, y in drafts.SQUARE], boundary=BOUNDARY)]
    assert "TR-24" not in codes(ban, number="新", places=apart, others=[old])


def test_a_depot_that_no_truck_can_ever_reach_is_found():
    depots = {"批发市场": Where((104.05, 30.65))}
    always = drafts.forbid(when=None)
    assert "TR-29" in codes(always, depots=depots)
    assert "TR-29" not in codes(always, depots={"城外": Where((104.3, 30.65))})
    assert "TR-29" not in codes(drafts.forbid(), depots=depots)
    assert "TR-29" not in codes(drafts.forbid(when=None, passes=["A"]), depots=depots, **with_pass())
    assert "TR-29" not in codes(drafts.forbid(when=None, unless=RELIEF), depots=depots)


def test_every_rule_has_a_case_here_and_its_words_in_both_languages():
    tested = {code for code, *_ in FAULTS.values()} | {"TR-24", "TR-27", "TR-28", "TR-29"}
    rules = constants(findings)
    assert {rule.code for rule in rules} == tested
    assert all(rule.what.zh and rule.what.en and rule.remedy.zh and rule.remedy.en for rule in rules)
    assert all(bool(rule.article) == (rule.code < "TR-10") for rule in rules)


@pytest.mark.parametrize("name", collected.NAMES)
def test_no_clause_of_a_collected_notice_is_called_dead(name):
    found = {one.reason.code for one in lint(collected.notice(name))}
    assert not found & {"TR-21", "TR-22", "TR-25", "TR-26", "TR-27"}


def test_the_first_monday_is_a_midnight_in_china():
    start = datetime(2026, 2, 1, tzinfo=UTC)
    for hour in range(24 * 8):
        at = start + timedelta(hours=hour)
        found = monday(at) + timedelta(hours=8)
        assert (found.weekday(), found.hour, found.minute) == (0, 0, 0)
        assert timedelta() <= monday(at) - at < timedelta(days=7)
