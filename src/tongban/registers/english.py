"""English for the codes of the register that officers and owners read: conditions, use, colour, fuel, kind of vehicle.

The official names are Chinese (codes.json). The English of a kind of vehicle is put together from its parts, as the
Chinese is: 重型 + 厢式 + 货车, heavy box lorry. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from tongban.registers import codes
from tongban.registers.codes import Table
from tongban.verdicts import Text

NAMES: Mapping[Table, Mapping[str, str]] = {
    Table.VEHICLE_STATUS: {
        "A": "Normal", "B": "Moving out", "C": "Recorded as stolen", "D": "Out of use", "E": "Cancelled",
        "G": "Violations open", "H": "Under customs supervision", "I": "Accident open", "J": "Suspected vehicle",
        "K": "Seized", "L": "Detained", "M": "To be scrapped", "N": "Left an accident",
        "O": "Locked by business in hand", "P": "To be scrapped, plates void", "Q": "Inspection overdue",
    },
    Table.USE: {
        "A": "Non-operating", "B": "Coach service", "C": "City bus", "D": "Taxi", "E": "Tourist coach", "F": "Freight",
        "G": "Rental", "H": "Police", "I": "Fire service", "J": "Ambulance", "K": "Emergency repair",
        "L": "Non-operating, formerly operating", "M": "Non-operating, formerly a taxi", "N": "Driving school",
        "O": "Nursery school bus", "P": "Primary school bus", "Q": "Middle school bus", "R": "Dangerous goods",
        "S": "School bus", "T": "Booked taxi", "U": "Non-operating, formerly a booked taxi", "Z": "Other",
    },
    Table.COLOUR: {
        "A": "White", "B": "Grey", "C": "Yellow", "D": "Pink", "E": "Red", "F": "Purple", "G": "Green", "H": "Blue",
        "I": "Brown", "J": "Black", "Z": "Other",
    },
    Table.FUEL: {
        "A": "Petrol", "B": "Diesel", "C": "Electric", "D": "Mixed fuel", "E": "Natural gas", "F": "Liquefied petroleum gas",
        "L": "Methanol", "M": "Ethanol", "N": "Solar", "O": "Hybrid", "P": "Hydrogen", "Q": "Biofuel", "Y": "None",
        "Z": "Other",
    },
}  # fmt: skip
PARTS: Mapping[str, str] = {
    "重型": "heavy", "中型": "medium", "轻型": "light", "微型": "mini", "大型": "large", "小型": "small", "普通": "",
    "厢式": "box", "封闭": "closed", "罐式": "tank", "平板": "flatbed", "低平板": "low-bed", "集装箱": "container",
    "集装厢": "container", "自卸": "tipping", "特殊结构": "special-body", "仓栅式": "stake-body", "旅居": "caravan",
    "专项作业": "special-purpose", "半挂车": "semi-trailer", "全挂车": "full trailer", "半挂牵引车": "tractor unit",
    "全挂牵引车": "drawbar tractor", "货车": "lorry", "低速": "low-speed", "车辆运输车": "car transporter", "车": "vehicle",
    "双层": "double-deck", "卧铺": "sleeper", "铰接": "articulated", "越野": "off-road", "客车": "passenger vehicle",
    "轿车": "car", "专用": "special", "校车": "school bus", "面包车": "van", "无轨电车": "trolleybus", "有轨电车": "tram",
    "轮式": "wheeled", "装载机械": "loader", "挖掘机械": "excavator", "平地机械": "grader", "正三轮": "three-wheeled",
    "侧三轮": "sidecar", "二轮": "two-wheeled", "轻便": "light", "载客": "passenger", "载货": "goods",
    "摩托车": "motorcycle", "三轮汽车": "three-wheeled goods vehicle", "拖拉机": "tractor", "手扶": "walking",
    "变形运输机": "transporter", "其它": "other",
}  # fmt: skip


def said(table: Table, code: str) -> Text:
    """What a code of the register means, in both languages; where there is no English, the Chinese stands for it.

    A code that the table does not have stands as it is.
    """
    name = codes.names(table).get(code, code)
    if table is Table.VEHICLE_TYPE:
        return Text(name, put_together(name) or name)
    return Text(name, NAMES.get(table, {}).get(code, name))


def put_together(name: str) -> str:
    """The English of a kind of vehicle from the longest parts of its name; "" if one of them is not known."""
    words, rest = [], name
    while rest:
        part = next((rest[:length] for length in range(len(rest), 0, -1) if rest[:length] in PARTS), "")
        if not part:
            return ""
        words.append(PARTS[part])
        rest = rest[len(part) :]
    return " ".join(word for word in words if word).capitalize()
