"""EL-04 to EL-06: which photo, what it must look like, how often it may be tried.

The requirements are a table; the measurements of a picture (`examination.py`) and the officer's decision
both answer to its codes. Thresholds are design values (marked P in the facts), so they stand in the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.calendars import months_later
from tongban.licences.rules.sources import LICENCE_RULES
from tongban.verdicts import Reason, Text, Verdict

MONTHS_BETWEEN_CHANGES = 6


@dataclass(frozen=True)
class Requirement:
    """One thing a photo must be. name: for the desk; broken: what the applicant reads; remedy: how to mend it.
    is_measured: the machine can tell; otherwise only the officer can."""

    code: str
    name: Text
    broken: Text
    remedy: Text
    is_measured: bool


REQUIREMENTS: dict[str, Requirement] = {
    requirement.code: requirement
    for requirement in (
        Requirement(
            "P1", Text("背景不是白色", "Background not white"), Text("背景不是白色。", "The background is not white."),
            Text("站在白墙前再拍一张。", "Stand before a white wall and try again."), True,
        ),
        Requirement(
            "P2", Text("光线不均", "Uneven light"), Text("照片一侧有影子。", "There is a shadow on one side."),
            Text("面向窗户再拍一张。", "Face a window and try again."), True,
        ),
        Requirement(
            "P3", Text("遮挡五官", "Face covered"), Text("帽子、墨镜、口罩或围巾遮住了五官。", "A hat, dark glasses, mask or scarf covers the face."),
            Text("摘下后再拍一张。", "Take it off and try again."), False,
        ),
        Requirement(
            "P4", Text("头部大小或位置不对", "Head too small, too large or off centre"), Text("头部太小、太大或者不在中间。", "The head is too small, too large or not in the middle."),
            Text("让头部占照片一半高、居中再拍。", "Let the head fill half the height, in the middle, and try again."), True,
        ),
        Requirement(
            "P5", Text("不是近照", "Not a recent photo"), Text("不是六个月内的近照。", "The photo is older than six months."),
            Text("现在拍一张。", "Take one now."), False,
        ),
        Requirement(
            "P6", Text("尺寸太小", "Too small"), Text("照片太小，看不清。", "The picture is too small to see."),
            Text("用手机摄像头拍，宽不少于 260 像素、高不少于 378 像素。", "Use the phone's camera: at least 260 by 378 pixels."), True,
        ),
        Requirement(
            "P7", Text("模糊或过度美化", "Blurred or retouched"), Text("照片模糊，或者美颜过度。", "The picture is blurred or retouched."),
            Text("关掉美颜、拿稳手机再拍。", "Switch the filter off, hold still and try again."), True,
        ),
        Requirement(
            "P8", Text("穿制服或浅色衣服", "Uniform or light clothes"), Text("衣服太浅，和背景分不开，或者是制服。", "The clothes are too light against the background, or a uniform."),
            Text("换深色便装再拍。", "Wear dark everyday clothes and try again."), True,
        ),
        Requirement(
            "P9", Text("不是本人", "Another person"), Text("照片看起来不是您本人。", "The picture does not look like you."),
            Text("拍您本人的照片。", "Take a picture of yourself."), False,
        ),
    )
}  # fmt: skip


def photo_reason(code: str) -> Reason:
    """A broken requirement as a reason; KeyError for an unknown code."""
    requirement = REQUIREMENTS[code]
    return Reason(f"EL-05 {code}", "", requirement.broken, requirement.remedy, LICENCE_RULES.since)


def may_review(broken: tuple[str, ...]) -> Verdict:
    """EL-05: may the picture go to an officer? Every measured requirement that it breaks, at once."""
    return Verdict.of(photo_reason(code) for code in broken)


def is_window_only(*, returned: int, is_malicious: bool, attempts_max: int) -> bool:
    """EL-06: after a malicious upload, or `attempts_max` returned photos, only a window can help."""
    return is_malicious or returned >= attempts_max


def may_change_photo(*, changed_on: date | None, is_first_photo: bool, on: date) -> Verdict:
    """EL-04: the identity-card photo may be replaced at once; later changes are 6 months apart."""
    if is_first_photo or changed_on is None:
        return Verdict()
    opens_on = months_later(changed_on, MONTHS_BETWEEN_CHANGES)
    if on >= opens_on:
        return Verdict()
    return Verdict.of(
        [
            Reason(
                "EL-04",
                "",
                Text("照片每 6 个月可以换一次。", "The photo can be changed once in 6 months."),
                Text(
                    f"{opens_on.year}年{opens_on.month}月{opens_on.day}日起可以再换。",
                    f"You can change it again from {opens_on.day} {opens_on:%B} {opens_on.year}.",
                ),
            )
        ]
    )
