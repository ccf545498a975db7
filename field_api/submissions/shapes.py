"""The shapes of requests and answers: for the OpenAPI document, and to check a decision."""

from typing import cast

from rest_framework import serializers as s
from rest_framework.request import Request

from field_api.attachments.rules.states import GONE
from field_api.attachments.rules.states import Shown as FileShown
from field_api.attachments.rules.states import State as FileState
from field_api.identity.actions import Leave
from field_api.identity.models import Token
from field_api.submissions.actions import Seen, Words
from field_api.submissions.sampling import Standing

OF_FILES = [one for one in FileState if one not in GONE] + [FileState.ERASED]
HASH = r"^[0-9a-f]{64}$"


class SeenShape(s.Serializer[object]):
    """What the reviewer had before them. A decision on anything else is refused as stale."""

    revision = s.UUIDField()
    hash = s.RegexField(HASH, help_text="SHA-256 of that revision's sealed head.")

    def seen(self) -> Seen:
        self.is_valid(raise_exception=True)
        return Seen(self.validated_data["revision"], self.validated_data["hash"])


class GrantedShape(SeenShape):
    """The same, with leave to decide (POST /api/v1/grants). Refused as `step-up-needed` without."""

    grant = s.CharField(max_length=64, allow_blank=True, default="")

    def leave(self, request: Request) -> Leave:
        """Of the handset that asks. Call after `seen`."""
        return Leave(cast(Token, request.auth).device, self.validated_data["grant"])


class DecisionShape(SeenShape):
    """What was seen, of what somebody else may be reading just now."""

    take_over = s.BooleanField(
        default=False,
        help_text="Decide though another supervisor is reading it: refused as `claimed` without.",
    )

    @property
    def over(self) -> bool:
        """Call after `seen`."""
        return bool(self.validated_data["take_over"])


class ApprovalShape(DecisionShape, GrantedShape):
    """A decision without words, and leave."""


class Comment(s.Serializer[object]):
    pointer = s.CharField(max_length=300, help_text="JSON pointer (RFC 6901) into the body.")
    text = s.CharField(max_length=2000)


class WordsShape(DecisionShape):
    reason_code = s.CharField(max_length=30, help_text="One of the form's own reasons.")
    text = s.CharField(max_length=4000, allow_blank=True, default="")
    comments = s.ListField(child=Comment(), max_length=100, default=list)

    def words(self) -> Words:
        given = self.validated_data
        comments = [dict(comment) for comment in given["comments"]]
        return Words(given["reason_code"], given["text"], comments)


class GrantedWordsShape(WordsShape, GrantedShape):
    """Words and leave."""


class SubmissionAuthor(s.Serializer[object]):
    login = s.CharField()
    name = s.CharField()


class SubmissionUnit(s.Serializer[object]):
    id = s.IntegerField()
    name = s.CharField()


class SubmissionProblem(s.Serializer[object]):
    pointer = s.CharField()
    code = s.CharField()
    detail = s.CharField()


class SubmissionStep(s.Serializer[object]):
    step = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # declared fields leave the class
    at = s.DateTimeField()
    by = s.CharField(help_text="Empty where a standing policy made the step.")
    revision = s.UUIDField(allow_null=True)
    reason_code = s.CharField()
    policy = s.CharField(help_text="Which one did: " + ", ".join(Standing) + "; else empty.")
    acting = s.BooleanField(help_text="Whether they held the role for a time.")
    text = s.CharField()
    comments = s.ListField(child=Comment())


class SubmissionFault(s.Serializer[object]):
    pointer = s.CharField(help_text="Into what the system was told.")
    field = s.CharField(help_text="Into the entry; empty for all of it.")
    text = s.CharField()


class SubmissionDelivery(s.Serializer[object]):
    id = s.UUIDField()
    system = s.CharField()
    name = s.CharField()
    state = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # declared fields leave the class
    version = s.IntegerField()
    ref = s.CharField(help_text="The system's own reference: the receipt.")
    reason = s.CharField()
    fields = s.ListField(child=SubmissionFault())  # type: ignore[assignment]
    at = s.DateTimeField()


class SubmissionFile(s.Serializer[object]):
    id = s.UUIDField()
    entry = s.UUIDField()
    name = s.CharField()
    type = s.CharField(help_text="What the bytes were found to be; until then as declared.")
    size = s.IntegerField(allow_null=True)
    sha256 = s.CharField(help_text="As the sealed entry has it.")
    state = s.ChoiceField([*(one.value for one in FileShown), *(one.value for one in OF_FILES)])
    lane = s.CharField(help_text="On what standing of the token it came; empty until it does.")
    verdict = s.CharField(help_text="clean, infected, unscanned; empty until it is known.")
    reason = s.CharField(help_text="What was found, or why it could not be scanned or is corrupt.")
    received = s.IntegerField(help_text="Bytes that are here.")
    derivative = s.BooleanField(help_text="Whether there is a picture of it for screens.")


class SubmissionClock(s.Serializer[object]):
    device_time = s.CharField(help_text="As the handset claims it; never corrected.")
    received_at = s.DateTimeField(help_text="By the server's clock.")
    skew_ms = s.IntegerField(
        allow_null=True, help_text="The server's clock less the handset's when it was brought."
    )
    flagged = s.BooleanField(help_text="More than two minutes apart.")
    said = s.CharField(help_text="`device clock 4 min fast`; empty when not flagged.")


class SubmissionShape(s.Serializer[object]):
    id = s.UUIDField()
    reference = s.CharField()
    kind = s.CharField()
    version = s.IntegerField(allow_null=True)
    title = s.CharField()
    state = s.CharField()
    state_label = s.CharField()
    marking = s.CharField()
    groups = s.ListField(
        child=s.CharField(),
        help_text="The handling groups it is kept to, by tag; *named people* for one that is not "
        "the reader's.",
    )
    review_state = s.ChoiceField(["none", "waiting", "done"])
    review_by = s.DateTimeField(allow_null=True)
    author = SubmissionAuthor()
    unit = SubmissionUnit()
    occurred_at = s.DateTimeField(allow_null=True)
    written_at = s.DateTimeField(allow_null=True)
    received_at = s.DateTimeField()
    clock = SubmissionClock(allow_null=True)
    revision = s.UUIDField(allow_null=True)
    hash = s.CharField(allow_null=True)
    heads = s.ListField(child=s.UUIDField())
    body = s.DictField()
    problems = s.ListField(child=SubmissionProblem())
    review = s.ListField(child=SubmissionStep())
    deliveries = s.ListField(child=SubmissionDelivery())
    attachments = s.ListField(child=SubmissionFile())
    attachments_pending = s.IntegerField(help_text="Files still to come, or still being checked.")


class SubmissionVersion(s.Serializer[object]):
    id = s.UUIDField()
    seq = s.IntegerField()
    hash = s.CharField()
    parents = s.ListField(child=s.UUIDField())
    intent = s.CharField()
    version = s.IntegerField()
    written_at = s.DateTimeField()
    received_at = s.DateTimeField()
    clock = SubmissionClock()
    body = s.DictField()
    problems = s.ListField(child=SubmissionProblem())


class WholeSubmission(SubmissionShape):
    revisions = s.ListField(child=SubmissionVersion())


class SubmissionList(s.Serializer[object]):
    submissions = s.ListField(child=SubmissionShape())
