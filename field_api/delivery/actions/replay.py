"""Sending again, deliberately: ordered by one person, seconded by another, done in portions."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery.actions import tasks
from field_api.delivery.actions.again import Again, Terms, prepared, refusals
from field_api.delivery.actions.drain import nudge
from field_api.delivery.actions.holding import may_be_there
from field_api.delivery.actions.scopes import SLICE, Scope, count, portion
from field_api.delivery.models import Delivery, Payload, Replay
from field_api.delivery.rules import FOR_A_PERSON, QUEUE, SLICE_SECONDS, ReplayState, State, Todo
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import hints
from field_api.lib.problems import Problem

REPLAY = "delivery.replay"
REPLAY_ALONE = 50
"""More than this waits for a second person."""
REPLAY_MOST = 10_000

_GIVES_WAY = (*FOR_A_PERSON, State.AWAITING)


def order(
    *,
    system: System,
    scope: Scope,
    by: Officer,
    reason: str,
    fresh_key: bool = False,
    rerender: bool = False,
) -> Replay:
    """Order these to be sent again, as far as they are of the officer's force. Up to fifty go at
    once, more wait for a second person. The same order given twice while the first is not done is
    one order.

    Raises Problem 422 without a reason, for an empty scope or more than 10,000 deliveries; 409
    where the scope holds none.
    """
    scope.check()
    said = _said(reason)
    with transaction.atomic():
        # The lock makes a second click wait, and then find what the first has ordered.
        named = System.objects.select_for_update(no_key=True).get(pk=system.pk)
        terms = {"fresh_key": fresh_key, "rerender": rerender}
        if waiting := _same(named, scope, by, terms):
            return waiting
        total = count(named, scope, by=by, most=REPLAY_MOST)
        _check_size(total)
        replay = Replay.objects.create(
            system=named,
            scope={**_until(scope).stored(), "asked": scope.stored()},
            reason=said,
            state=_first_state(total),
            total=total,
            requested_by=by,
            **terms,
        )
        _record(replay, by, "order replay", purpose=said)
        _go_on(replay)
        return replay


def _said(reason: str) -> str:
    if not reason.strip():
        raise Problem(422, "reason-needed", "Say why")
    return reason.strip()[:300]


def _same(system: System, scope: Scope, by: Officer, terms: dict[str, bool]) -> Replay | None:
    live = [ReplayState.WAITING.value, ReplayState.RUNNING.value]
    same = Replay.objects.visible_to(by).filter(system=system, state__in=live, **terms)
    return same.filter(scope__asked=scope.stored()).first()


def _check_size(total: int) -> None:
    if total == 0:
        raise Problem(409, "nothing-to-send", "Nothing there can be sent again")
    if total > REPLAY_MOST:
        detail = f"At most {REPLAY_MOST} at a time: choose a shorter time."
        raise Problem(422, "replay-too-large", "Too many", detail)


def _first_state(total: int) -> str:
    alone = total <= REPLAY_ALONE
    return (ReplayState.RUNNING if alone else ReplayState.WAITING).value


def _until(scope: Scope) -> Scope:
    """What is rejected while the replay runs, its own deliveries too, is not part of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")  # as `settled_at` is: hosts' clocks differ
        (now,) = cursor.fetchone()
    return replace(scope, until=min(scope.until, now) if scope.until else now)


def second(*, replay: int, by: Officer) -> Replay:
    """Let a large replay begin. Raises Problem 404, 403 to whoever ordered it, 409 if it began."""
    with transaction.atomic():
        row = _locked(replay, by)
        if row.state != ReplayState.WAITING.value:
            raise Problem(409, "not-waiting", "This replay does not wait for anybody")
        if row.requested_by_id == by.pk:
            raise Problem(403, "own-replay", "Nobody seconds their own replay")
        row.state, row.seconded_by = ReplayState.RUNNING.value, by
        Replay.objects.filter(pk=row.pk).update(state=row.state, seconded_by=by, seconded_at=Now())
        _record(row, by, "second replay")
        _go_on(row)
        return row


def stop(*, replay: int, by: Officer, reason: str) -> Replay:
    """End a replay after the portion that is just being made; what was made is sent. Raises Problem
    404, 409 where it has ended, 422 without a reason.
    """
    said = _said(reason)
    with transaction.atomic():
        row = _locked(replay, by)
        if row.state not in (ReplayState.WAITING.value, ReplayState.RUNNING.value):
            raise Problem(409, "replay-ended", "This replay has ended")
        row.state = ReplayState.STOPPED.value
        Replay.objects.filter(pk=row.pk).update(state=row.state, ended_at=Now())
        _record(row, by, "stop replay", purpose=said)
        return row


def _locked(replay: int, by: Officer) -> Replay:
    rows = Replay.objects.visible_to(by).select_related("system")
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=replay).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row


def _record(row: Replay, by: Officer, verb: str, *, purpose: str = "") -> None:
    terms = {"fresh_key": row.fresh_key, "rerender": row.rerender}
    ledger.record(
        act=Act.DECISION,
        actor=by.actor,
        subject=f"system:{row.system.code}",
        purpose=purpose,
        details={"verb": verb, "replay": row.pk, "total": row.total, **terms},
    )


def _go_on(replay: Replay) -> None:
    if replay.state == ReplayState.RUNNING.value:
        transaction.on_commit(_hint(replay.pk), robust=True)


def _hint(replay: int) -> Callable[[], None]:
    def send() -> None:
        hints.send(REPLAY, replay, queue=QUEUE)

    return send


def unfinished() -> list[int]:
    """Hint that replays under way go on; their ids."""
    found = Replay.objects.filter(state=ReplayState.RUNNING.value).order_by("pk")
    replays = list(found.values_list("pk", flat=True))
    for replay in replays:
        hints.send(REPLAY, replay, queue=QUEUE, otherwise=_by_ourselves(replay))
    return replays


def _by_ourselves(replay: int) -> Callable[[], int]:
    return lambda: run(replay)


def run(replay: int, *, seconds: float = SLICE_SECONDS) -> int:
    """Make deliveries of a replay for about `seconds`, in portions of a transaction each; how many
    were made. The next sweep goes on with it, also where a run was cut short; of two runs at once
    one steps aside. The system's own limits decide how fast they then go out.
    """
    ends, made = monotonic() + seconds, 0
    while monotonic() < ends:
        more = _portion(replay)
        if more is None:
            return made
        made += more
    return made


def _portion(replay: int) -> int | None:
    """How many were made; None when there is nothing more to do here."""
    with feed.work():
        running = Replay.objects.select_for_update(
            of=("self",), no_key=True, skip_locked=True
        ).select_related("system", "requested_by__force")
        row = running.filter(pk=replay, state=ReplayState.RUNNING.value).first()
        if row is None:
            return None
        scope, terms = Scope.of(row.scope), Terms(row.fresh_key, row.rerender)
        rows = portion(row.system, scope, by=row.requested_by, after=row.after, size=SLICE)
        if not rows:
            Replay.objects.filter(pk=row.pk).update(state=ReplayState.DONE.value, ended_at=Now())
            return None
        made = _make(row.system, rows, terms)
        Replay.objects.filter(pk=row.pk).update(
            after=rows[-1].pk,
            made=F("made") + len(made),
            skipped=F("skipped") + len(rows) - len(made),
        )
        return len(made)


def _make(system: System, rows: Sequence[Delivery], terms: Terms) -> list[Again]:
    made, _ = prepared(rows, terms)
    # From here on no lane moves: claims wait for this row, and a version that goes back into its
    # lane must be seen by whoever claims the next one.
    connectors.hold(system)
    now = _unchanged([one.was for one in made])
    late = refusals(now, terms)
    going = [one for one in made if one.was.pk in {row.pk for row in now} - set(late)]
    Delivery.objects.bulk_create([one.now for one in going])
    Payload.objects.bulk_create([one.payload for one in going])
    for one in going:
        _give_way(one)
        feed.tell(recipients=one.was.tell, kind=Kind.SUBMISSION, doc=one.was.subject_id)
    tasks.ends([one.was for one in going], [Todo.ASK], "sent again")
    nudge({system.pk})
    return going


def _unchanged(rows: Sequence[Delivery]) -> list[Delivery]:
    """Those of them that are still as they were read, locked."""
    was = {row.pk: row.state for row in rows}
    found = Delivery.objects.filter(pk__in=was).select_related("system", "payload")
    locked = found.select_for_update(of=("self",), no_key=True).order_by("pk")
    return [row for row in locked if row.state == was[row.pk]]


def _give_way(one: Again) -> None:
    """The old delivery stays as it ended, but waits for nobody any more and holds up no lane."""
    was = one.was
    if State(was.state) not in _GIVES_WAY:
        return
    said = f"sent again as generation {one.now.generation} ({was.state}: {was.reason})"
    changed: dict[str, Any] = {"state": State.CANCELLED.value, "reason": said[:300]}
    # Doubt stays written down: an erasure must name this key as well.
    Delivery.objects.filter(pk=was.pk).update(**changed, ask_first=may_be_there(was))
