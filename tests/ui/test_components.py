"""What the tags draw and what the filters say, in both languages."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template, TemplateDoesNotExist
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from page_reading import Page

from tongban.errors import Malformed, Refused
from tongban.ui.templatetags import ui
from tongban.verdicts import Reason, Text, Verdict

AT = datetime(2026, 11, 20, 1, 41, 20, tzinfo=UTC)  # Friday, 09:41:20 in China


def drawn(source: str, language: str = "zh-hans", **context) -> str:
    with translation.override(language):
        return Template("{% load ui %}" + source).render(Context(context))


def test_an_icon_is_silent_and_takes_the_colour_of_its_words():
    svg = drawn('{% icon "qrcode" 24 %}')
    assert 'aria-hidden="true"' in svg
    assert "currentColor" in svg
    assert 'stroke-width="1.8"' in svg
    assert 'stroke-width="2"' in drawn('{% icon "qrcode" 20 %}')


def test_an_icon_that_is_not_there_is_a_mistake_and_not_an_empty_place():
    with pytest.raises(FileNotFoundError):
        drawn('{% icon "no-such-icon" %}')


class Photo(forms.Form):
    source = forms.ChoiceField(label="哪张照片", choices=[("old", "旧"), ("new", "新")], widget=forms.RadioSelect)
    note = forms.CharField(label="说明", min_length=3)

    def clean(self):
        raise forms.ValidationError("合起来不对")


def test_what_is_wrong_in_a_form_is_listed_with_links_to_controls_that_exist():
    page = Page(drawn("{% error_summary form %}{{ form.source }}{{ form.note }}", form=Photo({"note": "x"})))
    assert page.forbidden == []  # a link to nowhere would stand here
    assert {"id_source_0", "id_note"} <= page.anchors
    assert "合起来不对" in page.text
    assert "哪张照片 · " in page.text


def test_a_form_that_is_right_or_not_sent_yet_has_no_summary_and_the_title_no_word():
    assert drawn("{% error_summary form %}{% error_prefix %}", form=Photo()).strip() == ""


@pytest.mark.parametrize("wrong", [{"form": Photo({})}, {"problem": Text("不行", "No")}])
def test_a_page_with_something_wrong_says_so_first_in_its_title(wrong):
    assert drawn("{% error_prefix %}", **wrong) == "错误："
    assert drawn("{% error_prefix %}", "en", **wrong) == "Error: "


def test_a_no_to_what_was_sent_tells_its_sentence_or_all_its_reasons():
    no = Refused("x", Verdict(tuple(Reason(word, "", Text(word, word), Text("", "")) for word in ("甲", "乙"))))
    said = Page(drawn('{% problem_summary problem "没办成" %}', problem=no)).text
    assert ("甲" in said, "乙" in said, "没办成" in said) == (True, True, True)
    assert "不行" in drawn('{% problem_summary problem "没办成" %}', problem=Text("不行", "No"))
    assert "没读懂" in drawn('{% problem_summary problem "没办成" unread="没读懂" %}', problem=Malformed("x", "y"))
    assert drawn('{% problem_summary problem "没办成" %}', problem=None).strip() == ""


@pytest.mark.parametrize("colour", ["green", "amber", "red", "grey", "working"])
def test_every_standing_has_an_icon_of_its_own(colour):
    others = [drawn("{% standing_icon c %}", c=other) for other in ui.STANDING_ICONS if other != colour]
    assert drawn("{% standing_icon c %}", c=colour) not in others


def test_a_banner_escapes_what_it_is_given():
    banner = drawn("{% standing_banner 'red' title %}", title="<b>a</b>")
    assert "&lt;b&gt;" in banner
    assert "standing--red" in banner


def test_all_reasons_stand_at_once_with_article_and_remedy():
    reasons = (
        Reason("EL-01", "《规定》第一条", Text("甲。", "One."), Text("办甲。", "Do one.")),
        Reason("EL-02", "", Text("乙。", "Two."), Text("", "")),
    )
    page = drawn("{% reasons all 'why' %}", all=reasons)
    assert page.count("<li>") == 2
    assert page.count("reasons__article") == 1
    assert page.count("reasons__remedy") == 1
    assert "Do one." in drawn("{% reasons all %}", "en", all=reasons)


def test_no_reasons_leave_no_empty_box():
    assert drawn("{% reasons all 'why' %}", all=()).strip() == ""


@pytest.mark.parametrize(
    ("minutes", "tone", "chinese", "english"),
    [
        (300, "plain", "还剩 5 小时 0 分", "5 h 0 min left"),
        (239, "amber", "还剩 3 小时 59 分", "3 h 59 min left"),
        (59, "red", "还剩 59 分", "59 min left"),
        (-33, "red", "已超 33 分", "33 min over"),
        (-125, "red", "已超 2 小时 5 分", "2 h 5 min over"),
    ],
)
def test_the_clock_is_amber_below_four_hours_and_red_below_one(minutes, tone, chinese, english):
    due = AT + timedelta(minutes=minutes)
    chip = drawn("{% clock_chip due at %}", due=due, at=AT)
    assert f"chip--{tone}" in chip
    assert chinese in chip
    assert english in drawn("{% clock_chip due at %}", "en", due=due, at=AT)


@pytest.mark.parametrize(
    ("tag", "chinese", "english"),
    [
        ("china_date", "2026年11月20日", "20 November 2026"),
        ("china_day", "11月20日（周五）", "Friday 20 November"),
        ("china_time", "09:41", "09:41"),
        ("china_clock", "09:41:20", "09:41:20"),
        ("iso_utc", "2026-11-20T01:41:20Z", "2026-11-20T01:41:20Z"),
    ],
)
def test_moments_are_told_in_chinas_time_and_in_the_pages_language(tag, chinese, english):
    assert drawn("{{ at|" + tag + " }}", at=AT) == chinese
    assert drawn("{{ at|" + tag + " }}", "en", at=AT) == english


def test_a_late_evening_in_utc_is_the_next_day_in_china():
    assert drawn("{{ at|china_date }}", at=datetime(2026, 11, 20, 17, tzinfo=UTC)) == "2026年11月21日"


def test_no_end_of_validity_is_long_term():
    assert drawn("{{ none|china_date }}", none=None) == "长期"


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (9_741, "9,741", "9,741"),
        (847_000, "84.7 万", "847,000"),
        (50_000_000, "5,000 万", "50 million"),
        (372_000_000, "3.72 亿", "372 million"),
    ],
)
def test_large_numbers_are_told_as_each_language_counts(number, chinese, english):
    assert drawn("{{ n|large_number }}", n=number) == chinese
    assert drawn("{{ n|large_number }}", "en", n=number) == english


@given(most=st.integers(min_value=0, max_value=10**12))
def test_an_axis_holds_its_greatest_value_with_one_to_five_lines(most):
    top, step = ui.scale(most)
    assert top >= most
    assert top % step == 0
    assert 1 <= top // step <= 5
    assert str(step).rstrip("0") in {"1", "2", "5", "25"}


def test_a_chart_has_its_table_and_marks_its_event():
    series = [(date(2021, month, 1), month * 1000) for month in range(6, 13)]
    chart = drawn("{% line_chart series '累计' day '全国开通' %}", series=series, day=date(2021, 12, 1))
    assert chart.count("<tr><td>") == len(series)
    assert "全国开通" in chart
    assert 'role="img"' in chart


def test_a_chart_of_nothing_is_an_empty_plot_and_no_fault():
    assert "<polyline" not in drawn("{% line_chart series 'x' %}", series=[])


def test_the_map_has_34_tiles_and_stripes_where_nothing_is_covered():
    tiles = drawn("{% province_tiles values '%' %}", values={"川": 79, "京": 82})
    assert tiles.count('<rect class="tile') == 34
    assert tiles.count("tile--none") == 32
    assert tiles.count("<tr>") == 2
    assert len({(x, y) for _, x, y in ui.TILES}) == 34


@pytest.mark.parametrize(
    ("number", "kind", "look", "spoken"),
    [
        ("川A8K2M6", "02", "small", "川 A 8K2M6，小型汽车号牌"),
        ("川AD12345", "52", "nev", "川 A D12345，小型新能源汽车号牌"),
        ("川A12345D", "51", "nev-large", "川 A 12345D，大型新能源汽车号牌"),
        ("川A0317警", "23", "police", "川 A 0317警，警用汽车号牌"),
        ("川A?K2M6", "02", "unsure", "川 A ?K2M6，小型汽车号牌"),
    ],
)
def test_a_plate_looks_like_its_kind_and_is_read_as_characters(number, kind, look, spoken):
    plate = drawn("{% plate number kind %}", number=number, kind=kind)
    assert f"plate--{look}" in plate
    assert spoken in plate
    assert 'lang="zh-Hans"' in plate
    assert re.sub(r"<[^>]+>", "", plate) == number


def test_every_kind_of_plate_has_a_look_and_a_name_in_both_languages():
    assert ui.PLATE_LOOKS.keys() == ui.PLATE_NAMES.keys()
    assert all(name.zh and name.en for name in ui.PLATE_NAMES.values())


@given(number=st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_a_bar_code_is_bars_that_never_overlap(number):
    bars = [
        (int(x), int(w)) for x, w in re.findall(r'x="(\d+)" y="0" width="(\d+)"', drawn("{% bar_code n %}", n=number))
    ]
    assert bars
    assert all(x + w < after for (x, w), (after, _) in itertools.pairwise(bars))


def test_shells_that_do_not_exist_are_not_made_up():
    with pytest.raises(TemplateDoesNotExist):
        Template("{% extends 'ui/no-such-shell.html' %}").render(Context())
