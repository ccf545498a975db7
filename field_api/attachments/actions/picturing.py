"""What a file is, by its bytes, and the picture of it that screens show."""

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import puremagic

from field_api.attachments import drawing
from field_api.attachments.rules.headers import clean_type

UNKNOWN = "application/octet-stream"
_HEAD = 64 * 1024
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Picture:
    """`file` holds it, of media type `type`; or `why` there is none. Neither for other files."""

    file: Path
    type: str = ""
    why: str = ""


def sniff(file: Path) -> str:
    """The media type that the first bytes speak of; never the one declared."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    try:
        return clean_type(puremagic.from_string(head, mime=True)) or UNKNOWN
    except (puremagic.PureError, ValueError, IndexError):
        return UNKNOWN


def draw(file: Path, kind: str) -> Picture:
    """Raises nothing: a photo without a picture is still kept, and says why."""
    target = file.with_suffix(".screen")
    if not kind.startswith("image/"):
        return Picture(target)
    with suppress(FileNotFoundError):
        target.unlink()
    command = [sys.executable, "-I", drawing.__file__, str(file), str(target)]
    try:
        ended = subprocess.run(  # noqa: S603 our own program; names are of our making
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
            text=True,
            env={},
        )
    except subprocess.TimeoutExpired:
        return Picture(target, why="drawing it took too long")
    said = ended.stdout.strip()[:200]
    if ended.returncode or not target.exists():
        return Picture(target, why=said or "drawing it failed")
    return Picture(target, type=said)
