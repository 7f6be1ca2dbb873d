"""What happens in a case when a clock runs out: what everybody reads beforehand, and what its people are told then.

No case that an office has ends because somebody was silent. A person is reminded and then gets a decision in writing; an
office is seen by its supervisors before its day is over, and the page says what can be done about its silence.
"""

from __future__ import annotations

from dataclasses import replace

from tongban.cases.table import Late
from tongban.transfers.rules.clocks import CLOCKS
from tongban.transfers.stages.names import Move
from tongban.verdicts import Text

TOLD_WITHIN = CLOCKS["acceptance"].days

REVIEW_FIRST = Text(
    "车管所不按期限办的，您可以先向它所属公安机关的本级人民政府申请行政复议；对复议决定不服的，再起诉（《行政复议法》第二十三条）。",
    "If an office does not act in time you may apply for review by the people's government above it, and sue against its "
    "answer (Article 23 of the review law: review comes first).",
)


def with_review(text: Text) -> Text:
    """The sentence, and what can be done about an office's silence."""
    return Text(text.zh + REVIEW_FIRST.zh, f"{text.en} {REVIEW_FIRST.en}")


LAPSES = Late(
    Text(
        "到期买方已经申请、卖方没有确认的，申请照样交给车管所，由它按发票审查，书面答复。买方也没有申请的，这笔交易失效：车不动，钱怎么退按你们的合同。",
        "If the buyer has applied and the seller has not confirmed in time, the application goes to the office all the "
        "same; it looks at the invoice and answers in writing. If nobody has applied the deal lapses and the car stays.",
    ),
    move=Move.LAPSE,
    remind=Text(
        "有一笔二手车交易快到期了，还没有都确认。", "A used-car deal ends soon, and not everybody has confirmed it."
    ),
    told=Text(
        "期限内没有双方确认，这笔交易已失效。", "The deal was not confirmed by both sides in time and has lapsed."
    ),
)
IS_DECIDED = Late(
    Text(
        "到期前会提醒。到期还没有办的，车管所会书面决定，写明理由和救济途径；决定作出以前办好的，照样接着办。",
        "You are reminded before. If nothing is done the office decides in writing, with the ground and where to turn; "
        "what you do before it has decided still counts.",
    ),
    called="silence",
    remind=Text(
        "有一件车辆登记等您办，快到期了，打开看要做什么。",
        "A vehicle case waits for you and its time ends soon; open it to see what to do.",
    ),
    told=Text(
        "期限到了还没有办。车管所将书面决定；在决定以前您还可以办。",
        "The time limit has passed. The office will decide in writing; until then you can still act.",
    ),
)
MAY_APPLY_LATE = Late(
    Text(
        "到期前会提醒。过了三十天仍然可以申请转入，但会被处警告或者二百元以下罚款（《机动车登记规定》第七十八条）；临时号牌到期后不能再上路。",
        "You are reminded before. After the thirty days you can still apply, with a warning or a fine of at most 200 yuan "
        "(Article 78); without a valid temporary plate the car stays off the road.",
    ),
    remind=Text("请尽快到转入地申请转入，三十天快到了。", "Please apply at the destination; the thirty days end soon."),
    told=Text(
        "三十天到了，还没有申请转入。仍然可以申请，但会被处警告或者二百元以下罚款。",
        "The thirty days are over and nobody has applied at the destination. You still can; a warning or a fine of at "
        "most 200 yuan follows.",
    ),
)
DEEMED = Late(
    with_review(
        Text(
            "车管所到期没有说缺什么的，从收到申请那天起就算受理，系统自动记下并告诉您（参照《行政许可法》第三十二条）。",
            "If the office has not said in time what is missing, the application counts as accepted from the day it came; "
            "the system records it and tells you (by analogy to Article 32 of the licensing law).",
        )
    ),
    move=Move.DEEM,
    told=Text(
        f"车管所没有在 {TOLD_WITHIN} 个工作日内告知，您的申请从收到那天起视为受理。",
        f"The office said nothing within {TOLD_WITHIN} working days: your application counts as accepted from the day it came.",
    ),
)
DEEMED_AT_ORIGIN = replace(DEEMED, move=Move.DEEM_AT_ORIGIN)
ESCALATES = Late(
    with_review(
        Text(
            "车管所超过时限，自动报上级督办，再超就由省里接管。您不用重新申请，也不用去催。",
            "If the office is late its superior is told by itself, later the province takes over. You need not apply again.",
        )
    ),
    is_escalated=True,
)
OVERDUE = Late(
    with_review(
        Text(
            "车管所超过时限，这一件会一直排在该所和上级监督人员的“已超时”里，直到办完。您不用重新申请，也不用去催。",
            "If the office is late the case stays under “Overdue” in its queue and in its supervisors’ until it is done. "
            "You need not apply again.",
        )
    )
)
BY_THE_SYSTEM = Late(
    Text("系统自动办理，出了问题值班的人会收到。", "The system does this; if it fails, people on duty are told.")
)
