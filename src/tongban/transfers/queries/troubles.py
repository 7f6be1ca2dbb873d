"""What a partner's "no", or its silence until we stopped asking, means for a case, and what to do: for all in it."""

from __future__ import annotations

from tongban.verdicts import Text

TROUBLES: dict[str, Text] = {
    "commerce/enter-deal": Text(
        "商务系统没有登记这笔交易，发票开不出来。请经营者核对车辆、双方和价格，撤回后重新录入；买卖双方不用做什么。",
        "Commerce has not registered the deal, so no invoice can be issued. The dealer checks car, parties and price, "
        "has the case withdrawn and enters the deal again; buyer and seller need do nothing.",
    ),
    "tax/issue-invoice": Text(
        "税务没有开出发票。请经营者同税务核对，开好以后在这一件里填发票号码；买卖双方不用做什么。",
        "Tax has not issued the invoice. The dealer asks tax, and names the invoice in the case once there is one; "
        "buyer and seller need do nothing.",
    ),
    "tax/verify-invoice": Text(
        "税务没有核对这张发票。请核对发票代码和号码，再填一次；还不行请找开票方。",
        "Tax did not verify this invoice. Check its code and number and name it again; if that fails, ask who issued it.",
    ),
    "bank/confirm-mortgage-transfer": Text(
        "抵押权人没有同意带抵押过户。请卖方同抵押权人联系：同意了经营者再录入，或者还清、解除抵押以后再办。",
        "The mortgagee has not agreed to a transfer with the mortgage. The seller asks the mortgagee: enter the deal "
        "again once it agrees, or after the mortgage was paid off and released.",
    ),
    "insurance/policy-of": Text(
        "保险公司没有答复交强险的事。登记不受影响；请新车主带行驶证到保险公司办理变更。",
        "The insurer has not answered about the compulsory insurance. The registration stands; the new owner takes the "
        "vehicle licence to the insurer and has the insurance changed.",
    ),
    "insurance/change-insured": Text(
        "保险公司没有变更被保险人。登记不受影响；请新车主带行驶证到保险公司办理变更。",
        "The insurer has not changed the insured person. The registration stands; the new owner takes the vehicle "
        "licence to the insurer.",
    ),
    "tax/note-use": Text(
        "税务还没有记下这张发票已经用过。登记不受影响，您不用做什么。",
        "Tax has not noted yet that the invoice was used. The registration stands; there is nothing for you to do.",
    ),
}
TO_OWNER = ("insurance/policy-of", "insurance/change-insured")
TO_NOBODY = ("tax/note-use",)  # the operator sees it (partner_messages)
