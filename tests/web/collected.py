"""The handset's page as a site serves it (collected, joined, hashed), one release after another.

The API is the test's own `Server`, but reached over the network: a page under a service worker is
no longer Playwright's to answer.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest import mock
from wsgiref.simple_server import make_server

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from field_api.web import rules
from tests.web.authenticator import named
from tests.web.conftest import Silent, Threaded
from tests.web.server import Server

Answering = Callable[[dict[str, Any], Callable[..., Any]], Any]
STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "field_api.web.storage.JoinedStorage"},
}


@dataclass
class Site:
    """`release` collects and serves another version of the shell; before the first there is none.

    unheard: paths nobody answers any more, as when the signal is lost between two requests.
    """

    folder: Path
    server: Server
    url: str = ""
    unheard: tuple[str, ...] = ()
    _app: Answering | None = None
    _serving: ExitStack | None = None

    def release(self, app: str) -> None:
        """Really another shell: each script of it says so in a line of its own."""
        self.withdraw()
        files = self.folder / f"web-{app}"
        shutil.copytree(rules.FILES, files)
        with (files / "version.js").open("a") as script:
            script.write(f'export const RELEASE = "{app}";\n')
        with ExitStack() as stack:
            stack.enter_context(mock.patch.multiple(rules, APP=app, FILES=files))
            served = self.folder / f"static-{app}"
            served.mkdir()
            stack.enter_context(override_settings(STATIC_ROOT=served, STORAGES=STORAGES))
            stack.enter_context(override_settings(WHITENOISE_USE_FINDERS=False))
            stack.enter_context(override_settings(WHITENOISE_AUTOREFRESH=False))
            call_command("collectstatic", interactive=False, verbosity=0)
            self._app = get_wsgi_application()
            self._serving = stack.pop_all()

    def withdraw(self) -> None:
        if self._serving:
            self._serving.close()
        self._app = self._serving = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        if self._app is None or path in self.unheard:
            start("503 Service Unavailable", [])
            return [b""]
        if not path.startswith("/api/v1/"):
            return self._app(environ, start)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        asked = _Asked(path, environ, body.decode(), start)
        self.server.answer(asked)
        return [asked.answered]


class _Asked:
    """A request in the shape of Playwright's route, which is all that `Server` looks at."""

    def __init__(self, path: str, environ: dict[str, Any], text: str, start: Any) -> None:
        self.request = self
        self.url = f"http://localhost{path}"
        self.post_data = text or None
        self.method = environ["REQUEST_METHOD"]
        given = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
        self.headers = {name.replace("_", "-").lower(): value for name, value in given.items()}
        self._start = start
        self.answered = b""

    def fulfill(self, *, status: int, body: str, content_type: str) -> None:
        self._start(f"{status} {HTTPStatus(status).phrase}", [("Content-Type", content_type)])
        self.answered = body.encode()

    def abort(self) -> None:
        self._start("503 Service Unavailable", [])


@contextmanager
def site(folder: Path, server: Server) -> Iterator[Site]:
    served = Site(folder, server)
    listening = make_server("127.0.0.1", 0, served, server_class=Threaded, handler_class=Silent)
    served.url = named(f"http://127.0.0.1:{listening.server_port}/")
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        listening.shutdown()
        listening.server_close()
        served.withdraw()
