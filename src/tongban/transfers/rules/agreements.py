"""The words that seller and buyer sign. Each sees them in their own language, and what they saw is what they signed.

Whoever changes a word gives WORDS a new number: signatures name the words that they were made under.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongban.verdicts import Text

WORDS = "transfer/1"


@dataclass(frozen=True)
class Agreement:
    """What one side signs. words: the version of its words."""

    words: str
    text: Text


def agreement(
    act: str,
    *,
    plate: str,
    vin: str,
    model: str,
    seller: str,
    buyer: str,
    price_fen: int | None,
    office: Text,
    is_move: bool,
    is_agent: bool,
) -> Agreement:
    """What is signed with an act, "confirm" by the seller's side or "apply" by the buyer's. office: of the destination."""
    values = {"plate": plate, "vin": vin, "model": model or "—", "seller": seller or "—", "buyer": buyer or "—"}
    price = "—" if price_fen is None else f"{price_fen // 100:,}.{price_fen % 100:02}"
    lines = (
        MOVE if is_move else SAID[act],
        *((BY_AGENT,) if is_agent else ()),
        VEHICLE,
        *((OWNER,) if is_move else (SELLER, BUYER, PRICE)),
        OFFICE,
    )
    return Agreement(
        WORDS,
        Text(
            "\n".join(line.zh for line in lines).format(**values, price=price, office=office.zh),
            "\n".join(line.en for line in lines).format(**values, price=price, office=office.en),
        ),
    )


SAID = {
    "confirm": Text(
        "我确认按下面的内容卖出这辆车，同意登记到买方名下。",
        "I confirm the sale of this vehicle as follows, and agree that it is registered for the buyer.",
    ),
    "apply": Text(
        "我按下面的内容买下这辆车，申请登记到我名下。",
        "I have bought this vehicle as follows, and apply to have it registered in my name.",
    ),
}
MOVE = Text(
    "我的住所已经迁走，申请把这辆车的登记迁到下面的车管所，车主不变。",
    "I have moved home, and apply to have this vehicle's registration moved to the office below; its owner stays.",
)
BY_AGENT = Text("由代理人按委托办理。", "Done by an agent under a mandate.")
VEHICLE = Text("车辆：{plate}，{model}，车辆识别代号 {vin}", "Vehicle: {plate}, {model}, VIN {vin}")
OWNER = Text("车主：{buyer}", "Owner: {buyer}")
SELLER = Text("卖方：{seller}", "Seller: {seller}")
BUYER = Text("买方：{buyer}", "Buyer: {buyer}")
PRICE = Text("成交价：{price} 元", "Price: {price} yuan")
OFFICE = Text("转入：{office}", "Destination: {office}")
