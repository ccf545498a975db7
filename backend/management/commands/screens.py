"""`manage.py screens`: the whole house on free ports, and a picture of every screen in it."""

import os
import signal
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.bench import browser as browsers
from backend.populate import past
from backend.runtime import apart, stack
from backend.runtime.processes import NotStarted
from backend.runtime.sandboxes import Sandbox
from backend.runtime.signins import SignIn
from backend.screens import desk_tour, handset_tour, scene
from backend.screens.album import Album
from backend.story import seed
from backend.story.tale import Failed
from field_api.insights.actions import counting

_COUNTING = 120.0  # seconds; the workers would have counted it within minutes
_OF_A_SITE = ("DATABASE_URL", "DATABASE_URL_FILE", "BROKER_URL", "BROKER_URL_FILE")


def _story(boxes: Sequence[Sandbox]) -> list[SignIn]:
    """With months to be seen, and each day of them counted."""
    people = past.behind(seed.seed(boxes))
    counting.refresh(seconds=_COUNTING)
    return people


class Command(BaseCommand):
    help = "Make a picture of every screen, by day and by night, with a page that shows them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        folder = settings.BASE_DIR / "docs" / "screens"
        parser.add_argument("--folder", type=Path, default=folder, help="where they are kept")

    def handle(self, **options: object) -> None:
        # Its data is forgotten at its start, so it must never see a site's own.
        apart.begin_again("screens", without=_OF_A_SITE)
        os.environ["ENROLMENT"] = "open"
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        album = Album(Path(str(options["folder"])).resolve())
        album.folder.mkdir(parents=True, exist_ok=True)
        try:
            with stack.running(settings.HOME, 0, seed=_story, reset=True, say=self._say) as house:
                self._take(album, scene.played(house))
        except browsers.NoBrowser:
            raise CommandError("There is no Chromium with Playwright here to see by.") from None
        except (NotStarted, Failed, LookupError, OSError) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing is left running.", returncode=130) from None
        gone = album.close()
        size = sum(one.stat().st_size for one in album.folder.glob("*.png")) / 1e6
        self._say(f"{2 * len(album.shots)} pictures, {size:.1f} MB; gone: {len(gone)}")

    def _take(self, album: Album, played: scene.Scene) -> None:
        base = played.house.base.replace("127.0.0.1", "localhost", 1)
        with browsers.chromium() as browser:
            phone = browsers.phone(browser, base)
            try:
                handset_tour.Tour(browsers.page(phone), album, played).all()
            finally:
                self._say(f"{len(album.shots)} screens of the handset")
                desk_tour.all_of(browser, base, album, played)
            phone.close()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
