"""The shapes of questions and answers, for the OpenAPI document; the rules read questions."""

from rest_framework import serializers as s

from field_api.queries.actions.judging import LONGEST_WHY
from field_api.queries.rules.asking import Kind
from field_api.queries.rules.clusters import Confidence
from field_api.queries.rules.legs import DEADLINE_DEFAULT_MS, DEADLINE_MS, State
from field_api.queries.rules.reasons import (
    ON_BEHALF_LENGTH,
    PLACE_LENGTH,
    PURPOSE_LENGTH,
    REASONS,
)

_REASONS = [(code, reason.label) for code, reason in REASONS.items()]
# Not an enumeration: it would become a component whose name the feed's kinds bear already.
_KIND = f"^({'|'.join(kind.value for kind in Kind)})$"


class Criteria(s.Serializer[object]):
    """For a person: surname, and given_names and dob where known. For a vehicle: vrm. For a driver:
    number, or surname, given_names and dob, and postcode where known. For a place: address,
    postcode or both. For a phone: number. Online: email, handle or url, and platform. For property:
    serial, imei or frame, and description.
    """

    surname = s.CharField(required=False)
    given_names = s.CharField(required=False)
    dob = s.DateField(required=False)
    vrm = s.CharField(required=False)
    address = s.CharField(required=False)
    postcode = s.CharField(required=False)
    number = s.CharField(required=False)
    email = s.CharField(required=False)
    handle = s.CharField(required=False)
    url = s.CharField(required=False)
    platform = s.CharField(required=False)
    serial = s.CharField(required=False)
    imei = s.CharField(required=False)
    frame = s.CharField(required=False)
    description = s.CharField(required=False)


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
    on_behalf_of = s.CharField(
        min_length=ON_BEHALF_LENGTH[0],
        max_length=ON_BEHALF_LENGTH[1],
        allow_blank=True,
        required=False,
        help_text="Who wants to know, where it is not the officer.",
    )
    deadline_ms = s.IntegerField(
        min_value=DEADLINE_MS[0], max_value=DEADLINE_MS[1], default=DEADLINE_DEFAULT_MS
    )


class Leg(s.Serializer[object]):
    system = s.CharField()
    name = s.CharField()
    state = s.ChoiceField(choices=[state.value for state in State])
    label = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    why = s.CharField(
        help_text="Not asked: `other_questions`, `paused` by somebody, `suspended` after failures, "
        "`busy` where we hold back. Empty where there is nothing to say."
    )
    detail = s.CharField()
    count = s.IntegerField()
    elapsed_ms = s.IntegerField(allow_null=True, help_text="From the asking; null while awaited.")
    late = s.BooleanField(help_text="It answered after the deadline.")
    as_of = s.DateTimeField(allow_null=True, help_text="When the system answered.")
    since = s.DateTimeField(allow_null=True, help_text="When it was suspended after failures.")
    remembered = s.BooleanField(help_text="Given to a colleague at `as_of`, not fetched anew.")


class WarningSource(s.Serializer[object]):
    system = s.CharField()
    system_name = s.CharField()
    ref = s.CharField()
    as_of = s.CharField()
    retrieved_at = s.CharField()
    on = s.CharField()
    label = s.CharField(  # type: ignore[assignment]  # also the name of a Field's own member
        help_text="As this system called it."
    )
    advice = s.CharField(help_text="As this system gave it.")


class Warning(s.Serializer[object]):
    code = s.CharField()
    label = s.CharField(  # type: ignore[assignment]  # also the name of a Field's own member
        help_text="By the list `warning-markers`; the system's where that does not know the code."
    )
    advice = s.CharField(help_text="What the system said, then the list's.")
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
    retrieved_at = s.CharField()
    handling = s.CharField()


class Maybe(s.Serializer[object]):
    id = s.CharField(help_text="Of the other cluster.")
    title = s.CharField()
    why = s.ListField(child=s.CharField(), help_text="What speaks for it, then against it.")
    weights = s.DictField(child=s.IntegerField(), help_text="Feature to points, by `model`.")


class JudgedOf(s.Serializer[object]):
    id = s.CharField()
    title = s.CharField()


class AnswersJudged(s.Serializer[object]):
    """What an officer said of it; taken back by its id."""

    id = s.UUIDField()
    says = s.RegexField("^(same|different)$")
    by = s.CharField()
    at = s.DateTimeField()
    why = s.CharField()
    of = JudgedOf(many=True, help_text="Other clusters; none where it holds this one together.")


class NamedRecord(s.Serializer[object]):
    """A record of the answer, by which the cluster it lies in is meant."""

    system = s.CharField(max_length=50)
    ref = s.CharField(max_length=200)


class AnswersJudgement(s.Serializer[object]):
    """Of two records in one cluster, *different* takes `this` out of it."""

    this = NamedRecord()
    that = NamedRecord()
    says = s.RegexField("^(same|different)$")
    why = s.CharField(max_length=LONGEST_WHY)


class AnswersReversal(s.Serializer[object]):
    why = s.CharField(max_length=LONGEST_WHY)


class Cluster(s.Serializer[object]):
    id = s.CharField()
    title = s.CharField()
    confidence = s.ChoiceField(
        choices=[level.value for level in Confidence],
        help_text="`possible` where `may_be` names another; those in it are held to be one.",
    )
    why = s.ListField(child=s.CharField())
    weights = s.DictField(child=s.IntegerField(), help_text="Feature to points, by `model`.")
    may_be = Maybe(many=True)
    judged = AnswersJudged(many=True)
    values = s.DictField(child=Value(many=True))


class Query(s.Serializer[object]):
    id = s.UUIDField()
    kind = s.RegexField(_KIND)
    criteria = Criteria()
    purpose = s.CharField()
    reason_code = s.ChoiceField(choices=_REASONS)
    originator = s.CharField(help_text="As systems that keep one log it, 53 characters at most.")
    on_behalf_of = s.CharField()
    place = s.CharField()
    asked_at = s.DateTimeField()
    deadline_at = s.DateTimeField()
    complete = s.BooleanField(help_text="No system is awaited any more.")
    version = s.IntegerField(help_text="Grows with everything that becomes known.")
    legs = Leg(many=True)
    warnings = Warning(many=True)
    clusters = Cluster(many=True)
    model = s.CharField(help_text="Version of the weights by which clusters were made.")


class Refusal(s.Serializer[object]):
    """A problem document (RFC 9457)."""

    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()
    code = s.CharField()
