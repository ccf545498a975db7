"""/api/v1/callbacks/<system>: what a system says later about an entry it was given, and signs."""

import re

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.connectors.actions.signatures import signed_by
from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery.actions.answers import Said, heard
from field_api.delivery.rules import State
from field_api.lib.parsing import BoundedJSON
from field_api.lib.problems import Fault, Problem
from field_api.lib.signed import Signed

_MESSAGE = re.compile(r"[!-~]{1,200}")


class SignedAnswer(Signed):
    max_bytes = 64 << 10
    scheme = "standardWebhooks"

    def signer(self, request: Request, code: str, body: bytes) -> System | None:
        system = signed_by(code=code, body=body, headers=request.headers)
        return system if _MESSAGE.fullmatch(request.headers.get("webhook-id", "")) else None


class CallbackFault(s.Serializer[object]):
    field = s.CharField(
        max_length=200,
        allow_blank=True,
        help_text="JSON pointer into what was handed over; empty for all of it.",
    )
    message = s.CharField(max_length=300)


class CallbackAnswer(s.Serializer[object]):
    key = s.UUIDField(help_text="The Idempotency-Key under which the entry was handed over.")
    outcome = s.ChoiceField(["accepted", "rejected"])
    reference = s.CharField(max_length=200, required=False, default="", allow_blank=True)
    errors = s.ListField(  # type: ignore[assignment]  # declared fields leave the class
        child=CallbackFault(), required=False, default=list, max_length=50
    )


class CallbackHeard(s.Serializer[object]):
    key = s.UUIDField()
    state = s.ChoiceField([state.value for state in State])


class Callbacks(APIView):
    """The same message, or the same word about the same entry, may come as often as it likes."""

    authentication_classes = [SignedAnswer]
    parser_classes = [BoundedJSON]

    @extend_schema(request=CallbackAnswer, responses=CallbackHeard, operation_id="callbacks_hear")
    def post(self, request: Request, system: str) -> Response:
        row = heard(system=request.auth, said=_said(request))  # type: ignore[arg-type]
        return Response({"key": str(row.key), "state": row.state})


def _said(request: Request) -> Said:
    given = CallbackAnswer(data=request.data)
    try:
        given.is_valid(raise_exception=True)
    except ValidationError:
        faults = [Fault(f"/{name}", "invalid", "Not as described.") for name in _names(given)]
        raise Problem(422, "not-an-answer", "Not an answer", errors=faults) from None
    answer = given.validated_data
    return Said(
        message=request.headers["webhook-id"],
        key=answer["key"],
        accepted=answer["outcome"] == "accepted",
        reference=_line(answer["reference"]),
        faults=tuple(
            FieldFault(_line(one["field"]), _line(one["message"])) for one in answer["errors"]
        ),
    )


def _names(given: s.Serializer[object]) -> list[str]:
    return sorted(given.errors)


def _line(text: str) -> str:
    """A system's words are shown to people: one line, no control characters."""
    return "".join(c if c.isprintable() else " " for c in text).strip()
