"""Entries arriving: each becomes a revision, and what then stands moves the submission."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from field_api.catalogue.rules import Form, problems, sampled
from field_api.delivery import actions as delivery
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity import actions as identity
from field_api.identity.models import Force, Officer, Unit
from field_api.lib import clock, sql
from field_api.lib.problems import Fault
from field_api.notebook.models import Entry
from field_api.notebook.rules import Intent, Lane, Payload
from field_api.submissions import rules
from field_api.submissions.actions import parcels
from field_api.submissions.actions.forms import form_of
from field_api.submissions.models import Revision, Step, Submission
from field_api.submissions.rules import Move, Node, Outcome, Review, State

FORKED = Fault("", "forked", "Two versions were written from the same one. Say which stands.")
CLOSED = Fault("", "closed", "This was already decided, so the change is kept but not acted on.")
CHANGED = Fault("/kind", "wrong-kind", "A submission stays the kind it began as.")
SENT = Fault("", "already-released", "This has already gone to other systems. Ask a supervisor.")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new entry, the copy of it that could be read, and the trace of the request it came by."""

    entry: Entry
    payload: Payload
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A revision and what it is among those of its submission."""

    revision: Revision
    outcome: Outcome


@dataclass(slots=True)
class Case:
    """One submission being worked on, with the revisions this batch adds to it."""

    submission: Submission
    form: Form
    new: bool
    trace: str = ""
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

    def step(self, move: Move, revision: Revision | None = None) -> None:
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
            )
        )


def receive(arrivals: Sequence[Arrival]) -> dict[UUID, Arrived]:
    """Take new entries in, by their ids. Entries of one submission may come in any order.

    An entry whose submission belongs to another officer is left out of the answer: it stays in the
    notebook as written, and says nothing about the other's work. Must run inside `feed.work()`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("entries arrive in the transaction that keeps them")
    cases = _cases(arrivals)
    for one in arrivals:
        case = cases.get(one.payload.submission)
        if case and case.submission.author_id == one.entry.notebook.officer_id:
            case.added.append(_revision(one.entry, one.payload, case))
            case.trace = one.trace
    worked = [case for case in cases.values() if case.added]
    _find_nodes(worked)
    moved = [parcel for case in worked for parcel in _work(case)]
    _write(worked)
    delivery.enqueue(moved)
    for case in worked:
        author = case.submission.author_id
        feed.tell(recipients=[author], kind=Kind.SUBMISSION, doc=case.submission.pk)
    return {
        revision.pk: Arrived(revision, case.outcome(revision))
        for case in worked
        for revision in case.added
    }


def arrived(ids: Collection[UUID]) -> dict[UUID, Arrived]:
    """What became of entries taken in earlier, by their ids."""
    known = Revision.objects.select_related("submission").in_bulk(ids) if ids else {}
    nodes = _nodes({revision.submission_id for revision in known.values()})
    return {
        key: Arrived(revision, rules.outcome(key, nodes[row.pk], State(row.state)))
        for key, revision in known.items()
        for row in [revision.submission]
    }


_LOCK = f"""
    SELECT {sql.columns(Submission, "s")}, {sql.columns(Officer, "o")}, {sql.columns(Force, "f")},
      {sql.columns(Unit, "u")}
    FROM submissions_submission s JOIN identity_officer o ON o.id = s.author_id
    JOIN identity_force f ON f.id = s.force_id JOIN identity_unit u ON u.id = s.unit_id
    WHERE s.id = ANY(%s::uuid[]) ORDER BY s.id FOR NO KEY UPDATE OF s
"""  # noqa: S608 names of our own columns
_NUMBERS = "SELECT nextval('submission_number') FROM generate_series(1, %s::int)"


def _cases(arrivals: Sequence[Arrival]) -> dict[UUID, Case]:
    first: dict[UUID, Arrival] = {}
    for one in sorted(arrivals, key=lambda one: len(one.payload.parents)):
        first.setdefault(one.payload.submission, one)
    known = _locked(list(first))
    forms = _forms(first, known)
    cases: dict[UUID, Case] = {}
    fresh = [one for key, one in first.items() if key not in known and forms[key]]
    homes = identity.home_units([one.entry.notebook.officer for one in fresh])
    numbers = sql.run(_NUMBERS, len(fresh)) if fresh else []
    for one, (number,) in zip(fresh, numbers, strict=True):
        key, form = one.payload.submission, forms[one.payload.submission]
        if form is not None:
            made = _submission(one.entry, one.payload, form, number)
            made.unit = homes[made.author_id]
            cases[key] = Case(made, form, new=True)
    for key, row in known.items():
        form = forms[key]
        if form is not None:
            cases[key] = Case(row, form, new=False)
    return cases


def _locked(ids: list[UUID]) -> dict[UUID, Submission]:
    found: dict[UUID, Submission] = {}  # in one order of locks for all
    for row, author, force, unit in sql.read(_LOCK, ids, of=(Submission, Officer, Force, Unit)):
        author.force = force
        row.author, row.force, row.unit = author, force, unit
        found[row.pk] = row
    return found


def _forms(first: dict[UUID, Arrival], known: dict[UUID, Submission]) -> dict[UUID, Form | None]:
    """The form of each submission, each looked up once: the catalogue keeps one only on commit."""
    named = {
        key: (known[key].kind if key in known else one.payload.kind, one.payload.version)
        for key, one in first.items()
    }
    found = {name: form_of(*name) for name in set(named.values())}
    return {key: found[name] for key, name in named.items()}


def _submission(entry: Entry, payload: Payload, form: Form, number: int) -> Submission:
    officer = entry.notebook.officer
    force, year = officer.force, entry.received_at.strftime("%y")
    return Submission(
        id=payload.submission,
        reference=f"{force.code}/{year}/{number:06d}",
        force=force,
        author=officer,
        kind=payload.kind,
        marking=form.marking,
        state=State.RECEIVED.value,
        review_state=Review.NONE.value,
        created_at=entry.received_at,
    )


def _revision(entry: Entry, payload: Payload, case: Case) -> Revision:
    withdrawing = payload.intent == Intent.WITHDRAW
    found = [] if withdrawing else [asdict(one) for one in problems(case.form, payload.body)]
    if payload.kind != case.submission.kind:
        found = [asdict(CHANGED)]
    if case.disposed:
        found = []
    return Revision(
        entry=entry,
        submission=case.submission,
        parents=list(payload.parents),
        intent=payload.intent.value,
        kind=payload.kind,
        version=payload.version,
        occurred_at=payload.written_at if case.disposed else payload.occurred_at,
        written_at=payload.written_at,
        body={} if case.disposed else payload.body,
        problems=found,
        counts=entry.lane != Lane.QUARANTINE.value,
        hash=bytes(entry.hash).hex(),
    )


def _find_nodes(cases: Iterable[Case]) -> None:
    known = _nodes({case.submission.pk for case in cases if not case.new})
    for case in cases:
        case.nodes = [*known[case.submission.pk], *map(node, case.added)]


def _nodes(submissions: Collection[UUID]) -> dict[UUID, list[Node]]:
    found: dict[UUID, list[Node]] = defaultdict(list)
    if submissions:
        for row in Revision.objects.filter(submission__in=submissions).defer("body", "problems"):
            found[row.submission_id].append(node(row))
    return found


def node(revision: Revision) -> Node:
    return Node(revision.pk, tuple(revision.parents), revision.counts)


def _work(case: Case) -> list[delivery.Parcel]:
    if case.disposed:
        return []
    if case.new:
        case.step(Move.RECEIVE, case.added[0])
    counted = [revision for revision in case.added if revision.counts]
    if counted:
        return stand(case, counted)
    if Move.SET_ASIDE in rules.NEXT[State(case.submission.state)]:
        case.step(Move.SET_ASIDE, case.added[-1])
    return []


def stand(case: Case, added: Sequence[Revision]) -> list[delivery.Parcel]:
    """Move the submission by what its heads now are. What is to be sent comes back as parcels."""
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
    if head is not None:
        case.submission.head = head
    for move in moves:
        case.step(move, last)
    _note_problem(case, last, moves)
    if last not in added:
        last.save(update_fields=["problems"])
    case.submission.review_state, case.submission.review_by = _review(case, last, moves)
    return (
        [parcels.parcel(case.submission, last, case.form, case.trace)]
        if Move.RELEASE in moves
        else []
    )


def _head(case: Case, added: Sequence[Revision]) -> Revision | None:
    """The one revision that stands, where that is news."""
    if len(case.heads) != 1:
        return None
    (only,) = case.heads
    known = {revision.pk: revision for revision in added}
    if only in known or only == case.submission.head_id:
        return known.get(only)
    return Revision.objects.get(pk=only)  # it waited for a parent that has come now


def _note_problem(case: Case, revision: Revision, moves: tuple[Move, ...]) -> None:
    if len(case.heads) > 1:
        revision.problems = [*revision.problems, asdict(FORKED)]
    elif not moves and State(case.submission.state) != State.QUARANTINE:
        refused = SENT if revision.intent == Intent.WITHDRAW.value else CLOSED
        revision.problems = [*revision.problems, asdict(refused)]


def _review(case: Case, head: Revision, moves: tuple[Move, ...]) -> tuple[str, datetime | None]:
    policy, submission = case.form.review, case.submission
    if not moves:
        return submission.review_state, submission.review_by
    if State(submission.state) not in (State.NEEDS_REVIEW, State.RELEASED):
        return Review.NONE.value, None
    looked_at = policy.mode in ("before", "after") or (
        policy.mode == "sample" and sampled(policy.percent, bytes.fromhex(head.hash))
    )
    if not looked_at:
        return Review.NONE.value, None
    hours = policy.within_hours
    return Review.WAITING.value, clock.now() + timedelta(hours=hours) if hours else None


def _write(cases: Sequence[Case]) -> None:
    sql.insert([case.submission for case in cases if case.new])
    sql.insert([revision for case in cases for revision in case.added])
    now = clock.now()
    moved = [case.submission for case in cases if not case.new]
    for submission in moved:
        submission.changed_at = now
    if moved:
        Submission.objects.bulk_update(
            moved, ["state", "review_state", "review_by", "head", "changed_at"]
        )
    sql.insert([step for case in cases for step in case.steps])
