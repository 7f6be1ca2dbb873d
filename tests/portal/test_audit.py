"""The auditor's, the supervisor's and the window's pages: who may open them, what they show, what they never show."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from tongban import clock
from tongban.auditor.__main__ import main as auditor
from tongban.identifiers import IdentityNumber
from tongban.journal import actions as journal_actions
from tongban.journal import export
from tongban.journal import queries as journal
from tongban.journal.models import Entry
from tongban.licences import actions as licences
from tongban.licences import queries as licence_queries
from tongban.licences.actions import Decision
from tongban.offices.records import Duty, Purpose
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.simulation import portraits

AUDIT, CLOCKS, WINDOW = "/desk/audit/", "/desk/clocks/", "/desk/window-identity/"


def look(town, officer, record, *, times=1, at=None):
    """The officer looks the driver up."""
    for n in range(times):  # the same reason again would be the same look
        licences.search_driver(
            town.licence_number(record),
            officer=officer,
            purpose=Purpose(Duty.LICENCE_SEARCH, f"核对驾驶资格 {n}"),
            at=at or clock.now(),
        )


def sequence():
    return journal_actions.sequence(at=clock.now(), limit=10_000)


# --- Who may open what -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("address", "duty"), [(AUDIT, Duty.AUDIT), (CLOCKS, Duty.SUPERVISION), (WINDOW, Duty.WINDOW)])
def test_given_another_duty_when_a_page_is_opened_then_it_is_forbidden(town, sign_in, address, duty):
    other = Duty.WINDOW if duty is Duty.AUDIT else Duty.AUDIT
    assert sign_in(town.officer(other)).get(address).status_code == 403
    assert sign_in(town.officer(duty)).get(address).status_code == 200


def test_given_nobody_signed_in_when_the_audit_page_is_opened_then_they_sign_in_first(town, client, settings):
    settings.STATIC_ROOT = str(settings.DATA)
    assert client.get(AUDIT).url == "/sign-in/?next=/desk/audit/"


def test_given_a_duty_when_a_desk_page_is_shown_then_the_rail_offers_its_pages_and_no_others(town, sign_in):
    page = sign_in(town.officer(Duty.SUPERVISION)).get(CLOCKS).content.decode()
    assert CLOCKS in page
    assert AUDIT not in page
    assert WINDOW not in page
    assert "/desk/offices/" not in page


@pytest.mark.parametrize(
    ("address", "duty", "words"),
    [
        (AUDIT, Duty.AUDIT, ("核验整本日志", "Verify the whole journal")),
        (CLOCKS, Duty.SUPERVISION, ("等了多久", "How long they have waited")),
        (WINDOW, Duty.WINDOW, ("当面核对", "Identity at the window")),
    ],
)
def test_given_either_language_when_a_page_is_opened_then_it_speaks_it(town, sign_in, address, duty, words):
    officer = town.officer(duty)
    client = sign_in(officer)
    in_chinese = client.get(address, headers={"Accept-Language": "zh-CN"}).content.decode()
    in_english = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    for chinese, english in (words, (officer.office_text.zh, officer.office_text.en)):
        assert chinese in in_chinese
        assert english in in_english
        assert chinese not in in_english


# --- The journal at a glance -----------------------------------------------------------------------------------
def test_given_no_checkpoint_yet_when_the_page_is_opened_then_it_says_so_and_offers_no_verification(town, sign_in):
    client = sign_in(town.officer(Duty.AUDIT))
    page = client.get(AUDIT).content.decode()
    assert "还没有检查点" in page
    assert "现在核验" not in page
    assert client.post(AUDIT + "verify/").status_code == 200


def test_given_a_journal_when_the_page_is_opened_then_size_checkpoint_and_newest_entries_stand_there(town, sign_in):
    client = sign_in(town.officer(Duty.AUDIT))
    sequence()
    town.driver()
    late = town.officer(Duty.ROADSIDE_CHECK)  # two entries that wait
    page = client.get(AUDIT)
    assert page.context["size"] == journal.head().size
    assert page.context["waiting"] == Entry.objects.filter(place=None).count() > 0
    assert journal.checkpoint().decode().splitlines()[2] in page.content.decode().replace("&#x27;", "'")
    assert {one.tag for one in page.context["newest"][:2]} == {"officer-created", "duty-granted"}
    assert str(late.id) not in page.content.decode()


def test_given_entries_about_people_when_the_page_is_opened_then_nothing_personal_stands_on_it(town, sign_in):
    record, holder, licence = town.issued()
    searcher = town.officer(Duty.LICENCE_SEARCH)
    look(town, searcher, record)
    sequence()
    client = sign_in(town.officer(Duty.AUDIT))
    pages = [client.get(AUDIT), client.post(AUDIT + "verify/")]
    pages += [client.get(f"{AUDIT}entries/{one.id}/") for one in journal.newest(50)]
    personal = [
        record.name,
        record.number,
        record.number.masked,
        holder.phone,
        str(holder.id),
        str(record.id),
        str(licence.id),
        "核对驾驶资格",
        searcher.name,
    ]
    for page in pages:
        assert page.status_code == 200
        for word in personal:
            assert str(word) not in page.content.decode()


def test_given_a_sound_journal_when_it_is_verified_twice_then_every_check_holds_and_nothing_is_written(town, sign_in):
    client = sign_in(town.officer(Duty.AUDIT))
    sequence()
    before = Entry.objects.count()
    for _ in range(2):
        page = client.post(AUDIT + "verify/")
        assert "整本日志完好" in page.content.decode()
        assert page.content.decode().count("符合</span>") == len(page.context["report"].checks) == 6
    assert Entry.objects.count() == before


def test_given_a_changed_row_when_the_journal_is_verified_then_the_page_says_which_step_fails(town, sign_in):
    client = sign_in(town.officer(Duty.AUDIT))
    sequence()
    Entry.objects.filter(place__index=1).update(tag="something-else")
    page = client.post(AUDIT + "verify/").content.decode()
    assert "日志不完好" in page
    assert "entry 1 does not match the tree" in page


def test_given_a_get_when_verification_is_asked_for_then_it_is_not_allowed(town, sign_in):
    assert sign_in(town.officer(Duty.AUDIT)).get(AUDIT + "verify/").status_code == 405


# --- One entry -------------------------------------------------------------------------------------------------
def test_given_an_id_when_it_is_looked_for_then_the_page_of_the_entry_opens(town, sign_in):
    client = sign_in(town.officer(Duty.AUDIT))
    wanted = journal.newest(1)[0].id
    assert client.get(AUDIT, {"entry": str(wanted)}).url == f"{AUDIT}entries/{wanted}/"
    assert "没有这个编号" in client.get(AUDIT, {"entry": str(uuid.uuid4())}).content.decode()
    assert "36 位" in client.get(AUDIT, {"entry": "5101"}).content.decode()
    assert client.get(f"{AUDIT}entries/{uuid.uuid4()}/").status_code == 404


def test_given_a_look_when_the_auditor_reads_list_and_entry_then_it_has_its_words_beside_the_tag_and_nobodys_name(
    town, sign_in
):
    record = town.driver()
    look(town, town.officer(Duty.LICENCE_SEARCH), record)
    client = sign_in(town.officer(Duty.AUDIT))
    [wanted] = [one for one in journal.newest(5) if one.tag == "record-searched"]
    for address in (AUDIT, f"{AUDIT}entries/{wanted.id}/"):
        page = client.get(address).content.decode()
        assert "窗口或内勤查询" in page
        assert "<code>record-searched</code>" in page
        assert record.name not in page


def test_given_an_entry_when_its_receipt_is_downloaded_then_the_auditor_accepts_it_with_the_named_key(
    town, sign_in, tmp_path, capsys
):
    client = sign_in(town.officer(Duty.AUDIT))
    wanted = journal.newest(1)[0].id
    assert "还没有检查点包含这一条" in client.get(f"{AUDIT}entries/{wanted}/").content.decode()
    sequence()
    page = client.get(f"{AUDIT}entries/{wanted}/")
    receipt = client.get(f"/log/proof/{wanted}.tlog-proof")
    assert f"/log/proof/{wanted}.tlog-proof" in page.content.decode()
    assert "python -m tongban.auditor journal" in page.content.decode()
    (tmp_path / "receipt").write_bytes(receipt.content)
    export.export(tmp_path / "log")
    found = auditor(
        ["journal", str(tmp_path / "log"), "--key", page.context["vkey"], "--proof", str(tmp_path / "receipt")]
    )
    assert found == 0, capsys.readouterr().out


# --- Who looked most -------------------------------------------------------------------------------------------
def test_given_many_looks_when_the_page_is_opened_then_the_busiest_stands_first_and_is_marked(town, sign_in, settings):
    settings.LIMITS = {"looks-week": {"burst": 3}}
    record = town.driver()
    busy, calm = town.officer(Duty.LICENCE_SEARCH), town.officer(Duty.LICENCE_SEARCH)
    look(town, calm, record, times=5, at=clock.now() - timedelta(days=8))
    look(town, calm, record, times=2)
    look(town, busy, record, times=3)
    found = sign_in(town.officer(Duty.AUDIT)).get(AUDIT).context["looks"]
    assert [(one["number"], one["count"], one["is_many"]) for one in found] == [
        (busy.number, 3, True),
        (calm.number, 2, False),
    ]


def test_given_an_auditor_of_another_region_when_the_page_is_opened_then_these_officers_are_not_listed(town, sign_in):
    look(town, town.officer(Duty.LICENCE_SEARCH), town.driver())
    assert sign_in(town.officer(Duty.AUDIT, region="32")).get(AUDIT).context["looks"] == []


# --- The supervisor's clocks -----------------------------------------------------------------------------------
def handed_in(town, *, at):
    """An application with an own photo; its id."""
    application = uuid.uuid4()
    licences.apply(application_id=application, citizen=town.citizen(town.driver()), picture=portraits.draw(4001), at=at)
    return application


def test_given_photos_when_the_clocks_are_opened_then_ages_median_and_reasons_stand_there(town, sign_in):
    at = clock.now()
    handed_in(town, at=at - timedelta(minutes=30))
    handed_in(town, at=at - timedelta(hours=6))
    reviewer = town.officer(Duty.PHOTO_REVIEW)
    for hours, decision, broken in (
        (1, Decision.APPROVE, ()),
        (2, Decision.RETURN, ("P1", "P2")),
        (5, Decision.APPROVE, ()),
    ):
        licences.review_photo(
            application_id=handed_in(town, at=at - timedelta(days=1)),
            attempt=1,
            decision=decision,
            broken=broken,
            officer=reviewer,
            at=at - timedelta(days=1) + timedelta(hours=hours),
        )
    town.issued(at=at - timedelta(hours=1))  # with the identity-card photo: nobody decided
    page = sign_in(town.officer(Duty.SUPERVISION)).get(CLOCKS)
    found = page.context["clocks"]
    assert found.waiting_by_age == ((1, 1), (2, 0), (4, 0), (None, 1))
    assert (found.waiting, found.overdue, found.decided, found.late, found.returned) == (2, 1, 3, 1, 1)
    assert found.median_hours == pytest.approx(2.0)
    assert {reason.code: count for reason, count in found.returns} == {"EL-05 P1": 1, "EL-05 P2": 1}
    assert "样本·驾驶人" not in page.content.decode()


def test_given_a_photo_taken_at_a_window_when_the_clocks_are_opened_then_it_is_nobodys_review(town, sign_in):
    at = clock.now()
    application = handed_in(town, at=at - timedelta(days=3))
    reviewer = town.officer(Duty.PHOTO_REVIEW)
    review = {"application_id": application, "attempt": 1, "broken": ("P9",), "officer": reviewer}
    licences.review_photo(**review, decision=Decision.WINDOW, at=at - timedelta(days=2))
    clerk = town.officer(Duty.WINDOW)
    licences.take_photo_at_window(application_id=application, picture=portraits.draw(4001), officer=clerk, at=at)
    assert sign_in(town.officer(Duty.SUPERVISION)).get(CLOCKS).context["clocks"].decided == 0


def test_given_a_supervisor_of_another_region_when_the_clocks_are_opened_then_nothing_is_counted(town, sign_in):
    handed_in(town, at=clock.now())
    assert sign_in(town.officer(Duty.SUPERVISION, region="32")).get(CLOCKS).context["clocks"].waiting == 0


# --- The window ------------------------------------------------------------------------------------------------
def answers(town, **changes):
    return {
        "request_id": str(uuid.uuid4()),
        "name": "样本·晴",
        "number": str(town.number(901)),
        "phone": "13700000901",
        "username": "",
        "is_seen": "on",
    } | changes


def test_given_a_person_seen_when_the_form_is_sent_twice_then_they_are_confirmed_once(town, sign_in):
    client = sign_in(town.officer(Duty.WINDOW))
    account = people_actions.open_account(username="qing", password=None)
    form = answers(town, username="qing")
    for _ in range(2):
        assert client.post(WINDOW, form).url == WINDOW
    found = people.citizen(account)
    assert found.is_bound
    assert [one.tag for one in journal.history(found.key)] == ["real-name-bound"]
    page = client.get(WINDOW).content.decode()
    assert "已确认本人" in page
    assert found.identity_number.masked in page
    assert found.identity_number not in page
    assert "已确认本人" not in client.get(WINDOW).content.decode()


def test_given_no_account_when_the_person_is_confirmed_then_they_can_be_served_at_windows(town, sign_in):
    assert sign_in(town.officer(Duty.WINDOW)).post(WINDOW, answers(town)).status_code == 302
    assert people.citizen_by_identity(town.number(901)).account_id is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "510104199003070011"}, "校验码"),
        ({"phone": "12345"}, "手机号是 11 位"),
        ({"username": "nobody"}, "没有这个用户名"),
        ({"is_seen": ""}, "没有当面核对"),
        ({"moves": "on"}, "要换到哪个账号"),
        ({"name": ""}, "填姓名"),
    ],
)
def test_given_a_wrong_answer_when_the_form_is_sent_then_it_comes_back_filled(town, sign_in, changes, sentence):
    page = sign_in(town.officer(Duty.WINDOW)).post(WINDOW, answers(town, **changes))
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert people.citizen_by_identity(town.number(901)) is None


def test_given_an_officers_account_when_it_is_named_then_no_citizen_is_bound_to_it(town, sign_in):
    clerk = town.officer(Duty.WINDOW)
    from django.contrib.auth import get_user_model

    username = get_user_model().objects.get(pk=clerk.account_id).username
    assert "这不是个人账号" in sign_in(clerk).post(WINDOW, answers(town, username=username)).content.decode()


def test_given_account_and_phone_of_others_when_the_form_is_sent_then_both_reasons_stand_on_the_page(town, sign_in):
    record = town.driver()
    holder = town.citizen(record)
    other = town.citizen(town.driver())
    people_actions.open_account(username="fresh", password=None)
    form = answers(town, name=record.name, number=record.number, phone=other.phone, username="fresh")
    page = sign_in(town.officer(Duty.WINDOW)).post(WINDOW, form)
    assert page.status_code == 409
    assert "PE-03" in page.content.decode()
    assert "PE-04" in page.content.decode()
    assert people.citizen_by_id(holder.id).account_id == holder.account_id


def test_given_a_lost_account_when_the_clerk_asks_for_the_move_then_the_old_account_is_told_and_nothing_moves_yet(
    town, sign_in
):
    from tongban.notices import queries as notices

    record = town.driver()
    holder = town.citizen(record)
    account = people_actions.open_account(username="fresh", password=None)
    form = answers(town, name=record.name, number=record.number, phone="", username="fresh", moves="on")
    client = sign_in(town.officer(Duty.WINDOW))

    assert client.post(WINDOW, form).status_code == 302
    assert client.post(WINDOW, form).status_code == 302

    assert "一天以后换到新账号" in client.get(WINDOW).content.decode()
    assert people.citizen(account) is None
    assert people.move_under_way(holder.id) is not None
    assert "不是您本人，请马上停止" in notices.notices(holder.id, limit=5)[0].text.zh
    assert len(notices.notices(holder.id, limit=5)) == 1


@pytest.mark.parametrize(("region", "status"), [("3205", 409), ("5103", 409), ("51", 302), ("5101", 302)])
def test_given_a_clerk_of_another_region_when_they_ask_for_a_move_then_it_is_refused(town, sign_in, region, status):
    record = town.driver()
    holder = town.citizen(record)
    people_actions.open_account(username="fresh", password=None)
    form = answers(town, name=record.name, number=record.number, phone="", username="fresh", moves="on")

    page = sign_in(town.officer(Duty.WINDOW, region=region)).post(WINDOW, form)

    assert page.status_code == status
    assert (people.move_under_way(holder.id) is None) is (status == 409)


@pytest.mark.parametrize("moves", ["", "on"])
def test_given_a_name_that_the_register_does_not_know_when_the_clerk_confirms_then_it_is_refused(town, sign_in, moves):
    record = town.driver()
    people_actions.open_account(username="fresh", password=None)
    form = answers(town, name="样本·另一个", number=record.number, phone="", username="fresh", moves=moves)

    page = sign_in(town.officer(Duty.WINDOW)).post(WINDOW, form)

    assert page.status_code == 409
    assert "PE-12" in page.content.decode()
    assert people.citizen_by_identity(IdentityNumber(record.number)) is None


def test_given_a_declared_relative_when_the_clerk_confirms_them_then_it_is_refused(town, sign_in):
    from tongban.offices import actions as offices

    clerk = town.officer(Duty.WINDOW)
    offices.declare_kin(
        officer_id=clerk.id, identity_number=town.number(901), relation="父母", by="officer:test", at=town.AT
    )
    page = sign_in(clerk).post(WINDOW, answers(town))
    assert page.status_code == 409
    assert "OF-04" in page.content.decode()
    assert people.citizen_by_identity(town.number(901)) is None


def test_given_an_application_for_the_window_when_the_page_is_opened_then_it_leads_on_in_the_own_region_only(
    town, sign_in
):
    at = clock.now()
    application = handed_in(town, at=at)
    licences.review_photo(
        application_id=application,
        attempt=1,
        decision=Decision.WINDOW,
        broken=("P9",),
        officer=town.officer(Duty.PHOTO_REVIEW),
        at=at,
    )
    door = f"/desk/window/{application}/"
    assert door in sign_in(town.officer(Duty.WINDOW)).get(WINDOW).content.decode()
    assert door not in sign_in(town.officer(Duty.WINDOW, region="32")).get(WINDOW).content.decode()
    assert licence_queries.window_queue(town.officer(Duty.PHOTO_REVIEW)) == []
