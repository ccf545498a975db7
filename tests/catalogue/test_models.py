"""What the database refuses, whoever asks: an entry is read for ever with its own version."""

import pytest
from django.db import IntegrityError, connection, transaction

from field_api.catalogue.models import Form
from tests.catalogue import bodies

pytestmark = pytest.mark.django_db

GOOD = {"kind": "test-form", "version": 1, "digest": "0" * 64, "published_by": "34-1001"}


def row(**changes: object) -> Form:
    return Form.objects.create(**{"document": bodies.document(), **GOOD, **changes})  # type: ignore[misc]


def refused(sql: str) -> None:
    with pytest.raises(IntegrityError, match="a published form stays as it is"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize(
    "change",
    [
        "document = '{}'",
        "kind = 'other'",
        "version = 2",
        "digest = 'other'",
        "published_by = 'other'",
        "published_at = now() + interval '1 day'",
        "document = '{}', retired_at = now(), retired_by = '34-1001'",
    ],
)
def test_a_published_form_is_not_changed(change: str) -> None:
    row()
    refused(f"UPDATE catalogue_form SET {change} WHERE kind = 'test-form'")


def test_it_is_neither_deleted_nor_truncated() -> None:
    row()
    refused("DELETE FROM catalogue_form")
    refused("TRUNCATE catalogue_form")


def test_it_may_be_retired_once() -> None:
    row()
    Form.objects.update(retired_at="2026-03-01T00:00:00Z", retired_by="34-1001")
    refused("UPDATE catalogue_form SET retired_at = NULL, retired_by = NULL")


@pytest.mark.parametrize(
    ("changes", "promise"),
    [
        ({}, "a_form_version_is_published_once"),
        ({"version": 0}, "a_form_version_counts_from_one"),
        ({"version": 2, "published_by": ""}, "a_form_names_its_publisher"),
        ({"version": 2, "retired_by": "34-1001"}, "a_retired_form_names_who_retired_it"),
        (
            {"version": 2, "retired_at": "2026-03-01T00:00:00Z"},
            "a_retired_form_names_who_retired_it",
        ),
        (
            {"version": 2, "retired_at": "2026-03-01T00:00:00Z", "retired_by": ""},
            "a_retired_form_names_who_retired_it",
        ),
    ],
)
def test_a_row_that_breaks_a_promise_is_refused(changes: dict[str, object], promise: str) -> None:
    row()
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        row(**changes)
