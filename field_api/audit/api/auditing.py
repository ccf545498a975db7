"""/api/v1/audit: searching the ledger, findings, answers, reports. For auditors alone.

Searches come by POST: what they look for may name a person, and addresses are logged.
"""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.audit import shapes
from field_api.audit.actions import (
    answering,
    answers,
    concluding,
    disclosures,
    searching,
    subject_access,
)
from field_api.audit.api.asked import officer, read
from field_api.audit.rules.words import Concluded
from field_api.lib.permissions import Audits
from field_api.lib.problems import Problem


class Events(APIView):
    permission_classes = [Audits]

    @extend_schema(
        operation_id="audit_search",
        summary="Events of the ledger, newest first; the search is itself recorded",
        request=shapes.FiltersShape,
        responses=shapes.Events,
    )
    def post(self, request: Request) -> Response:
        given = read(shapes.FiltersShape, request)
        page = searching.search(
            by=officer(request), filters=given.filters(), after=given.validated_data["after"]
        )
        events = [searching.shown(event) for event in page.events]
        return Response({"events": events, "after": page.after})


class Findings(APIView):
    permission_classes = [Audits]

    @extend_schema(
        operation_id="audit_findings",
        parameters=[
            OpenApiParameter("state", str, enum=[*(one.value for one in Concluded), "all"])
        ],
        responses=shapes.Findings,
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params.get("state", Concluded.OPEN.value)
        try:
            state = None if asked == "all" else Concluded(asked)
        except ValueError:
            raise Problem(400, "malformed-request", "There is no such state") from None
        return Response({"findings": concluding.listed(by=officer(request), state=state)})


class OneFinding(APIView):
    permission_classes = [Audits]

    @extend_schema(operation_id="audit_finding", responses=shapes.WholeFinding)
    def get(self, request: Request, finding: int) -> Response:
        return Response(concluding.one(by=officer(request), finding=finding))


class Conclude(APIView):
    permission_classes = [Audits]

    @extend_schema(
        operation_id="audit_conclude",
        request=shapes.ConclusionShape,
        responses=shapes.WholeFinding,
    )
    def post(self, request: Request, finding: int) -> Response:
        given = read(shapes.ConclusionShape, request).validated_data
        concluding.conclude(
            by=officer(request),
            finding=finding,
            state=Concluded(given["state"]),
            conclusion=given["conclusion"],
        )
        return Response(concluding.one(by=officer(request), finding=finding))


class Answers(APIView):
    """What officers answered, and what they left for seven days."""

    permission_classes = [Audits]

    @extend_schema(operation_id="audit_answers", responses=shapes.Answers)
    def get(self, request: Request) -> Response:
        return Response({"answers": answers.listed(by=officer(request))})


class Judge(APIView):
    permission_classes = [Audits]

    @extend_schema(operation_id="audit_judge", request=shapes.JudgementShape, responses={204: None})
    def post(self, request: Request, sample: int) -> Response:
        given = read(shapes.JudgementShape, request).validated_data
        answering.judge(
            sample=sample,
            by=officer(request),
            judged=Concluded(given["judged"]),
            note=given["note"],
        )
        return Response(status=204)


class SubjectAccess(APIView):
    permission_classes = [Audits]

    @extend_schema(
        operation_id="audit_subject_access",
        summary="All that names a person (DPA 2018 s.45), and what cannot be found",
        request=shapes.PersonTerms,
        responses=shapes.SubjectAccess,
    )
    def post(self, request: Request) -> Response:
        given = read(shapes.PersonTerms, request)
        number = given.validated_data["request"]
        return Response(
            subject_access.report(by=officer(request), terms=given.terms(), request=number)
        )


class Disclosures(APIView):
    permission_classes = [Audits]

    @extend_schema(
        operation_id="audit_disclosures",
        summary="What was handed to whom (DPA 2018 s.62)",
        request=shapes.DisclosuresShape,
        responses=shapes.Disclosures,
    )
    def post(self, request: Request) -> Response:
        given = read(shapes.DisclosuresShape, request).validated_data
        return Response(disclosures.report(by=officer(request), **given))


class Processing(APIView):
    permission_classes = [Audits]

    @extend_schema(
        operation_id="audit_processing",
        summary="The record of processing (DPA 2018 s.61), from forms, routes and tables",
        responses=shapes.Processing,
    )
    def get(self, request: Request) -> Response:
        return Response(disclosures.processing(by=officer(request)))
