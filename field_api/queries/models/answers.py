"""What systems returned, and what of it may be given again."""

from django.db import models
from django.db.models import F, Q

from field_api.connectors.models import System
from field_api.identity.models import Force
from field_api.queries.models.legs import Leg


class Hit(models.Model):
    """One record as one system returned it: `body` is its values, `warnings` a list of objects
    with code, label, advice and on, `as_of` what the system said the record dates from.
    """

    personal_data = "what a system holds about a person or vehicle, warning markers included"
    retention = "as the query"

    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="hits")
    position = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=20, blank=True)
    handling = models.CharField(max_length=20, blank=True)
    as_of = models.DateTimeField(null=True, blank=True)
    retrieved_at = models.DateTimeField()
    body = models.JSONField()
    warnings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leg", "position"], name="hits_of_a_leg_keep_their_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ref} of leg {self.leg_id}"


class Remembered(models.Model):
    """One system's answer to one question, for colleagues in the same place who ask the same soon.

    Only for systems and kinds of question for which somebody has said so (`System.remembers`), and
    never where it holds a warning. `key` is a keyed hash of the question and of what the asker may
    see; `results` a list of what the system returned, empty for no match.
    """

    personal_data = "what a system holds about a person or vehicle; warnings never"
    retention = "15 minutes at most, as the system's setting says"

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="remembered")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    results = models.JSONField()
    retrieved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "force", "key"], name="one_answer_is_remembered_for_a_question"
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[0-9a-f]{64}$"), name="what_is_remembered_is_under_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("retrieved_at")),
                name="what_is_remembered_is_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system_id} at {self.retrieved_at}"
