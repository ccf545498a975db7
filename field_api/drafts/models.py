"""What is unfinished, sealed: no column here, nor all of them together, shows what it says."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from field_api.identity.models import Device, Officer
from field_api.lib import ids


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, officer: Officer) -> "DraftQuerySet":
        """The officer's own. What a draft says is for nobody else, and for them on one device."""
        return self.filter(officer=officer)


class Draft(models.Model):
    """One draft as its device last saved it. `sealed` opens with the server's key alone, which is
    no part of the database.
    """

    personal_data = "who writes which kind of entry, when; the content only sealed"
    retention = "30 days after it was last saved, or until it is signed"

    id = models.UUIDField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="drafts")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="a_draft_counts_from_one")
        ]
        indexes = [
            models.Index(fields=["officer", "-saved_at"], name="drafts_of_officer"),
            models.Index(fields=["saved_at"], name="drafts_by_age"),
        ]


class Copy(models.Model):
    """What stood when another device's version took its place: kept, for neither is wrong."""

    personal_data = "as its draft: sealed"
    retention = "as its draft"

    id = models.UUIDField(primary_key=True, default=ids.new)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="copies")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "version"], name="a_copy_of_each_version")
        ]


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, officer: Officer) -> "HandOverQuerySet":
        """Those of the officer's drafts, to the officer, or by them."""
        return self.filter(Q(author=officer) | Q(receiver=officer) | Q(handed_by=officer))


class HandOver(models.Model):
    """Leave for one draft to be read once more elsewhere: by its author on `device`, or by a
    colleague. `taken_on` is the device that read it; no other may from then on.

    No foreign key to the draft, which may be signed and gone while its author is still to be told.
    """

    personal_data = "who handed whose draft to whom, and why"
    retention = "30 days; the ledger keeps the act"

    id = models.UUIDField(primary_key=True, default=ids.new)
    draft = models.UUIDField()
    kind = models.CharField(max_length=60)
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="handed_away")
    receiver = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="handed_to")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    handed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="handed_over")
    handed_at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=500)
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken_on = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(handed_by=F("author")) & ~Q(handed_by=F("receiver")),
                name="nobody_hands_a_draft_to_or_from_themselves",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="a_draft_is_handed_over_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_on=None)
                | Q(taken_at__isnull=False, taken_on__isnull=False),
                name="who_takes_a_draft_does_so_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "expires_at"], name="drafts_handed_to"),
            models.Index(fields=["author", "-handed_at"], name="drafts_handed_away"),
        ]
