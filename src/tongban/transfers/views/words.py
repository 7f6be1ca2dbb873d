"""A case in words for its buyer and seller: who has it and by when, and what if time runs out.

The words stand in the stages' rows; what the reader does now is in queries/todos.py, because the home page asks it too.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation

from tongban.offices.records import OfficeRecord
from tongban.partners.records import Waiting
from tongban.transfers.queries import CaseView
from tongban.transfers.rules.clocks import CLOCKS
from tongban.transfers.rules.findings import Result
from tongban.transfers.stages import TABLE, Stage, row_of
from tongban.ui.templatetags.ui import china_day, china_time
from tongban.verdicts import Text


@dataclass(frozen=True)
class Banner:
    """The first thing on the page. tone: working, or a standing once the case has ended."""

    tone: str
    title: str
    detail: str


def banner_of(case: CaseView, *, is_buyer: bool = False) -> Banner:
    """Who has it and by when. is_buyer: the buyer reads it, and is spoken to where it is the buyer's turn."""
    row = row_of(case)
    said = row.yours if is_buyer and row.yours is not None else row.banner
    return Banner(row.tone, filled(said.title, case), filled(said.detail, case))


def filled(text: Text, case: CaseView) -> str:
    """The sentence in the page's language with offices and the day in it."""
    words = {
        "office": name_of(case.turn_office or case.destination),
        "origin": name_of(case.origin),
        "destination": name_of(case.destination),
        "by": by_when(case),
        "within": str(CLOCKS[TABLE.row(Stage.REVIEW, case.ground, case.way).clock].days),
    }
    return text.in_language(translation.get_language() or "zh-hans").format(**words)


def name_of(office: OfficeRecord) -> str:
    """The office's name in the page's language, without the 市 that nobody says."""
    return Text(office.name_zh.replace("市车管所", "车管所"), office.name_en).in_language(
        translation.get_language() or "zh-hans"
    )


def by_when(case: CaseView) -> str:
    """The day, and the hour where an office's day ends with it; "" when no clock runs."""
    if case.due_at is None:
        return ""
    hour = china_time(case.due_at)
    return china_day(case.due_at) if hour == "23:59" else f"{china_day(case.due_at)} {hour}"


# --- if the deadline passes ----------------------------------------------------------------------------------------
def if_late(case: CaseView) -> Text | None:
    """What happens if the one whose turn it is does nothing in time; None where no clock runs."""
    late = row_of(case).late
    return None if late is None else late.words


LATE_NOW = Text(
    "已经超时，排在该所和上级监督人员的“已超时”里。您不用重新申请。",
    "It is late and stands under “Overdue” in the office’s queue and in its supervisors’. You need not apply again.",
)
LATENESS: dict[int, Text] = {  # by the step of CaseEscalated
    1: Text(
        "已经超时，已提醒登记地。您不用重新申请。", "It is late; the office was reminded. You need not apply again."
    ),
    2: Text("已报上级督办。您不用重新申请。", "Its superior was told. You need not apply again."),
    3: Text(
        "已报上级督办，省级已经接管。您不用重新申请。",
        "Its superior was told, the province took over. You need not apply again.",
    ),
}


def lateness_of(case: CaseView) -> Text | None:
    """What has been done about an office that is late with this case; None while nobody is."""
    if not case.is_overdue or case.turn_office is None:
        return None
    return LATENESS.get(case.escalated, LATE_NOW)


# --- partners ------------------------------------------------------------------------------------------------------
ASKED: dict[str, Text] = {
    "enter-deal": Text("商务部门登记这笔交易", "commerce to register the deal"),
    "issue-invoice": Text("税务开具发票", "tax to issue the invoice"),
    "verify-invoice": Text("税务核对发票", "tax to verify the invoice"),
    "note-use": Text("税务记下发票已用", "tax to note the invoice's use"),
    "policy-of": Text("保险公司查交强险", "the insurer about the compulsory policy"),
    "change-insured": Text("保险公司改被保险人", "the insurer to change the insured"),
    "confirm-mortgage-transfer": Text("抵押权人（银行）同意", "the mortgagee's consent"),
}


def waiting_words(waiting: Waiting) -> Text:
    """Whom we wait for, how often we asked, and that nobody has to do anything about it."""
    asked = ASKED.get(waiting.kind, Text("合作部门回话", "a partner's answer"))
    if waiting.is_given_up:
        return Text(
            f"在等{asked.zh}，一直没有回话，已转人工处理。您不用重新申请。",
            f"We wait for {asked.en}. No answer came; somebody sees to it. You need not apply again.",
        )
    if waiting.tries < 2:  # nothing to worry anybody with yet
        return Text(f"在等{asked.zh}，已经发出。", f"We wait for {asked.en}; we have asked.")
    return Text(
        f"在等{asked.zh}，还没有回话，已试 {waiting.tries} 次，我们会继续试。不是您的问题。",
        f"We wait for {asked.en}. No answer yet after {waiting.tries} tries; we go on trying. It is not your fault.",
    )


# --- the marks of the pre-check ------------------------------------------------------------------------------------
MARKS: dict[Result, tuple[str, str, Text]] = {
    Result.BLOCKED: ("red", "octagon-minus", Text("不能办", "Not possible")),
    Result.NEEDED: ("amber", "alert-triangle", Text("要先办", "To be done")),
    Result.ORIGIN_TASK: ("", "building-bank", Text("登记地补档", "Present office's task")),
    Result.ONSITE: ("", "map-pin", Text("到现场办", "On site")),
    Result.OLD_WAY: ("", "route", Text("先转出后转入", "Origin first")),
    Result.NOT_YET: ("grey", "help-square-rounded", Text("还不知道", "Not known yet")),
    Result.NOTE: ("", "info-circle", Text("请留意", "Please note")),
    Result.OK: ("green", "circle-check", Text("符合", "Met")),
}
ORDER = tuple(MARKS)
