"""Entries arriving: each becomes a revision, and what then stands moves the submission."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from field_api.attachments import actions as attachments
from field_api.attachments.actions import Expected
from field_api.catalogue.rules import Form, problems
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
from field_api.submissions.actions import records, references, restricting
from field_api.submissions.actions.forms import form_of
from field_api.submissions.actions.made import counted
from field_api.submissions.actions.mentioned import mentioned
from field_api.submissions.actions.screened import screened
from field_api.submissions.actions.standing import FORKED, Case, deciders, node, stand
from field_api.submissions.models import Revision, Submission
from field_api.submissions.rules import Move, Node, Outcome, Review, State
from field_api.submissions.sampling import Record

CHANGED = Fault("/kind", "wrong-kind", "A submission stays the kind it began as.")


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

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is to be put right in it, the fork it is part of included."""
        forked = [asdict(FORKED)] if self.outcome == Outcome.FORKED else []
        return [*self.revision.problems, *forked]


def receive(arrivals: Sequence[Arrival]) -> dict[UUID, Arrived]:
    """Take new entries in, by their ids. Entries of one submission may come in any order.

    An entry whose submission belongs to another officer is left out of the answer: it stays in the
    notebook as written, and says nothing about the other's work. Must run inside `feed.work()`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("entries arrive in the transaction that keeps them")
    cases = _cases(arrivals)
    files: list[Expected] = []
    for one in arrivals:
        case = cases.get(one.payload.submission)
        if case and case.submission.author_id == one.entry.notebook.officer_id:
            case.added.append(_revision(one.entry, one.payload, case))
            case.trace = one.trace
            if not (case.disposed or case.form.no_files):
                files.append(_expected(one, case))
    worked = [case for case in cases.values() if case.added]
    _find_nodes(worked)
    _find_records(worked)
    moved = [parcel for case in worked for parcel in _work(case)]
    _write(worked)
    delivery.enqueue(moved)
    attachments.expect_many(files)
    heard = deciders([case.submission.pk for case in worked if not case.new])
    for case in worked:
        hear = {case.submission.author_id, *heard[case.submission.pk]}
        feed.tell(recipients=sorted(hear), kind=Kind.SUBMISSION, doc=case.submission.pk)
        if case.raised:
            restricting.follow(case.submission, above=case.submission.marking)
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
    known = _locked(list(first)) if first else {}
    forms = _forms(first, known)
    cases: dict[UUID, Case] = {}
    fresh = [one for key, one in first.items() if key not in known and forms[key]]
    homes = identity.home_units([one.entry.notebook.officer for one in fresh])
    numbers = sql.run(_NUMBERS, len(fresh)) if fresh else []
    reserved = references.claim(_reserved(fresh))
    for one, (number,) in zip(fresh, numbers, strict=True):
        key, form = one.payload.submission, forms[one.payload.submission]
        if form is not None:
            made = _submission(one.entry, one.payload, form, number)
            made.unit = homes[made.author_id]
            cases[key] = case = Case(made, form, new=True)
            _refer(case, reserved.get(key))
    for key, row in known.items():
        form = forms[key]
        if form is not None:
            cases[key] = Case(row, form, new=False, decided=_decided(row, form))
    return cases


def _reserved(fresh: Sequence[Arrival]) -> dict[UUID, tuple[UUID, str]]:
    """By submission the device, and the number its officer has already given out on paper."""
    return {
        one.payload.submission: (one.entry.notebook.device_id, one.payload.reference)
        for one in fresh
        if one.payload.reference
    }


def _refer(case: Case, reserved: str | Fault | None) -> None:
    if isinstance(reserved, str):
        case.submission.reference = reserved
    else:
        case.reference_fault = reserved


def _decided(row: Submission, form: Form) -> bool:
    """Whether a person has had their say on what stood until now."""
    state = State(row.state)
    approved = form.review.mode == "before" or row.review_state == Review.DONE.value
    return state in (State.REJECTED, State.WITHDRAWN) or (state == State.RELEASED and approved)


def _expected(one: Arrival, case: Case) -> Expected:
    officer = one.entry.notebook.officer
    wanted = one.payload.attachments
    return Expected(one.entry.pk, case.submission.pk, officer, wanted, [officer.pk])


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
        groups=[f"{force.code}:{form.group}"] if form.group else [],
        state=State.RECEIVED.value,
        review_state=Review.NONE.value,
        created_at=entry.received_at,
    )


def _revision(entry: Entry, payload: Payload, case: Case) -> Revision:
    withdrawing = payload.intent == Intent.WITHDRAW
    found = [] if withdrawing else [asdict(one) for one in problems(case.form, payload.body)]
    if payload.kind != case.submission.kind:
        found = [asdict(CHANGED)]
    if payload.attachments and case.form.no_files:
        found.append(asdict(Fault("", "no-files", case.form.no_files)))
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
        late=case.decided,
        hash=bytes(entry.hash).hex(),
        **counted(payload.made),
    )


def _find_nodes(cases: Iterable[Case]) -> None:
    known = _nodes({case.submission.pk for case in cases if not case.new})
    for case in cases:
        case.nodes = [*known[case.submission.pk], *map(node, case.added)]


def _find_records(cases: Sequence[Case]) -> None:
    """What each author did of each kind before these: asked once for all their entries of it."""
    together = [case.submission.pk for case in cases]
    found: dict[tuple[int, str, int], Record] = {}
    for case in cases:
        row = case.submission
        named = row.author_id, row.kind, case.form.version
        if named not in found:
            asked = case.form.review
            found[named] = records.record_of(row.author_id, row.kind, asked, besides=together)
        case.record = found[named]


def _nodes(submissions: Collection[UUID]) -> dict[UUID, list[Node]]:
    found: dict[UUID, list[Node]] = defaultdict(list)
    if submissions:
        for row in Revision.objects.filter(submission__in=submissions).defer("body", "problems"):
            found[row.submission_id].append(node(row))
    return found


def _work(case: Case) -> list[delivery.Parcel]:
    if case.disposed:
        return []
    if case.new:
        case.step(Move.RECEIVE, case.added[0])
    counted = [revision for revision in case.added if revision.counts]
    if counted:
        sent = stand(case, counted)
        _say_of_reference(case)
        return sent
    if Move.SET_ASIDE in rules.NEXT[State(case.submission.state)]:
        case.step(Move.SET_ASIDE, case.added[-1])
    return []


def _say_of_reference(case: Case) -> None:
    """Said after the moves: a number on paper that can't be kept must not hold back the entry."""
    if case.reference_fault is not None:
        first = case.added[0]
        first.problems = [*first.problems, asdict(case.reference_fault)]


def _write(cases: Sequence[Case]) -> None:
    sql.insert([case.submission for case in cases if case.new])
    sql.insert([revision for case in cases for revision in case.added])
    now = clock.now()
    moved = [case.submission for case in cases if not case.new]
    for submission in moved:
        submission.changed_at = now
    if moved:
        Submission.objects.bulk_update(
            moved, ["state", "review_state", "review_by", "marking", "head", "changed_at"]
        )
    sql.insert([step for case in cases for step in case.steps])
    mentioned([(case.submission, case.heads) for case in cases])
    screened(cases)
