"""A file of units or officers that was tried, until it is brought in or forgotten."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from field_api.identity.models import Force, Officer
from field_api.lib import choices, clock, ids
from field_api.policy.rules.sheets import What


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, officer: Any) -> "ImportQuerySet":
        """For an administrator, their force's."""
        return self.filter(force=officer.force_id) if officer.may_administer else self.none()

    def idle(self, since: timedelta) -> "ImportQuerySet":
        """Those that nobody touched for so long, and whose text is still there."""
        return self.exclude(text="").filter(tried_at__lte=clock.now() - since)


class Import(models.Model):
    """The text of a file, as it was read, and the digest of what it would have changed when it was
    tried: nothing else is brought in than what was shown. The text goes once it is brought in.
    """

    personal_data = "names, ranks, numbers and addresses of officers, and what each was to serve as"
    retention = "the text until it is brought in, and for 15 days at most; the rest for a year"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=choices.of(What))
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    tried_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    tried_at = models.DateTimeField(default=clock.now)
    counts = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(text=""), name="what_was_brought_in_is_not_kept"
            ),
        ]
        indexes = [models.Index(fields=["force", "tried_at"], name="imports_of_a_force")]

    def __str__(self) -> str:
        return f"{self.what} {self.digest[:12]}"
