"""The words of the roadside pages: one head for each result, on line and off line, and the off-line reasons.

They are data, not phrases in templates, because the page carries all of them at once for when there is no network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import translation

from tongban.licences import queries as licences
from tongban.registers import english
from tongban.registers.codes import Table, names
from tongban.roadside.rules import Word
from tongban.verdicts import Text


@dataclass(frozen=True)
class Head:
    """What stands at the top of a result. style: the class of the page; icon: goes with the colour."""

    style: str
    icon: str
    word: Text
    line: Text


HEADS: dict[Word, Head] = {
    Word.PASS: Head(
        "pass",
        "circle-check",
        Text("通过", "PASS"),
        Text("证是真的，没有发现不得驾驶的记录", "Genuine. Nothing recorded forbids driving."),
    ),
    Word.CHECK: Head(
        "check",
        "alert-triangle",
        Text("待核实", "CHECK"),
        Text("证是真的，状态还不能确定", "Genuine licence. Status cannot be told."),
    ),
    Word.STOP: Head(
        "stop",
        "octagon-minus",
        Text("不得驾驶", "STOP"),
        Text("证是真的，现在不得驾驶", "Genuine licence. May not drive now."),
    ),
    Word.UNKNOWN: Head(
        "unknown",
        "help-square-rounded",
        Text("无法判定", "UNKNOWN"),
        Text("核对不了，不等于是假的", "Cannot be checked; that does not mean forged."),
    ),
    Word.NOT_GENUINE: Head(
        "not-genuine",
        "x",
        Text("不可信", "NOT GENUINE"),
        Text("出示的码不能作数", "What was shown does not count."),
    ),
    Word.OTHER_USE: Head(
        "other-use",
        "arrows-exchange",
        Text("用途不符", "OTHER USE"),
        Text("证是真的，但不是给路检用的码", "Genuine, but not shown for the roadside."),
    ),
    Word.NO_RECORD: Head(
        "check",
        "search",
        Text("查无记录", "NO RECORD"),
        Text("登记系统里没有这个号码", "The register has no such number."),
    ),
    Word.FORMER: Head(
        "check",
        "history",
        Text("旧号牌", "OLD PLATE"),
        Text("这个号牌已经收回", "This plate was given back."),
    ),
}

# A vehicle: the word of STOP and the sentences are about the car; colours and icons are the same.
VEHICLE_HEADS: dict[Word, Head] = {
    **HEADS,
    Word.PASS: replace(
        HEADS[Word.PASS],
        line=Text("行驶证是真的，没有发现不得上路的记录", "Genuine. Nothing recorded keeps it off the road."),
    ),
    Word.CHECK: replace(
        HEADS[Word.CHECK], line=Text("行驶证是真的，状态还不能确定", "Genuine licence. Status cannot be told.")
    ),
    Word.STOP: replace(
        HEADS[Word.STOP],
        word=Text("不得上路", "STOP"),
        line=Text("行驶证是真的，这辆车现在不得上路", "Genuine licence. The vehicle may not be on the road."),
    ),
    Word.NO_RECORD: replace(
        HEADS[Word.NO_RECORD], line=Text("登记系统里没有这个号牌", "The register has no such plate.")
    ),
}

UNREADABLE = Head(
    "unknown",
    "help-square-rounded",
    Text("无法判定", "UNKNOWN"),
    Text("这不是驾驶证码，也不是行驶证码", "This is not a licence code."),
)

OFFLINE_WORDS: dict[str, Word] = {
    "green": Word.PASS,
    "amber": Word.CHECK,
    "red": Word.STOP,
    "grey": Word.UNKNOWN,
    "untrusted": Word.NOT_GENUINE,
    "other": Word.OTHER_USE,
}
OFFLINE_HEADS: dict[str, Head] = {
    **{outcome: HEADS[word] for outcome, word in OFFLINE_WORDS.items()},
    "unreadable": UNREADABLE,
}
OFFLINE_VEHICLE_HEADS: dict[str, Head] = {
    outcome: VEHICLE_HEADS[word] for outcome, word in OFFLINE_WORDS.items() if word is not Word.OTHER_USE
}

NO_PENALTY = Text(
    "这不是处罚依据。到有信号处再核，或用电台核对。",
    "This is no ground for a penalty. Check again with a signal, or by radio.",
)

OFFLINE_REASONS: dict[str, Text] = {
    "form": Text("这不是驾驶证码。请对方打开“亮码”。", "Not a licence code. Ask for the code page."),
    "signer.unknown": Text("手机里的名单不认识签发者。", "The list on this phone does not know the signer."),
    "signer.not-valid-at-issue": Text("签发时，签发者的证书不在有效期。", "The signer was not valid at the time of issue."),
    "signer.not-certified": Text("签发者没有得到发证机关授权。", "The signer is not certified by the authority."),
    "issuer-signature.wrong": Text("签名不对，不是发证机关签发的。", "The signature is not the authority's."),
    "validity.expired": Text("码里的内容超过 7 天没有更新。请对方连网。", "The code is over 7 days old. Let the phone go on line."),
    "validity.not-yet": Text("码的生效时间还没到。", "The code is not valid yet."),
    "validity.too-long": Text("码的有效期超过规定。", "The code's validity is longer than allowed."),
    "holder-proof.wrong": Text("这个码不是领证的手机生成的。", "Not made by the phone that holds the licence."),
    "freshness.older": Text("截屏或旧码：超过 {n} 秒。请当面亮码。", "A screenshot or old code: over {n} seconds. Ask for the live one."),
    "freshness.future": Text("对方手机的时间快了 {n} 秒以上。", "The phone's clock is more than {n} seconds ahead."),
    "challenge.missing": Text("码里没有核验数字。请对方输入后再扫。", "The code lacks the challenge digits. Let them be typed in."),
    "challenge.wrong": Text("核验数字不对。换 4 位数字再核一次。", "The challenge digits are wrong. Try four new ones."),
    "status.revoked": Text("电子驾驶证已作废，或者驾驶证已注销、吊销。", "The electronic licence is void, or the licence was revoked."),
    "status.suspended": Text(
        "名单上，这本驾驶证现在停用。哪种原因、依据哪一条，看下面的状态；没有列出的，按证号核查。",
        "The list says that the licence is not in force now. Why, and under which article, see the status below; else check by number.",
    ),
    "status.other": Text("状态要问发证机关。这不是处罚依据。", "Ask the issuing office for the status. This is no ground for a penalty."),
    "status.unknown": Text("手机里没有状态名单。", "There is no status list on this phone."),
    "status.stale": Text("状态名单是 {n} 小时前的。", "The status list is {n} hours old."),
    "purpose.other": Text(
        "码是给租车、货运或年龄核对用的，看不出是不是本人。请对方选“路检”，再扫一次。",
        "Made for rental, freight or an age check. Ask for the roadside code and scan again.",
    ),
    "replay": Text("这个码已经被扫过一次。等新码再扫。", "This very code was scanned before. Wait for a new one."),
    "licence.expired": Text("驾驶证过了有效期。", "The licence has expired."),
    **{f"letter.{code}": told for code, told in licences.letters_told().items()},
    "vehicle.revoked": Text(
        "电子行驶证已作废：过户、换号、转籍、换机，或者车辆已注销。",
        "The vehicle licence is void: new owner, plate, office or phone, or the vehicle is deregistered.",
    ),
    "vehicle.suspended": Text(
        "名单上，这辆车现在不得上路。哪种原因、依据哪一条，看下面；没有列出的，按号牌核查。",
        "The list says: not on the road now. Why, and under which article, see below; else check by plate.",
    ),
    "vehicle.inspection": Text(
        "检验有效期已过。《道路交通安全法》第十三条：要定期检验。",
        "The inspection has run out. Road Traffic Safety Law, Article 13.",
    ),
    "vehicle.insurance": Text(
        "交强险已过期。《道路交通安全法》第十七条、第九十八条。",
        "The compulsory insurance has run out. Road Traffic Safety Law, Articles 17 and 98.",
    ),
    "vehicle.letters": Text("机动车状态不正常。", "The vehicle's status is not normal."),
}  # fmt: skip

PURPOSES: dict[str, Text] = {
    "roadside": Text("路检", "Roadside"),
    "rental": Text("租车", "Rental"),
    "freight": Text("货运", "Freight"),
    "age": Text("年龄", "Age"),
    "vehicle": Text("行驶证", "Vehicle licence"),
}
LONG_TERM = Text("长期", "long-term")
YES = Text("是", "Yes")
NO = Text("否", "No")

PLATE_KINDS: dict[str, Text] = {
    "02": Text("小型汽车（蓝）", "Small vehicle (blue)"),
    "52": Text("小型新能源（渐变绿）", "Small new-energy (green)"),
    "01": Text("大型汽车（黄）", "Large vehicle (yellow)"),
    "51": Text("大型新能源（黄绿）", "Large new-energy (yellow-green)"),
    "15": Text("挂车", "Trailer"),
    "07": Text("普通摩托车", "Motorcycle"),
    "08": Text("轻便摩托车", "Moped"),
    "16": Text("教练汽车", "Training vehicle"),
    "26": Text("香港入出境车", "Hong Kong vehicle"),
    "27": Text("澳门入出境车", "Macao vehicle"),
}


def plate_kinds() -> list[tuple[str, str]]:
    """The kinds that an officer chooses from, the commonest first, in the language of the page."""
    language = translation.get_language() or "zh-hans"
    return [(code, text.in_language(language)) for code, text in PLATE_KINDS.items()]


def check_reasons() -> list[tuple[str, str]]:
    """What an owner may be told of why a plate was typed, in the language of the page."""
    language = translation.get_language() or "zh-hans"
    return [(code, text.in_language(language)) for code, text in licences.CHECK_REASONS.items()]


def uses() -> dict[str, Text]:
    """使用性质 in both languages."""
    return {code: english.said(Table.USE, code) for code in names(Table.USE)}
