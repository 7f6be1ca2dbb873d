"""What an office may not do with a case is refused with every reason, and what was written is kept."""

from __future__ import annotations

import pytest
from desk_browser import act, client_of, page_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongban.dossiers.models import FilePage
from tongban.transfers import actions
from tongban.transfers.stages import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_clock")]


@pytest.fixture
def case(cars, at):
    """A case whose file has come and is to be looked at."""
    found = cars.submitted(at=at).accept(at)
    actions.move_files(at=at())
    actions.move_files(at=at())
    return found


def test_a_second_accept_of_an_older_page_is_refused_with_its_reason(cars, at):
    case = cars.submitted(at=at).accept(at)
    answer = act(case, "acceptor", "accept")
    assert answer.status_code == 409
    assert "已经有人办过" in answer.content.decode()


def test_a_correction_keeps_what_was_written_until_it_is_long_enough(cars, at):
    case = cars.submitted(at=at)
    answer = act(case, "acceptor", "ask-correction", {"text": "缺证"})
    assert answer.status_code == 400
    assert "至少 4 个字" in answer.content.decode()
    assert case.stage == Stage.SUBMITTED
    assert act(case, "acceptor", "ask-correction", {"text": "居住证照片看不清，请重拍"}).status_code == 302
    assert case.stage == Stage.CORRECTION


def test_a_refusal_is_read_as_a_letter_before_it_is_served(cars, at):
    case = cars.submitted(at=at)
    client = client_of(case.officers["acceptor"])
    address = reverse("transfers:desk-refusal", args=[case.id])
    assert client.get(address).status_code == 400
    letter = client.get(address, {"grounds": "REF-15-1"}).content.decode()
    assert "第十五条第一项" in letter
    assert "行政复议" in letter
    assert case.stage == Stage.SUBMITTED
    assert act(case, "acceptor", "refuse", {"grounds": ["REF-15-1"]}).status_code == 302
    assert case.stage == Stage.REFUSED


def test_pages_go_back_only_with_a_code_and_another_needs_words(case):
    assert "至少选一页" in act(case, "checker", "return-pages").content.decode()
    answer = act(case, "checker", "return-pages", {"code-certificate-1": "A9"})
    assert answer.status_code == 409
    assert "写明原因" in answer.content.decode()
    half = act(case, "checker", "return-pages", {"more-item": "mandate"})
    assert "都要填" in half.content.decode()
    assert case.stage == Stage.FILE_CHECK


def test_a_file_with_a_marked_page_is_not_accepted_by_the_wrong_button(case):
    answer = act(case, "checker", "accept-file", {"code-certificate-1": "A2", "text-certificate-1": "反光"})
    assert answer.status_code == 400
    assert "选了要退回的页" in answer.content.decode()
    assert 'value="反光"' in answer.content.decode()
    assert case.stage == Stage.FILE_CHECK


def test_a_page_that_is_missing_altogether_can_be_asked_for_and_is_then_scanned(cars, case):
    act(case, "checker", "return-pages", {"more-item": "certificate", "more-number": "3", "more-code": "A1"})
    assert case.stage == Stage.FILE_RETURNED
    scanned = SimpleUploadedFile("scan.png", cars.page("third"), "image/png")
    act(case, "keeper", "scan", {"item": "certificate", "number": "3", "page": scanned})
    assert act(case, "keeper", "repair").status_code == 302


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", b"no picture"), ("a.png", b"\x89PNG\r\n\x1a\n half"), ("a.png", b"")]
)
def test_a_scan_that_is_no_picture_is_sent_back_in_words(cars, at, name, content):
    case = cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    answer = act(
        case, "keeper", "scan", {"item": "vin-rubbing", "number": "1", "page": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 400
    assert "govuk-error-summary" in answer.content.decode()
    assert not FilePage.objects.filter(subject_id=case.vehicle.id, item="vin-rubbing").exists()


def test_a_scan_larger_than_is_kept_is_refused_with_the_limit(cars, at, settings):
    settings.DOCUMENT_MAX_BYTES = 1024 * 1024
    case = cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    large = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(1024 * 1024))
    answer = act(case, "keeper", "scan", {"item": "vin-rubbing", "number": "1", "page": large})
    assert "超过 1 MB" in answer.content.decode()


def test_suspicion_stops_the_approval_until_the_window_has_seen_everything(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    act(case, "reviewer", "turn-onsite", {"codes": ["modified"]})
    assert "涉嫌非法改装" in page_of(case, "reviewer")
    assert act(case, "reviewer", "approve").status_code == 409
    assert act(case, "issuer", "clear-onsite").status_code == 302
    assert act(case, "reviewer", "approve").status_code == 302


def test_old_plates_must_be_back_before_new_ones_go_out(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at).choose(at)
    answer = act(case, "issuer", "issue", {"card_recovered": "on", "plates_ready": "yes"})
    assert answer.status_code == 400
    assert "先收回旧号牌" in answer.content.decode()
    assert case.stage == Stage.NUMBERED
