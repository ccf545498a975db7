"""The shapes of recognition, for the OpenAPI document and to read requests by."""

from rest_framework import serializers as s

from field_api.intelligence.actions.judging import LONGEST_WHY
from field_api.intelligence.models.mentions import TYPES

_TYPE = f"^({'|'.join(TYPES)})$"  # not an enumeration: it would become a component of its own
_CLASS = "^(same|possible)$"
_SAYS = "^(same|different)$"


class EntityAsked(s.Serializer[object]):
    key = s.CharField(max_length=200)
    type = s.RegexField(_TYPE)
    attributes = s.DictField(help_text="By the names of docs/recognition.md, values as typed.")


class RecogniseAsked(s.Serializer[object]):
    """Either a body in a form, as far as it is typed, or entities."""

    kind = s.CharField(max_length=60, required=False)
    version = s.IntegerField(min_value=1, max_value=2**15 - 1, required=False)
    body = s.DictField(required=False)
    entities = EntityAsked(many=True, required=False)
    submission = s.UUIDField(
        required=False, allow_null=True, help_text="The one being written: it is left out."
    )


class Source(s.Serializer[object]):
    submission = s.UUIDField()
    reference = s.CharField()
    kind = s.CharField()
    title = s.CharField()


class SaidValue(s.Serializer[object]):
    value = s.JSONField(help_text="As typed.")
    marking = s.CharField()
    at = s.DateTimeField(allow_null=True)
    age_days = s.IntegerField(allow_null=True)
    source = Source()  # type: ignore[assignment]  # also the name of a Field's own member


class CandidateShape(s.Serializer[object]):
    link = s.UUIDField(help_text="Of the newest mention: for `links` of the entry.")
    reasons = s.ListField(child=s.CharField())
    label = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    marking = s.CharField()
    records = s.IntegerField()
    last_at = s.DateTimeField(allow_null=True)
    attributes = s.DictField(child=SaidValue(many=True), help_text="Newest value first.")


CandidateShape._declared_fields["class"] = s.RegexField(_CLASS)  # a word Python keeps for itself


class FeedNotice(s.Serializer[object]):
    name = s.CharField()
    since = s.DateTimeField()
    marking = s.CharField(help_text="TLP 2.0.")
    says = s.CharField(allow_blank=True)


class IndicatorTold(s.Serializer[object]):
    kind = s.SlugField()
    label = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    value = s.CharField(help_text="As people read it: a link can't be tapped.")
    reports = s.IntegerField()
    at_least = s.BooleanField(help_text="Small numbers are not told exactly: docs/indicators.md.")
    seen = s.IntegerField(help_text="Of those the officer may recognise by.")
    forces = s.IntegerField()
    last_at = s.DateTimeField(allow_null=True)
    feeds = FeedNotice(many=True)
    advice = s.ListField(child=s.CharField(), help_text="What to tell the public.")


class RecognisedEntity(s.Serializer[object]):
    key = s.CharField()
    type = s.RegexField(_TYPE)
    pointers = s.DictField(child=s.CharField(), help_text="Attribute to its place in the body.")
    candidates = CandidateShape(many=True)
    indicators = IndicatorTold(many=True)


class Recognised(s.Serializer[object]):
    entities = RecognisedEntity(many=True)


class JudgementAsked(s.Serializer[object]):
    this = s.UUIDField()
    that = s.UUIDField()
    says = s.RegexField(_SAYS)
    why = s.CharField(max_length=LONGEST_WHY)


class ReversalAsked(s.Serializer[object]):
    why = s.CharField(max_length=LONGEST_WHY)


class MentionsJudged(s.Serializer[object]):
    id = s.UUIDField()
    this = s.UUIDField()
    that = s.UUIDField()
    references = s.ListField(child=s.CharField())
    says = s.RegexField(_SAYS)
    why = s.CharField(allow_blank=True)
    chosen = s.BooleanField(help_text="In place of typing, in the entry itself.")
    by = s.CharField()
    at = s.DateTimeField()
    reversed_by = s.CharField(allow_blank=True)
    reversed_at = s.DateTimeField(allow_null=True)
    reversed_why = s.CharField(allow_blank=True)


class MentionShape(s.Serializer[object]):
    id = s.UUIDField()
    key = s.CharField()
    type = s.RegexField(_TYPE)
    label = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    role = s.CharField(allow_blank=True)
    category = s.CharField(allow_blank=True, help_text="DPA 2018 s.38(3).")
    basis = s.CharField(help_text="DPA 2018 s.38(2): fact or assessment.")
    marking = s.CharField()
    at = s.DateTimeField(allow_null=True)
    source = Source()  # type: ignore[assignment]  # also the name of a Field's own member


class SpokenOf(s.Serializer[object]):
    mentions = MentionShape(many=True)
    judgements = MentionsJudged(many=True)


class KnownEntry(s.Serializer[object]):
    link = s.UUIDField()
    type = s.RegexField(_TYPE)
    reference = s.CharField()
    kind = s.CharField()
    title = s.CharField()
    at = s.DateTimeField(allow_null=True)
    marking = s.CharField()
    keys = s.ListField(
        child=s.CharField(),
        help_text="base64url of the first 12 bytes of HMAC-SHA-256(salt, `kind:value`).",
    )


class KnownPage(s.Serializer[object]):
    salt = s.CharField(help_text="base64url, of this handset.")
    until = s.DateTimeField(help_text="Forget it all then, unless it was asked for again.")
    days = s.IntegerField()
    next = s.CharField(allow_null=True)
    known = KnownEntry(many=True)
