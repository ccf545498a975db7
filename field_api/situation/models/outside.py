"""What a partner's map has of ours."""

from typing import Any

from django.db import models


class OutsideQuerySet(models.QuerySet["Outside"]):
    def visible_to(self, officer: Any) -> "OutsideQuerySet":
        """Nobody's to read: what was told to whom is in the ledger."""
        return self.none()


class Outside(models.Model):
    """One place that stands on a partner's map. `place` is the mention's id and so the event's uid,
    `digest` what of it was said last. Gone with the event that takes it off their map.
    """

    personal_data = "which entries' places a partner was told; no place and no words"
    retention = "until it is taken off the partner's map, a day after the event"

    partner = models.CharField(max_length=40)
    place = models.UUIDField()
    submission = models.UUIDField()
    digest = models.CharField(max_length=32)
    told_at = models.DateTimeField()

    objects = OutsideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "place"], name="a_place_stands_once_on_a_partners_map"
            ),
            models.CheckConstraint(
                condition=~models.Q(partner=""), name="what_is_told_outside_is_told_to_somebody"
            ),
        ]
