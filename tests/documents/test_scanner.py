"""Files that people send are shown to the scanner of the installation before any view sees them."""

from __future__ import annotations

import io
import socketserver
import threading
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from tongban.documents import scanner
from tongban.errors import Malformed, Unavailable

pytestmark = pytest.mark.django_db

MALICIOUS = b"not a virus, but known as one to this scanner"
SEEN: list[bytes] = []


def taken(request: HttpRequest) -> HttpResponse:
    """A view with an upload."""
    return HttpResponse(b"|".join(file.read() for _, files in request.FILES.lists() for file in files))


urlpatterns = [path("", include("tongban.ui.urls")), path("send/", taken)]
handler500 = "tongban.ui.problems.server_error"


class Clamd(socketserver.StreamRequestHandler):
    """clamd(8): zINSTREAM, pieces with their lengths, a zero; then one line, ended by NUL."""

    says = ""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        whole = io.BytesIO()
        while length := int.from_bytes(self.rfile.read(4), "big"):
            whole.write(self.rfile.read(length))
        SEEN.append(whole.getvalue())
        found = "stream: Test.Signature FOUND" if MALICIOUS in whole.getvalue() else "stream: OK"
        self.wfile.write((self.says or found).encode() + b"\0")


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def _site(settings, tmp_path):
    settings.ROOT_URLCONF = __name__
    (tmp_path / "static").mkdir()  # whitenoise warns when the folder is missing
    settings.STATIC_ROOT = str(tmp_path / "static")


@pytest.fixture(params=["unix", "tcp"])
def clamd(request, tmp_path, settings, socket_enabled):
    """A scanner of this installation, at both kinds of address."""
    SEEN.clear()
    if request.param == "unix":
        server = socketserver.UnixStreamServer(str(tmp_path / "clamd.ctl"), Clamd)
        settings.SCANNER = f"unix:{tmp_path / 'clamd.ctl'}"
    else:
        server = socketserver.TCPServer(("127.0.0.1", 0), Clamd)
        settings.SCANNER = f"127.0.0.1:{server.server_address[1]}"
    with serving(server):
        yield server


def send(*contents, **headers):
    files = [SimpleUploadedFile(f"{n}.jpg", content) for n, content in enumerate(contents)]
    return Client(headers=headers).post("/send/", {"files": files, "other": "x"})


def test_given_clean_files_when_they_are_sent_then_each_is_scanned_whole_and_the_view_reads_it_from_its_beginning(
    clamd,
):
    large = bytes(range(256)) * 20_000
    assert send(b"one", large).content == b"one|" + large
    assert [b"one", large] == SEEN


@pytest.mark.parametrize("others", [(), (b"clean",)])
def test_given_a_malicious_file_when_it_is_sent_then_no_view_sees_it_and_the_page_says_so_in_both_languages(
    clamd, others
):
    for language, words in (("zh-hans", "恶意程序"), ("en", "malicious software")):
        answer = send(*others, b"..." + MALICIOUS, **{"accept-language": language})
        assert answer.status_code == 400
        assert words in answer.content.decode()
        assert MALICIOUS not in answer.content


@pytest.mark.parametrize("says", ["INSTREAM size limit exceeded. ERROR", "stream: x ERROR", "", "stream: OK, I think"])
def test_given_a_scanner_that_cannot_tell_when_a_file_is_sent_then_nothing_is_taken(clamd, monkeypatch, says):
    monkeypatch.setattr(Clamd, "says", says or "\0")
    assert send(b"one").status_code == 503


def test_given_a_scanner_that_does_not_answer_when_a_file_is_sent_then_nothing_is_taken(settings, tmp_path):
    settings.SCANNER = f"unix:{tmp_path / 'nobody'}"
    assert send(b"one").status_code == 503
    assert Client().post("/send/", {"other": "x"}).status_code == 200


def test_given_no_scanner_when_a_file_is_sent_then_it_is_taken(settings):
    assert settings.SCANNER == ""
    assert send(MALICIOUS).content == MALICIOUS


def test_the_scanner_is_asked_after_the_token_of_the_form(clamd):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/send/", {"file": SimpleUploadedFile("a.jpg", b"one")}).status_code == 403
    assert SEEN == []


def test_what_clamd_says_is_read_to_its_end(clamd, settings):
    scanner.judge([b"one", b"two"], scanner=settings.SCANNER)
    with pytest.raises(Malformed, match=r"document\.malicious"):
        scanner.judge([MALICIOUS[:5], MALICIOUS[5:]], scanner=settings.SCANNER)
    with pytest.raises(Unavailable, match=r"document\.scanner"):
        scanner.judge([b"one"], scanner="unix:/nowhere")


def test_production_without_a_scanner_is_told_at_every_start(settings, capsys):
    settings.MODE = "production"
    call_command("check", "documents")
    assert "documents.W001" in capsys.readouterr().err
    settings.SCANNER = "127.0.0.1:3310"
    call_command("check", "documents")
    assert "documents.W001" not in capsys.readouterr().err
