"""A file page by page, and several pages scanned at once: looks are recorded, good pages are kept, each bad file is told."""

from __future__ import annotations

import re
from io import BytesIO

import pypdfium2
import pytest
from desk_browser import act, client_of, page_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tongban.documents import queries as documents
from tongban.dossiers.models import FilePage
from tongban.errors import Malformed
from tongban.journal import queries as journal
from tongban.offices.records import Duty
from tongban.transfers.stages import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_clock")]


@pytest.fixture
def requested(cars, at):
    """A case whose file is being put together at the origin."""
    case = cars.submitted(at=at).accept(at)
    row = case.row
    row.stage = Stage.FILE_REQUESTED
    row.save(update_fields=["stage"])
    return case


def pdf(pages):
    """A PDF of so many sheets of different widths, as a scanner makes one."""
    document = pypdfium2.PdfDocument.new()
    for n in range(pages):
        document.new_page(500 + n, 700)
    into = BytesIO()
    document.save(into)
    return into.getvalue()


def looks(case):
    """What of the file has been looked at, the newest first: document and page."""
    entries = journal.history(f"transfer:{case.id}", limit=200)
    return [(one.details["item"], one.details["page"]) for one in entries if one.tag == "file-looked"]


def sent(name, content, kind="image/png"):
    return SimpleUploadedFile(name, content, kind)


def numbers(case, item="seal"):
    rows = FilePage.objects.filter(subject_id=case.vehicle.id, item=item, replaced_at=None)
    return list(rows.order_by("number").values_list("number", "media_type"))


def test_a_pdf_is_split_into_pages_that_each_show_what_the_page_showed():
    found = documents.pages_of(pdf(3), "application/pdf")
    assert [round(pypdfium2.PdfDocument(one)[0].get_width()) for one in found] == [500, 501, 502]
    picture, kind = documents.as_picture(found[1], "application/pdf")
    assert kind == "image/jpeg"
    assert Image.open(BytesIO(picture)).size == (1654, 2311)  # as large as fits into A4 at 200 dpi


def test_a_pdf_of_one_page_or_signed_stays_byte_for_byte():
    one, signed = pdf(1), pdf(2) + b"\n%/ByteRange\nstartxref\n9\n%%EOF\n"
    assert documents.pages_of(one, "application/pdf") == [one]
    assert documents.pages_of(signed, "application/pdf") == [signed]


@pytest.mark.parametrize("content", [b"%PDF-1.7\nrubbish\nstartxref\n9\n%%EOF\n", b"", pdf(101)])
def test_what_no_viewer_could_show_is_refused(content):
    with pytest.raises(Malformed) as error:
        documents.pages_of(content, "application/pdf")
    assert error.value.code == "document.pdf"


def test_several_files_at_once_follow_each_other_and_a_pdf_is_as_many_pages(cars, requested):
    files = [sent("a.png", cars.page("a")), sent("b.pdf", pdf(2), "application/pdf"), sent("c.png", cars.page("c"))]
    item = "vin-rubbing"
    assert act(requested, "keeper", "scan", {"item": item, "number": "5", "page": files}).status_code == 302
    kinds = [(5, "image/png"), (6, "application/pdf"), (7, "application/pdf"), (8, "image/png")]
    assert [one for one in numbers(requested, item) if one[0] >= 5] == kinds


def test_of_several_files_the_good_ones_are_kept_and_each_bad_one_is_told(cars, requested):
    files = [sent("a.png", cars.page("a")), sent("b.txt", b"words"), sent("c.png", cars.page("c")[:60])]
    files.append(sent("d.png", cars.page("d")))
    answer = act(requested, "keeper", "scan", {"item": "vin-rubbing", "number": "5", "page": files})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "第 2 个文件" in html
    assert "第 3 个文件" in html
    assert "第 1 个文件" not in html
    assert "其中 2 页已存入档案。" in html
    assert len([n for n, _kind in numbers(requested, "vin-rubbing") if n >= 5]) == 2


def test_opening_the_viewer_and_its_pictures_is_recorded_before_anything_is_shown(cars, requested):
    browser = client_of(requested.officers["keeper"])
    (first, *_rest) = FilePage.objects.filter(subject_id=requested.vehicle.id, replaced_at=None).order_by("item")
    html = browser.get(reverse("transfers:desk-viewer", args=[requested.id, first.item, first.number])).content.decode()
    assert looks(requested) == []
    shown = re.search(r'data-viewer-image src="([^"]+)"', html).group(1)
    assert browser.get(shown)["Content-Type"].startswith("image/")
    assert looks(requested) == [(first.item, first.number)]
    pages = FilePage.objects.filter(subject_id=requested.vehicle.id, replaced_at=None).count()
    assert len(re.findall("data-viewer-page", html)) == pages
    sheet = browser.get(reverse("transfers:desk-overview", args=[requested.id]))
    assert Image.open(BytesIO(sheet.content)).size == (documents.CELL[0], documents.CELL[1] * pages)
    assert looks(requested)[0] == ("overview", pages)


def test_a_pdf_page_is_drawn_for_the_viewer_and_stays_a_download_by_itself(cars, requested):
    scanned = {"item": "vin-rubbing", "number": "5", "page": [sent("b.pdf", pdf(1), "application/pdf")]}
    act(requested, "keeper", "scan", scanned)
    browser = client_of(requested.officers["keeper"])
    drawn = browser.get(reverse("transfers:desk-picture", args=[requested.id, "vin-rubbing", 5]))
    whole = browser.get(reverse("transfers:desk-page", args=[requested.id, "vin-rubbing", 5]))
    assert drawn["Content-Type"] == "image/jpeg"
    assert "attachment" in whole["Content-Disposition"]


@pytest.mark.parametrize("word", ["viewer", "picture", "overview"])
def test_the_viewer_is_closed_to_other_offices_and_once_the_case_has_ended(requested, word):
    page = FilePage.objects.filter(subject_id=requested.vehicle.id, replaced_at=None).first()
    args = [requested.id] if word == "overview" else [requested.id, page.item, page.number]
    address = reverse(f"transfers:desk-{word}", args=args)
    row = requested.row
    row.stage = Stage.LAPSED
    row.save(update_fields=["stage"])
    assert client_of(requested.officers["keeper"]).get(address).status_code == 403


def test_the_pages_of_a_file_are_links_without_script(requested):
    html = page_of(requested, "keeper", "en")
    assert "View page by page" in html or "viewer/" in html
    viewer = re.search(r'href="([^"]+/viewer/[^"]+)"', html).group(1)
    shown = client_of(requested.officers["keeper"], "en").get(viewer).content.decode()
    assert 'rel="next" href="' in shown
    assert "This look is recorded" in shown


def test_the_pages_are_no_links_for_who_may_not_open_them(requested, town):
    supervisor = town.officer(Duty.SUPERVISION, region=requested.officers["keeper"].office[:4])
    shown = client_of(supervisor).get(reverse("transfers:desk-case", args=[requested.id])).content.decode()
    assert 'class="is-shut"' in shown
    assert "/viewer/" not in shown
    assert "/picture/" not in shown
    assert "打开一页就登记一次查阅" not in shown
