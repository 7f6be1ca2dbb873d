"""`code`: judge the text of a licence code (docs/standards/licence-code.md).

A code is shown for a minute. Whoever judges one later says with --at when it was scanned, and brings the entitlement
list of that time with --entitlement; without it the status cannot be told.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime, timedelta
from pathlib import Path

from tongban.auditor import sources
from tongban.errors import Malformed
from tongban.standards import pki, qrcode
from tongban.verdicts import Outcome, Report, Text

SUMMARY = "the text of a licence code, DL1:…"
LABELS = {
    "form": Text("格式", "Form of the code"),
    "signer": Text("签发者可信", "The signer is trusted"),
    "issuer-signature": Text("签发签名", "Signature of the authority"),
    "validity": Text("令牌有效期", "The token's validity"),
    "holder-proof": Text("出示手机的证明", "Proof by the holder's phone"),
    "freshness": Text("现场出示", "Shown at that moment"),
    "challenge": Text("核验数字", "Digits that were asked for"),
    "status": Text("证件状态", "Status of the licence"),
}


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command alone."""
    parser.add_argument("file", type=Path, metavar="FILE", help="text of the code; - for standard input")
    parser.add_argument("--challenge", metavar="DIGITS", help="the four digits that were asked for")
    parser.add_argument(
        "--entitlement", type=Path, metavar="FILE", help="the entitlement list (JWT or CWT) of the time"
    )
    parser.add_argument(
        "--skew", type=int, default=60, metavar="SECONDS", help="how far clocks may differ, by default 60"
    )


def judge(options: Namespace) -> Report:
    """The report about the code in the file. Malformed if it is no code; OSError if it cannot be read."""
    anchors, vouched = sources.trusted_and_vouched(options)
    signers = (*anchors.pinned, *vouched)
    return qrcode.verify(
        _text(options.file),
        signers={qrcode.kid_of(signer.raw): signer.raw for signer in signers},
        anchors=anchors,
        # A code does not carry its signer's certificate: with a root alone nobody can be told from a stranger.
        is_trust_list_current=bool(signers),
        at=options.at,
        challenge=options.challenge,
        max_skew_seconds=options.skew,
        entitlement=_entitlement(options.entitlement, anchors, options.at),
    )


def _text(path: Path) -> str:
    read = sys.stdin.buffer.read(sources.MAX_BYTES) if str(path) == "-" else sources.contents(path)
    try:
        return read.decode("ascii").strip("\r\n\t")
    except UnicodeDecodeError as error:
        raise Malformed("qrcode.prefix", f"expected text beginning with {qrcode.PREFIX}") from error


def _entitlement(path: Path | None, anchors: pki.TrustAnchors, at: datetime) -> qrcode.Entitlement | None:
    if path is None:
        return None
    found = sources.judged_list(path, anchors, at)
    if found is None or found.report.outcome is not Outcome.HOLDS:
        return None  # a list that is not believed says nothing

    def ask(list_number: int, index: int) -> tuple[int, timedelta] | None:  # noqa: ARG001 - one list was brought
        if index >= len(found.statuses):
            return None
        return found.statuses[index], max(at - found.token.issued_at, timedelta())

    return ask
