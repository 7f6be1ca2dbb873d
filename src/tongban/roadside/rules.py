"""What does a check say to the officer? One word, one colour, all reasons.

Red is two different things that must never be mixed up: the licence is genuine and the holder may not drive
(不得驾驶), or what was shown is not to be believed (不可信). Amber is no ground for a penalty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tongban.verdicts import Outcome, Reason, Report, Text, Verdict


class Word(StrEnum):
    """The verdict words of the design brief, section 10."""

    PASS = "pass"  # noqa: S105 - 通过
    CHECK = "check"  # 待核实
    STOP = "stop"  # 不得驾驶
    UNKNOWN = "unknown"  # 无法判定
    NOT_GENUINE = "not-genuine"  # 不可信
    OTHER_USE = "other-use"  # 用途不符
    NO_RECORD = "no-record"  # 查无记录
    FORMER = "former"  # 旧号牌


@dataclass(frozen=True)
class Result:
    """What the officer sees. `is_genuine`: signatures, device and time hold."""

    word: Word
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    is_genuine: bool


class Unregistered(StrEnum):
    """Why a typed plate or number leads to nothing that bears it today."""

    PLATE = "plate"
    NUMBER = "number"
    FORMER = "former"  # a vehicle bore it and bears another now


class Void(StrEnum):
    """Why an electronic driving licence, or what this phone has of it, does not count any more."""

    LOCKED = "locked"
    OTHER_PHONE = "other-phone"
    REISSUED = "reissued"
    CHANGED = "changed"
    UNTOLD = "untold"  # a code for a firm, or a check of before this was noted


@dataclass(frozen=True)
class Findings:
    """What a check knows. report: of the code, None when a number was typed. may_drive: by the register, None
    when the register was not asked (another purpose) or could not answer; of a vehicle: may it be on the road? void:
    why this electronic licence was withdrawn, None as long as it counts. is_replayed: the same proof was seen in
    another check. is_vehicle: it is about a vehicle's licence, so words and articles are a vehicle's. purpose: for
    whom the code was shown; "" when a number was typed. unregistered: a plate or number was typed that the register does not have,
    or (former) has for no vehicle any more. to_ask: codes of notes that forbid nothing and yet have to be asked about."""

    report: Report | None
    may_drive: Verdict | None
    void: Void | None = None
    is_replayed: bool = False
    is_vehicle: bool = False
    purpose: str = ""
    unregistered: Unregistered | None = None
    to_ask: frozenset[str] = frozenset()


FOR_OFFICERS = frozenset({"roadside", "vehicle"})
PROOF_CHECKS = ("form", "signer", "issuer-signature", "holder-proof", "freshness", "challenge")


def outcome(findings: Findings) -> Result:
    """The result of a check: not genuine before may not drive before cannot be told before pass.

    A code for rental, freight or age never passes: it lacks what tells whether this is the person (no portrait that
    an officer may see, for age not even a name), so nobody may be waved on by it.
    """
    doubts = [
        *proof_reasons(findings),
        *([VOID_VEHICLE if findings.is_vehicle else VOID[findings.void]] if findings.void else []),
        *([REPLAYED] if findings.is_replayed else []),
    ]
    notes = findings.may_drive.notes if findings.may_drive else ()
    if findings.unregistered is not None:
        return absent(findings.unregistered, findings.may_drive or Verdict())
    if doubts:
        return Result(Word.NOT_GENUINE, tuple(doubts), notes, is_genuine=False)
    if findings.may_drive is not None and not findings.may_drive.is_allowed:
        return Result(Word.STOP, findings.may_drive.reasons, notes, is_genuine=True)
    to_ask = [note for note in notes if note.code in findings.to_ask]
    notes = tuple(note for note in notes if note not in to_ask)
    open_points = [*untold(findings), *to_ask]
    if findings.purpose and findings.purpose not in FOR_OFFICERS and SIGNER_UNKNOWN not in open_points:
        return Result(Word.OTHER_USE, (OTHER_USE, *open_points), notes, is_genuine=True)
    if open_points:
        word = Word.UNKNOWN if any(reason is SIGNER_UNKNOWN for reason in open_points) else Word.CHECK
        return Result(word, tuple(open_points), notes, is_genuine=word is Word.CHECK)
    return Result(Word.PASS, (), notes, is_genuine=True)


def absent(why: Unregistered, standing: Verdict) -> Result:
    """A typed plate or number that nothing bears; standing: of the vehicle that bore the plate before."""
    if why is Unregistered.FORMER:
        return Result(Word.FORMER, (PLATE_GIVEN_BACK, *standing.reasons), standing.notes, is_genuine=False)
    unknown = NUMBER_UNKNOWN if why is Unregistered.NUMBER else PLATE_UNKNOWN
    return Result(Word.NO_RECORD, (unknown,), (), is_genuine=False)


def proof_reasons(findings: Findings) -> list[Reason]:
    """What does not hold of the code itself."""
    if findings.report is None:
        return []
    return [
        REASONS.get(check.check, SIGNATURE)
        for check in findings.report.checks
        if check.check in PROOF_CHECKS and check.outcome is Outcome.DOES_NOT_HOLD
    ]


def untold(findings: Findings) -> list[Reason]:
    """What cannot be told, each as a reason; empty when everything that was asked was answered."""
    found: list[Reason] = []
    if findings.report is not None:
        outcomes = {check.check: check.outcome for check in findings.report.checks}
        if outcomes.get("signer") is Outcome.CANNOT_BE_TOLD:
            found.append(SIGNER_UNKNOWN)
        if outcomes.get("validity") is Outcome.DOES_NOT_HOLD:
            found.append(CODE_EXPIRED)
        if findings.may_drive is None:
            if outcomes.get("status") is Outcome.DOES_NOT_HOLD:
                found.append(STATUS_NOT_VALID)
            elif outcomes.get("status") is Outcome.CANNOT_BE_TOLD:
                found.append(STATUS_UNKNOWN)
    elif findings.may_drive is None:
        found.append(STATUS_UNKNOWN)
    return found


SIGNATURE = Reason(
    "DL1-3",
    "",
    Text("签名不对，不是发证机关签发的。", "The signature is not the authority's."),
    Text("按证号核查，或者请对方出示纸质证。", "Check by number, or ask for the paper card."),
)
HOLDER_PROOF = Reason(
    "DL1-5",
    "",
    Text("这个码不是领证的手机生成的。", "This code was not made by the phone that holds the licence."),
    Text("请对方打开自己的手机，当面亮码。", "Ask the holder to open their own phone and show the code."),
)
FRESHNESS = Reason(
    "EL-07",
    "",
    Text("截屏或旧码：不是一分钟内生成的。", "A screenshot or an old code: not made within the last minute."),
    Text(
        "请对方打开手机，当面亮码。手机时间不准的，先连网。",
        "Ask for the live code. If the phone's clock is wrong, let it go on line first.",
    ),
)
CHALLENGE = Reason(
    "DL1-7",
    "",
    Text("核验数字不对。", "The challenge digits are wrong."),
    Text("报出新的 4 位数字再核一次。", "Say four new digits and check again."),
)
REPLAYED = Reason(
    "DL1-9",
    "",
    Text("这个码已经被扫过一次。", "This very code was scanned before."),
    Text("等 15 秒换新码后再扫。", "Wait 15 seconds for a new code and scan again."),
)
BY_NUMBER = Text("按证号核查；真实状态以系统为准。", "Check by number; the register is what counts.")
VOID: dict[Void, Reason] = {
    Void.LOCKED: Reason(
        "EL-12-locked",
        "",
        Text(
            "持证人已挂失，原手机上的码作废。丢手机不是违法。",
            "The holder reported the phone as lost; its codes are void. A lost phone is no offence.",
        ),
        BY_NUMBER,
    ),
    Void.OTHER_PHONE: Reason(
        "EL-12-phone",
        "",
        Text(
            "持证人在别的手机上领取了，这部手机上的码作废。换手机不是违法。",
            "The holder has collected the licence on another phone; the codes of this one are void. That is no offence.",
        ),
        BY_NUMBER,
    ),
    Void.REISSUED: Reason(
        "EL-12",
        "《机动车驾驶证申领和使用规定》第六十九条、《机动车驾驶证申领和使用规定》第九十八条",
        Text("驾驶证已补发或者换发，这张是原来的。", "The licence was re-issued; this is the old one."),
        BY_NUMBER,
        quote="原机动车驾驶证作废，不得继续使用……机动车驾驶人补换领机动车驾驶证后，继续使用原机动车驾驶证的",
    ),
    Void.CHANGED: Reason(
        "EL-03",
        "",
        Text(
            "驾驶证的车型、有效期或者发证机关变了，这张电子证要重新申领。",
            "Classes, validity or office of the licence have changed; this electronic licence has to be applied for again.",
        ),
        BY_NUMBER,
    ),
    Void.UNTOLD: Reason(
        "EL-12-void",
        "",
        Text("这张电子证已作废，原因要按证号查。", "This electronic licence is void; the number tells why."),
        BY_NUMBER,
    ),
}
VOID_VEHICLE = Reason(
    "VL-05",
    "",
    Text(
        "这张电子行驶证已作废（过户、换号、转籍或换机）。",
        "This electronic vehicle licence is void (new owner, plate, office or phone).",
    ),
    Text("按号牌核查；真实状态以系统为准。", "Check by plate; the register is what counts."),
)
OTHER_USE = Reason(
    "RS-01",
    "",
    Text(
        "这个码是给租车、货运或年龄核对用的，看不出是不是本人。",
        "This code was made for rental, freight or an age check; it does not tell whether this is the person.",
    ),
    Text(
        "请对方在“亮码”里选“路检”，再扫一次。",
        "Ask for the roadside code: “Show code”, then “Roadside”. Scan again.",
    ),
)
PLATE_UNKNOWN = Reason(
    "RS-02",
    "",
    Text("登记系统里没有这个号牌。", "The register has no such plate."),
    Text(
        "核对省份简称、字母和号牌种类，再输一次；还是没有的，用车架号查。",
        "Check province, letter and kind of plate and type it again; if it is still not there, search by VIN.",
    ),
)
PLATE_GIVEN_BACK = Reason(
    "RS-03",
    "",
    Text(
        "这个号牌已经收回，原来的车换了号牌。", "This plate was given back; the vehicle that bore it has another now."
    ),
    Text(
        "看车架号：是原来那辆车，还是别的车挂着旧号牌。",
        "Look at the VIN: is it that vehicle, or another one with its old plate?",
    ),
)
NUMBER_UNKNOWN = Reason(
    "RS-04",
    "",
    Text("登记系统里没有这个驾驶证号。", "The register has no such licence number."),
    Text(
        "对着身份证再输一次；还是没有的，看纸质证，用电台核对。",
        "Type it again from the identity card; if it is still not there, see the paper card and check by radio.",
    ),
)
SIGNER_UNKNOWN = Reason(
    "DL1-2",
    "",
    Text("信任名单太旧，签发者无法核对。", "The trust list is too old to know this signer."),
    Text("连网更新名单后再核。", "Update the list and check again."),
)
CODE_EXPIRED = Reason(
    "DL1-4",
    "",
    Text("码里的内容超过 7 天没有更新。", "What the code says is more than 7 days old."),
    Text("请对方连网，码会自动更新。", "Ask the holder to go on line; it updates by itself."),
)
STATUS_NOT_VALID = Reason(
    "DL1-8",
    "",
    Text("状态名单显示不是正常状态。", "The status list shows that it is not in force."),
    Text("按证号核查原因。", "Check by number for the reason."),
)
STATUS_UNKNOWN = Reason(
    "DL1-8",
    "",
    Text("证是真的，状态还不能确定。", "The licence is genuine; its status cannot be told."),
    Text(
        "到有信号处再核，或用电台核对。这不是处罚依据。",
        "Check again with a signal, or by radio. This is no ground for a penalty.",
    ),
)
REASONS = {
    "signer": SIGNATURE,
    "issuer-signature": SIGNATURE,
    "holder-proof": HOLDER_PROOF,
    "freshness": FRESHNESS,
    "challenge": CHALLENGE,
}
