"""`auditor file`: the seal of a vehicle's file and, with --documents, every page of it against the sealed manifest."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping
from pathlib import Path

from tongban.auditor import sources
from tongban.standards import jose, vehiclefile
from tongban.verdicts import Report, Text

SUMMARY = "judge the seal of a vehicle's file, and the pages given against the sealed manifest"
LABELS: Mapping[str, Text] = {
    "type": Text("是车辆档案的封存", "It is the seal of a vehicle's file"),
    "seal-certificate": Text("封存证书可信", "The certificate of the seal is trusted"),
    "seal-signature": Text("封存签名", "The seal's signature"),
    "manifest": Text("档案目录可读且写法唯一", "The manifest is well formed"),
    "time": Text("封存时间", "It was sealed before this moment"),
    "pages": Text("各页与目录摘要一致", "Every page is there and is what was sealed"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("file", type=Path, metavar="SEAL", help="the seal, a compact JWS")
    parser.add_argument(
        "--documents", type=Path, metavar="FOLDER", help="the pages, in files of any name; without it only the seal"
    )


def judge(options: argparse.Namespace) -> Report:
    """The report of `vehiclefile.verify` over a file, with the check "pages" if a folder is given."""
    text = sources.ascii_text(sources.contents(options.file))
    report = vehiclefile.verify(text, anchors=sources.anchors(options), at=options.at)
    if options.documents is None or not report.elements:
        return report
    manifest = vehiclefile.decode(jose.parse(text).payload)
    present = _digests(options.documents)
    known = {page.digest for _, page in manifest.pages()}
    strangers = sorted(name for digest, name in present.items() if digest not in known)
    return Report(
        (*report.checks, vehiclefile.page_check(manifest, present)), {**report.elements, "not-in-manifest": strangers}
    )


def _digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below the folder, hexadecimal, with its name there; OSError if it is no folder."""
    found: dict[str, str] = {}
    next(folder.iterdir(), None)  # says so if it is no folder; rglob would find nothing in it
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                found[hashlib.file_digest(file, "sha256").hexdigest()] = str(path.relative_to(folder))
    return found
