"""What a rule quotes from a law stands in the article that it cites."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from tongban.config import law_table
from tongban.registers.rules import drivers, endings, full_mark, renewal
from tongban.verdicts import Basis

LICENCE, POINTS = "机动车驾驶证申领和使用规定", "道路交通安全违法行为记分管理办法"

LAWS = Path(os.environ.get("TONGBAN_LAWS") or Path(__file__).resolve().parents[3] / "shared" / "facts" / "laws")
TEXT = re.compile(r"《([^》]+)》([^《]*)")
NUMBER = re.compile(r"第[零一二三四五六七八九十百]+条")
ARTICLE = re.compile(r"^(第[零一二三四五六七八九十百]+条)(?=\s)", re.MULTILINE)
LENGTH = re.compile(r"(\d+|[一二三四五六七八九十]+)\s*(?:个)?(?:工作)?(年|个月|周岁|日|天|小时|分)(?!钟|布|别)")
DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
RESTED = list(law_table.rested())


@cache
def articles(title: str) -> dict[str, str]:
    """The articles of a law by number; fails the run in CI, where the texts must be, and skips elsewhere without them."""
    found = sorted(LAWS.glob(f"{title}(*).md"))
    if not found:
        answer = f"no text of 《{title}》: set TONGBAN_LAWS to the folder of the laws"
        pytest.fail(answer) if os.environ.get("CI") and LAWS.exists() else pytest.skip(answer)
    parts = ARTICLE.split(found[-1].read_text("utf-8"))
    return dict(zip(parts[1::2], map(plain, parts[2::2]), strict=True))


def cited(article: str) -> list[tuple[str, str]]:
    """The articles of a citation as (title, number), those of texts that are at hand."""
    texts = [(title, rest) for title, rest in TEXT.findall(article) if title not in law_table.NOT_AT_HAND]
    return [(title, number) for title, rest in texts for number in NUMBER.findall(rest)]


def plain(text: str) -> str:
    """A text without spaces, so that the ends of lines do not matter."""
    return re.sub(r"\s", "", text)


def number(text: str) -> str:
    """A Chinese number below a thousand, or digits, as digits."""
    if text.isdigit():
        return str(int(text))
    tens, has_tens, ones = text.partition("十")
    if not has_tens:
        return text.translate(DIGITS)
    return f"{tens.translate(DIGITS) or 1}{ones.translate(DIGITS) or 0}"


def test_what_cites_an_article_is_law_and_quotes_it_and_nothing_else_does():
    for one in RESTED:
        assert (one.basis is Basis.LAW) == bool(one.article)
        assert bool(one.quote) == bool(cited(one.article)), one.code


@pytest.mark.parametrize("one", RESTED, ids=lambda one: f"{one.code}: {one.what.zh[:12]}")
def test_every_quoted_phrase_stands_in_an_article_that_is_cited_and_every_article_is_quoted(one):
    texts = {f"{title}{which}": articles(title)[which] for title, which in cited(one.article)}
    phrases = [plain(phrase) for phrase in one.quote.split("……") if phrase]
    for phrase in phrases:
        assert any(phrase in text for text in texts.values()), f"{phrase} is in none of {list(texts)}"
    for name, text in texts.items():
        assert any(phrase in text for phrase in phrases), f"nothing is quoted from {name}"


@pytest.mark.parametrize(
    ("value", "title", "which", "phrase"),
    [
        (renewal.WINDOW_DAYS, LICENCE, "第六十三条", "有效期满前九十日内"),
        (renewal.PROOF_MONTHS, LICENCE, "第八十五条", "六个月内有效"),
        (endings.HEALTH_PROOF_FROM, LICENCE, "第七十四条", "年龄在70周岁以上"),
        (endings.RESTORABLE_YEARS, LICENCE, "第七十九条", "未超过二年的"),
        (endings.PUT_OFF_YEARS, LICENCE, "第七十五条", "最长不超过三年"),
        (full_mark.STOP_AFTER_DAYS, POINTS, "第二十九条", "收到满分教育通知书后三十日内"),
        (full_mark.days_needed(1, is_professional=False), POINTS, "第十八条", "为期七天"),
        (full_mark.days_needed(99, is_professional=False), POINTS, "第十八条", "最多六十天"),
        (full_mark.days_needed(1, is_professional=True), POINTS, "第十八条", "为期三十天"),
        (full_mark.least_days(is_professional=False)[0], POINTS, "第十九条", "累计不得少于五天"),
        (full_mark.least_days(is_professional=False)[1], POINTS, "第十九条", "现场学习的天数不得少于二天"),
        (full_mark.least_days(is_professional=True)[0], POINTS, "第十九条", "累计不得少于十天"),
        (drivers.FULL, POINTS, "第三条", "满分为12分"),
        (drivers.MOST_REDUCED, POINTS, "第二十五条", "累计最高扣减6分"),
    ],
)
def test_a_length_that_a_rule_counts_with_is_the_law_s(value, title, which, phrase):
    assert phrase in articles(title)[which]
    assert str(value) in [number(one) for one in re.findall(r"\d+|[一二三四五六七八九十]+", phrase)]


WHOLLY_QUOTED = [
    one for one in RESTED if one.quote and not any(title in one.article for title in law_table.NOT_AT_HAND)
]


@pytest.mark.parametrize("one", WHOLLY_QUOTED, ids=lambda one: f"{one.code}: {one.what.zh[:12]}")
def test_every_length_in_a_sentence_of_law_stands_in_what_it_quotes(one):
    said = {(number(n), unit) for n, unit in LENGTH.findall(without_days(one.what.zh + one.remedy.zh))}
    quoted = {(number(n), unit) for n, unit in LENGTH.findall(one.quote)}
    assert said <= quoted, f"{said - quoted} stands in no quotation"


def without_days(text: str) -> str:
    """A sentence without its example of a day."""
    return re.sub(r"\d+年\d+月\d+日", "", text)
