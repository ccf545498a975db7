"""Names say what a thing is about; these say only that somebody did not decide."""

from collections.abc import Iterable
from pathlib import Path

from tests.house import tree

VAGUE = {"utils", "helpers", "common", "core", "manager", "service", "handler", "misc", "base"}
LIB = {
    "choices",
    "cipher",
    "clock",
    "envelope",
    "es256",
    "gate",
    "hints",
    "identifiers",
    "ids",
    "mentions",
    "merkle",
    "parsing",
    "permissions",
    "problems",
    "signed",
    "sql",
    "trace",
    "wall",
}
# Django looks for a database's wrapper under this name.
GIVEN = {Path("backend/postgresql/base.py")}


def vague(paths: Iterable[Path]) -> set[str]:
    words = {word for path in paths for word in path.with_suffix("").parts}
    return {word for word in words if {word, f"{word}s", word.removesuffix("s")} & VAGUE}


def test_no_name_is_vague() -> None:
    paths = tree.sources("backend", "field_api", "tests")
    assert vague({path.relative_to(tree.ROOT) for path in paths} - GIVEN) == set()


def test_a_vague_name_is_seen() -> None:
    paths = [Path("field_api/x/util.py"), Path("field_api/managers/y.py"), Path("field_api/z.py")]
    assert vague(paths) == {"util", "managers"}


def test_the_ground_holds_what_was_agreed_and_is_no_attic() -> None:
    lib = tree.ROOT / "field_api/lib"
    paths = (path.relative_to(lib) for path in tree.sources("field_api/lib"))
    found = {Path(path.parts[0]).stem for path in paths} - {"__init__"}
    assert found <= LIB, "a new file in lib needs its place in this list, so that someone asks why"
