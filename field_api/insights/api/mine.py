"""/api/v1/insights/mine: what an officer's own work shows them, and nobody else."""

from dataclasses import asdict
from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.insights.actions.own import DAYS, own


class OwnKindShape(s.Serializer[object]):
    kind = s.CharField()
    title = s.CharField()
    entries = s.IntegerField(help_text="Submissions that arrived.")
    decided = s.IntegerField(help_text="Of those, how many somebody decided on.")
    right = s.IntegerField(help_text="Approved by the first decision, on their first version.")


class OwnFieldShape(s.Serializer[object]):
    kind = s.CharField()
    title = s.CharField()
    pointer = s.CharField(help_text="RFC 6901 into the body, `*` for any row.")
    label = s.CharField()  # type: ignore[assignment]  # declared fields leave the class
    entries = s.IntegerField(help_text="How many were sent back with a comment on it.")


OwnShape = type(
    "OwnWork",
    (s.Serializer,),
    {
        "days": s.IntegerField(help_text="How far back this looks."),
        "kinds": s.ListField(child=OwnKindShape(), help_text="The most written first."),
        # No name a class body could give it.
        "fields": s.ListField(child=OwnFieldShape(), help_text="The most sent back first."),
    },
)


class Mine(APIView):
    """How the signed-in officer's own work of the last 90 days was found. There is no way to ask
    for another officer's."""

    @extend_schema(operation_id="insights_mine", responses=OwnShape)
    def get(self, request: Request) -> Response:
        found = own(cast(Officer, request.user))
        return Response({"days": DAYS, **asdict(found)})
