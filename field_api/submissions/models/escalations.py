"""Entries that nobody read in time, and the next rank who was told of them, once."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from field_api.identity.models import Officer, Unit
from field_api.identity.rules import Role
from field_api.lib import choices, ids
from field_api.submissions.models.journeys import Submission


class Escalation(models.Model):
    """One entry whose time limit, `due_at`, passed unread. `unit` and `role` say where those who
    were told serve; both are empty where nobody above may read it.
    """

    personal_data = "which entry waited too long, and in which unit it was brought up"
    retention = "as the submission"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="escalations")
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField(db_default=Now())
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, blank=True, default="", choices=choices.of(Role))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "due_at"], name="an_entry_is_brought_up_once_a_time_limit"
            ),
            models.CheckConstraint(
                condition=Q(unit=None, role="") | (Q(unit__isnull=False) & ~Q(role="")),
                name="what_is_brought_up_names_unit_and_role_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}, due {self.due_at:%Y-%m-%d %H:%M}"


class ToldQuerySet(models.QuerySet["Told"]):
    def visible_to(self, officer: Any) -> "ToldQuerySet":
        """What this officer was told."""
        return self.filter(officer=officer)

    def waiting(self) -> "ToldQuerySet":
        """Of entries whose limit, the same, still runs: nobody decided since."""
        return self.filter(escalation__due_at=F("escalation__submission__review_by"))

    def owed(self) -> "ToldQuerySet":
        """Whose mail has still to go out."""
        return self.filter(mail_due_at__isnull=False, mailed_at=None)


class Told(models.Model):
    """An officer who was told of an escalation, and may decide about its entry from then on.

    `mail_due_at` is empty where they have no address: their desk says it to them.
    """

    personal_data = "which officer was told that an entry waits"
    retention = "as the submission"

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="told")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(db_default=Now())
    mail_due_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = ToldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["escalation", "officer"], name="an_officer_is_told_once_of_what_waits"
            ),
            models.CheckConstraint(
                condition=Q(mailed_at=None) | Q(mail_due_at__isnull=False),
                name="only_an_owed_mail_is_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["officer"], name="what_an_officer_was_told"),
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mailed_at=None, mail_due_at__isnull=False),
                name="mails_owed_of_what_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} of {self.escalation_id}"
