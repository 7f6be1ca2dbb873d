"""The administrator's page on `work`: how each step goes, what was set aside, and its release. Numbers and ids, no people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tongban.clock import now
from tongban.followers import queries as followers
from tongban.followers.queries import StepAccount
from tongban.offices import actions as offices
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty

SILENT_AFTER = timedelta(minutes=10)
HOURLY = {
    "partners-forget": timedelta(hours=2),
    "sessions": timedelta(hours=2),
    "limits": timedelta(minutes=30),
}  # these rest longer than the others
SHOWN = 200
STEP_WORDS = {
    "register": _("驾驶证、行驶证跟上登记的变化"),
    "answers": _("收合作单位的答复"),
    "vehicles": _("在办业务跟上车辆的变化"),
    "files": _("齐全的档案自动流转"),
    "clocks": _("办理时限"),
    "decisions": _("照片决定到期生效"),
    "lists": _("公布状态清单"),
    "partners": _("发给合作单位的消息"),
    "partners-forget": _("删去过期的往来内容"),
    "moves": _("账号变更到期生效"),
    "journal": _("写入日志"),
    "limits": _("清理次数限制"),
    "sessions": _("删去过期的登录"),
    "figures": _("统计数字"),
    "times": _("各车管所用时"),
    "calendar": _("按日期到期的证件"),
}


@require_safe
@never_cache
@duty_required(Duty.ADMINISTER)
def workings(request: OfficerRequest) -> HttpResponse:
    """Every step with its account, and the oldest items that were set aside."""
    at = now()
    letters = followers.dead_letters(limit=SHOWN)
    context = {
        "steps": [(STEP_WORDS.get(one.name, one.name), one, state_of(one, at=at)) for one in followers.steps()],
        "letters": letters,
        "dead": followers.count_dead(),
        "is_cut": len(letters) == SHOWN,
        "at": at,
        "rail": "workings",
    }
    return render(request, "portal/workings.html", context)


@require_POST
@never_cache
@duty_required(Duty.ADMINISTER)
def release(request: OfficerRequest) -> HttpResponse:
    """Let one item be tried again from the beginning."""
    line, item = request.POST.get("line", ""), request.POST.get("item", "")
    offices.release_letter(line=line, item=item, officer=request.officer, at=now())
    return redirect("portal:workings")


def state_of(step: StepAccount, *, at: datetime) -> str:
    """Either "failing", "silent" when it has not had a turn for too long, or "well"."""
    if step.failing_since is not None:
        return "failing"
    silent_after = HOURLY.get(step.name, SILENT_AFTER)
    return "silent" if step.last_done_at is None or at - step.last_done_at > silent_after else "well"
