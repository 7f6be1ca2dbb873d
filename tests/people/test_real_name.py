"""Binding a person to an account: one person, one account, and no blame for a partner that fails."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from people.conftest import AT, FACE, Says, number

from tongban.errors import Malformed, Refused, Unavailable
from tongban.identifiers import Phone
from tongban.journal import queries as journal
from tongban.people import actions, models, queries
from tongban.people.records import Answer, BoundBy

pytestmark = pytest.mark.django_db


def bind(
    account, ask, *, sequence=7, request_id=None, at=AT, phone="13800000007", face=FACE, name="样本·晴", session="one"
):
    return actions.bind_real_name(
        account=account,
        session=session,
        name=name,
        number=number(sequence),
        phone=Phone(phone),
        face=face,
        request_id=request_id or uuid.uuid4(),
        at=at,
        ask=ask,
    )


def look(account, *, act="/somewhere/", session="one", request_id=None, at=AT, ask=None):
    return actions.check_face(
        account=account,
        act=act,
        session=session,
        face=FACE,
        request_id=request_id or uuid.uuid4(),
        at=at,
        ask=ask or Says(Answer.MATCH),
    )


def codes(error) -> list[str]:
    return [reason.code for reason in error.value.verdict.reasons]


def test_given_a_match_when_a_person_binds_then_the_account_is_theirs_and_the_journal_says_so(account):
    bound = bind(account, Says(Answer.MATCH))

    assert bound.is_bound
    assert bound.bound_by is BoundBy.FACE
    assert queries.citizen(account) == bound
    assert queries.citizen_by_identity(number(7)) == bound
    (entry,) = journal.history(bound.key, limit=5)
    assert (entry.tag, entry.by, dict(entry.details)["score"]) == ("real-name-bound", bound.key, 96)


def test_given_a_bound_person_when_the_table_is_read_then_neither_number_nor_phone_nor_face_is_in_it(account):
    bind(account, Says(Answer.MATCH))

    row = models.Citizen.objects.values().get()
    stored = repr({name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()})
    assert str(number(7)) not in stored
    assert "13800000007" not in stored
    check = models.FaceCheck.objects.values().get()
    assert FACE not in [bytes(value) for value in check.values() if isinstance(value, bytes | memoryview)]
    assert len(check["face_digest"]) == 64


def test_given_a_record_when_it_is_printed_then_it_shows_no_name_no_number_and_no_phone(citizen):
    assert all(text not in repr(citizen) for text in (citizen.name, citizen.identity_number, "13800000001"))


def test_given_the_same_request_twice_when_a_person_binds_then_the_partner_is_asked_once_and_one_person_stands(account):
    partner, request_id = Says(Answer.MATCH), uuid.uuid4()

    first = bind(account, partner, request_id=request_id)
    second = bind(account, partner, request_id=request_id)

    assert first == second
    assert len(partner.asked) == 1
    assert len(journal.history(first.key, limit=5)) == 1


def test_given_a_request_id_when_it_is_used_for_another_picture_then_it_is_refused(account):
    request_id = uuid.uuid4()
    with pytest.raises(Refused):
        bind(account, Says(Answer.NO_MATCH), request_id=request_id)

    with pytest.raises(Malformed, match=r"face\.request-reused"):
        bind(account, Says(Answer.MATCH), request_id=request_id, face=FACE + b"x")


def test_given_a_repeated_refusal_when_the_same_request_comes_again_then_it_counts_once(account):
    partner, request_id = Says(Answer.NO_MATCH), uuid.uuid4()
    for _ in range(5):
        with pytest.raises(Refused, match=r"face\.no-match"):
            bind(account, partner, request_id=request_id)

    assert len(partner.asked) == 1
    assert bind(account, Says(Answer.MATCH)).is_bound


def test_given_three_clear_failures_when_the_person_tries_again_then_the_window_is_the_way_and_nobody_is_asked(account):
    for _ in range(3):
        with pytest.raises(Refused, match=r"face\.no-match"):
            bind(account, Says(Answer.NO_MATCH))
    partner = Says(Answer.MATCH)

    with pytest.raises(Refused, match=r"face\.paused") as error:
        bind(account, partner)

    assert codes(error) == ["PE-01"]
    assert "窗口" in error.value.verdict.reasons[0].remedy.zh
    assert partner.asked == []


def test_given_three_failures_when_a_clerk_confirms_the_person_then_the_account_works_again(account):
    for _ in range(3):
        with pytest.raises(Refused):
            bind(account, Says(Answer.NO_MATCH))

    record = actions.confirm_at_window(
        account=account, name="样本·晴", number=number(7), phone=Phone("13800000007"), by="officer:x", at=AT
    )

    assert record.bound_by is BoundBy.WINDOW
    assert look(account).answer is Answer.MATCH


@pytest.mark.parametrize(("hours", "may"), [(23.99, False), (24, True)])
def test_given_three_failures_when_a_day_has_passed_then_they_no_longer_count(account, hours, may):
    for _ in range(3):
        with pytest.raises(Refused):
            bind(account, Says(Answer.NO_MATCH))
    later = AT + timedelta(hours=hours)

    if may:
        assert bind(account, Says(Answer.MATCH), at=later).is_bound
    else:
        with pytest.raises(Refused, match=r"face\.paused"):
            bind(account, Says(Answer.MATCH), at=later)


def test_given_a_silent_partner_when_the_person_tries_ten_times_then_nothing_counts_against_them(account):
    for _ in range(10):
        with pytest.raises(Unavailable, match=r"realname\.silent") as error:
            bind(account, Says(Answer.CANNOT_BE_TOLD))

    assert "不是您的问题" in error.value.say.zh
    assert bind(account, Says(Answer.MATCH)).is_bound


def test_given_three_questions_on_their_way_when_a_fourth_comes_at_once_then_it_waits(account):
    """Somebody who opens many pages at once has three tries like everybody else."""
    for _ in range(3):
        models.FaceCheck.objects.create(
            account=account, identity_digest=queries.identity_digest(number(7)), face_digest="0" * 64, at=AT
        )

    with pytest.raises(Refused, match=r"face\.paused"):
        bind(account, Says(Answer.MATCH), at=AT + timedelta(seconds=59))
    assert bind(account, Says(Answer.MATCH), at=AT + timedelta(seconds=61)).is_bound


def test_given_a_stranger_who_fails_with_my_number_when_i_am_bound_already_then_my_face_check_still_works(citizen):
    stranger = actions.open_account(username="stranger", password="a long enough phrase")
    for _ in range(3):
        models.FaceCheck.objects.create(
            account=stranger,
            identity_digest=queries.identity_digest(citizen.identity_number),
            answer=Answer.NO_MATCH.value,
            face_digest="0" * 64,
            at=AT,
        )
    mine = models.Account.objects.get(pk=citizen.account_id)

    assert look(mine).score == 96


def test_given_a_person_bound_elsewhere_when_another_account_binds_them_then_it_is_refused_once_they_are_recognised(
    citizen,
):
    other = actions.open_account(username="other", password="a long enough phrase")
    partner = Says(Answer.MATCH)

    with pytest.raises(Refused, match=r"person\.not-bindable") as error:
        bind(other, partner, sequence=1, name=citizen.name)

    assert codes(error) == ["PE-03"]
    assert len(partner.asked) == 1


@pytest.mark.parametrize("of", [{"sequence": 1}, {"phone": "13800000001"}, {}], ids=["number", "phone", "nobody's"])
def test_given_a_stranger_when_they_ask_with_a_number_or_phone_that_is_registered_then_the_answer_is_that_of_any_other(
    citizen, of
):
    """The real-name form was a directory: it said whether a number or a phone is registered before any face check."""
    stranger = actions.open_account(username="stranger", password="a long enough phrase")

    with pytest.raises(Refused) as error:
        bind(stranger, Says(Answer.NO_MATCH), **of)

    assert (error.value.code, codes(error)) == ("face.no-match", ["PE-10"])


def test_given_a_phone_of_somebody_else_when_a_person_binds_then_it_is_refused_and_a_second_phone_needs_another_face(
    citizen,
):
    other, request_id = actions.open_account(username="other", password="a long enough phrase"), uuid.uuid4()

    with pytest.raises(Refused) as error:
        bind(other, Says(Answer.MATCH), phone="13800000001", request_id=request_id)
    with pytest.raises(Refused, match=r"face\.spent"):
        bind(other, Says(Answer.MATCH), phone="13800000009", request_id=request_id)

    assert codes(error) == ["PE-04"]
    assert bind(other, Says(Answer.MATCH), phone="13800000009").is_bound


def test_given_an_account_with_a_person_when_it_binds_another_then_it_is_refused(citizen, account):
    with pytest.raises(Refused) as error:
        bind(account, Says(Answer.MATCH))

    assert codes(error) == ["PE-02"]


def test_given_a_person_known_from_a_window_when_their_account_binds_later_then_it_is_the_same_person(account):
    known = actions.confirm_at_window(account=None, name="样本·晴", number=number(7), phone=None, by="officer:x", at=AT)

    bound = bind(account, Says(Answer.MATCH))

    assert not known.is_bound
    assert bound.id == known.id
    assert bound.is_bound


class Meanwhile(Says):
    """A partner during whose answer something else happens, once: the window in which two requests can meet."""

    def __init__(self, happens):
        super().__init__(Answer.MATCH)
        self.happens = happens

    def check_face(self, **question):
        happens, self.happens = self.happens, None
        if happens is not None:
            happens(question["request_id"], self)
        return super().check_face(**question)


def test_given_a_clerk_who_binds_the_person_elsewhere_while_the_partner_thinks_then_the_page_comes_second(account):
    other = actions.open_account(username="other", password="a long enough phrase")

    def clerk(*_):
        actions.confirm_at_window(account=other, name="样本·晴", number=number(7), phone=None, by="officer:x", at=AT)

    with pytest.raises(Refused, match=r"person\.not-bindable") as error:
        bind(account, Meanwhile(clerk))

    assert codes(error) == ["PE-03"]
    assert queries.citizen(account) is None
    assert queries.citizen(other).is_bound


def test_given_a_double_click_while_the_partner_thinks_then_both_see_the_same_person_and_one_entry_is_written(account):
    inner = []
    partner = Meanwhile(lambda request_id, ask: inner.append(bind(account, ask, request_id=request_id)))

    outer = bind(account, partner, request_id=uuid.uuid4())

    assert inner == [outer]
    assert models.Citizen.objects.count() == 1
    assert len(set(partner.asked)) == 1
    assert [entry.tag for entry in journal.history(outer.key, limit=5)] == ["real-name-bound"]


def test_given_a_known_person_when_somebody_types_another_name_then_it_is_refused_and_the_known_one_stays(citizen):
    with pytest.raises(Refused, match=r"person\.not-bindable") as error:
        actions.confirm_at_window(account=None, name="样本·他", number=number(1), phone=None, by="officer:x", at=AT)

    assert codes(error) == ["PE-12"]
    assert queries.citizen_by_identity(number(1)).name == citizen.name


def test_given_a_register_that_knows_another_name_when_a_clerk_confirms_then_it_is_refused(db):
    asked = {"account": None, "number": number(7), "phone": None, "by": "officer:x", "at": AT, "names": ["样本·晴"]}

    with pytest.raises(Refused) as error:
        actions.confirm_at_window(name="样本·他", **asked)

    assert codes(error) == ["PE-12"]
    assert actions.confirm_at_window(name=" 样本·晴 ", **asked).name == "样本·晴"


def test_given_two_clerks_when_both_confirm_the_same_person_then_one_person_stands(db):
    both = [
        actions.confirm_at_window(
            account=None, name="样本·晴", number=number(7), phone=None, by=f"officer:{who}", at=AT
        )
        for who in "ab"
    ]

    assert both[0].id == both[1].id
    assert models.Citizen.objects.count() == 1
