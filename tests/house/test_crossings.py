"""Across apps only `actions`, `models` and `rules` are imported; the ground is open to all."""

from collections.abc import Iterable, Iterator

import grimp

ROOMS = {"actions", "models", "rules"}


def imports() -> Iterator[tuple[str, str]]:
    graph = grimp.build_graph("field_api", cache_dir=None)
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            yield importer, imported


def trespassing(pairs: Iterable[tuple[str, str]]) -> list[str]:
    found = []
    for importer, imported in pairs:
        own, other = importer.split("."), imported.split(".")
        if len(other) < 2 or other[1] in (*own[1:2], "lib"):
            continue
        if len(other) < 3 or other[2] not in ROOMS:
            found.append(f"{importer} imports {imported}")
    return sorted(found)


def test_apps_meet_only_in_actions_models_and_rules() -> None:
    assert trespassing(imports()) == []


def test_an_import_into_another_room_is_seen() -> None:
    api, package = "field_api.identity.api", "field_api.identity"
    allowed = [
        ("field_api.identity.urls", api),
        ("field_api.sync.api.pulling", "field_api.identity.actions.tokens"),
        ("field_api.sync.api.pulling", "field_api.lib.ids"),
    ]
    bad = [("field_api.sync.api.pulling", api), ("field_api.sync.api", package)]
    assert len(trespassing([*allowed, *bad])) == 2
