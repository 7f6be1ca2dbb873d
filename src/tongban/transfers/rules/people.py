"""UC-16: who must be there, and who may act for whom. And inside the office: who may not do two things in one case."""

from __future__ import annotations

from enum import StrEnum

from tongban.laws import CIVIL_CODE, REGISTRATION, ground
from tongban.transfers.rules.facts import PartyFacts
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.verdicts import Reason, Text, Verdict


def uc_16(case: Situation) -> Answer:
    """UC-16: joint owners, minors, a dead owner or an agent: which further papers or consents are needed?"""
    seller, buyer = case.parties.seller, case.parties.buyer
    of_seller = further(seller, is_seller=True) if case.deal.is_sale else ()  # who moves home is the buyer's side
    of_buyer = further(buyer, is_seller=False) if buyer is not None else ()
    found = (*of_seller, *of_buyer)
    if not found:
        return OK
    whose = Whose.SELLER if of_seller else Whose.BUYER
    return Answer(
        Result.NEEDED, tuple(reason for reason, _ in found), whose, tuple(dict.fromkeys(action for _, action in found))
    )


def further(party: PartyFacts, *, is_seller: bool) -> tuple[tuple[Reason, str], ...]:
    """What one side still has to bring, each with the word of its button."""
    asked = (
        (is_seller and party.co_owner_count > 0 and not party.have_co_owners_agreed, CO_OWNERS, "co-owners-confirm"),
        (is_seller and party.is_dead and not party.has_proof, DEAD, "add-succession"),
        (party.is_minor is True and not party.has_proof, MINOR, "add-guardian"),
        (party.is_minor is None and not party.has_proof, AGE_UNKNOWN, "add-guardian"),
        (party.is_by_agent and not party.has_mandate, AGENT, "add-mandate"),
    )
    return tuple((reason, action) for is_asked, reason, action in asked if is_asked)


CO_OWNERS = ground(
    "UC-16", CIVIL_CODE, "第三百零一条",
    Text("这辆车登记了其他共有人。", "The vehicle has further registered owners."),
    Text("请每位共有人网上确认同意出售。", "Let each of them agree to the sale on line."),
)  # fmt: skip
DEAD = ground(
    "UC-16-dead", REGISTRATION, "第八十六条第一款",
    Text("登记的车主已经死亡，要由继承人申请。", "The registered owner has died; the heirs apply."),
    Text("提交死亡证明和继承文书、公证书。", "Hand in the proof of death and of the succession with the notary's deed."),
)  # fmt: skip
MINOR = ground(
    "UC-16-minor", CIVIL_CODE, "第二十三条",
    Text("一方是未成年人，由监护人代理。", "One side is a minor; the guardian acts."),
    Text("提交监护人的身份证明和监护关系证明。", "Hand in the guardian's proof of identity and of guardianship."),
)  # fmt: skip
AGE_UNKNOWN = ground(
    "UC-16-age", CIVIL_CODE, "第十八条",
    Text("登记系统里没有一方的出生日期，看不出是否成年。", "No register here has the date of birth of one side, so it cannot be told whether they are of age."),
    Text("提交有出生日期的证件（护照资料页、通行证），由民警核对；未成年的，同时提交监护关系证明。", "Hand in a document with the date of birth (passport page, permit), which an officer looks at; for a minor with the proof of guardianship."),
)  # fmt: skip
AGENT = ground(
    "UC-16-agent", REGISTRATION, "第八十六条第二款",
    Text("由代理人申请。", "An agent applies."),
    Text("提交代理人的身份证明和车主的委托书，可以在网上委托。", "Hand in the agent's proof of identity and the owner's mandate; it can be given on line."),
)  # fmt: skip


# --- agents -----------------------------------------------------------------------------------------------------
class Business(StrEnum):
    """What may be applied for; only some of it by an agent."""

    TRANSFER = "transfer"
    MOVE = "move"
    CO_OWNER_CHANGE = "co-owner-change"
    CERTIFICATE_AGAIN = "certificate-again"
    LOST_VEHICLE = "lost-vehicle"


OWNER_ALONE = (Business.CO_OWNER_CHANGE, Business.CERTIFICATE_AGAIN, Business.LOST_VEHICLE)


def may_have_agent(business: Business, *, has_mandate: bool, cannot_come: bool = False) -> Verdict:
    """May an agent apply for the owner (Article 86)? Not for three businesses, except when the owner cannot come.

    cannot_come: death, absence abroad, serious illness, disability or force majeure is proved.
    """
    return Verdict.of(
        [
            NO_AGENT if business in OWNER_ALONE and not cannot_come else None,
            AGENT if not has_mandate else None,
        ]
    )


NO_AGENT = ground(
    "AGT-01", REGISTRATION, "第八十六条第一款",
    Text("共同所有人变更、补领登记证书、灭失注销不能由代理人申请。", "A change of co-owner, a certificate issued again and a lost vehicle cannot be applied for by an agent."),
    Text("请车主本人申请；因死亡、出境、重病、伤残等不能到场的，提交证明。", "The owner applies in person; who cannot come for death, absence, illness or disability shows proof."),
)  # fmt: skip
# --- inside the office (separation of duties: this platform's rule) -------------------------------------------------
SAME_OFFICER = Reason(
    "DUTY-01", "",
    Text("受理、查验、审核要由不同的人办理，查验的人不能发牌。", "Acceptance, inspection and review are done by different people; who inspects does not issue."),
    Text("请另一位同事办理这一步。", "Let a colleague do this step."),
)  # fmt: skip
