"""The front page, the demonstration's sign-in and the homes, as a browser without script gets them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.utils import translation
from page_reading import CHINESE

from tongban.clock import now
from tongban.config import scanning
from tongban.journal import actions as recording
from tongban.journal.records import Recorded
from tongban.licences.entries import ApplicationLooked
from tongban.offices.records import Duty
from tongban.people import actions as people
from tongban.people import queries as people_queries
from tongban.portal import cards
from tongban.portal.templatetags import portal_words
from tongban.verdicts import Text

JPEG = b"\xff\xd8\xff\xe0 a drawn face"


def card(username, *, is_officer=False, is_elsewhere=False):
    return cards.Card(
        username=username,
        is_officer=is_officer,
        is_elsewhere=is_elsewhere,
        role=Text("驾驶人", "Driver"),
        name="样本·张伟",
        place=Text("示例市支队", "Example City"),
        to_try=Text("亮证、亮码", "Show licence and code"),
        portrait=lambda: JPEG,
    )


@pytest.fixture
def demo(settings, town):
    """A demonstration with no cards yet; what was offered before comes back afterwards."""
    before = cards.offered()
    settings.DEMO = True
    settings.STATIC_ROOT = str(settings.DATA)
    cards.offer([])
    yield town
    cards.offer(before)


@pytest.fixture
def holder(demo):
    """A citizen with a licence, whose card is offered."""
    _, citizen, licence = demo.issued()
    account = get_user_model().objects.get(pk=citizen.account_id)
    cards.offer([card(account.username)])
    return account, licence


def page(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_front_page_offers_tasks_without_an_account(client, settings, town):
    settings.STATIC_ROOT = str(settings.DATA)
    front = page(client.get("/"))
    for place in ("/licence/", "/verify/", "/rules/", "/trust-list.pem"):
        assert f'href="{place}"' in front


def test_the_front_page_is_in_english_for_who_reads_english(client, settings, town):
    settings.STATIC_ROOT = str(settings.DATA)
    front = page(client.get("/", headers={"accept-language": "en"}))
    assert "Electronic driving licence" in front
    assert '<html lang="en"' in front


def test_a_demonstration_begins_with_the_question_whose_view(client, demo):
    assert client.get("/")["Location"] == "/roles/"
    assert client.get("/?public").status_code == 200


def test_the_roles_page_says_role_before_name_and_what_can_be_tried(client, holder):
    roles = page(client.get("/roles/"))
    assert roles.index("驾驶人</strong>") < roles.index("样本·张伟") < roles.index("亮证、亮码")
    assert "样证 SPECIMEN" in roles


def test_one_tap_signs_in_and_leads_home(client, holder):
    account, _ = holder
    response = client.post("/roles/", {"username": account.username})
    assert response["Location"] == "/home/"
    assert client.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize("username", ["", "root", "admin"])
def test_who_was_not_offered_is_not_signed_in(client, holder, username):
    response = client.post("/roles/", {"username": username})
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_an_account_that_was_not_offered_cannot_be_taken_by_its_name(client, holder):
    account = get_user_model().objects.create_user(username="somebody")
    assert client.post("/roles/", {"username": account.username}).status_code == 404


@pytest.mark.parametrize("address", ["/roles/", "/walk/", "/roles/zhangwei/portrait/"])
def test_outside_a_demonstration_there_is_no_such_page(client, settings, holder, address):
    settings.DEMO = False
    assert client.get(address).status_code == 404


def test_outside_a_demonstration_a_tap_signs_nobody_in(client, settings, holder):
    account, _ = holder
    settings.DEMO = False
    assert client.post("/roles/", {"username": account.username}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_face_is_drawn_for_each_card(client, holder):
    account, _ = holder
    response = client.get(f"/roles/{account.username}/portrait/")
    assert response["Content-Type"] == "image/jpeg"
    assert response.content == JPEG


def test_a_citizens_home_shows_the_licence_and_both_buttons_first(client, holder):
    account, _ = holder
    client.force_login(account)
    home = page(client.get("/home/"))
    assert home.index("licence-card") < home.index("需要您处理")
    assert "亮证" in home
    assert "亮码" in home


def test_a_citizens_home_is_kept_by_no_cache(client, holder):
    account, _ = holder
    client.force_login(account)
    assert "no-cache" in client.get("/home/")["Cache-Control"]


def test_whoever_is_not_signed_in_is_asked_to(client, demo):
    for address in ("/home/", "/cases/", "/me/"):
        response = client.get(address)
        assert response.status_code == 302
        assert "/sign-in/" in response["Location"]


def test_a_citizen_has_no_officers_pages(client, holder):
    account, _ = holder
    client.force_login(account)
    assert client.get("/desk/journal/").status_code in (403, 404)


def test_an_officers_home_is_the_desk(client, sign_in, town):
    client = sign_in(town.officer(Duty.PHOTO_REVIEW))
    home = page(client.get("/home/"))
    assert "desk__content" in home
    assert "照片审核" in home


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_have_one_main_heading_and_a_title_of_their_own(client, holder, language):
    account, _ = holder
    client.force_login(account)
    titles = set()
    for address in ("/?public", "/roles/", "/walk/", "/rules/", "/home/", "/cases/", "/me/"):
        text = page(client.get(address, headers={"accept-language": language}))
        assert text.count("<h1") == 1, address
        titles.add(text.split("<title>")[1].split("</title>")[0])
    assert len(titles) == 7


def test_an_officers_own_record_goes_on_page_after_page(town, sign_in):
    officer = town.officer(Duty.WINDOW)
    for n in range(120):
        entry = ApplicationLooked(application=f"application {n:03}", office=officer.office_name)
        recording.record(entry, by=officer.key, about=[f"application:{n}"], at=town.later(seconds=n))
    client = sign_in(officer)
    pages = [client.get("/desk/journal/", {"page": number}).content.decode() for number in (1, 2, 3)]
    assert [one.count("审核或窗口查看申请") for one in pages] == [50, 50, 20]
    assert 'rel="next"' in pages[0]
    assert 'rel="next"' not in pages[2]


@pytest.mark.parametrize("one", scanning.journal_entries(), ids=lambda one: one.tag)
def test_whatever_the_journal_records_has_words_in_both_languages(town, one):
    entry = Recorded(id=uuid4(), tag=one.tag, at=town.AT, by="system:test", details={}, index=None, is_erased=False)
    for language, is_chinese in (("zh-hans", True), ("en", False)):
        with translation.override(language):
            title = portal_words.entry_title(entry)
        assert title != one.tag
        assert (CHINESE.search(title) is not None) is is_chinese, title


def test_given_a_move_to_another_account_when_the_person_opens_the_home_page_then_it_waits_there_first(client, holder):
    account, _ = holder
    citizen = people_queries.citizen(account)
    fresh = people.open_account(username="fresh", password=None)
    people.ask_to_move(account=fresh, name=citizen.name, number=citizen.identity_number, by="officer:test", at=now())
    client.force_login(account)
    needs = page(client.get("/home/")).partition("需要您处理")[2]
    assert needs.index("有人在窗口申请把您换到另一个账号") < needs.index("办事</h2>")
    assert needs.index('class="row-link" href="/account/"') == needs.index('class="row-link"')
