"""The pages of insight, and the desk's queue, over a county force's months of work.

`--n` requests of each page, twenty at least, by an inspector of the force. From `--n` 20 on there
are 500,000 submissions of ninety days; below, 25,000 for each of `--n`: docs/bench.md.
"""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from http.client import HTTPConnection
from importlib import import_module
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django_otp import DEVICE_ID_SESSION_KEY

from backend.bench.figures import Bench, Figure, share
from backend.populate import Size, populate
from backend.runtime import places, roles
from field_api.identity.models import Officer, Unit
from field_api.insights.actions import counting
from field_api.insights.models import Due
from field_api.lib import clock, gate

PER, WHOLE = 25_000, 20
DAYS, OFFICERS = 90, 1300
PAGE_MS, DAY_S = 300, 2.0

PAGES = {
    "overview": "/insight/",
    "quality": "/insight/quality/",
    "time": "/insight/time/",
    "searches": "/insight/searches/",
    "health": "/insight/health/",
    "queue": "/desk/",
}
_INSPECTOR, _KEEPER = "34-2002", "34-3001"
_WARM_UP = 2
_RECOUNTED = 10  # days
_LONGEST = 1800.0  # seconds for all days to be counted


def figures(bench: Bench) -> Iterator[Figure]:
    inspector = Officer.objects.get(login=_INSPECTOR)
    made = populate(
        Size(days=DAYS, officers=OFFICERS, entries=PER * min(bench.n, WHOLE)),
        force=inspector.force,
        author=Officer.objects.get(login=_KEEPER),
        under=Unit.objects.get(name="Northampton", force=inspector.force),
        say=bench.say,
    )
    yield Figure("insight.made", made.seconds, "s", made.submissions)
    yield Figure("insight.made.entries", made.entries, "entries", made.submissions)
    yield from _counted(bench, inspector)
    _settled()
    yield from _asked(bench, inspector)


def _counted(bench: Bench, inspector: Officer) -> Iterator[Figure]:
    bench.say(f"  counting {_RECOUNTED} days by themselves, then all of them")
    yesterday = clock.now().date() - timedelta(days=1)
    took = []
    for back in range(_RECOUNTED):
        begun = time.perf_counter()
        counting.recount(inspector.force, yesterday - timedelta(days=back))
        took.append(time.perf_counter() - begun)
    took.sort()
    yield Figure("insight.day.p50", share(took, 0.5), "s", len(took), DAY_S, "aim")
    yield Figure("insight.day.most", took[-1], "s", len(took), DAY_S, "aim")
    begun = time.perf_counter()
    counting.notice()
    while Due.objects.exists():
        if time.perf_counter() - begun > _LONGEST:
            raise OSError("the days of the bench were not counted in time")
        counting.refresh()
    yield Figure("insight.all_days", time.perf_counter() - begun, "s", DAYS)


def _settled() -> None:
    """As a database that has had time: statistics and visibility are up to date."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    roles.checkpoint(places.sockets(places.home()))


def _asked(bench: Bench, inspector: Officer) -> Iterator[Figure]:
    """Each page as it opens, and over all that there is."""
    today = clock.now().date()
    line = _Line(bench.house.base, inspector)
    for name, path in PAGES.items():
        yield from line.timed(bench, f"insight.{name}", path)
        if path.startswith("/insight/"):
            whole = f"{path}?{_all_of_it(today)}"
            yield from line.timed(bench, f"insight.{name}.all_days", whole)
    line.http.close()


def _all_of_it(today: date) -> str:
    return f"from={today - timedelta(days=DAYS)}&to={today}"


class _Line:
    """One connection that is kept, in a browser session that showed its code: made here, for a code
    is asked of a person."""

    def __init__(self, base: str, officer: Officer) -> None:
        parts = urlsplit(base)
        self.http = HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(officer.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
        session[DEVICE_ID_SESSION_KEY] = officer.authenticator.persistent_id
        gate.opened(SimpleNamespace(session=session))  # type: ignore[arg-type]
        session.save()
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
            "Accept-Encoding": "gzip",
        }

    def timed(self, bench: Bench, name: str, path: str) -> Iterator[Figure]:
        bench.say(f"  {path}")
        took, weight = [], 0
        ends = time.monotonic() + 12 * bench.seconds
        for turn in range(max(bench.n, WHOLE) + _WARM_UP):
            begun = time.perf_counter()
            weight = self._get(path)
            if turn >= _WARM_UP:
                took.append(1000 * (time.perf_counter() - begun))
                if time.monotonic() > ends:
                    break
        took.sort()
        yield Figure(f"{name}.p50", share(took, 0.5), "ms", len(took), PAGE_MS, "aim")
        yield Figure(f"{name}.p95", share(took, 0.95), "ms", len(took), PAGE_MS, "aim")
        yield Figure(f"{name}.weight", weight / 1024, "KiB", 1)

    def _get(self, path: str) -> int:
        """Bytes that came. Raises OSError where the page is not shown."""
        self.http.request("GET", path, headers=self.headers)
        answer = self.http.getresponse()
        size = len(answer.read())
        if answer.status != 200:
            raise OSError(f"{path} was answered {answer.status}")
        return size
