"""Every article that a rule cites exists, with the paragraph and the item; every sentence stands in both languages.

The table holds the shape of 《机动车登记规定》 (2022-05-01): for each article the number of items under each of its
paragraphs. It was counted from the text; the text itself is not in the repository.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from tongban import laws
from tongban.inspections import records
from tongban.registers import numbering
from tongban.transfers import rules
from tongban.transfers.rules.clocks import CLOCKS
from tongban.transfers.rules.moving_home import MOVE_ARTICLES
from tongban.transfers.rules.precheck import RULES
from tongban.verdicts import Reason, Text

SHAPE = {
    3: [0, 0, 0, 0], 15: [10], 16: [6, 0], 18: [0, 0, 0], 19: [0, 0], 21: [3, 0], 25: [0, 0], 26: [6, 0, 0, 0], 27: [0, 0, 0],
    29: [4], 32: [3, 0, 0], 43: [0, 0], 44: [0, 3], 45: [0], 47: [6, 0, 0, 0, 0, 0], 73: [0, 0, 0], 74: [6, 0], 76: [0, 0],
    78: [8], 80: [0, 0], 81: [0, 0, 0], 83: [13, 0], 86: [0, 0], 87: [0], 89: [3], 90: [2],
}  # fmt: skip
MODULES = [path.stem for path in sorted(Path(rules.__file__).parent.glob("*.py")) if path.stem != "__init__"]
DIGITS = "零一二三四五六七八九"


def found_reasons():
    for module in (*(import_module(f"tongban.transfers.rules.{name}") for name in MODULES), records, numbering):
        for value in vars(module).values():
            held = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
            yield from (one for one in held if isinstance(one, Reason))


REASONS = {(reason.code, reason.article, reason.what.zh): reason for reason in found_reasons()}
CITED = sorted(
    {reason.article for reason in REASONS.values() if reason.article}
    | {clock.article for clock in CLOCKS.values() if clock.article}
    | {laws.REGISTRATION.article(number) for number in MOVE_ARTICLES.values()}
)


def number(text):
    """A Chinese number below a thousand: 八十六, 三百零一."""
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.replace("零", "").rpartition("十")
    return (
        100 * (DIGITS.index(hundreds) if hundreds else 0)
        + 10 * (DIGITS.index(tens) if tens else bool(ten))
        + (DIGITS.index(ones) if ones else 0)
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("三", 3), ("十", 10), ("十五", 15), ("二十", 20), ("八十六", 86), ("三百零一", 301), ("一百一十", 110)],
)
def test_chinese_numbers_are_read(text, value):
    assert number(text) == value


@pytest.mark.parametrize("article", CITED)
def test_a_citation_names_a_known_text_and_one_or_more_articles(article):
    titles = {f"《{one.title}》" for one in vars(laws).values() if isinstance(one, laws.Source)}
    assert any(article.startswith(title) for title in titles)
    numbers = re.sub(r"^《[^》]+》(（[^）]+）)?", "", article)
    for one in numbers.split("、") if numbers else []:
        assert re.fullmatch(
            r"第[一二三四五六七八九十百零]+条(第[一二三四五六七八九十]+款)?(第[一二三四五六七八九十]+项(第[一二三]目)?)?",
            one,
        )


@pytest.mark.parametrize("article", [one for one in CITED if one.startswith("《机动车登记规定》第")])
def test_the_article_paragraph_and_item_exist(article):
    for one in article.removeprefix("《机动车登记规定》").split("、"):
        parts = re.fullmatch(r"第(.+?)条(?:第(.+?)款)?(?:第(.+?)项(?:第.目)?)?", one)
        assert parts
        paragraphs = SHAPE[number(parts[1])]
        paragraph = number(parts[2]) if parts[2] else 1
        assert paragraph <= len(paragraphs)
        assert not parts[2] or len(paragraphs) > 1, "the only paragraph is not counted"
        assert not parts[3] or number(parts[3]) <= paragraphs[paragraph - 1]


@pytest.mark.parametrize("reason", REASONS.values(), ids=[f"{code} {zh[:8]}" for code, _, zh in REASONS])
def test_a_reason_says_what_and_what_to_do_in_both_languages(reason):
    for text in (reason.what, reason.remedy):
        assert text.zh.endswith(("。", "}"))
        assert re.search(r"[a-z]", text.en)
        assert not re.search(r"[\u4e00-\u9fff]", text.en)
        assert set(re.findall(r"{\w+}", text.zh)) ^ set(re.findall(r"{\w+}", text.en)) <= {"{zh}", "{en}"}
    assert bool(reason.article) == (reason.since is not None)


def test_a_code_means_one_thing():
    codes = [code for code, _, _ in REASONS]
    assert len(codes) == len(set(codes))


def test_every_question_has_a_title_a_source_and_a_day():
    for question in RULES:
        assert all(isinstance(text, Text) and text.zh and text.en for text in (question.title, question.source))
        assert question.judge.__doc__.startswith(question.code)
        assert question.until is None or question.since <= question.until


def test_every_question_stands_in_the_rulebook_s_table():
    numbers = [int(one) for one in re.findall(r"\| UC-(\d+)", rules.__doc__)]
    assert numbers[0] == 1
    assert "UC-20" in rules.__doc__
