"""/api/v1/sightings/<system>: what cameras read, as a system reports it."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.lib import clock
from field_api.lib.parsing import BoundedJSON
from field_api.lib.problems import Problem
from field_api.watch.actions import sightings
from field_api.watch.api.signing import SignedInlet
from field_api.watch.models import Inlet
from field_api.watch.rules.reading import MOST


class SightingGiven(s.Serializer[object]):
    id = s.CharField(max_length=200, help_text="The system's own, the same if it is sent again.")
    vrm = s.CharField(max_length=15)
    seen_at = s.DateTimeField(help_text="With its offset from UTC; at most 28 days ago.")
    camera = s.CharField(max_length=60, required=False, allow_blank=True)
    place = s.CharField(max_length=200, required=False, allow_blank=True)
    latitude = s.FloatField(required=False, allow_null=True, help_text="WGS84, with longitude.")
    longitude = s.FloatField(required=False, allow_null=True)
    direction = s.CharField(max_length=30, required=False, allow_blank=True)


class SightingsGiven(s.Serializer[object]):
    sightings = s.ListField(child=SightingGiven(), max_length=MOST)


class SightingFault(s.Serializer[object]):
    member = s.CharField(allow_blank=True)
    detail = s.CharField()


class SightingResult(s.Serializer[object]):
    id = s.CharField(allow_blank=True)
    status = s.CharField(help_text="accepted, duplicate or refused")
    faults = SightingFault(many=True)


class SightingsKept(s.Serializer[object]):
    server_time = s.DateTimeField()
    results = SightingResult(many=True)


class Sightings(APIView):
    """Signed as Standard Webhooks over the exact bytes, at most 512 KiB. Each reading counts once,
    by its id; one that can't be read is refused and costs no other."""

    authentication_classes = [SignedInlet]
    parser_classes = [BoundedJSON]

    @extend_schema(
        operation_id="sightings_take",
        summary="Bring what cameras read",
        request=SightingsGiven,
        responses=SightingsKept,
    )
    def post(self, request: Request, system: str) -> Response:
        given = request.data.get("sightings") if isinstance(request.data, dict) else None
        if not isinstance(given, list):
            raise Problem(422, "not-sightings", "A list of sightings is needed")
        if len(given) > MOST:
            raise Problem(413, "too-many", f"At most {MOST} sightings at a time")
        # Each is read by itself: the shapes above describe them, and refuse none.
        results = sightings.take(inlet=cast(Inlet, request.auth), given=given)
        told = [
            {
                "id": one.id,
                "status": one.status,
                "faults": [{"member": name, "detail": said} for name, said in one.faults],
            }
            for one in results
        ]
        return Response({"server_time": clock.iso(clock.now()), "results": told})
