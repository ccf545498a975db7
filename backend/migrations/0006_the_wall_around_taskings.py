"""Row security for taskings: reached by the force that made them, as its alerts are."""

from importlib import import_module

from django.db import migrations

_first = import_module("backend.migrations.0001_the_second_wall")

_ITS_TASKING = _first._WITH.format("tasking_tasking", "id", "tasking_id")

WALLED = {
    "tasking_tasking": "force_id = ANY ((SELECT wall_forces())::bigint[])",
    "tasking_target": _ITS_TASKING,
    "tasking_asked": _ITS_TASKING,
    "tasking_said": _ITS_TASKING,
}


class Migration(migrations.Migration):
    dependencies = [
        ("backend", "0005_the_wall_around_the_watch_list"),
        ("tasking", "0001_taskings"),
    ]

    operations = [_first._raised(table, reached) for table, reached in WALLED.items()]
