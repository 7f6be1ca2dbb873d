"""UC-01 to UC-20: every question has a case in which it is content and one in which it is not, with its article."""

# ruff: noqa: E501 - tables of cases, one line each
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sale_facts import BUYER, CAR, DEALER, NEIGHBOUR, ON, OWNER, SELLER, bill, car, check, deal

from tongban.transfers.rules.facts import FileFacts, PartyFacts
from tongban.transfers.rules.policies import CityPolicy, Kind
from tongban.transfers.rules.precheck import RULES, Result, Whose
from tongban.verdicts import Text

LAW = "《机动车登记规定》"
NOTICE_92 = "《关于搞活汽车流通 扩大汽车消费若干措施的通知》（商消费发〔2022〕92号）"
NOTICE_2021 = "《商务部、公安部、税务总局关于二手车交易登记跨省通办的通知》（2021年）"
CIVIL = "《民法典》"


def policy(kind=Kind.EMISSION, **changes):
    values = {
        "prefecture": "320500",
        "kind": kind,
        "from_day": date(2019, 7, 1),
        "until_day": None,
        "text": Text("示例市规定。", "The city's rule."),
        "source": "示府发〔2019〕1号",
        "minimum_emission": "6" if kind is Kind.EMISSION else "",
    }
    return CityPolicy(**values | changes)


# code, what is the case, changes to the sale, the finding, the first reason's code, its article
ALLOWED = [
    ("UC-01", "a small car traded at the destination", {}),
    ("UC-01", "an operating small car, since 2022", {"vehicle": car(use="G", registered_on=date(2022, 1, 1))}),
    ("UC-01", "a motorcycle, since 2022", {"vehicle": car(type="M21", plate_kind="07")}),
    ("UC-01", "a truck that stays in its prefecture", {"vehicle": car(type="H31"), "deal": deal(destination_prefecture="510100")}),
    ("UC-02", "no violation", {}),
    ("UC-03", "no accident", {}),
    ("UC-04", "business is open", {}),
    ("UC-05", "not seized", {}),
    ("UC-06", "not detained, in use", {}),
    ("UC-07", "no customs supervision", {}),
    ("UC-07", "released by customs", {"vehicle": car(letters="H", has_customs_release=True)}),
    ("UC-08", "a private car has no years of use", {"vehicle": car(registered_on=date(1995, 1, 1))}),
    ("UC-08", "an operating car with more than a year left", {"vehicle": car(use="G", registered_on=ON.replace(year=2013))}),
    ("UC-09", "inspected until today", {"vehicle": car(inspected_until=ON)}),
    ("UC-10", "neither mortgaged nor pledged", {}),
    ("UC-11", "the city has no minimum", {"vehicle": car(emission="4")}),
    ("UC-11", "China 6 where China 6 is asked", {"policies": [policy()]}),
    ("UC-11", "the city's minimum has ended", {"vehicle": car(emission="4"), "policies": [policy(until_day=ON - timedelta(days=1))]}),
    ("UC-11", "the vehicle stays in its prefecture", {"vehicle": car(emission="4"), "deal": deal(origin_prefecture="320500"), "policies": [policy()]}),
    ("UC-11", "a new-energy car", {"vehicle": car(plate_kind="52", emission="0"), "policies": [policy()]}),
    ("UC-12", "no quota in this city", {}),
    ("UC-12", "the buyer has a quota", {"buyer": replace(NEIGHBOUR, has_permit_quota=True), "policies": [policy(Kind.QUOTA)]}),
    ("UC-12", "a dealer's stock uses none", {"deal": deal(is_stock=True), "policies": [policy(Kind.QUOTA)]}),
    ("UC-12", "a truck is not limited", {"vehicle": car(type="H31"), "policies": [policy(Kind.QUOTA)]}),
    ("UC-13", "an invoice in order", {}),
    ("UC-13", "no sale, no invoice", {"deal": deal(is_sale=False, invoice=None)}),
    ("UC-14", "a filed dealer, a first sale", {}),
    ("UC-14", "two short-held cars", {"vehicle": car(owner_since=date(2026, 5, 1)), "deal": deal(short_held_sold=1)}),
    ("UC-14", "the tenth car, all held for years", {"deal": deal(short_held_sold=9)}),
    ("UC-14", "an organisation sells as often as it likes", {"vehicle": car(owner_since=date(2026, 5, 1)), "deal": deal(short_held_sold=9), "seller": replace(OWNER, is_person=False)}),
    ("UC-15", "the buyer lives there", {}),
    ("UC-16", "one owner, one buyer, both in person", {}),
    ("UC-16", "every joint owner has agreed", {"seller": replace(OWNER, co_owner_count=2, have_co_owners_agreed=True)}),
    ("UC-16", "an agent with a mandate", {"buyer": replace(NEIGHBOUR, is_by_agent=True, has_mandate=True)}),
    ("UC-17", "nothing else is open", {}),
    ("UC-17", "the lock is this case's own", {"vehicle": car(letters="O", is_locked_by_this_case=True)}),
    ("UC-18", "a complete file", {}),
    ("UC-18", "no file needs to move", {"deal": deal(origin_prefecture="320500"), "file": FileFacts(exists=False)}),
    ("UC-19", "insured for months", {}),
    ("UC-19", "insured for thirty days", {"vehicle": car(insured_until=ON + timedelta(days=30))}),
    ("UC-20", "an ordinary sale", {}),
    ("UC-20", "the third transfer in ten years", {"vehicle": car(transfers_on=(date(2017, 1, 1), date(2020, 1, 1), date(2023, 1, 1)))}),
    ("UC-20", "exactly 30 % of the market price", {"deal": deal(market_price_fen=1000, price_fen=300)}),
    ("UC-20", "exactly 300 % of it", {"deal": deal(market_price_fen=1000, price_fen=3000)}),
    ("UC-20", "three other deals of the same telephone", {"deal": deal(deals_same_phone=3)}),
    ("UC-20", "a third transfer a year and a day after the first", {"vehicle": car(transfers_on=(ON - timedelta(days=365), ON - timedelta(days=9), ON))}),
    ("UC-20", "no market price is known", {"deal": deal(market_price_fen=None, price_fen=1)}),
]  # fmt: skip
REFUSED = [
    ("UC-01", "a truck", {"vehicle": car(type="H31", use="F")}, Result.OLD_WAY, "UC-01", LAW + "第二十七条第三款"),
    ("UC-01", "a bus", {"vehicle": car(type="K11")}, Result.OLD_WAY, "UC-01", LAW + "第二十七条第三款"),
    ("UC-01", "traded at the origin", {"deal": deal(trade_prefecture="510100")}, Result.OLD_WAY, "UC-01-origin", LAW + "第二十七条第三款"),
    ("UC-02", "open violations", {"vehicle": car(letters="G")}, Result.BLOCKED, "UC-02", LAW + "第二十五条第二款"),
    ("UC-03", "an open accident", {"vehicle": car(letters="I")}, Result.BLOCKED, "UC-03", LAW + "第二十五条第二款"),
    ("UC-04", "left an accident", {"vehicle": car(letters="N")}, Result.BLOCKED, "UC-04", LAW + "第二十九条"),
    ("UC-04", "stolen", {"vehicle": car(letters="C")}, Result.BLOCKED, "UC-04", LAW + "第二十九条"),
    ("UC-04", "suspected", {"vehicle": car(letters="J")}, Result.BLOCKED, "UC-04", LAW + "第二十九条"),
    ("UC-04", "moved out", {"vehicle": car(letters="B")}, Result.BLOCKED, "UC-04", LAW + "第二十九条"),
    ("UC-04", "a letter that no table knows", {"vehicle": car(letters="Z")}, Result.BLOCKED, "UC-04", LAW + "第二十九条"),
    ("UC-05", "seized", {"vehicle": car(letters="K")}, Result.BLOCKED, "UC-05", LAW + "第二十九条第四项、第十五条第八项"),
    ("UC-06", "detained", {"vehicle": car(letters="L")}, Result.BLOCKED, "UC-06", LAW + "第二十五条第二款"),
    ("UC-06", "out of use", {"vehicle": car(letters="D")}, Result.BLOCKED, "UC-06-D", ""),
    ("UC-07", "under customs", {"vehicle": car(letters="H")}, Result.NEEDED, "UC-07", LAW + "第二十六条第一款第五项、第二十九条第二项"),
    ("UC-07", "of customs origin", {"vehicle": car(origin="G")}, Result.NEEDED, "UC-07", LAW + "第二十六条第一款第五项、第二十九条第二项"),
    ("UC-08", "deregistered", {"vehicle": car(letters="E")}, Result.BLOCKED, "UC-08-gone", LAW + "第二十五条第一款"),
    ("UC-08", "reached scrapping", {"vehicle": car(letters="M")}, Result.BLOCKED, "UC-08", LAW + "第二十九条第四项、第十五条第七项"),
    ("UC-08", "the years are over though no letter says so", {"vehicle": car(use="G", registered_on=ON.replace(year=2011))}, Result.BLOCKED, "UC-08", LAW + "第二十九条第四项、第十五条第七项"),
    ("UC-08", "exactly one year is left", {"vehicle": car(use="G", registered_on=ON.replace(year=2012))}, Result.BLOCKED, "UC-08-year", LAW + "第二十九条第三项"),
    ("UC-09", "inspection over since yesterday", {"vehicle": car(inspected_until=ON - timedelta(days=1))}, Result.NEEDED, "UC-09", LAW + "第二十六条第一款第六项"),
    ("UC-09", "on record as overdue", {"vehicle": car(letters="Q")}, Result.NEEDED, "UC-09-Q", LAW + "第二十六条第一款第六项"),
    ("UC-10", "mortgaged", {"vehicle": car(is_mortgaged=True)}, Result.NEEDED, "UC-10", LAW + "第二十六条第三款"),
    ("UC-10", "pledged", {"vehicle": car(is_pledged=True)}, Result.NEEDED, "UC-10-pledge", LAW + "第二十六条第四款"),
    ("UC-11", "China 4 where China 6 is asked", {"vehicle": car(emission="4"), "policies": [policy()]}, Result.BLOCKED, "UC-11", "示府发〔2019〕1号"),
    ("UC-11", "a stage that no table knows", {"vehicle": car(emission="?"), "policies": [policy()]}, Result.BLOCKED, "UC-11", "示府发〔2019〕1号"),
    ("UC-12", "no quota", {"policies": [policy(Kind.QUOTA)]}, Result.BLOCKED, "UC-12", "示府发〔2019〕1号"),
    ("UC-12", "the quota is not known", {"buyer": replace(NEIGHBOUR, has_permit_quota=None), "policies": [policy(Kind.QUOTA)]}, Result.NOT_YET, "UC-12", "示府发〔2019〕1号"),
    ("UC-13", "a void invoice", {"deal": deal(invoice=bill(status="02"))}, Result.BLOCKED, "INV-01", LAW + "第二十九条第四项、第十五条第一项"),
    ("UC-13", "no invoice yet", {"deal": deal(invoice=None)}, Result.NOT_YET, "UC-13", LAW + "第二十六条第一款第二项"),
    ("UC-13", "a third place, before any invoice", {"deal": deal(invoice=None, trade_prefecture="440300")}, Result.BLOCKED, "INV-12", NOTICE_2021),
    ("UC-14", "a dealer that is not filed", {"deal": deal(dealer_is_filed=False)}, Result.BLOCKED, "UC-14", NOTICE_92),
    ("UC-14", "no dealer yet", {"deal": deal(dealer_is_filed=None)}, Result.NOT_YET, "UC-14-unknown", NOTICE_92),
    ("UC-14", "the third short-held car of the year", {"vehicle": car(owner_since=date(2026, 5, 1)), "deal": deal(short_held_sold=2)}, Result.BLOCKED, "UC-14-seller", NOTICE_92),
    ("UC-15", "an identity that has run out", {"buyer": replace(NEIGHBOUR, is_identity_valid=False)}, Result.BLOCKED, "UC-15", LAW + "第二十九条第四项、第十五条第一项"),
    ("UC-15", "the seller's has run out", {"seller": replace(OWNER, is_identity_valid=False)}, Result.BLOCKED, "UC-15-seller", LAW + "第二十九条第四项、第十五条第一项"),
    ("UC-15", "a buyer from elsewhere", {"buyer": replace(NEIGHBOUR, residence_prefecture="440300")}, Result.BLOCKED, "UC-15-place", LAW + "第八十九条第三项第二目"),
    ("UC-15", "a firm from elsewhere", {"buyer": replace(NEIGHBOUR, residence_prefecture="440300", is_person=False)}, Result.BLOCKED, "UC-15-firm", LAW + "第八十九条第三项第一目"),
    ("UC-15", "a home that nobody knows", {"buyer": PartyFacts(is_identity_valid=True)}, Result.NOT_YET, "UC-15-home", LAW + "第八十九条第三项"),
    ("UC-15", "a home elsewhere, before there is a case", {"buyer": replace(NEIGHBOUR, residence_prefecture="440300"), "deal": deal(is_begun=False)}, Result.NEEDED, "UC-15-permit", LAW + "第八十九条第三项第二目"),
    ("UC-15", "a permit was handed in before there is a case", {"buyer": replace(NEIGHBOUR, is_home_on_paper=True), "deal": deal(is_begun=False)}, Result.NOTE, "UC-15-handed", LAW + "第八十九条第三项第二目"),
    ("UC-15", "not checked yet", {"buyer": PartyFacts()}, Result.NOT_YET, "UC-15-unknown", LAW + "第八十九条第三项"),
    ("UC-15", "no buyer yet", {"buyer": None}, Result.NOT_YET, "UC-15-nobody", LAW + "第二十六条第一款第一项"),
    ("UC-16", "joint owners", {"seller": replace(OWNER, co_owner_count=1)}, Result.NEEDED, "UC-16", CIVIL + "第三百零一条"),
    ("UC-16", "a dead owner", {"seller": replace(OWNER, is_dead=True)}, Result.NEEDED, "UC-16-dead", LAW + "第八十六条第一款"),
    ("UC-16", "nobody knows", {"buyer": replace(NEIGHBOUR, is_minor=None)}, Result.NEEDED, "UC-16-age", CIVIL + "第十八条"),
    ("UC-16", "a minor", {"buyer": replace(NEIGHBOUR, is_minor=True)}, Result.NEEDED, "UC-16-minor", CIVIL + "第二十三条"),
    ("UC-16", "an agent without a mandate", {"buyer": replace(NEIGHBOUR, is_by_agent=True)}, Result.NEEDED, "UC-16-agent", LAW + "第八十六条第二款"),
    ("UC-17", "locked by other business", {"vehicle": car(letters="O")}, Result.BLOCKED, "UC-17", ""),
    ("UC-17", "another buyer's case", {"vehicle": car(letters="O", is_locked_by_this_case=True, has_open_case=True)}, Result.BLOCKED, "UC-17", ""),
    ("UC-18", "no electronic file", {"file": FileFacts(exists=False)}, Result.ORIGIN_TASK, "UC-18", LAW + "第八十七条"),
    ("UC-18", "an incomplete file", {"file": FileFacts(exists=True, missing=("vin-rubbing",))}, Result.ORIGIN_TASK, "UC-18-part", LAW + "第八十七条"),
    ("UC-18", "the origin has not answered", {"file": FileFacts()}, Result.NOT_YET, "UC-18-unknown", LAW + "第八十七条"),
    ("UC-19", "insurance and inspection over", {"vehicle": car(letters="Q", insured_until=ON - timedelta(days=1))}, Result.NEEDED, "UC-19", LAW + "第二十六条第一款第六项"),
    ("UC-19", "the insurance is over", {"vehicle": car(insured_until=ON - timedelta(days=1))}, Result.NOTE, "UC-19-run-out", "《道路交通安全法》第十七条"),
    ("UC-19", "it ends in 29 days", {"vehicle": car(insured_until=ON + timedelta(days=29))}, Result.NOTE, "UC-19-soon", "《机动车交通事故责任强制保险条例》第十八条"),
    ("UC-19", "it ends today", {"vehicle": car(insured_until=ON)}, Result.NOTE, "UC-19-soon", "《机动车交通事故责任强制保险条例》第十八条"),
    ("UC-19", "not known", {"vehicle": car(insured_until=None)}, Result.NOT_YET, "UC-19-unknown", "《机动车交通事故责任强制保险条例》第十八条"),
    ("UC-20", "three transfers in a year", {"vehicle": car(transfers_on=(date(2026, 1, 5), date(2026, 5, 5), date(2026, 9, 5)))}, Result.ONSITE, "UC-20", LAW + "第七十四条第二款"),
    ("UC-20", "just under 30 % of the market price", {"deal": deal(market_price_fen=1000, price_fen=299)}, Result.ONSITE, "UC-20", LAW + "第七十四条第二款"),
    ("UC-20", "just over 300 % of it", {"deal": deal(market_price_fen=1000, price_fen=3001)}, Result.ONSITE, "UC-20", LAW + "第七十四条第二款"),
    ("UC-20", "a tenth of the market price", {"deal": deal(price_fen=900_000)}, Result.ONSITE, "UC-20", LAW + "第七十四条第二款"),
    ("UC-20", "four times the market price", {"deal": deal(price_fen=36_000_000)}, Result.ONSITE, "UC-20", LAW + "第七十四条第二款"),
    ("UC-20", "one telephone, many deals", {"deal": deal(deals_same_phone=4)}, Result.ONSITE, "UC-20", LAW + "第七十四条第二款"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "case", "changes"), ALLOWED, ids=[f"{one[0]} {one[1]}" for one in ALLOWED])
def test_a_question_is_content(code, case, changes):
    finding = check(**changes).finding(code)
    assert (finding.result, finding.reasons, finding.actions) == (Result.OK, (), ())


@pytest.mark.parametrize(
    ("code", "changes", "result", "reason", "article"),
    [(one[0], *one[2:]) for one in REFUSED],
    ids=[f"{one[0]} {one[1]}" for one in REFUSED],
)
def test_a_question_is_not_content_and_cites_its_article(code, changes, result, reason, article):
    finding = check(**changes).finding(code)
    assert (finding.result, finding.reason.code, finding.reason.article) == (result, reason, article)
    assert finding.reason.what.zh
    assert finding.reason.what.en
    assert finding.reason.remedy.zh
    assert finding.reason.remedy.en
    assert "{" not in finding.reason.what.zh + finding.reason.what.en + finding.reason.remedy.zh


def test_every_question_has_both_kinds_of_case():
    asked = {question.code for question in RULES}
    assert asked == {one[0] for one in ALLOWED} == {one[0] for one in REFUSED}
    assert [question.code for question in RULES] == [f"UC-{number:02}" for number in range(1, len(RULES) + 1)]


def test_a_sale_in_which_nothing_is_wrong_is_complete():
    found = check()
    assert [finding.result for finding in found.findings] == [Result.OK] * len(RULES)
    assert found.is_allowed
    assert found.is_complete
    assert not any((found.is_old_way, found.is_onsite, found.is_silent_alert))
    assert found.needs == ()


def test_every_reason_comes_at_once():
    found = check(vehicle=car(letters="GIKLDOQ", is_mortgaged=True, is_pledged=True), buyer=None)
    assert [reason.code for reason in found.verdict.reasons] == ["UC-02", "UC-03", "UC-05", "UC-06", "UC-06-D", "UC-17"]
    assert [finding.code for finding in found.needs] == ["UC-09", "UC-10"]
    assert not found.is_allowed
    assert found.finding("UC-10").actions == ("three-party", "release-mortgage", "release-pledge")


def test_what_is_needed_does_not_forbid_but_is_not_ready_for_a_decision():
    found = check(vehicle=car(is_mortgaged=True))
    assert found.is_allowed
    assert not found.is_complete
    assert check(vehicle=car(is_mortgaged=True), deal=deal(mortgagee_agrees=True)).is_complete


def test_a_finding_names_whose_data_who_acts_and_a_button():
    finding = check(vehicle=car(letters="G")).finding("UC-02")
    assert (finding.whose, finding.action, finding.source.zh) == (Whose.SELLER, "pay-violations", "公安交管部门")


@pytest.mark.parametrize(
    ("changes", "code", "whose", "actions"),
    [
        ({"deal": deal(dealer_is_filed=False)}, "UC-14", Whose.DEALER, ("choose-filed-dealer",)),
        ({"vehicle": car(owner_since=date(2026, 5, 1)), "deal": deal(short_held_sold=2)}, "UC-14", Whose.SELLER, ()),
        ({"seller": replace(OWNER, is_identity_valid=False)}, "UC-15", Whose.SELLER, ("renew-identity",)),
        ({"buyer": replace(NEIGHBOUR, residence_prefecture="440300")}, "UC-15", Whose.BUYER, ("prove-residence",)),
        ({"buyer": replace(NEIGHBOUR, refused_for_falsehood_on=ON)}, "UC-15", Whose.BUYER, ("wait",)),
        ({"vehicle": car(is_mortgaged=True)}, "UC-10", Whose.MORTGAGEE, ("three-party", "release-mortgage")),
        ({"vehicle": car(letters="Q")}, "UC-09", Whose.SELLER, ("book-inspection", "renew-insurance")),
        ({"vehicle": car(letters="K")}, "UC-05", Whose.AUTHORITY, ("ask-authority",)),
        ({"file": FileFacts(exists=False)}, "UC-18", Whose.ORIGIN, ()),
    ],
)
def test_who_acts_and_by_which_button(changes, code, whose, actions):
    finding = check(**changes).finding(code)
    assert (finding.whose, finding.actions) == (whose, actions)


def test_an_unfiled_dealer_and_a_seller_of_many_cars_are_both_told():
    both = {"vehicle": car(owner_since=date(2026, 5, 1)), "deal": deal(short_held_sold=2, dealer_is_filed=False)}
    assert [reason.code for reason in check(**both).finding("UC-14").reasons] == ["UC-14", "UC-14-seller"]


# --- UC-04 and UC-05: who may know what ----------------------------------------------------------------------
def test_a_stolen_car_reads_like_any_other_whose_business_is_suspended():
    stolen, suspected, moved = (check(vehicle=car(letters=letter)) for letter in "CJB")
    assert stolen.findings[3] != moved.findings[3]
    for one in (stolen, suspected):
        assert replace(one.findings[3], alerts=()) == moved.findings[3]
        assert one.verdict == moved.verdict


def test_only_the_office_is_told_silently_what_it_is():
    stolen = check(vehicle=car(letters="C"))
    assert stolen.is_silent_alert
    assert [alert.article for alert in stolen.alerts] == [LAW + "第七十六条第一款"]
    assert [alert.article for alert in check(vehicle=car(letters="J")).alerts] == [LAW + "第七十四条第一款第一项"]
    assert [alert.article for alert in check(vehicle=car(letters="N")).alerts] == [LAW + "第二十五条第二款"]
    assert not check(vehicle=car(letters="B")).is_silent_alert
    told = "".join(reason.what.zh + reason.remedy.zh + reason.article for reason in stolen.verdict.reasons)
    assert not any(word in told for word in ("盗", "抢", "嫌疑", "刑侦", "七十六"))


def test_only_the_owner_is_told_who_seized_the_vehicle():
    seized = car(letters="K", seized_by="示例市示例区人民法院")
    assert "法院" not in str(check(vehicle=seized).finding("UC-05").reasons)
    assert "示例市示例区人民法院" in check(vehicle=seized, for_owner=True).finding("UC-05").reason.what.zh


def test_the_reader_is_not_told_which_sign_sent_the_case_on_site():
    found = check(deal=deal(deals_same_phone=9, price_fen=1)).finding("UC-20")
    assert [reason.code for reason in found.reasons] == ["UC-20"]
    assert [alert.code for alert in found.alerts] == ["UC-20-price", "UC-20-phone"]


# --- as of a day -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "vehicle", "result", "reason"),
    [
        (date(2021, 5, 31), CAR, Result.OLD_WAY, "UC-01-before"),
        (date(2021, 6, 1), CAR, Result.OK, None),
        (date(2022, 4, 30), car(use="G"), Result.OLD_WAY, "UC-01-2021"),
        (date(2022, 5, 1), car(use="G"), Result.OK, None),
        (date(2022, 4, 30), car(type="M21"), Result.OLD_WAY, "UC-01-2021"),
        (date(2022, 5, 1), car(type="M21"), Result.OK, None),
    ],
)
def test_uc_01_the_scope_is_that_of_the_day(on, vehicle, result, reason):
    finding = check(vehicle=vehicle, on=on).finding("UC-01")
    assert (finding.result, finding.reason.code if finding.reason else None) == (result, reason)


@pytest.mark.parametrize(("on", "result"), [(date(2022, 7, 31), Result.BLOCKED), (date(2022, 8, 1), Result.NOTE)])
def test_uc_11_a_small_private_car_of_china_5_is_never_kept_out_since_august_2022(on, result):
    finding = check(vehicle=car(emission="5"), policies=[policy()], on=on).finding("UC-11")
    assert finding.result is result
    assert (finding.reason.article == NOTICE_92) == (result is Result.NOTE)


def test_uc_11_the_national_rule_protects_neither_trucks_nor_china_4():
    assert check(vehicle=car(emission="5", use="G"), policies=[policy()]).finding("UC-11").result is Result.BLOCKED
    assert check(vehicle=car(emission="4"), policies=[policy()]).finding("UC-11").result is Result.BLOCKED


def test_uc_11_advice_warns_and_never_blocks():
    assert check(vehicle=car(emission="3"), policies=[policy(is_advice=True)]).finding("UC-11").result is Result.NOTE


def test_uc_14_the_limit_of_three_began_in_2023():
    often = {"vehicle": car(owner_since=date(2022, 6, 1)), "deal": deal(short_held_sold=5)}
    assert check(**often, on=date(2022, 12, 31)).finding("UC-14").result is Result.OK
    assert check(**often, on=date(2023, 1, 1)).finding("UC-14").result is Result.BLOCKED


def test_uc_14_filing_began_in_october_2022():
    unfiled = {"deal": deal(dealer_is_filed=False)}
    assert check(**unfiled, on=date(2022, 9, 30)).finding("UC-14").result is Result.OK
    assert check(**unfiled, on=date(2022, 10, 1)).finding("UC-14").result is Result.BLOCKED


def test_before_may_2022_the_older_rules_are_cited_as_a_whole():
    reason = check(vehicle=car(letters="G"), on=date(2022, 4, 30)).finding("UC-02").reason
    assert reason.article == "《机动车登记规定》（公安部令第102号，第124号修改）"
    assert reason.since == date(2012, 9, 12)


def test_a_question_is_not_asked_before_its_day():
    assert check(deal=deal(deals_same_phone=9), on=date(2022, 4, 30)).finding("UC-20").result is Result.OK


def test_a_policy_of_another_city_says_nothing():
    assert check(vehicle=car(emission="3"), policies=[policy(prefecture="330100")]).finding("UC-11").result is Result.OK


def test_uc_15_a_city_s_word_on_residence_is_a_note():
    finding = check(policies=[policy(Kind.RESIDENCE)]).finding("UC-15")
    assert (finding.result, finding.reason.article) == (Result.NOTE, "示府发〔2019〕1号")


# --- 住所迁出 ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("vehicle", "code", "article"),
    [
        (car(letters="G"), "UC-02", "第十八条第三款"),
        (car(letters="I"), "UC-03", "第十八条第三款"),
        (car(letters="C"), "UC-04", "第二十一条"),
        (car(letters="K"), "UC-05", "第二十一条第一款第三项、第十五条第八项"),
        (car(letters="M"), "UC-08", "第二十一条第一款第三项、第十五条第七项"),
        (car(use="G", registered_on=ON.replace(year=2012)), "UC-08", "第二十一条第二款"),
        (car(letters="Q"), "UC-09", "第十八条第二款"),
        (car(is_mortgaged=True), "UC-10", "第三十二条第三款"),
        (car(type="H31"), "UC-01", "第十八条第一款"),
    ],
)
def test_an_owner_who_moves_home_reads_the_articles_of_a_move(vehicle, code, article):
    found = check(vehicle=vehicle, deal=deal(is_sale=False, invoice=None))
    assert found.finding(code).reason.article == LAW + article


@pytest.mark.parametrize("vehicle", [car(letters="H"), car(is_pledged=True)])
def test_neither_customs_nor_a_pledge_stop_a_move(vehicle):
    assert check(vehicle=vehicle, deal=deal(is_sale=False, invoice=None)).is_complete


# --- properties ------------------------------------------------------------------------------------------------
letters = st.frozensets(st.sampled_from("BCDEGHIJKLMNOPQ")).map(lambda found: found or frozenset("A"))


@given(
    letters=letters,
    on=st.dates(date(2012, 9, 12), date(2030, 1, 1)),
    kind=st.sampled_from(["K33", "H31", "M21", "Q11", "X99"]),
)
def test_twenty_findings_whatever_the_facts(letters, on, kind):
    found = check(vehicle=car(letters=letters, type=kind), on=on)
    assert [finding.code for finding in found.findings] == [question.code for question in RULES]
    assert found.is_allowed == (not found.verdict.reasons)
    for finding in found.findings:
        assert (finding.result is Result.OK) == (not finding.reasons)


@given(letters=letters, more=letters)
def test_a_further_letter_never_makes_it_better(letters, more):
    before = {reason.code for reason in check(vehicle=car(letters=letters - {"A"})).verdict.reasons}
    after = {reason.code for reason in check(vehicle=car(letters=(letters | more) - {"A"})).verdict.reasons}
    assert before <= after


@given(letters=letters)
def test_no_text_holds_a_person_s_number(letters):
    found = check(vehicle=car(letters=letters), deal=deal(invoice=bill(buyer_number="X", seller_number="Y")))
    shown = str(found)
    assert not any(number in shown for number in (SELLER, BUYER, DEALER))
