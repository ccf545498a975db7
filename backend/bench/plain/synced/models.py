"""The note's table for devices that read back what is new: by `updated_at`, or by `id`."""

from django.conf import settings
from django.db import models

from backend.bench.plain.fields import NoteFields


class Note(NoteFields):
    key = models.UUIDField(unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["author", "updated_at", "id"], name="notes_since"),
            models.Index(fields=["author", "id"], name="notes_after"),
        ]
