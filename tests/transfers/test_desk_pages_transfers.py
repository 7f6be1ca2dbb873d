"""The offices' pages of a transfer through Django's client: a case from acceptance to plates, refusals, looks recorded."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tongban.journal import queries as journal
from tongban.offices.records import Duty
from tongban.people.models import Account
from tongban.transfers import actions
from tongban.transfers.models import FilePage, Policy, Transfer
from tongban.transfers.queries import desk as reading
from tongban.transfers.rules import inspection
from tongban.transfers.rules.refusals import GROUNDS
from tongban.transfers.stages import Stage
from tongban.transfers.views import desk as views
from tongban.transfers.views import tasks

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLATES = re.compile(r"[\u3400-\u9fff][A-Z][A-Z0-9]{5,6}")  # never translated; a title cannot mark them as Chinese
VOID = {"meta", "link", "img", "input", "br", "hr", "line", "ellipse", "path", "circle", "rect", "polyline", "polygon"}
KEPT = ("样本", "样证", "中文", "通办", "示例")


class Page(HTMLParser):
    """What a page says outside islands marked as Chinese, and what a strict policy would refuse."""

    def __init__(self, html):
        super().__init__()
        self.islands, self.loose, self.forbidden, self.headings = [], [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.headings += tag == "h1"
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            self.forbidden.append((tag, attributes))
        if tag == "script" and "src" not in attributes:
            self.forbidden.append((tag, attributes))
        if tag not in VOID:
            self.islands.append(attributes.get("lang", "").lower().startswith("zh") and tag != "html")

    def handle_endtag(self, tag):
        if tag not in VOID and self.islands:
            self.islands.pop()

    def handle_data(self, data):
        if CHINESE.search(PLATES.sub("", data)) and not any(self.islands) and not any(word in data for word in KEPT):
            self.loose.append(data.strip())


@pytest.fixture(autouse=True)
def _today(monkeypatch, at, settings):
    settings.STATIC_ROOT = str(settings.DATA)
    settings.DEMO = True
    for module in ("desk", "inspector", "policies", "times"):
        monkeypatch.setattr(f"tongban.transfers.views.{module}.now", at)
    monkeypatch.setattr("tongban.offices.gates.now", at)


def client_of(officer, language="zh-hans"):
    """The officer's browser."""
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    return client


def act(case, part, word, data=None, *, follow=False):
    """Send one of the case's forms as the officer of that part."""
    address = reverse("transfers:desk-act", args=[case.id, word])
    return client_of(case.officers[part]).post(address, {"key": str(uuid.uuid4()), **(data or {})}, follow=follow)


def page_of(case, part, language="zh-hans"):
    """The case as that part's officer sees it."""
    answer = client_of(case.officers[part], language).get(reverse("transfers:desk-case", args=[case.id]))
    assert answer.status_code == 200
    return answer.content.decode()


def filled(cars, case, **changes):
    """The inspector's form, filled as on the phone."""
    photos = {
        f"photo-{code}": SimpleUploadedFile(f"{code}.png", cars.page(code), "image/png")
        for code in inspection.required_photos(type=case.vehicle.type)
    }
    ticks = {f"item-{n}": "pass" for n in inspection.required_items(type=case.vehicle.type, use=case.vehicle.use)}
    return {
        "key": str(uuid.uuid4()),
        "vin": str(case.vehicle.vin),
        "mileage_km": "61000",
        "is_recorded": "on",
        "is_certified": "on",
        **ticks,
        **photos,
    } | changes


# --- a case from the desk alone ------------------------------------------------------------------------------------
def test_offices_carry_a_case_from_acceptance_to_plates_on_their_pages_alone(cars, at):
    case = cars.submitted(at=at, without=("vin-rubbing",))
    assert act(case, "acceptor", "accept").status_code == 302
    assert "车辆识别代号拓印膜" in page_of(case, "keeper")

    scanned = SimpleUploadedFile("scan.png", cars.page("rubbing"), "image/png")
    act(case, "keeper", "scan", {"item": "vin-rubbing", "number": "1", "page": scanned})
    assert act(case, "keeper", "send").status_code == 302
    actions.move_files(at=at())
    assert case.stage == Stage.FILE_CHECK

    returned = {"code-certificate-2": "A2", "text-certificate-2": "印章处反光"}
    assert act(case, "checker", "return-pages", returned).status_code == 302
    assert "印章处反光" in page_of(case, "keeper")
    better = SimpleUploadedFile("scan.png", cars.page("better"), "image/png")
    act(case, "keeper", "scan", {"item": "certificate", "number": "2", "page": better})
    assert act(case, "keeper", "repair").status_code == 302
    assert "补来的，请看" in page_of(case, "checker")
    assert act(case, "checker", "accept-file").status_code == 302

    phone = client_of(case.officers["inspector"])
    assert phone.post(reverse("transfers:inspect-car", args=[case.id]), filled(cars, case)).status_code == 302
    assert "和登记一致" in page_of(case, "reviewer")
    assert act(case, "reviewer", "approve").status_code == 302
    case.choose(at)
    plates = {"plates_recovered": "on", "card_recovered": "on", "plates_ready": "yes"}
    assert act(case, "issuer", "issue", plates).status_code == 302
    assert case.stage in (Stage.ISSUED, Stage.CLOSED)
    assert (
        "卖方的责任解除"
        in client_of(case.officers["issuer"])
        .get(reverse("transfers:desk-case", args=[case.id]), {"done": "issue"})
        .content.decode()
    )


def stages(cars, at):
    """The case brought to each stage in which an office has something to do."""
    case = cars.submitted(at=at, without=("vin-rubbing",))
    yield case
    case.accept(at)
    yield case
    cars.fill_file(case.vehicle)
    case.move_file(at)
    yield case
    case.inspect(at)
    yield case
    case.approve(at).choose(at)
    yield case
    case.issue(at)
    yield case


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_has_one_heading_and_nothing_inline_and_speaks_one_language(cars, at, language):
    for case in stages(cars, at):
        for part, officer in case.officers.items():
            client = client_of(officer, language)
            addresses = [reverse("transfers:desk-queue") + "?tab=all", reverse("transfers:desk-case", args=[case.id])]
            if part == "inspector":
                addresses += [reverse("transfers:inspect-list"), reverse("transfers:inspect-result", args=[case.id])]
            for address in addresses:
                answer = client.get(address)
                page = Page(answer.content.decode())
                assert answer.status_code == 200, address
                assert (page.headings, page.forbidden) == (1, []), address
                assert language == "zh-hans" or page.loose == [], address


def test_a_case_asks_only_those_whose_turn_it_is(cars, at):
    case = cars.submitted(at=at)
    assert "受理，要档案" in page_of(case, "acceptor")
    for part in ("keeper", "checker", "inspector", "reviewer"):
        assert "受理，要档案" not in page_of(case, part), part


def test_an_officer_of_a_third_city_learns_nothing_of_a_case(cars, at, town):
    case = cars.submitted(at=at)
    stranger = client_of(town.officer(Duty.WINDOW, region="4401"))
    assert stranger.get(reverse("transfers:desk-case", args=[case.id])).status_code == 404
    assert stranger.post(reverse("transfers:desk-act", args=[case.id, "accept"]), {"key": "k"}).status_code == 404
    assert case.vehicle.plate not in stranger.get(reverse("transfers:desk-queue") + "?tab=all").content.decode()


def test_the_queue_finds_a_plate_and_shows_who_must_act(cars, at):
    case = cars.submitted(at=at).accept(at)
    client = client_of(case.officers["keeper"])
    shown = client.get(reverse("transfers:desk-queue"), {"q": str(case.vehicle.plate)[-4:]}).content.decode()
    assert "核对目录，封发档案" in shown
    assert "没有这个号牌" in client.get(reverse("transfers:desk-queue"), {"q": "ZZZZZ"}).content.decode()


# --- no, with every reason -----------------------------------------------------------------------------------------
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


def test_pages_go_back_only_with_a_code_and_another_needs_words(cars, at):
    case = cars.submitted(at=at).accept(at)
    actions.move_files(at=at())
    actions.move_files(at=at())
    assert "至少选一页" in act(case, "checker", "return-pages").content.decode()
    answer = act(case, "checker", "return-pages", {"code-certificate-1": "A9"})
    assert answer.status_code == 409
    assert "写明原因" in answer.content.decode()
    half = act(case, "checker", "return-pages", {"more-item": "mandate"})
    assert "都要填" in half.content.decode()
    assert case.stage == Stage.FILE_CHECK


def test_a_file_with_a_marked_page_is_not_accepted_by_the_wrong_button(cars, at):
    case = cars.submitted(at=at).accept(at)
    actions.move_files(at=at())
    actions.move_files(at=at())
    answer = act(case, "checker", "accept-file", {"code-certificate-1": "A2", "text-certificate-1": "反光"})
    assert answer.status_code == 400
    assert "选了要退回的页" in answer.content.decode()
    assert 'value="反光"' in answer.content.decode()
    assert case.stage == Stage.FILE_CHECK


def test_a_page_that_is_missing_altogether_can_be_asked_for_and_is_then_scanned(cars, at):
    case = cars.submitted(at=at).accept(at)
    actions.move_files(at=at())
    actions.move_files(at=at())
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
    assert not FilePage.objects.filter(vehicle_id=case.vehicle.id, item="vin-rubbing").exists()


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


# --- looking is recorded --------------------------------------------------------------------------------------------
def test_each_look_at_a_page_stands_in_the_journal_of_the_case_and_of_its_people(cars, at):
    case = cars.submitted(at=at).accept(at)
    address = reverse("transfers:desk-page", args=[case.id, "certificate", 1])
    answer = client_of(case.officers["keeper"]).get(address)
    assert answer["Content-Type"] == "image/png"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    for about in (f"transfer:{case.id}", f"citizen:{case.seller.id}", f"citizen:{case.buyer.id}"):
        newest = journal.history(about)[0]
        assert (newest.tag, newest.by) == ("file-looked", case.officers["keeper"].key)


def test_the_case_page_itself_opens_no_page_of_the_file(cars, at):
    case = cars.submitted(at=at).accept(at)
    page_of(case, "keeper")
    assert "file-looked" not in {entry.tag for entry in journal.history(f"transfer:{case.id}")}


def test_a_stranger_may_open_neither_page_nor_photo_and_leaves_no_trace(cars, at, town):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    stranger = client_of(town.officer(Duty.ARCHIVE, region="4401"))
    assert stranger.get(reverse("transfers:desk-page", args=[case.id, "certificate", 1])).status_code == 403
    assert stranger.get(reverse("transfers:desk-photo", args=[case.id, 1, "0111"])).status_code == 403
    assert "file-looked" not in {entry.tag for entry in journal.history(f"transfer:{case.id}")}


def test_a_page_photo_or_paper_that_is_not_there_is_not_found(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    client = client_of(case.officers["reviewer"])
    assert client.get(reverse("transfers:desk-photo", args=[case.id, 1, "0111"])).status_code == 200
    for name, rest in (
        ("page", ["certificate", 9]),
        ("photo", [2, "0111"]),
        ("photo", [1, "9999"]),
        ("paper", ["quota"]),
    ):
        assert client.get(reverse(f"transfers:desk-{name}", args=[case.id, *rest])).status_code == 404


def test_the_journal_of_a_case_speaks_in_words_of_every_entry(cars, at):
    from tongban.transfers.entries import ENTRIES
    from tongban.transfers.stages import Move
    from tongban.transfers.templatetags import transfer_desk as words

    assert {entry.tag for entry in ENTRIES} - {"case-moved"} <= set(words.TITLES)
    assert {move.value for move in Move} <= set(words.MOVES)


# --- the inspector's phone ------------------------------------------------------------------------------------------
@pytest.fixture
def at_the_gate(cars, at):
    """A case whose car may come, and the inspector's phone."""
    case = cars.submitted(at=at).accept(at).move_file(at)
    return case, client_of(case.officers["inspector"]), reverse("transfers:inspect-car", args=[case.id])


def test_photos_of_a_form_with_a_fault_need_not_be_taken_again(cars, at_the_gate):
    case, phone, address = at_the_gate
    answer = phone.post(address, filled(cars, case, mileage_km="viel"))
    assert answer.status_code == 400
    assert "只填数字" in answer.content.decode()
    assert "已拍" in answer.content.decode()
    again = {name: value for name, value in filled(cars, case).items() if not name.startswith("photo-")}
    assert phone.post(address, again).status_code == 302
    assert case.stage == Stage.REVIEW


def test_another_vin_is_asked_for_once_more_and_then_turns_the_case_on_site(cars, at_the_gate):
    case, phone, address = at_the_gate
    other = cars.vin(7_654_321)
    answer = phone.post(address, filled(cars, case, vin=other))
    assert answer.status_code == 400
    assert "和登记的不一样" in answer.content.decode()
    assert case.stage == Stage.INSPECTION
    assert phone.post(address, filled(cars, case, vin=other, vin_confirmed="on")).status_code == 302
    assert case.stage == Stage.REINSPECTION
    assert case.row.onsite_codes == ["vin-differs"]
    assert "不合格" in phone.get(reverse("transfers:inspect-result", args=[case.id])).content.decode()


def test_an_item_that_fails_sends_the_car_home_and_it_comes_again(cars, at_the_gate):
    case, phone, address = at_the_gate
    phone.post(address, filled(cars, case, **{"item-8": "fail"}))
    assert case.stage == Stage.REINSPECTION
    assert "轮胎完好情况" in phone.get(reverse("transfers:inspect-result", args=[case.id])).content.decode()
    assert "第 2 次查验" in phone.get(address).content.decode()
    assert phone.post(address, filled(cars, case)).status_code == 302
    assert case.stage == Stage.REVIEW


@pytest.mark.parametrize("left_out", ["item-3", "photo-0113", "is_recorded", "is_certified", "vin"])
def test_nothing_of_the_form_may_be_left_out(cars, at_the_gate, left_out):
    case, phone, address = at_the_gate
    data = filled(cars, case)
    del data[left_out]
    answer = phone.post(address, data)
    assert answer.status_code == 400
    assert "还差一点" in answer.content.decode()
    assert case.stage == Stage.INSPECTION


def test_a_photo_that_cannot_be_read_is_named(cars, at_the_gate):
    case, phone, address = at_the_gate
    broken = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff half a picture", "image/jpeg")
    answer = phone.post(address, filled(cars, case, **{"photo-0111": broken}))
    assert "照片打不开" in answer.content.decode()
    assert case.stage == Stage.INSPECTION


def test_the_list_shows_the_cars_of_the_own_office_alone(cars, at_the_gate, town):
    case, phone, _address = at_the_gate
    assert str(case.vehicle.plate)[2:] in phone.get(reverse("transfers:inspect-list")).content.decode()
    elsewhere = client_of(town.officer(Duty.INSPECTION, region="4401"))
    assert str(case.vehicle.plate)[2:] not in elsewhere.get(reverse("transfers:inspect-list")).content.decode()


# --- the old way ----------------------------------------------------------------------------------------------------
def test_the_origin_lets_a_car_go_the_old_way_once_its_plates_are_back(cars, at):
    case = cars.submitted(at=at)
    Transfer.objects.filter(pk=case.id).update(way="origin-first")
    assert act(case, "origin_window", "accept").status_code == 302
    phone = client_of(case.officers["origin_inspector"])
    out, fail = (reverse(f"transfers:inspect-{word}", args=[case.id]) for word in ("out", "fail"))
    assert "放行，发临时号牌" in phone.get(reverse("transfers:inspect-car", args=[case.id])).content.decode()
    assert phone.post(fail, {"key": "f1", "text": "改"}).status_code == 400
    assert phone.post(fail, {"key": "f2", "text": "后视镜和登记照片不一样"}).status_code == 302
    assert phone.post(out, {"key": "o1"}).status_code == 400
    assert phone.post(out, {"key": "o2", "plates_recovered": "on"}).status_code == 302
    assert case.stage == Stage.MOVED_OUT
    assert "30 天临时号牌" in phone.get(reverse("transfers:inspect-result", args=[case.id])).content.decode()


# --- city rules -----------------------------------------------------------------------------------------------------
RULE = {
    "prefecture": "3205",
    "kind": "emission",
    "minimum_emission": "5",
    "from_day": "2026-12-01",
    "until_day": "",
    "text_zh": "转入的车要达到国五。",
    "text_en": "Vehicles that come in must meet China 5.",
    "source": "苏府规字〔2026〕1号",
    "exempts_new_energy": "on",
    "includes_small_non_operating": "on",
}


def draft(client, **changes):
    """Send the form of a draft; returns the answer and the draft's id."""
    policy = str(uuid.uuid4())
    return client.post(reverse("transfers:policy-draft"), RULE | {"policy": policy} | changes), policy


def test_a_rule_is_written_by_one_officer_and_approved_by_another(cars, at, town):
    author = client_of(town.officer(Duty.RULE_EDIT, region="3205"))
    approver = client_of(town.officer(Duty.RULE_APPROVAL, region="3205"))
    answer, policy = draft(author)
    assert answer.status_code == 302
    assert author.post(reverse("transfers:policy-approve", args=[policy])).status_code == 403
    public = reverse("transfers:policies")
    assert RULE["text_zh"] not in Client().get(public, {"on": "2026-12-01"}).content.decode()
    assert approver.post(reverse("transfers:policy-approve", args=[policy])).status_code == 302
    assert RULE["text_zh"] in Client().get(public, {"on": "2026-12-01"}).content.decode()
    assert RULE["text_zh"] not in Client().get(public, {"on": "2026-11-30"}).content.decode()
    ended = approver.post(reverse("transfers:policy-end", args=[policy]), {"until_day": "2026-12-31"})
    assert ended.status_code == 302
    assert RULE["text_zh"] not in Client().get(public, {"on": "2027-01-01"}).content.decode()
    early = approver.post(reverse("transfers:policy-end", args=[policy]), {"until_day": "2026-11-01"})
    assert early.status_code == 409


def test_a_rule_against_the_national_one_is_told_so_at_once_and_not_kept(cars, at, town):
    author = client_of(town.officer(Duty.RULE_EDIT, region="3205"))
    answer, _policy = draft(author, minimum_emission="6", check="yes")
    assert answer.status_code == 200
    assert "POL-01" in answer.content.decode()
    answer, _policy = draft(author, minimum_emission="6", source="")
    assert answer.status_code == 400
    assert {"POL-01", "POL-02"} <= set(re.findall(r"POL-\d\d", answer.content.decode()))
    assert not Policy.objects.exists()


def test_a_good_rule_that_is_only_checked_is_not_kept(cars, at, town):
    answer, _policy = draft(client_of(town.officer(Duty.RULE_EDIT, region="3205")), check="yes")
    assert "没有和国家规定冲突" in answer.content.decode()
    assert not Policy.objects.exists()


def test_nobody_writes_for_another_city(cars, at, town):
    answer, _policy = draft(client_of(town.officer(Duty.RULE_EDIT, region="3202")))
    assert answer.status_code == 400
    assert not Policy.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_the_rules_have_one_heading_and_one_language(cars, at, town, language):
    author = client_of(town.officer(Duty.RULE_EDIT, region="3205"), language)
    _answer, policy = draft(author)
    for address in (
        reverse("transfers:policies-desk"),
        reverse("transfers:policy-draft"),
        reverse("transfers:policy", args=[policy]),
        reverse("transfers:policies"),
    ):
        answer = author.get(address)
        page = Page(answer.content.decode())
        assert answer.status_code == 200, address
        assert (page.headings, page.forbidden) == (1, []), address
        assert language == "zh-hans" or page.loose == [], address


# --- times ----------------------------------------------------------------------------------------------------------
def test_times_of_few_cases_are_not_shown_and_of_enough_are(cars, at):
    def done():
        cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at).choose(at).issue(at)

    done()
    assert "苏州市车管所" not in Client().get(reverse("transfers:times")).content.decode()
    done()
    done()
    shown = Client().get(reverse("transfers:times")).content.decode()
    assert "苏州市车管所" in shown
    assert (Page(shown).headings, Page(shown).forbidden) == (1, [])


# --- the table of tasks ----------------------------------------------------------------------------------------------
def test_every_stage_has_its_task_and_every_tab_its_name():
    assert set(tasks.TASKS) == set(Stage)
    assert set(views.TABS) == set(views.Tab)
    assert set(views.SUSPICIONS) >= set(actions.SUSPICIOUS)
    assert set(GROUNDS)


def test_a_clock_says_working_days_and_turns_red_on_its_last(cars):
    from tongban.transfers.templatetags.transfer_desk import work_clock

    friday = cars.AT  # 20 November 2026, 10:00 in China
    assert work_clock(friday + timedelta(hours=7), friday)["kind"] == "today"
    assert work_clock(friday + timedelta(days=3), friday) | {"due": None} == {"kind": "last", "days": 1, "due": None}
    assert work_clock(friday + timedelta(days=5), friday)["days"] == 3
    assert work_clock(friday - timedelta(hours=2), friday)["kind"] == "over"
    assert work_clock(None, friday) == {"kind": "none"}


def test_a_rule_of_a_city_knows_its_state_on_any_day(cars, at, town):
    author, approver = (town.officer(duty, region="3205") for duty in (Duty.RULE_EDIT, Duty.RULE_APPROVAL))
    _answer, policy = draft(client_of(author), until_day="2026-12-31")
    assert reading.city_policy(uuid.UUID(policy), on=date(2026, 12, 5)).state == "draft"
    actions.approve_policy(policy_id=uuid.UUID(policy), officer=approver, at=at())
    days = {
        date(2026, 11, 30): "coming",
        date(2026, 12, 1): "in-force",
        date(2026, 12, 31): "in-force",
        date(2027, 1, 1): "ended",
    }
    for day, state in days.items():
        assert reading.city_policy(uuid.UUID(policy), on=day).state == state


def test_a_supervisor_who_has_no_turn_sees_all_cases_at_once(cars, at, town):
    case = cars.submitted(at=at)
    client = client_of(town.officer(Duty.SUPERVISION, region="3205"))
    assert str(case.vehicle.plate)[2:] in client.get(reverse("transfers:desk-queue")).content.decode()
    shown = client.get(reverse("transfers:desk-case", args=[case.id])).content.decode()
    assert "受理，要档案" not in shown
    assert client.post(reverse("transfers:desk-act", args=[case.id, "accept"]), {"key": "k"}).status_code == 403
