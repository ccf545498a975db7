"""What a watchdog asks: is the process there, may it get requests, does work move."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from backend import progress
from field_api.lib import clock


def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all. Restart it when this fails; touches no database."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served, else 503: the database answers and is migrated.

    Stalled work is reported but does not fail: a web process sent home because workers stand
    still would stop officers from handing in, which is worse.
    """
    try:
        waiting = _migrations_waiting()
        moving = progress.read(clock.now())
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "no answer"}, status=503)
    answer = {
        "ready": not waiting,
        "database": "answers",
        "migrations_waiting": waiting,
        "progress": moving.document(settings.STALLED_SECONDS),
    }
    return JsonResponse(answer, status=503 if waiting else 200)


def working(request: HttpRequest) -> JsonResponse:
    """200 while deliveries move, 503 when one is long due and untried: see the workers."""
    try:
        document = progress.read(clock.now()).document(settings.STALLED_SECONDS)
    except DatabaseError:
        return JsonResponse({"moving": False, "database": "no answer"}, status=503)
    return JsonResponse(document, status=200 if document["moving"] else 503)


def _migrations_waiting() -> int:
    """How many migrations this code has that the database does not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
