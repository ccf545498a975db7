"""What witnesses brought."""

from django.db import models
from django.db.models.functions import Now

from field_api.ledger.rules.witnessing import WHATS


class Contradiction(models.Model):
    """Two checkpoints that do not fit, as one handset holds them; kept whole, for they are proof.

    `genuine`: what it had kept is signed by this server. What anybody could make up alarms nobody.
    """

    personal_data = "which officer's handset said so"
    retention = "for ever, with the checkpoints"

    told_at = models.DateTimeField(db_default=Now())
    actor = models.TextField()
    what = models.TextField()
    kept = models.TextField()
    told = models.TextField()
    kept_epoch = models.BigIntegerField()
    told_epoch = models.BigIntegerField()
    genuine = models.BooleanField()
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what__in=WHATS), name="a_contradiction_is_of_a_kind_we_know"
            ),
            models.UniqueConstraint(
                fields=["actor", "digest"], name="a_contradiction_is_told_once_by_each"
            ),
        ]
        indexes = [models.Index(fields=["told_at"], name="contradictions_by_age")]

    def __str__(self) -> str:
        return f"{self.actor}: {self.what}"
