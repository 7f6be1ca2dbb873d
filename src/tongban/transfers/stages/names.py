"""What the stages, moves, ways, grounds and parts of a case are called, in the code, the database and the journal."""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """By which of the law's two ways the file comes to the destination."""

    ONE_PLACE = "one-place"  # 转入地一地办理: Articles 18(1) last sentence, 27(3)
    ORIGIN_FIRST = "origin-first"  # 先转出后转入: Articles 18(1), 27(1)


class Ground(StrEnum):
    """Why the vehicle is registered elsewhere or for somebody else."""

    SALE = "sale"  # 转让登记
    MOVE = "move"  # 住所迁出: same owner
    STOCK = "stock"  # 单独签注: a filed dealer buys for stock


class Silence(StrEnum):
    """Whose office owes a decision in writing because nothing came from the other side in time."""

    NONE = ""
    AT_ORIGIN = "at-origin"
    AT_DESTINATION = "at-destination"


class Stage(StrEnum):
    """Where a case is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    ORIGIN_INSPECTION = "origin-inspection"
    MOVED_OUT = "moved-out"
    FILE_REQUESTED = "file-requested"
    FILE_SENT = "file-sent"
    FILE_CHECK = "file-check"
    FILE_RETURNED = "file-returned"
    INSPECTION = "inspection"
    REINSPECTION = "reinspection"
    REVIEW = "review"
    APPROVED = "approved"
    NUMBERED = "numbered"
    ISSUED = "issued"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can happen to a case; the action has the same name."""

    SUBMIT = "submit"
    LAPSE = "lapse"
    ASK_CORRECTION = "ask-correction"
    CORRECT = "correct"
    ACCEPT = "accept"
    DEEM = "deem-accepted"
    DEEM_AT_ORIGIN = "deem-accepted-origin"
    ACCEPT_AT_ORIGIN = "accept-at-origin"
    FAIL_AT_ORIGIN = "fail-at-origin"
    MOVE_OUT = "move-out"
    APPLY_IN = "apply-in"
    SEND_FILE = "send-file"
    RECEIVE_FILE = "receive-file"
    RETURN_PAGES = "return-pages"
    REPAIR_PAGES = "repair-pages"
    ACCEPT_FILE = "accept-file"
    PASS = "pass"  # noqa: S105 - an inspection, not a word of entry
    FAIL = "fail"
    SEND_BACK = "send-back"
    APPROVE = "approve"
    CHOOSE_NUMBER = "choose-number"
    ENDORSE = "endorse"
    ISSUE = "issue"
    CLOSE = "close"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


class Actor(StrEnum):
    """Whose turn it is in a stage: one of them, always, until the case has ended."""

    PARTIES = "parties"  # buyer and seller: sign, correct
    BUYER = "buyer"
    ORIGIN = "origin"  # the office that holds the file at first
    DESTINATION = "destination"
    SYSTEM = "system"
    NOBODY = "nobody"  # the case has ended


class Part(StrEnum):
    """In what capacity somebody looks at a case."""

    SELLER = "seller"
    CO_OWNER = "co-owner"
    BUYER = "buyer"
    CLERK = "clerk"
