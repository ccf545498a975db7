"""What was written is told to whoever may read it, and to nothing else: no log, no metric, no
address, no error holds a planted word, whatever is done and whatever fails.
"""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from backend.logs import JsonLines
from field_api.identity.rules import Role
from field_api.lib import hints
from tests import make
from tests.house import world as worlds
from tests.house.test_walk import cells
from tests.house.world import WORDS, Person, World

pytestmark = [pytest.mark.django_db, pytest.mark.long]

TYPED = "zztypedcanary"
"""What somebody types where it does not belong."""

EVERY = (*WORDS, TYPED)
_ADDRESSES = re.compile(
    r"""(?:href|src|action|url|location|next)["']?\s*[=:]\s*["']([^"']*)""", re.I
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that any logger says, as it is written where this runs in earnest."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root, was = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(was)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that would go to the broker."""
    sent: list[str] = []
    monkeypatch.setattr(hints, "send", lambda *args, **more: sent.append(repr((args, more))))
    return sent


def insiders(world: World) -> list[Person]:
    """People who do read it."""
    return [
        worlds._of("author", world.author, ()),
        *(
            worlds._of(role.value, make.officer(role=role), ())
            for role in (Role.SUPERVISOR, Role.INSPECTOR, Role.FORCE_ADMIN, Role.AUDITOR)
        ),
    ]


def found(said: str) -> set[str]:
    return {word for word in EVERY if word in said}


def addresses(answer: Any) -> set[str]:
    """Planted words in an address that an answer gives out."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    given = " ".join(_ADDRESSES.findall(body.decode(errors="replace")))
    return found(given + answer.headers.get("Location", ""))


def mischief(world: World) -> Iterator[tuple[str, str, bytes]]:
    """What is typed where it should not be: method, address, body."""
    wrong = json.dumps({"surname": TYPED, "text": TYPED, "items": [{"id": TYPED}]}).encode()
    torn = b'{"surname": "' + TYPED.encode()
    for _, address in cells(world):
        if address.startswith("/api/"):
            yield "post", address, wrong
            yield "post", address, torn
            yield "put", f"{address}?surname={TYPED}", wrong
    yield "get", f"/api/v1/{TYPED}", b""
    yield "get", f"/desk/{TYPED}/", b""


def test_nothing_but_an_answer_holds_what_was_written(
    tmp_path: Path, settings: Any, log: io.StringIO, told: list[str]
) -> None:
    world = worlds.made(tmp_path, settings)
    leaks: set[str] = set()
    for person in insiders(world):
        for method, address in cells(world):
            client: Any = person.api if address.startswith("/api/") else person.browser
            client.raise_request_exception = False
            if word := addresses(getattr(client, method)(address)):
                leaks.add(f"{person.name} {method} {address}: {word}")
    assert leaks == set()
    assert "django.request" in log.getvalue()
    assert found(log.getvalue()) == set()
    assert found(" ".join(told)) == set()
    assert found(Client().get("/metrics").content.decode()) == set()


def test_no_error_repeats_what_was_typed(
    tmp_path: Path, settings: Any, log: io.StringIO, told: list[str]
) -> None:
    world = worlds.made(tmp_path, settings)
    person = worlds._of("author", world.author, ())
    person.api.raise_request_exception = False
    repeated = set()
    for method, address, body in dict.fromkeys(mischief(world)):
        answer = person.api.generic(method.upper(), address, body, "application/json")
        problem = answer.status_code >= 400 and answer.headers["Content-Type"].startswith(
            "application/problem"
        )
        if problem and found(answer.content.decode()):
            repeated.add(f"{method} {address.partition('?')[0]} {answer.status_code}")
    assert repeated == set()
    assert found(log.getvalue()) == set()
    assert found(" ".join(told)) == set()
    assert found(Client().get("/metrics").content.decode()) == set()


def test_a_failure_says_where_and_never_what(
    db: None, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise ValueError(f"Key (surname)=({TYPED}) already exists")

    monkeypatch.setattr("field_api.sync.api.pushing.actions.push", broken)
    client = make.signed_in(make.officer())
    client.raise_request_exception = False
    body = {"items": [], "device": {"id": "x", "minted_through": 0}}
    answer = client.post("/api/v1/sync/push", body, format="json")
    assert answer.status_code == 500, answer.content
    assert found(answer.content.decode() + log.getvalue()) == set()
    assert "ValueError" in log.getvalue()
