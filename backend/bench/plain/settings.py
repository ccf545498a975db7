"""No more than it needs, which is in its favour."""

from backend import databases
from backend.runtime import places

APPLICATION_NAME = "bench-plain"

SECRET_KEY = "signs nothing"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "backend.bench.plain.api"
INSTALLED_APPS = ["rest_framework", "backend.bench.plain"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
# Django's own, which has nothing to tell a connection.
PLAIN = {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": True}
DATABASES = {
    "default": databases.connected(
        {
            **databases.embedded(places.sockets(places.home())),
            "OPTIONS": {"application_name": APPLICATION_NAME},
        },
        "web",
        (1, 8, 5),
    )
    | PLAIN
}
CELERY_BROKER_URL = f"redis+socket://{places.sockets(places.home())}/valkey.sock"
CELERY_TASK_IGNORE_RESULT = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}
