"""The calls themselves: a partner that is slow keeps nobody else waiting, and what it brings is kept later."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import httpx
import pytest
from partners.partner_town import QUICK

from tongban.partners import queries
from tongban.partners.courier import Courier, path_of, wished
from tongban.partners.records import Outcome, Partner


@pytest.fixture
def gate():
    """Opened at the end, whatever happened."""
    found = threading.Event()
    yield found
    found.set()


def test_given_a_slow_partner_when_delivered_then_the_others_answer_now_and_it_answers_the_next_time(lines, gate):
    lines.simulators.pause = lambda _: gate.wait(20)
    lines.desk(Partner.TAX).faults = ["slow"]
    lines.courier = lines.new_courier(wait_seconds=0.2)
    lines.send()
    lines.send(Partner.INSURANCE, "policy-of")
    lines.deliver()
    assert lines.courier.room(Partner.TAX) == QUICK.calls_at_once - 1
    assert [answer.partner for answer in queries.answers_after(0)] == [Partner.INSURANCE]
    gate.set()
    lines.courier.profile = QUICK
    lines.deliver()
    assert [answer.partner for answer in queries.answers_after(0)] == [Partner.INSURANCE, Partner.TAX]


def test_given_a_call_in_flight_when_its_lease_is_over_then_another_process_calls_and_one_answer_is_kept(lines, gate):
    lines.simulators.pause = lambda _: gate.wait(20)
    lines.desk(Partner.TAX).faults = ["slow"]
    slow = lines.courier = lines.new_courier(wait_seconds=0.05)
    sent = lines.send()
    lines.deliver()
    lines.wait(seconds=61)
    lines.courier = lines.new_courier()
    lines.deliver()
    gate.set()
    lines.courier = slow
    slow.profile = QUICK
    lines.deliver()
    assert lines.simulators.asked == {str(sent): 2}
    assert [answer.outcome for answer in queries.answers_after(0)] == [Outcome.ANSWERED]
    assert len(lines.simulators.knows.knows.invoices) == 1


def test_given_a_call_that_fails_late_when_another_process_holds_the_message_then_its_lease_stays(lines, gate):
    lines.simulators.pause = lambda _: gate.wait(20)
    lines.desk(Partner.TAX).faults = ["silent"]
    slow = lines.courier = lines.new_courier(wait_seconds=0.05)
    lines.send()
    lines.deliver()
    lines.wait(seconds=61)
    lines.desk(Partner.TAX).faults = ["down"]
    lines.courier = lines.new_courier()
    lines.deliver()
    [before] = queries.outstanding("case:1")
    gate.set()
    lines.courier = slow
    slow.profile = QUICK
    lines.deliver()
    [after] = queries.outstanding("case:1")
    assert (after.next_try_at, after.last_error) == (before.next_try_at, before.last_error)


def test_given_many_messages_when_delivered_then_no_partner_gets_more_calls_at_once_than_agreed(lines):
    flying, most, lock = 0, 0, threading.Lock()
    carried = lines.carried

    def counting(request):
        nonlocal flying, most
        with lock:
            flying += 1
            most = max(most, flying)
        try:
            return carried(request)
        finally:
            with lock:
                flying -= 1

    lines.courier = Courier(QUICK, transport=httpx.MockTransport(counting))
    lines.couriers.append(lines.courier)
    for n in range(12):
        lines.send(Partner.INSURANCE, "policy-of", key=f"k{n}")
    assert lines.deliver(limit=12) == 12
    assert 1 <= most <= QUICK.calls_at_once


def test_given_a_bug_of_ours_in_a_call_when_delivered_then_it_is_logged_and_tried_again(lines, caplog):
    def broken(request):
        raise KeyError("a bug")

    good, lines.courier = lines.courier, Courier(QUICK, transport=httpx.MockTransport(broken))
    lines.couriers.append(lines.courier)
    lines.send()
    lines.deliver()
    assert queries.outstanding("case:1")[0].last_error == "bug"
    assert "a partner call broke" in caplog.text
    assert "样本" not in caplog.text
    lines.courier = good
    lines.until_quiet()
    assert queries.answers_after(0)[0].outcome is Outcome.ANSWERED


def test_given_a_partner_that_drips_when_its_seconds_are_over_then_the_call_is_broken_off(lines):
    class Dripping(httpx.SyncByteStream):
        def __iter__(self):
            for _ in range(1000):
                threading.Event().wait(0.01)
                yield b" "

    dripping = httpx.MockTransport(lambda _: httpx.Response(200, stream=Dripping()))
    lines.courier = Courier(lines.new_courier(call_seconds=0.1).profile, transport=dripping)
    lines.couriers.append(lines.courier)
    lines.send()
    lines.deliver()
    assert queries.outstanding("case:1")[0].last_error == "too-slow"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("999999", 3600.0),
        ("soon", 0.0),
        ("-1", 0.0),
        ("², ", 0.0),
        (None, 0.0),
        ("Fri, 20 Nov 2026 02:05:00 GMT", 300.0),
        ("Friday, 20-Nov-26 02:05:00 GMT", 300.0),
        ("Fri Nov 20 02:05:00 2026", 300.0),
        ("Fri, 20 Nov 2026 01:00:00 GMT", 0.0),
        ("Fri, 20 Nov 2099 02:05:00 GMT", 3600.0),
        ("Fri, 31 Nov 2026 02:05:00 GMT", 0.0),
    ],
)
def test_given_a_wish_to_be_left_alone_when_read_then_it_is_kept_to_within_an_hour(header, seconds):
    headers = {} if header is None else {"Retry-After": header.encode()}
    at = datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert wished(httpx.Response(503, headers=headers), at=at) == seconds


def test_given_a_date_by_a_partner_whose_clock_is_wrong_when_read_then_it_is_counted_from_its_own_date():
    headers = {"Retry-After": "Fri, 20 Nov 2026 09:02:00 GMT", "Date": "Fri, 20 Nov 2026 09:00:00 GMT"}
    at = datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert wished(httpx.Response(503, headers=headers), at=at) == 120.0


def test_given_an_address_when_signed_then_its_path_is_the_one_on_the_wire():
    assert path_of("https://partner.example/tongban/税/v1/note-use?a=1") == "/tongban/%E7%A8%8E/v1/note-use?a=1"


def test_given_a_partner_that_redirects_when_called_then_nobody_follows(lines):
    asked = []

    def redirecting(request):
        asked.append(str(request.url))
        return httpx.Response(307, headers={"Location": "http://elsewhere.test/"}, stream=httpx.ByteStream(b""))

    lines.courier = Courier(QUICK, transport=httpx.MockTransport(redirecting))
    lines.couriers.append(lines.courier)
    lines.send()
    lines.deliver()
    assert asked == ["http://partners.test/tax/v1/issue-invoice"]
    assert queries.outstanding("case:1")[0].last_error == "status-307"
