"""The rulebook: every rule has an allowed and a refused case, and every sentence stands in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.calendars import months_later
from tongban.credentials.records import Entitlement
from tongban.errors import Malformed
from tongban.licences.rules.categories import CLASS_NAMES, covered, iso_categories, parse_classes
from tongban.licences.rules.facts import LicenceFacts
from tongban.licences.rules.letters import LETTERS, Display
from tongban.licences.rules.local_licences import local_licence_counts
from tongban.licences.rules.may_apply import ApplicationFacts, may_apply
from tongban.licences.rules.paper_card import BUSINESSES
from tongban.licences.rules.photo import REQUIREMENTS, is_window_only, may_change_photo, may_review
from tongban.licences.rules.presentation import counts_as_live, may_show
from tongban.licences.rules.standing import standing, verdict_of
from tongban.licences.rules.stays_valid import stays_valid
from tongban.verdicts import Basis

ON = date(2026, 11, 20)
AROUND = ApplicationFacts(
    is_open_in_region=True, has_live_licence=False, has_open_application=False, is_window_only=False, is_own=True
)


def facts(**changes):
    values = {
        "letters": frozenset("A"),
        "points": 3,
        "classes": ("C1",),
        "valid_from": date(2021, 6, 17),
        "valid_until": date(2031, 6, 17),
        "first_issued": date(2015, 6, 17),
        "born": date(1990, 3, 7),
        "office": "510100000400",
        "card_core_number": "5107002481936",
    } | changes
    return LicenceFacts(**values)


# --- EL-01 -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("letters", ["A", "H", "I", "HI"])
def test_el_01_a_driver_whose_letters_are_a_h_or_i_may_apply(letters):
    assert may_apply(facts(letters=frozenset(letters)), AROUND, on=ON).is_allowed


@pytest.mark.parametrize("letter", sorted(set(LETTERS) - set("AHI")))
def test_el_01_any_other_letter_refuses_and_says_what_would_change_it(letter):
    verdict = may_apply(facts(letters=frozenset(letter)), AROUND, on=ON)
    assert [reason.code for reason in verdict.reasons] == ["EL-01"]
    assert verdict.reasons[0].remedy.zh
    assert verdict.reasons[0].remedy.en


@pytest.mark.parametrize(("letter", "ground"), [("J", "没有按通知参加学习、考试"), ("L", "锁定了您的驾驶证")])
def test_el_01_j_and_l_tell_their_ground_and_whom_to_ask_and_no_article_that_does_not_say_so(letter, ground):
    reason = may_apply(facts(letters=frozenset(letter)), AROUND, on=ON).reasons[0]
    assert ground in reason.what.zh
    assert "发证地" in reason.remedy.zh
    assert reason.basis is Basis.PRACTICE  # 162 Article 61 gives every driver the right to apply


def test_one_refusal_lists_all_reasons_at_once():
    around = ApplicationFacts(
        is_open_in_region=False, has_live_licence=True, has_open_application=True, is_window_only=True, is_own=False
    )
    verdict = may_apply(facts(letters=frozenset("BD"), points=12), around, on=ON)
    assert [reason.code for reason in verdict.reasons] == [
        "EL-01", "EL-01", "EL-01-own", "EL-09", "EL-01-issued", "EL-01-open", "EL-06",
    ]  # fmt: skip


# --- EL-02 -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("letters", "display", "entitlement"),
    [
        ("A", Display.SHOWN, Entitlement.VALID),
        ("HI", Display.SHOWN, Entitlement.VALID),
        ("BDKMSU", Display.ABNORMAL, Entitlement.SUSPENDED),
        ("BJ", Display.MESSAGE, Entitlement.ASK_OFFICE),
        ("EJ", Display.HIDDEN, Entitlement.REVOKED),
        ("HR", Display.HIDDEN, Entitlement.REVOKED),
    ],
)
def test_el_02_the_worst_letter_decides(letters, display, entitlement):
    found = standing(facts(letters=frozenset(letters)), on=ON)
    assert (found.display, found.entitlement) == (display, entitlement)


def test_el_02_twelve_points_forbid_driving_under_article_28_even_before_the_letter_is_set():
    found = standing(facts(points=12), on=ON)
    assert found.letters == ("B",)
    assert found.may_drive.reasons[0].article.startswith("《道路交通安全法实施条例》第二十八条")


def test_el_02_eleven_points_do_not():
    assert standing(facts(points=11), on=ON).may_drive.is_allowed


def test_el_02_the_last_day_of_validity_still_counts_and_the_next_does_not():
    assert standing(facts(valid_until=ON), on=ON).may_drive.is_allowed
    assert standing(facts(valid_until=ON), on=ON + timedelta(days=1)).letters == ("M",)


def test_el_02_a_long_term_licence_never_expires():
    assert standing(facts(valid_until=None), on=date(2999, 1, 1)).may_drive.is_allowed


def test_el_02_an_expired_but_put_off_renewal_names_the_extension_not_the_expiry():
    found = standing(facts(letters=frozenset("N"), valid_until=date(2026, 1, 1)), on=ON)
    assert found.letters == ("N",)
    assert found.may_drive.reasons[0].article == "《机动车驾驶证申领和使用规定》第七十五条"


@given(st.frozensets(st.sampled_from(sorted(LETTERS)), min_size=1), st.integers(0, 30))
def test_adding_a_letter_never_lets_anybody_drive(letters, points):
    before = standing(facts(letters=letters, points=points), on=ON)
    for more in LETTERS:
        after = standing(facts(letters=letters | {more}, points=points), on=ON)
        if not before.may_drive.is_allowed and more != "A":
            assert not after.may_drive.is_allowed


def test_whoever_may_not_drive_is_never_valid_in_the_list():
    for letter in LETTERS:
        found = standing(facts(letters=frozenset(letter)), on=ON)
        is_asked = letter == "K"  # nothing forbids it, and nobody but who seized the card can say
        assert found.may_drive.is_allowed == (is_asked or found.entitlement is Entitlement.VALID), letter


def test_el_02_a_seized_card_is_asked_about_and_a_letter_that_forbids_wins_over_it():
    assert standing(facts(letters=frozenset("K")), on=ON).entitlement is Entitlement.ASK_OFFICE
    assert standing(facts(letters=frozenset("DK")), on=ON).entitlement is Entitlement.SUSPENDED


@pytest.mark.parametrize(
    ("on", "letter", "says"),
    [
        (date(2031, 6, 18), "M", "超过有效期一年以上没有换证的，注销驾驶证"),
        (date(2032, 6, 16), "M", "身体条件证明"),
        (date(2032, 6, 17), "R", "参加科目一考试"),
        (date(2034, 6, 17), "R", "参加科目一考试"),
        (date(2034, 6, 18), "G", "不能再恢复"),
    ],
)
def test_el_02_a_licence_that_nobody_renews_is_cancelled_after_a_year_and_gone_after_three(on, letter, says):
    found = standing(facts(), on=on)
    reason = found.may_drive.reasons[0]
    assert (found.letters, found.may_drive.is_allowed) == ((letter,), False)
    assert says in reason.what.zh + reason.remedy.zh


def test_el_02_a_renewal_that_was_put_off_counts_three_years_and_no_more():
    put_off = facts(letters=frozenset("N"), valid_until=date(2023, 11, 20))
    assert standing(put_off, on=ON).letters == ("N",)
    assert standing(put_off, on=ON + timedelta(days=1)).letters == ("M", "N")


def test_el_02_the_same_letter_r_sends_to_a_test_or_to_a_doctor_by_its_ground():
    late = standing(facts(letters=frozenset("R"), valid_until=date(2025, 6, 17)), on=ON)
    old = standing(facts(letters=frozenset("R"), born=date(1952, 3, 7)), on=ON)
    told = standing(facts(letters=frozenset("R"), ended_for="no-health-proof"), on=ON)
    unknown = standing(facts(letters=frozenset("R")), on=ON)
    assert [one.may_drive.reasons[0].code for one in (late, old, told, unknown)] == [
        "状态 R-8", "状态 R-9", "状态 R-9", "状态 R",
    ]  # fmt: skip
    assert "科目一" not in old.may_drive.reasons[0].remedy.zh


def test_el_02_who_lost_the_licence_reads_the_first_day_of_another_application():
    day = standing(facts(letters=frozenset("F"), applies_again_on=date(2029, 3, 1)), on=ON).may_drive.reasons[0]
    never = standing(facts(letters=frozenset("F"), is_barred_for_life=True), on=ON).may_drive.reasons[0]
    unknown = standing(facts(letters=frozenset("F")), on=ON).may_drive.reasons[0]
    assert day.remedy.zh == "2029年3月1日起可以重新申请驾驶证。"
    assert never.remedy.zh == "终生不得重新取得机动车驾驶证。"
    assert "五年、十年或者终生" in unknown.remedy.zh


# --- 162 Articles 65, 76 to 78: what age, the first year and the licence's own remarks limit ------------------------------
@pytest.mark.parametrize(
    ("classes", "born", "may", "codes"),
    [
        (("A1", "D"), date(1950, 3, 7), "C1F", ["AGE-63", "AGE-70"]),  # a driver of 76
        (("A2",), date(1961, 1, 1), "C1C6", ["AGE-63"]),  # 65: the trailer's class may be kept until 70
        (("A1",), date(1963, 11, 20), "C1", ["AGE-63"]),  # 63 today: the birthday counts
        (("A1",), date(1963, 11, 21), "A1", []),  # 63 tomorrow
        (("C1", "E"), date(1956, 11, 20), "C1F", ["AGE-70"]),
        (("C1", "E"), date(1956, 11, 21), "C1E", []),
        (("C1",), date(1940, 1, 1), "C1", []),
    ],
)
def test_a_class_ends_on_the_birthday_and_what_it_covered_is_left(classes, born, may, codes):
    found = standing(facts(classes=classes, born=born, first_issued=date(1990, 1, 1)), on=ON)
    assert found.classes_text == may
    assert found.may_drive.is_allowed
    assert [one.code for one in found.may_drive.notes] == codes
    assert not set(found.drivable) & {code for note in found.may_drive.notes for code in note.what.zh.split()}


def test_before_the_amendment_the_heavy_classes_ended_at_sixty():
    at_61 = facts(classes=("B2",), born=date(1963, 6, 1), first_issued=date(1990, 1, 1))
    assert standing(at_61, on=date(2024, 12, 31)).may_drive.notes[0].code == "AGE-60"
    assert standing(at_61, on=date(2025, 1, 1)).may_drive.notes == ()


def test_who_held_nothing_that_age_leaves_may_not_drive_at_all_and_is_not_in_force_in_the_list():
    found = standing(facts(classes=("M",), born=date(1950, 3, 7)), on=ON)
    assert (found.classes_text, found.entitlement, found.display) == ("", Entitlement.SUSPENDED, Display.ABNORMAL)
    [reason] = found.may_drive.reasons
    assert "第七十九条" in reason.article
    assert "轮式专用机械车" in reason.what.zh


def test_the_first_year_is_told_by_kind_of_licence_with_its_last_day():
    new = standing(facts(first_issued=date(2026, 3, 2), valid_from=date(2026, 3, 2)), on=ON).may_drive.notes
    assert [(one.code, "2027年3月2日" in one.what.zh) for one in new] == [("YEAR-1", True)]
    motorcycle = facts(classes=("C1", "D"), class_dates={"C1": date(2015, 6, 17), "D": date(2026, 3, 2)})
    assert [one.code for one in standing(motorcycle, on=ON).may_drive.notes] == ["YEAR-1"]
    upgraded = facts(classes=("A3",), class_dates={"A3": date(2026, 3, 2)})
    assert standing(upgraded, on=ON).may_drive.notes == ()
    assert standing(facts(), on=ON).may_drive.notes == ()


def test_what_the_licence_says_must_be_worn_or_shown_is_a_note():
    found = standing(facts(aids=frozenset({"hearing"}), classes=("C5",)), on=ON).may_drive
    assert [one.code for one in found.notes] == ["AID-sign", "AID-hearing"]
    assert found.is_allowed


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": ("A1", "D"), "born": date(1950, 3, 7)},
        {"classes": ("M",), "born": date(1950, 3, 7)},
        {"letters": frozenset("F"), "applies_again_on": date(2029, 3, 1)},
        {"letters": frozenset("E"), "is_barred_for_life": True},
        {"letters": frozenset("HR"), "valid_until": date(2025, 1, 1)},
        {"valid_until": date(2022, 1, 1)},
        {"first_issued": date(2026, 3, 2), "aids": frozenset({"glasses"})},
    ],
)
def test_letters_and_marks_are_enough_to_say_the_same_again(changes):
    found = standing(facts(**changes), on=ON)
    assert verdict_of(found.letters, found.marks) == found.may_drive


# --- EL-03, EL-12 --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"classes": ("C1", "E")}, "EL-03"),
        ({"valid_until": None}, "EL-03"),
        ({"office": "320500000400"}, "EL-03"),
        ({"card_core_number": "5107002481937"}, "EL-12"),
    ],
)
def test_el_03_a_certified_fact_that_changed_supersedes(change, code):
    assert [reason.code for reason in stays_valid(facts(), facts(**change)).reasons] == [code]


def test_el_03_points_and_letters_do_not_supersede():
    assert stays_valid(facts(), facts(points=12, letters=frozenset("B"))).is_allowed


# --- EL-04 to EL-06 ------------------------------------------------------------------------------------------
def test_el_04_a_changed_photo_may_be_changed_again_after_six_months_to_the_day():
    changed = date(2026, 5, 20)
    assert may_change_photo(changed_on=changed, is_first_photo=False, on=date(2026, 11, 20)).is_allowed
    refused = may_change_photo(changed_on=changed, is_first_photo=False, on=date(2026, 11, 19))
    assert "2026年11月20日" in refused.reasons[0].remedy.zh


def test_el_04_the_identity_card_photo_may_be_replaced_at_once():
    assert may_change_photo(changed_on=ON, is_first_photo=True, on=ON).is_allowed


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 60))
def test_adding_months_lands_in_that_month(day, months):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or later + timedelta(days=1) == (later.replace(day=28) + timedelta(days=4)).replace(
        day=1
    )


def test_el_05_every_broken_requirement_is_named_with_its_remedy():
    verdict = may_review(("P1", "P2"))
    assert [reason.code for reason in verdict.reasons] == ["EL-05 P1", "EL-05 P2"]
    assert may_review(()).is_allowed


def test_el_06_the_third_return_or_a_malicious_upload_leads_to_the_window():
    assert not is_window_only(returned=2, is_malicious=False, attempts_max=3)
    assert is_window_only(returned=3, is_malicious=False, attempts_max=3)
    assert is_window_only(returned=1, is_malicious=True, attempts_max=3)


# --- EL-07 to EL-11 ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("seconds", "counts"), [(0, True), (60, True), (61, False), (-60, True), (-61, False)])
def test_el_07_a_proof_counts_for_a_minute_on_either_side(seconds, counts):
    assert counts_as_live(proof_age=timedelta(seconds=seconds)).is_allowed is counts


def test_el_08_off_line_showing_ends_with_the_policy_and_zero_switches_it_off():
    day = timedelta(hours=24)
    assert may_show(refreshed_ago=day, offline_max_age=day).is_allowed
    assert not may_show(refreshed_ago=day + timedelta(seconds=1), offline_max_age=day).is_allowed
    assert not may_show(refreshed_ago=timedelta(seconds=1), offline_max_age=timedelta(0)).is_allowed


def test_el_10_each_business_says_yes_or_no_and_why_in_both_languages():
    assert {True, False} == {business.needs_paper for business in BUSINESSES}
    assert all(business.why.zh and business.why.en for business in BUSINESSES)


def test_el_11_a_local_licence_counts_until_the_national_one_opens():
    opened = date(2021, 9, 1)
    assert local_licence_counts(opened_on=opened, on=date(2021, 8, 31)).is_allowed
    assert not local_licence_counts(opened_on=opened, on=opened).is_allowed
    assert local_licence_counts(opened_on=None, on=ON).is_allowed


# --- tables ----------------------------------------------------------------------------------------------------
def test_every_letter_and_requirement_speaks_both_languages():
    for letter in LETTERS.values():
        assert letter.name.zh
        assert letter.name.en
        assert bool(letter.what.zh) == bool(letter.what.en)
    for requirement in REQUIREMENTS.values():
        assert requirement.broken.zh
        assert requirement.broken.en


def test_domestic_c1_is_never_iso_c1():
    assert [category.code for category in iso_categories(("C1",))] == ["B"]
    assert all(category.code != "C1" for code in CLASS_NAMES for category in iso_categories((code,)))


def test_an_automatic_only_class_beside_a_full_one_is_not_restricted():
    assert [category.restrictions for category in iso_categories(("C2", "C1"))] == [()]
    assert iso_categories(("C2",))[0].restrictions == ("78",)


def test_a2_covers_what_the_table_says_and_a_motorcycle_class_covers_no_car():
    assert covered(("A2",)) == ("A2", "B1", "B2", "C1", "C2", "C3", "C4", "C6", "M")
    assert covered(("D",)) == ("D", "E", "F")


@given(st.lists(st.sampled_from(sorted(CLASS_NAMES)), min_size=1, unique=True))
def test_concatenated_classes_are_read_back(classes):
    assert parse_classes("".join(classes)) == tuple(classes)


@pytest.mark.parametrize("text", ["", "C7", "C1 ", "B", "甲1", "c1"])
def test_other_classes_are_malformed(text):
    with pytest.raises(Malformed):
        parse_classes(text)
