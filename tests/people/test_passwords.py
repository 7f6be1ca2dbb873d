"""Passwords: the house's own words count for nothing, and what stands in a list of breaches is refused."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import identify_hasher
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.people import actions, models, passwords

pytestmark = pytest.mark.django_db

GOOD = "a long enough phrase"


def register(password, *, username="qing", again=None, language="zh-hans"):
    form = {"username": username, "password1": password, "password2": password if again is None else again}
    return Client(headers={"accept-language": language}).post("/register/", form)


def sha1(password):
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture
def breaches(tmp_path, settings):
    """breaches(*passwords): names a list in which they stand between five hundred others."""

    def breaches(*known, ends="\r\n", counts=True):
        lines = sorted(sha1(word) for word in [*known, *(f"other {n}" for n in range(500))])
        path = tmp_path / "breaches.txt"
        path.write_bytes("".join(line + (":17" if counts else "") + ends for line in lines).encode())
        settings.BREACHED_PASSWORDS = str(path)
        return path

    return breaches


# --- Words of the house ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "password",
    ["tongban1", "Tongban2026!", "ＴＯＮＧＢＡＮ１２３４", "jiaoguan12123", "12123密码交管12345", "ExampleCity88"],
)
def test_a_password_of_the_house_s_words_is_refused_with_the_reason_in_both_languages(password):
    for language, words in (("zh-hans", "用了的词不算长度"), ("en", "do not count")):
        assert words in register(password, language=language).content.decode()
    assert not models.Account.objects.exists()


def test_a_long_password_may_have_such_a_word_in_it():
    assert register("the tongban of my grandmother").status_code == 302


def test_the_words_are_told_to_whoever_runs_an_installation():
    page = (Path(__file__).resolve().parents[2] / "docs" / "operate" / "people.md").read_text("utf-8")
    told = page.split("## Passwords")[1].split("\n## ")[0]
    assert [word for word in passwords.WORDS if f"`{word}`" not in told] == []


def test_the_authority_s_own_name_and_hosts_are_such_words(settings):
    settings.AUTHORITY = settings.AUTHORITY | {"en": "Utopia Vehicle Office", "origin": "vehicles.utopia.example"}
    settings.ALLOWED_HOSTS = ["garden.utopia.example"]
    assert {"utopia", "vehicles", "garden"} <= passwords.house_words()
    with pytest.raises(Malformed, match=r"account\.password"):
        actions.open_account(username="qing", password="utopia-garden-1")


# --- Breaches --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_a_password_of_the_list_is_refused_at_registration(breaches, ends, counts):
    breaches("correct horse battery staple", ends=ends, counts=counts)
    for language, words in (("zh-hans", "泄露过"), ("en", "leaked")):
        assert words in register("correct horse battery staple", language=language).content.decode()
    assert not models.Account.objects.exists()
    assert register(GOOD).status_code == 302


def test_a_password_of_the_list_is_refused_when_the_password_is_changed_and_for_officers(breaches):
    breaches("correct horse battery staple")
    account = actions.open_account(username="lan", password=GOOD)
    client = Client()
    client.post("/sign-in/", {"login": "lan", "password": GOOD})
    new = "correct horse battery staple"
    answer = client.post("/account/password/", {"oldpassword": GOOD, "password1": new, "password2": new})
    assert "泄露过" in answer.content.decode()
    account.refresh_from_db()
    assert account.check_password(GOOD)
    with pytest.raises(Malformed, match=r"account\.password"):
        actions.open_officer_account(username="work", password=new)


@given(st.lists(st.integers(0, 9**9), unique=True, max_size=60), st.integers(0, 9**9))
def test_the_search_finds_what_stands_in_the_list_and_nothing_else(tmp_path_factory, numbers, other):
    path = tmp_path_factory.getbasetemp() / "searched.txt"
    digests = sorted(sha1(str(number)) for number in numbers)
    path.write_text("".join(f"{digest}:{'9' * (n % 11 + 1)}\n" for n, digest in enumerate(digests)), "ascii")
    assert all(passwords.stands_in(path, digest) for digest in digests)
    assert passwords.stands_in(path, sha1(str(other))) is (other in numbers)


def test_a_list_that_is_named_and_not_there_takes_no_password_unseen_and_is_told_at_the_start(settings):
    settings.BREACHED_PASSWORDS = "/nowhere/breaches.txt"
    with pytest.raises(FileNotFoundError):
        actions.open_account(username="qing", password=GOOD)
    with pytest.raises(SystemCheckError, match=r"people\.E001"):
        call_command("check", "people")


def test_production_without_a_list_is_told_at_every_start(settings, capsys, breaches):
    settings.MODE = "production"
    call_command("check", "people")
    assert "people.W001" in capsys.readouterr().err
    breaches()
    call_command("check", "people")
    assert "people.W001" not in capsys.readouterr().err


# --- What the house asks of a password, and what it does not -------------------------------------------------------
@pytest.mark.parametrize("password", ["short 7", "12345678", "password", "qwertyuiop"])
def test_short_and_common_passwords_are_refused(password):
    assert register(password).status_code == 200
    assert not models.Account.objects.exists()


def test_a_password_like_the_user_name_is_refused():
    register("qingqingcao1", username="qingqingcao")
    assert not models.Account.objects.exists()


@pytest.mark.parametrize(
    "password", ["only small letters", "六个汉字也可以的吧", "8402957361", "ab" * 64, "𠀀𠀁𠀂𠀃𠀄𠀅𠀆𠀇"]
)
def test_any_letters_and_many_of_them_make_a_password(password):
    assert register(password).status_code == 302
    assert models.Account.objects.get().check_password(password)


@pytest.mark.parametrize("changed", [GOOD.upper(), f" {GOOD}", f"{GOOD} ", GOOD[:-1], f"{GOOD}\u200b"])
def test_a_password_is_taken_exactly_as_it_was_sent(changed):
    actions.open_account(username="lan", password=GOOD)
    client = Client()
    client.post("/sign-in/", {"login": "lan", "password": changed})
    assert "_auth_user_id" not in client.session


def test_spaces_at_the_ends_belong_to_a_password():
    register(f" {GOOD} ")
    client = Client()
    client.post("/sign-in/", {"login": "qing", "password": f" {GOOD} "})
    assert "_auth_user_id" in client.session


def test_a_password_is_changed_with_the_present_one_only():
    account = actions.open_account(username="lan", password=GOOD)
    client = Client()
    client.post("/sign-in/", {"login": "lan", "password": GOOD})
    new = "another long phrase"
    client.post("/account/password/", {"oldpassword": "wrong", "password1": new, "password2": new})
    account.refresh_from_db()
    assert account.check_password(GOOD)
    client.post("/account/password/", {"oldpassword": GOOD, "password1": new, "password2": new})
    account.refresh_from_db()
    assert account.check_password(new)


@pytest.mark.parametrize("address", ["/sign-in/", "/register/", "/account/password/"])
def test_every_password_field_masks_and_lets_managers_and_paste_work(address):
    actions.open_account(username="lan", password=GOOD)
    client = Client()
    if "account" in address:
        client.post("/sign-in/", {"login": "lan", "password": GOOD})
    page = client.get(address).content.decode()
    fields = [part.split(">")[0] for part in page.split("<input")[1:] if 'type="password"' in part.split(">")[0]]
    assert len(fields) == len(re.findall(r'name="\w*password\w*"', page)) > 0
    for field in fields:
        assert 'autocomplete="' in field
        assert 'autocomplete="off"' not in field
        assert "onpaste" not in field


def test_passwords_are_stretched_by_an_approved_function_with_today_s_rounds(settings):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    account = actions.open_account(username="lan", password=GOOD)
    algorithm, rounds, _salt, _hash = account.password.split("$")
    assert identify_hasher(account.password).algorithm == algorithm == "pbkdf2_sha256"
    assert int(rounds) >= 600_000  # OWASP Password Storage Cheat Sheet
