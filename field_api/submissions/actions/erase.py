"""Erasing all of a submission: one proposes, another who is entitled decides, and it is done."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from field_api.attachments import actions as attachments
from field_api.delivery.actions import erasure as systems
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.notebook import actions as notebook
from field_api.notebook.actions import Warrant
from field_api.policy import actions as policy
from field_api.policy.rules import Action
from field_api.submissions.actions import holds
from field_api.submissions.actions.decide import Seen, spend
from field_api.submissions.actions.mentioned import mentioned
from field_api.submissions.actions.show import current
from field_api.submissions.actions.standing import deciders
from field_api.submissions.grounds import GROUNDS, STANDS, Ground, Standing
from field_api.submissions.models import Erasure, Revision, Step, Submission
from field_api.submissions.rules import Move, Review, State, advance

LONGEST_TEXT = 2000
END_OF_RETENTION = Ground.END_OF_RETENTION.value  # for those above, who review what is kept


@dataclass(frozen=True, slots=True)
class Why:
    """What an erasure rests on: a `Ground`, and words that repeat nothing of the content."""

    ground: str
    text: str


def propose(*, submission: UUID, officer: Officer, seen: Seen, why: Why, leave: Leave) -> Erasure:
    """Ask a second person to have all of it erased. It stands for 14 days.

    Takes a step-up grant for `propose-erasure`. Raises Problem 404 where the officer may not erase,
    403 for their own work or without the grant, 409 when it is not what they saw, is held, was
    proposed or erased already, 422 without a ground and words.
    """
    with feed.work():
        return put_forward(submission, officer, seen, why, leave)


def put_forward(submission: UUID, officer: Officer, seen: Seen, why: Why, leave: Leave) -> Erasure:
    """The same within the caller's `feed.work()`, for a decision that rests on more."""
    row = _locked(submission, officer)
    revisions = list(row.revisions.select_related("entry"))
    _check_seen(row, revisions, seen)
    _check_why(why)
    _check_free(row)
    spend(leave, officer, "propose-erasure", row, seen)
    made = Erasure.objects.create(
        submission=row,
        author_id=row.author_id,
        ground=why.ground,
        text=why.text.strip(),
        revision=seen.revision,
        hash=seen.hash,
        entries=sorted(revision.pk for revision in revisions),
        proposed_by=officer,
        expires_at=clock.now() + STANDS,
    )
    _record(Act.DECISION, officer, made, {"verb": "propose erasure"})
    return made


def approve(*, submission: UUID, officer: Officer, seen: Seen, leave: Leave) -> Erasure:
    """Be the second person: everything of it goes, here and at every system that has it.

    Takes a step-up grant for `approve-erasure`. Raises Problem as `refuse` does, 409 when it is not
    what both saw, and 403 step-up-needed.
    """
    with feed.work():
        row = _locked(submission, officer)
        proposal = _waiting(row, officer, seen)
        revisions = list(row.revisions.select_related("entry"))
        _check_seen(row, revisions, seen)
        holds.check_free(row.pk)
        if {revision.pk for revision in revisions} != set(proposal.entries):
            raise _stale("More has arrived since it was proposed: refuse it and propose anew.")
        spend(leave, officer, "approve-erasure", row, seen)
        _decided(proposal, officer, Standing.DONE)
        _record(Act.DECISION, officer, proposal, {"verb": "approve erasure"})
        _carry_out(row, proposal, officer, revisions)
        return proposal


def refuse(*, submission: UUID, officer: Officer, seen: Seen, text: str) -> Erasure:
    """Be the second person, and let nothing be erased. `seen` is what the proposal names.

    Raises Problem 404 where the officer may not erase, 403 for their own work or proposal, 409 when
    nothing is proposed or it has lapsed, 422 without words.
    """
    with feed.work():
        row = _locked(submission, officer)
        proposal = _waiting(row, officer, seen)
        if not 0 < len(text.strip()) <= LONGEST_TEXT:
            fault = Fault("/text", "required", "Say why nothing is erased.")
            raise Problem(422, "decision-incomplete", "The decision needs a reason", errors=[fault])
        _decided(proposal, officer, Standing.REFUSED, text.strip())
        _record(Act.DECISION, officer, proposal, {"verb": "refuse erasure"})
        return proposal


def _locked(submission: UUID, officer: Officer) -> Submission:
    rows = Submission.objects.filter(Q(author=officer) | policy.visible(officer, Action.ERASE))
    rows = rows.select_related("author", "head").filter(pk=submission)
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if row.author_id == officer.pk:
        raise Problem(403, "own-work", "Nobody erases their own work")
    return row


def _stale(detail: str) -> Problem:
    return Problem(409, "decision-stale", "Not what you saw", detail)


def _check_seen(row: Submission, revisions: list[Revision], seen: Seen) -> None:
    standing = current(row, revisions)
    if standing is None or (standing.pk, standing.hash) != (seen.revision, seen.hash):
        raise _stale("It has changed since you opened it. Read it again before deciding.")


def _check_why(why: Why) -> None:
    faults = []
    if why.ground not in list(Ground):
        faults.append(Fault("/ground", "not-in-list", "Choose what it rests on."))
    if not 0 < len(why.text.strip()) <= LONGEST_TEXT:
        faults.append(Fault("/text", "required", "Say why, without repeating what was written."))
    if faults:
        raise Problem(422, "decision-incomplete", "The proposal needs a reason", errors=faults)


def _check_free(row: Submission) -> None:
    holds.check_free(row.pk)
    found = Erasure.objects.filter(submission=row)
    if found.open().exists():
        raise Problem(409, "already-proposed", "Its erasure waits for a second person")
    found.filter(state=Standing.PROPOSED.value).update(state=Standing.LAPSED.value)
    if State(row.state) == State.DISPOSED and not left(row.pk):
        raise Problem(409, "already-erased", "All of it has been erased")


def left(submission: UUID) -> int:
    """How many entries of it still have their content."""
    return Revision.objects.filter(submission=submission, entry__tombstone=None).count()


def _waiting(row: Submission, officer: Officer, seen: Seen) -> Erasure:
    proposal = Erasure.objects.open().filter(submission=row).select_related("proposed_by").first()
    if proposal is None:
        raise Problem(409, "not-proposed", "Nothing here waits for a second person")
    if proposal.proposed_by_id == officer.pk:
        raise Problem(403, "own-proposal", "A second person decides what you proposed")
    if (proposal.revision, proposal.hash) != (seen.revision, seen.hash):
        raise _stale("It is not what was proposed. Read it again before deciding.")
    return proposal


def _decided(proposal: Erasure, officer: Officer, state: Standing, answer: str = "") -> None:
    proposal.state, proposal.answer = state.value, answer
    proposal.decided_by, proposal.decided_at = officer, clock.now()
    proposal.save(update_fields=["state", "answer", "decided_by", "decided_at"])


def _record(act: Act, officer: Officer, proposal: Erasure, details: dict[str, object]) -> None:
    ledger.record(
        act=act,
        actor=officer.actor,
        subject=f"submission:{proposal.submission_id}",
        purpose=proposal.ground,
        details={"erasure": str(proposal.pk), "revision": str(proposal.revision), **details},
    )


def _carry_out(
    row: Submission, proposal: Erasure, officer: Officer, revisions: list[Revision]
) -> None:
    warrant = Warrant(proposal.pk, proposal.ground, proposal.proposed_by, officer)
    gone = notebook.erase(entries=[one.entry for one in revisions], warrant=warrant)
    # What happened when is content too; that something was written is not.
    row.revisions.update(body={}, problems=[], occurred_at=F("written_at"))
    row.steps.exclude(text="", comments=[]).update(text="", comments=[])
    _dispose(row, proposal, officer)
    mentioned([(row, ())])
    said = {"actor": officer.actor, "reason": GROUNDS[Ground(proposal.ground)]}
    attachments.erase(subject=row.pk, **said)
    systems.erase(subject=row.pk, **said)
    hashes = {str(entry.pk): bytes(entry.hash).hex() for entry in gone}
    proposer = proposal.proposed_by.actor
    _record(Act.ERASURE, officer, proposal, {"proposed_by": proposer, "entries": hashes})
    heard = {row.author_id, *deciders([row.pk])[row.pk]}
    feed.tell(recipients=sorted(heard), kind=Kind.SUBMISSION, doc=row.pk)


def _dispose(row: Submission, proposal: Erasure, officer: Officer) -> None:
    was = State(row.state)
    if was == State.DISPOSED:
        return  # what came after an erasure is erased as well: nothing moves
    row.state = advance(was, Move.DISPOSE).value
    row.review_state, row.review_by, row.changed_at = Review.NONE.value, None, clock.now()
    row.save(update_fields=["state", "review_state", "review_by", "changed_at"])
    Step.objects.create(
        submission=row,
        revision_id=proposal.revision,
        author_id=row.author_id,
        officer=officer,
        move=Move.DISPOSE.value,
        was=was.value,
        became=row.state,
        seen_hash=proposal.hash,
        reason_code=proposal.ground,
    )
