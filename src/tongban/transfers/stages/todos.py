"""What a party of a case does now, in words; which of it is whose stands in the table of stages."""

from __future__ import annotations

from tongban.cases.table import Todo
from tongban.verdicts import Text

CONFIRM = Todo(
    Text("请您确认卖车", "Please confirm the sale"),
    Text(
        "看清楚车、买方和价钱再确认。要刷脸。",
        "Look at the car, the buyer and the price first. A face check is asked for.",
    ),
    "case-confirm",
    Text("看清楚，去确认", "Look, then confirm"),
)
CONFIRM_SHARE = Todo(
    Text("您是共有人，请您确认", "You are a joint owner: please confirm"),
    Text("每位共有人都要同意。要刷脸。", "Every joint owner must agree. A face check is asked for."),
    "case-confirm",
    Text("看清楚，去确认", "Look, then confirm"),
)
APPLY = Todo(
    Text("请您申请过户", "Please apply for the transfer"),
    Text(
        "核对内容，缺的材料一起交。要刷脸。", "Check what is there and add what is missing. A face check is asked for."
    ),
    "case-apply",
    Text("核对，去申请", "Check, then apply"),
)
APPLY_MOVE = Todo(
    Text("请您申请迁出", "Please apply for the move"),
    Text(
        "核对内容，缺的材料一起交。要刷脸。", "Check what is there and add what is missing. A face check is asked for."
    ),
    "case-apply",
    Text("核对，去申请", "Check, then apply"),
)
MEND_INVOICE = Todo(
    Text("发票没有通过核对，请换一张", "The invoice did not pass; name another"),
    Text("作废重开后，把新发票的号码填上。", "Have it voided and issued again, then give the new number."),
    "case-invoice",
    Text("填新发票", "Give the new invoice"),
)
CORRECT = Todo(
    Text("请您补正，一次补齐就行", "Please correct: everything is named at once"),
    Text("车管所要什么，写在下一页。", "The next page says what the office asks for."),
    "case-correct",
    Text("去补正", "Correct"),
)
APPLY_IN = Todo(
    Text("请您申请转入", "Please apply at the destination"),
    Text(
        "转出地办好了，档案已经封好。要刷脸。", "The origin is done and the file is sealed. A face check is asked for."
    ),
    "case-apply-in",
    Text("去申请转入", "Apply at the destination"),
    is_for_agents=False,
)
CHOOSE = Todo(
    Text("请您选新号码", "Please choose the new number"),
    Text("十个随机号里选一个，或者自己编。", "One of ten random ones, or one of your own."),
    "case-number",
    Text("去选号", "Choose a number"),
)
COME = Todo(
    Text("请带身份证和车到转入地车管所", "Bring your identity card and the car to the destination office"),
    Text("这一件改为现场办理（第七十四条）。", "This case is handled on site (Article 74)."),
)
BRING = Todo(
    Text("请带车来查验", "Bring the car to be inspected"),
    Text(
        "带身份证、行驶证，约 30 分钟。选好号以后再来换牌证，那一次可以托人。",
        "With your identity card and the licence card; about 30 minutes. The plates are changed later, once the number "
        "is chosen; somebody else may go for that.",
    ),
)
BRING_TO_ORIGIN = Todo(
    Text("请带车到登记地查验", "Bring the car to the present office"),
    Text(
        "带号牌和行驶证，当场收回，发临时号牌。",
        "Bring plates and licence card: they are taken back for a temporary plate.",
    ),
)
COLLECT = Todo(
    Text("带旧号牌和行驶证来换新的", "Bring the old plates and licence card for the new ones"),
    Text("到转入地车管所窗口，也可以托人带来。", "To the destination office's window; somebody else may bring them."),
)
RECEIVE = Todo(
    Text("电子行驶证可以领了", "Your electronic vehicle licence is ready"),
    Text("领到手机里，民警扫码就能查。", "Collect it on your phone; an officer scans its code."),
    "licence",
    Text("领电子行驶证", "Collect the vehicle licence"),
)
RELEASED = Todo(
    Text("您的责任到此为止", "Your responsibility has ended"),
    Text("从登记那一刻起，这辆车和您没有关系了。", "From the moment of registration the car is no longer yours."),
    "case-release",
    Text("看责任截止证明", "See the proof of release"),
    is_for_agents=False,
)
READ_LETTER = Todo(
    Text("请看决定书", "Read the letter"),
    Text("里面有理由、怎么改、向谁申诉。", "It has the grounds, what to change and where to turn."),
    "case-letter",
    Text("看决定书", "Read the letter"),
)
OVER = Todo(
    Text("您不用做什么。", "There is nothing to do."),
    Text("这一件已经结束。", "The case has ended."),
    is_theirs=False,
)
WAIT_OTHER = Todo(
    Text("您现在不用做什么。", "You do not need to do anything now."),
    Text(
        "您这边好了，等对方和税务。齐了会自动交到车管所。",
        "Your part is done. Once the other side and tax have answered, it goes to the office by itself.",
    ),
    is_theirs=False,
)
WAIT_BUYER = Todo(
    Text("您现在不用做什么。", "You do not need to do anything now."),
    Text("轮到您时，我们会通知。", "We will tell you when it is your turn."),
    is_theirs=False,
)
WAIT = Todo(
    Text("您现在不用做什么。", "You do not need to do anything now."),
    Text("登记办完那一刻，我们会通知您。", "We will tell you the moment it is registered."),
    is_theirs=False,
)
