"""The administrator's pages: regions and duties inside the own scope, and every reason when one is refused."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tongban import clock
from tongban.identifiers import IdentityNumber, OfficeCode
from tongban.journal import queries as journal
from tongban.offices import actions, models, queries
from tongban.offices.records import Duty, OfficeKind
from tongban.people import actions as people

ROLLOUTS, OFFICERS = "/desk/offices/", "/desk/offices/officers/"


@pytest.fixture
def sign_in(client, settings, town):
    """sign_in(officer): a browser without script, signed in as that officer of the demonstration."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tongban.config.urls"
    settings.STATIC_ROOT = str(settings.DATA)

    def sign_in(officer):
        client.force_login(get_user_model().objects.get(pk=officer.account_id))
        return client

    return sign_in


@pytest.fixture
def admin(town, sign_in):
    """The browser of an administrator of 5101."""
    return sign_in(town.officer(Duty.ADMINISTER))


def today():
    return clock.day_of(clock.now())


NEXT_WEEK = clock.day_of(clock.now()) + timedelta(days=7)


def move(**changes):
    return {"act": "open", "region_prefix": "5101", "from_day": f"{NEXT_WEEK}", "until_day": ""} | changes


def given(**changes):
    answers = {
        "duty": "window",
        "region_prefix": "5101",
        "from_day": "2026-01-01",
        "until_day": "",
        "reason": "岗位调整",
    }
    return {f"grant-{name}": value for name, value in (answers | changes).items()}


def tags(key):
    return [one.tag for one in journal.history(key)]


def page_of(officer, act=""):
    return f"{OFFICERS}{officer.id}/{act}"


def elsewhere():
    """An officer of another city's office."""
    office = OfficeCode("320500000400")
    actions.open_office(
        code=office,
        name_zh="另一市支队",
        name_en="Another City",
        kind=OfficeKind.CITY,
        by="officer:test",
        at=clock.now(),
    )
    account = people.open_officer_account(username="elsewhere", password=None)
    return actions.create_officer(
        account_id=account.pk,
        name="样本·远方",
        number="320001",
        office=office,
        identity_number=IdentityNumber("990102199001019992"),
        by="officer:test",
        at=clock.now(),
    )


# --- Who may ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [ROLLOUTS, OFFICERS])
def test_given_another_duty_when_the_pages_are_opened_then_they_are_forbidden(town, sign_in, address):
    assert sign_in(town.officer(Duty.SUPERVISION)).get(address).status_code == 403
    assert sign_in(town.officer(Duty.ADMINISTER)).get(address).status_code == 200


@pytest.mark.parametrize("act", ["grant/", "withdraw/", "kin/", "sign-out/"])
def test_given_another_duty_when_an_act_is_sent_then_it_is_forbidden(town, sign_in, act):
    subject = town.officer(Duty.WINDOW)
    client = sign_in(town.officer(Duty.SECURITY_ADMIN))
    assert client.post(page_of(subject, act), given()).status_code == 403
    assert client.post(ROLLOUTS, move()).status_code == 403


@pytest.mark.parametrize(
    ("address", "chinese", "english"),
    [(ROLLOUTS, "开通或停办", "Open or close"), (OFFICERS, "今天的职责", "Duties today")],
)
def test_given_either_language_when_a_page_is_opened_then_it_speaks_it(admin, address, chinese, english):
    assert chinese in admin.get(address, headers={"Accept-Language": "zh-CN"}).content.decode()
    page = admin.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert english in page
    assert chinese not in page


# --- Rollouts ---------------------------------------------------------------------------------------------------
def test_given_the_form_when_it_is_sent_twice_then_the_service_opens_and_one_entry_is_written(admin):
    for _ in range(2):
        assert admin.post(ROLLOUTS, move()).url == ROLLOUTS
    found = queries.rollout("licences", region="510104")
    assert (found.region_prefix, found.from_day) == ("5101", NEXT_WEEK)
    assert tags("service:licences").count("rollout-opened") == 2  # the town's own, and this one
    assert "还没到日子" in admin.get(ROLLOUTS).content.decode()


def test_given_an_open_region_when_it_is_closed_twice_then_one_entry_is_written_and_the_page_says_closed(admin):
    admin.post(ROLLOUTS, move(from_day="2022-01-01"))
    for _ in range(2):
        admin.post(ROLLOUTS, move(act="close", from_day="2023-01-01"))
    assert not queries.is_open("licences", region="510104", on=today())
    assert tags("service:licences").count("rollout-closed") == 1
    assert "已停办" in admin.get(ROLLOUTS).content.decode()


def test_given_a_region_without_a_line_when_it_is_closed_then_the_page_says_that_there_is_nothing(admin):
    page = admin.post(ROLLOUTS, move(act="close"))
    assert page.status_code == 400
    assert "不用停办" in page.content.decode()


@pytest.mark.parametrize("prefix", ["51", "", "3205", "9999"])
def test_given_a_region_outside_the_scope_when_it_is_sent_then_nothing_happens(admin, prefix):
    before = queries.rollouts("licences")
    assert admin.post(ROLLOUTS, move(region_prefix=prefix)).status_code == 400
    assert queries.rollouts("licences") == before


def test_given_a_wider_line_when_the_page_is_opened_then_it_is_shown_but_not_offered(admin):
    row = admin.get(ROLLOUTS).context["lines"][0]
    assert (row["line"].region_prefix, row["is_own"]) == ("51", False)
    assert "?act=close&amp;region=51#move" not in admin.get(ROLLOUTS).content.decode()


def test_given_the_link_of_a_line_when_it_is_followed_then_the_form_is_filled(admin):
    form = admin.get(ROLLOUTS, {"act": "close", "region": "5101"}).context["form"]
    assert (form["act"].value(), form["region_prefix"].value(), form["from_day"].value()) == ("close", "5101", today())


def test_given_an_end_before_the_beginning_when_it_is_sent_then_the_form_comes_back(admin):
    assert "不能早于" in admin.post(ROLLOUTS, move(until_day="2026-11-30")).content.decode()


def test_given_an_administrator_of_the_whole_country_when_the_page_is_opened_then_provinces_can_be_chosen(
    town, sign_in
):
    client = sign_in(town.officer(Duty.ADMINISTER, region=""))
    assert client.post(ROLLOUTS, move(region_prefix="32")).status_code == 302
    assert queries.is_open("licences", region="320505", on=queries.rollout("licences", region="32").from_day)


# --- Officers ---------------------------------------------------------------------------------------------------
def test_given_officers_when_the_list_is_opened_then_only_those_of_the_scope_stand_there(town, admin):
    mine, other = town.officer(Duty.PHOTO_REVIEW), elsewhere()
    page = admin.get(OFFICERS).content.decode()
    assert mine.number in page
    assert "照片审核" in page
    assert other.number not in page
    assert admin.get(page_of(other)).status_code == 404
    assert admin.post(page_of(other, "grant/"), given()).status_code == 404
    assert admin.get(f"{OFFICERS}{uuid.uuid4()}/").status_code == 404


def test_given_the_form_when_it_is_sent_twice_then_the_duty_is_given_once_with_its_reason(town, admin):
    subject = town.officer()
    for _ in range(2):
        assert admin.post(page_of(subject, "grant/"), given(until_day="2099-12-31")).url == page_of(subject)
    assert queries.officer_by_id(subject.id, on=today()).may(Duty.WINDOW, region="510104")
    entry = journal.history(subject.key)[0]
    assert tags(subject.key) == ["duty-granted", "officer-created"]
    assert (entry.details["reason"], entry.details["until_day"]) == ("岗位调整", "2099-12-31")
    assert entry.by.startswith("officer:")
    assert "窗口受理" in admin.get(page_of(subject)).content.decode()


def test_given_duties_that_exclude_it_when_a_duty_is_given_then_every_reason_stands_on_the_page(town, admin):
    subject = town.officer(Duty.WINDOW, Duty.PHOTO_REVIEW)
    page = admin.post(page_of(subject, "grant/"), given(duty="audit"))
    assert page.status_code == 409
    assert page.content.decode().count("OF-01") == 2
    for name in ("窗口受理", "照片审核"):
        assert f"职责“审计”与已有职责“{name}”不得由同一人担任。" in page.content.decode()
    assert 'value="岗位调整"' in page.content.decode()
    assert Duty.AUDIT not in queries.officer_by_id(subject.id, on=today()).duties


def test_given_oneself_when_a_duty_is_given_then_it_is_refused(town, sign_in):
    me = town.officer(Duty.ADMINISTER)
    page = sign_in(me).post(page_of(me, "grant/"), given(duty="supervision"))
    assert page.status_code == 409
    assert "OF-05" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"region_prefix": "51"}, "不在您的管理范围内"),
        ({"duty": "king"}, "不在您的管理范围内"),
        ({"reason": "无"}, "至少 4 个字"),
        ({"from_day": "soon"}, "年-月-日"),
        ({"until_day": "2025-12-31"}, "不能早于"),
    ],
)
def test_given_a_wrong_answer_when_a_duty_is_given_then_the_form_comes_back(town, admin, changes, sentence):
    subject = town.officer()
    page = admin.post(page_of(subject, "grant/"), given(**changes))
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert queries.charges_of(subject.id) == []


def test_given_a_duty_when_it_is_withdrawn_twice_then_it_ends_and_one_entry_is_written(town, admin):
    subject = town.officer(Duty.WINDOW)
    form = {"withdraw-charge": "window:5101", "withdraw-reason": "调离本单位"}
    assert admin.post(page_of(subject, "withdraw/"), form).status_code == 302
    assert admin.post(page_of(subject, "withdraw/"), form).status_code == 400
    assert queries.officer_by_id(subject.id, on=today()).duties == frozenset()
    assert tags(subject.key).count("duty-withdrawn") == 1
    assert journal.history(subject.key)[0].details["reason"] == "调离本单位"


def test_given_a_duty_of_a_wider_region_when_the_page_is_opened_then_it_cannot_be_withdrawn_here(town, admin):
    subject = town.officer(Duty.ROADSIDE_CHECK, region="51")
    assert "由上级管理" in admin.get(page_of(subject)).content.decode()
    form = {"withdraw-charge": "roadside-check:51", "withdraw-reason": "调离本单位"}
    assert admin.post(page_of(subject, "withdraw/"), form).status_code == 400
    assert Duty.ROADSIDE_CHECK in queries.officer_by_id(subject.id, on=today()).duties


def test_given_a_relative_when_they_are_declared_twice_then_one_digest_is_kept_and_no_number_shown(town, admin):
    subject, number = town.officer(Duty.WINDOW), town.number(77)
    form = {"kin-number": str(number), "kin-relation": "父母"}
    for _ in range(2):
        assert admin.post(page_of(subject, "kin/"), form).url == page_of(subject)
    assert models.Kin.objects.filter(officer_id=subject.id).count() == 1
    assert not queries.may_handle(subject.id, parties=[number]).is_allowed
    page = admin.get(page_of(subject)).content.decode()
    assert "父母" in page
    assert number not in page


def test_given_a_wrong_number_when_a_relative_is_declared_then_the_form_comes_back(town, admin):
    subject = town.officer(Duty.WINDOW)
    page = admin.post(page_of(subject, "kin/"), {"kin-number": "510104199003070011", "kin-relation": "父母"})
    assert page.status_code == 400
    assert "校验码" in page.content.decode()
    assert queries.kin_of(subject.id) == []


# --- Who an officer is -----------------------------------------------------------------------------------------
def test_given_an_officer_without_a_number_when_an_administrator_notes_it_then_the_duties_are_there(town, sign_in):
    from tongban.offices.models import Officer

    subject = town.officer(Duty.WINDOW)
    Officer.objects.filter(pk=subject.id).update(identity_digest="")
    client = sign_in(town.officer(Duty.ADMINISTER))
    assert "登记身份证号" in client.get(page_of(subject)).content.decode()

    wrong = client.post(page_of(subject, "identify/"), {"identify-number": "990102199001019990"})
    right = client.post(page_of(subject, "identify/"), {"identify-number": "990102199001019992"})

    assert wrong.status_code == 400
    assert "990102199001019990" not in wrong.content.decode().split("</form>")[0].split("error-summary")[0]
    assert right.status_code == 302
    page = client.get(page_of(subject)).content.decode()
    assert "本人的身份证号" not in page
    again = client.post(page_of(subject, "identify/"), {"identify-number": "990102199001019992"})
    assert again.status_code == 302  # the same number: nothing changes


# --- Sessions ----------------------------------------------------------------------------------------------------
def test_given_an_officer_who_is_signed_in_when_an_administrator_ends_it_then_they_are_out_and_it_is_recorded(
    town, admin
):
    subject = town.officer(Duty.WINDOW)
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(get_user_model().objects.get(pk=subject.account_id))
        assert browser.get("/account/").status_code == 200
    address = page_of(subject, "sign-out/")
    assert admin.post(address, {"sign-out-reason": "x"}).status_code == 400
    assert browsers[0].get("/account/").status_code == 200
    assert admin.post(address, {"sign-out-reason": "手机丢失"}).url == page_of(subject)

    assert [browser.get("/account/").status_code for browser in browsers] == [302, 302]
    assert admin.get(OFFICERS).status_code == 200
    assert tags(subject.key).count("officer-signed-out") == 1


def test_given_an_officer_elsewhere_when_an_administrator_would_sign_them_out_then_they_are_not_found(admin):
    assert admin.post(page_of(elsewhere(), "sign-out/"), {"sign-out-reason": "手机丢失"}).status_code == 404
