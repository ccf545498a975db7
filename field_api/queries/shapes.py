"""The shapes of questions and answers, for the OpenAPI document; the rules read questions."""

from rest_framework import serializers as s

from field_api.queries.rules.asking import Kind
from field_api.queries.rules.identity import Confidence
from field_api.queries.rules.legs import DEADLINE_DEFAULT_MS, DEADLINE_MS, State
from field_api.queries.rules.reasons import PLACE_LENGTH, PURPOSE_LENGTH, REASONS

_REASONS = [(code, reason.label) for code, reason in REASONS.items()]
# Not an enumeration: it would become a component whose name the feed's kinds bear already.
_KIND = f"^({'|'.join(kind.value for kind in Kind)})$"


class Criteria(s.Serializer[object]):
    """For a person: surname, and given_names and dob where known. For a vehicle: vrm."""

    surname = s.CharField(required=False)
    given_names = s.CharField(required=False)
    dob = s.DateField(required=False)
    vrm = s.CharField(required=False)


class Question(s.Serializer[object]):
    id = s.UUIDField(help_text="Minted by the handset.")
    kind = s.RegexField(_KIND)
    criteria = Criteria()
    purpose = s.CharField(min_length=PURPOSE_LENGTH[0], max_length=PURPOSE_LENGTH[1])
    reason_code = s.ChoiceField(choices=_REASONS)
    place = s.CharField(max_length=PLACE_LENGTH, allow_blank=True, required=False)
    linked = s.UUIDField(
        allow_null=True, required=False, help_text="The submission this is asked for."
    )
    deadline_ms = s.IntegerField(
        min_value=DEADLINE_MS[0], max_value=DEADLINE_MS[1], default=DEADLINE_DEFAULT_MS
    )


class Leg(s.Serializer[object]):
    system = s.CharField()
    name = s.CharField()
    state = s.ChoiceField(choices=[state.value for state in State])
    label = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    detail = s.CharField()
    count = s.IntegerField()
    elapsed_ms = s.IntegerField(allow_null=True, help_text="From the asking; null while awaited.")
    late = s.BooleanField(help_text="It answered after the deadline.")
    as_of = s.DateTimeField(allow_null=True, help_text="When the system answered.")


class WarningSource(s.Serializer[object]):
    system = s.CharField()
    system_name = s.CharField()
    ref = s.CharField()
    as_of = s.CharField()
    on = s.CharField()
    advice = s.CharField()


class Warning(s.Serializer[object]):
    code = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    advice = s.CharField()
    system = s.CharField(help_text="The newest source; all are under `sources`.")
    system_name = s.CharField()
    on = s.CharField()
    as_of = s.CharField()
    subject = s.CharField(help_text="Title of the cluster it belongs to.")
    sources = WarningSource(many=True)


class Value(s.Serializer[object]):
    value = s.JSONField()
    system = s.CharField()
    system_name = s.CharField()
    ref = s.CharField()
    as_of = s.CharField()
    handling = s.CharField()


class Cluster(s.Serializer[object]):
    id = s.CharField()
    title = s.CharField()
    confidence = s.ChoiceField(choices=[level.value for level in Confidence])
    why = s.ListField(child=s.CharField())
    values = s.DictField(child=Value(many=True))


class Query(s.Serializer[object]):
    id = s.UUIDField()
    kind = s.RegexField(_KIND)
    criteria = Criteria()
    purpose = s.CharField()
    reason_code = s.ChoiceField(choices=_REASONS)
    asked_at = s.DateTimeField()
    deadline_at = s.DateTimeField()
    complete = s.BooleanField(help_text="No system is awaited any more.")
    version = s.IntegerField(help_text="Grows with everything that becomes known.")
    legs = Leg(many=True)
    warnings = Warning(many=True)
    clusters = Cluster(many=True)


class Refusal(s.Serializer[object]):
    """A problem document (RFC 9457)."""

    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()
    code = s.CharField()
