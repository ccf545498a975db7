"""The start on a bare machine: every way it can fail is one sentence and a non-zero exit."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from backend import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a space in its name that holds what a start needs, and no `.venv`."""
    folder = tmp_path / "Field book"
    (folder / "backend").mkdir(parents=True)
    for name in ("manage.py", "backend/__init__.py", "backend/bootstrap.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "requirements.txt").write_text("")
    return folder


def _start(folder: Path, *words: str, before: str = "", **env: str) -> subprocess.CompletedProcess:
    """Start manage.py with the base Python, after `before` has changed the world for it."""
    base = Path(os.path.realpath(sys.executable))
    program = f"{before}\nimport sys; sys.argv = {['manage.py', *words]!r}\n"
    program += "sys.path.insert(0, '.')\nfrom backend import bootstrap\nbootstrap.enter(sys.argv)\n"
    return subprocess.run(
        [base, "-c", program],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def _one_sentence(done: subprocess.CompletedProcess) -> str:
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert last.endswith(".")
    return last


def test_an_old_python_is_told_what_is_needed(copy):
    said = _one_sentence(_start(copy, "demo", before="import sys; sys.version_info = (3, 9, 2)"))
    assert said == "Fieldbook needs Python 3.11 or newer; this is Python 3.9."


def test_a_python_without_venv_is_told_what_to_install(copy):
    hide = (
        "import sys; sys.modules['ensurepip'] = None; import importlib.util as u; f = u.find_spec"
    )
    hide += "\nu.find_spec = lambda name: None if name == 'ensurepip' else f(name)"
    assert "apt install python3-venv" in _one_sentence(_start(copy, "demo", before=hide))


def test_an_incomplete_copy_is_named(copy):
    (copy / "requirements.txt").unlink()
    assert _one_sentence(_start(copy, "demo")).startswith("requirements.txt is missing")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(copy):
    copy.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert "can't be written to" in _one_sentence(_start(copy, "demo"))
    copy.chmod(stat.S_IRWXU)


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        ("OSError: [Errno 30] Read-only file system: '/x'", "can't be written to"),
        ("WARNING: Retrying … NewConnectionError: name resolution", "index can't be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was pinned"),
        ("noise\nERROR: something new.\nmore", "Installing failed: something new."),
        ("", "no reason given"),
    ],
)
def test_what_pip_says_becomes_a_cause(output, cause):
    said = bootstrap._sentence("Installing failed", output)
    assert cause in said
    assert "\n" not in said


@pytest.mark.long
def test_an_unreachable_index_is_one_sentence(copy):
    pin = "nosuchpackage==1.0 --hash=sha256:" + "0" * 64
    (copy / "requirements.txt").write_text(pin + "\n")
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
    }
    said = _one_sentence(_start(copy, "demo", PIP_FIND_LINKS="", PIP_EXTRA_INDEX_URL="", **nowhere))
    assert "package index can't be reached" in said
    assert not (copy / ".venv" / "fieldbook-installed.json").exists()


@pytest.mark.long
def test_a_second_start_installs_nothing_and_a_changed_pin_is_noticed(copy):
    (copy / "manage.py").write_text("print('started')")
    first = _start(copy, "demo")
    second = _start(copy, "demo")
    (copy / "requirements.txt").write_text("# changed\n")
    third = _start(copy, "demo")
    assert [done.stdout for done in (first, second, third)] == ["started\n"] * 3
    assert "Making .venv" in first.stderr
    assert second.stderr == ""
    assert "Installed in" in third.stderr
    stamp = json.loads((copy / ".venv" / "fieldbook-installed.json").read_text())
    assert list(stamp) == ["requirements.txt"]
