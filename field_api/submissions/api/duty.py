"""/api/v1/duty: what an officer filed in a shift."""

from collections.abc import Mapping
from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.submissions.actions import duty
from field_api.submissions.actions.duty import Shift
from field_api.submissions.shapes import SubmissionAuthor, SubmissionClock


class DutyDelivery(s.Serializer[object]):
    system = s.CharField()
    name = s.CharField()
    state = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # declared fields leave the class
    ref = s.CharField(help_text="The system's own reference: the receipt.")
    at = s.DateTimeField()


class DutyMade(s.Serializer[object]):
    typed = s.IntegerField()
    chosen = s.IntegerField()
    reused = s.IntegerField(help_text="From another entry, a record, or the narrative.")
    filled = s.IntegerField(help_text="By the handset itself: the time, the officer's name.")
    said = s.CharField(help_text="`typed 12, chosen 8, reused 9`.")


class DutyEntry(s.Serializer[object]):
    id = s.UUIDField()
    reference = s.CharField()
    kind = s.CharField()
    title = s.CharField()
    state = s.CharField()
    state_label = s.CharField()
    review_state = s.ChoiceField(["none", "waiting", "done"])
    written_at = s.DateTimeField(allow_null=True)
    received_at = s.DateTimeField()
    clock = SubmissionClock(allow_null=True)
    attachments_pending = s.IntegerField()
    deliveries = s.ListField(child=DutyDelivery())
    attention = s.ListField(child=s.CharField(), help_text="Why to look at it first.")
    made = DutyMade(allow_null=True, help_text="How its fields came to be; null if not counted.")


class DutyDevice(s.Serializer[object]):
    id = s.UUIDField(help_text="The installation.")
    name = s.CharField()
    notebook = s.CharField()
    revoked = s.BooleanField()
    brought = s.IntegerField(help_text="Entries of this shift.")
    missing = s.IntegerField(help_text="Written before the last one brought, and not brought.")
    heard_at = s.DateTimeField(allow_null=True)
    skew_ms = s.IntegerField(help_text="The furthest its clock was off in this shift.")
    clock = s.CharField(help_text="`device clock 4 min fast`; empty when not flagged.")


DutyReport = type(
    "DutyReport",
    (s.Serializer,),
    {
        "officer": SubmissionAuthor(),
        "from": s.DateTimeField(),  # no name a class body could give it
        "to": s.DateTimeField(),
        "made_at": s.DateTimeField(),
        "filed": s.ListField(child=DutyEntry(), help_text="What needs somebody first."),
        "more": s.IntegerField(),
        "unread": s.IntegerField(help_text="Entries kept that could not be read."),
        "devices": s.ListField(child=DutyDevice()),
        "made": DutyMade(allow_null=True, help_text="Of all filed."),
    },
)


class Duty(APIView):
    """Your own report, or that of an officer you cover."""

    @extend_schema(
        operation_id="duty_report",
        parameters=[
            OpenApiParameter("from", str, description="ISO 8601; 16 hours ago unless said."),
            OpenApiParameter("to", str, description="Now unless said; at most 31 days later."),
            OpenApiParameter("officer", str, description="A login; your own unless said."),
        ],
        responses=DutyReport,
    )
    def get(self, request: Request) -> Response:
        reader = cast(Officer, request.user)
        shift = _shift(request.query_params)
        return Response(duty.report(officer=_asked(request, reader), reader=reader, shift=shift))


def _asked(request: Request, reader: Officer) -> Officer:
    login = request.query_params.get("officer", reader.login)
    if login == reader.login:
        return reader
    for officer in duty.covered_by(reader):
        if officer.login == login:
            return officer
    raise Problem(404, "not-found", "Not found")


def _shift(asked: Mapping[str, Any]) -> Shift:
    default = duty.last_shift()
    try:
        start, end = (
            clock.parse(asked[name]) if asked.get(name) else None for name in ("from", "to")
        )
        if start and not end:
            return Shift(start, max(start, min(start + duty.LONGEST, default.end)))
        return Shift(start or (end or default.end) - duty.SHIFT, end or default.end)
    except (ValueError, OverflowError):
        detail = (
            "A shift ends after it starts, and within 31 days; both by ISO 8601 with an offset."
        )
        raise Problem(400, "malformed-request", "No such shift", detail) from None
