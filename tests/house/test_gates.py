"""The tools a change must pass, run as a developer would run them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house import tree

BIN = Path(sys.executable).parent
LINT_IMPORTS = (str(BIN / "lint-imports"), "--cache-dir", ".cache/import_linter")
GATES = {
    "ruff check": (str(BIN / "ruff"), "check", "."),
    "ruff format": (str(BIN / "ruff"), "format", "--check", "."),
    "imports": LINT_IMPORTS,
    "types": (str(BIN / "mypy"),),
    "deploy": (sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
}
LIVE = {
    "SITE_HOSTS": "fieldbook.example.police.uk",
    "SECRET_KEY": "a-key-only-this-test-has-and-long-enough-to-pass-0123456789",
    "PYTHONPATH": str(tree.ROOT),
}
# Tests need not be typed as the rest is, but may not call or name what is not there.
TYPES_OF_TESTS = (str(BIN / "mypy"), "--explicit-package-bases", "-p", "tests")
AMISS = re.compile(r"^tests/.*(\[(call-arg|name-defined)\]|Module \S+ has no attribute .*)$", re.M)


def run(command: tuple[str, ...], where: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=where, env=os.environ | LIVE, capture_output=True, text=True, timeout=300
    )


@pytest.mark.slow
@pytest.mark.parametrize("gate", GATES)
def test_the_tree_passes(gate: str) -> None:
    done = run(GATES[gate], tree.ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
def test_tests_call_and_name_what_is_there() -> None:
    done = run(TYPES_OF_TESTS, tree.ROOT)
    assert "checked" in done.stdout.splitlines()[-1], done.stdout + done.stderr
    assert [found[0] for found in AMISS.finditer(done.stdout)] == []


@pytest.mark.parametrize(
    "line",
    [
        'Missing named argument "leave" for "approve"  [call-arg]',
        'Name "Handset" is not defined  [name-defined]',
        'Module "tests.make" has no attribute "officers"; maybe "officer"?  [attr-defined]',
    ],
    ids=("argument", "name", "module"),
)
def test_a_call_that_cannot_be_made_is_seen(line: str) -> None:
    assert AMISS.search(f"tests/a.py:1: note: x\ntests/a.py:7: error: {line}\nFound 1 error")
    assert not AMISS.search(f"backend/a.py:7: error: {line}")


def test_what_is_typed_loosely_passes() -> None:
    loose = 'tests/a.py:7: error: Module "tests.make" does not explicitly export attribute "Role"'
    assert not AMISS.search(f"{loose}  [attr-defined]\ntests/b.py:1: error: Returning Any  [misc]")


@pytest.mark.django_db
def test_no_model_has_changed_without_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("field_api/notebook/rules.py", "import field_api.sync", "Floors"),
        ("field_api/catalogue/models.py", "import field_api.delivery", "Floors"),
        ("field_api/attic/__init__.py", "", "Floors"),
        ("field_api/feed/models.py", "import field_api.feed.actions", "Rooms"),
        ("field_api/feed/rules.py", "import django.db", "Rules"),
        ("field_api/feed/actions.py", "import backend.settings", "No app imports the project"),
    ],
)
def test_an_import_out_of_order_is_seen(
    tmp_path: Path, file: str, line: str, contract: str
) -> None:
    for part in ("field_api", "backend"):
        shutil.copytree(tree.ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("static"))
    shutil.copy(tree.ROOT / "pyproject.toml", tmp_path)
    sabotaged = tmp_path / file
    sabotaged.parent.mkdir(exist_ok=True)
    with sabotaged.open("a") as out:
        out.write(f"\n{line}\n")
    done = run((*LINT_IMPORTS, "--no-cache"), tmp_path)
    assert done.returncode == 1
    assert any(contract in said and "BROKEN" in said for said in done.stdout.splitlines())
