"""/api/v1/ledger: what a witness asks and says."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.ledger import actions as ledger
from field_api.ledger import shapes
from field_api.ledger.actions import keys
from field_api.ledger.actions.proofs import NoSuchTree, NotSealed
from field_api.ledger.models import Event
from field_api.lib import es256
from field_api.lib.problems import Problem


class Newest(APIView):
    """The newest checkpoint, of this moment: what answers carry may be two seconds old."""

    accepts_stale_token = True

    @extend_schema(responses=shapes.Checkpoint, operation_id="ledger_checkpoint")
    def get(self, request: Request) -> Response:
        return Response({"checkpoint": ledger.latest() or None, "keys": list(keys.known())})


class Consistency(APIView):
    """That the tree of `to` leaves begins with the tree of `from` (RFC 9162 §2.1.4)."""

    accepts_stale_token = True

    @extend_schema(
        parameters=[
            OpenApiParameter("from", int, required=True, description="The older size."),
            OpenApiParameter("to", int, required=True, description="The newer size."),
        ],
        responses=shapes.Grown,
        operation_id="ledger_consistency",
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        try:
            old, new = int(asked.get("from", "")), int(asked.get("to", ""))
        except ValueError:
            raise _malformed("Give from and to as numbers") from None
        try:
            proof = ledger.consistency(old=old, new=new)
        except NoSuchTree:
            raise Problem(404, "no-such-tree", "The tree has no such sizes") from None
        return Response({"proof": [es256.b64(part) for part in proof]})


class Inclusion(APIView):
    """That an act of the asker, or the receipt of their entry, is sealed (RFC 9162 §2.1.3)."""

    @extend_schema(
        parameters=[
            OpenApiParameter("event", int, description="Number of an event, as receipts give it."),
            OpenApiParameter("entry", UUID, description="An own entry."),
        ],
        responses=shapes.Included,
        operation_id="ledger_inclusion",
    )
    def get(self, request: Request) -> Response:
        asked = _what(request)
        try:
            found = ledger.inclusion(actor=_actor(request), **asked)
        except Event.DoesNotExist:
            raise Problem(404, "not-found", "There is no such event of yours") from None
        except NotSealed:
            again = {"Retry-After": "10"}
            raise Problem(409, "not-sealed-yet", "Ask again shortly", headers=again) from None
        return Response(
            {
                "event": found.event,
                "text": found.text,
                "position": found.position,
                "size": found.size,
                "proof": [es256.b64(part) for part in found.proof],
                "checkpoint": found.note,
            }
        )


class Contradictions(APIView):
    """A handset keeps a checkpoint that this server's record does not grow from."""

    accepts_stale_token = True

    @extend_schema(
        request=shapes.Contradiction,
        responses={201: shapes.Heard},
        operation_id="ledger_contradiction",
    )
    def post(self, request: Request) -> Response:
        given = shapes.Contradiction(data=request.data)
        given.is_valid(raise_exception=True)
        found = ledger.contradict(actor=_actor(request), **given.validated_data)
        return Response({"what": found.what}, status=201)


def _actor(request: Request) -> str:
    return str(getattr(request.user, "actor", ""))


def _what(request: Request) -> dict[str, Any]:
    asked = request.query_params
    try:
        if asked.get("entry"):
            return {"entry": UUID(asked["entry"])}
        event = int(asked.get("event", ""))
    except ValueError:
        raise _malformed("Name an event or an entry") from None
    if not 0 < event < 2**63:
        raise _malformed("Name an event or an entry")
    return {"event": event}


def _malformed(title: str) -> Problem:
    return Problem(400, "malformed-request", title)
