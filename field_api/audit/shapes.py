"""The shapes of requests and answers: for the OpenAPI document, and to check what was asked."""

from typing import Any

from rest_framework import serializers as s

from field_api.audit.actions.searching import Filters
from field_api.audit.rules.finding import LONGEST, Terms
from field_api.audit.rules.sampling import LONGEST_ANSWER
from field_api.audit.rules.words import Concluded
from field_api.ledger.rules import ACTS

_LARGEST = 2**63 - 1
_CONCLUDED = [one.value for one in Concluded if one is not Concluded.OPEN]


def _words(most: int) -> s.CharField:
    return s.CharField(required=False, allow_blank=True, max_length=most, default="")


class FiltersShape(s.Serializer[object]):
    officer = _words(20)
    subject = _words(200)
    act = s.ChoiceField(choices=ACTS, required=False, allow_blank=True, default="")
    purpose = _words(200)
    recipient = _words(200)
    since = s.DateTimeField(required=False, allow_null=True, default=None)
    until = s.DateTimeField(required=False, allow_null=True, default=None)
    after = s.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=_LARGEST,
        help_text="From the last answer: goes on behind it.",
    )

    def filters(self) -> Filters:
        said = dict(self.validated_data)
        said.pop("after")
        return Filters(**said)


class LedgerEvent(s.Serializer[object]):
    id = s.IntegerField()
    at = s.DateTimeField()
    act = s.CharField()
    actor = s.CharField()
    on_behalf_of = s.CharField()
    subject = s.CharField()
    purpose = s.CharField()
    recipient = s.CharField()
    trace = s.CharField()
    details = s.DictField()


class Events(s.Serializer[object]):
    events = LedgerEvent(many=True)
    after = s.IntegerField(allow_null=True, help_text="Null at the end.")


class Person(s.Serializer[object]):
    login = s.CharField()
    name = s.CharField()


class NoticedShape(s.Serializer[object]):
    """Something to look at, not a verdict."""

    id = s.IntegerField()
    what = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    advice = s.CharField()
    officer = Person()
    happened_at = s.DateTimeField()
    noticed_at = s.DateTimeField()
    numbers = s.DictField()
    state = s.CharField()
    state_label = s.CharField()
    concluded_at = s.DateTimeField(allow_null=True)
    concluded_by = s.CharField()
    conclusion = s.CharField()


class WholeFinding(NoticedShape):
    event = LedgerEvent(allow_null=True)


class Findings(s.Serializer[object]):
    findings = NoticedShape(many=True)


class ConclusionShape(s.Serializer[object]):
    state = s.RegexField(f"^({'|'.join(_CONCLUDED)})$")
    conclusion = s.CharField(max_length=1000)


class AnswerShape(s.Serializer[object]):
    id = s.IntegerField()
    officer = Person()
    asked_at = s.DateTimeField()
    answered_at = s.DateTimeField(allow_null=True)
    overdue = s.BooleanField(help_text="Left for seven days.")
    text = s.CharField()
    judged = s.CharField()
    judged_label = s.CharField()
    event = LedgerEvent(allow_null=True)


class Answers(s.Serializer[object]):
    answers = AnswerShape(many=True)


class JudgementShape(s.Serializer[object]):
    judged = s.RegexField(f"^({'|'.join(_CONCLUDED)})$")
    note = _words(500)


class AskedShape(s.Serializer[object]):
    id = s.IntegerField()
    looked_at = s.DateTimeField()
    at_what = s.CharField()
    subject = s.CharField()
    terms = s.DictField(child=s.CharField())
    purpose = s.CharField()
    place = s.CharField()
    asked_at = s.DateTimeField()
    reminded = s.BooleanField()
    overdue = s.BooleanField()


class Asked(s.Serializer[object]):
    asked = AskedShape(many=True)


class JustificationShape(s.Serializer[object]):
    text = s.CharField(max_length=LONGEST_ANSWER)


class PersonTerms(s.Serializer[object]):
    """What a record must say, all that is given."""

    surname = _words(LONGEST)
    given_name = _words(LONGEST)
    dob = s.DateField(required=False, allow_null=True, default=None)
    vrm = _words(LONGEST)
    phone = _words(LONGEST)
    postcode = _words(LONGEST)
    request = s.CharField(
        max_length=60, required=False, allow_blank=True, default="", help_text="The force's number."
    )

    def terms(self) -> Terms:
        said: dict[str, Any] = dict(self.validated_data)
        said.pop("request")
        born = said.pop("dob")
        return Terms(**said, dob=born.isoformat() if born else "")


class HeldShape(s.Serializer[object]):
    submission = s.UUIDField()
    reference = s.CharField()
    revision = s.UUIDField()
    kind = s.CharField()
    state = s.CharField()
    marking = s.CharField()
    written_at = s.DateTimeField()
    where = s.ListField(child=s.CharField())


class SubjectAccess(s.Serializer[object]):
    terms = s.DictField(child=s.CharField())
    request = s.CharField()
    made_at = s.DateTimeField()
    made_by = s.CharField()
    held = HeldShape(many=True)
    more = s.BooleanField()
    disclosed = LedgerEvent(many=True)
    opened = LedgerEvent(many=True)
    asked = LedgerEvent(many=True)
    not_found = s.ListField(child=s.CharField())


class DisclosuresShape(s.Serializer[object]):
    subject = _words(200)
    recipient = _words(200)
    since = s.DateTimeField(required=False, allow_null=True, default=None)
    until = s.DateTimeField(required=False, allow_null=True, default=None)


class Counted(s.Serializer[object]):
    recipient = s.CharField()
    count = s.IntegerField()


class Disclosures(s.Serializer[object]):
    filters = s.DictField()
    made_at = s.DateTimeField()
    made_by = s.CharField()
    disclosed = LedgerEvent(many=True)
    more = s.BooleanField()
    by_recipient = Counted(many=True)
    not_found = s.ListField(child=s.CharField())


class Processing(s.Serializer[object]):
    controllers = s.ListField(child=s.CharField())
    purposes = s.CharField()
    kinds = s.ListField(child=s.DictField())
    tables = s.ListField(child=s.DictField())
    not_found = s.ListField(child=s.CharField())
    made_at = s.DateTimeField()
