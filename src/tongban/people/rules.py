"""May this face check be made, this person be bound, this mandate be given? Pure: facts in, Verdict out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from tongban.people.records import Business
from tongban.verdicts import Reason, Text, Verdict

FACE_FAILURES_ALLOWED = 3  # then another route; the same number as the national platform
FACE_FAILURES_HOURS = 24  # failures older than this no longer count
FACE_MATCH_MINUTES = 5  # how long an answer may be taken again for the same question
LONGEST_MANDATE_DAYS = 366
MOVE_HOURS = 24  # between a clerk's word and a person's move to another account: the old one can say no

WINDOW = Text(
    zh="带身份证到就近的车管所窗口，当场核对本人，不用再刷脸。也可以 24 小时后再试。",
    en="Bring your identity card to any vehicle office: they check it in person, no face check. "
    "Or try again after 24 hours.",
)


def may_check_face(*, failures: int) -> Verdict:
    """PE-01: may one more face check be made after `failures` answers "no match" in the last 24 hours?

    Only the partner's clear "no match" counts. A partner that is slow, down or wrong never counts.
    """
    if failures < FACE_FAILURES_ALLOWED:
        return Verdict()
    return Verdict(
        (
            Reason(
                code="PE-01",
                article="",
                what=Text(
                    zh="人脸核验已有 3 次没有通过，暂时不能再试。",
                    en="The face check failed 3 times; it is paused for now.",
                ),
                remedy=WINDOW,
            ),
        )
    )


def may_bind(
    *,
    account_has_citizen: bool = False,
    citizen_has_other_account: bool = False,
    phone_is_taken: bool = False,
    name_differs: bool = False,
    is_moving: bool = False,
) -> Verdict:
    """PE-02 to PE-04, PE-12, PE-13: may a person, once recognised, be tied to this account? One person, one account, one phone.

    Before the person is recognised only the first is asked: the others tell whether somebody is registered.
    """
    return Verdict.of(
        (
            _binding(
                "PE-02",
                zh="这个账号已经绑定实名信息。",
                en="This account is already bound to a person.",
            )
            if account_has_citizen
            else None,
            _binding(
                "PE-03",
                zh="这个身份证号已经绑定了另一个账号。",
                en="This identity number is already bound to another account.",
                remedy=Text(
                    zh="用原来的账号登录；忘记了，就带身份证到窗口换绑。",
                    en="Sign in with that account; if it is lost, bring your identity card to a window.",
                ),
            )
            if citizen_has_other_account
            else None,
            _binding(
                "PE-04",
                zh="这个手机号不能在网上绑定。",
                en="This phone number cannot be bound on line.",
                remedy=Text(
                    zh="换一个本人的手机号；号码确实是您的，就带身份证到窗口办理。",
                    en="Give another number that is yours; if this one is, bring your identity card to a window.",
                ),
            )
            if phone_is_taken
            else None,
            _binding(
                "PE-12",
                zh="姓名和这个身份证号登记的姓名不一致。",
                en="The name is not the one on record for this identity number.",
                remedy=Text(
                    zh="对照身份证再核对一遍；改过姓名的，先办理驾驶证或机动车登记的姓名变更。",
                    en="Check it against the identity card; after a change of name, have the licence or the vehicle's "
                    "registration changed first.",
                ),
            )
            if name_differs
            else None,
            _binding(
                "PE-13",
                zh="换到另一个账号的申请正在等候，还没有满一天。",
                en="A move to another account is waiting for its day already.",
                remedy=Text(
                    zh="等它办完，或者由本人在原账号里停止。", en="Wait for it, or stop it from the old account."
                ),
            )
            if is_moving
            else None,
        )
    )


def is_same_name(one: str, other: str) -> bool:
    """True if two spellings are one name: full-width letters, spaces and the case of letters do not count."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def may_give_mandate(
    *, businesses: Iterable[str], is_to_self: bool, from_day: date, until_day: date, on: date
) -> Verdict:
    """PE-05 to PE-08: may a driver give a mandate for these businesses and this term, today?

    `businesses` are words as they came; whatever is not on the list of Article 105 is refused. The article says nothing of the
    electronic licence: that only its holder applies for it here is this platform's design.
    """
    asked = list(businesses)
    allowed = {business.value for business in Business}
    return Verdict.of(
        (
            NOT_TO_AGENTS if not asked or not set(asked) <= allowed else None,
            _binding(
                "PE-06",
                zh="不能委托本人。",
                en="You cannot give yourself a mandate.",
                remedy=Text(zh="填写代理人的姓名和身份证号。", en="Give the agent's name and identity number."),
            )
            if is_to_self
            else None,
            _binding(
                "PE-07",
                zh="委托期限应从今天或以后开始，并且不早于开始日结束。",
                en="The term must begin today or later and must not end before it begins.",
                remedy=Text(zh="改一下日期。", en="Change the dates."),
            )
            if until_day < from_day or from_day < on
            else None,
            _binding(
                "PE-08",
                zh="委托期限最长一年。",
                en="A mandate lasts one year at most.",
                remedy=Text(
                    zh="改短期限，到期后可以再委托。", en="Choose a shorter term; you can give a new one then."
                ),
            )
            if until_day - from_day > timedelta(days=LONGEST_MANDATE_DAYS)
            else None,
        )
    )


NOT_TO_AGENTS = Reason(
    code="PE-05",
    article="《机动车驾驶证申领和使用规定》第一百零五条",
    what=Text(
        zh="代理人只能代办换证、补证、提交身体条件证明、提交审验材料、延期办理和注销。",
        en="An agent may only do renewal, replacement, medical certificate, review, deferral, cancellation.",
    ),
    remedy=Text(
        zh="其他业务由本人办理；驾驶证电子版由本人申请，本平台不受理代办。",
        en="Do anything else yourself; for the electronic licence this platform takes the holder's own application alone.",
    ),
    since=date(2022, 4, 1),
    quote="可以委托代理人代理换证、补证、提交身体条件证明、提交审验材料、延期办理和注销业务",
)


def _binding(code: str, *, zh: str, en: str, remedy: Text | None = None) -> Reason:
    return Reason(code=code, article="", what=Text(zh=zh, en=en), remedy=remedy or WINDOW)
