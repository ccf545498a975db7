"""Doors read records only through `visible_to`, so that no view can forget whose they are."""

import ast
from collections.abc import Iterator

from tests.house import tree

SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
# Each takes the officer through whose eyes it looks.
SCOPED = {
    "visible_to",
    "for_review",
    "erasable_by",
    "administered_by",
    "amended_by",
    "approvable_by",
}
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def unscoped(code: ast.Module, within: object) -> Iterator[str]:
    """Uses of a manager other than `.objects.visible_to(…)` on models that hold personal data."""
    scoped = {
        id(node.value)
        for node in ast.walk(code)
        if isinstance(node, ast.Attribute) and node.attr in SCOPED
    }
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and id(node) not in scoped:
            if personal(tree.value(node.value, within)):
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in SHORTCUTS:
            if personal(tree.value(node.args[0], within)):
                yield f"{node.lineno}: {ast.unparse(node)}"


def personal(thing: object) -> bool:
    return not getattr(thing, "personal_data", "none").startswith("none")


def test_no_door_reads_records_unscoped() -> None:
    found = {
        str(path): lines
        for path in tree.doors()
        if (lines := list(unscoped(tree.parsed(path), tree.module(path))))
    }
    assert found == {}


def test_an_unscoped_read_is_seen() -> None:
    class Note:
        personal_data = "what an officer wrote"

    class Room:
        note = Note

    for bad in ("note.objects.all()", "note.objects.get(pk=1)", "get_object_or_404(note, pk=1)"):
        assert len(list(unscoped(ast.parse(bad), Room))) == 1
    good = "note.objects.visible_to(me).get(pk=1); get_object_or_404(note.objects.visible_to(me))"
    assert not list(unscoped(ast.parse(good), Room))
