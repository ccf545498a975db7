"""The source tree as the house tests walk it."""

import ast
import importlib
import tomllib
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {"__pycache__", "migrations", "node_modules"}


def sources(*tops: str, suffix: str = ".py") -> Iterator[Path]:
    """Our own files below the given folders; migrations have a test of their own."""
    for top in tops:
        for path in sorted((ROOT / top).rglob(f"*{suffix}")):
            if not SKIPPED & set(path.parts):
                yield path


def doors() -> Iterator[Path]:
    for path in sources("field_api"):
        rooms = path.relative_to(ROOT / "field_api").parts[1:2]
        if {"api", "pages", "tasks"} & {Path(room).stem for room in rooms}:
            yield path


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module(path: Path) -> ModuleType:
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return importlib.import_module(dotted.removesuffix(".__init__"))


def value(node: ast.expr, within: object) -> object:
    """What a constant or dotted name stands for in a module; None when that can't be known."""
    if isinstance(node, ast.Constant):
        return node.value
    dotted = ast.unparse(node).split(".")
    return reduce(lambda thing, name: getattr(thing, name, None), dotted, within)


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("field_api.")]


def floors() -> dict[str, int]:
    """Each subject's floor, the ground being the highest number: read from the contract itself."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = [c["layers"] for c in contracts["contracts"] if c["id"] == "floors"]
    named = (layer.replace("(", "").replace(")", "").split("|") for layer in layers)
    return {app.strip(): depth for depth, names in enumerate(named) for app in names}
