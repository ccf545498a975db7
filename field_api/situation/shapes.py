"""The shapes of requests and answers, for the OpenAPI document and to check what comes."""

from rest_framework import serializers as s

from field_api.situation.actions import HOURS
from field_api.situation.rules import KINDS


class MapAsked(s.Serializer[object]):
    hours = s.IntegerField(min_value=1, max_value=HOURS, default=24)


class MapPlace(s.Serializer[object]):
    latitude = s.FloatField(help_text="WGS84 degrees.")
    longitude = s.FloatField()
    east = s.IntegerField(help_text="Metres of the British National Grid, to about 5 m.")
    north = s.IntegerField()
    within = s.IntegerField(help_text="It is within so many metres of there.")
    grid = s.CharField(help_text="Grid reference, no finer than the place is known.")


class MapSpot(s.Serializer[object]):
    id = s.UUIDField()
    kind = s.RegexField(rf"^({'|'.join(KINDS)})$", help_text=f"One of {', '.join(KINDS)}.")
    at = s.DateTimeField(help_text="When it happened.")
    sort = s.CharField(help_text="Kind of entry, priority, certainty or system.")
    title = s.CharField()
    words = s.CharField(help_text="The place as typed; empty where it is shown as an area.")
    marking = s.CharField()
    opens = s.UUIDField(allow_null=True)
    mine = s.BooleanField(help_text="The reader's own, which their handset holds.")
    area = s.BooleanField(help_text="Somewhere in this square of 1 km, not at its middle.")
    place = MapPlace(allow_null=True)


class MapShown(s.Serializer[object]):
    as_of = s.DateTimeField()
    hours = s.IntegerField()
    whole = s.BooleanField(help_text="False where there is more than is shown.")
    ground = s.CharField(help_text="Tag of the base map these lie on.")
    spots = MapSpot(many=True)


class GroundArea(s.Serializer[object]):
    name = s.CharField()
    path = s.CharField(help_text="`d` of an SVG path, in metres, south downwards.")
    x = s.IntegerField(help_text="Where its name stands.")
    y = s.IntegerField()


class Ground(s.Serializer[object]):
    tag = s.CharField()
    name = s.CharField()
    box = s.ListField(child=s.IntegerField(), min_length=4, max_length=4)
    own = s.CharField(allow_blank=True)
    others = GroundArea(many=True)
    areas = GroundArea(many=True, help_text="The ground of units: what turns up there, they hear.")
    credit = s.CharField(help_text="To be shown beside the map.")
