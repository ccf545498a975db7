"""Settings of the baseline's worker: Django's own for the database, which open one connection for
every task.
"""

from backend.bench.plain import settings
from backend.runtime import places

SECRET_KEY = settings.SECRET_KEY
INSTALLED_APPS = settings.INSTALLED_APPS
DEFAULT_AUTO_FIELD = settings.DEFAULT_AUTO_FIELD
USE_TZ = settings.USE_TZ
CELERY_BROKER_URL = settings.CELERY_BROKER_URL
CELERY_TASK_IGNORE_RESULT = settings.CELERY_TASK_IGNORE_RESULT

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "fieldbook",
        "USER": "fieldbook",
        "HOST": str(places.sockets(places.home())),
        "OPTIONS": {"application_name": "bench-plain-worker"},
    }
}
