"""A session ends while somebody fills in a form: they are warned, may stay, and what was typed goes on after the end.

A demonstration of its own, whose sessions end after three minutes: the shortest time with room for the warning.
"""

from __future__ import annotations

import re
import time

import pytest
from browser.conftest import Demo
from browser.test_whole_story import pass_face_check, sign_in
from playwright.sync_api import expect

from tongban.simulation.personas import by_username

PRINCIPAL, AGENT = "zhangwei", "wutong"
PASSWORD = "seven green lorries"
GIVE = "/account/mandates/give/"
WARNED = "还有 2 分钟就会自动退出登录。"
OVER = "已经自动退出登录。"
MINUTES = 3
LATE_MS = 120_000  # what a loaded machine may take beyond the minutes themselves


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    running = Demo(tmp_path_factory.mktemp("short") / "var", {"TONGBAN_IDLE_MINUTES": f"{MINUTES}"})
    yield running
    running.stop()


@pytest.fixture
def form(demo, phone):
    """A page with a form that is filled in, behind a face check."""
    phone.set_default_timeout(LATE_MS)
    page = sign_in(phone, demo, PRINCIPAL)
    page.goto(f"{demo.url}{GIVE}")
    pass_face_check(page)
    page.wait_for_url(f"**{GIVE}")
    page.get_by_label("代理人姓名").fill(by_username(AGENT).name)
    page.get_by_label("代理人身份证号").fill(str(by_username(AGENT).number))
    page.get_by_label("换证").check()
    return page


def warning(page):
    return page.get_by_role("alertdialog")


def is_filled(page):
    expect(page.get_by_label("代理人姓名")).to_have_value(by_username(AGENT).name)
    expect(page.get_by_label("代理人身份证号")).to_have_value(str(by_username(AGENT).number))


def test_two_minutes_before_the_end_the_page_says_so_and_whoever_stays_goes_on_typing(demo, phone, form):
    form.get_by_label("代理人姓名").focus()
    form.clock.install()
    form.reload()
    form.get_by_label("代理人姓名").fill("样本·写到一半")
    expect(warning(form)).to_have_count(0)

    form.clock.fast_forward(70_000)
    expect(warning(form)).to_have_accessible_name(WARNED)
    expect(warning(form).locator("[aria-live=assertive]")).to_have_text(WARNED)
    stay = warning(form).get_by_role("button", name="继续使用")
    expect(stay).to_be_focused()
    with form.expect_response("**/account/stay/") as told:
        form.keyboard.press("Enter")
    assert told.value.status == 204
    expect(warning(form)).to_have_count(0)
    expect(form.get_by_label("代理人姓名")).to_have_value("样本·写到一半")
    expect(form.get_by_label("代理人姓名")).to_be_focused()

    form.clock.fast_forward(70_000)
    expect(stay).to_be_focused()
    other = phone.new_page()
    other.goto(f"{demo.url}/account/")
    expect(warning(form)).to_have_count(0)

    form.clock.fast_forward(70_000)
    phone.set_offline(True)
    stay.click()
    expect(warning(form)).to_have_accessible_name(re.compile("没有连上"))
    phone.set_offline(False)
    stay.click()
    expect(warning(form)).to_have_count(0)


def test_a_form_that_is_sent_after_the_end_goes_on_once_the_person_has_signed_in(demo, phone, form):
    own = phone.new_page()
    own.goto(f"{demo.url}/account/password/set/")
    own.locator("[name=password1]").fill(PASSWORD)
    own.locator("[name=password2]").fill(PASSWORD)
    own.locator("main form button").click()
    own.wait_for_url(lambda address: "/password/set/" not in address)
    over_at = (
        time.monotonic() + 60 * MINUTES + 1
    )  # what was sent counts, even if this page is gone before it tells the other
    own.close()

    expect(warning(form)).to_have_accessible_name(WARNED, timeout=60_000 + LATE_MS)
    expect(warning(form)).to_have_accessible_name(re.compile(OVER), timeout=120_000 + LATE_MS)
    form.get_by_role("button", name="知道了").click()
    is_filled(form)

    form.wait_for_timeout(max(0, over_at - time.monotonic()) * 1000)
    form.get_by_role("button", name="委托", exact=True).click()
    form.wait_for_url("**/sign-in/?next=/account/carry-on/**")
    expect(form.get_by_role("status")).to_contain_text("填过的都留着")
    form.locator("[name=login]").fill(PRINCIPAL)
    form.locator("[name=password]").fill(PASSWORD)
    form.get_by_role("button", name="登录", exact=True).click()
    expect(form.locator("main")).to_contain_text("您填的都在。")
    form.get_by_role("button", name="继续办理").click()
    pass_face_check(form)  # the earlier one was the ended session's
    form.get_by_role("button", name="继续办理").click()
    form.wait_for_url("**/account/mandates/")
    expect(form.locator("main")).to_contain_text(by_username(AGENT).name)
