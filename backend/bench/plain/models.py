"""One table with a column for each field of the note form."""

from django.db import models

from backend.bench.plain.fields import NoteFields


class Note(NoteFields):
    id = models.UUIDField(primary_key=True)
    received_at = models.DateTimeField(auto_now_add=True)


class Sending(models.Model):
    """What one task of the baseline delivers."""

    id = models.UUIDField(primary_key=True)
    url = models.CharField(max_length=200)
    body = models.BinaryField()
    delivered = models.BooleanField(default=False)
    reference = models.CharField(max_length=40, blank=True)
