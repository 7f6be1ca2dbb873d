"""`auditor custody`: who held a vehicle's file, from the custody proof that every party of the case can download."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from tongban.auditor import sources
from tongban.standards.vehiclefile import custody
from tongban.verdicts import Report, Text

SUMMARY = "judge who held a vehicle's file: its moves from office to office, from the log's entries and the seals"
LABELS: Mapping[str, Text] = {
    "checkpoint-signature": Text("检查点由日志密钥签名", "The log's key signed every checkpoint"),
    "inclusion": Text("各条记录连同随机值都在日志中", "Every entry, with its salt, stands in the log"),
    "one-log": Text("出自同一份日志", "All of it is one log"),
    "entries": Text("记录为档案发出、接收", "The entries are of files sent and received"),
    "complete": Text("每次移交都有接收记录", "Every move shows its arrival"),
    "agreement": Text("发出与接收一致", "Both offices say the same of each move"),
    "succession": Text("移交首尾相接", "Each move begins where the one before it ended"),
    "order": Text("先后顺序", "One after another, never two holders at once"),
    "seal-certificate": Text("封存证书可信", "The certificate of every seal is trusted"),
    "seal": Text("封存签名", "Every seal holds"),
    "sealed-manifest": Text("封存内容就是所移交的档案", "What was sealed is what was sent"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the custody proof, a JSON document")
    parser.add_argument("--key", required=True, metavar="VKEY", help="the log's public key, name+id+key; or a file")


def judge(options: argparse.Namespace) -> Report:
    """The report of `custody.verify` over a file; Malformed if it is no custody proof, or the key none."""
    return custody.verify(
        sources.contents(options.file),
        vkey=sources.verifier_key(options.key),
        anchors=sources.anchors(options),
        at=options.at,
    )
