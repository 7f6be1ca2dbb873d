"""How a pass ends: what ends it by itself, what takes a decision, and what is owed."""

from __future__ import annotations

from tongban.passes.granting.endings import ENDINGS, How, Owed


def test_what_takes_a_decision_names_its_article_and_what_is_owed():
    decided = {code: one for code, one in ENDINGS.items() if one.how is How.BY_DECISION}
    assert {code: one.owed for code, one in decided.items()} == {
        "PE-7": Owed.COMPENSATION, "PE-8": Owed.DAMAGES, "PE-9": Owed.NOTHING,
    }  # fmt: skip
    assert all(one.reason.quote for one in decided.values())


def test_only_a_status_letter_lets_a_pass_come_back():
    assert [code for code, one in ENDINGS.items() if one.is_suspended] == ["PE-6"]


def test_every_ending_says_what_to_do_in_both_languages():
    for one in ENDINGS.values():
        assert one.reason.remedy.zh
        assert one.reason.remedy.en
