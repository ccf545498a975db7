"""What stands of a submission, and the moves that follow when that changes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from field_api.catalogue.rules import Form
from field_api.delivery import actions as delivery
from field_api.lib import clock, sql
from field_api.lib.problems import Fault
from field_api.notebook.rules import Intent
from field_api.policy.rules import higher
from field_api.submissions import rules
from field_api.submissions.actions import parcels, records
from field_api.submissions.models import Revision, Step, Submission
from field_api.submissions.rules import Move, Node, Outcome, Review, State
from field_api.submissions.sampling import Record, Standing, is_looked_at

FORKED = Fault("", "forked", "Two versions were written from the same one. Say which stands.")
CLOSED = Fault("", "closed", "This was already decided, so the change is kept but not acted on.")
SENT = Fault("", "already-released", "This has already gone to other systems. Ask a supervisor.")


@dataclass(slots=True)
class Case:
    """One submission being worked on, with the revisions this batch adds to it.

    `decided` is whether a person had decided about it before they came, `raised` whether they are
    marked higher than what came before. `record` is what its author did of the kind until then.
    """

    submission: Submission
    form: Form
    new: bool
    trace: str = ""
    reference_fault: Fault | None = None
    decided: bool = False
    raised: bool = False
    record: Record = field(default_factory=Record)
    added: list[Revision] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    @property
    def heads(self) -> tuple[UUID, ...]:
        return rules.heads(self.nodes)

    @property
    def disposed(self) -> bool:
        """Whether it was erased: what still comes stays in the notebook and goes nowhere."""
        return State(self.submission.state) == State.DISPOSED

    def outcome(self, revision: Revision) -> Outcome:
        return rules.outcome(revision.pk, self.nodes, State(self.submission.state))

    @property
    def known(self) -> bool:
        """Whether an earlier version waits for somebody, or somebody decided about it."""
        reviewed = Review(self.submission.review_state) != Review.NONE
        return reviewed or State(self.submission.state) == State.RETURNED

    def step(self, move: Move, revision: Revision | None = None, policy: str = "") -> None:
        was = State(self.submission.state)
        became = State.RECEIVED if move == Move.RECEIVE else rules.advance(was, move)
        self.submission.state = became.value
        self.steps.append(
            Step(
                submission=self.submission,
                revision=revision,
                author_id=self.submission.author_id,
                move=move.value,
                was=was.value,
                became=became.value,
                policy=policy,
            )
        )


def node(revision: Revision) -> Node:
    return Node(revision.pk, tuple(revision.parents), revision.counts, revision.late)


def stand(case: Case, added: Sequence[Revision]) -> list[delivery.Parcel]:
    """Move the submission by what its heads now are. What is to be sent comes back as parcels.

    A version whose form is marked higher raises the submission's marking; none ever lowers it.
    """
    was = case.submission.marking
    case.submission.marking = higher(was, case.form.marking)
    case.raised = case.submission.marking != was and not case.new
    head, heads = _head(case, added), len(case.heads)
    if head is None and heads < 2:
        return []
    last = head or added[-1]
    moves = rules.moves_on_arrival(
        State(case.submission.state),
        heads=heads,
        problems=len(last.problems),
        withdrawing=last.intent == Intent.WITHDRAW.value,
        before=case.form.review.mode == "before",
    )
    # Of several that stand none does: whichever came first must not seem to.
    case.submission.head = head
    settled = records.settled(case.submission, case.form.review, case.record, known=case.known)
    for move in moves:
        case.step(move, last, settled.value if move in _MOVED_BY_POLICY else "")
    if head is not None and not moves:
        _note_refusal(case, head)
        if head not in added:
            head.save(update_fields=["problems"])
    case.submission.review_state, case.submission.review_by = _review(case, settled, moves)
    if Move.RELEASE not in moves:
        return []
    return [parcels.parcel(case.submission, last, case.form, case.trace)]


_MOVED_BY_POLICY = (Move.ASK_REVIEW, Move.RELEASE)


def _head(case: Case, added: Sequence[Revision]) -> Revision | None:
    """The one revision that stands, where that is news."""
    if len(case.heads) != 1:
        return None
    (only,) = case.heads
    known = {revision.pk: revision for revision in added}
    if only in known or only == case.submission.head_id:
        return known.get(only)
    return Revision.objects.get(pk=only)  # it waited for a parent that has come now


def _note_refusal(case: Case, revision: Revision) -> None:
    if State(case.submission.state) != State.QUARANTINE:
        refused = SENT if revision.intent == Intent.WITHDRAW.value else CLOSED
        revision.problems = [*revision.problems, asdict(refused)]


def _review(case: Case, settled: Standing, moves: tuple[Move, ...]) -> tuple[str, datetime | None]:
    submission = case.submission
    if not moves:
        return submission.review_state, submission.review_by
    if State(submission.state) not in (State.NEEDS_REVIEW, State.RELEASED):
        return Review.NONE.value, None
    if not is_looked_at(settled):
        return Review.NONE.value, None
    hours = case.form.review.within_hours
    return Review.WAITING.value, clock.now() + timedelta(hours=hours) if hours else None


_DECIDERS = """
    SELECT DISTINCT submission_id, officer_id FROM submissions_step
    WHERE submission_id = ANY(%s::uuid[]) AND officer_id IS NOT NULL
"""


def deciders(submissions: list[UUID]) -> dict[UUID, list[int]]:
    """Whose decision about one of these is in their feed, so that what changes since is too."""
    found: dict[UUID, list[int]] = defaultdict(list)
    for submission, officer in sql.run(_DECIDERS, submissions) if submissions else ():
        found[submission].append(officer)
    return found
