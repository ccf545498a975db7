"""The story while everything breaks. Without faults .ci/run tells it, on a bare machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _told(home: Path, option: str) -> dict[str, object]:
    command = [sys.executable, "manage.py", "demo", option, "--quiet"]
    env = {**os.environ, "FIELDBOOK_HOME": str(home)}
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    figures: dict[str, object] = json.loads(run.stdout.strip().splitlines()[-1])
    return figures


@pytest.mark.slow
@pytest.mark.long
def test_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path) -> None:
    figures = _told(tmp_path / "a home", "--faults")
    assert figures["check"] == "passed"
    assert (figures["lost"], figures["doubled"], figures["disordered"]) == (0, 0, 0)
    assert figures["delivered"], "nothing was delivered, so nothing was proved"
    assert figures["kills"] == 3
