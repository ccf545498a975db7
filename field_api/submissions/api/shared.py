"""/api/v1/submissions/shared: what agreements with other forces let an officer read."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.submissions.actions.shared import from_others, shared
from field_api.submissions.api.fresh import check_fresh
from field_api.submissions.shapes import SubmissionList

MOST = 50
"""The newest. Each is recorded as disclosed, so nobody is shown more than they may look through."""


class SharedSubmissions(APIView):
    """What other forces share with the officer's, the newest first."""

    @extend_schema(operation_id="submissions_shared", responses=SubmissionList)
    def get(self, request: Request) -> Response:
        officer = cast(Officer, request.user)
        ids = from_others(officer=officer, most=MOST)
        check_fresh(request, ids)
        return Response({"submissions": shared(officer=officer, ids=ids)})
