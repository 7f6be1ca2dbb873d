"""二手车销售统一发票: its fields and everything that must agree before it counts (facts 4.3).

Tax says what stands on it; the register says what the vehicle is. Every check is a reason of its own, all at once. A
text names which field differs and in how many characters, never what stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from tongban.calendars import Rule, deadline
from tongban.errors import Malformed
from tongban.identifiers import spelling
from tongban.laws import NOTICE_92_DEALERS, NOTICE_2021, REGISTRATION, TRADE_RULES, filled, ground
from tongban.verdicts import Reason, Text, Verdict

TYPES: dict[str, Text] = {
    "15": Text("二手车销售统一发票（纸质）", "Used-vehicle invoice on paper"),
    "84": Text("数电票（二手车销售统一发票）", "Digital used-vehicle invoice"),
    "88": Text("数电纸质发票（二手车销售统一发票）", "Digital used-vehicle invoice, printed"),
}
STATUSES: dict[str, Text] = {
    "01": Text("正常", "normal"),
    "02": Text("已作废", "void"),
    "03": Text("已红冲（全额）", "reversed in full"),
    "04": Text("已红冲（部分）", "reversed in part"),
}
NORMAL = "01"
APPLY_WITHIN_DAYS = 30


@dataclass(frozen=True)
class Invoice:
    """The invoice as tax gives it. Numbers of people and firms and their names stay out of repr and of every text.

    type: a key of TYPES. status: a key of STATUSES. destination_office: 12 digits. price_fen: in fen.
    dealer_*: 经营、拍卖单位. market_*: 二手车市场. is_reverse: 反向开票, the dealer buys and issues it itself.
    """

    type: str
    code: str
    number: str
    issued_on: date
    status: str
    buyer_name: str = field(repr=False)
    buyer_number: str = field(repr=False)
    seller_name: str = field(repr=False)
    seller_number: str = field(repr=False)
    plate: str
    certificate_number: str
    vehicle_type: str
    vin: str
    model: str
    destination_office: str
    destination_office_name: str
    price_fen: int
    dealer_name: str
    dealer_number: str
    market_name: str
    market_number: str
    is_reverse: bool
    remarks: str = field(repr=False)

    @property
    def key(self) -> str:
        """What makes it one of its kind: code and number, or the number alone for a digital one."""
        return f"{self.code}-{self.number}" if self.code else self.number


def from_json(document: Mapping[str, Any]) -> Invoice:
    """The invoice of a JSON object with exactly the fields above; Malformed("invoice.malformed") names the wrong one."""
    names = {one.name for one in fields(Invoice)}
    if not isinstance(document, Mapping) or set(document) != names:
        wrong = sorted(names ^ set(document)) if isinstance(document, Mapping) else []
        known = [name for name in wrong if name in names] or ["a field that is not known"] * bool(wrong)
        raise Malformed("invoice.malformed", f"expected an object with the invoice's fields, wrong: {', '.join(known)}")
    values: dict[str, Any] = {name: _value(name, document[name]) for name in names}
    if values["type"] not in TYPES:
        raise Malformed("invoice.malformed", f"expected a type of {', '.join(TYPES)}")
    if values["status"] not in STATUSES:
        raise Malformed("invoice.malformed", f"expected a status of {', '.join(STATUSES)}")
    return Invoice(**values)


def _value(name: str, value: object) -> object:
    """One field checked for its kind; texts have no control characters and at most 200 characters."""
    if name == "price_fen":
        is_right = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**13
    elif name == "is_reverse":
        is_right = isinstance(value, bool)
    else:
        is_right = isinstance(value, str) and len(value) <= 200 and not any(ord(one) < 32 for one in value)
    if not is_right:
        raise Malformed(
            "invoice.malformed", f"{name}: expected {EXPECTED.get(name, 'a text of at most 200 characters')}"
        )
    if name == "issued_on":
        return _day(str(value))
    return value


def _day(text: str) -> date:
    """A day written as 2026-11-22 and in no other way."""
    try:
        return spelling.day(text)
    except Malformed:
        raise Malformed("invoice.malformed", "issued_on: expected a day such as 2026-11-22") from None


EXPECTED = {"price_fen": "a whole number of fen", "is_reverse": "true or false"}


def to_json(invoice: Invoice) -> dict[str, Any]:
    """The JSON object that `from_json` reads."""
    return {
        one.name: value.isoformat() if isinstance(value := getattr(invoice, one.name), date) else value
        for one in fields(Invoice)
    }


def check(
    invoice: Invoice,
    *,
    on: date,
    buyer_number: str,
    owner_number: str,
    plate: str,
    vin: str,
    certificate_number: str,
    destination_office: str,
    destination_prefecture: str,
    origin_prefecture: str,
    trade_prefecture: str | None,
    issuer_is_filed: bool | None,
    is_used: bool,
    is_stock: bool = False,
    delivered_on: date | None = None,
) -> Verdict:
    """Does the invoice prove this deal? All reasons at once; a late application is a note, not a refusal.

    owner_number: the registered owner's. buyer_number: the applicant's, for stock the dealer's credit code.
    trade_prefecture: of the issuer, from the commerce registry; issuer_is_filed: on the day of issue. None where
    the registry has not answered, then the check is not made. is_used: for another registration. is_stock: 单独签注.
    """
    is_wrong_buyer = not same(invoice.buyer_number, buyer_number)
    issuers = [bool(invoice.dealer_number.strip()), bool(invoice.market_number.strip())]
    places = {origin_prefecture, destination_prefecture}
    return Verdict.of(
        [
            filled(STATUS, zh=STATUSES[invoice.status].zh, en=STATUSES[invoice.status].en)
            if invoice.status != NORMAL
            else None,
            TYPE if invoice.type not in TYPES else None,
            BUYER if is_wrong_buyer and not is_stock else None,
            SELLER if not same(invoice.seller_number, owner_number) else None,
            *reverse(invoice, is_stock=is_stock, is_wrong_buyer=is_wrong_buyer),
            differing(VIN, invoice.vin, vin),
            differing(PLATE, invoice.plate, plate),
            differing(CERTIFICATE, invoice.certificate_number, certificate_number),
            OFFICE if invoice.destination_office != destination_office else None,
            ISSUER if sum(issuers) != 1 else None,
            NOT_FILED if issuer_is_filed is False else None,
            THIRD_PLACE if trade_prefecture is not None and trade_prefecture not in places else None,
            PRICE if invoice.price_fen <= 0 else None,
            FUTURE if invoice.issued_on > on else None,
            USED if is_used else None,
        ],
        notes=[late(delivered_on, on=on) if delivered_on else None],
    )


def reverse(invoice: Invoice, *, is_stock: bool, is_wrong_buyer: bool) -> tuple[Reason | None, ...]:
    """反向开票: since 2022-10-01 a filed dealer that buys from its owner issues the invoice itself, and only for that."""
    if not invoice.is_reverse:
        return (STOCK_NEEDS_REVERSE if is_stock else None,)
    return (
        REVERSE_TOO_EARLY if invoice.issued_on < NOTICE_92_DEALERS.since else None,
        REVERSE_BUYER if not same(invoice.buyer_number, invoice.dealer_number) or is_wrong_buyer else None,
    )


def late(delivered_on: date, *, on: date) -> Reason | None:
    """A note when the thirty days of Article 25 have passed: accepted, but a warning or a fine may follow."""
    last = deadline(Rule.REGISTRATION, APPLY_WITHIN_DAYS, delivered_on)
    return filled(LATE, day=last) if on > last else None


def same(one: str, other: str) -> bool:
    """Identity numbers and codes as people write them: spaces and case do not count; nothing equals an empty one."""
    return bool(one.strip()) and plain(one) == plain(other)


def plain(text: str) -> str:
    """Without white space and separating dots, in upper case."""
    return spelling.without_dots(text)


def differing(reason: Reason, on_invoice: str, in_register: str) -> Reason | None:
    """The reason with the number of characters that differ, None when there is no difference."""
    one, other = plain(on_invoice), plain(in_register)
    count = sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))
    return filled(reason, count=count) if count else None


ASK_DEALER = Text("请开票方作废后重新开票。", "Ask the issuer to void it and issue it again.")
PROOF = "第二十九条第四项、第十五条第一项"
MISMATCH = "第二十九条第四项、第十五条第二项"
STATUS = ground("INV-01", REGISTRATION, PROOF, Text("发票状态是“{zh}”，不能使用。", "The invoice is {en}; it does not count."), Text("请开票方重新开具有效的发票。", "Ask the issuer for a valid invoice."))  # fmt: skip
TYPE = ground("INV-02", REGISTRATION, "第九十条第一项第一目", Text("这不是二手车销售统一发票。", "This is no used-vehicle invoice."), ASK_DEALER)  # fmt: skip
BUYER = ground("INV-03", REGISTRATION, MISMATCH, Text("发票上的买方不是申请人。", "The buyer on the invoice is not the applicant."), ASK_DEALER)  # fmt: skip
SELLER = ground("INV-04", REGISTRATION, MISMATCH, Text("发票上的卖方不是登记的机动车所有人。", "The seller on the invoice is not the registered owner."), ASK_DEALER)  # fmt: skip
REVERSE_BUYER = ground("INV-05", NOTICE_92_DEALERS, "", Text("反向开票的买方必须是开票的备案经销企业自己。", "On a reverse invoice the buyer is the filed dealer that issues it."), ASK_DEALER)  # fmt: skip
REVERSE_TOO_EARLY = ground("INV-05-early", NOTICE_92_DEALERS, "", Text("2022年10月1日前不能反向开票。", "Before 1 October 2022 there was no reverse invoice."), ASK_DEALER)  # fmt: skip
STOCK_NEEDS_REVERSE = ground("INV-05-stock", NOTICE_92_DEALERS, "", Text("经销企业收购入库要用反向开具的发票。", "A dealer's purchase for stock needs a reverse invoice."), ASK_DEALER)  # fmt: skip
VIN = ground("INV-06", REGISTRATION, "第二十九条第四项、第十五条第一项", Text("发票上的车辆识别代号和登记的有{count}位不同。", "The VIN on the invoice differs from the register in {count} characters."), ASK_DEALER)  # fmt: skip
PLATE = ground("INV-07", REGISTRATION, PROOF, Text("发票上的号牌号码和登记的有{count}位不同。", "The plate on the invoice differs from the register in {count} characters."), ASK_DEALER)  # fmt: skip
CERTIFICATE = ground("INV-08", REGISTRATION, PROOF, Text("发票上的登记证书编号和登记的有{count}位不同。", "The certificate number on the invoice differs from the register in {count} characters."), ASK_DEALER)  # fmt: skip
OFFICE = ground("INV-09", NOTICE_2021, "", Text("发票上的转入地车管所不是受理的车管所。", "The destination office on the invoice is another one."), ASK_DEALER)  # fmt: skip
ISSUER = ground("INV-10", TRADE_RULES, "第二十四条", Text("发票上“经营、拍卖单位”和“二手车市场”必须填写一项，而且只填一项。", "Exactly one of dealer and market must be on the invoice."), ASK_DEALER)  # fmt: skip
NOT_FILED = ground("INV-11", NOTICE_92_DEALERS, "", Text("开票单位没有在商务主管部门备案。", "The issuer is not filed with the commerce department."), Text("请到已备案的企业或者市场重新开票。", "Have the invoice issued by a filed dealer or market."))  # fmt: skip
THIRD_PLACE = ground("INV-12", NOTICE_2021, "", Text("车辆在第三地交易，转出地和转入地都不能办理。", "The vehicle was traded in a third place; neither office may register it."), Text("请在转出地或者转入地的企业、市场交易开票。", "Trade it with a dealer or market at the origin or the destination."))  # fmt: skip
PRICE = ground("INV-13", REGISTRATION, PROOF, Text("发票上的价款不是正数。", "The price on the invoice is not above zero."), ASK_DEALER)  # fmt: skip
FUTURE = ground("INV-14", REGISTRATION, PROOF, Text("发票的开票日期在今天之后。", "The invoice is dated in the future."), ASK_DEALER)  # fmt: skip
USED = ground("INV-15", REGISTRATION, PROOF, Text("这张发票已经用于另一次登记。", "The invoice was used for another registration."), Text("一张发票只能用一次；如有疑问请问开票方。", "An invoice counts once; ask its issuer if in doubt."))  # fmt: skip
LATE = ground("INV-16", REGISTRATION, "第二十五条第一款、第七十八条第六项", Text("交付后30日内申请，最后一天是{day}，现在已经超过；仍然受理，可能处警告或者二百元以下罚款。", "Apply within 30 days of delivery; the last day was {day}. It is still accepted, but a warning or a fine of up to 200 yuan may follow."), Text("尽快申请。", "Apply without delay."))  # fmt: skip
