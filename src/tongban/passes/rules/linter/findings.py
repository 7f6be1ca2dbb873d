"""What the linter can say: one reason a rule, with its source and the weight that a finding of it has.

TR-0n is law and quotes it; TR-1n is the national policy on trucks in towns (practice: announcements of the ministries, of
which no official text was at hand); TR-2n and TR-3n are this platform's own, because a rule that is dead, drawn wrong or
read two ways helps nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tongban.verdicts import Reason, Text

PERMISSION = "《行政许可法》"
TRAFFIC = "《道路交通安全法》"


class Weight(StrEnum):
    """ERROR: may not be published. REVIEW: a person must have looked. WARNING: is told."""

    ERROR = "error"
    REVIEW = "review"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """reason: the rule that is broken; where: ids of clauses, places or pass types; detail: what is the case here."""

    reason: Reason
    weight: Weight
    where: tuple[str, ...]
    detail: Text


NO_BASIS = Reason(
    "TR-01", f"{PERMISSION}第十四条、第十五条、第十七条",
    Text("通行证没有够级别的法律依据。", "A pass has no legal basis of sufficient rank."),
    Text("写明法律、行政法规、地方性法规或者省级政府规章；没有依据的通行证不能用来拒绝任何人。", "Name a law, administrative regulation, local regulation or provincial rule; a pass without one can refuse nobody."),
    quote="法律可以设定行政许可……地方性法规可以设定行政许可……其他规范性文件一律不得设定行政许可",
)  # fmt: skip
INCOMPLETE_PASS = Reason(
    "TR-02", f"{PERMISSION}第十八条",
    Text("通行证没有写全实施机关、条件、程序、期限。", "A pass does not say its organ, conditions, procedure and period."),
    Text("四项都要写。", "Fill in all four."),
    quote="设定行政许可，应当规定行政许可的实施机关、条件、程序、期限",
)  # fmt: skip
OTHER_PLACES = Reason(
    "TR-03", f"{PERMISSION}第十五条",
    Text("规则因号牌归属地而不同。", "The rule differs by the place of the plate."),
    Text("由法制部门复核：是否限制了其他地区的企业和个人。", "Have it reviewed: does it restrict persons and firms of other places?"),
    quote="不得限制其他地区的个人或者企业到本地区从事生产经营和提供服务",
)  # fmt: skip
NOT_ANNOUNCED = Reason(
    "TR-04", f"{TRAFFIC}第三十九条",
    Text("没有在施行以前公布。", "It is not published before it starts."),
    Text("写明公布时刻，并早于施行时刻。", "Give the moment of publication, before the start."),
    quote="应当提前向社会公告",
)  # fmt: skip

ALL_DAY = Reason(
    "TR-11", "",
    Text("整个城区全天都不让配送货车通行。", "The whole built-up area is closed to delivery trucks all day."),
    Text("全天禁行只限核心区个别道路。", "An all-day ban is for single roads of the core only."), is_practice=True,
)  # fmt: skip
SIX_HOURS = Reason(
    "TR-12", "",
    Text("配送货车每天能走的时间不足6小时。", "Delivery trucks have less than 6 hours a day."),
    Text("每天至少留出6小时。", "Leave at least 6 hours a day."), is_practice=True,
)  # fmt: skip
SPLITS_LIGHT = Reason(
    "TR-13", "",
    Text("轻型及以下货车按吨位或者号牌种类又分了等级。", "Light and smaller trucks are split by tonnage or kind of plate."),
    Text("对轻型及以下货车用同一条规则。", "Have one rule for light and smaller trucks."), is_practice=True,
)  # fmt: skip
NO_RELIEF = Reason(
    "TR-14", "",
    Text("新能源轻型厢式、封闭货车在高峰以外也不能走。", "New-energy light box and closed trucks are closed outside of the peaks too."),
    Text("对它们不限行，或者只限高峰。", "Leave them free, or restrict them in the peaks only."), is_practice=True,
)  # fmt: skip
COLD_CHAIN = Reason(
    "TR-15", "",
    Text("冷链车没有和新能源货车同等对待。", "Cold-chain trucks are not treated as new-energy trucks."),
    Text("给冷链车同样的时间和区域。", "Give them the same hours and areas."), is_practice=True,
)  # fmt: skip

DEAD = Reason(
    "TR-21", "", Text("这一条在任何时候对任何车都不起作用。", "This clause never has a say, for no vehicle at no time."),
    Text("改正时间、车辆或者区域，或者删去。", "Mend its hours, vehicles or places, or take it out."),
)  # fmt: skip
CONTRADICTION = Reason(
    "TR-22", "", Text("这条禁令被豁免条款全部抵消。", "An exemption lifts this ban for everybody."),
    Text("改正其中一条；通告原文就是矛盾的，改作引用条款。", "Mend one of the two; if the notice itself contradicts itself, quote both."),
)  # fmt: skip
USELESS_PASS = Reason(
    "TR-23", "", Text("持有这种通行证也走不了：另有不认它的禁令。", "This pass never opens a road: another ban does not know it."),
    Text("在另一条禁令里写上它，或者写明它不起作用。", "Name it in the other ban, or say that it does not help."),
)  # fmt: skip
NOT_SUPERSEDED = Reason(
    "TR-24", "", Text("和另一份通告管同一区域、同一时期，没有说谁代替谁。", "Another notice rules the same place at the same time, and neither ends the other."),
    Text("写明代替、部分代替，或者确认两份都有效。", "Say which it ends, or confirm that both hold."),
)  # fmt: skip
ENDS_FIRST = Reason(
    "TR-25", "", Text("结束早于开始。", "It ends before it begins."),
    Text("改正；跨过零点的时段要标明跨夜。", "Mend it; a window over midnight says that it is one."),
)  # fmt: skip
MIDNIGHT = Reason(
    "TR-26", "", Text("零点前后漏了一分钟。", "A minute is lost at midnight."),
    Text("结束写24:00，开始写00:00。", "End at 24:00, begin at 00:00."),
)  # fmt: skip
BAD_RING = Reason(
    "TR-27", "", Text("区域画错了：边自交、重叠，或者洞不在里面。", "The area is drawn wrong: edges cross or overlap, or a hole lies outside."),
    Text("重画这个环。", "Draw the ring again."),
)  # fmt: skip
WRONG_DATUM = Reason(
    "TR-28", "", Text("坐标和路网对不上，像是坐标系写错了。", "Positions do not lie on the city's roads: the datum seems wrong."),
    Text("核对是WGS84还是GCJ-02。", "Check whether it is WGS84 or GCJ-02."),
)  # fmt: skip
UNREACHABLE = Reason(
    "TR-29", "", Text("这个货场任何货车在任何时候都到不了，有通行证也不行。", "No truck can ever reach this depot, with any pass."),
    Text("留出时间，或者设一种通行证。", "Leave hours, or make a pass."),
)  # fmt: skip
NO_BOUNDARY = Reason(
    "TR-30", "", Text("没有写明边界道路含不含。", "Nothing says whether the roads on its edge are included."),
    Text("逐条写明含或者不含；不写的，边界道路上的答复是“还差一项”。", "Say it for each; until then answers on the edge lack a fact."),
)  # fmt: skip
