"""What is known of officers themselves, to notice that they look themselves or each other up."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from field_api.audit.rules.likeness import Detail
from field_api.identity.models import Officer
from field_api.lib import choices


class WatchedQuerySet(models.QuerySet["Watched"]):
    def visible_to(self, officer: Any) -> "WatchedQuerySet":
        """Nobody's: these rows are compared with, never shown."""
        return self.none()


class Watched(models.Model):
    """One detail of one officer as a keyed hash: no plain text of it is kept anywhere here."""

    personal_data = "keyed hashes of an officer's name, birth, plate, phone and home postcode"
    retention = "until the next load of that officer's details, or until they are stood down"

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="watched")
    what = models.CharField(max_length=10, choices=choices.of(Detail))
    hash = models.BinaryField(max_length=32)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "what", "hash"], name="a_detail_is_watched_once"
            )
        ]
        indexes = [models.Index(fields=["hash"], name="watched_by_hash")]

    def __str__(self) -> str:
        return f"{self.what} of {self.officer_id}"


class Duty(models.Model):
    """A turn of duty from the force's own roster. Without any nothing is called outside duty."""

    personal_data = "when an officer was on duty"
    retention = "2 years, with the look-ups compared with it"

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="duties")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_duty_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["officer", "starts_at"], name="a_duty_is_loaded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} from {self.starts_at}"
