"""A person who lost the account moves to another one: a day later, and the old account can say no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from people.conftest import AT, number

from tongban.errors import NotFound, Refused
from tongban.journal import queries as journal
from tongban.people import actions, models, queries

pytestmark = pytest.mark.django_db
DUE = AT + timedelta(hours=24)


@pytest.fixture
def fresh(db):
    return actions.open_account(username="fresh", password="a long enough phrase")


def ask(fresh, **changes):
    given = {"name": "样本·兰", "number": number(1), "by": "officer:x", "at": AT}
    return actions.ask_to_move(account=fresh, **given | changes)


def tags(citizen):
    return sorted(entry.tag for entry in journal.history(citizen.key, limit=9))


def test_given_a_lost_account_when_a_day_has_passed_then_the_person_is_on_the_new_one_and_the_old_is_closed(
    citizen, account, fresh
):
    found = ask(fresh)

    assert found.due_at == DUE
    assert actions.finish_moves(at=DUE - timedelta(microseconds=1)) == 0
    assert queries.citizen(account).id == citizen.id
    assert actions.finish_moves(at=DUE) == 1
    account.refresh_from_db()
    assert queries.citizen(fresh).id == citizen.id
    assert queries.citizen(account) is None
    assert not account.is_active
    assert actions.finish_moves(at=DUE) == 0
    assert tags(citizen) == ["account-move-asked", "account-moved", "real-name-bound"]


def test_given_a_move_that_was_asked_for_when_the_old_account_says_no_then_nothing_moves(citizen, account, fresh):
    found = ask(fresh)
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
    page = client.get("/account/").content.decode()

    stopped = client.post(f"/account/moves/{found.id}/stop/", follow=True).content.decode()

    assert "已停止。您的证件和业务还在这个账号。" in stopped
    assert f"/account/moves/{found.id}/stop/" not in stopped
    assert "有人在窗口申请把您换到另一个账号" in page
    assert f"/account/moves/{found.id}/stop/" in page
    assert actions.finish_moves(at=DUE) == 0
    assert queries.citizen(account).id == citizen.id
    assert tags(citizen) == ["account-move-asked", "account-move-stopped", "real-name-bound"]
    assert "停止，不是我申请的" not in client.get("/account/").content.decode()


def test_given_somebody_elses_move_when_it_is_stopped_then_there_is_no_such_thing(citizen, neighbour, fresh):
    found = ask(fresh)

    with pytest.raises(NotFound, match=r"move\.unknown"):
        actions.stop_move(found.id, citizen_id=neighbour.id, at=AT)
    assert queries.move_under_way(citizen.id) == found


def test_given_a_move_under_way_when_it_is_asked_for_again_then_it_is_one_and_a_third_account_is_refused(
    citizen, fresh
):
    first = ask(fresh)
    third = actions.open_account(username="third", password="a long enough phrase")

    assert ask(fresh, at=AT + timedelta(hours=1)) == first
    with pytest.raises(Refused) as error:
        ask(third)

    assert [reason.code for reason in error.value.verdict.reasons] == ["PE-13"]
    assert tags(citizen).count("account-move-asked") == 1


@pytest.mark.parametrize("wrong", [{"name": "样本·他"}, {"names": ["样本·他"]}])
def test_given_a_name_that_is_not_the_known_one_when_a_move_is_asked_for_then_it_is_refused(citizen, fresh, wrong):
    with pytest.raises(Refused) as error:
        ask(fresh, **wrong)

    assert [reason.code for reason in error.value.verdict.reasons] == ["PE-12"]
    assert queries.move_under_way(citizen.id) is None


def test_given_an_account_with_another_person_when_a_move_to_it_is_asked_for_or_due_then_it_does_not_happen(
    citizen, neighbour, fresh
):
    with pytest.raises(Refused) as error:
        ask(models.Account.objects.get(pk=neighbour.account_id))
    assert [reason.code for reason in error.value.verdict.reasons] == ["PE-02"]

    ask(fresh)
    actions.confirm_at_window(account=fresh, name="样本·竹", number=number(3), phone=None, by="officer:x", at=AT)
    actions.finish_moves(at=DUE)

    assert queries.citizen(fresh).name == "样本·竹"
    assert queries.citizen_by_id(citizen.id).account_id == citizen.account_id
    assert "account-move-stopped" in tags(citizen)


def test_given_a_person_without_an_account_when_a_move_is_asked_for_then_there_is_nobody_to_move(fresh):
    actions.confirm_at_window(account=None, name="样本·兰", number=number(1), phone=None, by="officer:x", at=AT)

    with pytest.raises(NotFound, match=r"citizen\.unknown"):
        ask(fresh)
