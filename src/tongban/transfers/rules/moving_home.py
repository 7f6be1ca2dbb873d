"""What the rules cite when the owner moves home and stays the owner.

住所迁出 is a change of registration, not a transfer: Articles 18, 21 and 32 say for it what 25 to 29 say for a sale.
"""

from __future__ import annotations

from dataclasses import replace

from tongban.laws import REGISTRATION
from tongban.verdicts import Reason

MOVE_ARTICLES: dict[str, str] = {
    "第二十七条第三款": "第十八条第一款",
    "第二十五条第二款": "第十八条第三款",
    "第二十五条第一款": "第十六条第一款",
    "第二十六条第一款第一项": "第十八条第二款",
    "第二十六条第一款第六项": "第十八条第二款",
    "第二十六条第三款": "第三十二条第三款",
    "第二十九条": "第二十一条",
    "第二十九条第三项": "第二十一条第二款",
    "第二十九条第四项、第十五条第一项": "第二十一条第一款第三项、第十五条第一项",
    "第二十九条第四项、第十五条第七项": "第二十一条第一款第三项、第十五条第七项",
    "第二十九条第四项、第十五条第八项": "第二十一条第一款第三项、第十五条第八项",
}


def for_move(reason: Reason) -> Reason:
    """The reason as it is cited when the owner moves home and stays the owner."""
    title = REGISTRATION.article()
    number = MOVE_ARTICLES.get(reason.article.removeprefix(title)) if reason.article.startswith(title) else None
    return replace(reason, article=REGISTRATION.article(number)) if number else reason
