"""A rental clerk in a real browser: films the customer's code, gives a picture of it, and has a browser without script."""

from __future__ import annotations

import pytest
from browser.conftest import ARGUMENTS, CHROMIUM, drawn
from browser.test_whole_story import code_on_screen, collect
from PIL import Image
from playwright.sync_api import expect
from segno import make_qr


@pytest.fixture(scope="module")
def customer(demo, chromium):
    """A driver's phone with the licence on it."""
    browser = chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", device_scale_factor=2)
    yield collect(phone, demo, "zhangwei")
    browser.close()


def picture_of(text, folder):
    """A picture file of the code."""
    file = folder / "code.png"
    drawn(make_qr(text, error="l"), 6, 8).save(file)
    return file


def is_the_customer(page):
    """What a clerk needs: the word, the name as chosen, class and validity, the face."""
    expect(page.get_by_role("status").first).to_contain_text("真实有效")
    who = page.locator(".verify-who")
    expect(who).to_contain_text("样本·张伟")
    expect(who).to_contain_text("C1")
    expect(who).to_contain_text("有效")
    face = who.get_by_role("img", name="持证人照片")
    assert face.evaluate("async (face) => { await face.decode(); return face.naturalWidth; }") > 100


def test_the_camera_reads_the_customers_code(demo, customer, patrol, camera):
    clerk = patrol.new_page()
    clerk.goto(f"{demo.url}/verify/")
    camera.show(code_on_screen(customer, "rental"))
    clerk.locator("[data-scan-start]").click()
    clerk.wait_for_selector(".verify-who")
    is_the_customer(clerk)


def test_a_picture_is_read_in_the_browser_and_does_not_leave_it(demo, customer, desk, tmp_path):
    clerk = desk.new_page()
    clerk.goto(f"{demo.url}/verify/")
    sent = []
    clerk.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    file = picture_of(code_on_screen(customer, "rental"), tmp_path)
    clerk.locator("input[name=picture]").set_input_files(file)
    clerk.wait_for_selector(".verify-who")
    is_the_customer(clerk)
    assert any(b"DL1:" in body for body in sent)
    assert not any(b"PNG" in body for body in sent)


def test_without_script_the_picture_is_read_by_the_server(demo, customer, launch, tmp_path):
    clerk = launch().new_context(java_script_enabled=False, locale="zh-CN").new_page()
    clerk.goto(f"{demo.url}/verify/")
    expect(clerk.locator("[data-scan-start]")).to_be_hidden()
    file = picture_of(code_on_screen(customer, "rental"), tmp_path)
    clerk.locator("input[name=picture]").set_input_files(file)
    clerk.locator("[data-verify] form button").click()
    is_the_customer(clerk)


def test_text_is_checked_by_the_forms_button_and_nothing_is_told_as_nothing(demo, customer, desk):
    clerk = desk.new_page()
    clerk.goto(f"{demo.url}/verify/")
    clerk.locator("[data-verify] form button").click()
    expect(clerk.locator(".govuk-error-summary")).to_contain_text("选一张有码的图片")
    clerk.locator("textarea[name=code]").fill(code_on_screen(customer, "age"))
    clerk.locator("[data-verify] form button").click()
    expect(clerk.locator(".verify-who")).to_contain_text("满 18 岁")
    expect(clerk.locator(".verify-who img")).to_have_count(0)


def test_a_picture_without_a_code_and_a_code_of_another_kind_are_told(demo, desk, tmp_path):
    clerk = desk.new_page()
    clerk.goto(f"{demo.url}/verify/")
    clerk.locator("input[name=picture]").set_input_files(picture_of("https://example.org/", tmp_path))
    expect(clerk.get_by_text("从开头看是网址")).to_be_visible()
    blank = tmp_path / "blank.png"
    Image.new("L", (300, 300), 255).save(blank)
    clerk.locator("input[name=picture]").set_input_files(blank)
    expect(clerk.get_by_text("图片里没有找到码")).to_be_visible()
