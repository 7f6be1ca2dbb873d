"""UC-15: is the buyer's identity valid, may the buyer apply at all, and do they live where the vehicle shall go?

住所 is what Article 89 says: the registered household or the address of the identity proof, and for whoever lives
elsewhere the 居住证 or 居住登记证明. It comes from the population register, or an officer has looked at its proof; the
identity number says where it was given and is not asked. Before there is a case nobody is refused for it. For a transfer
that proof is asked for; for the first registration of a small non-operating car it is not.
"""

from __future__ import annotations

from tongban.laws import REGISTRATION, ground
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.transfers.rules.policies import Kind, in_force
from tongban.transfers.rules.refusals import may_apply_again
from tongban.verdicts import Reason, Text


def uc_15(case: Situation) -> Answer:
    """UC-15: identities valid, not barred by Article 80, and a 住所 within the destination?"""
    buyer = case.parties.buyer
    if buyer is None:
        return Answer(Result.NOT_YET, (NO_BUYER,), Whose.BUYER, ("invite-buyer",))
    place = case.deal.destination_prefecture
    is_elsewhere = buyer.residence_prefecture not in (None, place)
    found = [
        (reason, whose, action)
        for is_so, reason, whose, action in (
            (buyer.is_identity_valid is False, IDENTITY, Whose.BUYER, "renew-identity"),
            (case.parties.seller.is_identity_valid is False, SELLER_IDENTITY, Whose.SELLER, "renew-identity"),
            (is_elsewhere and buyer.is_person and case.deal.is_begun, ELSEWHERE, Whose.BUYER, "prove-residence"),
            (is_elsewhere and not buyer.is_person, ELSEWHERE_FIRM, Whose.BUYER, "choose-destination"),
        )
        if is_so
    ]
    barred = may_apply_again(
        refused_for_falsehood_on=buyer.refused_for_falsehood_on,
        on=case.on,
    )
    found += [(reason, Whose.BUYER, "wait") for reason in barred.reasons]
    if found:
        actions = tuple(dict.fromkeys(action for _, _, action in found))
        return Answer(Result.BLOCKED, tuple(reason for reason, _, _ in found), found[0][1], actions)
    if is_elsewhere and buyer.is_person:
        return Answer(Result.NEEDED, (PERMIT,), Whose.BUYER, ("prove-residence",))
    if buyer.is_identity_valid is None:
        return Answer(Result.NOT_YET, (UNKNOWN,), Whose.BUYER, ("prove-residence",))
    if buyer.residence_prefecture is None:
        return Answer(Result.NOT_YET, (HOME_UNKNOWN,), Whose.BUYER, ("prove-residence",))
    handed = (HANDED_IN,) if buyer.is_home_on_paper and not case.deal.is_begun else ()
    notes = handed + tuple(
        Reason("UC-15-city", policy.source, policy.text, ASK_OFFICE, policy.from_day)
        for policy in in_force(case.policies, prefecture=place, on=case.on)
        if policy.kind is Kind.RESIDENCE
    )
    return Answer(Result.NOTE, notes, Whose.BUYER) if notes else OK


ASK_OFFICE = Text("请看转入地车管所的说明。", "See what the destination office says.")
RENEW = Text("先换领有效的身份证明。", "First renew the proof of identity.")
IDENTITY = ground(
    "UC-15", REGISTRATION, "第二十九条第四项、第十五条第一项",
    Text("买方的身份证明无效或者已经过期。", "The buyer's proof of identity is invalid or has run out."), RENEW,
)  # fmt: skip
SELLER_IDENTITY = ground(
    "UC-15-seller", REGISTRATION, "第二十九条第四项、第十五条第一项",
    Text("卖方的身份证明无效或者已经过期。", "The seller's proof of identity is invalid or has run out."), RENEW,
)  # fmt: skip
ELSEWHERE = ground(
    "UC-15-place", REGISTRATION, "第八十九条第三项第二目",
    Text("买方的住所不在转入地。", "The buyer does not live at the destination."),
    Text("先办理转入地的居住证或者居住登记，或者改在住所地登记。", "Get a residence permit or registration there first, or register the vehicle where the buyer lives."),
)  # fmt: skip
ELSEWHERE_FIRM = ground(
    "UC-15-firm", REGISTRATION, "第八十九条第三项第一目",
    Text("单位的主要办事机构不在转入地。", "The organisation's main office is not at the destination."),
    Text("在主要办事机构所在地登记。", "Register the vehicle where the main office is."),
)  # fmt: skip
UNKNOWN = ground(
    "UC-15-unknown", REGISTRATION, "第八十九条第三项",
    Text("还没有核对买方的身份和住所。", "The buyer's identity and residence are not checked yet."),
    Text("买方登录并通过人脸核验后自动核对。", "They are checked when the buyer signs in and passes the face check."),
)  # fmt: skip
PERMIT = ground(
    "UC-15-permit", REGISTRATION, "第八十九条第三项第二目",
    Text("买方登记的住所不在转入地。", "The buyer's registered home is not at the destination."),
    Text("在转入地有居住证或者居住登记的，现在就可以交照片，也可以和申请一起交；没有的，先办理，或者改在住所地登记。", "Hand in a picture of a residence permit or registration there now or with the application; without one, get it first, or register the vehicle where the buyer lives."),
)  # fmt: skip
HANDED_IN = ground(
    "UC-15-handed", REGISTRATION, "第八十九条第三项第二目",
    Text("买方的居住证已经交来。", "The buyer's residence permit is handed in."),
    Text("开始办理时由车管所核对，现在不用再交。", "The office looks at it when the case begins; nothing more is needed now."),
)  # fmt: skip
HOME_UNKNOWN = ground(
    "UC-15-home", REGISTRATION, "第八十九条第三项",
    Text("还没有从人口登记核对到买方的住所。", "The population register has not told where the buyer lives yet."),
    Text("可以继续申请；住在转入地的，提交居住证或者户口簿的照片，由车管所核对。", "Go on with the application; who lives at the destination hands in a picture of the residence permit or household booklet, and the office looks at it."),
)  # fmt: skip
NO_BUYER = ground(
    "UC-15-nobody", REGISTRATION, "第二十六条第一款第一项",
    Text("还不知道买方是谁。", "The buyer is not known yet."),
    Text("邀请买方一起填写。", "Invite the buyer to fill it in with you."),
)  # fmt: skip
