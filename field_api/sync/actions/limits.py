"""What a client may count on, in numbers."""

from typing import Any

from django.conf import settings

from field_api.catalogue import actions as catalogue
from field_api.feed import actions as feed
from field_api.feed.rules import TOMBSTONES_KEPT, Kind
from field_api.lib import clock
from field_api.notebook.rules import MAX_ITEM_BYTES
from field_api.sync.bodies import ENCODINGS
from field_api.sync.rules import MAX_BYTES, MAX_ITEMS, MAX_PAGE, PAGE

MAX_IDS = 1000

# The first page of a fresh handset on a bad line: one that never completes starts over for ever.
FIRST_PAGE = 50


def config() -> dict[str, Any]:
    """Sizes in bytes, before compression; they may grow between releases and never shrink."""
    files = settings.ATTACHMENTS
    return {
        "epoch": feed.epoch(),
        "server_time": clock.iso(clock.now()),
        "forms_etag": catalogue.tag(),
        "minimum_app": settings.MINIMUM_APP,
        "retain_days": settings.RETAIN_DAYS,
        "push": {
            "max_items": MAX_ITEMS,
            "max_bytes": MAX_BYTES,
            "max_item_bytes": MAX_ITEM_BYTES,
            "encodings": list(ENCODINGS),
        },
        "pull": {
            "page": PAGE,
            "first_page": FIRST_PAGE,
            "max_page": MAX_PAGE,
            "kinds": [kind.name.lower() for kind in Kind],
            "tombstones_days": TOMBSTONES_KEPT.days,
        },
        "missing": {"max_ids": MAX_IDS},
        "deadletter": {"max_bytes": MAX_BYTES},
        "attachments": {"max_bytes": files.most, "quota_bytes": files.quota},
    }
