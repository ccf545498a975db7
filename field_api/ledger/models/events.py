"""Who did what to whose data: one append-only table."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from field_api.ledger.rules import ACTS


class Event(models.Model):
    """One act by one actor upon one subject.

    `actor`, `on_behalf_of`, `subject` and `recipient` are words, not keys ("officer:34-1001",
    "submission:<uuid>"): an event stays readable after what it speaks of is erased. The table has
    one column more, `xid`, which the database fills with the writing transaction: a sealer may
    take only rows older than every running transaction, and ids do not tell it which those are.
    A restore into another cluster voids these numbers, but then every restored row is old.
    """

    personal_data = "identifiers of officers, records and recipients; never the content of a record"
    retention = "as long as the longest-kept record it speaks of; reviewed with it (DPA 2018 s.39)"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())  # the database's clock: one for all hosts
    act = models.TextField()
    actor = models.TextField()
    on_behalf_of = models.TextField(default="")
    subject = models.TextField()
    purpose = models.TextField(default="")
    recipient = models.TextField(default="")
    trace = models.TextField(default="")
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__in=ACTS), name="ledger_act_is_one_we_know"),
            models.CheckConstraint(condition=~Q(actor=""), name="ledger_event_names_its_actor"),
            models.CheckConstraint(condition=~Q(subject=""), name="ledger_event_names_its_subject"),
        ]
        indexes = [
            models.Index(fields=["subject", "id"], name="ledger_by_subject"),
            models.Index(fields=["actor", "id"], name="ledger_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.act} {self.subject}"
