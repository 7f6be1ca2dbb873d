"""机动车查验记录表: which items and photos a vehicle needs, and what a filled form says (facts 4.6).

Which items belong to which vehicle is marked M in the facts (the standard GA 801 was not at hand), the codes are
those of the record form. Article 73 forbids to leave an item out, to inspect without a recording and without a
certificate of the inspector; a VIN that differs from the file is a suspicion under Article 74, a wrong check digit is
not: imported cars may carry none. For a vehicle that is already registered item 2 compares the visible mark alone.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from tongban.errors import Malformed
from tongban.identifiers import Vin
from tongban.laws import REGISTRATION, filled, ground
from tongban.verdicts import Reason, Text, Verdict

MARK_OF_TABLES = "M"
MILEAGE_MAX_KM = 3_000_000
ITEMS: dict[int, Text] = {
    1: Text("车辆识别代号", "VIN"),
    2: Text("发动机型号/号码", "Engine type and number"),
    3: Text("车辆品牌/型号", "Make and model"),
    4: Text("车身颜色", "Colour"),
    5: Text("核定载人数", "Number of seats"),
    6: Text("车辆类型", "Vehicle type"),
    7: Text("号牌/车辆外观形状", "Plate and outward shape"),
    8: Text("轮胎完好情况", "Condition of the tyres"),
    9: Text("安全带、三角警告牌", "Seat belts, warning triangle"),
    10: Text("外廓尺寸、轴数、轴距", "Dimensions, axles, wheelbase"),
    11: Text("整备质量", "Kerb mass"),
    12: Text("轮胎规格", "Tyre size"),
    13: Text("侧后部防护装置", "Side and rear guards"),
    14: Text("车身反光标识、尾部标志板、喷涂", "Reflective marking, rear plate, lettering"),
    15: Text("灭火器", "Fire extinguisher"),
    16: Text("行驶记录装置、车内外录像监控装置", "Recorder and cameras"),
    17: Text("应急出口/应急锤、乘客门", "Emergency exits and hammers, passenger doors"),
    18: Text("外部标识/文字", "Outside marks and lettering"),
    19: Text("标志灯具、警报器", "Beacons and sirens"),
    20: Text("检验合格证明", "Inspection certificate"),
}
PHOTOS: dict[str, Text] = {
    "0111": Text("车辆左前方斜视45度", "From the left front, 45°"),
    "0112": Text("车辆右后方斜视45度", "From the right rear, 45°"),
    "0113": Text("车辆识别代号", "VIN"),
    "0114": Text("车辆铭牌", "Type plate"),
    "0115": Text("车厢内部", "Inside"),
    "0116": Text("灭火器", "Fire extinguisher"),
    "0117": Text("应急锤", "Emergency hammer"),
    "0118": Text("行驶记录装置", "Recorder"),
    "0119": Text("发动机号或柔性标签", "Engine number or label"),
    "0136": Text("左前轮胎规格型号", "Left front tyre"),
    "0154": Text("右前轮胎规格型号", "Right front tyre"),
    "0155": Text("左后轮胎规格型号", "Left rear tyre"),
    "0156": Text("右后轮胎规格型号", "Right rear tyre"),
    "0157": Text("驾驶人座椅汽车安全带", "Driver's seat belt"),
    "0158": Text("车辆正后方", "From behind"),
}


@dataclass(frozen=True)
class Demand:
    """What a kind of vehicle needs: beginnings of 车辆类型, items and photos."""

    types: tuple[str, ...]
    items: tuple[int, ...]
    photos: tuple[str, ...]


CAR_ITEMS = (1, 2, 3, 4, 5, 6, 7, 8, 9)
CAR_PHOTOS = ("0111", "0112", "0113", "0114", "0157")
TYRES = ("0136", "0154", "0155", "0156")
DEMANDS: tuple[Demand, ...] = (
    Demand(("K3", "K4"), CAR_ITEMS, CAR_PHOTOS),
    Demand(("K1", "K2"), (*CAR_ITEMS, 15, 16, 17, 18), (*CAR_PHOTOS, "0115", "0116", "0117", "0118", "0158")),
    Demand(("M", "N"), (1, 2, 3, 4, 6, 7, 8), ("0111", "0112", "0113")),
    Demand(("H", "Q", "Z"), (*CAR_ITEMS, 10, 11, 12, 13, 14), (*CAR_PHOTOS, "0158", *TYRES)),
    Demand(("B", "G"), (1, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14), ("0111", "0112", "0113", "0114", "0158")),
    Demand(("",), CAR_ITEMS, ("0111", "0112", "0113")),
)
DANGEROUS_GOODS, DANGEROUS_ITEMS = "R", (15, 16, 18)
SPECIAL_USES, SPECIAL_ITEMS = "HIJK", (19,)  # 警用、消防、救护、工程救险


class Tick(StrEnum):
    """What the inspector puts beside an item: ✓, ✗ or —."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    NOT_REQUIRED = "not-required"


@dataclass(frozen=True)
class Form:
    """A filled form. type, use: of the vehicle, from the register; they decide which items and photos are needed.

    items: number to tick. vin: as the inspector reads it on the vehicle. is_recorded: the fixed camera and the body
    camera run. is_certified: the inspector holds the certificate (both Article 73). mileage_km: as the instrument
    shows, None when it was not read.
    """

    type: str
    use: str
    items: Mapping[int, Tick]
    vin: str
    is_recorded: bool
    is_certified: bool
    mileage_km: int | None = None


@dataclass(frozen=True)
class Findings:
    """What the form says. completeness: may it be kept at all? failed: numbers of the items that fail, as texts.

    verdict: 合格 or 不合格 with every fault of completeness and of the vehicle at once; notes warn and never fail.
    is_suspicious: the VIN is another one, so that the case goes on on site (Article 74).
    """

    completeness: Verdict
    verdict: Verdict
    failed: tuple[str, ...]
    is_suspicious: bool

    @property
    def is_passed(self) -> bool:
        """合格: complete, nothing fails, the VIN is the file's."""
        return self.verdict.is_allowed


def required_items(*, type: str, use: str) -> tuple[int, ...]:  # noqa: A002 - the register's word
    """The items that must be ticked ✓ or ✗ for such a vehicle, in order."""
    extra = (DANGEROUS_ITEMS if use == DANGEROUS_GOODS else ()) + (SPECIAL_ITEMS if use in SPECIAL_USES else ())
    return tuple(sorted({*demand_for(type).items, *extra}))


def required_photos(*, type: str) -> tuple[str, ...]:  # noqa: A002
    """The codes of the photos that must be there."""
    return demand_for(type).photos


def demand_for(type: str) -> Demand:  # noqa: A002
    """The line of the table for a vehicle type; the last fits every type."""
    return next(demand for demand in DEMANDS if type.startswith(demand.types))


def judge(form: Form, *, vin: str, photos: Container[str], last_mileage_km: int | None = None) -> Findings:
    """Every fault of the form and of the vehicle at once. vin: of the register and the file. photos: codes at hand."""
    incomplete = completeness(form, photos=photos)
    failing = [item for item, tick in sorted(form.items.items()) if tick is Tick.FAIL and item in ITEMS]
    is_other_vin = Vin.clean(form.vin) != vin
    faults = (
        *(filled(FAILING, number=item, zh=ITEMS[item].zh, en=ITEMS[item].en) for item in failing),
        *((OTHER_VIN,) if is_other_vin else ()),
    )
    return Findings(
        completeness=incomplete,
        verdict=Verdict(incomplete.reasons + faults, notes(form, last_mileage_km=last_mileage_km)),
        failed=tuple(str(item) for item in sorted({*failing, *([1] if is_other_vin else [])})),
        is_suspicious=is_other_vin,
    )


def completeness(form: Form, *, photos: Container[str]) -> Verdict:
    """May the form be kept: certified, recorded, every item ticked ✓ or ✗, every photo there?"""
    wanted = required_items(type=form.type, use=form.use)
    missing = [item for item in wanted if form.items.get(item, Tick.NOT_REQUIRED) is Tick.NOT_REQUIRED]
    lacking = [code for code in required_photos(type=form.type) if code not in photos]
    return Verdict.of(
        [
            NOT_CERTIFIED if not form.is_certified else None,
            NOT_RECORDED if not form.is_recorded else None,
            *(filled(MISSING, number=item, zh=ITEMS[item].zh, en=ITEMS[item].en) for item in missing),
            *(filled(NO_PHOTO, code=code, zh=PHOTOS[code].zh, en=PHOTOS[code].en) for code in lacking),
        ]
    )


def notes(form: Form, *, last_mileage_km: int | None) -> tuple[Reason, ...]:
    """What warns and never fails the vehicle: the check digit and an odometer that went back."""
    read = form.mileage_km
    went_back = read is not None and last_mileage_km is not None and read < last_mileage_km
    found = (
        CHECK_DIGIT if not has_right_check(form.vin) else None,
        filled(MILEAGE_BACK, last=last_mileage_km, now=read) if went_back else None,
    )
    return tuple(note for note in found if note is not None)


def has_right_check(vin: str) -> bool:
    """True if the text is a VIN whose check digit is right."""
    try:
        return Vin(vin).has_right_check
    except Malformed:
        return False


FIELDS = frozenset(one.name for one in fields(Form))


def from_json(document: Mapping[str, Any]) -> Form:
    """A form from JSON with exactly its fields; Malformed("inspection.malformed") says what was expected."""
    if not isinstance(document, Mapping) or set(document) != FIELDS:
        raise malformed(f"an object with {', '.join(sorted(FIELDS))}")
    ticks, mileage = document["items"], document["mileage_km"]
    if not isinstance(ticks, Mapping) or not all(is_item(number, tick) for number, tick in ticks.items()):
        raise malformed("items: numbers 1 to 20 with pass, fail or not-required")
    for name in ("vin", "type", "use"):
        if not isinstance(document[name], str) or len(document[name]) > 30:
            raise malformed(f"{name}: a text of at most 30 characters")
    is_mileage = isinstance(mileage, int) and not isinstance(mileage, bool) and 0 <= mileage < 10_000_000
    if mileage is not None and not is_mileage:
        raise malformed("mileage_km: a whole number of kilometres, or null")
    if not all(isinstance(document[name], bool) for name in ("is_recorded", "is_certified")):
        raise malformed("is_recorded, is_certified: true or false")
    return Form(**{**document, "items": {int(number): Tick(tick) for number, tick in ticks.items()}})


def is_item(number: object, tick: object) -> bool:
    """True for a key "1" to "20" with a known tick."""
    return isinstance(tick, str) and tick in set(Tick) and number in {str(item) for item in ITEMS}


def to_json(form: Form) -> dict[str, Any]:
    """The JSON object that `from_json` reads."""
    plain = {one.name: getattr(form, one.name) for one in fields(Form)}
    return plain | {"items": {str(number): tick.value for number, tick in sorted(form.items.items())}}


def malformed(expected: str) -> Malformed:
    """The error for a form that cannot be read."""
    return Malformed("inspection.malformed", f"expected {expected}")


NOT_CERTIFIED = ground(
    "INS-01", REGISTRATION, "第七十三条第一款",
    Text("查验员没有有效的资格证书。", "The inspector holds no valid certificate."),
    Text("由持有资格证书的查验员查验。", "Let a certified inspector do it."),
)  # fmt: skip
NOT_RECORDED = ground(
    "INS-02", REGISTRATION, "第七十三条第三款",
    Text("查验过程没有录像。", "The inspection is not recorded."),
    Text("打开录像设备和执法记录仪后重新查验。", "Switch the camera and the body camera on and inspect again."),
)  # fmt: skip
MISSING = ground(
    "INS-03", REGISTRATION, "第七十三条第二款",
    Text("第{number}项没有查验：{zh}。", "Item {number} was not inspected: {en}."),
    Text("不得减少查验项目，请补查。", "No item may be left out; inspect it."),
)  # fmt: skip
FAILING = ground(
    "INS-04", REGISTRATION, "第二十九条第一项",
    Text("第{number}项不合格：{zh}。", "Item {number} fails: {en}."),
    Text("整改后复检；和档案不一致的先办理变更登记。", "Mend it and have it inspected again; what differs from the file must be registered first."),
)  # fmt: skip
NO_PHOTO = ground(
    "INS-05", REGISTRATION, "第七十三条第三款",
    Text("缺少照片{code}：{zh}。", "Photo {code} is missing: {en}."),
    Text("补拍这张照片。", "Take this photo."),
)  # fmt: skip
OTHER_VIN = ground(
    "INS-07", REGISTRATION, "第七十四条第一款第一项",
    Text("车辆识别代号和档案不一致。", "The VIN differs from the file."),
    Text("转为现场办理，核对拓印膜，及时开展调查。", "The case goes on on site: compare with the rubbing and make inquiries."),
)  # fmt: skip
CHECK_DIGIT = Reason(
    "INS-08", "",
    Text("车辆识别代号的校验位不对，部分进口车没有校验位。", "The VIN's check digit is not right; some imported cars have none."),
    Text("再核对一次，不影响合格。", "Read it once more; it does not fail the vehicle."),
)  # fmt: skip
MILEAGE_BACK = Reason(
    "INS-09", "",
    Text("里程{now}公里少于上次记录的{last}公里。", "The mileage of {now} km is below the {last} km recorded before."),
    Text("记入车辆历史，提示买方。", "It goes into the vehicle's history and the buyer is told."),
)  # fmt: skip
