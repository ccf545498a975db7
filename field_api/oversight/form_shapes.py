"""What the doors about forms take and give."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from field_api.catalogue.rules.changes import KINDS
from field_api.policy.rules.two_persons import LONGEST_TEXT


@extend_schema_field({"type": "object", "additionalProperties": True})
class Document(s.JSONField):
    """A form, in the language of forms."""


@extend_schema_field({})
class Anything(s.JSONField):
    """Whatever a form's document may hold."""


class FormBring(s.Serializer[object]):
    document = Document(help_text="Whatever version it says, it gets the next of its kind.")


class FormDraftShape(s.Serializer[object]):
    id = s.UUIDField()
    kind = s.CharField()
    version = s.IntegerField()
    title = s.CharField()
    digest = s.CharField(help_text="SHA-256, in hex: what a second person approves.")
    made_by = s.CharField()
    made_at = s.CharField()
    overtaken = s.BooleanField(help_text="Its number was given to another since.")
    notices = s.ListField(child=s.CharField())


class FormDraftList(s.Serializer[object]):
    drafts = FormDraftShape(many=True)


class FormChange(s.Serializer[object]):
    pointer = s.CharField(allow_blank=True, help_text="A field; `*` for any row; empty: the form.")
    what = s.CharField()
    kind = s.CharField(help_text=", ".join(KINDS))
    before = Anything(allow_null=True)
    after = Anything(allow_null=True)
    follows = s.CharField(allow_blank=True)


class FormEffect(s.Serializer[object]):
    who = s.CharField(help_text="A system's mapping, another form or a return.")
    what = s.CharField()
    pointer = s.CharField(allow_blank=True)
    sure = s.BooleanField(help_text="False: it may be; somebody looks.")


class FormChangeList(s.Serializer[object]):
    changes = FormChange(many=True)
    effects = FormEffect(many=True)


class FormTrialReason(s.Serializer[object]):
    where = s.CharField(help_text="The field's label.")
    code = s.CharField()
    count = s.IntegerField()


class FormTrial(s.Serializer[object]):
    """The last entries that stand, read as if written in it: counts alone."""

    tried = s.IntegerField()
    refused = s.IntegerField()
    warned = s.IntegerField()
    lose = s.IntegerField(help_text="They answer what is no longer asked.")
    reasons = FormTrialReason(many=True)
    questions = FormTrialReason(many=True)


class FormDraftSeen(FormDraftShape):
    document = Document()
    before = s.IntegerField(allow_null=True, help_text="The version it is beside.")
    changes = FormChange(many=True)
    effects = FormEffect(many=True)
    trial = FormTrial()


class FormPropose(s.Serializer[object]):
    """A grant for `propose` on `form:<kind>/<version>` with the digest of what was seen."""

    text = s.CharField(max_length=LONGEST_TEXT, help_text="Why.")
    grant = s.CharField(
        max_length=64, allow_blank=True, default="", help_text="As POST /api/v1/grants gave it."
    )


class FormProposed(s.Serializer[object]):
    proposal = s.UUIDField(help_text="Decided at /api/v1/proposals/<id>/approve or /refuse.")
