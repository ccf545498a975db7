"""Files of a test lie in a folder of its own; what it settles, it settles itself."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from backend import files
from field_api.identity.models import Officer
from tests import make


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    in_folder(settings, tmp_path)
    return tmp_path


def in_folder(told: object, folder: Path, **other: object) -> None:
    """`told` is pytest-django's fixture, which puts things back after the test."""
    storage = files.storage("", "", "", folder / "kept")
    changed = replace(
        settings.ATTACHMENTS, staging=folder / "staging", scanner="", storage=storage, **other
    )
    told.ATTACHMENTS = changed  # type: ignore[attr-defined]
    told.STORAGES = {**settings.STORAGES, "attachments": storage}  # type: ignore[attr-defined]


@pytest.fixture
def officer(db: None) -> Officer:
    return make.officer()
