"""The acts the ledger keeps."""

from enum import StrEnum


class Act(StrEnum):
    """The six operations Data Protection Act 2018 s.62(1) names, and two the house adds."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    ACCESS = "access"  # sign-in, sign-out, refusal, device and role changes: who could have acted
    DECISION = "decision"  # a person let something pass, sent it back or stopped it


ACTS: tuple[str, ...] = tuple(act.value for act in Act)
