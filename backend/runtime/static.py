"""Collect the static files, only when one of them changed: hashing and packing takes seconds."""

import hashlib
import json
from collections.abc import Iterator

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> None:
    stamp = settings.HOME / "static.json"
    now = json.dumps({"files": _mark(), "by": settings.STORAGES["staticfiles"]["BACKEND"]})
    if stamp.exists() and stamp.read_text() == now and settings.STATIC_ROOT.is_dir():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)


def _mark() -> str:
    return hashlib.sha256("\n".join(sorted(_files())).encode()).hexdigest()


def _files() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list(None):
            yield f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}"
