"""What a browser says of itself, in plain words: which browser, on which system. Pure; a guess for the reader, never a proof."""

from __future__ import annotations

from tongban.verdicts import Text

# The first word that is found wins: many browsers also name those that they descend from.
BROWSERS = (
    ("MicroMessenger/", Text("微信", "WeChat")),
    ("HuaweiBrowser/", Text("华为浏览器", "Huawei Browser")),
    ("MiuiBrowser/", Text("小米浏览器", "Mi Browser")),
    ("MQQBrowser/", Text("QQ 浏览器", "QQ Browser")),
    ("QQBrowser/", Text("QQ 浏览器", "QQ Browser")),
    ("UCBrowser/", Text("UC 浏览器", "UC Browser")),
    ("Edg", Text("Edge", "Edge")),
    ("OPR/", Text("Opera", "Opera")),
    ("SamsungBrowser/", Text("三星浏览器", "Samsung Internet")),
    ("Firefox/", Text("火狐", "Firefox")),
    ("FxiOS/", Text("火狐", "Firefox")),
    ("CriOS/", Text("Chrome", "Chrome")),
    ("Chrome/", Text("Chrome", "Chrome")),
    ("Safari/", Text("Safari", "Safari")),
)
SYSTEMS = (
    ("HarmonyOS", Text("鸿蒙", "HarmonyOS")),
    ("OpenHarmony", Text("鸿蒙", "HarmonyOS")),
    ("Android", Text("安卓", "Android")),
    ("iPhone", Text("iPhone", "iPhone")),
    ("iPad", Text("iPad", "iPad")),
    ("Windows", Text("Windows", "Windows")),
    ("Mac OS X", Text("Mac", "Mac")),
    ("CrOS", Text("Chromebook", "Chromebook")),
    ("Linux", Text("Linux", "Linux")),
)
UNKNOWN_BROWSER = Text("不认识的浏览器", "Unknown browser")
UNKNOWN_SYSTEM = Text("不认识的系统", "unknown system")
UNKNOWN = Text("不认识的浏览器和系统", "Unknown browser and system")


def device_name(user_agent: str) -> Text:
    """The browser and the system of a User-Agent; what is not in the tables is told as unknown."""
    browser = next((name for word, name in BROWSERS if word in user_agent), None)
    system = next((name for word, name in SYSTEMS if word in user_agent), None)
    if browser is None and system is None:
        return UNKNOWN
    browser, system = browser or UNKNOWN_BROWSER, system or UNKNOWN_SYSTEM
    return Text(f"{browser.zh}，{system.zh}", f"{browser.en} on {system.en}")
