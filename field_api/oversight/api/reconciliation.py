"""/api/v1/reconciliations: comparing with what a system holds, and what came of it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.lib.permissions import Steers
from field_api.lib.problems import Problem
from field_api.oversight.actions import reconcile
from field_api.oversight.api.asked import found, moment, officer, said, system
from field_api.oversight.models import Difference, Reconciliation
from field_api.oversight.shapes import (
    HeldApart,
    NoteShape,
    ReconciliationList,
    ReconciliationShape,
    SpanShape,
    WholeReconciliation,
)

MOST, MOST_DIFFERENCES = 100, 1000


class Reconciliations(APIView):
    permission_classes = [Steers]

    @extend_schema(responses=ReconciliationList, operation_id="reconciliations_list")
    def get(self, request: Request) -> Response:
        rows = Reconciliation.objects.visible_to(request.user).select_related("system")
        return Response({"reconciliations": [_run(row) for row in rows.order_by("-pk")[:MOST]]})

    @extend_schema(request=SpanShape, responses={201: ReconciliationShape})
    def post(self, request: Request) -> Response:
        given = said(SpanShape, request)
        row = system(request, given.pop("system"))
        try:
            made = reconcile.start(system=row, by=officer(request), **given)
        except reconcile.Refused as refused:
            raise Problem(409, "not-comparable", "Not begun", str(refused)) from refused
        return Response(_run(made), status=201)


class OneReconciliation(APIView):
    """With the first thousand differences; the export has them all."""

    permission_classes = [Steers]

    @extend_schema(responses=WholeReconciliation, operation_id="reconciliations_read")
    def get(self, request: Request, run: int) -> Response:
        rows = Reconciliation.objects.visible_to(request.user).select_related("system")
        row = found(rows.filter(pk=run).first())
        apart = Difference.objects.visible_to(request.user).filter(reconciliation=row)
        listed = [_difference(one) for one in apart.order_by("what", "pk")[:MOST_DIFFERENCES]]
        return Response({**_run(row), "differences": listed})


class Settle(APIView):
    permission_classes = [Steers]

    @extend_schema(request=NoteShape, responses=HeldApart)
    def post(self, request: Request, run: int, difference: int) -> Response:
        rows = Difference.objects.visible_to(request.user).filter(reconciliation=run)
        row, note = found(rows.filter(pk=difference).first()), said(NoteShape, request)["note"]
        made = reconcile.settle(difference=row, by=officer(request), note=note)
        return Response(_difference(made))


def _run(row: Reconciliation) -> dict[str, Any]:
    moments = {name: moment(getattr(row, name)) for name in ("since", "until", "compared_until")}
    counts = ("ours", "theirs", "missing", "unknown", "different")
    return {
        "id": row.pk,
        "system": row.system.code,
        "state": row.state,
        **moments,
        **{name: getattr(row, name) for name in counts},
        "error": row.error,
    }


def _difference(row: Difference) -> dict[str, Any]:
    return {
        "id": row.pk,
        "what": row.what,
        "key": str(row.key),
        "delivery": str(row.delivery_id) if row.delivery_id else None,
        "ours_sha256": row.ours_sha256,
        "their_sha256": row.their_sha256,
        "reference": row.reference,
        "settled_at": moment(row.settled_at),
        "note": row.note,
    }
