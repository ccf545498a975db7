"""Settings of the baseline's worker: Django's own for the database, which open one connection for
every task.
"""

from backend.bench.plain.settings import *  # noqa: F403
from backend.runtime import places

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "fieldbook",
        "USER": "fieldbook",
        "HOST": str(places.sockets(places.home())),
        "OPTIONS": {"application_name": "bench-plain-worker"},
    }
}
