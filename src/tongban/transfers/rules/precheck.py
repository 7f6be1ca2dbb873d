"""The pre-check: UC-01 to UC-20 in one call, every reason at once (《机动车登记规定》第三条第二款).

It is asked before any money moves, again when the parties apply, and again before the decision, each time with the
facts and the day of that moment; the same facts, policies and day give the same answer for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongban.laws import NOTICE_92_DEALERS, NOTICE_2021, REGISTRATION, REGISTRATION_2012, as_of
from tongban.transfers.rules.archive import uc_18
from tongban.transfers.rules.deal import uc_13, uc_14
from tongban.transfers.rules.destination import uc_11, uc_12
from tongban.transfers.rules.facts import DealFacts, FileFacts, Parties, Settings, VehicleFacts
from tongban.transfers.rules.findings import OK, Finding, Question, Result, Situation, Whose
from tongban.transfers.rules.inspection_periods import uc_09
from tongban.transfers.rules.insurance import uc_19
from tongban.transfers.rules.letters import uc_02, uc_03, uc_04, uc_05, uc_06, uc_07, uc_17
from tongban.transfers.rules.mortgage import uc_10
from tongban.transfers.rules.moving_home import for_move
from tongban.transfers.rules.people import uc_16
from tongban.transfers.rules.policies import CityPolicy
from tongban.transfers.rules.residence import uc_15
from tongban.transfers.rules.scope import uc_01
from tongban.transfers.rules.scrapping import uc_08
from tongban.transfers.rules.suspicion import uc_20
from tongban.verdicts import Reason, Text, Verdict

__all__ = ["RULES", "Finding", "Precheck", "Result", "Whose", "check"]

REGISTER = Text("机动车登记系统", "Vehicle register")
OFFICE = Text("车辆管理所", "Vehicle office")
POLICE = Text("公安交管部门", "Traffic police")
ALWAYS = REGISTRATION_2012.since

RULES: tuple[Question, ...] = (
    Question("UC-01", Text("办理方式", "Way of handling"), REGISTER, uc_01, ALWAYS),
    Question("UC-02", Text("交通违法", "Traffic violations"), POLICE, uc_02, ALWAYS),
    Question("UC-03", Text("交通事故", "Accidents"), POLICE, uc_03, ALWAYS),
    Question("UC-04", Text("能否办理业务", "Open for business"), OFFICE, uc_04, ALWAYS),
    Question("UC-05", Text("查封、扣押", "Seizure"), Text("监察机关、法院、检察院、行政执法部门", "Courts and other authorities"), uc_05, ALWAYS),
    Question("UC-06", Text("扣留、停驶", "Detention, out of use"), POLICE, uc_06, ALWAYS),
    Question("UC-07", Text("海关监管", "Customs supervision"), Text("海关", "Customs"), uc_07, ALWAYS),
    Question("UC-08", Text("使用年限", "Years of use"), REGISTER, uc_08, ALWAYS),
    Question("UC-09", Text("检验有效期", "Inspection"), REGISTER, uc_09, ALWAYS),
    Question("UC-10", Text("抵押、质押", "Mortgage, pledge"), Text("机动车登记系统、金融机构", "Vehicle register and banks"), uc_10, ALWAYS),
    Question("UC-11", Text("排放标准", "Emission stage"), Text("转入地城市政策", "The destination's policies"), uc_11, ALWAYS),
    Question("UC-12", Text("购车指标", "Quota"), Text("转入地城市政策", "The destination's policies"), uc_12, ALWAYS),
    Question("UC-13", Text("二手车发票", "Used-vehicle invoice"), Text("税务部门", "Tax"), uc_13, ALWAYS),
    Question("UC-14", Text("经营单位和卖车次数", "Dealer and number of sales"), Text("商务部门", "Commerce department"), uc_14, NOTICE_92_DEALERS.since),
    Question("UC-15", Text("身份和住所", "Identity and residence"), Text("人口信息", "Population register"), uc_15, ALWAYS),
    Question("UC-16", Text("共有、继承和代理", "Joint owners, heirs, agents"), REGISTER, uc_16, ALWAYS),
    Question("UC-17", Text("其他在办业务", "Other open business"), REGISTER, uc_17, ALWAYS),
    Question("UC-18", Text("电子档案", "Electronic file"), Text("登记地车管所", "Present office"), uc_18, NOTICE_2021.since),
    Question("UC-19", Text("交强险", "Compulsory insurance"), Text("保险公司", "Insurers"), uc_19, ALWAYS),
    Question("UC-20", Text("是否现场办理", "On line or on site"), OFFICE, uc_20, REGISTRATION.since),
)  # fmt: skip


@dataclass(frozen=True)
class Precheck:
    """One finding for each of UC-01 to UC-20, in that order, as of the day `on`."""

    on: date
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """Reasons: what forbids it. Notes: everything else that has to be said."""
        return Verdict(
            reasons=tuple(reason for one in self.of(Result.BLOCKED) for reason in one.reasons),
            notes=tuple(reason for one in self.findings if one.result is not Result.BLOCKED for reason in one.reasons),
        )

    @property
    def is_allowed(self) -> bool:
        """True when nothing forbids it; something may still be needed or not known yet."""
        return not self.of(Result.BLOCKED)

    @property
    def is_complete(self) -> bool:
        """True when nothing forbids it, nothing is needed and nothing is unknown: ready for a decision."""
        return not self.of(Result.BLOCKED, Result.NEEDED, Result.NOT_YET)

    @property
    def needs(self) -> tuple[Finding, ...]:
        """What a party still has to bring or do."""
        return self.of(Result.NEEDED)

    @property
    def is_old_way(self) -> bool:
        """True when the origin must let the vehicle go first."""
        return bool(self.of(Result.OLD_WAY))

    @property
    def is_onsite(self) -> bool:
        """True when the case must be handled at the window (Article 74)."""
        return bool(self.of(Result.ONSITE))

    @property
    def alerts(self) -> tuple[Reason, ...]:
        """What only the office may read."""
        return tuple(alert for one in self.findings for alert in one.alerts)

    @property
    def is_silent_alert(self) -> bool:
        """True when the office must be told without a word to the reader: stolen or suspected (UC-04)."""
        return bool(self.finding("UC-04").alerts)

    def of(self, *results: Result) -> tuple[Finding, ...]:
        """The findings with one of these results."""
        return tuple(one for one in self.findings if one.result in results)

    def finding(self, code: str) -> Finding:
        """The finding of that code; KeyError if there is no such rule."""
        for one in self.findings:
            if one.code == code:
                return one
        raise KeyError(code)


def check(
    *,
    vehicle: VehicleFacts,
    deal: DealFacts,
    on: date,
    parties: Parties | None = None,
    file: FileFacts | None = None,
    policies: Sequence[CityPolicy] = (),
    settings: Settings | None = None,
    for_owner: bool = False,
) -> Precheck:
    """May this vehicle go to this buyer, and what is still missing, by the rules and policies of the day `on`?

    policies: all that are approved, of any city and day. for_owner: the reader is the registered owner, who alone is
    told which authority seized the vehicle.
    """
    return judge(
        Situation(
            vehicle=vehicle,
            parties=parties or Parties(),
            deal=deal,
            file=file or FileFacts(),
            policies=policies,
            on=on,
            settings=settings or Settings(),
            for_owner=for_owner,
        )
    )


def judge(case: Situation) -> Precheck:
    """As `check`, of a situation that is gathered already."""
    return Precheck(case.on, tuple(asked(question, case) for question in RULES))


def asked(question: Question, case: Situation) -> Finding:
    """The finding of one question, its reasons cited as of the day of the case; OK on days when nobody asked it."""
    is_in_force = question.since <= case.on and (question.until is None or case.on <= question.until)
    answer = question.judge(case) if is_in_force else OK
    return Finding(
        code=question.code,
        title=question.title,
        result=answer.result,
        reasons=tuple(cited(reason, case) for reason in answer.reasons),
        whose=answer.whose,
        source=question.source,
        actions=answer.actions,
        alerts=tuple(cited(reason, case) for reason in answer.alerts),
    )


def cited(reason: Reason, case: Situation) -> Reason:
    """The reason with the article that says it for this case, in the text in force on its day."""
    return as_of(reason if case.deal.is_sale else for_move(reason), case.on)
