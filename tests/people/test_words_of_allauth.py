"""What allauth's pages and forms say, they say in the house's words: "您", and no title case in English."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation.template import templatize

from tongban.config.translations import CONTEXT, PACKAGE, PLURAL, as_python, python_phrases, read_catalogue
from tongban.people.second_factor import AddWebAuthnForm, EditWebAuthnForm

THEIRS = Path(allauth.__file__).parent
OURS = PACKAGE / "people" / "locale" / "of_allauth"
NOT_SERVED = ("trust", "signup_form", "base_entrance")
TEMPLATES = [
    *sorted((THEIRS / "templates" / "mfa").rglob("*.html")),
    *(
        THEIRS / "templates" / "account" / f"{name}.html"
        for name in ("account_inactive", "reauthenticate", "base_reauthenticate", "password_change", "password_set")
    ),
]


def shown():
    """The phrases of allauth's templates that no template of ours takes the place of."""
    for path in TEMPLATES:
        name = str(path.relative_to(THEIRS / "templates"))
        if path.stem not in NOT_SERVED and get_template(name).origin.name == str(path):
            yield from python_phrases(as_python(templatize(path.read_text(), origin=name)))


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_every_phrase_of_a_page_that_is_served_has_the_houses_words(language):
    said = read_catalogue(OURS / language / "LC_MESSAGES" / "django.po")
    assert [phrase for phrase in set(shown()) if not said.get(phrase)] == []


def test_the_words_are_the_houses():
    chinese, english = (read_catalogue(OURS / one / "LC_MESSAGES" / "django.po") for one in ("zh_Hans", "en"))
    assert chinese.keys() == english.keys()
    assert len(chinese) > 60
    assert not [text for text in chinese.values() if "你" in text]
    assert not [
        text for key, text in english.items() if key and re.search(r" [A-Z][a-z]", re.sub(r"[.:?] [A-Z]", "", text))
    ]
    assert not [key for key in chinese if CONTEXT in key]
    assert any(PLURAL in key for key in chinese)


@pytest.mark.parametrize(("language", "told"), [("zh-hans", "添加通行密钥"), ("en", "Add a passkey")])
def test_django_finds_them_before_allauths(language, told):
    with translation.override(language):
        assert translation.gettext("Add Security Key") == told


@pytest.mark.parametrize(("language", "label"), [("zh-hans", "名称"), ("en", "Name")])
def test_the_name_of_a_passkey_has_a_label(language, label):
    with translation.override(language):
        assert all(str(form.base_fields["name"].label) == label for form in (AddWebAuthnForm, EditWebAuthnForm))
