"""What a QR code is when it is no licence code, so that whoever scanned it knows what to ask for.

Told from the beginning alone, and only from beginnings that somebody has published. It says what such a code is called
there and never that it is good: nothing of it is verified. Several apps show payment and health codes whose form nobody
publishes; those stay unnamed. What the code says is repeated nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from tongban.verdicts import Text


@dataclass(frozen=True)
class Kind:
    """One kind of code. pattern: as Python's re and a browser's RegExp both read it, without regard to case."""

    name: str
    pattern: str
    words: Text

    @cached_property
    def beginning(self) -> re.Pattern[str]:
        """What matches a code of this kind at its beginning."""
        return re.compile(self.pattern, re.ASCII | re.IGNORECASE)


def _other(zh: str, en: str) -> Text:
    return Text(
        f"这不是驾驶证码或者行驶证码，从开头看是{zh}。", f"This is no licence code; by its beginning it is {en}."
    )


NO_LICENCE_CODE = Text("这不是驾驶证码或者行驶证码。", "This is no licence code.")
KINDS = (
    Kind(
        "damaged",
        "^DL1:",  # docs/standards/licence-code.md section 5
        Text(
            "开头是驾驶证码，后面不完整或者被改过。请对方重新亮码。",
            "It begins as a licence code, but the rest is not whole or was changed. Ask for the code again.",
        ),
    ),
    Kind(
        "payment",
        # EMV QR Code, merchant-presented mode 1.1, 3.2; EPC069-12; the code addresses in the manuals of WeChat Pay
        # (Native), Alipay (trade.precreate) and UnionPay.
        r"^(?:000201|BCD\r?\n|weixin://wxpay/|https://qr\.alipay\.com/|https://qr\.95516\.com/)",
        _other("付款码", "a payment code"),
    ),
    Kind("wifi", "^WIFI:", _other("无线网络码", "a Wi-Fi code")),  # Wi-Fi Alliance, WPA3 Specification 7.1
    Kind(
        "health",
        "^(?:HC1:|shc:/)",  # eHealth Network, EU Digital COVID Certificates, volume 1; SMART Health Cards 1.0
        _other("健康凭证码", "a health certificate"),
    ),
    Kind(
        "mobile-document",
        r"^(?:mdoc:|openid4vp://|mdoc-openid4vp://)",  # ISO/IEC 18013-5 8.2.2.3; OpenID4VP 1.0 13.1.2; ISO/IEC 18013-7
        Text(
            "这不是我们的驾驶证码。从开头看是别的电子证件，要用它自己的读卡软件看。",
            "This is no code of ours; by its beginning it is another mobile document, which needs a reader of its own.",
        ),
    ),
    Kind("contact", "^(?:BEGIN:VCARD|MECARD:)", _other("名片码", "a contact card")),  # RFC 6350; NTT DOCOMO
    Kind("event", "^BEGIN:(?:VCALENDAR|VEVENT)", _other("日程码", "a calendar entry")),  # RFC 5545
    Kind("sign-in", "^otpauth:", _other("动态口令的密钥", "the secret of sign-in codes")),  # Key URI Format
    Kind(
        "message",
        "^(?:tel|sms|smsto|mailto):",  # RFC 3966, 5724, 6068
        _other("电话、短信或者邮件码", "a telephone number, a message or an e-mail"),
    ),
    Kind("place", "^geo:", _other("位置码", "a place on a map")),  # RFC 5870
    Kind("address", "^https?://", _other("网址", "a web address")),  # RFC 9110 4.2
)


def kind_of(text: str) -> Kind | None:
    """The kind of a code; None when its beginning is not in the table, which says nothing about it."""
    return next((kind for kind in KINDS if kind.beginning.match(text)), None)


def told(text: str) -> Text:
    """What `text`, which could not be read as a licence code, is; a sentence for whoever scanned it."""
    kind = kind_of(text)
    return NO_LICENCE_CODE if kind is None else kind.words
