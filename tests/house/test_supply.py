"""What is installed is what was chosen: pinned by hash, and listed whole for whoever must know."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import tree

LISTS = ("requirements.txt", "requirements-dev.txt")
_NAMED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([^ ;\\]+)", re.MULTILINE)
# The command of docs/security.md.
SBOM = ("cyclonedx-py", "requirements", "requirements.txt", "--output-format", "JSON")


def blocks(text: str) -> list[str]:
    """Each requirement with all its lines."""
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return re.split(r"\n(?=\S)", "\n".join(lines))


@pytest.mark.parametrize("name", LISTS)
def test_every_requirement_is_pinned_by_hash(name: str) -> None:
    loose = [
        block.splitlines()[0]
        for block in blocks((tree.ROOT / name).read_text())
        if not (_NAMED.match(block) and re.search(r"--hash=sha256:[0-9a-f]{64}", block))
    ]
    assert loose == []


def test_a_loose_requirement_is_seen() -> None:
    assert len(blocks("a==1 \\\n    --hash=sha256:00\nb>=2\n")) == 2
    assert not _NAMED.match("b>=2")


@pytest.mark.long
def test_the_bill_of_materials_is_valid_and_lists_every_package(tmp_path: Path) -> None:
    program = Path(sys.executable).parent / SBOM[0]
    out = tmp_path / "sbom.json"
    command = [program, *SBOM[1:], "--validate", "--output-file", str(out)]
    subprocess.run(command, cwd=tree.ROOT, check=True, capture_output=True)
    found = json.loads(out.read_text())
    assert found["bomFormat"] == "CycloneDX"
    listed = {(one["name"].lower(), one["version"]) for one in found["components"]}
    pinned = _NAMED.findall((tree.ROOT / "requirements.txt").read_text())
    assert listed == {(name.lower(), version) for name, version in pinned}
