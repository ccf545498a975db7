"""Asking: the question, a leg for each system, and the ledger's row, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from field_api.connectors.models import System
from field_api.connectors.rules import State as SystemState
from field_api.feed import actions as feed
from field_api.feed.rules import Kind as News
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, hints, sql
from field_api.lib.problems import Problem
from field_api.queries.actions import in_process, line, remembering
from field_api.queries.models import Leg, Query
from field_api.queries.rules import legs, reasons
from field_api.queries.rules.asking import Kind, Question, content_hash
from field_api.queries.rules.legs import State, Why
from field_api.watch import actions as watch


@dataclass(frozen=True, slots=True)
class Asked:
    """`legs` as they were set out: all that is known of the question; None where more may be."""

    query: Query
    legs: Sequence[Leg] | None = None


def ask(
    *,
    id: UUID,
    officer: Officer,
    kind: Kind,
    criteria: Mapping[str, str],
    purpose: str,
    reason_code: str,
    place: str,
    linked: UUID | None,
    deadline_ms: int,
    on_behalf_of: str = "",
    session: UUID | None = None,
) -> Asked:
    """Ask every system that answers such questions; returns at once. The same question under the
    same id is the same query, however often it is sent. `session` is the officer's sign-in.

    Raises Problem 409 `id-conflict` when the id already stands for another question.
    """
    question = Question(
        id, kind, criteria, purpose, reason_code, place, linked, deadline_ms, on_behalf_of
    )
    said = content_hash(question, asked_by=officer.login)
    query = _query(question, officer, said, session)
    with feed.work():
        if sql.insert([query], once=True):
            return Asked(query, _set_out(query))
    before = Query.objects.get(pk=id)
    if before.content_hash != said:
        raise Problem(409, "id-conflict", "This id already stands for another question")
    return Asked(before)


def _query(question: Question, officer: Officer, said: str, session: UUID | None) -> Query:
    now = clock.now()
    return Query(
        id=question.id,
        asked_by=officer,
        asked_at=now,
        deadline_at=now + timedelta(milliseconds=question.deadline_ms),
        kind=question.kind.value,
        criteria=dict(question.criteria),
        purpose=question.purpose,
        reason_code=question.reason_code,
        place=question.place,
        originator=reasons.originator(
            collar=officer.collar_number,
            surname=officer.surname,
            reason_code=question.reason_code,
            place=question.place,
        ),
        on_behalf_of=question.on_behalf_of,
        linked=question.linked,
        session=session,
        content_hash=said,
    )


def _set_out(query: Query) -> list[Leg] | None:
    """The legs, where none of them has an answer yet."""
    made = [_leg(query, system, since) for system, since in line.answering(query.asked_at)]
    sql.insert(made)
    waiting = [leg for leg in made if leg.state == State.WAITING.value]
    asked = remembering.give(query, waiting)
    if not asked:
        query.completed_at = query.asked_at
        query.save(update_fields=["completed_at"])
    _record(query, asked)
    feed.tell(recipients=[query.asked_by_id], kind=News.QUERY, doc=query.pk)
    watch.screen_query(
        id=query.pk,
        officer=query.asked_by,
        kind=query.kind,
        criteria=query.criteria,
        place=query.place,
    )
    if asked:
        transaction.on_commit(partial(_wake, query.pk, query.deadline_at), robust=True)
    return made if asked == waiting else None


def _leg(query: Query, system: System, since: datetime | None) -> Leg:
    why = legs.not_asked(
        active=system.state == SystemState.ACTIVE.value,
        answers=query.kind in system.answers_queries,
        suspended=since is not None,
    )
    if why is Why.NONE:
        return Leg(query=query, system=system)
    return Leg(
        query=query,
        system=system,
        state=State.NOT_ASKED.value,
        why=why.value,
        suspended_at=since if why is Why.SUSPENDED else None,
        finished_at=query.asked_at,
    )


def _record(query: Query, asked: list[Leg]) -> None:
    """DPA 2018 s.62: who consulted what, when and why. The terms are kept here because the query is
    erased long before anyone asks "who searched for me?".
    """
    ledger.record(
        act=Act.CONSULTATION,
        actor=query.asked_by.actor,
        subject=f"query:{query.pk}",
        purpose=query.purpose,
        details={
            "kind": query.kind,
            "criteria": query.criteria,
            "reason_code": query.reason_code,
            "originator": query.originator,
            "place": query.place,
            "on_behalf_of": query.on_behalf_of,
            "linked": str(query.linked or ""),
            "systems": [leg.system.code for leg in asked],
        },
    )


def _wake(query_id: UUID, deadline_at: datetime) -> None:
    """One hint, worth nothing after the deadline. If no broker takes it, this process asks."""
    left = (deadline_at - clock.now()).total_seconds()
    hints.send(
        legs.ASK,
        str(query_id),
        queue=legs.QUEUE,
        expires=max(left, 0.1),
        otherwise=partial(in_process.run, query_id),
    )
