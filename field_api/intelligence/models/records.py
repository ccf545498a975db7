"""What policy has to know of a submission, for those who stand below submissions."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from field_api.identity.models import Force, Officer, Unit
from field_api.policy import actions as policy
from field_api.policy.rules import Thing


class RecordQuerySet(models.QuerySet["Record"]):
    def visible_to(self, officer: Any) -> "RecordQuerySet":
        """Those whose submission the officer may read."""
        return self.filter(policy.visible(officer))


class Record(models.Model):
    """A submission as mentions need it: by whose leave it is read, and what stands in it.

    A copy. Whoever moves a submission says so in the same transaction (`actions.tell`), so that no
    reader sees a mention whose submission they may not see. `revisions` are the entries that stand:
    none where it was withdrawn, rejected, set aside or erased. `to_read` says that its mentions
    are older than that; the worker that reads them holds the row while it does. `told_at` is when
    it fell due: after a try that failed, a while from then. `loss` is what the entry says was lost,
    in whole pounds, where that is marked no higher than the record.
    """

    personal_data = "which officer wrote what kind of record, and when it happened"
    retention = "as its submission; with nothing left to say once that is erased"

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=30)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    marking = models.CharField(max_length=30)
    groups = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    state = models.CharField(max_length=16)
    revisions = ArrayField(models.UUIDField(), default=list, db_default=[])
    to_read = models.BooleanField(default=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    told_at = models.DateTimeField()
    occurred_at = models.DateTimeField(null=True)
    loss = models.PositiveBigIntegerField(null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["told_at"], name="records_to_read", condition=Q(to_read=True)),
            models.Index(fields=["unit", "occurred_at"], name="records_of_unit"),
            models.Index(fields=["author", "occurred_at"], name="records_of_author"),
        ]

    @property
    def thing(self) -> Thing:
        """What rights to it depend on."""
        return Thing(
            id=self.pk,
            force=self.force_id,
            unit=self.unit_id,
            author=self.author_id,
            marking=self.marking,
            state=self.state,
            kind=self.kind,
            groups=frozenset(self.groups),
        )
