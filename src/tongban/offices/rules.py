"""May this officer hold this duty, handle this person? Pure: facts in, Verdict out.

The two tables are the separation of duties (GB/T 22239-2019 8.1.4.2, 8.1.5): what may not lie in one hand
at all, and whose business nobody may handle (recusal). What one hand may not do twice in one case is the service's rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tongban.offices.records import Duty
from tongban.verdicts import Reason, Text, Verdict

HANDLING = (
    Duty.WINDOW,
    Duty.PHOTO_REVIEW,
    Duty.STANDING_CHANGE,
    Duty.ROADSIDE_CHECK,
    Duty.ARCHIVE,
    Duty.INSPECTION,
    Duty.REGISTRATION_REVIEW,
    Duty.RULE_EDIT,
)

# Pairs that one officer may never hold together: three separate administrators, an auditor who handles
# nothing, and an administrator who touches no licence.
NEVER_TOGETHER: frozenset[frozenset[Duty]] = frozenset(
    frozenset(pair)
    for pair in (
        (Duty.ADMINISTER, Duty.SECURITY_ADMIN),
        (Duty.ADMINISTER, Duty.AUDIT_ADMIN),
        (Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN),
        (Duty.RULE_EDIT, Duty.RULE_APPROVAL),
        *((Duty.AUDIT, duty) for duty in (*HANDLING, Duty.ADMINISTER, Duty.SECURITY_ADMIN)),
        *((Duty.ADMINISTER, duty) for duty in HANDLING),
        *((Duty.SECURITY_ADMIN, duty) for duty in HANDLING),
        *((Duty.AUDIT_ADMIN, duty) for duty in HANDLING),
    )
)


def may_hold(duty: Duty, *, held: Iterable[Duty]) -> Verdict:
    """OF-01: may an officer who holds `held` be given `duty` too?"""
    clashes = sorted(other for other in set(held) if frozenset((duty, other)) in NEVER_TOGETHER)
    return Verdict.of(
        Reason(
            code="OF-01",
            article="GB/T 22239-2019 8.1.5",
            what=Text(
                zh=f"职责“{DUTY_NAMES[duty].zh}”与已有职责“{DUTY_NAMES[other].zh}”不得由同一人担任。",
                en=f"The duty “{DUTY_NAMES[duty].en}” may not be held together with “{DUTY_NAMES[other].en}”.",
            ),
            remedy=Text(
                zh="先收回原职责，或交给另一人。", en="Withdraw the other duty first, or give it to somebody else."
            ),
        )
        for other in clashes
    )


def may_appoint(*, is_self: bool, is_identified: bool) -> Verdict:
    """OF-05 and OF-06: may the administrator give this officer a duty, or is it themselves? Is it known who they are?"""
    return Verdict.of((YOURSELF if is_self else None, None if is_identified else UNIDENTIFIED))


YOURSELF = Reason(
    code="OF-05",
    article="GB/T 22239-2019 8.1.5",
    what=Text(zh="不能给自己授予职责。", en="You may not give a duty to yourself."),
    remedy=Text(
        zh="由另一名管理这一地区的系统管理员办理。",
        en="Let another administrator of this region do it.",
    ),
)
UNIDENTIFIED = Reason(
    code="OF-06",
    article="",
    what=Text(
        zh="没有登记这名人员的身份证号，认不出他本人的业务，不能授予职责。",
        en="This officer's identity number is not recorded: nobody could tell a case of their own, so no duty is given.",
    ),
    remedy=Text(zh="先登记身份证号，只存加密摘要。", en="Record the number first; only a digest of it is kept."),
)


def may_handle(*, parties: Iterable[str], own: str, kin: Iterable[str]) -> Verdict:
    """OF-03 and OF-04: may an officer handle a case with these parties?

    All three are compared as they come (keyed digests of identity numbers): `own` is the officer's,
    `kin` those of declared relatives.
    """
    concerned = set(parties)
    is_own, is_kin = own in concerned, bool(concerned & set(kin))
    return Verdict.of((_recusal("OF-03", OWN) if is_own else None, _recusal("OF-04", KIN) if is_kin else None))


OWN = Text(zh="这是您本人的业务，应当回避。", en="This is your own case; you may not handle it.")
KIN = Text(zh="当事人是您申报的亲属，应当回避。", en="A party is a relative of yours; you may not handle it.")


def _recusal(code: str, what: Text) -> Reason:
    return Reason(
        code=code,
        article="《公务员法》第七十六条",  # from memory: penalties, permits and accidents have articles of their own, this is for all
        what=what,
        remedy=Text(zh="转交同单位其他人员办理。", en="Hand it to another officer of the office."),
    )


DUTY_NAMES: Mapping[Duty, Text] = {
    Duty.WINDOW: Text(zh="窗口受理", en="Window"),
    Duty.PHOTO_REVIEW: Text(zh="照片审核", en="Photo review"),
    Duty.ARCHIVE: Text(zh="档案管理", en="Vehicle files"),
    Duty.INSPECTION: Text(zh="机动车查验", en="Vehicle inspection"),
    Duty.REGISTRATION_REVIEW: Text(zh="登记审核", en="Registration review"),
    Duty.STANDING_CHANGE: Text(zh="状态变更", en="Standing changes"),
    Duty.LICENCE_SEARCH: Text(zh="驾驶证查询", en="Licence search"),
    Duty.ROADSIDE_CHECK: Text(zh="路面执勤", en="Roadside check"),
    Duty.SUPERVISION: Text(zh="业务监督", en="Supervision"),
    Duty.AUDIT: Text(zh="审计", en="Audit"),
    Duty.RULE_EDIT: Text(zh="政策起草", en="Rule drafting"),
    Duty.RULE_APPROVAL: Text(zh="政策审批", en="Rule approval"),
    Duty.ADMINISTER: Text(zh="系统管理员", en="System administrator"),
    Duty.SECURITY_ADMIN: Text(zh="安全管理员", en="Security administrator"),
    Duty.AUDIT_ADMIN: Text(zh="审计管理员", en="Audit administrator"),
}
