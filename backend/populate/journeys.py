"""Submissions from their first version to where they stand: each move one that the rules allow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from backend.populate.bodies import CORRECTED, Variant
from backend.populate.carrying import Carrying, Refused
from backend.populate.people import Writer
from backend.populate.rows import Table
from backend.populate.shape import Drawn
from backend.populate.writing import Sealing, Written, new_id
from field_api.catalogue.rules import Form
from field_api.identity.models import Force
from field_api.intelligence.models import Record as Heard
from field_api.submissions import rules, sampling
from field_api.submissions.models import Revision, Step, Submission
from field_api.submissions.rules import Move, Review, State
from field_api.submissions.sampling import Record, Standing, is_looked_at

Plan = Callable[[datetime, "Life", Mapping[str, str]], None]

_SENT_BACK = {Standing.BEFORE: 0.06, Standing.AFTER: 0.035}
_REJECTED = 0.008
_AGAIN = 1.5  # times as likely, once it was sent back
_MOST = 4  # versions
_CORRECTS = 0.6  # of refusals
_UNCOUNTED = 0.08  # of handsets, an old one that does not count
_REUSED = Drawn({0.0: 5, 0.1: 3, 0.25: 3, 0.5: 1})
_ASKS = ("Say when this was seen.", "Who told you this?", "Say what you did about it.")
_SEEN = {State.APPROVED, State.RELEASED}


@dataclass(slots=True)
class Life:
    """One submission under way. `face` draws the same people in every version."""

    id: UUID
    writer: Writer
    variant: Variant
    form: Form
    seen: datetime
    face: int
    reference: str = ""
    state: State = State.RECEIVED
    review: Review = Review.NONE
    review_by: datetime | None = None
    standing: Standing = Standing.NONE
    created_at: datetime | None = None
    changed_at: datetime | None = None
    changed: dict[str, str] = field(default_factory=dict)
    versions: list[Written] = field(default_factory=list)
    parents: list[tuple[UUID, ...]] = field(default_factory=list)
    late: list[bool] = field(default_factory=list)
    steps: list[tuple[Any, ...]] = field(default_factory=list)
    places: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def decided(self) -> bool:
        """As `submissions.actions.arrive` has it."""
        approved = self.form.review.mode == "before" or self.review is Review.DONE
        return self.state is State.RELEASED and approved


class Journeys:
    """Tables of submissions, and how they are filled."""

    def __init__(
        self,
        force: Force,
        sealing: Sealing,
        carrying: Carrying,
        until: datetime,
        chance: Random,
        *,
        mentions: bool,
    ) -> None:
        self.force, self.sealing, self.carrying = force, sealing, carrying
        self.until, self.chance, self.mentions = until, chance, mentions
        self.key = sampling.key_of(settings.AUDIT_KEY)
        self.written: dict[tuple[int, str], int] = {}
        self.submissions = Table(
            Submission,
            *("id", "reference", "force_id", "unit_id", "author_id", "kind", "marking", "groups"),
            *("state", "review_state", "review_by", "head_id", "created_at", "changed_at"),
        )
        self.revisions = Table(
            Revision,
            *("entry_id", "submission_id", "parents", "intent", "kind", "version", "occurred_at"),
            *("written_at", "body", "late", "hash", "typed", "chosen", "reused", "filled"),
        )
        self.steps = Table(
            Step,
            *("submission_id", "revision_id", "author_id", "officer_id", "move", "was", "became"),
            *("seen_hash", "reason_code", "text", "comments", "made_at", "policy"),
        )
        self.heard = Table(
            Heard,
            *("id", "reference", "force_id", "unit_id", "author_id", "kind", "marking", "groups"),
            *("state", "revisions", "to_read", "told_at", "occurred_at"),
        )

    def begin(self, writer: Writer, variant: Variant, form: Form, at: datetime) -> Life:
        seen = at - timedelta(minutes=self.chance.randrange(2, 90))
        face = self.chance.getrandbits(32)
        return Life(new_id(at, self.chance), writer, variant, form, seen, face)

    def write(self, life: Life, at: datetime, changed: Mapping[str, str], plan: Plan) -> bool:
        """The next version, and all that follows from it until the next one, which is planned.
        Whether one is."""
        life.changed |= changed
        body = life.variant.text(life.seen, Random(life.face), life.changed)  # noqa: S311
        parents = (life.versions[-1].id,) if life.versions else ()
        entry = self.sealing.seal(
            life.writer,
            life.id,
            parents,
            life.form.kind,
            life.variant.version,
            body,
            life.seen,
            at,
            self._made(life, changed),
        )
        life.late.append(life.decided)
        life.versions.append(entry)
        life.parents.append(parents)
        self._arrived(life, entry)
        if not is_looked_at(life.standing):
            return self._follow_refusals(life, entry.received_at, plan)
        return self._looked_at(life, entry, plan)

    def _made(self, life: Life, changed: Mapping[str, str]) -> tuple[int, int, int, int] | None:
        if self.chance.random() < _UNCOUNTED:
            return None
        if changed:
            return len(changed), 0, 0, 0
        typed, chosen = life.variant.typed, life.variant.chosen
        filled = min(typed, 3)
        reused = int((typed - filled) * _REUSED.one(self.chance))
        return typed - filled - reused, chosen, reused, filled

    def _arrived(self, life: Life, entry: Written) -> None:
        at = entry.received_at
        if life.created_at is None:
            life.created_at = at
            self._step(life, entry, Move.RECEIVE, at)
        named = life.writer.id, life.form.kind
        known = life.review is not Review.NONE or life.state is State.RETURNED
        life.standing = sampling.settled(
            life.form.review,
            Record(written=self.written.get(named, 0)),
            key=self.key,
            submission=life.id,
            known=known,
        )
        if len(life.versions) == 1:
            self.written[named] = self.written.get(named, 0) + 1
        before = life.form.review.mode == "before"
        (move,) = rules.moves_on_arrival(
            life.state, heads=1, problems=0, withdrawing=False, before=before
        )
        self._step(life, entry, move, at, policy=life.standing.value)
        looked = is_looked_at(life.standing)
        life.review = Review.WAITING if looked else Review.NONE
        hours = life.form.review.within_hours
        life.review_by = at + timedelta(hours=hours) if looked and hours else None
        if move is Move.RELEASE:
            self._release(life, entry, at)

    def _release(self, life: Life, entry: Written, at: datetime) -> None:
        life.places += 1
        life.refused = self.carrying.carry(
            life.form.kind, life.id, life.places, entry.id, life.writer.id, at
        )

    def _looked_at(self, life: Life, entry: Written, plan: Plan) -> bool:
        chance = self.chance
        at = entry.received_at + timedelta(hours=0.04 + 4 * chance.lognormvariate(0, 1.1))
        if at > self.until:
            return False
        again = _AGAIN if len(life.versions) > 1 else 1.0
        back = _SENT_BACK.get(life.standing, 0.04) * life.writer.care * again
        may_change = bool(life.variant.free) and len(life.versions) < _MOST
        by = chance.choice(life.writer.deciders)
        if may_change and chance.random() < back:
            return self._send_back(life, entry, by, at, plan)
        if life.state is State.NEEDS_REVIEW and chance.random() < _REJECTED:
            self._say(life, entry, Move.REJECT, by, at, life.form.reject)
            life.review, life.review_by = Review.NONE, None
            return False
        for move in rules.move_on_decision(life.state, life.review, Move.APPROVE):
            decides = move is not Move.RELEASE
            self._step(life, entry, move, at, by=by if decides else None)
        life.review, life.review_by = Review.DONE, None
        if life.form.review.mode == "before":
            self._release(life, entry, at)
        return self._follow_refusals(life, at, plan)

    def _send_back(self, life: Life, entry: Written, by: int, at: datetime, plan: Plan) -> bool:
        chance = self.chance
        many = min(len(life.variant.free), chance.choice((1, 1, 2)))
        places = chance.sample(life.variant.free, many)
        comments = [{"pointer": one, "text": chance.choice(_ASKS)} for one in places]
        self._say(life, entry, Move.SEND_BACK, by, at, life.form.send_back, comments)
        life.review, life.review_by = Review.NONE, None
        after = timedelta(hours=0.2 + 9 * chance.lognormvariate(0, 0.9))
        return self._plan(life, at + after, dict.fromkeys(places, CORRECTED), plan)

    def _follow_refusals(self, life: Life, at: datetime, plan: Plan) -> bool:
        """A correction of what a system refused, of most; after whatever a reviewer said."""
        chance, refused = self.chance, life.refused
        life.refused = []
        if not refused or len(life.versions) >= _MOST or not life.variant.free:
            return False
        if chance.random() >= _CORRECTS:
            return False
        one = refused[0]
        place = (
            one.pointer if one.pointer in life.variant.free else chance.choice(life.variant.free)
        )
        after = timedelta(hours=0.5 + 20 * chance.lognormvariate(0, 0.7))
        when = max(at, one.at) + after
        planned = self._plan(life, when, {place: CORRECTED}, plan)
        if planned:
            self.carrying.corrected(one.task, when)
        return planned

    def _plan(self, life: Life, at: datetime, changed: Mapping[str, str], plan: Plan) -> bool:
        if at >= self.until:
            return False
        more = {place: life.changed.get(place, "") + said for place, said in changed.items()}
        plan(at, life, more)
        return True

    def _say(
        self,
        life: Life,
        entry: Written,
        move: Move,
        by: int,
        at: datetime,
        reasons: Mapping[str, str],
        comments: Sequence[Mapping[str, str]] = (),
    ) -> None:
        code = self.chance.choice(list(reasons))
        text = "" if comments else "See the reason."
        self._step(life, entry, move, at, by=by, reason=code, text=text, comments=comments)

    def _step(
        self,
        life: Life,
        entry: Written,
        move: Move,
        at: datetime,
        *,
        by: int | None = None,
        policy: str = "",
        reason: str = "",
        text: str = "",
        comments: Sequence[Mapping[str, str]] = (),
    ) -> None:
        was = life.state
        life.state = State.RECEIVED if move is Move.RECEIVE else rules.advance(was, move)
        said = orjson.dumps(list(comments)).decode() if comments else "[]"
        seen = entry.hash if by is not None else ""
        life.steps.append(
            (
                *(life.id, entry.id, life.writer.id, by, move.value, was.value, life.state.value),
                *(seen, reason, text, said, at, policy),
            )
        )
        life.changed_at = at

    def keep(self, life: Life) -> None:
        """All rows of one that is over, or as far as it got."""
        force, writer, form = self.force, life.writer, life.form
        groups = [f"{force.code}:{form.group}"] if form.group else []
        head = life.versions[-1]
        self.submissions.add(
            life.id, life.reference, force.pk, writer.unit, writer.id, form.kind, form.marking,
            groups, life.state.value, life.review.value, life.review_by, head.id,
            life.created_at, life.changed_at,
        )  # fmt: skip
        for one, parents, late in zip(life.versions, life.parents, life.late, strict=True):
            self.revisions.add(
                one.id, life.id, list(parents), "submit", form.kind, life.variant.version,
                one.occurred_at, one.written_at, one.body, late, one.hash,
                *(one.made or (None,) * 4),
            )  # fmt: skip
        for step in life.steps:
            self.steps.add(*step)
        stands = [] if life.state is State.REJECTED else [head.id]
        to_read = self.mentions and bool(stands)
        self.heard.add(
            life.id, life.reference, force.pk, writer.unit, writer.id, form.kind, form.marking,
            groups, life.state.value, stands, to_read, life.changed_at, life.seen,
        )  # fmt: skip
        if life.places and self.carrying.roads.get(form.kind):
            self.carrying.subjects.add(life.id, life.places)
