"""Row security for alerts: reached by the force that issued them, as their officers' work is."""

from importlib import import_module

from django.db import migrations

_first = import_module("backend.migrations.0001_the_second_wall")

_ITS_ALERT = _first._WITH.format("alerts_alert", "id", "alert_id")

WALLED = {
    "alerts_alert": "force_id = ANY ((SELECT wall_forces())::bigint[])",
    "alerts_target": _ITS_ALERT,
    "alerts_addressed": _ITS_ALERT,
    "alerts_receipt": _ITS_ALERT,
}


class Migration(migrations.Migration):
    dependencies = [("backend", "0003_the_wall_around_mentions"), ("alerts", "0001_alerts")]

    operations = [_first._raised(table, reached) for table, reached in WALLED.items()]
