"""/api/v1/mappings: versions of what systems are told, tried before they are used."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.identity.models import Officer
from field_api.lib.permissions import Configures
from field_api.lib.problems import Fault, Problem
from field_api.mapping import actions, shapes
from field_api.mapping.models import Mapping
from field_api.mapping.rules import value_maps

MOST_LISTED = 200
MOST_TRIED = 200
_CSV = "text/csv; charset=utf-8"

_Made = TypeVar("_Made")


class Mappings(APIView):
    permission_classes = [Configures]

    @extend_schema(
        operation_id="mappings",
        parameters=[OpenApiParameter("system", str), OpenApiParameter("kind", str)],
        responses=shapes.MappingList,
    )
    def get(self, request: Request) -> Response:
        rows = Mapping.objects.select_related("system", "made_by")
        if system := request.query_params.get("system"):
            rows = rows.filter(system__code=system)
        if kind := request.query_params.get("kind"):
            rows = rows.filter(kind=kind)
        newest = rows.order_by("system__code", "kind", "-version").defer("document", "schema")
        return Response({"mappings": [shapes.listed(row) for row in newest[:MOST_LISTED]]})

    @extend_schema(
        operation_id="mapping_draft",
        summary="Keep the next version, not in use",
        request=shapes.Draft,
        responses={201: shapes.WholeMapping},
    )
    def post(self, request: Request) -> Response:
        given = shapes.Draft(data=request.data)
        given.is_valid(raise_exception=True)
        asked = dict(given.validated_data)
        system = System.objects.visible_to(request.user).filter(code=asked.pop("system")).first()
        if system is None:
            raise Problem(404, "not-found", "No such system")
        maps = asked.pop("value_maps")
        made = _allowed(
            lambda: actions.draft(system=system, by=_officer(request), maps=maps, **asked)
        )
        return Response(shapes.whole(made), status=201)


class OneMapping(APIView):
    permission_classes = [Configures]

    @extend_schema(operation_id="mapping", responses=shapes.WholeMapping)
    def get(self, request: Request, id: int) -> Response:
        return Response(shapes.whole(_found(id)))


class Check(APIView):
    permission_classes = [Configures]

    @extend_schema(
        operation_id="mapping_check",
        summary="Try a version on the newest entries and on samples, as activating it does",
        request=shapes.Samples,
        responses=shapes.Checked,
    )
    def post(self, request: Request, id: int) -> Response:
        mapping = _found(id)
        samples = _samples(request, mapping.kind)
        failing = _allowed(lambda: actions.check(mapping, samples=samples))
        return Response({"failing": [shapes.trial(one) for one in failing]})


class Activate(APIView):
    permission_classes = [Configures]

    @extend_schema(
        operation_id="mapping_activate",
        summary="Bring a version into use, in place of the one that is",
        request=shapes.Samples,
        responses=shapes.WholeMapping,
    )
    def post(self, request: Request, id: int) -> Response:
        mapping, by = _found(id), _officer(request)
        samples = _samples(request, mapping.kind)
        now = _allowed(lambda: actions.activate(mapping=mapping, by=by, samples=samples))
        return Response(shapes.whole(now))


class DryRun(APIView):
    permission_classes = [Configures]

    @extend_schema(
        operation_id="mapping_dry_run",
        summary="What a version would change, newest entry first",
        description="Values are shown of entries the officer may review; the ledger keeps which.",
        parameters=[
            OpenApiParameter("after", UUID, description="From the last answer."),
            OpenApiParameter("since", datetime),
            OpenApiParameter("limit", int, description=f"1 to {MOST_TRIED}, 50 unless told."),
        ],
        responses=shapes.Tried,
    )
    def get(self, request: Request, id: int) -> Response:
        asked = request.query_params
        try:
            after = UUID(asked["after"]) if "after" in asked else None
            since = datetime.fromisoformat(asked["since"]) if "since" in asked else None
            limit = int(asked.get("limit", "50"))
        except ValueError:
            limit = 0
        if not 1 <= limit <= MOST_TRIED or (since and since.tzinfo is None):
            raise Problem(400, "malformed-request", "Check after, since and limit")
        run = actions.dry_run(
            mapping=_found(id), by=_officer(request), after=after, since=since, limit=limit
        )
        trials = list(run)
        return Response(
            {
                "trials": [shapes.trial(one) for one in trials],
                "counts": actions.counts(trials),
                "after": str(trials[-1].source) if len(trials) == limit else None,
            }
        )


class ValueMaps(APIView):
    """A spreadsheet out, and the changed one in as the next draft."""

    permission_classes = [Configures]

    @extend_schema(
        operation_id="mapping_value_maps", responses={(200, "text/csv"): OpenApiTypes.STR}
    )
    def get(self, request: Request, id: int) -> HttpResponse:
        return HttpResponse(value_maps.written(_found(id).value_maps), content_type=_CSV)

    @extend_schema(
        operation_id="mapping_value_maps_import",
        summary="The next draft: this version with these value maps",
        request={"text/csv": OpenApiTypes.STR},
        responses={201: shapes.WholeMapping},
    )
    def put(self, request: Request, id: int) -> Response:
        mapping = _found(id)
        try:
            maps = value_maps.read(request.body.decode())
        except RequestDataTooBig:
            raise Problem(413, "too-large", "The table is too large") from None
        except (UnicodeDecodeError, value_maps.Unreadable) as fault:
            raise Problem(422, "csv-refused", "The table can't be taken", str(fault)) from None
        made = _allowed(
            lambda: actions.draft(
                system=mapping.system,
                kind=mapping.kind,
                engine=mapping.engine,
                document=mapping.document,
                schema=mapping.schema,
                note=mapping.note,
                maps=maps,
                by=_officer(request),
            )
        )
        return Response(shapes.whole(made), status=201)


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)  # the permission lets nobody else in


def _found(id: int) -> Mapping:
    found = Mapping.objects.select_related("system", "made_by").filter(pk=id).first()
    if found is None:
        raise Problem(404, "not-found", "No such mapping")
    return found


def _samples(request: Request, kind: str) -> list[actions.Released]:
    given = shapes.Samples(data=request.data)
    given.is_valid(raise_exception=True)
    return [_sample(one, kind) for one in given.validated_data["samples"]]


def _sample(one: dict[str, Any], kind: str) -> actions.Released:
    document, markings = one["document"], one["markings"]
    if not isinstance(document, dict) or not isinstance(markings, dict):
        raise Problem(400, "malformed-request", "A sample is {document, markings}")
    return actions.Released(
        revision=uuid4(),
        subject=uuid4(),
        kind=kind,
        force="",
        marking=str(document.get("marking", "")),
        document=document,
        markings=markings,
    )


def _allowed(act: Callable[[], _Made]) -> _Made:
    """What the action makes, or why it does not, as a problem."""
    try:
        return act()
    except actions.Unfit as unfit:
        raise _problem("mapping-unfit", "It can't be used as it stands", unfit.faults) from None
    except actions.NotValid as failed:
        faults = [fault for one in failed.trials for fault in one.faults][:MOST_TRIED]
        raise _problem("mapping-not-valid", str(failed), faults) from None
    except actions.NothingToTry:
        title = "There is no entry of this kind to try it on: give samples"
        raise Problem(422, "nothing-to-try", title) from None
    except actions.NotAllowed as refusal:
        raise Problem(409, "not-now", str(refusal)) from None


def _problem(code: str, title: str, faults: list[FieldFault]) -> Problem:
    errors = [Fault(one.pointer, code, one.text) for one in faults]
    return Problem(422, code, title, errors=errors)
