"""The six ways to say "no" to a command, shared by every floor.

"No" as an *answer* is not here: that is a Verdict or a Report (tongban.verdicts). HTTP is decided in one
place, tongban.ui.problems. Whatever is not one of these six is a bug and stays unhandled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from tongban.verdicts import Text, Verdict


class Problem(Exception):  # noqa: N818 - the six are answers, named as house and RFC 9457 name them
    """A "no" with a stable code.

    code: dotted and stable, e.g. "cbor.trailing-bytes"; documented in docs/errors.md.
    detail: what was expected and what came, in English, for logs and developers; never personal data.
    say: the sentence for the person in front of the screen, when the general one for this class is too vague.
    """

    status: ClassVar[int]

    def __init__(self, code: str, detail: str = "", *, say: Text | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.say = say


class Malformed(Problem):
    """The bytes or fields are not of the form that was asked for."""

    status = 400


class Forbidden(Problem):
    """This person may not do this."""

    status = 403


class NotFound(Problem):
    """There is no such thing, or the person may not know that there is."""

    status = 404


class Refused(Problem):
    """A rule says no; the Verdict carries every reason at once."""

    status = 409

    def __init__(self, code: str, verdict: Verdict, detail: str = "") -> None:
        super().__init__(code, detail or ", ".join(reason.code for reason in verdict.reasons))
        self.verdict = verdict


def refuse_unless(verdict: Verdict, *, code: str) -> None:
    """Refused(code) with every reason, unless the verdict allows."""
    if not verdict.is_allowed:
        raise Refused(code, verdict)


class TooMany(Refused):
    """Refused for now, because it was done too often; the Verdict says what, `seconds` when to try again."""

    status = 429

    def __init__(self, code: str, verdict: Verdict, detail: str = "", *, seconds: int) -> None:
        super().__init__(code, verdict, detail)
        self.seconds = seconds


class Untrusted(Problem):
    """Well formed, but a signature, seal or origin does not hold."""

    status = 422


class Unavailable(Problem):
    """Something that is needed does not answer; nothing was done, so it is safe to try again."""

    status = 503
