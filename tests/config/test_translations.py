"""The catalogues: phrases found, kept, and compiled to what gettext itself reads."""

from __future__ import annotations

import gettext
import io

import pytest
from django.utils.translation.template import templatize
from hypothesis import given
from hypothesis import strategies as st

from tongban.config import translations

WORDS = st.text(
    alphabet=st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029"), min_size=1
)


@given(catalogue=st.dictionaries(WORDS, WORDS, max_size=12))
def test_what_we_compile_the_standard_library_reads(catalogue):
    read = gettext.GNUTranslations(
        io.BytesIO(translations.machine_object({"": "Content-Type: text/plain; charset=UTF-8\n", **catalogue}))
    )
    assert {phrase: read.gettext(phrase) for phrase in catalogue} == catalogue


@given(phrase=WORDS)
def test_a_phrase_written_to_a_catalogue_is_read_back(tmp_path_factory, phrase):
    path = tmp_path_factory.mktemp("po") / "locale" / "django.po"
    translations.add_phrases(path, [phrase])
    assert translations.read_catalogue(path)[phrase] == ""


def test_phrases_of_templates_are_found_in_every_form():
    template = (
        '{% load i18n %}{% translate "亮证" %}{% translate "亮码" as code %}'
        "{% blocktranslate with n=count %}还剩 {{ n }} 次{% endblocktranslate %}{# 注释 #}<p>没标的字</p>"
        '{% translate "查验" context "车辆" %}'
    )
    found = list(translations.python_phrases(translations.as_python(templatize(template, origin="t"))))
    assert found == ["亮证", "亮码", "还剩 %(n)s 次", "车辆\x04查验"]


def test_phrases_of_python_are_found_and_other_words_are_not():
    assert list(translations.python_phrases('a = _("甲"); b = gettext_lazy("乙"); c = "丙"; d = _(a)')) == ["甲", "乙"]


def test_a_phrase_that_counts_has_one_english_for_one_and_another_for_more(tmp_path):
    found = list(translations.python_phrases('ngettext("%(n)s 件", "%(n)s 件", n)'))
    path = tmp_path / "django.po"
    translations.add_phrases(path, ["%(n)s 件", *found])
    path.write_text(
        path.read_text().replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%(n)s case"\nmsgstr[1] "%(n)s cases"')
    )
    catalogue = translations.read_catalogue(path)
    assert catalogue["%(n)s 件"] == ""
    read = gettext.GNUTranslations(io.BytesIO(translations.machine_object(catalogue)))
    assert [read.ngettext("%(n)s 件", "%(n)s 件", n) % {"n": n} for n in (1, 2)] == ["1 case", "2 cases"]
    translations.drop_phrases(path, ["%(n)s 件"])
    assert {phrase for phrase in translations.read_catalogue(path) if phrase} == set(found)


def test_a_template_that_counts_gives_both_forms():
    body = "{{ who }}：{{ n }} 件"
    counting = (
        "{% blocktranslate count n=total with who=x %}" + body + "{% plural %}" + body + "{% endblocktranslate %}"
    )
    template = "{% load i18n %}" + counting
    found = list(translations.python_phrases(translations.as_python(templatize(template, origin="t"))))
    assert found == ["%(who)s：%(n)s 件\0%(who)s：%(n)s 件"]


def test_one_word_with_two_meanings_has_two_english_words(tmp_path):
    path = tmp_path / "django.po"
    translations.add_phrases(path, ["查验", "车辆\x04查验"])
    path.write_text(path.read_text().replace('msgstr ""\n\nmsgctxt', 'msgstr "Check"\n\nmsgctxt'))
    path.write_text(path.read_text()[: -len('msgstr ""\n')] + 'msgstr "Inspect"\n')
    catalogue = translations.read_catalogue(path)
    read = gettext.GNUTranslations(io.BytesIO(translations.machine_object(catalogue)))
    assert (read.gettext("查验"), read.pgettext("车辆", "查验")) == ("Check", "Inspect")


def test_what_is_translated_stays_when_a_phrase_is_added(tmp_path):
    path = tmp_path / "django.po"
    path.write_text('msgid ""\nmsgstr ""\n\nmsgid "甲"\nmsgstr "A"\n')
    translations.add_phrases(path, ["乙"])
    assert {key: text for key, text in translations.read_catalogue(path).items() if key} == {"甲": "A", "乙": ""}


def test_what_nobody_says_any_more_is_dropped_and_the_rest_stays(tmp_path):
    path = tmp_path / "django.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n\nmsgid "甲"\nmsgstr "A"\n\nmsgctxt "丙"\nmsgid "甲"\nmsgstr "C"\n\nmsgid "乙"\nmsgstr "B"\n'
    )
    translations.drop_phrases(path, ["丙\x04甲", "乙"])
    assert translations.read_catalogue(path) == {"": "", "甲": "A"}


def test_a_text_over_several_lines_is_one_text(tmp_path):
    path = tmp_path / "django.po"
    path.write_text('msgid ""\n"甲"\n"乙"\nmsgstr ""\n"one "\n"two"\n')
    assert translations.read_catalogue(path)["甲乙"] == "one two"


def test_an_empty_translation_falls_back_to_the_chinese():
    read = gettext.GNUTranslations(
        io.BytesIO(translations.machine_object({"": "Content-Type: text/plain; charset=UTF-8\n", "甲": ""}))
    )
    assert read.gettext("甲") == "甲"


@pytest.mark.parametrize("is_older", [True, False])
def test_a_catalogue_is_compiled_when_it_is_newer(tmp_path, monkeypatch, is_older):
    import os

    po = tmp_path / "app" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    translations.add_phrases(po, ["甲"])
    mo = po.with_suffix(".mo")
    mo.write_bytes(b"before")
    os.utime(mo, (1, 1) if is_older else None)
    os.utime(po, (2, 2))
    monkeypatch.setattr(translations, "PACKAGE", tmp_path)
    translations.compile_all()
    assert (mo.read_bytes() == b"before") is not is_older
