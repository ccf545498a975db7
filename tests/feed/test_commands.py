import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from field_api.feed import actions as feed

pytestmark = pytest.mark.django_db


def run(*words: str) -> dict[str, Any]:
    said = StringIO()
    call_command("sync_epoch", *words, stdout=said)
    told: dict[str, Any] = json.loads(said.getvalue())
    return told


def test_showing_changes_nothing() -> None:
    now = feed.epoch()
    assert run() == run("--show") == {"epoch": now, "before": now, "bumped": False}


def test_a_bump_is_the_next_epoch() -> None:
    now = feed.epoch()
    assert run("--bump") == {"epoch": now + 1, "before": now, "bumped": True}
    assert feed.epoch() > now


def test_one_thing_at_a_time() -> None:
    with pytest.raises(CommandError):
        run("--bump", "--show")
