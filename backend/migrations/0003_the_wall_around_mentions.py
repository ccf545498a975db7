"""Row security for what entries speak of: reached with the record, as the entry itself is."""

from importlib import import_module

from django.db import migrations

_first = import_module("backend.migrations.0001_the_second_wall")

_PAIR = """EXISTS (SELECT FROM intelligence_mention one WHERE one.id = this_id)
    AND EXISTS (SELECT FROM intelligence_mention one WHERE one.id = that_id)"""

WALLED = {
    "intelligence_record": "force_id = ANY ((SELECT wall_forces())::bigint[])",
    "intelligence_mention": _first._WITH.format("intelligence_record", "id", "record_id"),
    "intelligence_mentionkey": _first._WITH.format("intelligence_mention", "id", "mention_id"),
    "intelligence_judgement": _PAIR,
}


class Migration(migrations.Migration):
    dependencies = [
        ("backend", "0002_reach_is_planned_once"),
        ("intelligence", "0001_mentions"),
    ]

    operations = [_first._raised(table, reached) for table, reached in WALLED.items()]
