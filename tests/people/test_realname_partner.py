"""The real-name partner over HTTP, against its simulator, with every fault that it can have."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import httpx
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from people.conftest import FACE, number, picture

from tongban.people import realname
from tongban.people.records import Answer
from tongban.simulation import realname_server

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "partners" / "realname.yaml"


def ask(partner, *, request_id=None, face=FACE, token="", pauses=None):
    """One question through the adapter to the simulator, without a socket; "cut" and "slow" need the real server."""
    transport = httpx.WSGITransport(app=realname_server.application(partner))
    adapter = realname.HttpPartner(
        "http://partner.test", token=token, pause=(pauses if pauses is not None else []).append, transport=transport
    )
    return adapter.check_face(request_id=request_id or uuid.uuid4(), name="样本·晴", number=number(7), face=face)


def test_given_a_picture_when_the_partner_answers_then_it_is_a_match_with_a_score():
    assert ask(realname_server.Partner()) == realname.Finding(Answer.MATCH, 96)


def test_given_a_blank_picture_when_the_partner_answers_then_it_is_no_match():
    assert ask(realname_server.Partner(), face=picture(colour="grey")).answer is Answer.NO_MATCH


def test_given_bytes_that_are_no_picture_when_the_partner_answers_then_it_cannot_be_told():
    assert ask(realname_server.Partner(), face=b"not a picture").answer is Answer.CANNOT_BE_TOLD


@pytest.mark.parametrize("fault", ["down", "wrong", "stale", "cut"])
def test_given_a_partner_that_stays_broken_when_asked_then_it_cannot_be_told_after_three_tries(fault):
    partner, pauses = realname_server.Partner(fault=fault), []

    found = ask(partner, pauses=pauses)

    assert found.answer is Answer.CANNOT_BE_TOLD
    assert found.score is None
    assert partner.asked == 3
    assert len(pauses) == 2


@pytest.mark.parametrize("fault", ["down", "wrong", "stale", "cut"])
def test_given_a_partner_that_fails_twice_when_asked_then_the_third_try_is_the_answer(fault):
    partner = realname_server.Partner(faults=[fault, fault])

    assert ask(partner).answer is Answer.MATCH
    assert partner.asked == 3


def test_given_a_partner_that_answers_the_last_question_again_when_asked_then_that_answer_is_thrown_away():
    partner = realname_server.Partner()
    ask(partner)
    partner.fault = "stale"

    found = ask(partner, face=picture(colour="grey"))

    assert found.answer is Answer.CANNOT_BE_TOLD
    assert found.why == "an answer to another question"


def test_given_a_lost_answer_when_the_same_request_comes_again_then_the_partner_says_the_same():
    partner, request_id = realname_server.Partner(), uuid.uuid4()

    assert ask(partner, request_id=request_id) == ask(partner, request_id=request_id)
    assert len(partner.answers) == 1


def test_given_a_partner_that_does_its_work_twice_when_the_same_request_comes_again_then_the_simulator_shows_it():
    """The fault exists: our own guard against it is FaceCheck, see test_real_name (asked once)."""
    partner, request_id = realname_server.Partner(fault="repeats"), uuid.uuid4()

    assert ask(partner, request_id=request_id).answer is Answer.MATCH
    assert ask(partner, request_id=request_id).answer is Answer.NO_MATCH


def test_given_a_wrong_token_when_asked_then_it_cannot_be_told_and_is_not_tried_again():
    partner = realname_server.Partner(token="right")

    assert ask(partner, token="left").answer is Answer.CANNOT_BE_TOLD
    assert partner.asked == 1
    assert ask(partner, token="right").answer is Answer.MATCH


def test_given_no_partner_at_all_when_asked_then_it_cannot_be_told():
    found = realname.HttpPartner("").check_face(request_id=uuid.uuid4(), name="", number=number(7), face=FACE)

    assert found == realname.Finding(Answer.CANNOT_BE_TOLD, why="no partner is set up")


@pytest.mark.enable_socket
@pytest.mark.parametrize("fault", ["slow", "cut"])
def test_given_a_real_server_that_hangs_or_cuts_the_line_when_asked_then_it_cannot_be_told(fault):
    partner = realname_server.Partner(fault=fault, delay_seconds=0.5)
    with realname_server.running(partner) as server:
        adapter = realname.HttpPartner(server.url, try_seconds=0.1, pause=lambda _: None)
        found = adapter.check_face(request_id=uuid.uuid4(), name="样本·晴", number=number(7), face=FACE)

    assert found.answer is Answer.CANNOT_BE_TOLD
    assert partner.asked == 3


@pytest.mark.enable_socket
def test_given_a_real_server_when_asked_then_it_answers():
    with realname_server.running(realname_server.Partner()) as server:
        found = realname.HttpPartner(server.url).check_face(
            request_id=uuid.uuid4(), name="样本·晴", number=number(7), face=FACE
        )

    assert found.answer is Answer.MATCH


ANSWERS = st.one_of(
    st.binary(max_size=200),
    st.fixed_dictionaries(
        {"request_id": st.uuids().map(str), "result": st.text(max_size=9), "score": st.integers() | st.none()}
    ).map(lambda answer: json.dumps(answer).encode()),
)


@given(content=ANSWERS)
def test_given_any_bytes_from_the_partner_when_they_are_read_then_nothing_but_an_answer_to_our_question_counts(content):
    found, _ = realname._read(content, request_id=uuid.UUID(int=1))

    assert found.answer is Answer.CANNOT_BE_TOLD


@given(score=st.integers() | st.none(), result=st.sampled_from(["match", "no-match"]))
def test_given_any_score_when_it_is_outside_0_to_100_then_it_is_no_answer(score, result):
    request_id = uuid.UUID(int=1)
    content = json.dumps({"request_id": str(request_id), "result": result, "score": score}).encode()

    found, is_final = realname._read(content, request_id=request_id)

    is_in_range = score is not None and 0 <= score <= 100
    assert (found.answer is Answer.CANNOT_BE_TOLD) is not is_in_range
    assert is_final is is_in_range


def test_given_the_open_document_when_the_simulator_answers_then_the_answer_has_the_documents_fields():
    document = yaml.safe_load(DOCUMENT.read_text())
    answer = document["components"]["schemas"]["Answer"]
    said = realname_server.judged(str(uuid.uuid4()), number=number(7), face=FACE)

    assert realname.PATH in document["paths"]
    assert set(answer["required"]) <= set(said) <= set(answer["properties"])
    assert said["result"] in answer["properties"]["result"]["enum"]
    assert answer["properties"]["result"]["enum"] == [answer.value for answer in Answer]
