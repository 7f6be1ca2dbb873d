"""The desk's pages through Django's client: duties, both languages, a decision once, a reason before a look."""

from __future__ import annotations

import re
import uuid
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from tongban.licences import actions, queries
from tongban.licences.models import Application
from tongban.licences.stages import ApplicationStage
from tongban.notices import queries as notices
from tongban.offices.records import Duty
from tongban.people.gates import SIGNED_IN
from tongban.people.models import Account
from tongban.registers import actions as registers_actions
from tongban.registers import queries as registers
from tongban.simulation import portraits

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u3400-\u9fff]")
VOID = {"meta", "link", "img", "input", "br", "hr", "line", "ellipse", "path", "circle", "rect"}


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
        if CHINESE.search(data) and not any(self.islands):
            self.loose.append(data.strip())


@pytest.fixture(autouse=True)
def _today(monkeypatch, town, settings):
    settings.STATIC_ROOT = str(settings.DATA)  # whitenoise warns when the folder is missing
    for module in ("licences.views.desk", "offices.gates", "portal.views"):
        monkeypatch.setattr(f"tongban.{module}.now", lambda: town.later(minutes=5))


@pytest.fixture
def desk(town, settings):
    """A client at the desk of an officer with these duties."""
    settings.DEMO = True

    def open_desk(*duties, region="5101"):
        one = town.officer(*duties, region=region)
        client = Client()
        client.force_login(Account.objects.get(pk=one.account_id), backend="tongban.people.signed_in.AccountBackend")
        client.officer = one
        return client

    return open_desk


@pytest.fixture
def handed_in(town):
    """An application with a new photo that waits."""

    def hand_in():
        record = town.driver()
        found = uuid.uuid4()
        actions.apply(application_id=found, citizen=town.citizen(record), picture=portraits.draw(2), at=town.AT)
        assert queries.application(found).stage == ApplicationStage.REVIEW
        return found, record

    return hand_in


def looked_up(client, record, reason="核对驾驶资格"):
    return client.post(
        reverse("licences:desk-search"),
        {"number": str(record.number), "duty": Duty.LICENCE_SEARCH.value, "reason": reason},
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_desk_page_has_one_heading_and_nothing_inline_in_both_languages(desk, handed_in, town, language):
    client = desk(Duty.PHOTO_REVIEW, Duty.LICENCE_SEARCH, Duty.STANDING_CHANGE, Duty.WINDOW)
    waiting, record = handed_in()
    at_window, _other = handed_in()
    actions.review_photo(
        application_id=at_window,
        attempt=1,
        decision=actions.Decision.WINDOW,
        broken=("P9",),
        officer=client.officer,
        at=town.AT,
    )
    looked_up(client, record)
    client.cookies["django_language"] = language
    for address in (
        reverse("portal:home"),
        reverse("portal:journal"),
        reverse("licences:desk-photos"),
        reverse("licences:desk-review", args=[waiting]),
        reverse("licences:desk-search"),
        reverse("licences:desk-record", args=[record.id]),
        reverse("licences:desk-window", args=[at_window]),
    ):
        answer = client.get(address)
        page = Page(answer.content.decode())
        assert answer.status_code == 200, address
        assert page.headings == 1, address
        assert page.forbidden == [], address


@pytest.mark.parametrize(("language", "words"), [("zh-hans", ("正常", "状态")), ("en", ("Normal", "Status"))])
def test_a_status_is_said_in_words_and_not_by_its_letter(desk, handed_in, town, language, words):
    normal, full = words
    client = desk(Duty.PHOTO_REVIEW, Duty.LICENCE_SEARCH)
    waiting, _record = handed_in()
    record = town.driver(points=12, letters="B")
    looked_up(client, record)
    client.cookies["django_language"] = language
    review = client.get(reverse("licences:desk-review", args=[waiting])).content.decode()
    assert f"</svg>{normal}</span>" in review
    assert not re.search(r"\d %", review), "a number keeps its sign"
    page = client.get(reverse("licences:desk-record", args=[record.id])).content.decode()
    assert f'<span class="tag">{full}</span>' in page


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "有决定没有生效"), ("en", "A decision of yours did not take effect")]
)
def test_the_officer_reads_on_the_pages_of_photo_review_that_a_decision_lapsed(desk, handed_in, town, language, said):
    client = desk(Duty.PHOTO_REVIEW)
    (lapsing, _record), (waiting, _other) = handed_in(), handed_in()
    actions.propose_decision(
        proposal_id=uuid.uuid4(),
        application_id=lapsing,
        attempt=1,
        decision=actions.Decision.APPROVE,
        officer=client.officer,
        at=town.AT,
    )
    client.cookies["django_language"] = language
    pages = (reverse("licences:desk-photos"), reverse("licences:desk-review", args=[waiting]))
    assert not any(said in client.get(page).content.decode() for page in pages)
    Application.objects.filter(pk=lapsing).update(attempt=2)
    actions.carry_out_decisions(at=town.later(minutes=2))
    assert all(said in client.get(page).content.decode() for page in pages)


def test_the_english_review_page_has_no_chinese_but_names(desk, handed_in):
    client = desk(Duty.PHOTO_REVIEW)
    waiting, _record = handed_in()
    client.cookies["django_language"] = "en"
    page = Page(client.get(reverse("licences:desk-review", args=[waiting])).content.decode())
    kept = [said for said in page.loose if "样本" not in said and "示例市" not in said and "通办" not in said]
    assert [said for said in kept if said not in {"样证 SPECIMEN", "中文"}] == []


def test_the_desk_is_closed_without_the_duty(desk, handed_in):
    waiting, _record = handed_in()
    client = desk(Duty.ROADSIDE_CHECK)
    for address in (
        reverse("licences:desk-photos"),
        reverse("licences:desk-review", args=[waiting]),
        reverse("licences:desk-search"),
        reverse("licences:desk-window", args=[waiting]),
    ):
        assert client.get(address).status_code == 403, address


def test_a_second_officer_on_the_same_photo_is_told_so(desk, handed_in):
    waiting, _record = handed_in()
    address = reverse("licences:desk-review", args=[waiting])
    assert desk(Duty.PHOTO_REVIEW).get(address).status_code == 200
    answer = desk(Duty.PHOTO_REVIEW).get(address)
    assert answer.status_code == 409
    assert "同事正在看这张照片" in answer.content.decode()
    assert 'name="decision"' not in answer.content.decode()


def test_a_photo_put_back_is_open_to_a_colleague(desk, handed_in):
    waiting, _record = handed_in()
    first = desk(Duty.PHOTO_REVIEW)
    address = reverse("licences:desk-review", args=[waiting])
    first.get(address)
    first.post(reverse("licences:desk-later", args=[waiting]))
    assert desk(Duty.PHOTO_REVIEW).get(address).status_code == 200


def reviewed(client, application, **answers):
    """Fill the form of a review in and confirm it; (the page that asks, the answer to the confirmation)."""
    address = reverse("licences:desk-review", args=[application])
    given = {"attempt": 1, "key": client.get(address).context["form"]["key"].value()} | answers
    return client.post(address, given), client.post(address, given | {"confirmed": "1"})


def undo_doors(answer):
    """Where the page's banner leads to undo what was just decided."""
    return re.findall(r'action="(/desk/photos/decisions/[^"]+/undo/)"', answer.content.decode())


def take_effect(town):
    """The minute is over, and the worker has come."""
    actions.carry_out_decisions(at=town.later(minutes=6))


def test_a_return_without_a_reason_is_not_taken(desk, handed_in, town):
    waiting, _record = handed_in()
    asked, answer = reviewed(desk(Duty.PHOTO_REVIEW), waiting, decision="return")
    take_effect(town)
    for one in (asked, answer):
        assert "至少选一个原因" in one.content.decode()
    assert queries.application(waiting).stage == ApplicationStage.REVIEW


def test_a_return_names_its_reasons_as_the_applicant_will_read_them_and_is_asked_once_more(desk, handed_in, town):
    from tongban.notices import queries as notices

    waiting, _record = handed_in()
    client = desk(Duty.PHOTO_REVIEW)
    answers = {"decision": "return", "broken": ["P2", "P3"]}
    asked, answer = reviewed(client, waiting, **answers)
    page = asked.content.decode()
    assert "请再确认一次" in page
    assert answer.url == reverse("licences:desk-photos")
    take_effect(town)
    found = queries.application(waiting)
    assert (found.stage, [reason.code for reason in found.broken]) == (
        ApplicationStage.RETURNED,
        ["EL-05 P2", "EL-05 P3"],
    )
    assert notices.notices(found.citizen_id)[0].text.zh in page


@pytest.mark.parametrize("decision", ["approve", "return", "window"])
def test_nothing_is_decided_before_the_confirmation_and_changing_keeps_the_answers(desk, handed_in, town, decision):
    waiting, _record = handed_in()
    client, address = desk(Duty.PHOTO_REVIEW), reverse("licences:desk-review", args=[waiting])
    given = {"attempt": 1, "key": str(uuid.uuid4()), "decision": decision, "broken": ["P3"], "confirmed": "1"}
    assert client.post(address, given | {"confirmed": ""}).context["asked"]["decision"] == decision
    page = client.post(address, given | {"change": "1"})
    assert page.context["asked"] is None
    html = page.content.decode()
    assert re.search(rf'name="decision"[^>]* value="{decision}" required checked', html)
    assert re.search(r'value="P3" checked', html)
    take_effect(town)
    assert queries.application(waiting).stage == ApplicationStage.REVIEW


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_next_photo_stands_under_a_banner_that_undoes_the_last_decision(desk, handed_in, language):
    first, _record = handed_in()
    second, _other = handed_in()
    client, colleague = desk(Duty.PHOTO_REVIEW), desk(Duty.PHOTO_REVIEW)
    client.cookies["django_language"] = language
    _asked, answer = reviewed(client, first, decision="approve")
    assert answer.url == reverse("licences:desk-review", args=[second])
    page = client.get(answer.url)
    [door] = undo_doors(page)
    assert "样*·驾*" in page.content.decode()
    assert Page(page.content.decode()).forbidden == []
    assert undo_doors(colleague.get(reverse("licences:desk-photos"))) == []
    assert colleague.post(door).status_code == 404
    for _ in range(2):
        assert client.post(door).url == reverse("licences:desk-review", args=[first])
    again = client.get(reverse("licences:desk-review", args=[first]))
    assert (again.status_code, undo_doors(again)) == (200, [])
    assert 'name="decision"' in again.content.decode()


def test_a_decided_photo_is_shown_to_nobody_and_its_officer_can_still_undo(desk, handed_in):
    waiting, _record = handed_in()
    client = desk(Duty.PHOTO_REVIEW)
    reviewed(client, waiting, decision="approve")
    for one, doors in ((client, 1), (desk(Duty.PHOTO_REVIEW), 0)):
        page = one.get(reverse("licences:desk-review", args=[waiting]))
        assert page.status_code == 409
        assert len(undo_doors(page)) == doors
        assert "picture/upload" not in page.content.decode()
        assert 'name="decision"' not in page.content.decode()


def test_when_the_minute_is_over_undoing_is_refused_with_its_reason(desk, handed_in, town):
    waiting, _record = handed_in()
    client = desk(Duty.PHOTO_REVIEW)
    reviewed(client, waiting, decision="approve")
    [door] = undo_doors(client.get(reverse("licences:desk-photos")))
    take_effect(town)
    answer = client.post(door)
    assert answer.status_code == 409
    assert "撤销的时间已经过了" in answer.content.decode()
    assert undo_doors(client.get(reverse("licences:desk-photos"))) == []


def test_whose_shift_has_ended_undoes_nothing_and_the_decision_takes_effect(desk, handed_in, town, settings):
    from allauth.mfa.models import Authenticator

    waiting, _record = handed_in()
    client = desk(Duty.PHOTO_REVIEW)
    reviewed(client, waiting, decision="approve")
    [door] = undo_doors(client.get(reverse("licences:desk-photos")))
    settings.DEMO = False
    account = Account.objects.get(pk=client.officer.account_id)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    session = client.session
    session[SIGNED_IN] = town.later(hours=-12).isoformat()
    session.save()
    answer = client.post(door)
    assert answer.status_code == 302
    assert "/sign-in/" in answer.url
    take_effect(town)
    assert queries.application(waiting).stage == ApplicationStage.APPROVED


def test_the_preview_ends_as_the_message_does(desk, handed_in, town):
    from tongban.notices import queries as notices

    waiting, _record = handed_in()
    client = desk(Duty.PHOTO_REVIEW)
    tail = client.get(reverse("licences:desk-review", args=[waiting])).context["preview_tail"]
    reviewed(client, waiting, decision="return", broken=["P3"])
    take_effect(town)
    told = notices.notices(queries.application(waiting).citizen_id)[0]
    assert str(told).find(tail.zh) > 0
    assert str(told).find(tail.en) > 0


def test_a_search_without_a_reason_is_refused_and_leaves_no_way_to_the_record(desk, town):
    client, record = desk(Duty.LICENCE_SEARCH), town.driver()
    answer = looked_up(client, record, reason="")
    assert answer.status_code == 200
    assert "写明事由" in answer.content.decode()
    assert client.get(reverse("licences:desk-record", args=[record.id])).status_code == 403


def test_the_record_says_under_which_duty_and_reason_it_is_open(desk, town):
    client, record = desk(Duty.LICENCE_SEARCH), town.driver()
    answer = client.get(looked_up(client, record).url)
    page = answer.content.decode()
    assert "查询驾驶证" in page
    assert "核对驾驶资格" in page
    assert str(record.number) not in page
    assert 'name="change"' not in page


def test_a_grant_is_for_one_driver_only(desk, town):
    client, record, other = desk(Duty.LICENCE_SEARCH), town.driver(), town.driver()
    looked_up(client, record)
    assert client.get(reverse("licences:desk-record", args=[other.id])).status_code == 403
    assert client.get(reverse("licences:desk-portrait", args=[other.id])).status_code == 403


def test_a_standing_change_shows_in_the_record(desk, town):
    client, record = desk(Duty.LICENCE_SEARCH, Duty.STANDING_CHANGE), town.driver()
    looked_up(client, record)
    given = {"key": town.key(), "change": "set:D", "reason": "样本决定书 1 号"}
    address = reverse("licences:desk-standing", args=[record.id])
    asked = client.post(address, given).content.decode()
    assert "请再确认一次" in asked
    assert registers.driver_by_id(record.id).letters == {"A"}
    answer = client.post(address, given | {"confirmed": "1"})
    page = client.get(answer.url).content.decode()
    assert "standing--red" in page
    assert "样本决定书 1 号" in page


def sent(client, record, town, **given):
    """The page after a change was asked for and confirmed."""
    given = {"key": town.key(), "reason": "样本决定书 2 号"} | given
    address = reverse("licences:desk-standing", args=[record.id])
    asked = client.post(address, given).content.decode()
    answer = client.post(address, given | {"confirmed": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return asked, client.get(answer.url).content.decode()


def test_points_go_with_the_decision_behind_them_at_the_desk_and_the_driver_reads_it(desk, town):
    record, holder, _licence = town.issued()
    client = desk(Duty.LICENCE_SEARCH, Duty.STANDING_CHANGE)
    registers_actions.add_points(driver_id=record.id, key="p", points=9, reason="超速", by="officer:test", at=town.AT)
    looked_up(client, record)
    [line] = registers.points_of(record.id)
    asked, page = sent(client, record, town, change=f"line:{line.id}=0")
    assert "撤销这一条记分" in asked
    assert "已变更或者撤销" in page
    assert registers.driver_by_id(record.id).points == 0
    told = notices.notices(holder.id)[0].text
    assert "第十六条" in told.zh
    assert "样本决定书 2 号" in told.zh
    assert "0 points" in told.en


def test_the_course_is_passed_at_the_desk_with_its_days_and_tests_and_not_without(desk, town):
    record, client = town.driver(), desk(Duty.LICENCE_SEARCH, Duty.STANDING_CHANGE)
    registers_actions.add_points(driver_id=record.id, key="p", points=12, reason="酒驾", by="officer:test", at=town.AT)
    looked_up(client, record)
    asked, _page = sent(client, record, town, change="notice:")
    assert "三十日内拒不参加" in asked
    given = {"key": town.key(), "reason": "考试成绩单", "change": "education:", "confirmed": "1", "onsite_days": "2"}
    address = reverse("licences:desk-standing", args=[record.id])
    refused = client.post(address, given)
    assert refused.status_code == 409
    for missing in ("满分学习要 7 天，现在 2 天", "还没有考试合格：科目一"):
        assert missing in refused.content.decode()
    sent(client, record, town, change="education:", onsite_days="2", online_days="3", own_days="2", tests=["1"])
    assert registers.driver_by_id(record.id).letters == {"A"}


def test_a_licence_ends_at_the_desk_on_a_ground_and_its_holder_reads_the_first_day_of_another(desk, town):
    record, holder, _licence = town.issued()
    client = desk(Duty.LICENCE_SEARCH, Duty.STANDING_CHANGE)
    looked_up(client, record)
    asked, page = sent(client, record, town, change="end:drunk")
    assert "驾驶证吊销" in asked
    assert "起可以重新申请" in asked
    assert "驾驶证注销、吊销或者撤销" in page
    ended = registers.driver_by_id(record.id)
    assert (ended.letters, ended.ended_for) == ({"F"}, "drunk")
    actions.follow_register(at=town.later(seconds=1))
    told = notices.notices(holder.id)[0].text.zh
    again = registers.applies_again_on(ended)
    assert f"{again.year}年{again.month}月{again.day}日起可以重新申请驾驶证。" in told


def test_a_form_without_its_token_is_refused(town, desk):
    signed_in = desk(Duty.LICENCE_SEARCH)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    record = town.driver()
    assert looked_up(client, record).status_code == 403
