"""What the note form asks, as columns; its groups and lists are JSON."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class NoteFields(models.Model):
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    basis = models.CharField(max_length=20, blank=True)
    speech = models.JSONField(default=list)
    occurred_at = models.DateTimeField(null=True)
    late_reason = models.CharField(max_length=500, blank=True)
    place = models.JSONField(null=True)
    incident_ref = models.CharField(max_length=40, blank=True)
    persons = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    vehicles = models.JSONField(default=list)
    conferred_with = models.CharField(max_length=200, blank=True)
    bwv_viewed_before_writing = models.BooleanField(null=True)

    class Meta:
        abstract = True
