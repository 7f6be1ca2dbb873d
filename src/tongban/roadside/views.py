"""The officer's pages at the roadside: scan, result, typed number, own checks. Night first."""

from __future__ import annotations

import hashlib
import uuid
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.clock import now
from tongban.errors import Malformed, NotFound
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.licences import queries as licences
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty, Purpose
from tongban.registers import queries as registers
from tongban.roadside import actions, queries
from tongban.roadside.forms import NumberForm, json_body, moment, text, uuid_of
from tongban.roadside.rules import Word
from tongban.roadside.templatetags.roadside import result_icon, result_line, result_size, result_title


@require_safe
@never_cache
@duty_required(Duty.ROADSIDE_CHECK)
def start(request: OfficerRequest) -> HttpResponse:
    """Scan by camera, picture or text; works off line from the lists that the script keeps."""
    root = keys.issuer_of(keys.certificates(Role.LIST)[0])
    context = {
        "pinned": hashlib.sha256(root).hexdigest(),
        "fresh_seconds": licences.fresh_list_seconds(),
        "offline_results": offline_results(),
        "offline_reasons": offline_reasons(),
    }
    return render(request, "roadside/start.html", context)


def offline_results() -> list[dict[str, str]]:
    """One template for each outcome of the off-line verifier (docs/ui-scripts.md), in the page's language."""
    words = {
        "green": Word.PASS,
        "amber": Word.CHECK,
        "red": Word.STOP,
        "grey": Word.UNKNOWN,
        "untrusted": Word.NOT_GENUINE,
        "unreadable": Word.UNKNOWN,
    }
    lines = {"unreadable": _("这不是驾驶证码"), "grey": _("还没有信任名单，先连一次网")}
    return [
        {
            "key": key,
            "word": word,
            "title": result_title(word),
            "line": lines.get(key) or result_line(word),
            "icon": result_icon(word),
            "size": result_size(word),
        }
        for key, word in words.items()
    ]


def offline_reasons() -> list[tuple[str, str]]:
    """The sentence for each reason key of the off-line verifier."""
    return [
        ("form", _("不是驾驶证码。")),
        ("signer.unknown", _("签发者不在信任名单里。")),
        ("signer.not-valid-at-issue", _("签发时，签发者的证书不在有效期内。")),
        ("signer.not-certified", _("签发者的证书没有得到根证书认可。")),
        ("issuer-signature.wrong", _("签名不对，不是发证机关签发的。")),
        ("validity.expired", _("码里的内容超过 7 天没有更新。请对方连网。")),
        ("validity.not-yet", _("码还没有生效。")),
        ("validity.too-long", _("码的有效期不对。")),
        ("holder-proof.wrong", _("这个码不是领证的手机生成的。")),
        ("freshness.older", _("截屏或旧码：超过 {n} 秒。请对方当面亮码。")),
        ("freshness.future", _("码的时间超前 {n} 秒。请对方手机连网校时。")),
        ("challenge.missing", _("码里没有核验数字。")),
        ("challenge.wrong", _("核验数字不对。")),
        ("status.revoked", _("电子证已作废，或者驾驶证已吊销、注销。按证号核查。")),
        ("status.suspended", _("驾驶证现在不能使用。《道路交通安全法实施条例》第二十八条：不得驾驶机动车。")),
        ("status.other", _("状态异常，按证号核查。")),
        ("status.unknown", _("没有状态名单，状态不能确定。这不是处罚依据。")),
        ("status.stale", _("名单是 {n} 小时前的，状态不能确定。这不是处罚依据，到有信号处再核。")),
        ("replay", _("这个码已经被扫过一次。等 15 秒换新码再扫。")),
        ("licence.expired", _("驾驶证已过有效期。")),
        ("letters", _("驾驶证状态不允许驾驶。")),
    ]


@require_POST
@never_cache
@duty_required(Duty.ROADSIDE_CHECK)
def check(request: OfficerRequest) -> HttpResponse:
    """Check a code: JSON for the script, a plain form without it."""
    if request.content_type == "application/json":
        return check_json(request)
    try:
        check_id = actions.check_licence(
            request.POST.get("code", "").strip(), check_id=uuid.uuid4(), by=request.officer, at=now()
        )
    except Malformed as wrong:
        return render(request, "roadside/unreadable.html", {"problem": wrong}, status=wrong.status)
    return redirect("roadside:result", check_id)


def check_json(request: OfficerRequest) -> JsonResponse:
    """One check for the script: where its result page is (docs/ui-scripts.md)."""
    asked = json_body(request)
    check_id = actions.check_licence(
        text(asked, "code", 4096),
        check_id=uuid_of(asked.get("id")),
        challenge=text(asked, "challenge", 4) or None,
        by=request.officer,
        at=now(),
        scanned_at=moment(asked.get("scanned_at")),
    )
    return JsonResponse({"url": reverse("roadside:result", args=[check_id])})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@duty_required(Duty.ROADSIDE_CHECK)
def number(request: OfficerRequest) -> HttpResponse:
    """The second choice: type a number, with a reason that the holder will read."""
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose = Purpose(duty=Duty.ROADSIDE_CHECK, reason=form.cleaned_data["reason"])
        try:
            check_id = actions.check_number(
                form.cleaned_data["number"],
                check_id=form.cleaned_data["check"],
                purpose=purpose,
                by=request.officer,
                at=now(),
            )
        except NotFound:
            form.add_error("number", _("登记系统里没有这个驾驶证号"))
        else:
            return redirect("roadside:result", check_id)
    return render(request, "roadside/number.html", {"form": form})


@require_safe
@never_cache
@duty_required(Duty.ROADSIDE_CHECK)
def result(request: OfficerRequest, check_id: UUID) -> HttpResponse:
    """One word, one colour, all reasons, the age of the data."""
    return render(
        request, "roadside/result.html", {"check": queries.check(check_id, officer=request.officer), "at": now()}
    )


@require_safe
@never_cache
@duty_required(Duty.ROADSIDE_CHECK)
def checks(request: OfficerRequest) -> HttpResponse:
    """The officer's own checks, newest first."""
    return render(request, "roadside/checks.html", {"checks": queries.checks_of(request.officer)})


@require_safe
@duty_required(Duty.ROADSIDE_CHECK)
def portrait(request: OfficerRequest, check_id: UUID) -> HttpResponse:
    """The holder's face for comparing: of the electronic licence, else of the register."""
    found = queries.check(check_id, officer=request.officer)
    if found.driver is None:
        raise NotFound("portrait.absent")
    content = licences.photo(found.photo_id) if found.photo_id else registers.portrait(found.driver.id)
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
