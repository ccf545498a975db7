"""Submissions from their first version to where they stand: each move one that the rules allow."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

import orjson
from django.conf import settings

from backend.populate.bodies import CORRECTED, Variant
from backend.populate.carrying import Carrying, Parcel
from backend.populate.lives import Life
from backend.populate.people import Writer
from backend.populate.shape import Drawn
from backend.populate.writing import Sealing, Written, new_id
from field_api.catalogue.rules import Form
from field_api.submissions import rules, sampling
from field_api.submissions.rules import Move, Review, State
from field_api.submissions.sampling import Record, Standing, is_looked_at

Plan = Callable[[datetime, "Life", Mapping[str, str]], None]

_SENT_BACK = {Standing.BEFORE: 0.06, Standing.AFTER: 0.035}
_REJECTED = 0.02
_AGAIN = 1.5  # times as likely, once it was sent back
_MOST = 4  # versions
_CORRECTS = 0.9  # of refusals
_UNCOUNTED = 0.08  # of handsets, an old one that does not count
_REUSED = Drawn({0.0: 5, 0.1: 3, 0.25: 3, 0.5: 1})
_ASKS = ("Say when this was seen.", "Who told you this?", "Say what you did about it.")
_SEEN = {State.APPROVED, State.RELEASED}


class Journeys:
    """What becomes of submissions: written, looked at, sent back, corrected, carried."""

    def __init__(
        self,
        sealing: Sealing,
        carrying: Carrying,
        until: datetime,
        chance: Random,
    ) -> None:
        self.sealing, self.carrying = sealing, carrying
        self.until, self.chance = until, chance
        self.key = sampling.key_of(settings.AUDIT_KEY)
        self.written: dict[tuple[int, str], int] = {}

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
            self._release(life, entry, at, last=not looked)

    def _release(self, life: Life, entry: Written, at: datetime, *, last: bool) -> None:
        """`last`: nobody is to look at it any more."""
        life.places += 1
        life.carried = bool(self.carrying.roads.get(life.form.kind))
        parcel = Parcel(life.form.kind, life.id, life.places, entry.id, life.writer.id)
        life.refused = self.carrying.carry(parcel, at, last=last)

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
            self._release(life, entry, at, last=True)
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
