"""What speaks against an application: T1 to T12, as the refusal letter prints them, and TP-01 and on for what goes with it.

A ground is law where an article says so and cites it; what only the cities' practice asks for (a vehicle's status letters,
open violations) says so, and holds only where the pass's own legal basis carries it (《行政许可法》 Article 16(4)).
"""

from __future__ import annotations

from tongban.verdicts import Reason, Text

PERMISSION = "《行政许可法》"

VEHICLE_STATUS = Reason(
    "T1", "",
    Text("车辆登记状态为{letters}，不能核发通行码。", "The vehicle's status in the register is {letters}; no pass can be given."),
    Text("先到车管所处理，状态恢复后再申请。", "Settle it with the vehicle office; apply again when the status is cleared."),
    is_practice=True,
)  # fmt: skip
OPEN_VIOLATIONS = Reason(
    "T2", "",
    Text("车辆有 {n} 起违法没有处理，本类通行码最多 {most} 起。", "{n} violations of the vehicle are open; this type allows {most}."),
    Text("处理完再申请，随时可以。", "Settle them and apply again at any time."),
    is_practice=True,
)  # fmt: skip
OTHER_VEHICLE = Reason(
    "T3", f"{PERMISSION}第三十八条",
    Text("这辆车不属于这类通行码的车型。", "The vehicle is not one for which this type of pass is given."),
    Text("看看本市其他种类的通行码。", "Look at the other types of pass of this city."),
    quote="申请人的申请符合法定条件、标准的，行政机关应当依法作出准予行政许可的书面决定",
)  # fmt: skip
SHUT_TO_ALL = Reason(
    "T4", "",
    Text(
        "申请的地方在申请的时段对这辆车禁行，这类通行码不能开通：“{sentence}”",
        "At that place and time this vehicle is banned, and this type of pass does not open it: “{sentence}”",
    ),
    Text("换路线、区域或者时段。", "Choose another route, area or hour."),
)  # fmt: skip
OTHER_HOURS = Reason(
    "T5", "",
    Text("申请的时段超出这类通行码能开通的时段（{windows}）。", "The hours go beyond those that this type of pass opens ({windows})."),
    Text("改成开通的时段再提交。", "Choose hours within these and send it again."),
)  # fmt: skip
FULL = Reason(
    "T6", f"{PERMISSION}第五十七条",
    Text("数量已满：{days}。按受理先后核发。", "No number is left: {days}. They are given in the order of acceptance."),
    Text("改别的日期或者地方；有人退回时名额会放出。", "Choose other days or places; a number given back is free again."),
    quote="应当根据受理行政许可申请的先后顺序作出准予行政许可的决定",
)  # fmt: skip
MISSING_PAPER = Reason(
    "T7", f"{PERMISSION}第三十二条",
    Text("缺材料：{papers}。", "Papers are missing: {papers}."),
    Text("一次补齐后提交；需要补的都列在这里。", "Add them and send it again; all that is missing stands here."),
    quote="一次告知申请人需要补正的全部内容",
)  # fmt: skip
SPENT_PAPER = Reason(
    "T8", f"{PERMISSION}第三十二条",
    Text("材料的有效期不够：{papers}。", "Papers do not last long enough: {papers}."),
    Text(
        "换上用到通行码结束时仍然有效的材料，或者缩短通行码。",
        "Hand in papers that last to the pass's last day, or ask for a shorter pass.",
    ),
    quote="申请材料不齐全或者不符合法定形式的",
)  # fmt: skip
LISTED_FALSE_PAPERS = Reason(
    "T9-78", f"{PERMISSION}第七十八条",
    Text("曾提供虚假材料申请，{until}以前不能再申请。", "False papers were handed in before; no application until {until}."),
    Text("不同意的，可以申请行政复议或者起诉。", "If you disagree, ask for review or go to court."),
    quote="提供虚假材料申请行政许可的……申请人在一年内不得再次申请该行政许可",
)  # fmt: skip
LISTED_FRAUD = Reason(
    "T9-79", f"{PERMISSION}第七十九条",
    Text("曾以不正当手段取得通行码，{until}以前不能再申请。", "A pass was once obtained by fraud; no application until {until}."),
    Text("不同意的，可以申请行政复议或者起诉。", "If you disagree, ask for review or go to court."),
    quote="以欺骗、贿赂等不正当手段取得行政许可的……申请人在三年内不得再次申请该行政许可",
)  # fmt: skip
LISTED_LOCALLY = Reason(
    "T9", "",
    Text("在本市的名单上，{until}以前不能申请（依据：{basis}）。", "On the city's list; no application until {until} (by {basis})."),
    Text("不同意的，可以申诉、申请行政复议或者起诉。", "If you disagree, object, ask for review or go to court."),
)  # fmt: skip
NOT_NEEDED = Reason(
    "T10", f"{PERMISSION}第三十二条",
    Text(
        "不用申请：这辆车在申请的地方和时段不受限制，不需要通行码。",
        "No pass is needed: this vehicle may be there at these hours without one.",
    ),
    Text("直接通行；这个答复可以存下来。", "Just drive; you may keep this answer."),
    quote="申请事项依法不需要取得行政许可的，应当即时告知申请人不受理",
)  # fmt: skip
DRIVER_CLASS = Reason(
    "T11", "",
    Text("有驾驶人的准驾车型不含这辆车。", "A driver who is named has no class for this vehicle."),
    Text("换驾驶人，或者不填驾驶人。", "Name another driver, or none."),
    is_practice=True,
)  # fmt: skip
EMISSION = Reason(
    "T12", f"{PERMISSION}第三十八条",
    Text("车辆的排放阶段不符合这类通行码的要求。", "The vehicle's emission stage does not meet what this type of pass asks for."),
    Text("换符合要求的车辆。", "Use a vehicle that does."),
    quote="申请人的申请符合法定条件、标准的，行政机关应当依法作出准予行政许可的书面决定",
)  # fmt: skip

# --- what goes with it ---------------------------------------------------------------------------------------------
NO_PLACE = Reason(
    "TP-01", "",
    Text("没有选路线或者区域。", "No route and no area is chosen."),
    Text("选好再提交。", "Choose one and send it again."),
)  # fmt: skip
NO_BASIS = Reason(
    "TP-02", f"{PERMISSION}第十七条",
    Text(
        "这类通行码没有够级别的法律依据，不能用来拒绝任何人。",
        "This type of pass has no legal basis of sufficient rank: it can refuse nobody.",
    ),
    Text("下面写的只是提示。", "What stands below is for your information only."),
    quote="其他规范性文件一律不得设定行政许可",
)  # fmt: skip
NOT_TOLD = Reason(
    "TP-03", f"{PERMISSION}第三十二条",
    Text("还不知道：{facts}。", "Not known yet: {facts}."),
    Text("补上证明，能现在决定的就现在决定。", "Hand in proof of it; what can be decided at once then is."),
    quote="一次告知申请人需要补正的全部内容",
)  # fmt: skip
OTHER_TERM = Reason(
    "TP-04", "",
    Text(
        "通行码最短 {shortest} 天、最长 {longest} 天，申请了 {days} 天。",
        "The pass lasts {shortest} to {longest} days; {days} were asked for.",
    ),
    Text("改天数再提交。", "Change the days and send it again."),
)  # fmt: skip
OTHER_DAY = Reason(
    "TP-05", "",
    Text("要提前 {least} 到 {most} 天申请，第一天是 {first}。", "Apply {least} to {most} days ahead; the first day asked for is {first}."),
    Text("改第一天再提交。", "Change the first day and send it again."),
)  # fmt: skip
OTHER_APPLICANT = Reason(
    "TP-06", f"{PERMISSION}第三十八条",
    Text("这类通行码只发给{applicants}。", "This type of pass is given to {applicants} only."),
    Text("由{applicants}申请。", "Let {applicants} apply."),
    quote="申请人的申请符合法定条件、标准的，行政机关应当依法作出准予行政许可的书面决定",
)  # fmt: skip
FIRM_ENDED = Reason(
    "TP-07", f"{PERMISSION}第七十条",
    Text("企业已经终止。", "The firm has ended."),
    Text("由承继的企业或者车辆所有人申请。", "Let its successor or the vehicle's owner apply."),
    quote="法人或者其他组织依法终止的",
)  # fmt: skip
NO_DRIVER = Reason(
    "TP-09", "",
    Text("没有填驾驶人。", "No driver is named."),
    Text("填上驾驶人再提交。", "Name a driver and send it again."),
)  # fmt: skip
PARTLY_SHUT = Reason(
    "TP-08", "",
    Text("部分时段仍然禁行，通行码也不能开通：“{sentence}”", "Part of the time stays shut, with the pass too: “{sentence}”"),
    Text("看通行码上的时段。", "Mind the hours on the pass."),
)  # fmt: skip
