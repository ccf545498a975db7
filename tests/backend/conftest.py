"""The sandboxes of a demonstration, as their processes would find them."""

from pathlib import Path

import pytest

from backend.runtime.sandboxes import Sandbox, kept
from field_api.connectors.sandbox.doors.sftp import _host_key


@pytest.fixture
def boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Sandbox]:
    made = kept(tmp_path)
    for box in made:
        monkeypatch.setenv(box.variable, box.token)
        if box.kind == "sftp":
            keys = Path(box.folder) / box.play
            keys.mkdir()
            _host_key(keys)
    return made
