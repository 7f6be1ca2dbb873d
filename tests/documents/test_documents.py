"""Documents are what they say they are, kept once, and never other than they came."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pages import AT, JPEG, PDF, PNG, WHOLE, pdf, picture

from tongban.documents import actions, contents, queries
from tongban.documents.models import Document
from tongban.documents.records import StoredDocument
from tongban.errors import Malformed, NotFound, Untrusted


def stored(content=WHOLE[PDF], media_type=PDF, at=AT):
    return actions.store(content=content, media_type=media_type, at=at)


# --- in and out ------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("media_type", WHOLE)
def test_what_is_stored_is_handed_out_by_its_sha_256(media_type):
    content = WHOLE[media_type]
    digest = stored(content, media_type)
    assert digest == hashlib.sha256(content).hexdigest()
    assert queries.content(digest) == content
    assert queries.describe(digest) == StoredDocument(digest, media_type, len(content), AT)


@pytest.mark.django_db
def test_the_same_bytes_again_are_kept_once_and_as_of_the_first_time():
    assert stored() == stored(at=AT + timedelta(days=1))
    assert Document.objects.get().stored_at == AT


@pytest.mark.django_db
def test_a_document_of_an_act_that_fails_is_not_kept():
    with transaction.atomic():
        stored()
        transaction.set_rollback(True)
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_those_that_are_not_there_are_named_however_many_are_asked_for():
    here = {stored(), stored(WHOLE[PNG], PNG)}
    gone = {hashlib.sha256(b"%d" % number).hexdigest() for number in range(1200)}
    assert queries.missing(here | gone) == gone
    assert queries.missing([*here, *here]) == set()
    assert queries.missing(()) == set()


@pytest.mark.django_db
def test_an_unknown_document_is_not_found():
    for ask in (queries.content, queries.describe):
        with pytest.raises(NotFound, match=r"document\.unknown"):
            ask("00" * 32)


@pytest.mark.django_db
def test_a_byte_changed_in_the_database_is_found_on_reading():
    digest = stored()
    Document.objects.update(content=WHOLE[PDF].replace(b"SPECIMEN", b"SPECIMEM"))
    with pytest.raises(Untrusted, match=r"document\.altered"):
        queries.content(digest)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"digest": "AB" * 32}, {"media_type": "text/html"}, {"size": 0}])
def test_the_database_itself_takes_no_row_that_breaks_the_rules(change):
    row = {"digest": "ab" * 32, "media_type": PDF, "size": 1, "stored_at": AT, "content": b"x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(**row | change)


# --- what is taken ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("said", [JPEG, PNG, PDF])
@pytest.mark.parametrize("is_really", [JPEG, PNG, PDF])
def test_the_bytes_must_be_of_the_type_that_is_said(said, is_really):
    if said == is_really:
        contents.bared(WHOLE[is_really], media_type=said, max_bytes=10_000)
        return
    with pytest.raises(Malformed, match=r"document\.(picture|pdf)"):
        contents.bared(WHOLE[is_really], media_type=said, max_bytes=10_000)


@pytest.mark.parametrize("media_type", ["image/gif", "text/html", "image/svg+xml", "IMAGE/PNG", ""])
def test_no_other_type_is_taken(media_type):
    with pytest.raises(Malformed, match=r"document\.media-type"):
        contents.bared(b"<svg/>", media_type=media_type, max_bytes=10)


@pytest.mark.django_db
def test_the_largest_size_is_a_setting_and_nothing_is_no_document(settings):
    settings.DOCUMENT_MAX_BYTES = len(WHOLE[PDF])
    stored()
    settings.DOCUMENT_MAX_BYTES -= 1
    for content in (WHOLE[PDF], b""):
        with pytest.raises(Malformed, match=r"document\.size") as caught:
            stored(content)
        assert caught.value.say is not None


@pytest.mark.parametrize("media_type", [JPEG, PNG])
@given(share=st.floats(0, 0.98))
def test_a_picture_that_was_cut_off_is_not_taken(media_type, share):
    content = picture("JPEG" if media_type == JPEG else "PNG", size=(300, 200))
    with pytest.raises(Malformed, match=r"document\.picture"):
        contents.bared(content[: int(len(content) * share)] or b"x", media_type=media_type, max_bytes=100_000)


def test_a_phone_s_own_bytes_behind_its_photo_may_stay():
    contents.bared(WHOLE[JPEG] + b"\0\0SEFT" * 9, media_type=JPEG, max_bytes=10_000)


def bomb(width, height):
    """A PNG of a few hundred bytes that claims to be very large."""

    def chunk(kind, octets):
        return struct.pack(">I", len(octets)) + kind + octets + struct.pack(">I", zlib.crc32(kind + octets))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(12_001, 10), (9_000, 6_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_would_fill_the_memory_is_not_taken(size):
    with pytest.raises(Malformed, match=r"document\.picture"):
        contents.bared(bomb(*size), media_type=PNG, max_bytes=10_000)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-",
        pdf()[:-6],
        pdf() + b"<script>",
        b"\n" + pdf(),
        pdf().replace(b"%PDF-1.7", b"%PDF-9.7"),
        pdf().replace(b"startxref", b"startxxxx"),
        b"GIF89a" + pdf(),
    ],
)
def test_a_pdf_without_its_beginning_or_its_end_is_not_taken(content):
    with pytest.raises(Malformed, match=r"document\.pdf"):
        contents.bared(content, media_type=PDF, max_bytes=10_000)


@given(octets=st.binary(min_size=1, max_size=200), media_type=st.sampled_from(sorted(WHOLE)))
def test_bytes_behind_a_right_beginning_are_read_or_malformed(octets, media_type):
    content = WHOLE[media_type][:12] + octets
    try:
        contents.bared(content, media_type=media_type, max_bytes=1000)
    except Malformed:
        return
    assert media_type == PDF
    assert b"%%EOF" in content


# --- two at once -------------------------------------------------------------------------------------------------
@pytest.fixture
def database(tmp_path, transactional_db):
    """The address of a database in which processes of their own store documents: this one, or a file of SQLite."""
    if connection.vendor != "postgresql":
        return f"sqlite:///{tmp_path / 'documents.sqlite3'}"
    place = connection.settings_dict
    return f"postgresql://{place['USER']}@{place['HOST'].replace('/', '%2F')}:{place['PORT'] or 5432}/{place['NAME']}"


def test_processes_that_store_the_same_pages_at_once_all_succeed(database, tmp_path):
    environment = os.environ | {"TONGBAN_DATABASE_URL": database, "TONGBAN_DATA": str(tmp_path)}
    program = [sys.executable, str(Path(__file__).with_name("pages.py")), "40"]
    subprocess.run([*program[:2], "migrate"], env=environment, check=True)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(program, env=environment, **pipes) for _ in range(3)]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 3
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    expected = [hashlib.sha256(pdf(f"page {number}")).hexdigest() for number in range(40)]
    assert [output.split() for output in outputs] == [expected] * 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("first_fails", [False, True])
@pytest.mark.django_db(transaction=True)
def test_the_second_waits_for_the_first_and_has_the_page_whatever_became_of_it(first_fails):
    has_stored, may_end = Event(), Event()

    def slow():
        try:
            with transaction.atomic():
                stored()
                has_stored.set()
                may_end.wait(30)
                transaction.set_rollback(first_fails)
        finally:
            connection.close()

    def second():
        try:
            return stored()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        has_stored.wait(30)
        waiting = pool.submit(second)
        may_end.set()
        first.result(30)
        assert queries.content(waiting.result(30)) == WHOLE[PDF]
