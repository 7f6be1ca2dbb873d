"""A car is sold from Chengdu to Suzhou, whole, in real browsers on a running demonstration.

Seller, buyer and the market's clerk on phones; window, archive keeper, checker, reviewer at desks; the inspector with a
phone at the car; in the end an officer scans the buyer's new electronic vehicle licence and sees green. One page of the
file is returned and repaired. docs/journeys/transfer.md tells the same story in words.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from browser.test_vehicle_licence import code_on_screen
from browser.test_whole_story import pass_face_check, picture, scan, sign_in
from playwright.sync_api import expect

from tongban.simulation.garage import VEHICLES
from tongban.simulation.personas import by_username

CAR = next(one for one in VEHICLES if one.plate == "川A8K2M6")
SUZHOU = "320500000000"


@pytest.fixture
def people(launch, demo):
    """A signed-in page for whoever is named: phones for citizens and the inspector, desks for the others."""
    browser = launch()
    opened = {}

    def page_of(username):
        if username not in opened:
            is_phone = username in ("zhaoying", "wutong", "qianjin", "dingning")
            size = {"width": 390, "height": 844} if is_phone else {"width": 1280, "height": 800}
            context = browser.new_context(viewport=size, locale="zh-CN", device_scale_factor=2 if is_phone else 1)
            opened[username] = sign_in(context, demo, username)
        return opened[username]

    return page_of


def confirm_with_face(page):
    """A step-up, if the session wants one: the drawn portrait, then on."""
    if "/face" in page.url or page.locator("button[name=specimen]").count():
        pass_face_check(page)
        again = page.get_by_role("button", name="继续办理")
        if again.count():
            again.click()


def open_case(page, demo, number):
    """The officer finds the case in the queue by its number and opens it."""
    page.goto(f"{demo.url}/desk/transfers/?tab=all&q={number}")
    page.locator(".desk__context .desk-acts a.button").first.click()
    page.wait_for_url(re.compile(r"/desk/transfers/[0-9a-f-]{36}/"))


def use_specimens(page):
    """What a visitor does who has no papers at hand."""
    page.locator("button.demo-specimen").first.click()
    expect(page.locator("button.demo-specimen").first).to_have_text("已选样张")


def test_a_car_is_sold_from_chengdu_to_suzhou(demo, people, patrol, camera, pictures, tmp_path):  # noqa: PLR0915, PLR0917 - one story
    # 1. The seller looks whether the car can go to Suzhou, and gives a code.
    seller = people("zhaoying")
    seller.goto(f"{demo.url}/vehicles/")
    seller.locator('a[href$="/sell/"]').first.click()
    seller.get_by_label("转到哪个车管所").select_option(SUZHOU)
    seller.get_by_role("button", name="看能不能过户").click()
    expect(seller.locator("main")).to_contain_text("UC-20")
    picture(pictures, seller, "precheck-390")
    seller.get_by_role("button", name="授权，生成授权码").click()
    code = seller.locator("#consent-code").inner_text().replace(" ", "")

    # 2. The market's clerk enters the deal; commerce and tax answer by themselves.
    clerk = people("qianjin")
    clerk.goto(f"{demo.url}/dealer/new/")
    clerk.get_by_label("省份简称").select_option("川")
    clerk.get_by_label("字母和数字").fill("A8K2M6")
    clerk.get_by_label("车架号").fill(CAR.vin)
    clerk.get_by_label("车主给的授权码").fill(code)
    clerk.get_by_label("买家的身份证号").fill(str(by_username("wutong").number))
    clerk.get_by_label("转到哪个车管所").select_option(SUZHOU)
    clerk.get_by_label("成交价（元）").fill("85000")
    today = clerk.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})").split("-")
    for label, part in zip(("年", "月", "日"), today, strict=True):
        clerk.get_by_label(label, exact=True).fill(part)
    clerk.get_by_role("button", name="录入，通知双方确认").click()
    clerk.wait_for_url(re.compile("/vehicles/cases/|/dealer/$"))

    # 3. Both sides sign, each with a face check.
    seller.goto(f"{demo.url}/vehicles/cases/")
    seller.locator('a[href*="/vehicles/cases/"]').first.click()
    case_url = seller.url
    seller.locator("a.button", has_text="确认").first.click()
    confirm_with_face(seller)
    seller.get_by_role("button", name="确认卖给这个买方").click()
    confirm_with_face(seller)
    seller.wait_for_url(case_url)
    buyer = people("wutong")
    buyer.goto(case_url)
    buyer.locator("a.button", has_text="申请").first.click()
    confirm_with_face(buyer)
    buyer.get_by_role("button", name="申请，交给车管所").click()
    confirm_with_face(buyer)
    number = re.search(r"ZY-\d{4}-\d\d-\d{6}", buyer.locator("main").inner_text())[0]
    for _ in range(40):  # tax answers within seconds, and the case is submitted by itself
        if "现在由苏州车管所办理" in buyer.locator("main").inner_text():
            break
        buyer.wait_for_timeout(500)
        buyer.reload()

    # 4. The window in Suzhou accepts.
    window = people("lumin")
    open_case(window, demo, number)
    window.get_by_role("button", name="材料齐全，要档案").click()
    picture(pictures, buyer, "case-390")

    # 5. The archive keeper in Chengdu scans what is missing, seals and sends.
    keeper = people("luowen")
    open_case(keeper, demo, number)
    picture(pictures, keeper, "file-1280")
    keeper.get_by_text("缺，去扫描").first.click()
    use_specimens(keeper)
    keeper.get_by_role("button", name="存入档案").click()
    keeper.get_by_role("button", name="封发档案").click()

    # 6. Suzhou receives it by itself; the checker returns one page; the keeper scans that page and nothing else.
    checker = people("jiangyue")
    for _ in range(40):
        open_case(checker, demo, number)
        if checker.locator("#return-pages").count():
            break
        checker.wait_for_timeout(500)
    sheet = checker.locator("#return-pages li", has_text="车辆识别代号拓印膜").first
    sheet.locator("summary").click()
    sheet.locator("select").select_option("A2")
    picture(pictures, checker, "check-1280")
    if pictures is not None:
        sheet.locator("summary").click()
        sheet.locator("select").select_option("A2")
    checker.get_by_role("button", name="退回选中的页").click()
    open_case(keeper, demo, number)
    keeper.get_by_text("补这一页").first.click()
    use_specimens(keeper)
    keeper.get_by_role("button", name="存入档案").click()
    keeper.get_by_role("button", name="只发补的页").click()
    open_case(checker, demo, number)
    checker.get_by_role("button", name="档案无误").click()

    # 7. The inspector at the car: nine items, five photos.
    inspector = people("dingning")
    inspector.goto(f"{demo.url}/inspect/")
    inspector.locator('a[href^="/inspect/"]', has_text="8K2M6").or_(
        inspector.locator('a[href^="/inspect/"]', has=inspector.locator('[aria-label^="川 A 8K2M6"]'))
    ).first.click()
    inspector.locator("input[name=vin]").fill(CAR.vin)
    for one in inspector.locator('label[for$="-pass"]').all():
        one.click()
    inspector.get_by_label(re.compile("里程")).fill("64200")
    for box in inspector.locator(".govuk-checkboxes__label").all():
        box.click()
    use_specimens(inspector)
    inspector.get_by_role("button", name="记下查验结果").click()
    inspector.wait_for_url(re.compile("/inspect/.*/result/"))
    picture(pictures, inspector, "inspected-390")

    # 8. The reviewer approves; the buyer chooses one of ten numbers.
    reviewer = people("guqing")
    open_case(reviewer, demo, number)
    picture(pictures, reviewer, "decision-1280")
    reviewer.get_by_role("button", name="通过，请买方选号").click()
    buyer.goto(case_url)
    buyer.locator("a.button", has_text="选").first.click()
    confirm_with_face(buyer)
    buyer.get_by_role("button", name="抽 10 个号").click()
    confirm_with_face(buyer)
    expect(buyer.locator(".numbers button")).to_have_count(10)
    picture(pictures, buyer, "numbers-390")
    new_plate = buyer.locator(".numbers button").first.get_attribute("value")
    buyer.locator(".numbers button").first.click()
    confirm_with_face(buyer)
    buyer.get_by_role("button", name="选定，不再换").click()
    buyer.wait_for_url(case_url)

    # 9. The window takes back the old plates and registers.
    open_case(window, demo, number)
    for box in window.locator('form[action$="/issue/"] .govuk-checkboxes__label').all():
        box.click()
    window.get_by_role("button", name="登记，发牌证").click()
    seller.goto(case_url)
    expect(seller.locator("main")).to_contain_text(re.compile("责任"))
    picture(pictures, seller, "released-390")

    # 10. The buyer's new electronic vehicle licence, scanned: green.
    buyer.goto(f"{demo.url}/vehicle-licence/")
    name = f"{new_plate[0]} {new_plate[1]} {new_plate[2:]}"
    buyer.locator("a.vehicle-row", has=buyer.locator(f'[aria-label^="{name}"]')).click()
    buyer.get_by_role("button", name="领取，先核验本人").click()
    buyer.wait_for_load_state()
    confirm_with_face(buyer)
    buyer.wait_for_url(re.compile("/vehicle-licence/.*/code/"), timeout=20_000)
    camera.show(code_on_screen(buyer))
    officer = sign_in(patrol, demo, "gaofeng")
    result = scan(officer, demo)
    expect(result).to_have_class(re.compile("result--pass"), timeout=15_000)
    expect(result).to_contain_text(new_plate)

    # 11. Who held the file, provable without our server.
    proof = tmp_path / "proof.json"
    answer = buyer.request.get(f"{case_url}proof.json")
    assert answer.ok, answer.text()
    proof.write_bytes(answer.body())
    assert json.loads(proof.read_text())["moves"]
    key = buyer.request.get(f"{demo.url}/log/vkey").text().strip()
    roots = tmp_path / "roots.pem"
    roots.write_bytes(buyer.request.get(f"{demo.url}/trust-list.pem").body())
    judged = subprocess.run(
        [sys.executable, "-m", "tongban.auditor", "custody", str(proof), "--key", key, "--trust", str(roots)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr
