"""What happens in a case when a clock runs out: what everybody reads beforehand, and what its people are told then."""

from __future__ import annotations

from tongban.cases.table import Late
from tongban.transfers.stages.names import Move
from tongban.verdicts import Text

LAPSES = Late(
    Text(
        "到期没有都确认，这笔交易自动失效：车不动，钱怎么退按你们的合同。要继续，请经营者重新录入。",
        "If not everybody confirms in time the deal lapses by itself and the car stays. The dealer can enter it again.",
    ),
    move=Move.LAPSE,
    told=Text(
        "期限内没有双方确认，这笔交易已失效。", "The deal was not confirmed by both sides in time and has lapsed."
    ),
)
IF_NOTHING_IS_DONE = Text(
    "到期没有办，这一件自动结束：档案退回登记地，锁定解除，车还是原车主的。可以重新申请。",
    "If you do nothing in time the case ends by itself: the file goes back, the car stays with its owner. You can apply again.",
)
EXPIRES = Late(
    IF_NOTHING_IS_DONE,
    move=Move.EXPIRE,
    told=Text(
        "期限到了没有办，这一件已经失效，可以重新申请。",
        "The time limit has passed; the case has expired. You can apply again.",
    ),
)
EXPIRES_ON_THE_WAY = Late(
    IF_NOTHING_IS_DONE,
    move=Move.EXPIRE,
    told=Text(
        "临时号牌到期，没有申请转入，这一件已经失效。车还登记在原来的车管所，请到那里领回号牌或者重新办理转出。",
        "The temporary plate has run out and nobody applied at the destination: the case has expired. The car is still "
        "registered at its present office; go there for the plates, or to begin again.",
    ),
)
ESCALATES = Late(
    Text(
        "车管所超过时限，自动报上级督办，再超就由省里接管。您不用重新申请，也不用去催。",
        "If the office is late its superior is told by itself, later the province takes over. You need not apply again.",
    ),
    is_escalated=True,
)
OVERDUE = Late(
    Text(
        "车管所超过时限，这一件会一直排在该所和上级监督人员的“已超时”里，直到办完。您不用重新申请，也不用去催。",
        "If the office is late the case stays under “Overdue” in its queue and in its supervisors’ until it is done. "
        "You need not apply again.",
    )
)
BY_THE_SYSTEM = Late(
    Text("系统自动办理，出了问题值班的人会收到。", "The system does this; if it fails, people on duty are told.")
)
