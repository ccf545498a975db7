"""POST /notes: check the note, store it, give it back."""

from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.generics import CreateAPIView

from backend.bench.plain.models import Note
from backend.bench.serializers import of_schema
from field_api.catalogue import shipped

_SCHEMA = next(each["schema"] for each in shipped.documents() if each["kind"] == "note")


class NoteSerializer(of_schema("note", _SCHEMA)):  # type: ignore[misc]
    id = serializers.UUIDField()
    received_at = serializers.DateTimeField(read_only=True)

    def create(self, validated_data: dict[str, Any]) -> Note:
        return Note.objects.create(**validated_data)


class Notes(CreateAPIView):
    serializer_class = NoteSerializer


urlpatterns = [path("notes", Notes.as_view())]
