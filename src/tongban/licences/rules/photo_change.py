"""EL-04 and what goes with it: may the holder send another photo for a licence that lives? All reasons at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.licences.rules.may_apply import NOT_OPEN, WINDOW_ONLY
from tongban.licences.rules.photo import may_change_photo
from tongban.verdicts import Reason, Text, Verdict


@dataclass(frozen=True)
class PhotoChangeFacts:
    """What stands around a change of photo. changed_on: when the holder last chose the photo, None: never."""

    is_open_in_region: bool
    has_live_licence: bool
    is_locked: bool
    has_open_application: bool
    is_window_only: bool
    is_first_photo: bool
    changed_on: date | None


def may_apply_for_new_photo(facts: PhotoChangeFacts, *, on: date) -> Verdict:
    """EL-04 (six months), EL-06 (window only), region open, a live licence that is not locked, nothing doubled."""
    interval = may_change_photo(changed_on=facts.changed_on, is_first_photo=facts.is_first_photo, on=on)
    return Verdict.of(
        [
            *interval.reasons,
            None if facts.has_live_licence else NO_LIVE_LICENCE,
            LOCKED if facts.is_locked else None,
            None if facts.is_open_in_region else NOT_OPEN,
            UNDER_WAY if facts.has_open_application else None,
            WINDOW_ONLY if facts.is_window_only else None,
        ]
    )


NO_LIVE_LICENCE = Reason(
    "EL-04-licence",
    "",
    Text("您现在没有可以换照片的电子驾驶证。", "You have no electronic licence now whose photo could be changed."),
    Text("先申领；申领时可以交新照片。", "Apply for one first; a new photo can be sent with the application."),
)
LOCKED = Reason(
    "EL-04-locked",
    "",
    Text("电子驾驶证已挂失，不能换照片。", "The electronic licence is locked; its photo cannot be changed."),
    Text("重新做一次人脸核验，解锁后再换。", "Pass a new face check to unlock it, then change the photo."),
)
UNDER_WAY = Reason(
    "EL-04-open",
    "",
    Text("您有一件申请正在办理。", "An application of yours is being handled."),
    Text("看办件进度，不用再交。", "Follow its progress; you need not send it again."),
)
VOID = Reason(
    "EL-04-void",
    "",
    Text(
        "这本电子驾驶证已经失效，照片不能再换。",
        "This electronic licence has become void; its photo cannot be changed.",
    ),
    Text("不用再办，申请随驾驶证一起关闭。", "Nothing is left to do; the application closes with the licence."),
)
