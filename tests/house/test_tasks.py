"""Hints go to tasks by name, so a misspelt name is an error nobody hears: until here."""

import ast
from collections.abc import Iterator

from celery import current_app

from backend import sweeper
from tests.house import tree


def sent(code: ast.Module) -> Iterator[ast.expr]:
    """The first arguments, written out or named, of the calls that send a task by name."""
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func)
            if name == "hints.send" or name.endswith(".send_task"):
                yield node.args[0]


def names() -> set[object]:
    called = {
        tree.value(name, tree.module(path))
        for path in tree.sources("field_api", "backend")
        if path.stem != "hints"
        and "bench" not in path.parts  # whose baseline is another application
        for name in sent(tree.parsed(path))
    }
    return called | set(sweeper.ROUNDS)


def test_every_task_called_by_name_exists() -> None:
    current_app.loader.import_default_modules()
    assert names() <= set(current_app.tasks)


def test_names_are_found_whether_written_out_or_named() -> None:
    class Room:
        DRAIN = "delivery.drain"

    code = ast.parse("hints.send(DRAIN, 7); app.send_task('sweep'); other.send(DRAIN)")
    assert [tree.value(name, Room) for name in sent(code)] == ["delivery.drain", "sweep"]
