"""Two drivers in real browsers, as the law has them: one of seventy-six who held a bus class, one who renewed a year late.

The register's rows are brought there in the demonstration's tables and put back afterwards; what the pages, the code and
the roadside say of them is the story.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from browser.test_whole_story import code_on_screen, pass_face_check, picture, scan, sign_in
from playwright.sync_api import expect

from tongban.simulation.personas import by_username

OLD, LATE = "qianjin", "zhaoying"
IN_THE_REGISTER = """
import json, sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from tongban.config import demo
demo.environment(Namespace(data=Path(sys.argv[1]), port=int(sys.argv[2])))
import django
django.setup()
from tongban.clock import day_of, now
from tongban.calendars import years_later
from tongban.registers import actions
from tongban.registers.models import Driver
row, what, given = Driver.objects.get(number=sys.argv[3]), sys.argv[4], json.loads(sys.argv[5])
today = day_of(now())
former = {name: getattr(row, name) for name in ("born", "classes", "class_dates", "first_issued", "valid_from",
          "valid_until", "letters", "ended_on", "ended_for", "health_proof_on")}
if what == "put":
    changes = {name: value for name, value in given.items() if name != "expired_years_ago"}
    if "expired_years_ago" in given:
        until = years_later(today, -given["expired_years_ago"])
        changes |= {"valid_from": years_later(until, -6).isoformat(), "valid_until": until.isoformat()}
    Driver.objects.filter(pk=row.pk).update(**changes, version=row.version + 1)
elif what == "night":
    actions.follow_calendar(at=now())
elif what == "restore":
    actions.restore_licence(driver_id=row.pk, has_passed_test=True, health_proof_on=today, by="officer:test", at=now())
print(json.dumps(former, default=str))
"""


def register(demo, username, what, **given):
    """Something happens in the register; returns the row's fields of before."""
    told = [str(demo.folder), str(demo.port), str(by_username(username).number), what, json.dumps(given)]
    done = subprocess.run(
        [sys.executable, "-c", IN_THE_REGISTER, *told], check=True, timeout=60, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def put(demo):
    """Brings a persona's row to something, and back when the story is over."""
    former = {}

    def bring(username, **changes):
        former[username] = register(demo, username, "put", **changes)

    yield bring
    for username, fields in former.items():
        register(demo, username, "put", **fields)


def test_a_driver_of_seventy_six_reads_what_may_still_be_driven_and_so_does_the_patrol(  # noqa: PLR0917 - one story
    demo, phone, patrol, camera, put, pictures
):
    put(OLD, born="1950-03-07", classes="A1D", first_issued="1990-06-17", valid_until=None)

    # 1. He applies: the licence comes, without the classes that age has ended, and says why.
    citizen = sign_in(phone, demo, OLD)
    citizen.goto(f"{demo.url}/licence/")
    if citizen.locator("a[href='/licence/apply/']").count():
        citizen.goto(f"{demo.url}/licence/apply/")
        pass_face_check(citizen)
        citizen.get_by_label("用身份证照片，马上签发").check()
        citizen.get_by_role("button", name="申领").click()
        citizen.wait_for_url(re.compile("/licence/"))
    citizen.goto(f"{demo.url}/licence/")
    expect(citizen.get_by_role("status").first).to_contain_text("没有发现不得驾驶 C1F 类车的记录")
    notes = citizen.locator("section.reasons")
    expect(notes).to_contain_text("年满63周岁，不得再驾驶 A1 大型客车")
    expect(notes).to_contain_text("年满70周岁，不得再驾驶 D 普通三轮摩托车")
    expect(notes).to_contain_text("收到通知后三十日内")
    expect(notes).to_contain_text("第六十五条")
    picture(pictures, citizen, "face-of-seventy-six-390")
    citizen.goto(f"{demo.url}/licence/?side=back")
    expect(citizen.locator("li", has=citizen.locator("b", has_text=re.compile("^A1$")))).to_have_class("is-no")
    expect(citizen.locator("li", has=citizen.locator("b", has_text=re.compile("^C1$")))).not_to_have_class("is-no")

    # 2. The phone collects; the patrol scans: nothing forbids C1 and F, and A1 and D have ended.
    citizen.goto(f"{demo.url}/licence/collect/")
    if citizen.locator("button[name=specimen]").count():
        pass_face_check(citizen)
    citizen.locator("[data-wallet-start]").click()
    citizen.wait_for_url(re.compile("/licence/code/"))
    camera.show(code_on_screen(citizen))
    officer = sign_in(patrol, demo, "gaofeng")
    result = scan(officer, demo)
    expect(result).to_have_class(re.compile("result--pass"), timeout=15_000)
    expect(result).to_contain_text("没有发现不得驾驶 C1F 类车的记录")
    expect(result).to_contain_text("不得再驾驶 A1 大型客车")
    expect(result).not_to_contain_text("状态：正常")
    picture(pictures, officer, "result-seventy-six-390")


def test_a_renewal_a_year_late_is_no_renewal_until_the_test_is_passed(demo, phone, desk, put, pictures):
    put(LATE, expired_years_ago=1)

    # 1. The day alone: the page says that the licence is cancelled, why, and what restores it; not "renew it".
    citizen = sign_in(phone, demo, LATE)
    citizen.goto(f"{demo.url}/licence/")
    said = citizen.locator("main")
    expect(said).to_contain_text("超过有效期一年以上没有换证")
    expect(said).to_contain_text("参加科目一考试，合格后恢复驾驶资格")
    expect(said).to_contain_text("第七十九条")
    expect(said).not_to_contain_text("到任何一个车管所换证，")
    picture(pictures, citizen, "a-year-late-390")

    # 2. The register's night cancels it; the desk reads the same.
    register(demo, LATE, "night")
    window = sign_in(desk, demo, "tangjing")
    window.goto(f"{demo.url}/desk/search/")
    window.get_by_label("驾驶证号").fill(str(by_username(LATE).number))
    window.get_by_label("职责").select_option("standing-change")
    window.get_by_label("事由").fill("样例：逾期换证咨询")
    window.locator("main form button.button").first.click()
    window.wait_for_url(re.compile("/desk/drivers/"))
    expect(window.locator("body")).to_contain_text("注销可恢复")
    expect(window.locator("ol.timeline")).to_contain_text("驾驶证注销、吊销或者撤销")
    picture(pictures, window, "a-year-late-1280")

    # 3. The test is passed and health proved: the right to drive is restored, and the page says so.
    register(demo, LATE, "restore")
    citizen.goto(f"{demo.url}/licence/")
    expect(said).not_to_contain_text("已注销")
