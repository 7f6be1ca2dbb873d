"""The citizen's pages through Django's client: both languages, nothing inline, every form without JavaScript."""

from __future__ import annotations

import re
import uuid
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tongban.licences import actions, queries
from tongban.licences.stages import ApplicationStage
from tongban.licences.templatetags.licences import titles
from tongban.offices.records import Duty, Purpose
from tongban.people import gates
from tongban.people.models import Account
from tongban.registers import actions as registers
from tongban.simulation import portraits
from tongban.standards import qrcode

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u3400-\u9fff]")
VOID = {"meta", "link", "img", "input", "br", "hr", "line", "ellipse", "path", "circle", "rect"}
NAMES = {"样证 SPECIMEN", "中文"}
SPOKEN = ("aria-label", "alt", "title", "placeholder", "content")
PAGES = ("licence", "application", "code", "history", "paper", "lock", "collect", "unlock", "verify")


class Page(HTMLParser):
    """What a page says outside islands marked as Chinese, and what a strict policy would refuse."""

    def __init__(self, answer):
        super().__init__()
        self.islands, self.loose, self.forbidden, self.headings, self.said = [], [], [], 0, []
        self.hidden = {}  # name -> value of hidden inputs
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.headings += tag == "h1"
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            self.forbidden.append((tag, attributes))
        if tag == "script" and "src" not in attributes:
            self.forbidden.append((tag, attributes))
        if tag == "input" and attributes.get("type") == "hidden":
            self.hidden[attributes["name"]] = attributes.get("value")
        is_island = attributes.get("lang", "").lower().startswith("zh") and tag != "html"
        for name, value in attributes.items():
            is_spoken = name in SPOKEN or name.startswith("data-text-")
            if is_spoken and CHINESE.search(value or "") and not is_island and not any(self.islands):
                self.loose.append(f"{name}={value}")
        if tag not in VOID:
            self.islands.append(is_island)

    def handle_endtag(self, tag):
        if tag not in VOID and self.islands:
            self.islands.pop()

    def handle_data(self, data):
        self.said.append(data)
        if CHINESE.search(data) and not any(self.islands):
            self.loose.append(data.strip())

    @property
    def text(self):
        return " ".join(" ".join(self.said).split())

    @property
    def untranslated(self):
        return [said for said in self.loose if said not in NAMES and "样本·" not in said and "通办 Tongban" not in said]


@pytest.fixture(autouse=True)
def _today(monkeypatch, town, settings):
    settings.STATIC_ROOT = str(settings.DATA)  # whitenoise warns when the folder is missing
    settings.DEMO = True
    for module in ("licences.views.citizen", "licences.views.public", "people.gates", "portal.views"):
        monkeypatch.setattr(f"tongban.{module}.now", lambda: town.later(minutes=5))


@pytest.fixture
def signed_in(town):
    """A client signed in as a citizen; with a face check just passed unless told otherwise."""

    def open_browser(holder, *, language="zh-hans", steps_up=True):
        client = Client()
        account = Account.objects.get(pk=holder.account_id)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = language
        if steps_up:
            session = client.session
            session[gates.STEP_UP] = {"citizen": str(holder.id), "at": town.later(minutes=4).isoformat()}
            session.save()
        return client

    return open_browser


def page(client, name, query=""):
    """The page of that name, which must be there."""
    answer = client.get(reverse(name) + query)
    assert answer.status_code == 200, (name, getattr(answer, "url", ""))
    return Page(answer)


def hand_in(town, *, picture=None, **changes):
    """(driver, holder, application) with a new photo that waits for an officer."""
    record = town.driver(**changes)
    holder, found = town.citizen(record), uuid.uuid4()
    actions.apply(application_id=found, citizen=holder, picture=picture or portraits.draw(2), at=town.AT)
    return record, holder, found


def returned(town, times=1):
    """A holder whose photo came back that many times."""
    record, holder, found = hand_in(town)
    officer = town.officer(Duty.PHOTO_REVIEW)
    for attempt in range(1, times + 1):
        if attempt > 1:
            actions.resubmit_photo(
                application_id=found, citizen=holder, picture=portraits.draw(2 + attempt), at=town.later(minutes=2)
            )
        actions.review_photo(
            application_id=found,
            attempt=attempt,
            decision=actions.Decision.RETURN,
            broken=("P2", "P3"),
            officer=officer,
            at=town.later(minutes=2),
        )
    return record, holder, found


def fits(answer):
    """Fit for a strict policy, one heading, and in English nothing left in Chinese."""
    read = Page(answer)
    return read.headings == 1 and not read.forbidden


# --- every page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_has_one_heading_nothing_inline_and_speaks_one_language(town, signed_in, language):
    _record, holder, _licence = town.issued()
    client = signed_in(holder, language=language)
    addresses = [reverse(f"licences:{name}") for name in PAGES]
    addresses += [reverse("licences:licence") + "?side=back", reverse("licences:paper") + "?business=general"]
    addresses += [reverse(f"portal:{name}") for name in ("home", "cases", "me")]
    for address in addresses:
        answer = client.get(address)
        read = Page(answer)
        assert answer.status_code == 200, address
        assert (read.headings, read.forbidden) == (1, []), address
        assert language != "en" or read.untranslated == [], address


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("letter", list("BCDEFGHIJKLMNPRSTU"))
def test_every_standing_has_a_page_in_both_languages(town, signed_in, language, letter):
    record, holder, _licence = town.issued()
    if letter == "B":
        registers.add_points(driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT)
    else:
        registers.set_letter(driver_id=record.id, letter=letter, reason="样例", by="officer:test", at=town.AT)
    read = page(signed_in(holder, language=language), "licences:licence")
    assert (read.headings, read.forbidden) == (1, [])
    assert language != "en" or read.untranslated == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_stage_of_an_application_has_a_page_in_both_languages(town, signed_in, language):
    for made in (hand_in(town), returned(town), returned(town, times=3)):
        _record, holder, found = made
        client = signed_in(holder, language=language)
        for name in ("licences:application", "portal:home", "portal:cases"):
            read = page(client, name)
            assert (read.headings, read.forbidden) == (1, []), (name, queries.application(found).stage)
            assert language != "en" or read.untranslated == [], (name, queries.application(found).stage)


def test_a_stranger_is_sent_to_the_sign_in(town):
    for name in PAGES:
        if name != "verify":
            assert Client().get(reverse(f"licences:{name}")).status_code == 302, name


# --- the face --------------------------------------------------------------------------------------------------


def test_the_face_answers_first_and_masks_the_number(town, signed_in):
    record, holder, _licence = town.issued()
    read = page(signed_in(holder), "licences:licence")
    assert "正常，可以驾驶 C1 类车" in read.text
    assert "状态刚刚核对：10:05:00" in read.text
    assert record.number.masked in read.text
    assert str(record.number) not in read.text
    assert "样证 SPECIMEN" in read.text
    assert "截屏无效" in read.text


def test_the_back_lists_first_what_may_be_driven(town, signed_in):
    _record, holder, _licence = town.issued(town.driver(classes="C1", class_dates={"C1": "2015-06-17"}))
    read = page(signed_in(holder), "licences:licence", "?side=back")
    assert read.text.index("小型汽车 可以") < read.text.index("三轮汽车 可以") < read.text.index("大型客车 不可以")


def test_who_may_not_drive_reads_it_in_the_banner_with_ground_and_remedy(town, signed_in):
    record, holder, _licence = town.issued()
    registers.set_letter(driver_id=record.id, letter="D", reason="样例", by="officer:test", at=town.AT)
    read = page(signed_in(holder), "licences:licence")
    assert "驾驶证已暂扣，暂扣期间不得驾驶机动车。" in read.text
    assert "第二十八条" in read.text
    assert "暂扣期满后恢复。" in read.text
    assert "正常，可以驾驶" not in read.text


@pytest.mark.parametrize("letter", ["J", "L"])
def test_a_licence_stopped_by_its_office_shows_a_message_and_no_face(town, signed_in, letter):
    record, holder, _licence = town.issued()
    registers.set_letter(driver_id=record.id, letter=letter, reason="样例", by="officer:test", at=town.AT)
    read = page(signed_in(holder), "licences:licence")
    assert "您的驾驶证状态异常，请联系发证地公安交管部门。" in read.text
    assert record.file_number[:4] not in read.text


@pytest.mark.parametrize("letter", ["E", "F", "G"])
def test_a_licence_that_is_no_more_shows_no_face(town, signed_in, letter):
    record, holder, _licence = town.issued()
    registers.set_letter(driver_id=record.id, letter=letter, reason="样例", by="officer:test", at=town.AT)
    client = signed_in(holder)
    assert "准驾车型" not in page(client, "licences:licence").text
    actions.follow_register(at=town.AT)
    assert "现在不能申领" in page(client, "licences:licence").text


def test_nobody_sees_another_persons_photo(town, signed_in):
    _record, holder, _licence = town.issued()
    _other, stranger, _theirs = town.issued()
    own = signed_in(holder).get(reverse("licences:photo"))
    other = signed_in(stranger).get(reverse("licences:photo"))
    assert own.headers["Cache-Control"].startswith("private")
    assert own.content != other.content
    assert signed_in(town.citizen(town.driver())).get(reverse("licences:photo")).status_code == 404
    assert Client().get(reverse("licences:photo")).status_code == 302


# --- apply -----------------------------------------------------------------------------------------------------


def test_a_refusal_lists_every_reason_at_once(town, signed_in):
    record = town.driver(letters="DK")
    read = page(signed_in(town.citizen(record)), "licences:licence")
    assert "驾驶证已暂扣" in read.text
    assert "驾驶证已被扣押" in read.text
    assert reverse("licences:apply") not in read.text


def test_where_the_service_is_not_open_yet_it_says_so_politely(town, signed_in):
    from tongban.offices.models import Rollout

    Rollout.objects.all().delete()
    read = page(signed_in(town.citizen(town.driver())), "licences:licence")
    assert "您的发证地还没有开通电子驾驶证。" in read.text
    assert "纸质驾驶证照常使用" in read.text


def test_who_has_no_licence_in_the_register_is_told_where_to_ask(town, signed_in):
    record = town.driver()
    holder = town.citizen(record)
    from tongban.registers.models import Driver

    Driver.objects.filter(pk=record.id).delete()
    assert "登记系统里没有您的驾驶证" in page(signed_in(holder), "licences:licence").text
    assert signed_in(holder).get(reverse("licences:apply")).status_code == 404


def test_applying_needs_a_face_check_and_what_was_posted_comes_back(town, signed_in):
    holder = town.citizen(town.driver())
    client = signed_in(holder, steps_up=False)
    answer = client.post(reverse("licences:apply"), {"application": str(uuid.uuid4()), "source": "identity"})
    assert answer.status_code == 302
    kept = next(iter(client.session[gates.RETURNS].values()))
    assert ["source", "identity"] in kept["post"]
    assert queries.application_of(holder.id) is None


def test_the_identity_photo_is_issued_by_a_plain_form_and_leads_to_the_phone(town, signed_in):
    holder = town.citizen(town.driver())
    client = signed_in(holder)
    form = page(client, "licences:apply").hidden
    posted = {"application": form["application"], "source": "identity"}
    assert client.post(reverse("licences:apply"), posted).url == reverse("licences:collect")
    assert client.post(reverse("licences:apply"), posted).url == reverse("licences:collect")  # a double click
    assert queries.licence_of(holder.id, at=town.AT).is_live


def test_an_own_photo_goes_to_an_officer_and_the_page_says_by_when(town, signed_in):
    holder = town.citizen(town.driver())
    client = signed_in(holder)
    posted = {
        "application": str(uuid.uuid4()),
        "source": "upload",
        "photo": SimpleUploadedFile("me.jpg", portraits.draw(2), content_type="image/jpeg"),
    }
    assert client.post(reverse("licences:apply"), posted).url == reverse("licences:application")
    read = page(client, "licences:application")
    assert "照片审核中" in read.text
    assert "最迟 11月20日（周五） 14:05" in read.text


def test_an_own_photo_that_is_missing_is_asked_for_and_the_choice_is_kept(town, signed_in):
    client = signed_in(town.citizen(town.driver()))
    answer = client.post(reverse("licences:apply"), {"application": str(uuid.uuid4()), "source": "upload"})
    assert "选一张照片，或者改用身份证照片" in answer.content.decode()
    assert 'value="upload" id="source-upload" checked' in answer.content.decode()


def test_a_photo_that_the_rules_refuse_says_every_reason_and_hands_nothing_in(town, signed_in):
    import io

    from PIL import Image

    holder = town.citizen(town.driver())
    small = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(small, "JPEG")
    answer = signed_in(holder).post(
        reverse("licences:apply"),
        {
            "application": str(uuid.uuid4()),
            "source": "upload",
            "photo": SimpleUploadedFile("me.jpg", small.getvalue(), content_type="image/jpeg"),
        },
    )
    assert answer.status_code == 409
    assert len(answer.context["refused"].verdict.reasons) >= 1
    for reason in answer.context["refused"].verdict.reasons:
        assert reason.what.zh in Page(answer).text
    assert queries.application_of(holder.id) is None


def test_a_returned_photo_says_why_and_a_better_one_can_be_sent(town, signed_in):
    _record, holder, found = returned(town)
    client = signed_in(holder)
    read = page(client, "licences:application")
    assert "照片退回了" in read.text
    for reason in queries.application(found).broken:
        assert reason.remedy.zh in read.text
    answer = client.post(
        reverse("licences:application"),
        {"photo": SimpleUploadedFile("me.jpg", portraits.draw(7), content_type="image/jpeg")},
    )
    assert answer.url == reverse("licences:application")
    assert queries.application(found).stage is ApplicationStage.REVIEW


def test_after_too_many_returns_only_the_window_is_offered(town, signed_in):
    _record, holder, _found = returned(town, times=3)
    answer = signed_in(holder).get(reverse("licences:application"))
    assert "请到窗口办理" in Page(answer).text
    assert 'name="photo"' not in answer.content.decode()


def test_an_application_can_be_taken_back_by_its_own_applicant_only(town, signed_in):
    _record, holder, found = hand_in(town)
    address = reverse("licences:withdraw", args=[found])
    assert signed_in(town.citizen(town.driver())).post(address).status_code == 404
    assert queries.application(found).stage is ApplicationStage.REVIEW
    assert signed_in(holder).post(address).url == reverse("licences:licence")
    assert queries.application(found).stage is ApplicationStage.WITHDRAWN


def test_after_a_new_card_one_tap_applies_again(town, signed_in):
    record, holder, licence = town.issued()
    registers.replace_card(driver_id=record.id, reason="遗失", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    client = signed_in(holder)
    read = page(client, "licences:licence")
    assert "原来的电子驾驶证已失效" in read.text
    tap = {name: read.hidden[name] for name in ("application", "source")}
    assert client.post(reverse("licences:apply"), tap).url == reverse("licences:collect")
    again = queries.licence_of(holder.id, at=town.AT)
    assert again.is_live
    assert again.id != licence.id


# --- code, lock ------------------------------------------------------------------------------------------------


def test_the_code_page_begins_with_the_smallest_disclosure(town, signed_in):
    _record, holder, _licence = town.issued()
    html = signed_in(holder).get(reverse("licences:code")).content.decode()
    chosen = re.findall(r'data-purpose="(\w+)"(?: data-reveal)? aria-selected="(\w+)"', html)
    assert chosen == [("age", "true"), ("rental", "false"), ("freight", "false"), ("roadside", "false")]
    assert re.findall(r'data-purpose="(\w+)" data-reveal', html) == ["roadside"]


@pytest.mark.parametrize("purpose", sorted(set(qrcode.Purpose) - {qrcode.Purpose.VEHICLE}))
def test_as_many_items_are_announced_as_the_code_carries(town, signed_in, purpose):
    _record, holder, _licence = town.issued()
    html = signed_in(holder).get(reverse("licences:code")).content.decode()
    announced = re.search(rf'data-for-purpose="{purpose.name.lower()}".*?(\d+) 项', html, re.S)
    carried = set(qrcode.facts.SETS[purpose]) - {"licence"}  # an internal key, no item for a reader
    if "valid_until" in carried:
        carried.remove("valid_from")  # one item on the page: validity
    assert int(announced[1]) == len(carried)


def test_without_a_live_licence_there_is_no_code_page(town, signed_in):
    client = signed_in(town.citizen(town.driver()))
    for name in ("code", "collect", "lock", "unlock"):
        assert client.get(reverse(f"licences:{name}")).url == reverse("licences:licence"), name


def test_the_demonstration_alone_exposes_the_code_to_tests(town, signed_in, settings):
    _record, holder, _licence = town.issued()
    settings.DEMO = settings.DEBUG = False
    assert "data-expose-code" not in signed_in(holder).get(reverse("licences:code")).content.decode()


def test_locking_needs_no_face_check_hides_the_face_and_empties_the_phone(town, signed_in):
    _record, holder, licence = town.issued()
    town.collected(holder, licence)
    client = signed_in(holder, steps_up=False)
    assert client.post(reverse("licences:lock")).url == reverse("licences:lock")
    assert 'data-wallet="forget-now"' in client.get(reverse("licences:lock")).content.decode()
    assert client.get(reverse("licences:code")).url == reverse("licences:lock")
    read = page(client, "licences:licence")
    assert "已挂失，不能出示" in read.text
    assert "档案编号" not in read.text
    assert not queries.licence_of(holder.id, at=town.AT).has_phone


def test_unlocking_needs_a_face_check(town, signed_in):
    _record, holder, licence = town.issued()
    actions.lock(licence_id=licence.id, citizen=holder, at=town.AT)
    assert "face-check" in signed_in(holder, steps_up=False).post(reverse("licences:unlock")).url
    assert queries.licence_of(holder.id, at=town.AT).is_locked
    assert signed_in(holder).post(reverse("licences:unlock")).url == reverse("licences:collect")
    assert not queries.licence_of(holder.id, at=town.AT).is_locked


def test_forms_are_refused_without_the_token_of_the_page(town, signed_in):
    _record, holder, _licence = town.issued()
    client = signed_in(holder)
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse("licences:lock")).status_code == 403
    assert not queries.licence_of(holder.id, at=town.AT).is_locked


# --- history, paper, home --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "duty"), [("zh-hans", "查询驾驶证"), ("en", "Licence search")], ids=["Chinese", "English"]
)
def test_the_holder_reads_who_looked_under_which_duty_and_why(town, signed_in, language, duty):
    record, holder, _licence = town.issued()
    purpose = Purpose(duty=Duty.LICENCE_SEARCH, reason="核对驾驶资格")
    actions.search_driver(
        town.licence_number(record), officer=town.officer(Duty.LICENCE_SEARCH), purpose=purpose, at=town.AT
    )
    town.sequence_journal()
    html = signed_in(holder, language=language).get(reverse("licences:history")).content.decode()
    assert "示例市交通管理支队" in html
    assert "核对驾驶资格" in html
    assert duty.lower() in html.lower()


def test_a_firms_check_stands_in_the_history_and_nobody_elses(town, signed_in):
    _record, holder, licence = town.issued()
    _other, stranger, _theirs = town.issued()
    phone, bundle = town.collected(holder, licence)
    actions.check_for_business(town.shown(phone, bundle, purpose="age"), at=town.AT)
    town.sequence_journal()
    assert "单位查验" in page(signed_in(holder), "licences:history").text
    assert "还没有人看过。" in page(signed_in(stranger), "licences:history").text


def test_every_journal_tag_has_words():
    assert all(CHINESE.search(title) for title in titles().values())


def test_the_paper_page_answers_by_business_without_colours_of_a_standing(town, signed_in):
    _record, holder, _licence = town.issued()
    client = signed_in(holder)
    for business, answer in (("roadside", "不用纸质证"), ("general", "要带纸质证")):
        html = client.get(reverse("licences:paper") + f"?business={business}").content.decode()
        assert answer in html
        assert re.search(r"(tag|standing)--(green|amber|red|grey)", html) is None
    assert 'role="status"' not in client.get(reverse("licences:paper") + "?business=nonsense").content.decode()


def test_home_says_what_waits_and_counts_unread_messages(town, signed_in):
    _record, holder, _licence = town.issued()
    read = page(signed_in(holder), "portal:home")
    assert "把驾驶证领到这部手机" in read.text
    assert "需要您处理 1 件" in read.text


# --- a firm's check --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_firm_reads_only_what_was_asked_when_and_that_nothing_is_kept(town, language):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    client = Client()
    client.cookies["django_language"] = language
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="rental")
    answer = client.post(reverse("licences:verify"), {"code": code})
    read = Page(answer)
    assert answer.status_code == 200
    assert fits(answer)
    assert language != "en" or read.untranslated == []
    assert record.name in read.text
    assert str(record.number)[-4:] in read.text
    assert str(record.number) not in answer.content.decode()
    assert ("我们不保存" if language == "zh-hans" else "We keep nothing") in read.text
    assert "10:05:00" in read.text
    assert record.file_number not in answer.content.decode()


def test_an_age_code_answers_yes_and_no_name(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="age")
    read = Page(Client().post(reverse("licences:verify"), {"code": code}))
    assert "满 18 岁 是" in read.text
    assert record.name not in read.text


def test_an_old_code_is_not_genuine_and_gives_no_facts(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    read = Page(Client().post(reverse("licences:verify"), {"code": town.shown(phone, bundle, purpose="rental")}))
    assert "没有通过" in read.text
    assert "截屏或旧码" in read.text
    assert record.name not in read.text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_roadside_code_is_for_the_police_and_rubbish_is_no_code(town, language):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    client = Client()
    client.cookies["django_language"] = language
    roadside = client.post(reverse("licences:verify"), {"code": town.shown(phone, bundle, at=town.later(minutes=5))})
    rubbish = client.post(reverse("licences:verify"), {"code": "hello"})
    assert (roadside.status_code, rubbish.status_code) == (403, 400)
    assert fits(roadside)
    assert fits(rubbish)
    assert language != "en" or Page(roadside).untranslated + Page(rubbish).untranslated == []
