"""Row security for the watch list: reached by the force that keeps it, as what it saw and asked."""

from importlib import import_module

from django.db import migrations

_first = import_module("backend.migrations.0001_the_second_wall")

_FORCE = "force_id = ANY ((SELECT wall_forces())::bigint[])"
_ITS_LISTING = _first._WITH.format("watch_listing", "id", "listing_id")

WALLED = {
    "watch_listing": _FORCE,
    "watch_watchkey": _ITS_LISTING,
    "watch_hit": _ITS_LISTING,
    "watch_sighting": _FORCE,
    "watch_asked": _FORCE,
}


class Migration(migrations.Migration):
    dependencies = [
        ("backend", "0004_the_wall_around_alerts"),
        ("watch", "0001_the_watch_list"),
    ]

    operations = [_first._raised(table, reached) for table, reached in WALLED.items()]
