"""`sdjwt`: judge an SD-JWT VC, as issued or as presented with a key-binding JWT (RFC 9901)."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from tongban.auditor import sources
from tongban.standards import sdjwt
from tongban.verdicts import Report, Text

SUMMARY = "judge an SD-JWT VC, with its disclosures and its holder's proof (RFC 9901)"
LABELS: Mapping[str, Text] = {
    "issuer-certificate": Text("签发者证书可信", "The issuer's certificate is trusted"),
    "issuer-signature": Text("签发者签名", "The issuer's signature"),
    "disclosures": Text("披露内容与签名摘要一致", "What is disclosed is what was signed"),
    "type": Text("凭证类型", "The type of credential"),
    "validity": Text("有效期", "The period of validity"),
    "key-binding": Text("由持有人为本次请求出示", "Presented by its holder for this request"),
    "status": Text("吊销和暂停状态", "Revocation and suspension"),
}
DAY_SECONDS = 86400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="the SD-JWT in its compact form, ending in ~ or a proof"
    )
    parser.add_argument("--audience", help="for whom it was presented; without it that cannot be told")
    parser.add_argument("--nonce", help="the nonce of the request; without it a replay cannot be excluded")
    parser.add_argument("--vct", help="the credential type that it has to be; any, if not given")
    parser.add_argument(
        "--status-list",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a status list token (JWT or CWT) to ask; may be repeated; without the right one the status cannot be told",
    )
    parser.add_argument(
        "--max-age",
        type=int,
        default=DAY_SECONDS,
        metavar="SECONDS",
        help="how long before --at the holder may have signed (default: a day, since a court judges later)",
    )


def judge(options: argparse.Namespace) -> Report:
    """The report of `sdjwt.verify` over a file; Malformed if it or a list cannot be read."""
    anchors = sources.anchors(options)
    return sdjwt.verify(
        sources.ascii_text(sources.contents(options.file)),
        anchors=anchors,
        at=options.at,
        audience=options.audience,
        nonce=options.nonce,
        vct=options.vct,
        max_age_seconds=options.max_age,
        status=sources.status_lists(options.status_list, anchors=anchors, at=options.at),
    )
