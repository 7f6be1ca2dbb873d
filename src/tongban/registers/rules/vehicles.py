"""What may be registered of a vehicle, as far as the register itself can tell. Pure: facts in, Verdict out.

机动车登记规定 (公安部令第164号). These are the last guards, for whoever comes through the door; what an application
needs besides (papers, policies of cities, violations first) is for the service that receives it.
"""

from __future__ import annotations

from tongban.verdicts import Reason, Text, Verdict


def may_transfer(letters: frozenset[str]) -> Verdict:
    """May another owner be registered? (164 Articles 29, 76)"""
    return Verdict.of(
        [
            DEREGISTERED if "E" in letters else None,
            STOLEN if "C" in letters else None,
            SEIZED if "K" in letters else None,
            SCRAP if letters & {"M", "P"} else None,
            CUSTOMS if "H" in letters else None,
        ]
    )


def may_move(letters: frozenset[str]) -> Verdict:
    """May it move to another office with its owner? (164 Articles 21, 76)"""
    return Verdict.of(
        [
            DEREGISTERED if "E" in letters else None,
            STOLEN if "C" in letters else None,
            SEIZED_NO_CHANGE if "K" in letters else None,
            SCRAP_NO_CHANGE if letters & {"M", "P"} else None,
        ]
    )


def may_mortgage(letters: frozenset[str], *, is_mortgaged: bool) -> Verdict:
    """May a mortgage be registered? (164 Articles 36, 76) One at a time; the register has room for one mortgagee."""
    return Verdict.of(
        [
            DEREGISTERED if "E" in letters else None,
            STOLEN if "C" in letters else None,
            UNFIT_TO_MORTGAGE if letters & {"K", "M", "P", "H"} else None,
            MORTGAGED if is_mortgaged else None,
        ]
    )


def may_release_mortgage(letters: frozenset[str]) -> Verdict:
    """May the mortgage be taken off? Not while the vehicle is seized (164 Article 36)."""
    return Verdict.of([SEIZED_NO_RELEASE if "K" in letters else None])


def may_seize(*, seized_by: str, authority: str) -> Verdict:
    """May this authority seize it? Not while another one has (the first in time goes first)."""
    return Verdict.of([SEIZED_ALREADY if seized_by not in ("", authority) else None])


def may_release_seizure(*, seized_by: str, authority: str) -> Verdict:
    """May this authority lift the seizure? Only the one that seized; a seizure of unknown origin anybody may."""
    return Verdict.of([SEIZED_BY_OTHERS if seized_by not in ("", authority) else None])


def may_inspect(letters: frozenset[str]) -> Verdict:
    """May a passed technical inspection be entered? (164 Article 76)"""
    return Verdict.of(
        [
            DEREGISTERED if "E" in letters else None,
            STOLEN if "C" in letters else None,
            SCRAPPED_PAPERS if "P" in letters else None,
        ]
    )


REGISTRATION_RULES = "《机动车登记规定》"
DEREGISTERED = Reason(
    code="VR-01",
    article=f"{REGISTRATION_RULES}第三十七条",
    what=Text("机动车已经注销登记。", "The vehicle has been deregistered."),
    remedy=Text("不能再办理。", "Nothing more can be registered."),
)
STOLEN = Reason(
    code="VR-02",
    article=f"{REGISTRATION_RULES}第七十六条",
    what=Text(
        "机动车登记为被盗抢骗，停止办理各项登记和业务。", "The vehicle is recorded as stolen; all business on it stops."
    ),
    remedy=Text("请联系登记地车辆管理所。", "Contact the office where it is registered."),
)
SEIZED = Reason(
    code="VR-03",
    article=f"{REGISTRATION_RULES}第二十九条第四项、第十五条第八项",
    what=Text("机动车被依法查封、扣押。", "The vehicle is seized by an authority."),
    remedy=Text("请先由查封机关解除查封。", "The authority that seized it must release it first."),
)
SCRAP = Reason(
    code="VR-04",
    article=f"{REGISTRATION_RULES}第二十九条第四项、第十五条第七项",
    what=Text("机动车达到国家规定的强制报废标准。", "The vehicle has reached the age of compulsory scrapping."),
    remedy=Text("请办理注销登记。", "Have it deregistered."),
)
CUSTOMS = Reason(
    code="VR-05",
    article=f"{REGISTRATION_RULES}第二十九条第二项",
    what=Text(
        "机动车属于海关监管，还没有解除监管或者批准转让。", "The vehicle is under customs control and not released."
    ),
    remedy=Text("请先向海关申请解除监管证明书。", "Ask the customs for a certificate of release first."),
)
SEIZED_NO_CHANGE = Reason(
    code="VR-06",
    article=f"{REGISTRATION_RULES}第二十一条第三项、第十五条第八项",
    what=SEIZED.what,
    remedy=SEIZED.remedy,
)
SCRAP_NO_CHANGE = Reason(
    code="VR-07",
    article=f"{REGISTRATION_RULES}第二十一条第三项、第十五条第七项",
    what=SCRAP.what,
    remedy=SCRAP.remedy,
)
UNFIT_TO_MORTGAGE = Reason(
    code="VR-08",
    article=f"{REGISTRATION_RULES}第三十六条",
    what=Text(
        "机动车被查封、达到报废标准或者属于海关监管，不能办理抵押登记。",
        "The vehicle is seized, due for scrapping or under customs control; no mortgage can be registered.",
    ),
    remedy=Text("请先解除查封或者监管。", "Have the seizure or the control lifted first."),
)
MORTGAGED = Reason(
    code="VR-09",
    article=f"{REGISTRATION_RULES}第三十一条",
    what=Text("机动车已经有抵押登记。", "A mortgage on the vehicle is registered already."),
    remedy=Text("请先办理解除抵押登记。", "Have that mortgage released first."),
)
SEIZED_NO_RELEASE = Reason(
    code="VR-10",
    article=f"{REGISTRATION_RULES}第三十六条",
    what=Text("机动车被依法查封、扣押，不能解除抵押登记。", "The vehicle is seized; its mortgage cannot be released."),
    remedy=SEIZED.remedy,
)
SEIZED_ALREADY = Reason(
    code="VR-11",
    article="",
    what=Text("机动车已被另一机关查封。", "Another authority has seized the vehicle already."),
    remedy=Text(
        "请与先查封的机关协商，或者等候其解除。", "Agree with that authority, or wait until it releases the vehicle."
    ),
)
SEIZED_BY_OTHERS = Reason(
    code="VR-12",
    article="",
    what=Text("查封不是由这一机关作出的。", "This is not the authority that seized the vehicle."),
    remedy=Text("请由作出查封的机关解除。", "The authority that seized it must release it."),
)
SCRAPPED_PAPERS = Reason(
    code="VR-13",
    article=f"{REGISTRATION_RULES}第四十一条",
    what=Text("机动车牌证已经公告作废。", "The plates and papers have been declared void."),
    remedy=Text("请办理注销登记。", "Have it deregistered."),
)
PLATE_TAKEN = Reason(
    code="VR-14",
    article="",
    what=Text("这个号牌号码已经属于另一辆车。", "This plate number belongs to another vehicle."),
    remedy=Text("请另选一个号码。", "Choose another number."),
)
CHANGED_MEANWHILE = Reason(
    code="VR-15",
    article="",
    what=Text("这辆车的登记内容刚刚有变动。", "The vehicle's entry has changed in the meantime."),
    remedy=Text("请重新核对后再办。", "Check the entry again, then repeat."),
)
