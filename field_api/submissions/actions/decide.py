"""Decisions of a second person, each bound to the bytes they saw."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from field_api.catalogue.rules import Form
from field_api.delivery import actions as delivery
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity import actions as identity
from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy import actions as policy
from field_api.policy.rules import Action
from field_api.submissions import rules
from field_api.submissions.actions import claims, escalating, parcels, records, restricting
from field_api.submissions.actions.forms import form_of
from field_api.submissions.actions.mentioned import mentioned
from field_api.submissions.actions.show import current
from field_api.submissions.actions.standing import Case, deciders, node, stand
from field_api.submissions.models import Revision, Step, Submission
from field_api.submissions.rules import Impossible, Move, Review, State


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reviewer had before them: the revision, and the hash of its sealed entry."""

    revision: UUID
    hash: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the reviewer says. `comments` are {pointer, text}, each at a field of the form."""

    reason_code: str = ""
    text: str = ""
    comments: list[dict[str, str]] = field(default_factory=list)


def approve(
    *, submission: UUID, officer: Officer, seen: Seen, leave: Leave, over: bool = False
) -> Submission:
    """Let what was seen travel, or confirm it where it already has.

    Letting it travel takes a step-up grant for `approve`; confirming releases nothing and spends
    none. Raises Problem 403 step-up-needed, after everything that would refuse it anyway. `over`,
    here as below, says that the officer takes over what another reads: else 409 claimed.
    """
    return _decide(submission, officer, seen, Move.APPROVE, Words(), leave, over=over)


def send_back(
    *, submission: UUID, officer: Officer, seen: Seen, words: Words, over: bool = False
) -> Submission:
    """Return it to its author, who answers with a new revision."""
    return _decide(submission, officer, seen, Move.SEND_BACK, words, over=over)


def reject(
    *,
    submission: UUID,
    officer: Officer,
    seen: Seen,
    words: Words,
    leave: Leave,
    over: bool = False,
) -> Submission:
    """End it. The entry stays in the notebook. Takes a step-up grant for `reject`."""
    return _decide(submission, officer, seen, Move.REJECT, words, leave, over=over)


def admit(
    *, submission: UUID, officer: Officer, seen: Seen, leave: Leave, over: bool = False
) -> Submission:
    """Let entries from a revoked device count, having established that the officer wrote them.

    Takes a step-up grant for `admit`.
    """
    with feed.work():
        row, standing = _locked(submission, officer, seen)
        if State(row.state) != State.QUARANTINE:
            raise _not_waiting()
        form = _form(row, standing)
        _check_role(form, officer, row)
        claims.heed(submission, officer, over=over)
        spend(leave, officer, Move.ADMIT.value, row, seen)
        decided = _step(row, officer, seen, Move.ADMIT, Words())
        row.revisions.filter(counts=False).update(counts=True)
        revisions = list(row.revisions.select_related("entry").order_by("written_at", "pk"))
        author, kind, review = row.author_id, row.kind, form.review
        record = records.record_of(author, kind, review, besides=[row.pk])
        nodes = list(map(node, revisions))
        case = Case(row, form, new=False, record=record, nodes=nodes)
        delivery.enqueue(stand(case, revisions))
        if case.raised:
            restricting.follow(row, above=row.marking)
        Step.objects.bulk_create(case.steps)
        Revision.objects.bulk_update(revisions, ["problems"])
        return _moved(row, officer, decided, case.heads)


def _decide(
    submission: UUID,
    officer: Officer,
    seen: Seen,
    decision: Move,
    words: Words,
    leave: Leave | None = None,
    *,
    over: bool,
) -> Submission:
    with feed.work():
        row, standing = _locked(submission, officer, seen)
        form = _form(row, standing)
        _check_role(form, officer, row)
        _check_words(form, decision, words)
        try:
            moves = rules.move_on_decision(State(row.state), Review(row.review_state), decision)
        except Impossible:
            raise _not_waiting() from None
        claims.heed(submission, officer, over=over)
        if leave and (Move.RELEASE in moves or decision == Move.REJECT):
            spend(leave, officer, decision.value, row, seen)
        decided, *_ = [_step(row, officer, seen, move, words) for move in moves]
        done = decision == Move.APPROVE
        row.review_state = (Review.DONE if done else Review.NONE).value
        row.review_by = None
        if Move.RELEASE in moves:
            delivery.enqueue([parcels.parcel(row, standing, form)])
        return _moved(row, officer, decided)


def _locked(submission: UUID, officer: Officer, seen: Seen) -> tuple[Submission, Revision]:
    """The submission, held until commit, and the revision that was seen and still stands."""
    rows = Submission.objects.visible_to(officer).filter(pk=submission)
    rows = rows.select_related("author", "force", "unit", "head")
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if row.author_id == officer.pk:
        raise Problem(403, "own-work", "Nobody decides on their own work")
    if not policy.can(officer, Action.DECIDE, row.thing).allow:
        raise Problem(403, "not-your-review", "Who covers its unit decides about it")
    standing = current(row, row.revisions.all())
    if standing is None or (standing.pk, standing.hash) != (seen.revision, seen.hash):
        detail = "It has changed since you opened it. Read it again before deciding."
        raise Problem(409, "decision-stale", "Not what you saw", detail)
    return row, standing


def spend(leave: Leave, officer: Officer, action: str, row: Submission, seen: Seen) -> None:
    """Use up the leave that was given for this act on what was seen."""
    identity.use_grant(
        officer=officer,
        holder=leave.holder,
        secret=leave.secret,
        action=action,
        object=f"submission:{row.pk}",
        hash=seen.hash,
    )


def _not_waiting() -> Problem:
    return Problem(409, "not-in-review", "Nothing here waits for your decision")


def _form(row: Submission, standing: Revision) -> Form:
    form = form_of(row.kind, standing.version)
    if form is None:
        raise Problem(409, "unknown-form", "The form this was written in is not here")
    return form


def _check_role(form: Form, officer: Officer, row: Submission) -> None:
    """Those whom its form names, and to whom it was brought up because these did not in time."""
    named = not officer.roles().isdisjoint(form.review.roles)
    if not (named or escalating.was_told(row, officer)):
        who = " or ".join(form.review.roles)
        raise Problem(403, "not-your-review", f"{form.title}: decided by {who}")


def _check_words(form: Form, decision: Move, words: Words) -> None:
    if decision not in (Move.SEND_BACK, Move.REJECT):
        return
    faults = []
    allowed = form.send_back if decision == Move.SEND_BACK else form.reject
    if words.reason_code not in allowed:
        faults.append(Fault("/reason_code", "not-in-list", "Choose one of the reasons."))
    if not words.text.strip() and not words.comments:
        faults.append(Fault("/text", "required", "Say what the officer is to do."))
    if faults:
        raise Problem(422, "decision-incomplete", "The decision needs a reason", errors=faults)


def _step(row: Submission, officer: Officer, seen: Seen, move: Move, words: Words) -> Step:
    was = State(row.state)
    row.state = rules.advance(was, move).value
    decided = move in rules.DECISIONS
    return Step.objects.create(
        submission=row,
        revision_id=seen.revision,
        author_id=row.author_id,
        officer=officer if decided else None,
        move=move.value,
        was=was.value,
        became=row.state,
        seen_hash=seen.hash if decided else "",
        reason_code=words.reason_code,
        text=words.text.strip(),
        comments=words.comments,
        acting=decided and escalating.acts(officer, row.unit_id),
    )


def _moved(
    row: Submission, officer: Officer, step: Step, heads: Sequence[UUID] | None = None
) -> Submission:
    row.changed_at = clock.now()
    row.save(update_fields=["state", "review_state", "review_by", "marking", "head", "changed_at"])
    mentioned([(row, heads)])
    over = {"over": True} if claims.end(row.pk, officer) else {}
    acting = {"acting": True} if step.acting else {}
    ledger.record(
        act=Act.DECISION,
        actor=officer.actor,
        subject=f"submission:{row.pk}",
        details={"move": step.move, "state": row.state, **over, **acting},
    )
    feed.tell(recipients=_hear(row, officer), kind=Kind.SUBMISSION, doc=row.pk)
    return row


def _hear(row: Submission, officer: Officer) -> list[int]:
    """Who wrote it and whoever decided about it, now or before."""
    return sorted({row.author_id, officer.pk, *deciders([row.pk])[row.pk]})
