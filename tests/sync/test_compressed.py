"""Answers and bodies as gzip, and what of them may be kept."""

import gzip
import json
from typing import Any

import pytest

from field_api.catalogue import actions as catalogue
from field_api.notebook.models import Entry
from tests import written
from tests.handset import Handset, Item
from tests.sync.door import PULL, PUSH, said
from tests.written import NOTE

pytestmark = pytest.mark.django_db

GZIP = {"Accept-Encoding": "gzip"}


def note(phone: Handset) -> Item:
    return phone.write(NOTE, written.body())


def push(phone: Handset, raw: bytes, encoding: str) -> Any:
    headers = {"Content-Encoding": encoding}
    return phone.api.generic("POST", PUSH, raw, content_type="application/json", headers=headers)


def test_a_compressed_push_is_a_push(mine: Handset) -> None:
    item = note(mine)
    answer = push(mine, gzip.compress(said(item)), "gzip")
    assert [result["status"] for result in answer.json()["results"]] == ["accepted"]
    assert [result["status"] for result in mine.push(item)["results"]] == ["duplicate"]


@pytest.mark.parametrize(
    ("raw", "encoding", "status", "code"),
    [
        (gzip.compress(said())[:-4], "gzip", 400, "body-truncated"),
        (said(), "gzip", 400, "body-truncated"),
        (gzip.compress(b"no JSON"), "gzip", 400, "malformed-request"),
        (gzip.compress(b"0" * 9_000_000), "gzip", 413, "batch-too-large"),
        (said(), "br", 415, "unsupported-encoding"),
    ],
    ids=["cut", "not compressed", "no push", "expands too far", "another encoding"],
)
def test_what_cannot_be_taken(
    mine: Handset, raw: bytes, encoding: str, status: int, code: str
) -> None:
    answer = push(mine, raw, encoding)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 415:
        assert answer.headers["Accept-Encoding"] == "gzip, identity"
    assert not Entry.objects.exists()


def test_news_comes_compressed_to_whom_can_read_it(mine: Handset) -> None:
    mine.push(*(note(mine) for _ in range(10)))
    plain = mine.api.get(PULL)
    small = mine.api.get(PULL, headers=GZIP)
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    told, again = plain.json(), json.loads(gzip.decompress(small.content))
    told.pop("server_time"), again.pop("server_time")
    assert told == again
    assert len(small.content) * 3 < len(plain.content)
    assert "Content-Encoding" not in plain.headers


def test_an_empty_page_is_not_worth_it(mine: Handset) -> None:
    answer = mine.api.get(PULL, headers=GZIP)
    assert answer.json()["changes"] == []
    assert "Content-Encoding" not in answer.headers


def test_the_same_page_never_has_the_same_length_twice_on_purpose(mine: Handset) -> None:
    """Django pads gzip with a name of random length, so that lengths betray nothing (BREACH)."""
    mine.push(note(mine), note(mine))
    lengths = {len(mine.api.get(PULL, headers=GZIP).content) for _ in range(40)}
    assert len(lengths) > 1


def test_a_weak_tag_of_a_compressed_answer_is_as_good(mine: Handset) -> None:
    catalogue.publish_builtin()
    answer = mine.api.get("/api/v1/forms", headers=GZIP)
    tag = answer.headers["ETag"]
    assert tag.startswith('W/"')
    again = mine.api.get("/api/v1/forms", headers={**GZIP, "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
