"""二手车销售统一发票: every check has an invoice that passes it and one that fails it, with the article; reading is strict."""

# ruff: noqa: E501 - tables of cases, one line each
from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sale_facts import BUYER, DEALER, INVOICE, ON, SELLER, bill

from tongban.errors import Malformed
from tongban.transfers.rules import invoice as invoices
from tongban.transfers.rules.invoice import from_json, to_json
from tongban.verdicts import Reason

LAW = "《机动车登记规定》"
PROOF = LAW + "第二十九条第四项、第十五条第一项"
MISMATCH = LAW + "第二十九条第四项、第十五条第二项"
NOTICE_92 = "《关于搞活汽车流通 扩大汽车消费若干措施的通知》（商消费发〔2022〕92号）"
NOTICE_2021 = "《商务部、公安部、税务总局关于二手车交易登记跨省通办的通知》（2021年）"
STOCK = {"buyer_number": DEALER, "dealer_number": DEALER, "market_number": "", "is_reverse": True}


def check(invoice=INVOICE, **changes):
    around = {
        "on": ON,
        "buyer_number": BUYER,
        "owner_number": SELLER,
        "plate": "川A8K2M6",
        "vin": "LSVFF66R8C2116280",
        "certificate_number": "510012345678",
        "destination_office": "320500000000",
        "destination_prefecture": "320500",
        "origin_prefecture": "510100",
        "trade_prefecture": "320500",
        "issuer_is_filed": True,
        "is_used": False,
        "delivered_on": ON,
    }
    return invoices.check(invoice, **around | changes)


# code, what is wrong, the invoice, the circumstances, article
BROKEN = [
    ("INV-01", "void", bill(status="02"), {}, PROOF),
    ("INV-01", "reversed in full", bill(status="03"), {}, PROOF),
    ("INV-01", "reversed in part", bill(status="04"), {}, PROOF),
    ("INV-02", "another kind", bill(type="01"), {}, LAW + "第九十条第一项第一目"),
    ("INV-03", "another buyer", bill(buyer_number=SELLER), {}, MISMATCH),
    ("INV-03", "no buyer", bill(buyer_number=" "), {}, MISMATCH),
    ("INV-04", "another seller", bill(seller_number=BUYER), {}, MISMATCH),
    ("INV-05", "reverse, but the buyer is no dealer", bill(is_reverse=True), {}, NOTICE_92),
    ("INV-05", "reverse, and the applicant is somebody else", bill(**STOCK), {"is_stock": True}, NOTICE_92),
    ("INV-05-early", "reverse before October 2022", bill(**STOCK | {"issued_on": date(2022, 9, 30)}), {"is_stock": True, "buyer_number": DEALER}, NOTICE_92),
    ("INV-05-stock", "stock without a reverse invoice", INVOICE, {"is_stock": True}, NOTICE_92),
    ("INV-06", "the VIN in one letter", bill(vin="LSVFF66R8C2116281"), {}, PROOF),
    ("INV-07", "the plate in one letter", bill(plate="川A8K2M8"), {}, PROOF),
    ("INV-08", "the certificate number is cut short", bill(certificate_number="51001234567"), {}, PROOF),
    ("INV-09", "another destination", bill(destination_office="330100000000"), {}, NOTICE_2021),
    ("INV-10", "neither dealer nor market", bill(market_number=""), {}, "《二手车流通管理办法》第二十四条"),
    ("INV-10", "dealer and market", bill(dealer_number=DEALER), {}, "《二手车流通管理办法》第二十四条"),
    ("INV-11", "not filed", INVOICE, {"issuer_is_filed": False}, NOTICE_92),
    ("INV-12", "a third place", INVOICE, {"trade_prefecture": "440300"}, NOTICE_2021),
    ("INV-13", "a price of nothing", bill(price_fen=0), {}, PROOF),
    ("INV-13", "a price below nothing", bill(price_fen=-1), {}, PROOF),
    ("INV-14", "dated tomorrow", bill(issued_on=ON + timedelta(days=1)), {}, PROOF),
    ("INV-15", "used before", INVOICE, {"is_used": True}, PROOF),
]  # fmt: skip
WHOLE = [
    ("an ordinary sale through a market", INVOICE, {}),
    ("on paper", bill(type="15", code="051002100011", number="00012345"), {}),
    ("through a dealer", bill(dealer_number=DEALER, market_number=""), {}),
    ("a dealer buys for stock", bill(**STOCK), {"is_stock": True, "buyer_number": DEALER}),
    ("traded at the origin", INVOICE, {"trade_prefecture": "510100"}),
    ("the registry has not answered", INVOICE, {"trade_prefecture": None, "issuer_is_filed": None}),
    ("numbers written in lower case and with spaces", bill(buyer_number=BUYER.lower() + " ", vin="lsvff66r8 c2116280", plate="川A·8K2M6"), {}),
    ("issued today", bill(issued_on=ON), {}),
    ("a price of one fen", bill(price_fen=1), {}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "invoice", "around"), WHOLE, ids=[one[0] for one in WHOLE])
def test_an_invoice_in_order_has_no_reason_against_it(case, invoice, around):
    assert check(invoice, **around) == check()
    assert check(invoice, **around).is_allowed


@pytest.mark.parametrize(
    ("code", "case", "invoice", "around", "article"), BROKEN, ids=[f"{one[0]} {one[1]}" for one in BROKEN]
)
def test_a_broken_invoice_is_refused_for_that_and_nothing_else(code, case, invoice, around, article):
    assert [(reason.code, reason.article) for reason in check(invoice, **around).reasons] == [(code, article)]


def test_every_reason_of_the_module_is_shown_by_a_case():
    known = {one.code for one in vars(invoices).values() if isinstance(one, Reason)}
    assert known == {one[0] for one in BROKEN} | {"INV-16"}


@pytest.mark.parametrize(("days", "is_late"), [(30, False), (31, True)])
def test_after_thirty_days_it_is_accepted_with_a_note_on_the_fine(days, is_late):
    verdict = check(delivered_on=ON - timedelta(days=days))
    assert verdict.is_allowed
    assert [note.article for note in verdict.notes] == [LAW + "第二十五条第一款、第七十八条第六项"] * is_late


def test_all_faults_come_at_once():
    worst = bill(
        status="02",
        buyer_number="",
        seller_number="",
        vin="",
        plate="",
        certificate_number="",
        market_number="",
        price_fen=0,
    )
    codes = [reason.code for reason in check(worst, is_used=True).reasons]
    assert codes == ["INV-01", "INV-03", "INV-04", "INV-06", "INV-07", "INV-08", "INV-10", "INV-13", "INV-15"]


def test_a_difference_is_counted_and_not_shown():
    reason = check(bill(vin="LSVFF66R8C2116082")).reasons[0]
    assert "2位" in reason.what.zh
    assert "2 characters" in reason.what.en
    assert "LSVFF" not in str(check(bill(vin="LSVFF66R8C2116082")))


def test_a_digital_invoice_is_known_by_its_number_and_one_on_paper_by_code_and_number():
    assert INVOICE.key == "26322000000012345678"
    assert bill(code="051002100011", number="00012345").key == "051002100011-00012345"


def test_an_invoice_keeps_names_and_numbers_out_of_its_repr():
    assert not any(text in repr(INVOICE) for text in (BUYER, SELLER, INVOICE.buyer_name, INVOICE.seller_name))


# --- reading -----------------------------------------------------------------------------------------------------
texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=40)
invoices_of_any_kind = st.builds(
    bill,
    type=st.sampled_from(sorted(invoices.TYPES)),
    status=st.sampled_from(sorted(invoices.STATUSES)),
    number=texts,
    buyer_name=texts,
    remarks=texts,
    price_fen=st.integers(-(10**12), 10**12),
    issued_on=st.dates(),
    is_reverse=st.booleans(),
)


@given(invoices_of_any_kind)
def test_what_is_written_is_read_again(invoice):
    assert from_json(to_json(invoice)) == invoice


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(to_json(INVOICE))), junk)
def test_a_field_of_another_kind_is_malformed_or_read(name, value):
    document = to_json(INVOICE) | {name: value}
    try:
        read = from_json(document)
    except Malformed:
        with pytest.raises(Malformed, match=r"invoice\.malformed"):
            from_json(document)
    else:
        assert to_json(read) == document


@given(junk)
def test_anything_else_is_malformed(value):
    with pytest.raises(Malformed, match=r"invoice\.malformed"):
        from_json(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "99"), ("status", "05"), ("issued_on", "20261118"), ("issued_on", "2026-13-01"), ("price_fen", True),
        ("price_fen", 1.5), ("price_fen", 10**13), ("is_reverse", 1), ("plate", "川A\n8K2M6"), ("remarks", "长" * 201),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_without_its_content(name, value):
    with pytest.raises(Malformed) as error:
        from_json(to_json(INVOICE) | {name: value})
    assert error.value.code == "invoice.malformed"
    assert name in str(error.value)


@pytest.mark.parametrize("name", sorted(to_json(INVOICE)))
def test_no_field_may_be_missing(name):
    document = to_json(INVOICE)
    del document[name]
    with pytest.raises(Malformed, match=name):
        from_json(document)


def test_a_field_too_many_is_refused_without_repeating_its_name():
    with pytest.raises(Malformed) as error:
        from_json(to_json(INVOICE) | {"11010519491231002X": ""})
    assert "1101" not in str(error.value)
