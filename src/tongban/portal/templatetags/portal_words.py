"""What somebody did, in the words of the service in which it was done."""

from __future__ import annotations

from django import template

from tongban.faces import queries as faces
from tongban.journal.records import Listed, Recorded
from tongban.ui.templatetags.ui import say
from tongban.verdicts import Text

register = template.Library()
# What no service has words for: people, offices, registers and partners write it.
TITLES: dict[str, Text] = {
    "account-move-asked": Text("申请换绑账号", "Asked to move to another account"),
    "account-move-stopped": Text("换绑账号已停止", "The move to another account was stopped"),
    "account-moved": Text("已换绑账号", "Moved to another account"),
    "home-learned": Text("得知住所", "Home address learned"),
    "office-opened": Text("设立机构", "Office opened"),
    "officer-created": Text("任职", "Became an officer"),
    "officer-identified": Text("登记本人身份", "Identity noted, for recusal"),
    "officer-signed-out": Text("强制退出登录", "Signed out by an administrator"),
    "duty-granted": Text("授予职责", "Duty given"),
    "duty-withdrawn": Text("收回职责", "Duty withdrawn"),
    "kin-declared": Text("申报亲属", "Relative declared"),
    "rollout-opened": Text("开通业务", "Service opened in a region"),
    "rollout-closed": Text("停办业务", "Service closed in a region"),
    "check-explained": Text("写明核查事由", "Why a plate was checked"),
    "looks-alarmed": Text("查询过多，已提醒审计", "Unusually many looks; auditors were told"),
    "letter-released": Text("放行再试", "Released to be tried again"),
    "look-alarm-seen": Text("审计已核实", "Looked into by an auditor"),
    "register-loaded": Text("登记资料入库", "Records put in"),
    "rows-imported": Text("导入登记资料", "Records imported"),
    "insurance-changed": Text("交强险变更", "Compulsory insurance changed"),
    "mortgage-set": Text("抵押登记", "Mortgage registered"),
    "mortgage-released": Text("解除抵押登记", "Mortgage released"),
    "vehicle-seized": Text("查封", "Seized"),
    "seizure-released": Text("解除查封", "Seizure released"),
    "vehicle-inspected": Text("检验合格", "Passed inspection"),
    "vehicle-moved": Text("车辆迁到新住所地", "Vehicle moved with its owner"),
    "vehicle-transferred": Text("车辆过户", "Vehicle transferred"),
    "vehicle-noted": Text("车辆记事", "Note in the vehicle's history"),
    "dealers-listed": Text("收到经营者名单", "List of dealers received"),
    "message-revived": Text("重新发送消息", "Message tried again"),
}


@register.filter
def entry_title(entry: Recorded) -> str:
    """What happened, in a few words; the tag itself of what nobody has words for."""
    if entry.tag in TITLES:
        return say(TITLES[entry.tag])
    words = faces.words_of(entry)
    return words.title(entry) if words else entry.tag


@register.filter
def kind_title(entry: Listed) -> str:
    """What kind of act it was, from the tag alone: the list that shows no details has no other words."""
    return entry_title(Recorded(entry.id, entry.tag, entry.at, "", {}, entry.index))


@register.filter
def own_detail(entry: Recorded) -> str:
    """What a person whom the entry concerns should read of it, in one line."""
    words = faces.words_of(entry)
    return words.own(entry) if words else ""


@register.filter
def entry_detail(entry: Recorded) -> str:
    """The part of the details that this person should read, in one line."""
    words = faces.words_of(entry)
    return words.detail(entry) if words else ""
