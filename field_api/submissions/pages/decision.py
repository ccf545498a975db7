"""What a supervisor typed: kept whatever becomes of it, and turned into words once it is whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from field_api.lib.problems import Problem
from field_api.submissions.actions import Seen, Words
from field_api.submissions.actions.claims import CLAIMED

COMMENT = "comment"
UNPROVED = ("step-up-needed", "step-up-refused", "too-many-attempts")
LONGEST_COMMENT, LONGEST_TEXT, MOST_COMMENTS = 2000, 4000, 100
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_POINTER = re.compile(r"(/[^/]{1,60}){1,8}", re.ASCII)


class Decision(StrEnum):
    """The buttons. Confirming is approving what has already gone out."""

    NONE = ""
    APPROVE = "approve"
    CONFIRM = "confirm"
    ADMIT = "admit"
    SEND_BACK = "send_back"
    REJECT = "reject"


SPEAKING = (Decision.SEND_BACK, Decision.REJECT)

# What is asked for a code or passkey anew; the grant's action has the same name. Sending back and
# confirming release nothing.
STEPPED = (Decision.APPROVE, Decision.ADMIT, Decision.REJECT)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right, with the id of the control it is about."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """One posted form. `comments` are the filled-in boxes by pointer; `over` says that what
    somebody else reads is taken over.
    """

    decision: Decision = Decision.NONE
    revision: str = ""
    hash: str = ""
    send_back_reason: str = ""
    send_back_text: str = ""
    reject_reason: str = ""
    reject_text: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    over: bool = False

    @classmethod
    def read(cls, post: Mapping[str, str]) -> "Typed":
        decision = post.get("decision", "")
        names = ("revision", "hash", *cls._written())
        return cls(
            decision=Decision(decision) if decision in list(Decision) else Decision.NONE,
            comments=_comments(post),
            over=post.get("over") == "1",
            **{name: post.get(name, "").strip() for name in names},
        )

    @staticmethod
    def _written() -> tuple[str, ...]:
        return ("send_back_reason", "send_back_text", "reject_reason", "reject_text")

    @property
    def anything(self) -> bool:
        """Whether there are words that must not be lost."""
        return bool(self.send_back_text or self.reject_text or self.comments)

    @property
    def seen(self) -> Seen:
        """Call only when `faults` found nothing."""
        return Seen(UUID(self.revision), self.hash)

    @property
    def words(self) -> Words:
        comments = [{"pointer": at, "text": text} for at, text in self.comments.items()]
        if self.decision == Decision.REJECT:
            return Words(self.reject_reason, self.reject_text, comments)
        return Words(self.send_back_reason, self.send_back_text, comments)

    def faults(self) -> list[Fault]:
        """What stops the form before anyone is asked."""
        found = []
        if self.decision == Decision.NONE or not is_seen(self.revision, self.hash):
            found.append(Fault("decide", "Choose what to do with the buttons below."))
        elif self.decision not in SPEAKING and self.anything:
            text = "Approving passes on nothing you wrote. Send it back, or clear what you wrote."
            found.append(Fault("decide", text))
        for name in ("send_back_text", "reject_text"):
            if len(getattr(self, name)) > LONGEST_TEXT:
                found.append(Fault(name, f"At most {LONGEST_TEXT} characters."))
        for at, text in self.comments.items():
            if len(text) > LONGEST_COMMENT:
                found.append(Fault(box(at), f"A comment has at most {LONGEST_COMMENT} characters."))
        return found

    def placed(self, problem: Problem) -> list[Fault]:
        """The faults a refused decision names, each at the control of the button pressed."""
        named = {
            "/reason_code": f"{self.decision}_reason",
            "/text": f"{self.decision}_text",
        }
        if problem.code in UNPROVED:
            return [Fault("otp", problem.detail)]
        if problem.code == CLAIMED:
            return [Fault("over", f"{problem.title}. {problem.detail}")]
        return [Fault(named.get(one.pointer, "decide"), one.detail) for one in problem.errors]


def box(pointer: str) -> str:
    """The id of the comment box at a field."""
    return COMMENT + re.sub(r"[^A-Za-z0-9]", "-", pointer)


def _comments(post: Mapping[str, str]) -> dict[str, str]:
    given = {
        name.removeprefix(COMMENT): post[name].strip() for name in post if name.startswith(COMMENT)
    }
    kept = {at: text for at, text in given.items() if text and _POINTER.fullmatch(at)}
    return dict(list(kept.items())[:MOST_COMMENTS])


def is_seen(revision: str, hash: str) -> bool:
    """Whether hidden inputs came back as a page wrote them."""
    try:
        UUID(revision)
    except ValueError:
        return False
    return bool(_HASH.fullmatch(hash))
