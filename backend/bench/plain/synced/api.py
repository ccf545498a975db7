"""Notes by a ModelSerializer and a ModelViewSet, as the documentation of Django REST framework has
them, and a list of notes in one request by the ListSerializer it shows for that.

What is new is asked for by `updated_since`, or where ids are the cursor by `after`. The pages are
CursorPagination's, which counts nothing. /atomic is the same under ATOMIC_REQUESTS.
"""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.urls import path
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ModelViewSet

_MODEL: Any = apps.get_model("synced", "Note")


class Pages(CursorPagination):
    page_size = 500
    ordering = ("updated_at", "id")


class PagesById(CursorPagination):
    page_size = 500
    ordering = "id"


class NoteList(serializers.ListSerializer):
    def create(self, validated_data: list[dict[str, Any]]) -> list[Any]:
        made: list[Any] = _MODEL.objects.bulk_create(_MODEL(**each) for each in validated_data)
        return made


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = _MODEL
        list_serializer_class = NoteList
        exclude = ("author",)


class Notes(ModelViewSet):
    serializer_class = NoteSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet:
        found: QuerySet = _MODEL.objects.filter(author=self.request.user)
        since = self.request.query_params.get("updated_since")
        return found.filter(updated_at__gt=since) if since else found

    def get_serializer(self, *args: Any, **kwargs: Any) -> serializers.BaseSerializer:
        kwargs.setdefault("many", isinstance(kwargs.get("data"), list))
        return super().get_serializer(*args, **kwargs)

    def perform_create(self, serializer: serializers.BaseSerializer) -> None:
        serializer.save(author=self.request.user)


class NotesById(Notes):
    pagination_class = PagesById

    def get_queryset(self) -> QuerySet:
        after = int(self.request.query_params.get("after", 0))
        found: QuerySet = _MODEL.objects.filter(author=self.request.user, id__gt=after)
        return found


_router = SimpleRouter(trailing_slash=False)
_router.register("notes", Notes, basename="note")
_router.register("notes-by-id", NotesById, basename="note-by-id")

urlpatterns = [
    *_router.urls,
    # What ATOMIC_REQUESTS does to a view, for these alone.
    path("atomic/notes", transaction.atomic(Notes.as_view({"post": "create"}))),
]
