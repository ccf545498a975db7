"""The simulation can fail: with a bug put in, on the handset or on the server, it finds it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis.errors import Flaky

from backend.handset import Item, Store, pulling, pushing, restoring
from backend.soak.verdict import Broken
from field_api.notebook import actions as notebook
from tests.simulation.machine import of, play

SEEDS = 8
WORK = ["write-and-sync", "write-and-sync", "sync"]


def found(chances: list[str]) -> str:
    """What the verdict says of the first story that ends badly."""
    machine = of(chances)
    for seed in range(SEEDS):
        try:
            play(machine, first=seed, examples=10, steps=12)
        except (Broken, Flaky) as broken:
            return str(broken)
    return ""


def cursor_first(store: Store, asked: str, page: Item) -> bool:
    """What the page brings is applied in a transaction after the one that keeps the cursor."""
    with store.change():
        store.state(cursor=page["cursor"])
        pushing.note(store, page)
    with store.change():
        for change in page["changes"]:
            store.apply(change, store.fact("reading", 0))
    return True


def believes_in_sending(send: Callable[..., Any]) -> Callable[..., Any]:
    """The outbox is emptied when it is sent, and not when it is signed for."""

    def sending(self: pushing.Push, items: list[Item]) -> list[Item]:
        with self.store.change():
            for item in items:
                self.store.mark(item["id"], "kept", {"receipt": {}})
        results: list[Item] = send(self, items)
        return results

    return sending


@pytest.mark.long
def test_a_cursor_kept_before_its_documents_is_found(
    ground: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "take", cursor_first)
    assert "documents" in found([*WORK, "die", "die"])


@pytest.mark.long
def test_an_epoch_that_is_ignored_is_found(ground: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "is_due", lambda store: False)
    assert "not on the server" in found([*WORK, "back-up", "restore"])


@pytest.mark.long
def test_an_outbox_emptied_too_soon_is_found(ground: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing.Push, "send", believes_in_sending(pushing.Push.send))
    assert "not on the server" in found(WORK)


@pytest.mark.long
def test_a_server_that_takes_repeats_for_new_is_found(
    ground: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = notebook.write

    def forgetful(*given: Any, **named: Any) -> Any:
        written = write(*given, **named)
        return [replace(one, new=True) for one in written]

    monkeypatch.setattr(notebook, "write", forgetful)
    assert "still waiting" in found(WORK)
