"""What a review may end in."""

from enum import StrEnum


class Verdict(StrEnum):
    KEEP = "keep"
    LET_GO = "let_go"


VERDICTS = {
    Verdict.KEEP: "Keep, and look again",
    Verdict.LET_GO: "Let go: a second person decides",
}
