"""States and moves of a submission, as data; `docs/journey.md` is drawn from these tables."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    RECEIVED = "received"
    QUARANTINE = "quarantine"  # from a revoked device: a supervisor decides whether it counts
    NEEDS_ATTENTION = "needs_attention"
    NEEDS_REVIEW = "needs_review"
    APPROVED = "approved"
    RELEASED = "released"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DISPOSED = "disposed"  # erased by two people: what was written is gone, its seal stays


class Move(StrEnum):
    RECEIVE = "receive"
    SET_ASIDE = "set_aside"
    ADMIT = "admit"
    QUESTION = "question"
    ASK_REVIEW = "ask_review"
    APPROVE = "approve"
    RELEASE = "release"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    DISPOSE = "dispose"


class Review(StrEnum):
    """Whether someone still has to look at what stands, apart from whether it may travel."""

    NONE = "none"
    WAITING = "waiting"
    DONE = "done"


class Outcome(StrEnum):
    """What an entry is among the revisions of its submission, as the handset is told."""

    HEAD = "head"
    LATE = "late"  # it stands, but a person had decided on the one before: what they saw is kept
    FORKED = "forked"  # one of several that stand: somebody must say which
    WAITING_PARENT = "waiting_parent"
    SUPERSEDED = "superseded"  # another revision has taken its place
    QUARANTINE = "quarantine"
    DISPOSED = "disposed"  # the submission has been erased: the receipt stands, nothing else does


_ARRIVALS = {
    Move.QUESTION: State.NEEDS_ATTENTION,
    Move.ASK_REVIEW: State.NEEDS_REVIEW,
    Move.RELEASE: State.RELEASED,
}

NEXT: dict[State, dict[Move, State]] = {
    State.RECEIVED: {
        **_ARRIVALS,
        Move.SET_ASIDE: State.QUARANTINE,
        Move.WITHDRAW: State.WITHDRAWN,
    },
    State.QUARANTINE: {
        Move.SET_ASIDE: State.QUARANTINE,
        Move.ADMIT: State.RECEIVED,
        Move.REJECT: State.REJECTED,
    },
    State.NEEDS_ATTENTION: {**_ARRIVALS, Move.WITHDRAW: State.WITHDRAWN},
    State.NEEDS_REVIEW: {
        **_ARRIVALS,
        Move.APPROVE: State.APPROVED,
        Move.SEND_BACK: State.RETURNED,
        Move.REJECT: State.REJECTED,
        Move.WITHDRAW: State.WITHDRAWN,
    },
    State.APPROVED: {Move.RELEASE: State.RELEASED},
    State.RELEASED: {
        **_ARRIVALS,
        Move.CONFIRM: State.RELEASED,
        Move.SEND_BACK: State.RETURNED,
    },
    State.RETURNED: {**_ARRIVALS, Move.WITHDRAW: State.WITHDRAWN},
    State.REJECTED: {},
    State.WITHDRAWN: {},
    State.DISPOSED: {},
}
for _state, _moves in NEXT.items():
    if _state != State.DISPOSED:
        _moves[Move.DISPOSE] = State.DISPOSED

LABELS = {
    State.RECEIVED: "Received",
    State.QUARANTINE: "Set aside for a supervisor",
    State.NEEDS_ATTENTION: "Needs your attention",
    State.NEEDS_REVIEW: "Waiting for review",
    State.APPROVED: "Approved",
    State.RELEASED: "On its way",
    State.RETURNED: "Sent back to you",
    State.REJECTED: "Rejected",
    State.WITHDRAWN: "Withdrawn",
    State.DISPOSED: "Erased",
}

STEP_LABELS = {
    Move.RECEIVE: "Received",
    Move.SET_ASIDE: "Set aside: the device was revoked",
    Move.ADMIT: "Admitted by a supervisor",
    Move.QUESTION: "Found to need attention",
    Move.ASK_REVIEW: "Sent for review",
    Move.APPROVE: "Approved",
    Move.RELEASE: "Released to the systems",
    Move.CONFIRM: "Reviewed",
    Move.SEND_BACK: "Sent back",
    Move.REJECT: "Rejected",
    Move.WITHDRAW: "Withdrawn",
    Move.DISPOSE: "Erased by two people",
}

STUCK, STUCK_LABEL = frozenset({"rejected", "uncertain", "held"}), "Not accepted everywhere"
DELIVERED, DELIVERED_LABEL = "delivered", "Delivered"
"""Shown, never stored: a released submission every one of whose deliveries was accepted."""

DECISIONS = (
    Move.APPROVE,
    Move.CONFIRM,
    Move.SEND_BACK,
    Move.REJECT,
    Move.ADMIT,
    Move.DISPOSE,
)
"""Moves that only another person may make."""


class Impossible(Exception):
    """The move can't be made from this state."""


@dataclass(frozen=True, slots=True)
class Node:
    """A revision, as far as the shape of a submission goes."""

    id: UUID
    parents: tuple[UUID, ...]
    counts: bool = True  # False while in quarantine
    late: bool = False  # it came when a person had already decided


def advance(state: State, move: Move) -> State:
    try:
        return NEXT[state][move]
    except KeyError:
        raise Impossible(f"{move} from {state}") from None


def heads(nodes: Iterable[Node]) -> tuple[UUID, ...]:
    """What stands: revisions whose ancestors are all here and that no other names as a parent.

    A function of the *set* of revisions, so the order of arrival can't matter.
    """
    whole, named = _whole(nodes)
    return tuple(sorted(whole - named))


def outcome(revision: UUID, nodes: Sequence[Node], state: State | None = None) -> Outcome:
    """What one revision is among all of its submission, which is in `state`."""
    if state == State.DISPOSED:
        return Outcome.DISPOSED
    if not all(node.counts for node in nodes if node.id == revision):
        return Outcome.QUARANTINE
    whole, named = _whole(nodes)
    if revision not in whole:
        return Outcome.WAITING_PARENT
    if revision in named:
        return Outcome.SUPERSEDED
    if len(whole - named) > 1:
        return Outcome.FORKED
    return Outcome.LATE if any(node.late for node in nodes if node.id == revision) else Outcome.HEAD


def _whole(nodes: Iterable[Node]) -> tuple[set[UUID], set[UUID]]:
    """(revisions whose ancestors are all here, their parents). A ring of parents is never whole.

    Each is looked at once, however tangled: a handset may claim any parents.
    """
    counted = {node.id: set(node.parents) for node in nodes if node.counts}
    children: dict[UUID, list[UUID]] = defaultdict(list)
    for key, parents in counted.items():
        for parent in parents:
            children[parent].append(key)
    awaited = {key: len(parents) for key, parents in counted.items()}
    ready = [key for key, count in awaited.items() if count == 0]
    whole: set[UUID] = set()
    while ready:
        whole.add(key := ready.pop())
        for child in children[key]:
            awaited[child] -= 1
            if awaited[child] == 0:
                ready.append(child)
    return whole, set().union(*(counted[key] for key in whole))


def moves_on_arrival(
    state: State, *, heads: int, problems: int, withdrawing: bool, before: bool
) -> tuple[Move, ...]:
    """What a revision's arrival brings about. `before`: a person approves before release."""
    if heads == 0:
        return ()
    if heads > 1:
        move = Move.QUESTION
    elif withdrawing:
        move = Move.WITHDRAW
    elif problems:
        move = Move.QUESTION
    else:
        move = Move.ASK_REVIEW if before else Move.RELEASE
    return (move,) if move in NEXT[state] else ()


def move_on_decision(state: State, review: Review, decision: Move) -> tuple[Move, ...]:
    """The moves a reviewer's decision makes. Raises Impossible when nothing waits for one."""
    waits = state == State.NEEDS_REVIEW or (state == State.RELEASED and review == Review.WAITING)
    refused = state == State.QUARANTINE and decision == Move.REJECT
    if decision in (Move.ADMIT, Move.DISPOSE) or not (waits or refused):
        raise Impossible(f"nothing waits for review in {state}")
    if decision != Move.APPROVE:
        advance(state, decision)
        return (decision,)
    if state == State.RELEASED:
        return (Move.CONFIRM,)
    return (Move.APPROVE, Move.RELEASE)


def shown(state: State, deliveries: Collection[str]) -> tuple[str, str]:
    """(state, label) as an officer sees it, given the states of the latest deliveries."""
    if state == State.RELEASED and deliveries:
        if set(deliveries) == {DELIVERED}:
            return DELIVERED, DELIVERED_LABEL
        if not STUCK.isdisjoint(deliveries):
            return state.value, STUCK_LABEL
    return state.value, LABELS[state]


def diagram() -> str:
    """The journey as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> received: receive"]
    for state, moves in NEXT.items():
        lines += [f"    {state} --> {after}: {move}" for move, after in moves.items()]
        if not set(moves) - {Move.DISPOSE}:
            lines.append(f"    {state} --> [*]")
    return "\n".join([*lines, f"    released --> {DELIVERED}: every system accepted", ""])
