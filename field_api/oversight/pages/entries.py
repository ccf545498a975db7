"""/console/entries/<submission>/: one entry on its way to every system."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from field_api.connectors.rules import State as SystemState
from field_api.delivery.models import Attempt, Callback, Delivery
from field_api.delivery.rules import State, Todo
from field_api.oversight.actions import tracing
from field_api.oversight.actions.tracing import Leg
from field_api.oversight.pages import frame
from field_api.oversight.pages.letters import titles_by_kind
from field_api.oversight.pages.words import ADVICE, TODOS, ahead, look, moment

STEPS = {"send": "Sent", "lookup": "Asked for it"}
OUTCOMES = {
    "delivered": ("accepted", "good"),
    "taken": ("taken, to be decided later", "info"),
    "rejected": ("rejected", "bad"),
    "credentials": ("it does not know us", "bad"),
    "busy": ("busy", "warn"),
    "not_sent": ("not reached, nothing went out", "warn"),
    "uncertain": ("no clear answer", "warn"),
    "refused": ("not sent: our own rule forbids it", "warn"),
    "found": ("it has it", "good"),
    "pending": ("it has it and has not decided", "info"),
    "turned_down": ("it turned it down", "bad"),
    "absent": ("it does not have it", "info"),
    "unknown": ("it could not say", "warn"),
}
STANDING = {"due": "waiting", "sending": "being sent", "poisoned": "set aside"}


@frame.page
def entry(request: HttpRequest, submission: UUID) -> HttpResponse:
    found = tracing.trace(submission=submission, officer=frame.officer(request))
    if found is None:
        return frame.missing(request, "entry", tab="")
    kind = found.submission.kind
    context = {
        "submission": found.submission,
        "title": titles_by_kind().get(kind, kind),
        "lanes": [(system, [leg(one) for one in legs]) for system, legs in found.lanes],
    }
    return frame.shown(request, "entry", context, tab="")


def leg(one: Leg) -> dict[str, Any]:
    """A leg in words."""
    row = one.delivery
    return {
        "is": row,
        **look(row.state),
        "version": version(row),
        "waits": _waits(one),
        "advice": ADVICE.get(State(row.state), ""),
        "steps": _steps(one),
        "removed": one.removed,
        "tasks": [{"is": todo, "label": TODOS[Todo(todo.todo)]} for todo in one.tasks],
        "at": moment(row.settled_at or row.created_at),
    }


def version(row: Delivery) -> str:
    """`Version 2`, and which time it is sent where that is not the first."""
    again = f", time {row.generation}" if row.generation > 1 else ""
    return f"Version {row.lane_seq}{again}"


def _waits(one: Leg) -> str:
    """What an open delivery waits for, the first thing that is true."""
    row, before = one.delivery, one.held_by
    if before is not None:
        state = STANDING.get(before.state, before.state)
        return f"Held behind version {before.lane_seq}: {state}"
    if one.is_paused:
        word = "draining" if row.system.state == SystemState.DRAINING.value else "paused"
        return f"{row.system.name} is {word}"
    if row.state == State.DUE.value and row.tries:
        return f"Next try {ahead(row.due_at)}" + (", asking first" if row.ask_first else "")
    return ""


def _steps(one: Leg) -> list[dict[str, Any]]:
    """What was said between us and the system, in order, its later answers among it."""
    attempts = [(step.finished_at, _attempt(step)) for step in one.attempts]
    answers = [(said.received_at, _answer(said)) for said in one.callbacks]
    return [step for _, step in sorted([*attempts, *answers], key=lambda pair: pair[0])]


def _attempt(step: Attempt) -> dict[str, Any]:
    said, tone = OUTCOMES.get(step.outcome, (step.outcome, "quiet"))
    status = f"status {step.status}" if step.status else ""
    return {
        "what": STEPS.get(step.step, step.step),
        "said": said,
        "tone": tone,
        "at": step.finished_at,
        "more": ", ".join(filter(None, (status, step.reason))),
        "ms": step.duration_ms,
    }


def _answer(said: Callback) -> dict[str, Any]:
    shown = look(said.said)
    return {
        "what": "It answered",
        "said": shown["label"].lower(),
        "tone": shown["tone"],
        "at": said.received_at,
        "more": "",
        "ms": None,
    }
