"""A signed-in browser is told in plain words, and what is unknown as unknown."""

from __future__ import annotations

import pytest

from tongban.people.devices import device_name

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0 Safari/537.36", "Chrome，Windows", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge，Windows", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "火狐，Linux", "Firefox on Linux"),
        (f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/140.0 Mobile Safari/537.36", "Chrome，安卓", "Chrome on Android"),
        (f"Mozilla/5.0 (iPhone; CPU like Mac OS X) {WEBKIT} Version/19.0 Safari/604.1", "Safari，iPhone", "Safari on iPhone"),
        (f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/130.0 MicroMessenger/8.0", "微信，安卓", "WeChat on Android"),
        (f"Mozilla/5.0 (Phone; OpenHarmony 5.0) {WEBKIT} Chrome/114.0 Safari/537.36", "Chrome，鸿蒙", "Chrome on HarmonyOS"),
        ("Mozilla/5.0 (Windows NT 10.0) Netscape", "不认识的浏览器，Windows", "Unknown browser on Windows"),
        ("curl/8.9", "不认识的浏览器和系统", "Unknown browser and system"),
        ("", "不认识的浏览器和系统", "Unknown browser and system"),
    ],
)  # fmt: skip
def test_a_browser_and_its_system_in_words(said, zh, en):
    assert (device_name(said).zh, device_name(said).en) == (zh, en)
