"""What a journal entry about a driver is called, whoever wrote it: this service, the registers, people or the roadside."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def titles() -> dict[str, str]:
    """Each journal tag in words; every tag that can concern a driver is here (a test compares)."""
    return {
        "licence-checked": _("民警核查"),
        "record-searched": _("窗口或内勤查询"),
        "application-looked": _("审核或窗口查看申请"),
        "licence-shown": _("单位查验"),
        "application-submitted": _("提交申领"),
        "application-withdrawn": _("撤回申领"),
        "photo-reviewed": _("照片审核"),
        "photo-decision-proposed": _("作出照片决定，还能撤销"),
        "photo-decision-undone": _("撤销照片决定"),
        "photo-decision-lapsed": _("照片决定没有生效"),
        "photo-changed": _("更换照片"),
        "licence-issued": _("签发电子驾驶证"),
        "credentials-collected": _("领到手机"),
        "standing-changed": _("状态变更"),
        "licence-superseded": _("电子驾驶证失效，需重新申领"),
        "licence-locked": _("挂失"),
        "licence-unlocked": _("解锁"),
        "vehicle-checked": _("民警核查行驶证"),
        "vehicle-licence-issued": _("领取电子行驶证"),
        "vehicle-credentials-collected": _("电子行驶证领到手机"),
        "vehicle-standing-changed": _("车辆状态变更"),
        "vehicle-licence-superseded": _("电子行驶证作废"),
        "vehicle-phone-withdrawn": _("停用手机上的电子行驶证"),
        "points-added": _("记分"),
        "points-reduced": _("学法减分"),
        "fine-paid": _("缴清罚款"),
        "full-mark-education-passed": _("满分教育考试合格"),
        "points-cycle-closed": _("记分周期结束"),
        "status-letter-set": _("设置状态"),
        "status-letter-cleared": _("解除状态"),
        "driver-renewed": _("换证"),
        "classes-changed": _("准驾车型变更"),
        "card-replaced": _("补证"),
        "driver-office-changed": _("发证机关变更"),
        "portrait-changed": _("登记照片变更"),
        "death-recorded": _("死亡注销"),
        "points-changed": _("记分变更或者撤销"),
        "full-mark-noticed": _("送达满分教育通知书"),
        "full-mark-study-certified": _("满分学习和考试记录"),
        "health-proof-recorded": _("提交身体条件证明"),
        "driver-ended": _("驾驶证注销、吊销或者撤销"),
        "driver-restored": _("恢复驾驶资格"),
        "real-name-bound": _("实名绑定"),
        "mandate-given": pgettext("记录", "委托代办"),
        "mandate-revoked": _("撤回委托"),
        "details-erased": _("删除记录内容"),
    }
