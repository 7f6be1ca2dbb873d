"""`mdoc`: judge a mobile document, as shown by a wallet or as issued to one, of any country and type.

Without the session transcript nobody can tell who showed the document: that is said, and not taken for a fault.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tongban.auditor import sources
from tongban.standards import mdoc
from tongban.verdicts import Report, Text

SUMMARY = "judge a mobile driving licence or another mdoc (ISO/IEC 18013-5)"
LABELS = {
    "issuer-certificate": Text("签发者证书可信", "The issuer's certificate is trusted"),
    "issuer-signature": Text("签发者签名", "The issuer's signature"),
    "digests": Text("所示内容与签发内容一致", "What is shown is what was issued"),
    "document-type": Text("证件类型", "The type of document"),
    "validity": Text("有效期", "The period of validity"),
    "issuing-country": Text("签发国与证书一致", "The issuing country is that of the certificate"),
    "device-authentication": Text("由绑定的设备在本次会话出示", "Shown by the device it is bound to, in this session"),
    "status": Text("吊销状态", "Revocation"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a DeviceResponse or an IssuerSigned, in binary, hex or base64(url)",
    )
    parser.add_argument(
        "--transcript",
        type=Path,
        metavar="FILE",
        help="the CBOR of SessionTranscript, in the same forms; without it device authentication cannot be told",
    )
    parser.add_argument(
        "--reader-key",
        type=Path,
        metavar="PEM",
        help="the reader's ephemeral private key of that session, for a device that used a MAC",
    )
    parser.add_argument(
        "--status-list",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a status list token (CWT or JWT) to ask; may be repeated; without the right one the status cannot be told",
    )


def judge(options: argparse.Namespace) -> Report:
    """The report of `mdoc.verify` over a file; Malformed if it, the transcript, the key or a list cannot be read."""
    anchors = sources.anchors(options)
    return mdoc.verify(
        sources.binary(sources.contents(options.file)),
        anchors=anchors,
        at=options.at,
        transcript=sources.binary(sources.contents(options.transcript)) if options.transcript else None,
        reader_key=mdoc.reader_key(sources.contents(options.reader_key)) if options.reader_key else None,
        status=sources.status_lists(options.status_list, anchors=anchors, at=options.at),
    )
