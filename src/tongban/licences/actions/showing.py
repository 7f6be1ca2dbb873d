"""A firm checks a code that a driver shows: it gets the answers the holder chose to give, and nothing is kept.

A rental code says which portrait it was made for, and a clerk has to see whether this is the person: so the page shows
that portrait, and the holder's own page says so where the purpose is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.credentials.queries import holding_at, live_entitlement
from tongban.credentials.records import Place
from tongban.errors import Forbidden, Malformed
from tongban.journal import actions as journal
from tongban.keys import queries as keys
from tongban.licences.entries import LicenceShown
from tongban.licences.kinds import DRIVING
from tongban.licences.models import Licence
from tongban.licences.rules.categories import parse_classes
from tongban.standards import pictures, qrcode
from tongban.verdicts import Outcome, Report, Text

FACTS = frozenset(fact.name for fact in qrcode.FACTS) - {"portrait_hash", "licence"}
CLASSES = ("classes", "may_drive")
PICTURE_FORMS = (pictures.Form.JPEG, pictures.Form.PNG, pictures.Form.WEBP)
PICTURE_MAX_BYTES = 8 * 1024 * 1024
PICTURE_MAX_PIXELS = 25_000_000  # anybody may send one: 75 MB while it is read
NOT_SUCH = Text("请选 JPG、PNG 或者 WebP 图片，不要选 PDF。", "Choose a JPG, PNG or WebP picture, not a PDF.")
TOO_LARGE = Text("图片太大：最多 8 MB、2500 万像素。", "The picture is too large: at most 8 MB and 25 megapixels.")
NO_CODE = Text(
    "图片里没有找到码。拍清楚、占满画面再试。", "No code in the picture. Take it sharp and large, and try again."
)
SAME_SHOWING = timedelta(minutes=10)  # longer than a proof is fresh
FOR_OFFICERS = ("roadside", "vehicle")
FOR_POLICE = Text(
    "这个码只给民警和窗口看。请对方换租车、货运或年龄码。",
    "This code is for the police and for windows only. Ask for another purpose.",
)


@dataclass(frozen=True)
class Shown:
    """What the firm reads. facts: by name, only those of the chosen purpose, and only if everything holds.

    has_portrait: the purpose lets the firm see the face. portrait: that very picture as a JPEG; None when the purpose has
    none, when not everything holds, or when the holder has another picture by now.
    """

    report: Report
    purpose: str
    facts: dict[str, Any]
    portrait: bytes | None = None

    @property
    def has_portrait(self) -> bool:
        """The code was made for a portrait that may be seen, and holds."""
        return self.outcome is Outcome.HOLDS and "portrait_hash" in self.report.elements

    @property
    def outcome(self) -> Outcome:
        """Holds, does not hold, or cannot be told."""
        return self.report.outcome


def check_for_business(code: str, *, at: datetime) -> Shown:
    """Check a rental, freight or age code. Malformed when it is none, Forbidden for a roadside code.

    The holder's history shows that it was looked at and for which purpose; of the firm nothing is known here, so
    nothing is written of it.
    """
    report = qrcode.verify(code, signers=keys.code_signers(), at=at, entitlement=live_entitlement(at=at))
    purpose = purpose_for_firms(report)
    if report.outcome is not Outcome.HOLDS:
        return Shown(report=report, purpose=purpose, facts={})
    record_look(report, purpose, at=at)
    return Shown(report=report, purpose=purpose, facts=disclosed(report), portrait=portrait_of(report))


def code_in_picture(picture: bytes) -> str:
    """The text of the code in a photo or a saved picture, a licence code before any other.

    Malformed("verify.picture-size"), ("verify.picture") or ("verify.picture-without-code"), each with its words. Nothing
    of the picture is kept.
    """
    too_large = Malformed("verify.picture-size", f"expected at most {PICTURE_MAX_BYTES} bytes", say=TOO_LARGE)
    if len(picture) > PICTURE_MAX_BYTES:
        raise too_large
    try:
        bared = pictures.bare(picture, forms=PICTURE_FORMS)
        texts = pictures.codes_in(pictures.opened(bared)) if bared.width * bared.height <= PICTURE_MAX_PIXELS else None
    except Malformed as error:
        raise Malformed("verify.picture", "expected a JPEG, PNG or WebP picture", say=NOT_SUCH) from error
    if texts is None:
        raise too_large
    if not texts:
        raise Malformed("verify.picture-without-code", "expected a QR code in the picture", say=NO_CODE)
    return next((text for text in texts if text.startswith(qrcode.PREFIX)), texts[0])


def purpose_for_firms(report: Report) -> str:
    """The purpose that the holder chose; Forbidden for a code that only officers may ask for."""
    purpose = str(report.elements["purpose"])
    if purpose in FOR_OFFICERS:
        raise Forbidden("verify.roadside-code", "expected a code for rental, freight or age", say=FOR_POLICE)
    return purpose


def disclosed(report: Report) -> dict[str, Any]:
    """What the holder chose to say, typed and by name; nothing unless every check holds."""
    if report.outcome is not Outcome.HOLDS:
        return {}
    return {name: value for name, value in report.elements.items() if name in FACTS}


def disclosed_plainly(report: Report) -> dict[str, Any]:
    """The same for programs: licence classes one by one instead of in one word."""
    return {name: parse_classes(value) if name in CLASSES else value for name, value in disclosed(report).items()}


def record_look(report: Report, purpose: str, *, at: datetime) -> None:
    """Note the look at a code that holds for its holder, once for the moment at which the phone signed it.

    Anybody can send a code that was seen somewhere as often as they like; the history would be full of it. The phone
    signs the moment, so that nobody makes a second one of it, and a code holds for SAME_SHOWING at most.
    """
    with transaction.atomic():
        holding = holding_at(place_of(report))
        if holding is None or Licence.objects.select_for_update().filter(pk=holding.id).first() is None:
            return
        shown_at = report.elements["shown_at"].isoformat()
        entry = LicenceShown(licence=str(holding.id), purpose=purpose, outcome=report.outcome, shown_at=shown_at)
        journal.record_once(entry, by="system:verify", about=DRIVING.about(holding), at=at, within=SAME_SHOWING)


def portrait_of(report: Report) -> bytes | None:
    """The portrait that a code was made for, as long as its holder has that one; None for a purpose without."""
    wanted = report.elements.get("portrait_hash")
    holding = holding_at(place_of(report)) if wanted else None
    row = Licence.objects.select_related("photo").filter(pk=holding.id).first() if holding is not None else None
    if row is None or qrcode.portrait_hash(bytes(row.photo.jpeg)) != wanted:
        return None
    return bytes(row.photo.jpeg)


def place_of(report: Report) -> Place:
    """The place of a code in the entitlement lists."""
    return report.elements["list_number"], report.elements["index"]
