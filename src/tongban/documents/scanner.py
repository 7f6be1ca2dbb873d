"""Every file that somebody sends is shown to a virus scanner before any form reads it, where the installation has one.

Spoken is clamd's protocol (clamd(8), INSTREAM), which ClamAV and many others have. One place for all uploads: a file
that the scanner knows as malicious reaches no view, so it is neither kept nor shown, and while the scanner does not
answer nothing is taken in. Without TONGBAN_SCANNER nothing is asked.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tongban.errors import Malformed, Problem, Unavailable
from tongban.ui import security
from tongban.ui.problems import answer
from tongban.verdicts import Text

UNIX = "unix:"
SECONDS = 20
ANSWER_BYTES = 1024
FOUND = Text(
    "这个文件里有恶意程序，没有收下。请换一份干净的文件，并检查您的设备。",
    "This file holds malicious software and was not taken. Send a clean one, and have your device checked.",
)


class ScanMiddleware:
    """Asks the scanner about each file of a form, after the form's token was found good."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """The problem's page if a file is malicious or cannot be judged; else None, and the view goes on."""
        if not settings.SCANNER or request.method != "POST":
            return None
        try:
            for _name, files in request.FILES.lists():
                for file in files:
                    judge(file.chunks(), scanner=settings.SCANNER)
                    file.seek(0)
        except Problem as problem:
            security.note_problem(request, problem)
            return answer(request, problem)
        return None


def judge(pieces: Iterable[bytes], *, scanner: str) -> None:
    """Malformed("document.malicious") if the scanner at this address knows the file; Unavailable("document.scanner")
    unless it says that it does not."""
    try:
        said = asked(pieces, scanner=scanner)
    except OSError as error:
        raise Unavailable("document.scanner", "the virus scanner does not answer") from error
    if said.endswith(b" FOUND"):
        raise Malformed("document.malicious", "expected a file without malicious software", say=FOUND)
    if said != b"stream: OK":
        raise Unavailable("document.scanner", "the virus scanner could not judge the file")


def asked(pieces: Iterable[bytes], *, scanner: str) -> bytes:
    """What clamd answers to INSTREAM: each piece with its length before it, and a length of zero at the end."""
    with connected(scanner) as line:
        line.sendall(b"zINSTREAM\0")
        for piece in pieces:
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
        said = b""
        while not said.endswith(b"\0") and len(said) < ANSWER_BYTES:
            more = line.recv(ANSWER_BYTES)
            if not more:
                break
            said += more
        return said.rstrip(b"\0")


def connected(scanner: str) -> socket.socket:
    """A line to `unix:/path/of/socket` or `host:port`."""
    if scanner.startswith(UNIX):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(scanner.removeprefix(UNIX))
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = scanner.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
