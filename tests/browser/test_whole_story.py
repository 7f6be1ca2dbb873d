"""The story, whole, in real browsers on a running demonstration: apply, review, issue, show, scan, suspend, scan again.

Four people, four browsers. The officer's camera films what the citizen's screen shows. docs/journeys/licence.md
tells the same story in words.
"""

from __future__ import annotations

import io
import re
import time

import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tongban.simulation import portraits
from tongban.simulation.personas import by_username

SEEN_WITHIN_SECONDS = 3
LIST_IS_OLD = """
new MutationObserver(() => {
  const root = document.querySelector("[data-roadside]");
  if (root) root.dataset.freshSeconds = "0";
}).observe(document, { childList: true, subtree: true });
"""


def sign_in(context, demo, username):
    """One click on a card."""
    page = context.new_page()
    page.goto(f"{demo.url}/roles/")
    page.locator(f'button[value="{username}"]').click()
    page.wait_for_url(re.compile("/home/"))
    return page


def pass_face_check(page):
    """The step-up of the demonstration: one tap on the drawn portrait."""
    page.locator("button[name=specimen]").click()


def picture(pictures, page, name):
    """Keep a picture in both languages for the documents, when they are being made (TONGBAN_PICTURES)."""
    if pictures is None:
        return
    language = {"name": "django_language", "url": page.url}
    for code, cookie in (("zh", "zh-hans"), ("en", "en"), ("", "zh-hans")):
        page.context.add_cookies([{**language, "value": cookie}])
        page.reload()
        page.wait_for_timeout(900)
        if code:
            page.screenshot(path=pictures / f"{name}-{code}.png")


def code_on_screen(page, purpose="roadside"):
    """The text of the code that the phone shows for this purpose, read from the picture on its screen."""
    page.locator(f'[data-purpose="{purpose}"]').click()
    if purpose == "roadside":
        page.locator("[data-code-reveal]").click()
    expect(page.locator("[data-code-qr] svg")).to_be_visible()
    return read_from_screen(page)


def read_from_screen(page):
    """What another program reads from the screen; it is what the page says it shows, unless a new proof came between."""
    for _ in range(3):
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())), formats=zxingcpp.BarcodeFormat.QRCode)
        assert found, "no program could read the screen"
        if found[0].text == page.locator('[data-wallet="code"]').get_attribute("data-code-text"):
            return found[0].text
    raise AssertionError("the code on the screen is not the one that the page says it shows")


def scan(page, demo):
    """Open the scan page, start the camera, wait for the result; returns the result's element."""
    page.goto(f"{demo.url}/roadside/")
    page.locator("[data-scan-start]").click()
    return page.locator('[class*="result--"]:visible').first


def test_from_application_to_a_red_result(demo, phone, desk, patrol, camera, pictures, tmp_path):  # noqa: PLR0915, PLR0917 - one story
    # 1. The driver, whose first photo was returned, sends a better one.
    citizen = sign_in(phone, demo, "linxiao")
    citizen.goto(f"{demo.url}/licence/")
    expect(citizen.locator("h1")).to_have_text("申领进度")
    persona = by_username("linxiao")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(portraits.draw(persona.portrait_seed, is_male=False))
    citizen.locator("input[name=photo]").set_input_files(photo)
    citizen.get_by_role("button", name="重新提交照片").click()
    expect(citizen.get_by_role("status").first).to_contain_text("照片审核中")

    # 2. The officer looks at both photos, approves, takes that back, and approves after all; a moment later it takes effect.
    reviewer = sign_in(desk, demo, "zhoujie")
    reviewer.goto(f"{demo.url}/desk/photos/")
    rows = reviewer.locator("tbody tr", has_text=persona.name)
    rows.get_by_role("link").click()
    expect(reviewer.get_by_role("heading", name="照片审核", exact=True)).to_be_visible()
    picture(pictures, reviewer, "review-1280")
    approve(reviewer)
    reviewer.get_by_role("button", name="撤销").click()
    approve(reviewer)
    wait_until_issued(citizen, demo)

    # 3. The phone collects: face check, key, credentials; the code is on the screen.
    citizen.goto(f"{demo.url}/licence/collect/")
    pass_face_check(citizen)
    citizen.locator("[data-wallet-start]").click()
    citizen.wait_for_url(re.compile("/licence/code/"))
    picture(pictures, citizen, "code-390")

    # 4. The patrol scans it and sees green.
    camera.show(code_on_screen(citizen))
    officer = sign_in(patrol, demo, "gaofeng")
    result = scan(officer, demo)
    expect(result).to_have_class(re.compile("result--pass"), timeout=15_000)
    expect(result.locator("h1")).to_contain_text("通过")
    picture(pictures, officer, "result-pass-390")

    # 5. At the window 12 points are recorded; verifiers see it within three seconds.
    window = sign_in(desk, demo, "tangjing")
    window.goto(f"{demo.url}/desk/search/")
    window.get_by_label("驾驶证号").fill(str(persona.number))
    window.get_by_label("职责").select_option("standing-change")
    window.get_by_label("事由").fill("样例：记满 12 分")
    window.locator("main form button.button").first.click()
    window.wait_for_url(re.compile("/desk/drivers/"))
    window.get_by_label("变更").select_option("points:12")
    window.get_by_label("依据").fill("样例：醉酒驾驶")
    before = window.request.get(f"{demo.url}/status/entitlement/1").text()
    window.locator('form[action$="/standing/"] button.button').click()
    expect(window.get_by_role("heading", level=1)).to_have_text("请再确认一次")  # what cannot be undone asks once more
    window.locator("form.desk__form button.button").click()
    started = time.monotonic()
    while window.request.get(f"{demo.url}/status/entitlement/1").text() == before:
        assert time.monotonic() - started < SEEN_WITHIN_SECONDS, "the entitlement list did not change in time"
        time.sleep(0.1)
    window.wait_for_url(re.compile("/desk/drivers/"))
    picture(pictures, window, "record-1280")

    # 6. The next scan is red and cites the article.
    citizen.goto(f"{demo.url}/licence/code/")
    camera.show(code_on_screen(citizen))
    result = scan(officer, demo)
    expect(result).to_have_class(re.compile("result--stop"), timeout=15_000)
    expect(result).to_contain_text("不得驾驶")
    expect(result).to_contain_text("第二十八条")
    picture(pictures, officer, "result-stop-390")

    # 7. The driver's own page says the same, and who looked stands in the history.
    citizen.goto(f"{demo.url}/licence/")
    expect(citizen.get_by_role("status").first).to_contain_text("12分")
    citizen.goto(f"{demo.url}/licence/history/")
    expect(citizen.locator("ol.rows")).to_contain_text("民警核查")
    expect(citizen.locator("ol.rows")).to_contain_text("样例：记满 12 分")


def approve(reviewer):
    """Choose, and confirm on the page that asks once more; the next page offers to undo it."""
    reviewer.get_by_label("通过", exact=True).check()
    reviewer.locator("[data-review-act]").click()
    expect(reviewer.get_by_role("heading", name="请再确认一次")).to_be_visible()
    expect(reviewer.locator("[data-confirm]")).to_be_focused()
    reviewer.keyboard.press("Enter")
    expect(reviewer.get_by_role("button", name="撤销")).to_be_visible()


def wait_until_issued(citizen, demo):
    """Until the decision can no longer be undone and the worker has carried it out."""
    for _ in range(60):
        citizen.goto(f"{demo.url}/licence/")
        if citizen.locator("a[href='/licence/collect/']").count():
            return
        citizen.wait_for_timeout(500)
    raise AssertionError("the decision did not take effect")


def wait_until_kept(page):
    """Until the service worker has the page and what reads a code, so that the network may go."""
    kept = """async () => {
      const wanted = [location.href, "/static/roadside/roadside.js", "/static/ui/zxing_reader.wasm"];
      return (await Promise.all(wanted.map((one) => caches.match(one)))).every(Boolean);
    }"""
    for _ in range(100):
        if page.evaluate(kept):
            return
        page.wait_for_timeout(300)
    raise AssertionError("the page was not kept for work without a network")


def collect(context, demo, username):
    """Sign in, pass the face check, bind the licence to this browser; returns the code page."""
    page = sign_in(context, demo, username)
    page.goto(f"{demo.url}/licence/collect/")
    pass_face_check(page)
    page.locator("[data-wallet-start]").click()
    page.wait_for_url(re.compile("/licence/code/"))
    return page


def test_off_line_the_officer_sees_red_or_amber_by_the_age_of_the_list(demo, phone, desk, patrol, camera, pictures):  # noqa: PLR0917 - four browsers
    # A driver in order, a driver with 12 points, both with the licence on the phone.
    fine = collect(phone, demo, "zhangwei")
    suspended = collect(desk, demo, "chentao")
    fine.goto(f"{demo.url}/licence/")
    picture(pictures, fine, "licence-390")

    # The officer was on line once, so trust list and entitlement list are on the phone.
    officer = sign_in(patrol, demo, "gaofeng")
    officer.goto(f"{demo.url}/roadside/")
    expect(officer.locator("[data-list-age]")).to_contain_text("分钟前的名单", timeout=15_000)
    wait_until_kept(officer)
    patrol.set_offline(True)

    # A fresh list: green, though there is no network.
    fine.goto(f"{demo.url}/licence/code/")
    camera.show(code_on_screen(fine))
    result = scan(officer, demo)
    expect(result).to_have_class(re.compile("result--pass"), timeout=20_000)

    # A suspended licence is red from the list alone.
    suspended.goto(f"{demo.url}/licence/code/")
    camera.show(code_on_screen(suspended))
    result = scan(officer, demo)
    expect(result).to_have_class(re.compile("result--stop"), timeout=20_000)
    expect(result).to_contain_text("第二十八条")

    # An old list cannot vouch any more: amber, and no ground for a penalty.
    patrol.add_init_script(LIST_IS_OLD)
    fine.wait_for_timeout(15_500)  # a new proof, else it is a replay
    camera.show(fine.locator('[data-wallet="code"]').get_attribute("data-code-text"))
    result = scan(officer, demo)
    expect(result).to_have_class(re.compile("result--check"), timeout=20_000)
    expect(result).to_contain_text("不是处罚依据")

    # Back on line, the records are sent by themselves.
    patrol.set_offline(False)
    for _ in range(10):
        officer.goto(f"{demo.url}/roadside/")
        officer.wait_for_timeout(1500)
        officer.goto(f"{demo.url}/roadside/checks/")
        if "离线扫码" in officer.locator("main").inner_text():
            break
    expect(officer.locator("main")).to_contain_text("离线扫码")
