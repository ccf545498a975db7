"""A phone that may die at any moment, Chromium on its own profile, and a link that can be cut."""

import os
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Playwright

from backend.runtime import child

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60.0  # seconds; only a failure waits this long
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--lang=en-GB",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-breakpad",
    "--remote-debugging-port=0",
    "--window-size=390,844",
)
_SIZE = 65536


class Phone:
    """Started again and again on one profile. Killed, all its processes end where they stand."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._playwright = playwright
        self._profile = profile
        self._process: subprocess.Popen[bytes] | None = None
        self._browser: Browser | None = None

    def start(self) -> Page:
        """Its one page, as large as a phone, not yet opened anywhere."""
        assert CHROMIUM is not None
        told = self._profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        wrapped = [
            sys.executable,
            "-IS",
            child.__file__,
            str(os.getpid()),
            str(int(signal.SIGKILL)),
        ]
        command = [*wrapped, "stay", CHROMIUM, *_FLAGS, f"--user-data-dir={self._profile}"]
        self._process = subprocess.Popen(
            [*command, "about:blank"],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        at = f"http://127.0.0.1:{_port(told)}"
        self._browser = self._playwright.chromium.connect_over_cdp(at)
        page = self._browser.contexts[0].pages[0]
        page.set_default_timeout(PATIENCE * 1000)
        page.set_viewport_size({"width": 390, "height": 844})
        return page

    def kill(self) -> None:
        """As the system kills an app: no last word, whatever it was writing. From any thread."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def buried(self) -> None:
        """Ends it, if it has not ended, and takes leave of it. From the thread that started it."""
        self.kill()
        if self._process is not None:
            self._process.wait(PATIENCE)
        if self._browser is not None:
            with suppress(Error):
                self._browser.close()
        self._process = self._browser = None


def _port(told: Path) -> int:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        lines = told.read_text().splitlines() if told.exists() else []
        if len(lines) == 2:  # written whole
            return int(lines[0])
        time.sleep(0.05)
    raise AssertionError("Chromium did not start")


class Link:
    """A way to the house that can be cut: cut, nothing answers, and what was on its way is lost."""

    def __init__(self, house: str) -> None:
        host, _, port = house.removeprefix("http://").partition(":")
        self.house = (host, int(port))
        self.open = True
        self.lines: set[socket.socket] = set()
        link = self

        class _Line(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                link.carry(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Line)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.base = f"http://localhost:{self._server.server_address[1]}"

    def cut(self) -> None:
        self.open = False
        for line in tuple(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.open = True

    def close(self) -> None:
        self.cut()
        self._server.shutdown()
        self._server.server_close()

    def carry(self, phone: socket.socket) -> None:
        if not self.open:
            return
        with socket.create_connection(self.house) as house:
            both = {phone, house}
            self.lines |= both
            back = threading.Thread(target=_pump, args=(house, phone), daemon=True)
            back.start()
            _pump(phone, house)
            back.join()
            self.lines -= both


def _pump(giver: socket.socket, taker: socket.socket) -> None:
    with suppress(OSError):
        while some := giver.recv(_SIZE):
            taker.sendall(some)
    for end in (giver, taker):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
