"""What the outbox cannot do by itself, as work for a person."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from field_api.delivery.models.outbox import Delivery
from field_api.delivery.rules import Todo
from field_api.lib import choices


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, officer: Any) -> "TaskQuerySet":
        """The officer's own, and for those who oversee, their force's."""
        own = Q(delivery__tell__contains=[officer.pk])
        if officer.may_oversee:
            return self.filter(own | Q(delivery__force=officer.force.code))
        return self.filter(own)

    def open(self) -> "TaskQuerySet":
        return self.filter(done_at=None)


class Task(models.Model):
    """One thing a person must do about one delivery, until somebody says that it is done.

    `pointer` is the field of the entry as the officer wrote it (JSON pointer, RFC 6901), "" for the
    entry as a whole; `their_pointer` the field as the system was told it.
    """

    personal_data = "pseudonymous: points at a delivery; `text` is a system's own words"
    retention = "as the delivery"

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="tasks")
    todo = models.CharField(max_length=12, choices=choices.of(Todo))
    pointer = models.CharField(max_length=200, blank=True, default="")
    their_pointer = models.CharField(max_length=200, blank=True, default="")
    text = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True, default="")

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "todo", "their_pointer"],
                name="a_thing_to_do_is_asked_for_once",
            ),
            models.CheckConstraint(
                # Done without a name: the house saw that it had become unnecessary.
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False),
                name="done_at_says_when_done_by_was_named",
            ),
        ]
        indexes = [models.Index(fields=["todo"], name="open_tasks", condition=Q(done_at=None))]
