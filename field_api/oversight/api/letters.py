"""/api/v1/letters, …/deliveries/<id>/vouch and skip, …/submissions/<id>/trace, …/tasks."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.delivery.actions import steer
from field_api.delivery.actions import tasks as todos
from field_api.delivery.models import Task
from field_api.delivery.rules import Todo
from field_api.lib.permissions import Oversees, SignedIn, Steers
from field_api.lib.problems import Problem
from field_api.oversight.actions import letters as dead
from field_api.oversight.actions import tracing
from field_api.oversight.actions.letters import Group
from field_api.oversight.actions.tracing import Leg
from field_api.oversight.api.asked import moment, officer, said
from field_api.oversight.shapes import (
    MOST_AT_ONCE,
    LetterGroups,
    LetterIds,
    NoteShape,
    ReasonShape,
    SettledDelivery,
    TaskList,
    TaskShape,
    TraceShape,
    VouchShape,
)
from field_api.submissions.models import Submission

MOST = 200


class Letters(APIView):
    permission_classes = [Oversees]

    @extend_schema(responses=LetterGroups, operation_id="letters_list")
    def get(self, request: Request) -> Response:
        return Response({"groups": [_group(one) for one in dead.groups(officer(request))]})


class OneGroup(APIView):
    permission_classes = [Oversees]

    @extend_schema(responses=LetterIds, operation_id="letters_read")
    def get(self, request: Request, key: str) -> Response:
        one = dead.group(officer(request), key)
        if one is None:
            raise Problem(404, "not-found", "Not found")
        ids = dead.within(officer(request), one).values_list("pk", flat=True)[:MOST_AT_ONCE]
        return Response({**_group(one), "deliveries": [str(pk) for pk in ids]})


class Vouch(APIView):
    """Settle a doubt by what the system's own people say."""

    permission_classes = [Steers]

    @extend_schema(request=VouchShape, responses=SettledDelivery)
    def post(self, request: Request, delivery: UUID) -> Response:
        given = said(VouchShape, request)
        arrived = given.pop("outcome") == "delivered"
        row = steer.vouch(delivery=delivery, by=officer(request), arrived=arrived, **given)
        return Response({"id": str(row.pk), "state": row.state})


class Skip(APIView):
    """Give a delivery up, so that its lane moves on."""

    permission_classes = [Steers]

    @extend_schema(request=ReasonShape, responses=SettledDelivery)
    def post(self, request: Request, delivery: UUID) -> Response:
        given = said(ReasonShape, request)
        row = steer.skip(delivery=delivery, by=officer(request), **given)
        return Response({"id": str(row.pk), "state": row.state})


class Trace(APIView):
    permission_classes = [Oversees]

    @extend_schema(responses=TraceShape)
    def get(self, request: Request, submission: UUID) -> Response:
        found = tracing.trace(submission=submission, officer=officer(request))
        if found is None:
            raise Problem(404, "not-found", "Not found")
        legs = [_leg(leg) for _, legs in found.lanes for leg in legs]
        reference = found.submission.reference
        return Response({"submission": str(submission), "reference": reference, "legs": legs})


class Tasks(APIView):
    permission_classes = [SignedIn]

    @extend_schema(
        parameters=[OpenApiParameter("todo", str, enum=[todo.value for todo in Todo])],
        responses=TaskList,
    )
    def get(self, request: Request) -> Response:
        rows = Task.objects.visible_to(request.user).open().select_related("delivery__system")
        if todo := request.query_params.get("todo"):
            rows = rows.filter(todo=todo)
        return Response({"tasks": _tasks(request, list(rows.order_by("created_at")[:MOST]))})


class Done(APIView):
    permission_classes = [SignedIn]

    @extend_schema(request=NoteShape, responses=TaskShape)
    def post(self, request: Request, task: int) -> Response:
        row = todos.done(task=task, by=officer(request), note=said(NoteShape, request)["note"])
        return Response(_tasks(request, [row])[0])


def _group(one: Group) -> dict[str, Any]:
    return {
        "key": one.key,
        "system": one.system.code,
        "state": one.state.value,
        "reason": one.reason,
        "mapping": one.mapping.pk if one.mapping else None,
        "mapping_version": one.mapping.version if one.mapping else None,
        "count": one.count,
        "oldest_at": moment(one.oldest),
        "sample": str(one.sample),
    }


def _leg(one: Leg) -> dict[str, Any]:
    row = one.delivery
    return {
        "delivery": str(row.pk),
        "system": row.system.code,
        "version": row.lane_seq,
        "generation": row.generation,
        "state": row.state,
        "held_behind": one.held_by.lane_seq if one.held_by else None,
        "key": str(row.key),
        "sha256": row.payload_sha256,
        "mapping_version": row.mapping.version if row.mapping else None,
        "removed": one.removed,
        "ref": row.remote_ref,
        "reason": row.reason,
        "steps": _steps(one),
    }


def _steps(one: Leg) -> list[dict[str, Any]]:
    steps = [
        {
            "step": step.step,
            "outcome": step.outcome,
            "reason": step.reason,
            "duration_ms": step.duration_ms,
            "at": moment(step.finished_at),
        }
        for step in one.attempts
    ]
    answers = [
        {
            "step": "answer",
            "outcome": answer.said,
            "reason": "",
            "duration_ms": None,
            "at": moment(answer.received_at),
        }
        for answer in one.callbacks
    ]
    return sorted([*steps, *answers], key=lambda step: str(step["at"]))


def _tasks(request: Request, rows: list[Task]) -> list[dict[str, Any]]:
    seen = Submission.objects.visible_to(request.user)
    readable = set(
        seen.filter(pk__in=[row.delivery.subject_id for row in rows]).values_list("pk", flat=True)
    )
    return [_task(row, row.delivery.subject_id in readable) for row in rows]


def _task(row: Task, readable: bool) -> dict[str, Any]:
    """What a system said of the content is for those who may read the entry."""
    return {
        "id": row.pk,
        "todo": row.todo,
        "delivery": str(row.delivery_id),
        "system": row.delivery.system.code,
        "subject": str(row.delivery.subject_id),
        "pointer": row.pointer if readable else "",
        "text": row.text if readable else "",
        "created_at": moment(row.created_at),
        "done_at": moment(row.done_at),
        "note": row.note,
    }
